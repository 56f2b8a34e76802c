"""Values of which one thing is certain: that they are numbers."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Expression, Unknown


class _ANumber:
    def __repr__(self) -> str:
        return "A_NUMBER"


A_NUMBER = _ANumber()
"""The origin of an unknown that is certainly a number: the square root of a size that is open."""


def unknown_number(reason: Unknown | str) -> Unknown:
    return Unknown(reason if isinstance(reason, str) else reason.reason, A_NUMBER)


def is_number(value: Any) -> bool:
    """Whether a value is certainly a number: a constant, a size, or an unknown that is one."""
    if isinstance(value, Unknown):
        return value.origin is A_NUMBER
    return isinstance(value, (int, float, complex, Expression))


__all__ = ["A_NUMBER", "is_number", "unknown_number"]
