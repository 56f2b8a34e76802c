"""Operations that sum up along axes, and those that run along one.

https://docs.pytorch.org/docs/stable/torch.html#reduction-ops
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown, show_shape
from layerhints.libraries.torch import dtypes
from layerhints.libraries.torch.ops.casting import dtype_in
from layerhints.libraries.torch.ops.kernel import FLOAT, PROMOTED, Operations, Typed
from layerhints.libraries.torch.ops.operands import common_floating, common_type, operand, together, values_and_indices
from layerhints.libraries.torch.ops.reading import axes, axis, known_shape, number, shape, size
from layerhints.libraries.torch.promotion import part_type
from layerhints.rules import Several
from layerhints.rules.geometry.axes import normalize_axes, reduce
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, less, maximum, text
from layerhints.rules.shapes import Named
from layerhints.values.ranks import of_same_rank, rank_from
from layerhints.values.reading import NotKnown, flag
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define


def reduced(machine: Machine, input: Any, dim: Any, keepdim: Any) -> Any:
    """The tensor without the axes `dim`, or with 1 in their place. No axes at all mean all of them."""
    found, along, keep = shape(machine, input), axes(machine, dim), flag(machine, keepdim)
    return without(found, along or None, keep)


def without(found: Any, along: tuple[int, ...] | None, keep: bool) -> Any:
    """As `reduce`; a number may be summed up along its axis 0 or −1, which is not there."""
    if found == () and along is not None:
        normalize_axes(along, 1)
        return ()
    if along is not None and _may_be_number(found):
        return Unknown(found.reason)
    result = reduce(found, along, keep)
    return of_same_rank(result, found) if keep else result


def _may_be_number(found: Any) -> bool:
    """Whether there may be no axis at all. What the program is given is taken to have those that it uses."""
    ends = isinstance(found, Open) and (found.head or found.tail)
    return isinstance(found, Unknown) and not ends and rank_from(found) is None


def one_axis(machine: Machine, input: Any, dim: Any, keepdim: Any) -> Any:
    """The tensor without one axis."""
    found, along, keep = shape(machine, input), number(machine, dim), flag(machine, keepdim)
    return without(found, (along,), keep)


def counted(input: Any, asked: Any) -> str | None:
    """The type of a sum: that asked for, and 64 bits for whole numbers."""
    if asked is not None:
        return dtypes.name_of(asked)
    found = input.dtype if isinstance(input, Tensor) else None
    if not isinstance(found, str):
        return None
    return "int64" if found == "bool" or found in dtypes.INTEGERS else found


# --- sums, means and extremes


@define("sum", "nansum", method=True)
def sum_(machine: Machine, input: Any, dim: Any = None, keepdim: Any = False, *, dtype: Any = None) -> Any:
    """The axes go, or stay with length 1; without axes one number."""
    return Typed(reduced(machine, input, dim, keepdim), counted(input, dtype))


@define("mean", "nanmean", method=True)
def mean(machine: Machine, input: Any, dim: Any = None, keepdim: Any = False, *, dtype: Any = None) -> Any:
    """The axes go, or stay with length 1; without axes one number."""
    return reduced(machine, input, dim, keepdim)


@define("prod", method=True)
def prod(machine: Machine, input: Any, dim: Any = None, keepdim: Any = False, *, dtype: Any = None) -> Any:
    """The axis goes, or stays with length 1; without one a single number."""
    result = reduced(machine, input, None, False) if dim is None else one_axis(machine, input, dim, keepdim)
    return Typed(result, counted(input, dtype))


@define("amax", "amin", method=True)
def extreme(machine: Machine, input: Any, dim: Any = (), keepdim: Any = False) -> Any:
    """The axes go, or stay with length 1; without axes one number."""
    return reduced(machine, input, dim, keepdim)


@define("logsumexp", dtype=FLOAT, method=True)
def logsumexp(machine: Machine, input: Any, dim: Any, keepdim: Any = False) -> Any:
    """The axes go, or stay with length 1."""
    return reduced(machine, input, dim, keepdim)


@define("all", "any", method=True)
def all_(machine: Machine, input: Any, dim: Any = None, keepdim: Any = False) -> Any:
    """The axes go, or stay with length 1; without axes one truth."""
    found, along, keep = shape(machine, input), axes(machine, dim), flag(machine, keepdim)
    # Here, and nowhere else, an empty tuple names no axes.
    result = without(found, along, keep) if along != () else found
    dtype = input.dtype if isinstance(input, Tensor) else None
    return Typed(result, "uint8" if dtype == "uint8" else "bool" if isinstance(dtype, str) else None)


@define("max", "min", method=True)
def max_(machine: Machine, input: Any, dim: Any = None, keepdim: Any = False, *, other: Any = None) -> Any:
    """Three operations: the greatest number, the greatest along an axis and where it stands, the greater of two."""
    second = dim if isinstance(dim, Tensor) else other
    if second is not None:
        return Typed(together(machine, input, second), common_type(input, second))
    if dim is None:
        return reduced(machine, input, None, keepdim)
    if isinstance(dim, Unknown):
        raise NotKnown(dim)
    return values_and_indices(one_axis(machine, input, dim, keepdim))


@define("median", "nanmedian", method=True)
def median(machine: Machine, input: Any, dim: Any = None, keepdim: Any = False) -> Any:
    """Values and positions without the axis; without an axis one number alone."""
    if dim is None:
        return reduced(machine, input, None, keepdim)
    return values_and_indices(one_axis(machine, input, dim, keepdim))


@define("mode", method=True)
def mode(machine: Machine, input: Any, dim: Any = -1, keepdim: Any = False) -> Any:
    """Values and positions without the axis, which is the last one if none is given."""
    return values_and_indices(one_axis(machine, input, dim, keepdim))


@define("kthvalue", method=True)
def kthvalue(machine: Machine, input: Any, k: Any, dim: Any = -1, keepdim: Any = False) -> Any:
    """Values and positions without the axis, which is the last one if none is given."""
    found, place = shape(machine, input), size(machine, k)
    if isinstance(found, tuple) and found:
        length = found[axis(machine, dim, len(found))]
        if less(length, place) is True or less(place, 1) is True:
            raise Mismatch(f"of {text(length)} numbers there is none in place {text(place)}")
    return values_and_indices(one_axis(machine, input, dim, keepdim))


@define("aminmax", method=True)
def aminmax(machine: Machine, input: Any, *, dim: Any = None, keepdim: Any = False) -> Any:
    """The least and the largest, each without the axis."""
    each = reduced(machine, input, None, keepdim) if dim is None else one_axis(machine, input, dim, keepdim)
    return Named(("min", "max"), (each, each))


@define("argmax", "argmin", dtype="int64", method=True)
def argmax(machine: Machine, input: Any, dim: Any = None, keepdim: Any = False) -> Any:
    """A position for each place of the other axes; without an axis one number."""
    return reduced(machine, input, None, keepdim) if dim is None else one_axis(machine, input, dim, keepdim)


@define("count_nonzero", dtype="int64", method=True)
def count_nonzero(machine: Machine, input: Any, *given: Any, dim: Any = None) -> Any:
    """The axes go; without axes one number."""
    return reduced(machine, input, given if len(given) > 1 else given[0] if given else dim, False)


@define("std", "var", dtype=None, method=True)
def std(
    machine: Machine, input: Any, dim: Any = None, unbiased: Any = True, keepdim: Any = False, *, correction: Any = 1
) -> Any:
    """`std(x, False)` leaves out the axes: a truth in their place is `unbiased`."""
    each = reduced(machine, input, None if isinstance(dim, bool) else dim, keepdim)
    return Typed(each, part_type(dtype_in(input)))


@define("std_mean", "var_mean")
def std_mean(
    machine: Machine, input: Any, dim: Any = None, unbiased: Any = True, keepdim: Any = False, *, correction: Any = 1
) -> Any:
    """Spread and mean, each without the axes; without axes one number each."""
    each = reduced(machine, input, None if isinstance(dim, bool) else dim, keepdim)
    return Several((Typed(each, part_type(dtype_in(input))), each))


@define("quantile", "nanquantile", method=True)
def quantile(
    machine: Machine, input: Any, q: Any, dim: Any = None, keepdim: Any = False, *, interpolation: Any = "linear"
) -> Any:
    """Several quantiles come along a new first axis."""
    each = reduced(machine, input, None, keepdim) if dim is None else one_axis(machine, input, dim, keepdim)
    asked = operand(machine, q)
    if isinstance(asked, Unknown) or isinstance(each, Unknown):
        return Unknown((asked if isinstance(asked, Unknown) else each).reason)
    if len(asked) > 1:
        raise Mismatch("quantiles are asked for in one row")
    return (*asked, *each)


@define("norm", dtype=None, method=True)
def norm(machine: Machine, input: Any, p: Any = "fro", dim: Any = None, keepdim: Any = False, dtype: Any = None) -> Any:
    """The axes go, or stay with length 1; without axes one number."""
    if p == "nuc" and dim is not None and len(axes(machine, dim) or ()) != 2:
        raise Mismatch("the nuclear norm is taken of matrices: along two axes")
    if p == "fro" and len(axes(machine, dim) or ()) > 2:
        raise Mismatch("the Frobenius norm is taken of vectors and matrices: along one axis or two")
    return reduced(machine, input, dim, keepdim)


@define("dist", method=True)
def dist(machine: Machine, input: Any, other: Any, p: Any = 2) -> Any:
    """One number."""
    return Typed(without(together(machine, input, other), None, False), part_type(common_floating(input, other)))


@define("hash_tensor", dtype="uint64", method=True)
def hash_tensor(machine: Machine, input: Any, dim: Any = (), *, keepdim: Any = False, mode: Any = 0) -> Any:
    """The axes go, or stay with length 1."""
    return reduced(machine, input, dim, keepdim)


# --- along one axis


@define("cumsum", "cumprod", method=True)
def cumsum(machine: Machine, input: Any, dim: Any, *, dtype: Any = None) -> Any:
    """The shape stays."""
    return Typed(along(machine, input, dim), counted(input, dtype))


@define("logcumsumexp", dtype=FLOAT, method=True)
def logcumsumexp(machine: Machine, input: Any, dim: Any) -> Any:
    """The shape stays."""
    return along(machine, input, dim)


@define("cummax", "cummin", method=True)
def cummax(machine: Machine, input: Any, dim: Any) -> Any:
    """Values and positions, each in the shape that goes in."""
    return values_and_indices(along(machine, input, dim))


@define("softmax", "log_softmax", method=True)
def softmax(machine: Machine, input: Any, dim: Any, dtype: Any = None) -> Any:
    """The shape stays."""
    found = along(machine, input, dim)
    return found if dtype is None else Typed(found, dtypes.name_of(dtype))


def along(machine: Machine, input: Any, dim: Any) -> Any:
    """The tensor as it was, if it has the axis."""
    found = shape(machine, input)
    if isinstance(found, tuple):
        axis(machine, dim, len(found))
    return found


@define("gradient", dtype=FLOAT)
def gradient(machine: Machine, input: Any, *, spacing: Any = 1, dim: Any = None, edge_order: Any = 1) -> Any:
    """The slope along each axis that is asked for, all without one: each of the input's shape."""
    found = known_shape(machine, input)
    asked = axes(machine, dim)
    along = tuple(range(len(found))) if asked is None else tuple(axis(machine, each, len(found)) for each in asked)
    if len(set(along)) < len(along):
        raise Mismatch("the slope along one axis is asked for twice")
    least = number(machine, edge_order) + 1
    if along and not found:
        raise NotKnown("the slope of a single number is not followed")
    for each in along:
        if less(found[each], least) is True:
            raise Mismatch(f"the slope along axis {each} of {show_shape(found)} needs a size of at least {least}")
    return Several(found for _ in along)


@define("diff", dtype=PROMOTED, method=True)
def diff(machine: Machine, input: Any, n: Any = 1, dim: Any = -1, prepend: Any = None, append: Any = None) -> Any:
    """Each difference leaves one number less."""
    found = shape(machine, input)
    if isinstance(found, Unknown):
        return Unknown(found.reason)
    if not found:
        raise Mismatch("differences are taken along an axis")
    times = number(machine, n)
    if times == 0:
        return found
    if times < 0:
        raise Mismatch(f"differences cannot be taken {times} times")
    place = axis(machine, dim, len(found))
    length = found[place]
    for other in (prepend, append):
        if other is not None:
            further = shape(machine, other)
            if isinstance(further, Unknown):
                raise NotKnown(further)
            if len(further) != len(found) or any(
                equal(one, another) is False
                for position, (one, another) in enumerate(zip(found, further, strict=True))
                if position != place
            ):
                raise Mismatch("what is put before or behind has another shape")
            length = length + further[place]
    return (*found[:place], maximum(0, length - times), *found[place + 1 :])


@define("trapezoid", "trapz")
def trapezoid(machine: Machine, y: Any, x: Any = None, *, dx: Any = None, dim: Any = -1) -> Any:
    """The axis goes."""
    found = _with_places(machine, y, x, dim)
    return Typed(without(found, (number(machine, dim),), False), common_floating(y, x))


@define("cumulative_trapezoid")
def cumulative_trapezoid(machine: Machine, y: Any, x: Any = None, *, dx: Any = None, dim: Any = -1) -> Any:
    """The axis is shorter by one."""
    found = _with_places(machine, y, x, dim)
    place = axis(machine, dim, len(found))
    return Typed((*found[:place], maximum(0, found[place] - 1), *found[place + 1 :]), common_floating(y, x))


def _with_places(machine: Machine, y: Any, x: Any, dim: Any) -> tuple[Any, ...]:
    """The shape of the heights; places that are not for each of them are not followed."""
    found = shape(machine, y)
    if isinstance(found, Unknown):
        raise NotKnown(found)
    if not found:
        raise NotKnown("the integral of a single number is not followed")
    if x is not None:
        places = shape(machine, x)
        same = isinstance(places, tuple) and len(places) == len(found) and all(map(_same, places, found))
        length = found[axis(machine, dim, len(found))]
        in_a_row = isinstance(places, tuple) and len(places) == 1 and _same(places[0], length)
        if not same and not in_a_row:
            raise NotKnown("places that are not for each height are not followed")
    return found


def _same(one: Any, other: Any) -> bool:
    return equal(one, other) is True


__all__ = ["OPERATIONS", "along", "one_axis", "reduced"]
