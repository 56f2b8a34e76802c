"""einops on drawn patterns, judged by the real einops on small tensors."""

from __future__ import annotations

import os
from math import prod
from typing import Any

import einops
import pytest
import torch
from einops.layers.torch import EinMix, Rearrange, Reduce
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.nowhere import Nowhere

from layerhints.algebra import Unknown
from layerhints.interp import analyse
from layerhints.libraries import LIBRARIES
from layerhints.syntax import read
from layerhints.values.tensor import Tensor

from .check import REFUSALS
from .draw import Draw

pytestmark = pytest.mark.oracle
CASES = int(os.environ.get("TORCH_CASES_PER_OPERATION", "60"))
REAL = {
    "torch": torch, "einops": einops, "Rearrange": Rearrange, "Reduce": Reduce, "EinMix": EinMix,
    **{name: getattr(einops, name) for name in ("rearrange", "reduce", "repeat", "einsum", "pack", "unpack")},
}  # fmt: skip
IMPORTS = (
    "import torch, einops\nfrom einops import rearrange, reduce, repeat, einsum, pack, unpack\n"
    "from einops.layers.torch import Rearrange, Reduce, EinMix\n"
)


def ours(expressions: list[str]) -> list[Any]:
    source = IMPORTS + "\n".join(f"r{number} = {text}" for number, text in enumerate(expressions))
    values = analyse(Nowhere(), LIBRARIES, "program.py", read(source)).values
    return [values[f"r{number}"] for number in range(len(expressions))]


def check(*expressions: str) -> None:
    for text, found in zip(expressions, ours([*expressions]), strict=True):
        try:
            expected = eval(text, dict(REAL))
        except REFUSALS as refusal:
            known = isinstance(found, Tensor) and not isinstance(found.shape, Unknown)
            assert not known, f"{text}: {found.shape}, but einops raises {refusal}"
            continue
        assert isinstance(found, Tensor), f"{text}: {found}"
        assert found.shape == tuple(expected.shape), f"{text}: {found.shape}, in einops {tuple(expected.shape)}"


def zeros(shape: tuple[int, ...]) -> str:
    return f"torch.zeros({shape!r})"


class Pattern:
    """Names with sizes, and how one side groups them."""

    def __init__(self, d: Draw) -> None:
        self.d = d
        self.sizes = {name: d.int(1, 3) for name in ("a", "b", "cc", "d_2", "e")[: d.int(1, 5)]}
        self.elided = tuple(d.int(1, 3) for _ in range(d.int(0, 2)))

    def groups(self, names: list[str]) -> list[list[str]]:
        result: list[list[str]] = []
        for name in names:
            if result and self.d.int(0, 2) == 0:
                result[-1].append(name)
            else:
                result.append([name])
        if self.d.rarely():
            result.insert(self.d.int(0, len(result)), [])
        return result

    def written(self, groups: list[list[str]]) -> str:
        return " ".join(
            self.d.pick("()", "1") if not group else group[0] if len(group) == 1 else f"({' '.join(group)})"
            for group in groups
        )

    def shape(self, groups: list[list[str]]) -> tuple[int, ...]:
        sizes: list[int] = []
        for group in groups:
            sizes += self.elided if group == ["..."] else [prod(self.sizes[name] for name in group)]
        return tuple(sizes)

    def lengths(self, names: list[str], groups: list[list[str]]) -> str:
        """Those that have to be given, and now and then more, fewer or others."""
        needed = {name for group in groups for name in group[1:] if name in names}
        given = {name: self.sizes[name] for name in names if name in needed or self.d.rarely()}
        if given and self.d.rarely():
            given[self.d.pick(*given)] += 1
        return "".join(f", {name}={size}" for name, size in given.items())

    def shuffled(self, names: list[str]) -> list[str]:
        return [names[place] for place in (each % len(names) for each in self.d.order(len(names)))]


def drawn(d: Draw, kind: str) -> str:
    p = Pattern(d)
    names = list(p.sizes)
    left = p.groups(names)
    kept, new = names, []
    if kind == "reduce":
        kept = names[: d.int(1, len(names))]
    elif kind == "repeat":
        p.sizes["n"] = d.int(1, 3)
        new = ["n"]
    right = p.groups(p.shuffled([*kept, *new]))
    if d.chance():
        left.insert(d.int(0, len(left)), ["..."])
        if kind != "reduce" or d.chance():
            right.insert(d.int(0, len(right)), ["..."])
    pattern = f"{p.written(left)} -> {p.written(right)}"
    if d.rarely():
        pattern = pattern.replace(d.pick("a", "->", " ", "("), d.pick("b", "", "x ", ")"), 1)
    lengths = p.lengths(names, left) + "".join(f", {name}={p.sizes[name]}" for name in new if not d.rarely())
    x = zeros(p.shape(left))
    if kind == "reduce":
        operation = d.pick("max", "mean", "sum", "other") if d.rarely() else "max"
        layer = f"Reduce('{pattern}', '{operation}'{lengths})({x})"
        return layer if d.chance() else f"reduce({x}, '{pattern}', '{operation}'{lengths})"
    if kind == "rearrange" and d.chance():
        return f"Rearrange('{pattern}'{lengths})({x})"
    return f"{kind}({x}, '{pattern}'{lengths})"


@pytest.mark.parametrize("kind", ["rearrange", "reduce", "repeat"])
def test_patterns(kind: str) -> None:
    @settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.data())
    def agrees(data: st.DataObject) -> None:
        check(drawn(Draw(data.draw), kind))

    agrees()


def test_types_of_reductions() -> None:
    for dtype in ("bool", "int32", "int64", "float32"):
        for reduction in ("sum", "prod", "min", "max"):
            expression = f"reduce(torch.ones(2, 3, dtype=torch.{dtype}), 'a b -> a', '{reduction}')"
            (found,) = ours([expression])
            real = eval(expression, dict(REAL)).dtype
            assert found.dtype is None or f"torch.{found.dtype}" == str(real)
            assert found.dtype is not None or reduction in ("sum", "prod")


def test_packing() -> None:
    @settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.data())
    def agrees(data: st.DataObject) -> None:
        d = Draw(data.draw)
        before, behind = d.shape(0, 2), d.shape(0, 2)
        names = "abcdef"
        pattern = " ".join([*names[: len(before)], "*", *names[len(before) : len(before) + len(behind)]])
        ends = [d.shape(0, 2) if d.rarely() else behind for _ in range(d.int(1, 3))]
        tensors = [zeros((*before, *d.shape(0, 2), *end)) for end in ends]
        packed = f"pack([{', '.join(tensors)}], '{pattern}')"
        check(f"{packed}[0]", *(f"unpack(*{packed}, '{pattern}')[{number}]" for number in range(len(tensors))))

    agrees()


def test_parts_of_a_packed_axis() -> None:
    x = zeros((2, 10, 3))
    fitting = ("[(2,), (8,)]", "[(2, 2), (6,)]", "[(2,), (-1, 4)]")
    for shapes in (*fitting, "[(3,), (8,)]", "[(-1,), (-1,)]", "[(2,), (7,)]"):
        check(*(f"unpack({x}, {shapes}, 'b * c')[{number}]" for number in range(2)))


def test_sums() -> None:
    x, y = zeros((2, 3, 4)), zeros((4, 5))
    check(
        f"einsum({x}, {y}, 'batch rows inner, inner columns -> batch rows columns')",
        f"einsum({x}, {y}, '... inner, inner columns -> ... columns')",
        f"einsum({x}, 'batch rows inner -> inner batch')",
        f"einsum({x}, {y}, 'batch rows inner, columns inner -> batch rows columns')",
        f"einsum({x}, {y}, 'batch rows inner, inner columns')",
    )


def test_names_of_sizes() -> None:
    x = zeros((2, 3, 4))
    for pattern in ("a b c", "a _ c", "a ...", "... c"):
        (found,) = ours([f"einops.parse_shape({x}, '{pattern}')"])
        assert found.content == einops.parse_shape(torch.zeros(2, 3, 4), pattern)


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ("'t b cin -> t b cout', weight_shape='cin cout', bias_shape='cout', cin=10, cout=20", (3, 2, 10)),
        ("'h w c -> hout w c', weight_shape='h hout', bias_shape='hout', h=4, hout=6", (4, 2, 3)),
        ("'t b c -> t b c', weight_shape='c', c=5", (2, 3, 5)),
        ("'t b (head cin) -> t b (head cout)', weight_shape='head cin cout', head=2, cin=3, cout=4", (2, 5, 6)),
        ("'b ... c -> b ... d', 'c d', 'd', c=3, d=7", (2, 5, 6, 3)),
    ],
)
def test_mixing(arguments: str, shape: tuple[int, ...]) -> None:
    layer = f"EinMix({arguments})"
    check(f"{layer}({zeros(shape)})")
    names = ours([f"sum(p.numel() for p in {layer}.parameters())"])
    assert names == [sum(p.numel() for p in eval(layer, dict(REAL)).parameters())]
