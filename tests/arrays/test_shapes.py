"""Random operations on random shapes, judged by NumPy.

Where every size is known, the answer is NumPy's, and an operation that NumPy refuses gives no shape. With some sizes
replaced by symbols or left open, the answer agrees with NumPy's once the sizes are put back.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from layerhints.algebra import Unknown, substitute, symbol
from layerhints.libraries.numpy.shaping import new_sizes
from layerhints.rules.geometry import axes, concatenate, contraction
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.indexing import Gather, Mask, index_shape
from layerhints.rules.geometry.mismatch import Mismatch

NAMES = "ABCDEFGH"
sizes = st.integers(0, 5)
shapes = st.lists(sizes, max_size=4).map(tuple)


class Disguise:
    """Sizes hidden behind symbols (or Unknown), each symbol standing for one number throughout."""

    def __init__(self, draw: Callable[..., Any]) -> None:
        self.draw = draw
        self.values: dict[str, int] = {}

    def size(self, size: int) -> Any:
        match self.draw(st.sampled_from(("known", "known", "symbol", "unknown"))):
            case "symbol" if size >= 1:
                return self._symbol(size)
            case "unknown":
                return Unknown("hidden by the test")
        return size

    def _symbol(self, size: int) -> Any:
        name = next((name for name, value in self.values.items() if value == size), None)
        if name is None or self.draw(st.booleans()):
            name = NAMES[len(self.values) % len(NAMES)]
            if self.values.get(name, size) != size:
                return size
            self.values[name] = size
        return symbol(name)

    def shape(self, shape: tuple[int, ...]) -> tuple[Any, ...]:
        return tuple(map(self.size, shape))

    def back(self, dim: Any) -> Any:
        return substitute(dim, self.values)


def check(
    data: st.DataObject, given_shapes: list[tuple[int, ...]], real: Callable[..., Any], ours: Callable[..., Any]
) -> None:
    """`real` on arrays of the shapes and `ours` on the shapes agree; then once more with sizes hidden."""
    try:
        expected = real(*(np.zeros(shape, dtype="int8") for shape in given_shapes)).shape
    except (ValueError, IndexError, TypeError):
        expected = None
    try:
        answer = ours(*given_shapes)
    except Mismatch:
        answer = None
    assert answer == expected
    if expected is None:
        return
    disguise = Disguise(data.draw)
    answer = ours(*map(disguise.shape, given_shapes))
    if isinstance(answer, Unknown):
        return
    assert len(answer) == len(expected)
    for dim, size in zip(answer, expected, strict=True):
        shown = disguise.back(dim)
        assert isinstance(shown, Unknown) or shown == size


@given(st.data(), st.lists(shapes, min_size=1, max_size=3))
def test_broadcast(data: st.DataObject, operands: list[tuple[int, ...]]) -> None:
    check(data, operands, lambda *arrays: np.broadcast(*arrays) if len(arrays) > 1 else arrays[0], broadcast)


@given(st.data(), shapes, st.lists(st.integers(-1, 6), max_size=4).map(tuple))
def test_reshape(data: st.DataObject, shape: tuple[int, ...], target: tuple[int, ...]) -> None:
    check(data, [shape], lambda array: array.reshape(target), lambda own: new_sizes(own, target))


@given(st.data(), shapes)
def test_reshape_that_fits(data: st.DataObject, shape: tuple[int, ...]) -> None:
    """Random targets rarely fit; these are made of the divisors of the number of elements."""
    rest, target = math.prod(shape), []
    assume(rest)
    for _ in range(data.draw(st.integers(0, 3))):
        divisor = data.draw(st.sampled_from([d for d in range(1, rest + 1) if rest % d == 0]))
        target.append(divisor)
        rest //= divisor
    target.append(rest)
    hidden = data.draw(st.integers(0, len(target)))
    sizes = tuple(-1 if place == hidden else size for place, size in enumerate(target))
    check(data, [shape], lambda array: array.reshape(sizes), lambda own: new_sizes(own, sizes))


axis_lists = st.lists(st.integers(-4, 4), max_size=3, unique=True)


@given(st.data(), shapes, st.none() | axis_lists, st.booleans())
def test_reduce(data: st.DataObject, shape: tuple[int, ...], over: list[int] | None, keepdims: bool) -> None:
    check(
        data,
        [shape],
        lambda array: np.sum(array, axis=None if over is None else tuple(over), keepdims=keepdims),
        lambda own: axes.reduce(own, over, keepdims),
    )


@given(st.data(), shapes)
def test_permute(data: st.DataObject, shape: tuple[int, ...]) -> None:
    order = data.draw(st.permutations(range(len(shape))))
    check(data, [shape], lambda array: array.transpose(order), lambda own: axes.permute(own, order))


@given(st.data(), shapes, axis_lists, axis_lists)
def test_move_axes(data: st.DataObject, shape: tuple[int, ...], source: list[int], destination: list[int]) -> None:
    destination = destination[: len(source)]
    check(
        data,
        [shape],
        lambda array: np.moveaxis(array, source, destination),
        lambda own: axes.move_axes(own, source, destination),
    )


@given(st.data(), shapes, axis_lists)
def test_expand(data: st.DataObject, shape: tuple[int, ...], places: list[int]) -> None:
    check(data, [shape], lambda array: np.expand_dims(array, places), lambda own: axes.expand(own, places))


@given(st.data(), shapes, st.none() | axis_lists)
def test_squeeze(data: st.DataObject, shape: tuple[int, ...], places: list[int] | None) -> None:
    check(
        data,
        [shape],
        lambda array: np.squeeze(array, None if places is None else tuple(places)),
        lambda own: axes.squeeze(own, places),
    )


@given(st.data(), shapes, st.integers(-4, 3), st.integers(1, 3))
def test_join(data: st.DataObject, shape: tuple[int, ...], axis: int, count: int) -> None:
    """Shapes that differ in one axis, so that they often fit."""
    operands = [shape]
    for _ in range(count - 1):
        other = list(shape)
        if other:
            place = data.draw(st.integers(0, len(other) - 1))
            other[place] = data.draw(sizes)
        operands.append(tuple(other))
    check(
        data,
        operands,
        lambda *arrays: np.concatenate(arrays, axis),
        lambda *own: concatenate.concatenate(own, axis),
    )
    check(data, operands, lambda *arrays: np.stack(arrays, axis), lambda *own: concatenate.stack(own, axis))


@given(st.data(), shapes, shapes)
def test_products(data: st.DataObject, first: tuple[int, ...], second: tuple[int, ...]) -> None:
    if first and second and data.draw(st.booleans()):
        second = (*second[:-2], first[-1], *second[-1:]) if len(second) > 1 else (first[-1],)
    check(data, [first, second], np.matmul, contraction.matmul)
    check(data, [first, second], np.dot, contraction.dot)
    count = data.draw(st.integers(0, 2))
    check(
        data,
        [first, second],
        lambda a, b: np.tensordot(a, b, count),
        lambda a, b: contraction.tensordot(a, b, count),
    )


equations = st.sampled_from(
    ("ij,jk->ik", "ij,jk", "bij,bkj->bik", "...i,ij->...j", "i,i", "ii->i", "ij->ji", "ij->", "b...d,...de->b...e")
)


@given(st.data(), equations)
def test_einsum(data: st.DataObject, equation: str) -> None:
    letters = {letter: data.draw(sizes) for letter in "abcdeijk"}
    batch = data.draw(st.lists(sizes, max_size=2).map(tuple))
    operands = []
    for term in equation.partition("->")[0].split(","):
        before, dots, after = term.partition("...")
        operands.append(
            (*(letters[x] for x in before), *(batch if dots else ()), *(letters[x] for x in after))
        )
    check(
        data,
        operands,
        lambda *arrays: np.einsum(equation, *arrays),
        lambda *own: contraction.einsum(equation, own),
    )


bounds = st.none() | st.integers(-7, 7)
slices = st.builds(slice, bounds, bounds, st.none() | st.integers(-3, 3).filter(bool))


@given(st.data(), shapes)
@settings(max_examples=400)
def test_index(data: st.DataObject, shape: tuple[int, ...]) -> None:
    real: list[Any] = []
    ours: list[Any] = []
    for axis in range(data.draw(st.integers(0, 5))):
        match data.draw(st.sampled_from(("integer", "slice", "slice", "new", "rest", "gather", "mask"))):
            case "integer":
                real.append(data.draw(st.integers(-5, 4)))
                ours.append(real[-1])
            case "slice":
                real.append(data.draw(slices))
                ours.append(real[-1])
            case "new":
                real.append(None)
                ours.append(None)
            case "rest":
                real.append(Ellipsis)
                ours.append(Ellipsis)
            case "gather":
                chosen = data.draw(st.lists(sizes, max_size=2).map(tuple))
                real.append(np.zeros(chosen, dtype=int))
                ours.append(Gather(chosen))
            case "mask" if axis < len(shape) and shape[axis]:
                truths = data.draw(st.lists(st.booleans(), min_size=shape[axis], max_size=shape[axis]))
                real.append(np.array(truths, dtype=bool))
                ours.append(Mask((shape[axis],), sum(truths)))
    # Integers next to arrays count as arrays without axes; an array without axes alone is such an integer.
    assume(not any(isinstance(item, Gather) and item.shape == () for item in ours))
    # Which positions an array holds is its data: 0 is one of every axis that has any.
    assume(all(shape) or not any(isinstance(item, Gather) for item in ours))
    check(data, [shape], lambda array: array[tuple(real)], lambda own: index_shape(own, ours))


@given(st.data(), st.integers(1, 9), slices)
def test_slice_of_symbols(data: st.DataObject, size: int, bounds: slice) -> None:
    """Bounds that are symbols themselves."""
    disguise = Disguise(data.draw)
    hidden = slice(
        None if bounds.start is None else disguise.size(bounds.start),
        None if bounds.stop is None else disguise.size(bounds.stop),
        bounds.step,
    )
    (length,) = index_shape((disguise.size(size),), [hidden])
    shown = disguise.back(length)
    assert isinstance(shown, Unknown) or shown == len(range(size)[bounds])
