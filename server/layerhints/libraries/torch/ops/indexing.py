"""Operations that pick or write parts of a tensor: by position, by truths, along an axis.

https://docs.pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Open, Unknown
from layerhints.libraries.torch.dtypes import INTEGERS
from layerhints.libraries.torch.ops.kernel import Operations, Plain, Typed
from layerhints.libraries.torch.ops.operands import common_type, in_place, together
from layerhints.libraries.torch.ops.reading import axis, known_shape, shape, size, sizes
from layerhints.libraries.torch.ops.scattering import one_rank, row_of, within
from layerhints.rules import Several
from layerhints.rules.geometry.broadcast import broadcast, broadcast_to
from layerhints.rules.geometry.indexing import Gather, Mask, check_index, index_shape
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, less, text
from layerhints.rules.shapes import elements, show_structure, with_axis
from layerhints.values.instances import unwrapped
from layerhints.values.learned import learn_named_items, learn_no_tensor
from layerhints.values.objects import List
from layerhints.values.origins import A_NUMBER
from layerhints.values.reading import NotKnown, members
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define
SELECTED = Unknown("how many numbers the condition selects is not known")


# --- x[...]


@define("getitem", "__getitem__", method=True, function=False)
def getitem(machine: Machine, input: Any, key: Any) -> Any:
    """`x[key]`."""
    if isinstance(key, str) and isinstance(input, Tensor) and learn_named_items(machine, input.shape):
        raise NotKnown("what has items by name is no tensor")
    parts = list(key) if isinstance(key, tuple) else [key]
    found = shape(machine, input)
    if any(isinstance(part, str) for part in parts):
        learn_no_tensor(machine, found)
    items = [_item(machine, part) for part in parts]
    if sum(item is Ellipsis for item in items) > 1:
        raise NotKnown("an index with several `...` is not followed")
    if isinstance(found, Unknown):
        return _of_unknown_rank(found, items)
    return _indexed(found, items)


@define("setitem", "__setitem__", method=True, function=False)
def setitem(machine: Machine, input: Any, key: Any, value: Any) -> Any:
    """`x[key] = value`: the value stretches to the place; axes of size 1 in front of it do not count."""
    place, given = getitem(machine, input, key), shape(machine, value)
    if isinstance(place, tuple) and isinstance(given, tuple):
        while len(given) > len(place) and equal(given[0], 1) is True:
            given = given[1:]
        if len(given) <= len(place) or equal(given[0], 1) is False:
            broadcast_to(given, place)
    return Plain(None)


def _indexed(found: tuple[Any, ...], items: Sequence[Any]) -> Any:
    return index_shape(found, items, integers_are_arrays=False)


def _item(machine: Machine, part: Any) -> Any:
    """One part of an index as the geometry knows it; True and False as masks without axes."""
    part = unwrapped(part)
    if part is None or part is Ellipsis:
        return part
    if isinstance(part, bool):
        return Mask((), int(part))
    if isinstance(part, slice):
        return slice(*(None if bound is None else size(machine, bound) for bound in (part.start, part.stop, part.step)))
    if isinstance(part, (int, Expression)):
        return part
    if isinstance(part, Tensor):
        return _tensor_item(part)
    if isinstance(part, (List, tuple, range)):
        return _list_item(machine, part)
    if isinstance(part, (float, str)):
        raise Mismatch(f"{part!r} is no index")
    if isinstance(part, Unknown):
        if part.origin is A_NUMBER:
            return Unknown(part.reason)
        raise NotKnown(part)
    raise NotKnown("what the tensor is indexed by is not known")


def _tensor_item(tensor: Tensor) -> Any:
    if isinstance(tensor.shape, Unknown):
        raise NotKnown(tensor.shape)
    if tensor.dtype in ("bool", "uint8"):
        return Mask(tensor.shape, SELECTED)
    if tensor.dtype in INTEGERS:
        # A number without axes takes an axis away like an integer of Python.
        return Gather(tensor.shape) if tensor.shape else Unknown("the position is not known")
    if isinstance(tensor.dtype, str):
        raise Mismatch(f"numbers of the type {tensor.dtype} are no positions")
    raise NotKnown("whether the tensor is indexed by positions or by truths is not known")


def _list_item(machine: Machine, part: Any) -> Any:
    """A list of positions or of truths, nested in lists for more axes."""
    lengths, leaves = _nested(machine, part)
    if leaves and all(isinstance(leaf, bool) for leaf in leaves):
        return Mask(lengths, sum(leaves))
    if all(isinstance(leaf, (int, Expression)) and not isinstance(leaf, bool) for leaf in leaves):
        return Gather(lengths)
    if all(isinstance(leaf, Tensor) and leaf.shape == () and leaf.dtype in INTEGERS for leaf in leaves):
        return Gather(lengths)
    raise NotKnown("what the list holds by which the tensor is indexed is not known")


def _nested(machine: Machine, value: Any) -> tuple[tuple[int, ...], list[Any]]:
    """The lengths of nested lists, and what they hold."""
    if not isinstance(value, (List, tuple, range)):
        return (), [value]
    held = [_nested(machine, each) for each in members(machine, value)]
    if len({lengths for lengths, _ in held}) > 1:
        raise Mismatch("the nested lists have different lengths")
    inner = held[0][0] if held else ()
    return (len(held), *inner), [leaf for _, leaves in held for leaf in leaves]


def _of_unknown_rank(found: Unknown, items: Sequence[Any]) -> Any:
    """What is certain of the ends: `x[..., 0]` takes the last axis, `x[:, None]` leaves the others."""
    head, tail = (found.head, found.tail) if isinstance(found, Open) else ((), ())
    if any(isinstance(item, (Gather, Mask)) for item in items):
        return Unknown(found.reason)
    place = next((place for place, item in enumerate(items) if item is Ellipsis), len(items))
    front, back = list(items[:place]), list(items[place + 1 :])
    if back:
        # The items in front may reach into the other axes at the end: how many there are between is not known.
        kept = len(tail) - _taken(back)
        before = tail[:kept] if _taken(front) == 0 else ()
        return Open(found.reason, tail=() if kept < 0 else (*before, *_indexed(tail[kept:], back)))
    taken = _taken(front)
    return Open(
        found.reason,
        head=() if taken > len(head) else (*_indexed(head[:taken], front), *head[taken:]),
        tail=tail if taken == 0 else (),
    )


def _taken(items: Sequence[Any]) -> int:
    return sum(item is not None for item in items)


# --- along one axis


@define("narrow", "narrow_copy", method=True)
def narrow(machine: Machine, input: Any, dim: Any, start: Any, length: Any) -> Any:
    """The axis has the given length."""
    found, count = shape(machine, input), size(machine, length)
    if less(count, 0) is True:
        raise Mismatch(f"a part of length {text(count)}")
    if isinstance(found, Unknown):
        return Unknown(found.reason)
    place = _place(machine, dim, found)
    if not isinstance(start, Tensor):
        first, whole = size(machine, start), found[place]
        if less(whole, first) is True or less(first, -whole) is True:
            raise Mismatch(f"a part that begins at {text(first)} of {text(whole)}")
        end = first + count if less(first, 0) is False else whole + first + count if less(first, 0) is True else None
        if end is not None and less(whole, end) is True:
            raise Mismatch(f"{text(count)} numbers from {text(first)} on are more than axis {place} has, {text(whole)}")
    return with_axis(found, place, count)


@define("select_copy")
@define("select", method=True)
def select(machine: Machine, input: Any, dim: Any, index: Any) -> Any:
    """The axis goes."""
    found = known_shape(machine, input)
    place = _place(machine, dim, found)
    check_index(size(machine, index), found[place])
    return (*found[:place], *found[place + 1 :])


def _place(machine: Machine, dim: Any, found: tuple[Any, ...]) -> int:
    if not found:
        raise Mismatch("a tensor without axes has no parts")
    return axis(machine, dim, len(found))


@define("index_select", method=True)
def index_select(machine: Machine, input: Any, dim: Any, index: Any) -> Any:
    """The axis has the length of the index."""
    found, count = shape(machine, input), row_of(machine, index)
    if isinstance(found, Unknown):
        return Unknown(found.reason)
    place = axis(machine, dim, len(found))
    if not found:
        if equal(count, 1) is False:
            raise Mismatch("of a number without axes there is one")
        return ()
    return with_axis(found, place, count)


@define("gather", method=True)
def gather(machine: Machine, input: Any, dim: Any, index: Any, *, sparse_grad: Any = False) -> Any:
    """The shape of the positions; along the other axes they are not more than the tensor has."""
    found, places = shape(machine, input), shape(machine, index)
    if isinstance(places, Unknown) or isinstance(found, Unknown):
        one_rank(machine, found, places)
        return places
    if any(equal(each, 0) is not False for each in places):
        axis(machine, dim, len(found))
        return places
    within(machine, dim, found, places)
    return places


@define("take", dtype=None, method=True)
def take(machine: Machine, input: Any, index: Any) -> Any:
    """The shape of the index."""
    return Typed(shape(machine, index), input.dtype if isinstance(input, Tensor) else None)


@define("take_along_dim", method=True)
def take_along_dim(machine: Machine, input: Any, indices: Any, dim: Any = None) -> Any:
    """The shape of the indices along the axis, the other axes stretched to one another; without an axis one flat axis.
    """
    if dim is None:
        return (elements(shape(machine, indices)),)
    found, places = known_shape(machine, input), known_shape(machine, indices)
    if len(found) != len(places):
        raise Mismatch(f"{show_structure(places)} has another number of axes than {show_structure(found)}")
    place = axis(machine, dim, len(found))
    if not found:
        raise Mismatch("a number without axes has no parts along one")
    return broadcast(with_axis(found, place, places[place]), places)


# --- written


@define("index_put", "index_put_", method=True)
def index_put(machine: Machine, input: Any, indices: Any, values: Any, accumulate: Any = False) -> Any:
    """The shape stays; what is written stretches to the places."""
    found = shape(machine, input)
    items = [None if each is None else _item(machine, each) for each in members(machine, indices)]
    if isinstance(found, tuple):
        place = index_shape(found, [slice(None) if item is None else item for item in items])
        broadcast_to(shape(machine, values), place)
    return found


@define("put", method=True)
def put(machine: Machine, input: Any, index: Any, source: Any, accumulate: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


# --- by truths


@define("masked_fill", method=True)
def masked_fill(machine: Machine, input: Any, mask: Any, value: Any) -> Any:
    """Tensor and mask stretched to one another."""
    return together(machine, input, mask)


@define("masked_fill_", method=True, function=False)
def masked_fill_in_place(machine: Machine, input: Any, mask: Any, value: Any) -> Any:
    """The shape stays; the mask stretches to it."""
    return in_place(machine, input, mask)


@define("masked_scatter", method=True)
def masked_scatter(machine: Machine, input: Any, mask: Any, source: Any) -> Any:
    """Tensor and mask stretched to one another."""
    return together(machine, input, mask)


@define("masked_scatter_", method=True, function=False)
def masked_scatter_in_place(machine: Machine, input: Any, mask: Any, source: Any) -> Any:
    """The shape stays; the mask stretches to it."""
    return in_place(machine, input, mask)


@define("masked_select", method=True)
def masked_select(machine: Machine, input: Any, mask: Any) -> Any:
    """One axis; how many elements are true is not known."""
    broadcast(shape(machine, input), shape(machine, mask))
    return (SELECTED,)


@define("where", dtype=None)
def where(machine: Machine, condition: Any, input: Any = None, other: Any = None) -> Any:
    """Condition and operands stretched to one another; of a condition alone, the places where it is true."""
    if input is None and other is None:
        return _positions(machine, condition)
    if input is None or other is None:
        raise Mismatch("one of the two alternatives is not given")
    return Typed(together(machine, condition, input, other), common_type(input, other))


@define("where", dtype=None, method=True, function=False)
def where_method(machine: Machine, input: Any, condition: Any, other: Any) -> Any:
    """Condition and operands stretched to one another."""
    return Typed(together(machine, condition, input, other), common_type(input, other))


def _positions(machine: Machine, input: Any) -> Several:
    """Along each axis; a number counts as a row."""
    return Several((Typed((SELECTED,), "int64"),) * max(len(known_shape(machine, input)), 1))


@define("nonzero", dtype="int64", method=True)
def nonzero(machine: Machine, input: Any, *, as_tuple: Any = False) -> Any:
    """A row for each element that is not 0, how many is not known, and a column for each axis."""
    wanted = machine.truth(as_tuple)
    if wanted is None:
        raise NotKnown("whether the positions come as a tuple is not known")
    if wanted:
        return _positions(machine, input)
    found = shape(machine, input)
    return (SELECTED, Unknown(found.reason) if isinstance(found, Unknown) else len(found))


@define("nonzero_static", dtype="int64", method=True)
def nonzero_static(machine: Machine, input: Any, *, size: Any, fill_value: Any = -1) -> Any:
    """As many rows as are asked for, and a column for each axis."""
    found = shape(machine, input)
    return (_size(machine, size), Unknown(found.reason) if isinstance(found, Unknown) else len(found))


@define("argwhere", dtype="int64", method=True)
def argwhere(machine: Machine, input: Any) -> Any:
    """A row for each element that is not 0, how many is not known, and a column for each axis."""
    found = shape(machine, input)
    return (SELECTED, Unknown(found.reason) if isinstance(found, Unknown) else len(found))


def _size(machine: Machine, value: Any) -> Any:
    return size(machine, value)


@define("unravel_index", dtype="int64")
def unravel_index(machine: Machine, indices: Any, shape: Any) -> Any:
    """The position along each axis."""
    return Several((_shape(machine, indices),) * len(sizes(machine, shape)))


def _shape(machine: Machine, value: Any) -> Any:
    return shape(machine, value)


__all__ = ["OPERATIONS"]
