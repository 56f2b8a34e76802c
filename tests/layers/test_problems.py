"""Every problem code has a page, and an example that shows it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import layerhints
from layerhints.algebra import Unknown, anonymous, symbol
from layerhints.libraries.keras.layers import FAMILIES, rule
from layerhints.rules import PAGES, Argument, Blame, Call, Input, Place, Several
from layerhints.rules.examples import examples

from . import check

IMAGE = ("B", 28, 28, 3)

EXAMPLES: list[tuple[str, str, tuple[Any, ...], dict[str, Any], tuple[Any, ...], str, Blame]] = [
    ("missing-argument", "Conv2D", (32,), {}, (IMAGE,), "needs the argument `kernel_size`", Call()),
    ("unexpected-argument", "Dense", (8,), {"use_bia": 1}, (("B", 4),), "Did you mean `use_bias`?", Place("use_bia")),
    ("too-many-arguments", "Flatten", (None, 3), {}, (IMAGE,), "takes 1 positional arguments", Place(1)),
    ("repeated-argument", "Dense", (8,), {"units": 9}, (("B", 4),), "given by position already", Place("units")),
    ("bad-size", "Conv2D", (0, 3), {}, (IMAGE,), "`filters` is 0; it must be at least 1", Argument("filters")),
    ("bad-size", "Dense", (8.0,), {}, (("B", 4),), "`units` is the float 8; it must be an integer", Argument("units")),
    ("bad-length", "Conv2D", (8, (3, 3, 3)), {}, (IMAGE,), "`kernel_size` has 3 items", Argument("kernel_size")),
    ("bad-choice", "Conv2D", (8, 3), {"padding": "smae"}, (IMAGE,), "Did you mean 'same'?", Argument("padding")),
    ("bad-number", "Dropout", (1.5,), {}, (IMAGE,), "must lie between 0 and 1", Argument("rate")),
    ("bad-length", "Dot", ((1,),), {}, (("B", 8), ("B", 8)), "an integer or a tuple of two", Argument("axes")),
    ("bad-axes", "Permute", ((2, 2),), {}, (("B", 4, 5),), "must name each axis from 1 to 2 once", Argument("dims")),
    ("bad-axes", "BatchNormalization", (), {"axis": 4}, (IMAGE,), "axis 4 does not exist", Argument("axis")),
    ("bad-layer", "TimeDistributed", ("Dense",), {}, (("B", 4, 5),), "it takes a layer object", Argument("layer")),
    (
        "conflicting-arguments",
        "Conv2D",
        (8, 3),
        {"strides": 2, "dilation_rate": 2},
        (IMAGE,),
        "cannot be used together",
        Argument("dilation_rate"),
    ),
    ("wrong-rank", "Conv2D", (8, 3), {}, (("B", 28, 28),), "(batch, height, width, channels); this", Input(0)),
    ("wrong-inputs", "Add", (), {}, (("B", 8),), "called on a list of tensors", Input(0)),
    ("window-too-large", "Conv2D", (8, 30), {}, (IMAGE,), "does not fit into the height 28", Argument("kernel_size")),
    ("window-too-large", "MaxPooling1D", (9,), {}, (("B", 8, 1),), "into the steps 8", Argument("pool_size")),
    ("groups-mismatch", "Conv2D", (8, 3), {"groups": 2}, (IMAGE,), "2 groups do not divide 3", Argument("groups")),
    ("undefined-axis", "Dense", (8,), {}, (("B", "None"),), "the last axis of the input is None", Input(0)),
    (
        "reshape-mismatch",
        "Reshape",
        ((5, -1),),
        {},
        (("B", 4, 3),),
        "(4, 3) has 12 elements; they do not fit (5, -1)",
        Argument("target_shape"),
    ),
    ("shape-mismatch", "Add", (), {}, (("B", 8), ("B", 9)), "do not go together", Input(1)),
    ("crop-too-large", "Cropping1D", (4,), {}, (("B", 8, 1),), "nothing is left of the steps 8", Argument("cropping")),
]


@pytest.mark.parametrize(("code", "name", "positional", "keywords", "inputs", "message", "blame"), EXAMPLES)
def test_a_problem(
    code: str,
    name: str,
    positional: tuple[Any, ...],
    keywords: dict[str, Any],
    inputs: tuple[tuple[Any, ...], ...],
    message: str,
    blame: Blame,
) -> None:
    bound = check.bind(name, *positional, **keywords)
    several = name in check.MERGING and len(inputs) > 1
    problems = [*bound.problems, *check.apply(bound.layer, inputs, several).problems]
    first = problems[0]
    assert (first.code, first.blame) == (code, blame)
    assert message in first.message


def test_every_code_has_a_page_and_an_example() -> None:
    sources = Path(layerhints.__file__).parent
    layers = sources / "libraries/keras/layers"
    names = ("base", "window", *FAMILIES)
    files = [*(sources / "rules").rglob("*.py"), *(layers / f"{name}.py" for name in names)]
    used = {
        code
        for file in files
        for match in re.findall(r'(?:Problem|Invalid|require)\([^"()]*"([a-z-]+)"|code = "([a-z-]+)"', file.read_text())
        for code in match
        if code
    }
    in_docstrings = {
        example.problem for name in check.LAYERS for example in examples(rule(name) or object) if example.problem
    }
    shown = in_docstrings | {example[0] for example in EXAMPLES}
    assert used <= set(PAGES)
    assert used <= shown <= set(PAGES)
    assert len(used) > 10


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_a_page_explains_itself(page: Any) -> None:
    assert page.title and page.text.endswith(".")
    assert len(page.text.split()) > 8


def test_what_is_not_known_is_no_problem() -> None:
    unread = Unknown("not read")
    for field in ("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups", "use_bias"):
        bound = check.bind("Conv2D", **{"filters": 8, "kernel_size": 3, field: unread})
        assert bound.problems == ()
        assert check.apply(bound.layer, (IMAGE,)).problems == ()


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("Concatenate", ((), {}), "axis 1 has sizes None//2 and None"),
        ("Add", ((), {}), "do not go together: 3·None is not 3·None+4"),
        ("Dot", (((1, 1),), {}), "axis 1 of the first input has size None+2, axis 1 of the second None"),
    ],
)
def test_open_sizes_that_differ_are_told_apart(name: str, given: tuple[Any, Any], said: str) -> None:
    length = anonymous("None", key="length")
    pairs = {"Concatenate": (length // 2, length), "Add": (3 * length, 3 * length + 4), "Dot": (length + 2, length)}
    bound = check.bind(name, *given[0], **given[1])
    (problem,) = bound.layer.apply(Several((symbol("B"), size, 4) for size in pairs[name])).problems
    assert said in problem.message


def test_arguments_that_were_passed_unseen_leave_no_default() -> None:
    unread = Unknown("the call passes **options")
    declared = rule("Conv2D")
    assert declared is not None
    bound = declared.bind((8, 3), {}, more=unread)
    assert bound.problems == ()
    applied = check.apply(bound.layer, (IMAGE,))
    assert check.shown_shapes(applied)[0][3] != 8 or isinstance(bound.layer.padding, Unknown)
    assert isinstance(bound.layer.padding, Unknown)
    assert bound.layer.filters == 8


def test_a_problem_says_what_is_given_and_not_where_in_memory_it_lies() -> None:
    class Thing:
        def describe(self) -> str:
            return "a Keras tensor"

    (problem,) = check.bind("Concatenate", axis=(Thing(), Unknown("it is read from a file"), "x", 1)).problems
    assert problem.message == "`axis` is (a Keras tensor, ?, 'x', 1); it takes an integer"
