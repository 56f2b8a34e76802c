"""Layers that combine several tensors into one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from layerhints.algebra import Unknown, anonymous
from layerhints.libraries.keras.layers.base import KerasLayer, is_none
from layerhints.rules import (
    Argument,
    Input,
    Problem,
    Ranks,
    Several,
    Size,
    Structure,
    at_least,
    equal,
    show_structure,
    text,
    texts_apart,
    value_of,
)
from layerhints.rules.field import Invalid
from layerhints.rules.fields import AxesField, axes, setting
from layerhints.rules.geometry.broadcast import broadcast_dims
from layerhints.rules.geometry.concatenate import concatenate
from layerhints.rules.geometry.contraction import batch_dot
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.shapes import axis, forgotten, in_range, with_axis


class Merge(KerasLayer):
    """A layer that is called on a list of tensors."""

    inputs_needed: int | None = None
    """How many tensors it takes; None: one or more."""

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        name = type(self).__name__
        if isinstance(inputs, Unknown):
            return inputs, ()
        if not isinstance(inputs, Several):
            return inputs, (Problem("wrong-inputs", f"`{name}` is called on a list of tensors, not on one", Input()),)
        count = len(inputs)
        if count == 0 or (self.inputs_needed is not None and count != self.inputs_needed):
            needed = self.inputs_needed or "one or more"
            return inputs, (Problem("wrong-inputs", f"`{name}` takes {needed} tensors; {count} are given", Input()),)
        shapes = []
        for index, item in enumerate(inputs):
            if isinstance(item, Several):
                return inputs, (Problem("wrong-inputs", f"`{name}` takes tensors, not lists of them", Input(index)),)
            shape, problems = self.with_rank(item, self.ranks(), index)
            if problems:
                return inputs, problems
            shapes.append(shape)
        return Several(shapes), ()

    def batch(self, xs: Several) -> Size:
        """The batch that the inputs share: the one that is known, if there is one; 1 is stretched to others."""
        sizes = [axis(x, 0) for x in xs]
        known = [size for size in sizes if isinstance(value_of(size), int)]
        unknown = [size for size in sizes if isinstance(size, Unknown)]
        return next((size for size in known if equal(size, 1) is False), (unknown or known or sizes)[0])

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "Merging has nothing to learn: it has no parameters."


class Elementwise(Merge):
    """Combines tensors of the same shape value by value; an axis of size 1 is repeated."""

    stretches = True

    def requirements(self, x: Any) -> Iterable[Problem]:
        if isinstance(x, Unknown):
            return
        for (i, first), (j, second) in combinations(enumerate(x), 2):
            yield from self._mismatch(i, first, j, second)

    def _mismatch(self, i: int, first: Any, j: int, second: Any) -> Iterator[Problem]:
        if isinstance(first, Unknown) or isinstance(second, Unknown):
            return
        # Keras refuses batches that differ while it builds the layer; one that is built stretches 1 to others.
        pairs = ((first[0], second[0]), *zip(first[:0:-1], second[:0:-1], strict=False))
        apart = next((pair for pair in pairs if broadcast_dims(*pair) is None), None)
        if apart is None:
            return
        message = (
            f"the shapes {show_structure(first)} of input {i + 1} and {show_structure(second)} of input {j + 1} "
            f"do not go together"
        )
        if text(apart[0]) == text(apart[1]):
            message += f": {' is not '.join(texts_apart(*apart))}"
        yield Problem("shape-mismatch", message, Input(j))

    def output_of(self, x: Any) -> Any:
        if isinstance(x, Unknown):
            return x
        result = x[0]
        for shape in x[1:]:
            result = self._combined(result, shape)
        return result if isinstance(result, Unknown) else (self.batch(x), *result[1:])

    def _combined(self, first: Any, second: Any) -> Any:
        if isinstance(first, Unknown) or isinstance(second, Unknown):
            return forgotten(first if isinstance(first, Unknown) else second)
        longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
        start = len(longer) - len(shorter) + 1
        return (
            *longer[:start],
            *(self._size(a, b) for a, b in zip(longer[start:], shorter[1:], strict=True)),
        )

    def _size(self, first: Size, second: Size) -> Size:
        if equal(first, second) is True or equal(second, 1) is True:
            return first
        if (is_none(first) or is_none(second)) and known(first, second) and equal(first, 1) is not True:
            # Keras leaves the size open, even where the other one is known.
            return anonymous("None", key=("merged", value_of(first), value_of(second)))
        common = broadcast_dims(first, second)
        return Unknown(f"{text(first)} and {text(second)} differ") if common is None else common


class Add(Elementwise):
    """The sum of its inputs, value by value.

    Examples:
        Add(): B 8 8 16, B 8 8 16 -> B 8 8 16
        Add(): B 8 8 16, B 1 1 16 -> B 8 8 16
        Add(): B 5 4, B 4 -> B 5 4
        Add(): B 8, B 9 !! shape-mismatch
    Source: https://keras.io/api/layers/merging_layers/add/
    """


class Average(Elementwise):
    """The mean of its inputs, value by value.

    Examples:
        Average(): B 16, B 16, B 16 -> B 16
    Source: https://keras.io/api/layers/merging_layers/average/
    """


class Maximum(Elementwise):
    """The larger value of its inputs.

    Examples:
        Maximum(): B 16, B 16 -> B 16
    Source: https://keras.io/api/layers/merging_layers/maximum/
    """


class Minimum(Elementwise):
    """The smaller value of its inputs.

    Examples:
        Minimum(): B 16, B 1 -> B 16
    Source: https://keras.io/api/layers/merging_layers/minimum/
    """


class Multiply(Elementwise):
    """The product of its inputs, value by value.

    Examples:
        Multiply(): B 7 7 32, B 1 1 32 -> B 7 7 32
    Source: https://keras.io/api/layers/merging_layers/multiply/
    """


class Subtract(Elementwise):
    """The first input less the second.

    Examples:
        Subtract(): B 16, B 16 -> B 16
        Subtract(): B 16, B 16, B 16 !! wrong-inputs
    Source: https://keras.io/api/layers/merging_layers/subtract/
    """

    inputs_needed = 2


class Concatenate(Merge):
    """Joins its inputs along one axis.

    Examples:
        Concatenate(): B 8 8 16, B 8 8 32 -> B 8 8 48
        Concatenate(axis=1): B 3 5, B 4 5, B 5 5 -> B 12 5
        Concatenate(): B 8 8 16, B 7 8 32 !! shape-mismatch
        Concatenate(axis=4): B 8, B 8 !! bad-axes
    Source: https://keras.io/api/layers/merging_layers/concatenate/
    """

    axis = axes(-1, single=True)

    @property
    def joined(self) -> int | None:
        """The axis along which the inputs are joined; None where it is not known."""
        position = None if isinstance(self.axis, Unknown) else value_of(self.axis[0])
        return position if isinstance(position, int) else None

    def requirements(self, x: Any) -> Iterable[Problem]:
        if isinstance(x, Unknown) or isinstance(self.axis, Unknown):
            return
        (position,) = self.axis
        if len(x) == 1 and position >= 0:
            return  # a single input passes, whatever the axis
        shapes = [(index, shape) for index, shape in enumerate(x) if not isinstance(shape, Unknown)]
        for _, shape in shapes:
            if in_range(shape, (position,)) is False:
                message = f"axis {position} does not exist in {show_structure(shape)}"
                yield Problem("bad-axes", message, Argument("axis"))
                return
        for count, (index, _) in enumerate(shapes[1:], start=2):
            try:
                concatenate([shape for _, shape in shapes[:count]], position)
            except Mismatch as mismatch:
                yield Problem("shape-mismatch", str(mismatch), Input(index))
                return

    def output_of(self, x: Any) -> Any:
        if isinstance(x, Unknown):
            return x
        first = x[0]
        if len(x) == 1:
            return first
        if isinstance(self.axis, Unknown):
            return forgotten(first) if isinstance(first, Unknown) else (self.axis,) * len(first)
        # The other sizes are those of the first input, as in Keras: None stays None beside a number.
        (position,) = self.axis
        return with_axis(first, position, sum((axis(shape, position) for shape in x[1:]), axis(first, position)))

    def reason(self, x: Any, y: Any, axis: int) -> str:
        if isinstance(self.axis, Unknown) or isinstance(y, Unknown) or axis != self.axis[0] % len(y):
            return ""
        return "the inputs are put one behind the other along this axis"


class PairField(AxesField):
    """An axis of both inputs, or in a tuple one for each."""

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, tuple) and len(value) != 2:
            raise Invalid("bad-length", f"`{self.name}` is {value}; it takes an integer or a tuple of two")
        return super().convert(value, owner)


class Dot(Merge):
    """The products of two tensors, summed along an axis of each.

    Examples:
        Dot(axes=1): B 8, B 8 -> B 1
        Dot(axes=(2, 1)): B 5 8, B 8 3 -> B 5 3
        Dot(axes=-1): B 5 8, B 6 8 -> B 5 6
        Dot(axes=1): B 8, B 9 !! shape-mismatch
    Source: https://keras.io/api/layers/merging_layers/dot/
    """

    inputs_needed = 2
    axes: Any = PairField()
    normalize = setting(False)

    def ranks(self) -> Ranks:
        return at_least(2)

    def pair(self, x: Any) -> tuple[int, int]:
        """The axis of each input."""
        first, second = self.axes if len(self.axes) == 2 else self.axes * 2
        return (first % len(x[0]), second % len(x[1]))

    def requirements(self, x: Any) -> Iterable[Problem]:
        if isinstance(x, Unknown) or isinstance(self.axes, Unknown) or any(isinstance(shape, Unknown) for shape in x):
            return
        given = self.axes if len(self.axes) == 2 else self.axes * 2
        for shape, place in zip(x, given, strict=True):
            if not in_range(shape, (place,)) or place % len(shape) == 0:
                message = f"axis {place} of {show_structure(shape)} cannot be summed over"
                yield Problem("bad-axes", message, Argument("axes"))
                return
        a, b = self.pair(x)
        left, right = x[0][a], x[1][b]
        # Keras compares the sizes as they stand: None is not equal to any number.
        one_is_none = is_none(left) != is_none(right) and known(left, right)
        if equal(left, right) is False or one_is_none:
            ours, theirs = texts_apart(left, right)
            message = f"axis {a} of the first input has size {ours}, axis {b} of the second {theirs}"
            yield Problem("shape-mismatch", message, Input(1))
        if equal(x[0][0], x[1][0]) is False:
            yield Problem("shape-mismatch", "the inputs have different batch sizes", Input(1))

    def output_of(self, x: Any) -> Any:
        if isinstance(x, Unknown):
            return x
        for unknown in (self.axes, *x):
            if isinstance(unknown, Unknown):
                return forgotten(unknown)
        return batch_dot(x[0], x[1], self.pair(x))


def known(*sizes: Size) -> bool:
    """Whether none of the sizes is Unknown."""
    return not any(isinstance(value_of(size), Unknown) for size in sizes)
