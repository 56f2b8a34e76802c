"""Broadcasting: shapes aligned at their last axis, where an axis of size 1 stretches to the size of the other."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Unknown
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, equal, less, maximum, text, value_of
from layerhints.rules.shapes import show_structure


def broadcast(*shapes: Any) -> Any:
    """The common shape of the operands; `()` of none, Unknown when one of them is.

    Raises Mismatch where two sizes of one axis differ and neither is 1.
    """
    known: list[tuple[Size, ...]] = []
    for shape in shapes:
        if isinstance(shape, Unknown):
            return Unknown(shape.reason)
        known.append(shape)
    rank = max(map(len, known), default=0)
    result: list[Size] = [1] * rank
    for shape in known:
        for place, dim in enumerate(shape, rank - len(shape)):
            common = broadcast_dims(result[place], dim)
            if common is None:
                raise Mismatch(
                    f"{' and '.join(map(show_structure, known))} do not broadcast: "
                    f"sizes {text(result[place])} and {text(dim)} of axis {place - rank} differ and neither is 1"
                )
            result[place] = common
    return tuple(result)


def broadcast_dims(first: Size, second: Size) -> Size | None:
    """The size of an axis of which the operands have these two sizes; None where they exclude each other."""
    if first is second or equal(second, 1) is True:
        return first
    if equal(first, 1) is True:
        return second
    for one, other in ((first, second), (second, first)):
        if isinstance(value_of(one), Unknown):
            return other if less(1, other) is True else one
    same = equal(first, second)
    if same is True:
        return first
    never_one = [size for size in (first, second) if equal(size, 1) is False]
    if same is False and len(never_one) == 2:
        return None
    if never_one:
        # The other size is 1 or this one, or the operation fails; a number says more than a formula.
        return next((size for size in never_one if isinstance(value_of(size), int)), never_one[0])
    if less(0, first) is True and less(0, second) is True:
        return maximum(first, second)
    return Unknown(f"whether {text(first)} or {text(second)} is stretched to the other is not known")


def broadcast_to(shape: Any, target: Any) -> Any:
    """`target`, when `shape` stretches to it; raises Mismatch where it does not."""
    if isinstance(shape, Unknown) or isinstance(target, Unknown):
        return target
    result = broadcast(shape, target)
    if not isinstance(result, Unknown):
        stretched = len(result) != len(target) or any(
            equal(a, b) is False for a, b in zip(result, target, strict=False)
        )
        if stretched:
            raise Mismatch(f"{show_structure(shape)} does not broadcast to {show_structure(target)}")
    return target
