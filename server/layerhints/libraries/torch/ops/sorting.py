"""Operations that count numbers or tell the different ones apart.

https://docs.pytorch.org/docs/stable/torch.html#reduction-ops
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.numbers import numbers_of
from layerhints.libraries.torch.ops.casting import dtype_in
from layerhints.libraries.torch.ops.kernel import Operations, Typed
from layerhints.libraries.torch.ops.reading import known_shape, number, size, sizes
from layerhints.rules import Named, Several
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, less
from layerhints.rules.shapes import elements, show_structure
from layerhints.values.objects import List
from layerhints.values.reading import NotKnown, members
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define
in_order = sorted
"""Some operations have a parameter called `sorted`."""

DIFFERENT = Unknown("how many different numbers there are is not known")


@define("unique", dtype=None, method=True)
def unique(
    machine: Machine, input: Any, sorted: Any = True, return_inverse: Any = False, return_counts: Any = False,
    dim: Any = None,
) -> Any:  # fmt: skip
    """One axis, or the axis named; how many different elements there are is not known."""
    known = numbers_of(input) if dim is None and sorted is True else None
    numbers = None if known is None else in_order(known)
    return _told_apart(machine, input, return_inverse, return_counts, dim, numbers)


@define("unique_consecutive", dtype=None, method=True)
def unique_consecutive(
    machine: Machine, input: Any, return_inverse: Any = False, return_counts: Any = False, dim: Any = None
) -> Any:
    """One axis, or the axis named; how many different elements there are is not known."""
    numbers = numbers_of(input) if dim is None else None
    return _told_apart(machine, input, return_inverse, return_counts, dim, numbers)


def _told_apart(
    machine: Machine, input: Any, return_inverse: Any, return_counts: Any, dim: Any, numbers: Any
) -> Any:
    """The different numbers (or slices along `dim`), and if asked for, which is where and how often it stands.

    `numbers` are those in the tensor, where they are known, with equal ones next to each other.
    """
    found = known_shape(machine, input)
    if numbers is not None and machine.truth(return_inverse) is False and machine.truth(return_counts) is not None:
        runs = [(value, len(tuple(run))) for value, run in groupby(numbers)]
        different = Typed((len(runs),), dtype_in(input), tuple(value for value, _ in runs))
        counts = Typed((len(runs),), "int64", tuple(count for _, count in runs))
        return Several((different, counts)) if machine.truth(return_counts) else different
    if dim is None:
        values: tuple[Any, ...] = (DIFFERENT,)
        inverse = found
    else:
        place = normalize_axis(number(machine, dim), len(found))
        values = (*found[:place], DIFFERENT, *found[place + 1 :])
        if any(equal(each, 0) is True for each in (*found[:place], *found[place + 1 :])):
            raise Mismatch(f"the slices of {show_structure(found)} along axis {place} hold no numbers")
        inverse = (found[place],)
    wanted = [(return_inverse, inverse), (return_counts, (DIFFERENT,))]
    if any(machine.truth(each) is None for each, _ in wanted):
        raise NotKnown("what `unique` is asked for is not known")
    more = [Typed(each, "int64") for asked, each in wanted if machine.truth(asked)]
    first = Typed(values, dtype_in(input))
    return Several((first, *more)) if more else first


@define("bincount", dtype=None, method=True)
def bincount(machine: Machine, input: Any, weights: Any = None, minlength: Any = 0) -> Any:
    """One axis; how long depends on the numbers."""
    found = known_shape(machine, input, 1)
    if len(found) != 1 or less(size(machine, minlength), 0) is True:
        raise Mismatch("numbers are counted in a row")
    return (Unknown("the largest number that is counted is not known"),)


@define("histc", method=True)
def histc(machine: Machine, input: Any, bins: Any = 100, min: Any = 0, max: Any = 0) -> Any:
    """One axis with a place for each bin."""
    return (_bins(machine, bins),)


def _bins(machine: Machine, bins: Any) -> Any:
    count = size(machine, bins)
    if less(count, 1) is True:
        raise Mismatch("a histogram has at least one bin")
    return count


@define("histogram", method=True)
def histogram(machine: Machine, input: Any, bins: Any = 100, *, range: Any = None, weight: Any = None,
              density: Any = False) -> Any:  # fmt: skip
    """The counts, and the edges of the bins: one more."""
    if isinstance(bins, Tensor):
        edges = known_shape(machine, bins, 1)
        if len(edges) != 1 or less(edges[0], 1) is True:
            raise Mismatch("the edges of bins come in a row")
        return Named(("hist", "bin_edges"), ((edges[0] - 1,), edges))
    count = _bins(machine, bins)
    return Named(("hist", "bin_edges"), ((count,), (count + 1,)))


@define("histogramdd")
def histogramdd(machine: Machine, input: Any, bins: Any, range: Any = None, weight: Any = None,
                density: Any = False) -> Any:  # fmt: skip
    """Bins along each of the numbers that a point has."""
    found = known_shape(machine, input)
    if len(found) < 2:
        raise Mismatch(f"{show_structure(found)} holds no points")
    dimensions = found[-1]
    if not isinstance(dimensions, int):
        raise NotKnown("how many numbers a point has is not known")
    if isinstance(bins, (List, tuple)):
        held = members(machine, bins)
        if any(isinstance(each, Tensor) for each in held):
            edges = [elements(known_shape(machine, each, 1)) for each in held]
        else:
            edges = [each + 1 for each in sizes(machine, tuple(held))]
    else:
        edges = [_bins(machine, bins) + 1] * dimensions
    if len(edges) != dimensions:
        raise Mismatch(f"bins are given for {len(edges)} numbers of each point, which has {dimensions}")
    return Named(("hist", "bin_edges"), (tuple(each - 1 for each in edges), Several((each,) for each in edges)))


__all__ = ["OPERATIONS"]
