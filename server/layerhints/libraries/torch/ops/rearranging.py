"""Operations that turn, repeat and cut out: roll, flip, tile, triangles and diagonals.

https://docs.pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.ops.kernel import Operations
from layerhints.libraries.torch.ops.reading import axes, axis, known_shape, number, shape, size, sizes, spelled
from layerhints.rules.geometry.axes import move_axes, normalize_axes, normalize_axis, swap_axes
from layerhints.rules.geometry.diagonal import diagonal as diagonal_shape
from layerhints.rules.geometry.diagonal import on_diagonal
from layerhints.rules.geometry.indexing import check_index, slice_length
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.repeat import repeat as repeated
from layerhints.rules.geometry.repeat import tile as tiled
from layerhints.rules.quantity import equal, text
from layerhints.rules.shapes import elements, show_structure
from layerhints.values.reading import NotKnown
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define


# --- turned


@define("roll", method=True)
def roll(machine: Machine, input: Any, shifts: Any, dims: Any = None) -> Any:
    """The shape stays."""
    found, places = shape(machine, input), axes(machine, dims) or ()
    steps = None if isinstance(shifts, Unknown) else sizes(machine, shifts)
    if steps is not None and (not steps or (len(places) != len(steps) and (places or len(steps) != 1))):
        raise Mismatch(f"{len(steps)} shifts are given for {len(places)} axes")
    if isinstance(found, tuple):
        for place in places:
            normalize_axis(place, len(found))
    return found


@define("flip")
def flip(machine: Machine, input: Any, dims: Any) -> Any:
    """The shape stays."""
    return _flipped(machine, input, sizes(machine, dims))


@define("flip", method=True, function=False)
def flip_method(machine: Machine, input: Any, *given: Any, dims: Any = None) -> Any:
    """The shape stays."""
    return _flipped(machine, input, spelled(machine, given, dims))


def _flipped(machine: Machine, input: Any, dims: tuple[Any, ...]) -> Any:
    found = shape(machine, input)
    if isinstance(found, tuple):
        normalize_axes([number(machine, place) for place in dims], max(len(found), 1))
    return found


@define("fliplr", method=True)
def fliplr(machine: Machine, input: Any) -> Any:
    """The shape stays."""
    return _with_rank(machine, input, 2)


@define("flipud", method=True)
def flipud(machine: Machine, input: Any) -> Any:
    """The shape stays."""
    return _with_rank(machine, input, 1)


def _with_rank(machine: Machine, input: Any, rank: int) -> Any:
    found = shape(machine, input)
    if isinstance(found, tuple) and len(found) < rank:
        raise Mismatch(f"{show_structure(found)} has fewer than {rank} axes")
    return found


@define("rot90", method=True)
def rot90(machine: Machine, input: Any, k: Any = 1, dims: Any = (0, 1)) -> Any:
    """The shape stays, or both axes are exchanged."""
    found, plane, turns = known_shape(machine, input), sizes(machine, dims), size(machine, k)
    if len(found) < 2 or len(plane) != 2:
        raise Mismatch("a rotation is in the plane of two axes")
    first, second = normalize_axes([number(machine, place) for place in plane], len(found))
    if not isinstance(turns, int):
        raise NotKnown("how often the tensor is turned is not known")
    return swap_axes(found, first, second) if turns % 2 else found


# --- repeated


@define("tile")
def tile(machine: Machine, input: Any, dims: Any) -> Any:
    """Each axis as many times as long; new axes in front."""
    return tiled(shape(machine, input), sizes(machine, dims))


@define("tile", method=True, function=False)
def tile_method(machine: Machine, input: Any, *given: Any, dims: Any = None) -> Any:
    """Each axis as many times as long; new axes in front."""
    return tiled(shape(machine, input), spelled(machine, given, dims))


@define("repeat", method=True, function=False)
def repeat(machine: Machine, input: Any, *given: Any, repeats: Any = None) -> Any:
    """As `tile`, but with a number for each axis."""
    found, times = shape(machine, input), spelled(machine, given, repeats)
    if isinstance(found, tuple) and len(times) < len(found):
        raise Mismatch(f"{len(times)} numbers of repetitions are given for the axes of {show_structure(found)}")
    if isinstance(found, Unknown):
        return (Unknown(found.reason),) * len(times)
    return tiled(found, times)


@define("repeat_interleave", method=True)
def repeat_interleave(
    machine: Machine, input: Any, repeats: Any = None, dim: Any = None, *, output_size: Any = None
) -> Any:
    """The axis as many times as long; without an axis one flat axis."""
    if repeats is None:
        known_shape(machine, input, 1)
        return (_asked(machine, output_size),)
    found = shape(machine, input)
    if isinstance(found, Unknown) and dim is not None:
        raise NotKnown(found)
    if not isinstance(repeats, Tensor):
        return repeated(found, (size(machine, repeats),), None if dim is None else number(machine, dim))
    row = (elements(found),) if dim is None else known_shape(machine, input)
    place = 0 if dim is None else normalize_axis(number(machine, dim), len(row))
    _fit_times(machine, repeats, row[place])
    return (*row[:place], _asked(machine, output_size), *row[place + 1 :])


def _fit_times(machine: Machine, repeats: Any, length: Any) -> None:
    found = shape(machine, repeats)
    if isinstance(found, Unknown):
        return
    if len(found) > 1:
        raise Mismatch("the numbers of repetitions come in one row")
    if found and equal(found[0], 1) is False and equal(found[0], length) is False:
        raise Mismatch(f"{text(found[0])} numbers of repetitions do not fit {text(length)} items")


def _asked(machine: Machine, output_size: Any) -> Any:
    if output_size is not None:
        return size(machine, output_size)
    return Unknown("how often each item is repeated depends on the numbers in a tensor")


# --- triangles and diagonals


@define("tril", "triu", method=True)
def triangle(machine: Machine, input: Any, diagonal: Any = 0) -> Any:
    """The shape stays."""
    return _with_rank(machine, input, 2)


@define("diagonal_copy")
@define("diagonal", method=True)
def diagonal(machine: Machine, input: Any, offset: Any = 0, dim1: Any = 0, dim2: Any = 1) -> Any:
    """Both axes go; the diagonal is the last one."""
    first, second = number(machine, dim1), number(machine, dim2)
    return diagonal_shape(shape(machine, input), size(machine, offset), first, second)


@define("diag", method=True)
def diag(machine: Machine, input: Any, diagonal: Any = 0) -> Any:
    """The diagonal of a matrix; of a vector the square that has it as its diagonal."""
    found, offset = known_shape(machine, input), size(machine, diagonal)
    if len(found) == 1:
        return on_diagonal(found[0], offset)
    if len(found) == 2:
        return diagonal_shape(found, offset, 0, 1)
    raise Mismatch("a diagonal is made of one axis or taken of two")


@define("diagflat", method=True)
def diagflat(machine: Machine, input: Any, offset: Any = 0) -> Any:
    """The square that has all the numbers as its diagonal."""
    return on_diagonal(elements(shape(machine, input)), size(machine, offset))


@define("diag_embed", method=True)
def diag_embed(machine: Machine, input: Any, offset: Any = 0, dim1: Any = -2, dim2: Any = -1) -> Any:
    """The last axis becomes the diagonal of matrices, whose axes come where they are asked for."""
    found = known_shape(machine, input)
    if not found:
        raise Mismatch("a tensor without axes is no diagonal")
    first, second = number(machine, dim1), number(machine, dim2)
    sides = on_diagonal(found[-1], size(machine, offset))
    return move_axes((*found[:-1], *sides), (-2, -1), (first, second))


@define("diagonal_scatter", method=True)
def diagonal_scatter(
    machine: Machine, input: Any, src: Any, offset: Any = 0, dim1: Any = 0, dim2: Any = 1
) -> Any:
    """The shape stays; what is written has that of the diagonal."""
    found, first, second = shape(machine, input), number(machine, dim1), number(machine, dim2)
    _same(machine, src, diagonal_shape(found, size(machine, offset), first, second))
    return found


@define("select_scatter", method=True)
def select_scatter(machine: Machine, input: Any, src: Any, dim: Any, index: Any) -> Any:
    """The shape stays; what is written lacks the axis."""
    found = shape(machine, input)
    if isinstance(found, tuple):
        if not found:
            raise Mismatch("a tensor without axes has no parts")
        place = axis(machine, dim, len(found))
        check_index(size(machine, index), found[place])
        _same(machine, src, (*found[:place], *found[place + 1 :]))
    return found


@define("slice_scatter", method=True)
def slice_scatter(
    machine: Machine, input: Any, src: Any, dim: Any = 0, start: Any = None, end: Any = None, step: Any = 1
) -> Any:
    """The shape stays; what is written has that of the slice."""
    found = shape(machine, input)
    if isinstance(found, tuple):
        if not found:
            raise Mismatch("a tensor without axes has no parts")
        place = axis(machine, dim, len(found))
        bounds = (None if bound is None else size(machine, bound) for bound in (start, end, step))
        length = slice_length(found[place], slice(*bounds))
        _same(machine, src, (*found[:place], length, *found[place + 1 :]))
    return found


@define("as_strided_scatter", method=True)
def as_strided_scatter(
    machine: Machine, input: Any, src: Any, size: Any, stride: Any, storage_offset: Any = None
) -> Any:
    """The shape stays; what is written has the given sizes."""
    _same(machine, src, sizes(machine, size))
    return shape(machine, input)


def _same(machine: Machine, source: Any, target: Any) -> None:
    """What is written must have exactly the shape of the place."""
    given = shape(machine, source)
    if isinstance(given, Unknown) or isinstance(target, Unknown):
        return
    if len(given) != len(target) or any(equal(a, b) is False for a, b in zip(given, target, strict=True)):
        raise Mismatch(f"{show_structure(given)} does not fit into {show_structure(target)}")


__all__ = ["OPERATIONS"]
