"""Operations that arrange the same numbers otherwise: view, permute, new axes, and taking axes apart.

https://docs.pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.torch.dtypes import BYTES, Dtype
from layerhints.libraries.torch.ops.casting import dtype_in
from layerhints.libraries.torch.ops.kernel import NO_TENSOR, Operations, Plain, Typed
from layerhints.libraries.torch.ops.reading import axes, axis, known_shape, number, shape, size, sizes, spelled
from layerhints.libraries.torch.ops.reducing import counted
from layerhints.rules import Call, Several
from layerhints.rules.geometry.axes import expand as with_new_axes
from layerhints.rules.geometry.axes import move_axes, normalize_axes, normalize_axis, permute, squeeze, swap_axes
from layerhints.rules.geometry.broadcast import broadcast, broadcast_to
from layerhints.rules.geometry.mismatch import Mismatch, OfNothing
from layerhints.rules.geometry.reshape import flattened, is_open, reshape_problems, reshaped, unflattened
from layerhints.rules.geometry.window import unpadded
from layerhints.rules.quantity import equal, less, text
from layerhints.rules.shapes import elements, show_structure
from layerhints.values.learned import count_on_one, derived_size, equate, size_at
from layerhints.values.reading import NotKnown, members
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define


# --- the same numbers in other sizes


@define("reshape")
def reshape(machine: Machine, input: Any, shape: Any) -> Any:
    """The sizes that are given; −1 is what is left for it."""
    return _arranged(machine, _shape(machine, input), sizes(machine, shape))


@define("reshape", method=True, function=False)
def reshape_method(machine: Machine, input: Any, *given: Any, shape: Any = None) -> Any:
    """The sizes that are given, one by one or as a tuple; −1 is what is left for it."""
    return _arranged(machine, _shape(machine, input), spelled(machine, given, shape))


@define("view_copy")
def view_copy(machine: Machine, input: Any, size: Any) -> Any:
    """The sizes that are given; −1 is what is left for it."""
    return _viewed(machine, input, (size,), None)


@define("view", method=True, function=False)
def view(machine: Machine, input: Any, *given: Any, size: Any = None, dtype: Any = None) -> Any:
    """The sizes that are given, one by one or as a tuple; −1 is what is left for it."""
    return _viewed(machine, input, given if dtype is None else (dtype,), size)


def _viewed(machine: Machine, input: Any, given: tuple[Any, ...], size: Any) -> Any:
    if len(given) == 1 and isinstance(given[0], Dtype):
        return Typed(_read_as(input, _shape(machine, input), given[0].name), given[0].name)
    return _arranged(machine, _shape(machine, input), spelled(machine, given, size))


def _arranged(machine: Machine, old: Any, new: tuple[Any, ...]) -> Any:
    """The new shape; of a tensor of which only its use will tell more, −1 is a size of its own."""
    left = sum(map(is_open, new))
    if left > 1 and machine.leaves_out:
        raise NotKnown("−1 may stand here for what a caller gives, as None does")
    if isinstance(old, Unknown) and left == 1:
        names = ("N" if place == 0 else "F" for place in range(len(new)))
        return tuple(
            derived_size(machine, old, name, "view", show_structure(new)) if is_open(each) else each
            for each, name in zip(new, names, strict=True)
        )
    try:
        return arranged(old, new)
    except Mismatch:
        _count_on_ones(machine, old, new)
        raise


def _count_on_ones(machine: Machine, old: Any, new: tuple[Any, ...]) -> None:
    """Sizes that the new shape leaves out must be 1: `(b, n, f)` that is viewed as `(b, 1, f)` has one of n."""
    left = [] if isinstance(old, Unknown) else [each for each in old if equal(each, 1) is not True]
    for wanted in new:
        same = next((place for place, each in enumerate(left) if equal(each, wanted) is True), None)
        if same is not None:
            del left[same]
        elif equal(wanted, 1) is not True:
            return
    for each in left:
        equate(machine, each, 1)


def _read_as(input: Any, found: Any, dtype: str) -> Any:
    """The same bytes as numbers of another type: the last axis is as much longer as they are shorter."""
    before = BYTES.get(input.dtype) if isinstance(input, Tensor) and isinstance(input.dtype, str) else None
    if before is None:
        raise NotKnown("the type of the numbers that are read as another is not known")
    after = BYTES[dtype]
    if before == after:
        return found
    if isinstance(found, Unknown):
        raise NotKnown(found)
    if not found:
        raise Mismatch("a number without axes cannot be read as numbers of another length")
    return (*found[:-1], *reshaped((found[-1] * before,), (-1, after))[:1])


def _shape(machine: Machine, input: Any) -> Any:
    return shape(machine, input)


def arranged(old: Any, new: tuple[Any, ...]) -> Any:
    """The new shape with −1 worked out; Mismatch where the elements do not fit it."""
    for problem in reshape_problems(old, new, Call()):
        raise Mismatch(problem.message)
    open_places = [place for place, each in enumerate(new) if is_open(each)]
    if open_places and any(equal(each, 0) is True for each in new):
        raise OfNothing("−1 stands for no particular size: another of the sizes is 0")
    return reshaped(old, new)


@define("view_as", "reshape_as", method=True, function=False)
def view_as(machine: Machine, input: Any, other: Any) -> Any:
    """The shape of the other tensor, which must hold as many numbers."""
    target = shape(machine, other)
    return target if isinstance(target, Unknown) else arranged(shape(machine, input), target)


@define("flatten", method=True)
def flatten(machine: Machine, input: Any, start_dim: Any = 0, end_dim: Any = -1) -> Any:
    """The axes from the first to the last one named become one, as long as their sizes multiplied."""
    first, last = number(machine, start_dim), number(machine, end_dim)
    if (first, last) == (0, -1):
        return (elements(shape(machine, input)),)
    given = shape(machine, input)
    if isinstance(given, Unknown) and (first, last) == (1, -1):
        return size_at(machine, given, 0), derived_size(machine, given, "F", "flatten")
    return flattened(given, first, last)


@define("ravel", method=True)
def ravel(machine: Machine, input: Any) -> Any:
    """One axis, as long as all sizes multiplied."""
    return (elements(shape(machine, input)),)


@define("unflatten", method=True)
def unflatten(machine: Machine, input: Any, dim: Any, sizes: Any) -> Any:
    """The axis becomes several, whose sizes multiply to its own; −1 is what is left for it."""
    return unflattened(shape(machine, input), number(machine, dim), _sizes(machine, sizes))


def _sizes(machine: Machine, value: Any) -> tuple[Any, ...]:
    return sizes(machine, value)


@define("as_strided_copy")
@define("as_strided", method=True)
def as_strided(machine: Machine, input: Any, size: Any, stride: Any, storage_offset: Any = None) -> Any:
    """The sizes that are given; strides do not count."""
    result = sizes(machine, size)
    if any(less(each, 0) is True for each in result):
        raise Mismatch(f"a negative size in {show_structure(result)}")
    return result


# --- the order of axes


@define("permute", "permute_copy")
def permute_(machine: Machine, input: Any, dims: Any) -> Any:
    """The axes in the order that is given."""
    return _permuted(machine, input, sizes(machine, dims))


@define("permute", method=True, function=False)
def permute_method(machine: Machine, input: Any, *given: Any, dims: Any = None) -> Any:
    """The axes in the order that is given, one by one or as a tuple."""
    return _permuted(machine, input, spelled(machine, given, dims))


def _permuted(machine: Machine, input: Any, dims: tuple[Any, ...]) -> Any:
    """Who gives an order for four axes has four."""
    found = known_shape(machine, input, len(dims))
    return permute(found, tuple(number(machine, place) for place in dims))


@define("transpose_copy")
@define("transpose", method=True)
def transpose(machine: Machine, input: Any, dim0: Any, dim1: Any) -> Any:
    """Two axes exchanged."""
    return exchanged(machine, input, dim0, dim1)


@define("swapaxes", method=True)
def swapaxes(machine: Machine, input: Any, axis0: Any, axis1: Any) -> Any:
    """Two axes exchanged."""
    return exchanged(machine, input, axis0, axis1)


@define("swapdims", method=True)
def swapdims(machine: Machine, input: Any, dim0: Any, dim1: Any) -> Any:
    """Two axes exchanged."""
    return exchanged(machine, input, dim0, dim1)


def exchanged(machine: Machine, input: Any, one: Any, other: Any) -> Any:
    found, first, second = shape(machine, input), number(machine, one), number(machine, other)
    if found == ():
        normalize_axes((first,), 1)
        normalize_axes((second,), 1)
        return ()
    return swap_axes(found, first, second)


@define("movedim", "moveaxis", method=True)
def movedim(machine: Machine, input: Any, source: Any, destination: Any) -> Any:
    """The axes at their new places, the others in their order."""
    sources, destinations = axes(machine, source) or (), axes(machine, destination) or ()
    found = shape(machine, input)
    if found == () and len(sources) == len(destinations) == 1:
        normalize_axes((*sources,), 1)
        normalize_axes((*destinations,), 1)
        return ()
    return move_axes(found, sources, destinations)


@define("t_copy")
@define("t", method=True)
def t(machine: Machine, input: Any) -> Any:
    """The two axes exchanged; a vector stays."""
    found = shape(machine, input)
    if isinstance(found, tuple) and len(found) > 2:
        raise Mismatch(f"{show_structure(found)} has more than two axes")
    return permute(found)


@define("adjoint", method=True)
def adjoint(machine: Machine, input: Any) -> Any:
    """The last two axes exchanged."""
    return last_two_exchanged(shape(machine, input))


def last_two_exchanged(found: Any) -> Any:
    """Matrices transposed; a number without axes is let through."""
    if found == ():
        return ()
    if isinstance(found, tuple) and len(found) < 2:
        raise Mismatch(f"{show_structure(found)} is no matrix")
    return swap_axes(found, -2, -1)


# --- new axes, and axes of size 1


@define("unsqueeze_copy")
@define("unsqueeze", method=True)
def unsqueeze(machine: Machine, input: Any, dim: Any) -> Any:
    """A new axis of length 1."""
    return with_new_axes(shape(machine, input), (number(machine, dim),))


@define("squeeze_copy")
@define("squeeze", method=True)
def squeeze_(machine: Machine, input: Any, *given: Any, dim: Any = None) -> Any:
    """Axes of length 1 go: those that are named, or all. Who names an axis whose size is open counts on it being 1."""
    found, places = shape(machine, input), axes(machine, *given) if given else axes(machine, dim)
    if places is not None and isinstance(found, tuple):
        for place in places:
            if -len(found) <= place < len(found):
                count_on_one(machine, found[place])
    return squeezed(found, places)


def squeezed(found: Any, places: tuple[int, ...] | None) -> Any:
    """The shape without its axes of size 1; an axis that is named stays where it is longer."""
    if isinstance(found, Open) and places is not None and all(-len(found.tail) <= place < 0 for place in places):
        tail = squeezed(found.tail, places)
        return tail if isinstance(tail, Unknown) else Open(found.reason, head=found.head, tail=tail)
    if isinstance(found, Unknown) or places is None:
        return squeeze(found)
    named = (
        [normalize_axis(place, max(len(found), 1)) for place in places]
        if len(places) == 1
        else normalize_axes(places, max(len(found), 1))
    )
    if not found:
        return ()
    for place in named:
        if equal(found[place], 1) is None:
            return Unknown(f"whether the size {text(found[place])} in {show_structure(found)} is 1 is not known")
    return squeeze(found, [place for place in named if equal(found[place], 1) is True])


# --- stretched


@define("expand_copy")
def expand_copy(machine: Machine, input: Any, size: Any, *, implicit: Any = False) -> Any:
    """Axes of length 1 become as long as is asked; −1 keeps a size; new axes in front."""
    return expanded(shape(machine, input), sizes(machine, size))


@define("expand", method=True, function=False)
def expand(machine: Machine, input: Any, *given: Any, size: Any = None, implicit: Any = False) -> Any:
    """Axes of length 1 become as long as is asked; −1 keeps a size; new axes in front."""
    return expanded(shape(machine, input), spelled(machine, given, size))


def expanded(found: Any, new: tuple[Any, ...]) -> Any:
    """The shape stretched to new sizes; −1 leaves an axis that is there as it is."""
    if isinstance(found, Unknown):
        tail = found.tail if isinstance(found, Open) else ()
        old: tuple[Any, ...] = (Unknown(found.reason),) * (len(new) - len(tail)) + tail[max(len(tail) - len(new), 0) :]
        return tuple(before if is_open(after) else after for before, after in zip(old, new, strict=True))
    if len(found) > len(new):
        raise Mismatch(f"{show_structure(found)} has more axes than {show_structure(new)}")
    if any(less(each, -1) is True for each in new):
        raise Mismatch(f"a negative size in {show_structure(new)}")
    extra = len(new) - len(found)
    if any(is_open(each) for each in new[:extra]):
        if not found and any(equal(each, 0) is not False for each in new):
            return tuple(Unknown("torch makes an axis of −1 numbers where another has none") for _ in new)
        raise Mismatch("−1 stands for an axis that is there, not for a new one")
    target = tuple(
        found[place - extra] if place >= extra and is_open(each) else each for place, each in enumerate(new)
    )
    return broadcast_to(found, target)


@define("expand_as", method=True, function=False)
def expand_as(machine: Machine, input: Any, other: Any) -> Any:
    """The shape of the other tensor, to which this one stretches."""
    target = shape(machine, other)
    return target if isinstance(target, Unknown) else expanded(shape(machine, input), target)


@define("broadcast_to", method=True)
def broadcast_to_(machine: Machine, input: Any, *given: Any, size: Any = None) -> Any:
    """The sizes that are given, to which the tensor stretches."""
    return expanded(shape(machine, input), spelled(machine, given, size))


@define("broadcast_tensors")
def broadcast_tensors(machine: Machine, *tensors: Any) -> Any:
    """Each tensor stretched to what all have in common."""
    given = members(machine, tensors[0]) if len(tensors) == 1 and not isinstance(tensors[0], Tensor) else tensors
    common = broadcast(*(shape(machine, each) for each in given))
    return Several(
        Typed(common, each.dtype if isinstance(each, Tensor) and isinstance(each.dtype, str) else None)
        for each in given
    )


@define("broadcast_shapes", dtype=NO_TENSOR)
def broadcast_shapes(machine: Machine, *shapes: Any) -> Any:
    """The shape to which all shapes stretch, as a `torch.Size`."""
    return Plain(broadcast(*(sizes(machine, each) for each in shapes)))


@define("sum_to_size", method=True, function=False)
def sum_to_size(machine: Machine, input: Any, *given: Any, size: Any = None) -> Any:
    """The way back: what was stretched is summed up."""
    new = spelled(machine, given, size)
    broadcast_to(new, shape(machine, input))
    # Whole numbers get 64 bits where something is summed up, and in a tensor without axes.
    dtype = dtype_in(input)
    return Typed(new, dtype if counted(input, None) == dtype else None)


# --- windows along an axis


@define("unfold_copy")
@define("unfold", method=True, function=False)
def unfold(machine: Machine, input: Any, dimension: Any, size: Any, step: Any) -> Any:
    """The axis becomes one of windows, whose own numbers come along a new last axis."""
    found = shape(machine, input)
    length, stride = _size(machine, size), _size(machine, step)
    if less(length, 0) is True or less(0, stride) is False:
        raise Mismatch("windows have a length, and the step to the next is at least 1")
    if isinstance(found, Unknown):
        return Open(found.reason, tail=(length,))
    place = axis(machine, dimension, len(found))
    whole = found[place] if found else 1
    if less(whole, length) is True:
        raise Mismatch(f"a window of {text(length)} is longer than the {text(whole)} numbers of axis {place}")
    windows = (unpadded(whole, length, stride),) if found else ()
    return (*found[:place], *windows, *found[place + 1 :], length)


def _size(machine: Machine, value: Any) -> Any:
    return size(machine, value)


__all__ = ["OPERATIONS", "as_strided", "exchanged", "expanded", "last_two_exchanged", "squeeze_", "t", "unsqueeze"]
