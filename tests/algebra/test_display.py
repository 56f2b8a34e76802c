"""How sizes and shapes are written: for people, and as Python for JSON."""

from __future__ import annotations

import pytest

from layerhints.algebra import (
    Dim,
    Shape,
    Unknown,
    anonymous,
    dims_to_json,
    formula,
    maximum,
    minimum,
    number,
    show,
    show_shape,
    symbol,
)

C, H, W = symbol("C"), symbol("H"), symbol("W")
BATCH = anonymous(key="batch")
UNKNOWN = Unknown("no input was given")


@pytest.mark.parametrize(
    ("dim", "people", "python"),
    [
        (1250858, "1250858", "1250858"),
        (-3, "-3", "-3"),
        (UNKNOWN, "?", "?"),
        (H, "H", "H"),
        (2 * H * W, "2·H·W", "2*H*W"),
        (64 * C + 64, "64·C+64", "64*C+64"),
        (symbol("d_model") * symbol("d_ff") + symbol("d_ff"), "d_ff·d_model+d_ff", "d_ff*d_model+d_ff"),
        (H**2 + 1, "H²+1", "H**2+1"),
        (3 - H, "3−H", "3-H"),
        (H // 2, "H//2", "H//2"),
        ((H - 1) // 2 + 1, "(H+1)//2", "(H+1)//2"),
        ((H - 3) // 2 + 1, "(H−1)//2", "(H-1)//2"),
        ((W - H) // 2, "(W−H)//2", "(W-H)//2"),
        (3 * H // 4, "3·H//4", "3*H//4"),
        (H - H // 2, "H−H//2", "H-H//2"),
        (-(H // 3), "−(H//3)", "-(H//3)"),
        (2 * symbol("states") - -H // 16, "2·states+(H+15)//16", "2*states+(H+15)//16"),
        (H % 4, "H%4", "H%4"),
        (7 * (H % 5) + 1, "7·(H%5)+1", "7*(H%5)+1"),
        (2 - H // (H - 2), "2−H//(H−2)", "2-H//(H-2)"),
        (H // (C * W), "H//(C·W)", "H//(C*W)"),
        (H // (W // 2 + 1), "H//(W//2+1)", "H//(W//2+1)"),
        (64 * (H // 2) * (W // 2), "64·(H//2)·(W//2)", "64*(H//2)*(W//2)"),
        (64 * (H // 2 - 1) * (W // 2 - 1), "64·(H//2−1)·(W//2−1)", "64*(H//2-1)*(W//2-1)"),
        (64 * (H // 2 - 1) ** 2, "64·(H//2−1)²", "64*(H//2-1)**2"),
        (maximum(H - 3, 0), "max(H−3, 0)", "max(H-3, 0)"),
        (2 * minimum(H, W), "2·min(H, W)", "2*min(H, W)"),
        (2 * BATCH + H, "None", "None"),
    ],
)
def test_a_size_is_short_and_conventional(dim: Dim, people: str, python: str) -> None:
    assert (show(dim), show(dim, ascii=True)) == (people, python)


@pytest.mark.parametrize(
    ("shape", "shown", "json"),
    [
        ((), "()", []),
        ((10,), "(10,)", [10]),
        ((BATCH, 32, 32, 32), "(None, 32, 32, 32)", [None, 32, 32, 32]),
        ((2 * BATCH, H // 2), "(None, H//2)", [None, "H//2"]),
        ((3, UNKNOWN), "(3, ?)", [3, None]),
        (UNKNOWN, "?", None),
    ],
)
def test_a_shape_is_a_tuple(shape: Shape, shown: str, json: object) -> None:
    assert show_shape(shape) == shown
    assert dims_to_json(shape) == json


def test_counts_have_their_thousands_separated() -> None:
    assert number(1250858) == "1,250,858"
    assert number(4010912598) == "4,010,912,598"
    assert number(896) == "896"
    assert number(64 * C + 64) == "64·C+64"


def test_a_formula_formats_as_it_is_shown() -> None:
    assert f"{2 * H}" == "2·H"


def test_a_formula_shows_what_has_no_name_in_it() -> None:
    assert formula(BATCH // 2 + 1) == "None//2+1"
    assert formula(H // 2) == "H//2"
    assert formula(3) == "3"
