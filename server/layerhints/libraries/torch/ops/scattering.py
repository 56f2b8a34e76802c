"""Operations that write into a tensor at positions along an axis: the shape stays, and what is written must fit.

https://docs.pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.ops.kernel import Operations
from layerhints.libraries.torch.ops.reading import axis, shape
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, less
from layerhints.rules.shapes import show_structure, with_axis
from layerhints.values.learned import require
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define


def one_rank(machine: Machine, *found: Any) -> None:
    """Tensors with equally many axes."""
    known = next((each for each in found if isinstance(each, tuple) and len(each) > 1), None)
    if known is not None:
        for each in found:
            require(machine, each, tuple("" for _ in known))


def within(machine: Machine, dim: Any, found: tuple[Any, ...], places: tuple[Any, ...]) -> None:
    """Positions have the tensor's number of axes (numbers count as rows) and, but for one axis, not more sizes."""
    place = axis(machine, dim, len(found))
    whole, part = found or (1,), places or (1,)
    if len(whole) != len(part):
        raise Mismatch(f"{show_structure(places)} has another number of axes than {show_structure(found)}")
    for number, (most, count) in enumerate(zip(whole, part, strict=True)):
        if number != place and less(most, count) is True:
            raise Mismatch(f"{show_structure(places)} is larger than {show_structure(found)} along axis {number}")


def row_of(machine: Machine, index: Any) -> Any:
    """How many positions a row of them holds; a number counts as a row of one."""
    found = shape(machine, index)
    if isinstance(found, Unknown):
        return Unknown(found.reason)
    if len(found) > 1:
        raise Mismatch(f"{show_structure(found)} is no row of positions")
    return found[0] if found else 1


@define("scatter_add", method=True)
def scatter_add(machine: Machine, input: Any, dim: Any, index: Any, src: Any) -> Any:
    """The shape stays; what is written has to fit into it."""
    return _scattered(machine, input, dim, index, src)


@define("scatter", method=True)
def scatter(
    machine: Machine, input: Any, dim: Any, index: Any, src: Any = None, *, value: Any = None, reduce: Any = None
) -> Any:
    """The shape stays; what is written has to fit into it."""
    return _scattered(machine, input, dim, index, src)


@define("scatter_reduce", method=True)
def scatter_reduce(
    machine: Machine, input: Any, dim: Any, index: Any, src: Any, reduce: Any, *, include_self: Any = True
) -> Any:
    """The shape stays; what is written has to fit into it."""
    return _scattered(machine, input, dim, index, src)


def _scattered(machine: Machine, input: Any, dim: Any, index: Any, src: Any) -> Any:
    found, places = shape(machine, input), shape(machine, index)
    source = shape(machine, src) if isinstance(src, Tensor) else ()
    one_rank(machine, found, places, *([source] if isinstance(src, Tensor) else []))
    if isinstance(found, Unknown) or isinstance(places, Unknown) or isinstance(source, Unknown):
        return found
    if any(equal(each, 0) is not False for each in places):
        axis(machine, dim, len(found))
        return found
    within(machine, dim, found, places)
    if isinstance(src, Tensor):
        for most, count in zip(source or (1,), places or (1,), strict=False):
            if less(most, count) is True:
                raise Mismatch(f"{show_structure(places)} is larger than {show_structure(source)}")
        if len(source or (1,)) != len(places or (1,)):
            raise Mismatch(f"{show_structure(places)} has another number of axes than {show_structure(source)}")
    return found


@define("index_add", method=True)
def index_add(machine: Machine, input: Any, dim: Any, index: Any, source: Any, *, alpha: Any = 1) -> Any:
    """The shape stays; what is written has to fit into it."""
    return _written(machine, input, dim, index, source)


@define("index_copy", method=True)
def index_copy(machine: Machine, input: Any, dim: Any, index: Any, source: Any) -> Any:
    """The shape stays; what is written has to fit into it."""
    return _written(machine, input, dim, index, source)


@define("index_reduce", method=True)
def index_reduce(
    machine: Machine, input: Any, dim: Any, index: Any, source: Any, reduce: Any, *, include_self: Any = True
) -> Any:
    """The shape stays; what is written has to fit into it."""
    return _written(machine, input, dim, index, source)


def _written(machine: Machine, input: Any, dim: Any, index: Any, source: Any) -> Any:
    """Rows of the source are written at the positions; its other axes are those of the tensor."""
    found, count, given = shape(machine, input), row_of(machine, index), shape(machine, source)
    if isinstance(found, Unknown) or isinstance(given, Unknown):
        return found
    place = axis(machine, dim, len(found))
    if not found or not given:
        return found
    if len(given) != len(found):
        raise Mismatch(f"{show_structure(given)} has another number of axes than {show_structure(found)}")
    for number, (one, other) in enumerate(zip(given, with_axis(found, place, count), strict=True)):
        if equal(one, other) is False:
            raise Mismatch(f"{show_structure(given)} does not fit {show_structure(found)} along axis {number}")
    return found


@define("index_fill", method=True)
def index_fill(machine: Machine, input: Any, dim: Any, index: Any, value: Any) -> Any:
    """The shape stays."""
    found = shape(machine, input)
    row_of(machine, index)
    if isinstance(found, tuple):
        axis(machine, dim, len(found))
    return found


__all__ = ["OPERATIONS", "one_rank", "row_of", "within"]
