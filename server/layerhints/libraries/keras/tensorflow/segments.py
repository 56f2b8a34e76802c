"""The functions that sort rows, add them up in groups, scatter them and mark the first of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.ops.kernel import Operations, Typed
from layerhints.libraries.keras.ops.reading import axes, known_shape, number, shape, size, sizes
from layerhints.libraries.keras.ops.types import dtype_asked
from layerhints.rules import Several
from layerhints.rules.geometry.axes import along
from layerhints.rules.geometry.mismatch import Mismatch

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONS = Operations("tf", counted=False)
define = FUNCTIONS.define

_LENGTHS = Unknown("how often each number occurs is not known")


@define("sort")
@define("argsort", dtype="int32")
def sort(
    machine: Machine, values: Any, axis: Any = -1, direction: Any = "ASCENDING", stable: Any = False, name: Any = None
) -> Any:
    return along(shape(machine, values), axes(machine, axis))


@define("segment_sum", "segment_mean", "segment_max", "segment_min", "segment_prod")
def segment(machine: Machine, data: Any, segment_ids: Any, name: Any = None) -> Any:
    """The rows with one number become one; the largest number says how many there are."""
    given = known_shape(machine, data)
    if not given:
        raise Mismatch("a tensor without axes has no segments")
    return (Unknown("how many segments there are is not known"), *given[1:])


@define(
    "unsorted_segment_sum", "unsorted_segment_mean", "unsorted_segment_max", "unsorted_segment_min",
    "unsorted_segment_prod", "unsorted_segment_sqrt_n",
)  # fmt: skip
def unsorted_segment(machine: Machine, data: Any, segment_ids: Any, num_segments: Any, name: Any = None) -> Any:
    """One row for each of the segments in the place of the axes that the numbers have."""
    given, numbered = known_shape(machine, data), known_shape(machine, segment_ids)
    if len(numbered) > len(given):
        raise Mismatch("the numbers of the segments have more axes than the tensor")
    return (size(machine, num_segments), *given[len(numbered) :])


@define("dynamic_partition")
def dynamic_partition(machine: Machine, data: Any, partitions: Any, num_partitions: Any, name: Any = None) -> Any:
    """So many tensors, of rows of which nobody can say beforehand where they go."""
    given, numbered = known_shape(machine, data), known_shape(machine, partitions)
    each = (Unknown("how many rows go into each part is not known"), *given[len(numbered) :])
    return Several((each,) * number(machine, num_partitions))


@define("scatter_nd")
def scatter_nd(machine: Machine, indices: Any, updates: Any, shape: Any, name: Any = None) -> Any:
    return sizes(machine, shape)


@define(
    "tensor_scatter_nd_add", "tensor_scatter_nd_sub", "tensor_scatter_nd_update", "tensor_scatter_nd_max",
    "tensor_scatter_nd_min",
)  # fmt: skip
def tensor_scatter(machine: Machine, tensor: Any, indices: Any, updates: Any, name: Any = None) -> Any:
    return shape(machine, tensor)


@define("sequence_mask", dtype=None)
def sequence_mask(
    machine: Machine, lengths: Any, maxlen: Any = None, dtype: Any = "bool", name: Any = None
) -> Any:
    longest = Unknown("how long the longest row is is not known") if maxlen is None else size(machine, maxlen)
    return (*known_shape(machine, lengths), longest)


@define("unique", results=("y", "idx"))
def unique(machine: Machine, x: Any, out_idx: Any = None, name: Any = None) -> Any:
    """The different numbers, and which of them stands at each place."""
    return Several(((_LENGTHS,), _places(machine, x, out_idx)))


@define("unique_with_counts", results=("y", "idx", "count"))
def unique_with_counts(machine: Machine, x: Any, out_idx: Any = None, name: Any = None) -> Any:
    counts = Typed((_LENGTHS,), "int32" if out_idx is None else dtype_asked(out_idx))
    return Several(((_LENGTHS,), _places(machine, x, out_idx), counts))


def _places(machine: Machine, x: Any, out_idx: Any) -> Typed:
    return Typed(known_shape(machine, x), "int32" if out_idx is None else dtype_asked(out_idx))


@define("histogram_fixed_width", dtype="int32")
def histogram_fixed_width(
    machine: Machine, values: Any, value_range: Any, nbins: Any = 100, dtype: Any = None, name: Any = None
) -> Any:
    return (size(machine, nbins),)
