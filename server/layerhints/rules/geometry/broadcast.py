"""Sizes that meet in one axis: broadcasting and joining."""

from __future__ import annotations

from layerhints.algebra import Unknown
from layerhints.rules.quantity import Size, equal, less, value_of


def broadcast(first: Size, second: Size) -> Size | None:
    """The size of two axes that are combined value by value; None where that cannot be told."""
    if equal(first, second) is True or equal(second, 1) is True:
        return first
    if equal(first, 1) is True:
        return second
    for size, other in ((first, second), (second, first)):
        # A size of 2 or more decides: the other one is equal or 1, or the program fails.
        if less(1, size) is True and isinstance(value_of(size), int) and not isinstance(value_of(other), Unknown):
            return size
    return None


def clash(first: Size, second: Size) -> bool:
    """Whether two axes certainly cannot be combined: they differ, and neither is 1."""
    return equal(first, second) is False and equal(first, 1) is False and equal(second, 1) is False
