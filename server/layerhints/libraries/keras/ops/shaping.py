"""Operations that arrange the same numbers otherwise: reshape, transpose, new axes, repeats, padding.

https://keras.io/api/ops/numpy/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.inference import positions
from layerhints.libraries.keras.layers.base import is_none
from layerhints.libraries.keras.ops.kernel import Operations
from layerhints.libraries.keras.ops.reading import axes, known_shape, number, shape, size, sizes
from layerhints.rules import Argument
from layerhints.rules.geometry.axes import expand, move_axes, normalize_axis, permute, squeeze, swap_axes
from layerhints.rules.geometry.broadcast import broadcast_to
from layerhints.rules.geometry.diagonal import diagonal as diagonal_shape
from layerhints.rules.geometry.diagonal import on_diagonal
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.padding import pad as pad_shape
from layerhints.rules.geometry.repeat import repeat as repeat_shape
from layerhints.rules.geometry.repeat import tile as tile_shape
from layerhints.rules.geometry.reshape import reshape_problems, reshaped
from layerhints.rules.quantity import equal, text
from layerhints.rules.shapes import elements
from layerhints.values.learned import require
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("ops")
define = OPERATIONS.define


@define("reshape")
def reshape(machine: Machine, x: Any, newshape: Any) -> Any:
    old = shape(machine, x)
    return reshaped_to(old, positions(machine, old, sizes(machine, newshape, holes=True)))


def reshaped_to(old: Any, new: tuple[Any, ...]) -> Any:
    """The new shape with −1 worked out; Mismatch where the elements do not fit it."""
    for problem in reshape_problems(old, new, Argument("newshape")):
        raise Mismatch(problem.message)
    return reshaped(old, new)


@define("ravel")
def ravel(machine: Machine, x: Any) -> Any:
    return (elements(shape(machine, x)),)


@define("transpose")
def transpose(machine: Machine, x: Any, axes: Any = None) -> Any:
    given, order = shape(machine, x), _order(machine, axes)
    require(machine, given, None if order is None else ("",) * len(order))
    return permute(given, order)


def _order(machine: Machine, order: Any) -> tuple[int, ...] | None:
    return axes(machine, order)


@define("swapaxes")
def swapaxes(machine: Machine, x: Any, axis1: Any, axis2: Any) -> Any:
    return swap_axes(shape(machine, x), number(machine, axis1), number(machine, axis2))


@define("moveaxis")
def moveaxis(machine: Machine, x: Any, source: Any, destination: Any) -> Any:
    return move_axes(shape(machine, x), axes(machine, source) or (), axes(machine, destination) or ())


@define("expand_dims")
def expand_dims(machine: Machine, x: Any, axis: Any) -> Any:
    given, places = shape(machine, x), axes(machine, axis)
    if places is None:
        raise NotKnown("where the new axis goes is not given")
    return expand(given, places)


@define("squeeze")
def squeeze_(machine: Machine, x: Any, axis: Any = None) -> Any:
    """Keras refuses to drop an axis that is None to it, too; one of which we do not know the size it takes for 1."""
    given, places = shape(machine, x), axes(machine, axis)
    if places is not None and not isinstance(given, Unknown):
        for place in places:
            each = given[normalize_axis(place, len(given))]
            if equal(each, 1) is False or is_none(each):
                raise Mismatch(f"axis {place} has size {text(each)}, not 1")
    return squeeze(given, places)


@define("broadcast_to")
def broadcast_to_(machine: Machine, x: Any, shape: Any) -> Any:
    return broadcast_to(_shape(machine, x), sizes(machine, shape, holes=True))


def _shape(machine: Machine, x: Any) -> Any:
    return shape(machine, x)


@define("flip")
def flip(machine: Machine, x: Any, axis: Any = None) -> Any:
    return _as_it_was(machine, x, axis)


@define("roll")
def roll(machine: Machine, x: Any, shift: Any, axis: Any = None) -> Any:
    return _as_it_was(machine, x, axis)


def _as_it_was(machine: Machine, x: Any, axis: Any) -> Any:
    given = shape(machine, x)
    if not isinstance(given, Unknown):
        for place in axes(machine, axis) or ():
            normalize_axis(place, len(given))
    return given


@define("fliplr", "flipud")
def flip_sides(machine: Machine, x: Any) -> Any:
    given = known_shape(machine, x)
    if len(given) < 2:
        raise Mismatch("a tensor that is flipped sideways has at least 2 axes")
    return given


@define("rot90")
def rot90(machine: Machine, array: Any, k: Any = 1, axes: Any = (0, 1)) -> Any:
    given, turns = known_shape(machine, array), number(machine, k)
    plane = sizes(machine, axes)
    if len(given) < 2 or len(plane) != 2:
        raise Mismatch("a rotation is in the plane of two axes")
    first, second = (normalize_axis(number(machine, axis), len(given)) for axis in plane)
    if first == second:
        raise Mismatch("a rotation is in the plane of two different axes")
    return swap_axes(given, first, second) if turns % 2 else given


@define("repeat")
def repeat(machine: Machine, x: Any, repeats: Any, axis: Any = None) -> Any:
    times = sizes(machine, repeats)
    along = None if axis is None else number(machine, axis)
    return repeat_shape(shape(machine, x), times, along)


@define("tile")
def tile(machine: Machine, x: Any, repeats: Any) -> Any:
    return tile_shape(shape(machine, x), sizes(machine, repeats))


@define("pad")
def pad(
    machine: Machine, x: Any, pad_width: Any, mode: Any = "constant", constant_values: Any = None
) -> Any:
    given = known_shape(machine, x)
    return pad_shape(given, widths(machine, pad_width, len(given)))


def widths(machine: Machine, value: Any, rank: int) -> tuple[tuple[Any, Any], ...]:
    """How much is added before and behind each axis: one number, one pair, or a pair for each axis."""
    if isinstance(value, Unknown):
        raise NotKnown(value)
    rows = value if isinstance(value, tuple) and value and all(isinstance(row, tuple) for row in value) else (value,)
    pairs = []
    for row in rows:
        each = sizes(machine, row)
        if len(each) not in (1, 2):
            raise Mismatch(f"{len(each)} widths are given for the two ends of an axis")
        pairs.append((each[0], each[-1]))
    if len(pairs) == 1:
        return tuple(pairs * rank)
    if len(pairs) != rank:
        raise Mismatch(f"widths are given for {len(pairs)} axes of {rank}")
    return tuple(pairs)


# --- diagonals and triangles


@define("tril", "triu")
def triangle(machine: Machine, x: Any, k: Any = 0) -> Any:
    given = shape(machine, x)
    if not isinstance(given, Unknown) and len(given) < 2:
        raise Mismatch("a triangle is cut out of a matrix")
    return given


@define("diagonal")
def diagonal(machine: Machine, x: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Any:
    first, second = number(machine, axis1), number(machine, axis2)
    return diagonal_shape(shape(machine, x), size(machine, offset), first, second)


@define("trace")
def trace(machine: Machine, x: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Any:
    return diagonal_shape(known_shape(machine, x), 0, number(machine, axis1), number(machine, axis2))[:-1]


@define("diag")
def diag(machine: Machine, x: Any, k: Any = 0) -> Any:
    given = known_shape(machine, x)
    if len(given) == 1:
        return on_diagonal(given[0], size(machine, k))
    if len(given) == 2:
        return diagonal_shape(given, size(machine, k), 0, 1)
    raise Mismatch("a diagonal is made of one axis or taken of two")


@define("diagflat")
def diagflat(machine: Machine, x: Any, k: Any = 0) -> Any:
    return on_diagonal(elements(shape(machine, x)), size(machine, k))
