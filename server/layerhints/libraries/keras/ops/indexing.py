"""Operations that pick parts of a tensor by position, and those that compare with lists of numbers.

https://keras.io/api/ops/numpy/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.ops.kernel import Operations, Typed
from layerhints.libraries.keras.ops.reading import known_shape, number, shape, size, sizes
from layerhints.libraries.keras.ops.types import tensor_type
from layerhints.libraries.numpy.arrays import Array
from layerhints.libraries.numpy.index import read_item
from layerhints.rules import Several
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.indexing import Gather, Mask, gathered, index_shape
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, maximum, text
from layerhints.rules.shapes import elements, show_structure
from layerhints.values.reading import NotKnown, members
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("ops")
define = OPERATIONS.define


@define("get_item")
def get_item(machine: Machine, x: Any, key: Any) -> Any:
    """`x[key]`."""
    if isinstance(key, tuple) and isinstance(x, Tensor):
        return index_shape(shape(machine, x), [_item(machine, part) for part in key])
    return index_shape(shape(machine, x), [_item(machine, key)])


def _item(machine: Machine, part: Any) -> Any:
    if isinstance(part, Tensor) and not isinstance(part, Array):
        kind = tensor_type(part)
        if kind == "bool" and not isinstance(part.shape, Unknown):
            return Mask(part.shape, Unknown("how many items the condition selects is not known"))
        if isinstance(kind, str) and "int" in kind:
            return Gather(part.shape)
        raise NotKnown("whether the tensor is indexed by positions or by truths is not known")
    found = read_item(machine, part)
    if isinstance(found, Unknown):
        raise NotKnown(Unknown(found.reason))
    return found


@define("take")
def take(machine: Machine, x: Any, indices: Any, axis: Any = None) -> Any:
    """The indices' own axes take the place of the one that they pick from."""
    picked = known_shape(machine, indices)
    if axis is None:
        return picked
    given = known_shape(machine, x)
    place = normalize_axis(number(machine, axis), len(given))
    return gathered(given, picked, place)


@define("take_along_axis")
def take_along_axis(machine: Machine, x: Any, indices: Any, axis: Any = None) -> Any:
    given, picked = known_shape(machine, x), known_shape(machine, indices)
    if axis is None:
        given = (elements(given),)
    if len(given) != len(picked):
        raise Mismatch("the indices have another number of axes than the tensor")
    place = 0 if axis is None else normalize_axis(number(machine, axis), len(given))
    return broadcast((*given[:place], picked[place], *given[place + 1 :]), picked)


@define("where")
def where(machine: Machine, condition: Any, x1: Any = None, x2: Any = None) -> Any:
    if x1 is None or x2 is None:
        return nonzero(machine, condition)
    return broadcast(shape(machine, condition), shape(machine, x1), shape(machine, x2))


@define("nonzero", dtype="int32")
def nonzero(machine: Machine, x: Any) -> Any:
    """The positions along each axis."""
    count = Unknown("how many numbers are not zero is not known")
    return Several(((count,),) * len(known_shape(machine, x)))


@define("select")
def select(machine: Machine, condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    choices = [shape(machine, each) for each in members(machine, choicelist)]
    if not choices:
        raise Mismatch("there is nothing to select from")
    return broadcast(*choices, *(shape(machine, each) for each in members(machine, condlist)))


@define("searchsorted", type="SearchSorted")
def searchsorted(machine: Machine, sorted_sequence: Any, values: Any, side: Any = "left") -> Any:
    row = known_shape(machine, sorted_sequence)
    if len(row) != 1:
        raise Mismatch("only a single sequence is searched")
    # Whether places fit into 32 bits depends on the length of the row.
    dtype = "int32" if isinstance(row[0], int) else Unknown("how long the searched row is is not known")
    return Typed(shape(machine, values), dtype)


@define("bincount", dtype="int32")
def bincount(
    machine: Machine, x: Any, weights: Any = None, minlength: Any = 0, sparse: Any = False
) -> Any:
    given = known_shape(machine, x)
    return (*given[:-1], Unknown("the largest number that is counted is not known"))


@define("histogram")
def histogram(machine: Machine, x: Any, bins: Any = 10, range: Any = None) -> Any:
    count = size(machine, bins)
    return Several(((count,), (count + 1,)))


@define("unique")
def unique(
    machine: Machine, x: Any, sorted: Any = True, return_index: Any = False, return_inverse: Any = False,
    return_counts: Any = False, axis: Any = None, size: Any = None, fill_value: Any = None,
) -> Any:  # fmt: skip
    given = known_shape(machine, x)
    count = Unknown("how many different numbers there are is not known") if size is None else _size(machine, size)
    place = None if axis is None else normalize_axis(number(machine, axis), len(given))
    values = (count,) if place is None else (*given[:place], count, *given[place + 1 :])
    inverse = given if place is None else (given[place],)
    asked = [(return_index, (count,)), (return_inverse, inverse), (return_counts, (count,))]
    if any(machine.truth(wanted) is None for wanted, _ in asked):
        raise NotKnown("what `unique` is asked for is not known")
    more = [Typed(each, "int32") for wanted, each in asked if machine.truth(wanted)]
    return Several((values, *more)) if more else values


def _size(machine: Machine, value: Any) -> Any:
    return size(machine, value)


@define("unravel_index")
def unravel_index(machine: Machine, indices: Any, shape: Any) -> Any:
    each = known_shape(machine, indices)
    return Several((each,) * len(sizes(machine, shape)))


@define("top_k")
def top_k(machine: Machine, x: Any, k: Any, sorted: Any = True) -> Any:
    """The largest along the last axis, and where they stood."""
    given = known_shape(machine, x)
    if not given:
        raise Mismatch("a tensor without axes has no largest numbers")
    each = (*given[:-1], size(machine, k))
    return Several((each, Typed(each, "int32")))


@define("in_top_k", dtype="bool")
def in_top_k(machine: Machine, targets: Any, predictions: Any, k: Any) -> Any:
    return shape(machine, targets)


@define("segment_sum", "segment_max", "segment_min", "segment_prod")
def segment(
    machine: Machine, data: Any, segment_ids: Any, num_segments: Any = None, sorted: Any = False
) -> Any:
    """The rows with one number in `segment_ids` become one."""
    given = known_shape(machine, data)
    if not given:
        raise Mismatch("a tensor without axes has no segments")
    numbers = shape(machine, segment_ids)
    if not isinstance(numbers, Unknown):
        if len(numbers) != 1:
            raise Mismatch(f"the numbers of the segments are a row, not {show_structure(numbers)}")
        if equal(numbers[0], given[0]) is False:
            raise Mismatch(f"there are {text(numbers[0])} numbers for {text(given[0])} rows")
    count = Unknown("how many segments there are is not known") if num_segments is None else size(machine, num_segments)
    return (count, *given[1:])


@define("diff")
def diff(machine: Machine, a: Any, n: Any = 1, axis: Any = -1) -> Any:
    given = known_shape(machine, a)
    place = normalize_axis(number(machine, axis), len(given))
    return (*given[:place], maximum(0, given[place] - size(machine, n)), *given[place + 1 :])


@define("vander")
def vander(machine: Machine, x: Any, N: Any = None, increasing: Any = False) -> Any:
    given = known_shape(machine, x)
    if len(given) != 1:
        raise Mismatch("the powers are of a sequence of numbers")
    return (*given, given[0] if N is None else size(machine, N))


# --- sequences and spectra are cut out in windows


@define("extract_sequences")
def extract_sequences(machine: Machine, x: Any, sequence_length: Any, sequence_stride: Any) -> Any:
    from layerhints.rules.geometry.window import unpadded

    given = known_shape(machine, x)
    if not given:
        raise Mismatch("a tensor without axes has no sequences")
    length = size(machine, sequence_length)
    return (*given[:-1], unpadded(given[-1], length, size(machine, sequence_stride)), length)


