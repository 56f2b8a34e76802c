"""Operations that join tensors, and those that cut one into several.

https://keras.io/api/ops/numpy/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.libraries.keras.inference import equate_joined
from layerhints.libraries.keras.ops.kernel import Operations
from layerhints.libraries.keras.ops.reading import known_shape, number, shape, shapes, size, sizes
from layerhints.rules import Several
from layerhints.rules.geometry.axes import at_least_rank, normalize_axis
from layerhints.rules.geometry.concatenate import concatenate as concatenated
from layerhints.rules.geometry.concatenate import concatenate_many, stack_many
from layerhints.rules.geometry.concatenate import stack as stacked
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.split import at_places, equal_parts, nearly_equal_parts
from layerhints.rules.quantity import less, text
from layerhints.rules.shapes import elements, with_axis
from layerhints.values.learned import LEFT_OUT
from layerhints.values.reading import NotKnown, choice, many, members

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("ops")
define = OPERATIONS.define
MOST_PARTS = 1024
_OPEN_NUMBER = Unknown("no number can be joined: what is annotated as one is given as something else")


@define("concatenate")
def concatenate(machine: Machine, xs: Any, axis: Any = 0) -> Any:
    alike = many(xs)
    if alike is not None and axis is not None:
        return concatenate_many(known_shape(machine, alike[0]), alike[1], number(machine, axis))
    if axis is None and machine.leaves_out:
        raise NotKnown(LEFT_OUT)
    if axis is None:
        return (sum((elements(each) for each in shapes(machine, xs)), 0),)
    if any(isinstance(each, Expression) for each in members(machine, xs)):
        raise NotKnown(_OPEN_NUMBER)
    given, place = shapes(machine, xs), number(machine, axis)
    if isinstance(place, int):
        equate_joined(machine, given, place)
    return concatenated(given, place)


@define("stack")
def stack(machine: Machine, x: Any, axis: Any = 0) -> Any:
    alike = many(x)
    if alike is not None:
        return stack_many(known_shape(machine, alike[0]), alike[1], number(machine, axis))
    return stacked(shapes(machine, x), number(machine, axis))


@define("append")
def append(machine: Machine, x1: Any, x2: Any, axis: Any = None) -> Any:
    return concatenate(machine, (x1, x2), axis)


@define("hstack")
def hstack(machine: Machine, xs: Any) -> Any:
    given = [at_least_rank(known_shape(machine, each), 1) for each in members(machine, xs)]
    return concatenated(given, 0 if all(len(each) == 1 for each in given) else 1)


@define("vstack")
def vstack(machine: Machine, xs: Any) -> Any:
    return concatenated([at_least_rank(known_shape(machine, each), 2) for each in members(machine, xs)], 0)


@define("dstack")
def dstack(machine: Machine, xs: Any) -> Any:
    given = [at_least_rank(known_shape(machine, each), 2) for each in members(machine, xs)]
    return concatenated([each if len(each) > 2 else (*each, 1) for each in given], 2)


@define("meshgrid")
def meshgrid(machine: Machine, *x: Any, indexing: Any = "xy") -> Any:
    """Every point of a grid; with `xy` the first two axes are exchanged."""
    counts = [elements(known_shape(machine, each)) for each in x]
    if choice(indexing, "xy", "ij") == "xy" and len(counts) > 1:
        counts[:2] = counts[1], counts[0]
    return Several((tuple(counts),) * len(counts))


# --- cutting


@define("split")
def split(machine: Machine, x: Any, indices_or_sections: Any, axis: Any = 0) -> Any:
    return _cut(machine, x, indices_or_sections, number(machine, axis), equal_parts)


@define("array_split")
def array_split(machine: Machine, x: Any, indices_or_sections: Any, axis: Any = 0) -> Any:
    return _cut(machine, x, indices_or_sections, number(machine, axis), nearly_equal_parts)


@define("hsplit")
def hsplit(machine: Machine, x: Any, indices_or_sections: Any) -> Any:
    given = known_shape(machine, x)
    return _cut(machine, x, indices_or_sections, 0 if len(given) == 1 else 1, equal_parts)


@define("vsplit")
def vsplit(machine: Machine, x: Any, indices_or_sections: Any) -> Any:
    return _cut_of_rank(machine, x, indices_or_sections, 0, 2)


@define("dsplit")
def dsplit(machine: Machine, x: Any, indices_or_sections: Any) -> Any:
    return _cut_of_rank(machine, x, indices_or_sections, 2, 3)


def _cut_of_rank(machine: Machine, x: Any, parts: Any, axis: int, rank: int) -> Any:
    if len(known_shape(machine, x)) < rank:
        raise Mismatch(f"the tensor has fewer than {rank} axes")
    return _cut(machine, x, parts, axis, equal_parts)


def _cut(machine: Machine, x: Any, parts: Any, axis: int, evenly: Any) -> Any:
    given = known_shape(machine, x)
    length = given[normalize_axis(axis, len(given))]
    if isinstance(parts, tuple) or (not isinstance(parts, int) and shape(machine, parts) != ()):
        places = sizes(machine, parts)
        if any(less(length, place) is True for place in places):
            raise Mismatch(f"axis {axis} has {text(length)} items; it cannot be cut behind them")
        lengths = at_places(length, places)
    else:
        count = number(machine, parts)
        if count > MOST_PARTS:
            raise NotKnown("the tensor is cut into too many parts to follow")
        lengths = evenly(length, count)
    return Several(with_axis(given, axis, each) for each in lengths)


@define("unstack")
def unstack(machine: Machine, x: Any, num: Any = None, axis: Any = 0) -> Any:
    given = known_shape(machine, x)
    place = normalize_axis(number(machine, axis), len(given))
    count = given[place] if num is None else size(machine, num)
    if not isinstance(count, int) or count > MOST_PARTS:
        raise NotKnown(Unknown(f"how many tensors axis {place} is taken apart into is not known"))
    return Several(((*given[:place], *given[place + 1 :]),) * count)
