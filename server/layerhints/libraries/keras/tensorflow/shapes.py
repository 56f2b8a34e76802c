"""The functions that arrange, join, cut and pick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.inference import sizes_of
from layerhints.libraries.keras.layers.base import is_none
from layerhints.libraries.keras.ops import joining, shaping
from layerhints.libraries.keras.ops.core import block
from layerhints.libraries.keras.ops.kernel import Operations
from layerhints.libraries.keras.ops.reading import axes, known_shape, number, shape, sizes
from layerhints.libraries.keras.ops.reading import size as size_
from layerhints.libraries.keras.session import session
from layerhints.libraries.numpy.arrays import Array
from layerhints.rules import Several
from layerhints.rules.geometry.axes import along, normalize_axis, squeeze
from layerhints.rules.geometry.indexing import gathered
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.reshape import is_open
from layerhints.rules.quantity import equal
from layerhints.rules.quantity import product as total
from layerhints.rules.shapes import with_axis
from layerhints.values.ranks import rank_from
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONS = Operations("tf", counted=False)
define, plain = FUNCTIONS.define, FUNCTIONS.plain


@plain("shape")
def shape_(machine: Machine, input: Any, out_type: Any = None, name: Any = None) -> Any:
    """A tensor of the sizes, also of those that are open: they are what flows through."""
    found = shape(machine, input)
    if isinstance(found, Unknown):
        return Unknown(found.reason) if rank_from(found) is None else sizes_of(found)
    return Array((len(found),), "int32", None, tuple(found))


@plain("rank")
def rank(machine: Machine, input: Any, name: Any = None) -> Any:
    return len(known_shape(machine, input))


@plain("size")
def size(machine: Machine, input: Any, out_type: Any = None, name: Any = None) -> Any:
    return total(known_shape(machine, input))


@define("reshape")
def reshape(machine: Machine, tensor: Any, shape: Any, name: Any = None) -> Any:
    """TensorFlow works −1 out only where no other of the new sizes is open to it: `(tf.shape(x)[0], -1)` of a
    (None, 8, 8) is (None, None).
    """
    asked = sizes(machine, shape, holes=True)
    found = shaping.reshape(machine, tensor, asked)
    if isinstance(found, Unknown) or not any(is_none(each) for each in asked):
        return found
    worked_out = (is_open(each) and not is_none(size) for each, size in zip(asked, found, strict=True))
    return tuple(session(machine).none() if open else size for open, size in zip(worked_out, found, strict=True))


@define("transpose")
def transpose(machine: Machine, a: Any, perm: Any = None, conjugate: Any = False, name: Any = "transpose") -> Any:
    return shaping.transpose(machine, a, perm)


@define("matrix_transpose")
def matrix_transpose(machine: Machine, a: Any, name: Any = None, conjugate: Any = False) -> Any:
    return shaping.swapaxes(machine, a, -1, -2)


@define("expand_dims")
def expand_dims(machine: Machine, input: Any, axis: Any = None, name: Any = None, dim: Any = None) -> Any:
    return shaping.expand_dims(machine, input, axis if dim is None else dim)


@define("squeeze")
def squeeze_(
    machine: Machine, input: Any, axis: Any = None, name: Any = None, squeeze_dims: Any = None
) -> Any:
    """Without axes, or with none, all of size 1."""
    return squeeze(shape(machine, input), axes(machine, axis if squeeze_dims is None else squeeze_dims) or None)


@define("tile")
def tile(machine: Machine, input: Any, multiples: Any, name: Any = None) -> Any:
    given, times = known_shape(machine, input), sizes(machine, multiples)
    if len(given) != len(times):
        raise Mismatch("`tf.tile` wants one number for each axis")
    return shaping.tile(machine, input, times)


@define("repeat")
def repeat(machine: Machine, input: Any, repeats: Any, axis: Any = None, name: Any = None) -> Any:
    return shaping.repeat(machine, input, repeats, axis)


@define("broadcast_to")
def broadcast_to(machine: Machine, input: Any, shape: Any, name: Any = None) -> Any:
    return shaping.broadcast_to_(machine, input, shape)


@define("pad")
def pad(
    machine: Machine, tensor: Any, paddings: Any, mode: Any = "CONSTANT", constant_values: Any = 0, name: Any = None
) -> Any:
    return shaping.pad(machine, tensor, paddings)


@define("reverse")
def reverse(machine: Machine, tensor: Any, axis: Any, name: Any = None) -> Any:
    return along(shape(machine, tensor), axes(machine, axis))


@define("reverse_sequence")
def reverse_sequence(machine: Machine, input: Any, *settings: Any, **more: Any) -> Any:
    return shape(machine, input)


@define("searchsorted", dtype="int32")
def searchsorted(machine: Machine, sorted_sequence: Any, values: Any, *settings: Any, **more: Any) -> Any:
    """The place of each value."""
    return shape(machine, values)


@define("roll")
def roll(machine: Machine, input: Any, shift: Any, axis: Any, name: Any = None) -> Any:
    return along(shape(machine, input), axes(machine, axis))


@define("concat")
def concat(machine: Machine, values: Any, axis: Any = None, name: Any = None, concat_dim: Any = None) -> Any:
    """Before TensorFlow 1 the axis came first."""
    if isinstance(values, int) and isinstance(axis, tuple):
        values, axis = axis, values
    along = axis if concat_dim is None else concat_dim
    if along is None:
        raise NotKnown("along which axis the tensors are joined is not given")
    return joining.concatenate(machine, values, along)


@define("stack")
def stack(machine: Machine, values: Any, axis: Any = 0, name: Any = "stack") -> Any:
    return joining.stack(machine, values, axis)


@define("unstack")
def unstack(machine: Machine, value: Any, num: Any = None, axis: Any = 0, name: Any = "unstack") -> Any:
    return joining.unstack(machine, value, num, axis)


@define("split")
def split(
    machine: Machine, value: Any, num_or_size_splits: Any, axis: Any = 0, num: Any = None, name: Any = "split"
) -> Any:
    """So many equal parts, or parts of the sizes that are given, one of which may be −1. Before TensorFlow 1 the tensor
    came last.
    """
    if isinstance(value, int):
        value, axis = axis, value
    if not isinstance(num_or_size_splits, tuple):
        return joining.split(machine, value, num_or_size_splits, axis)
    given = known_shape(machine, value)
    place = normalize_axis(number(machine, axis), len(given))
    lengths = list(sizes(machine, num_or_size_splits))
    holes = [index for index, each in enumerate(lengths) if equal(each, -1) is True]
    rest = sum((each for index, each in enumerate(lengths) if index not in holes), 0)
    if len(holes) > 1 or (not holes and equal(rest, given[place]) is False):
        raise Mismatch("the parts do not add up to the axis")
    for index in holes:
        lengths[index] = given[place] - rest
    return Several(with_axis(given, place, each) for each in lengths)


@define("gather")
def gather(
    machine: Machine, params: Any, indices: Any, validate_indices: Any = None, axis: Any = None, batch_dims: Any = 0,
    name: Any = None,
) -> Any:  # fmt: skip
    given, picked = known_shape(machine, params), known_shape(machine, indices)
    shared = number(machine, batch_dims)
    shared += len(picked) if shared < 0 else 0
    place = normalize_axis(number(machine, batch_dims if axis is None else axis), len(given))
    if place < shared:
        raise NotKnown("what is picked along an axis of the batch is not followed")
    return gathered(given, picked, place, shared)


@define("gather_nd")
def gather_nd(machine: Machine, params: Any, indices: Any, batch_dims: Any = 0, name: Any = None) -> Any:
    given, places = known_shape(machine, params), known_shape(machine, indices)
    shared = number(machine, batch_dims)
    if not places or not isinstance(places[-1], int):
        raise NotKnown("how many axes the indices take is not followed")
    if shared + places[-1] > len(given):
        raise Mismatch("the indices take more axes than there are")
    return (*places[:-1], *given[shared + places[-1] :])


@define("slice")
def slice_(machine: Machine, input_: Any, begin: Any, size: Any, name: Any = None) -> Any:
    return block(known_shape(machine, input_), sizes(machine, begin), sizes(machine, size))


@define("boolean_mask")
def boolean_mask(machine: Machine, tensor: Any, mask: Any, axis: Any = None, name: Any = None) -> Any:
    given, taken = known_shape(machine, tensor), known_shape(machine, mask)
    place = 0 if axis is None else normalize_axis(number(machine, axis), len(given))
    count = Unknown("how many of the conditions hold is not known")
    return (*given[:place], count, *given[place + len(taken) :])


@define("one_hot", dtype=None)
def one_hot(
    machine: Machine, indices: Any, depth: Any, on_value: Any = None, off_value: Any = None, axis: Any = None,
    dtype: Any = None, name: Any = None,
) -> Any:  # fmt: skip
    given = known_shape(machine, indices)
    place = len(given) if axis is None else normalize_axis(number(machine, axis), len(given) + 1)
    return (*given[:place], size_(machine, depth), *given[place:])


@define("meshgrid")
def meshgrid(machine: Machine, *args: Any, **kwargs: Any) -> Any:
    return joining.meshgrid(machine, *args, indexing=kwargs.get("indexing", "xy"))


