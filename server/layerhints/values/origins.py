"""Where unknown values come from, as far as that says what they may be: a number for certain, or any object."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Expression, Unknown


class Origin:
    """One of the origins below; `name` is for whoever looks at one."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


AN_OBJECT = Origin("AN_OBJECT")
"""The origin of what calling something unknown gave: it may be anything, a layer with weights too."""

A_NUMBER = Origin("A_NUMBER")
"""The origin of an unknown that is certainly a number: the square root of a size that is open."""


def unknown_number(reason: Unknown | str) -> Unknown:
    return Unknown(reason if isinstance(reason, str) else reason.reason, A_NUMBER)


def is_number(value: Any) -> bool:
    """Whether a value is certainly a number: a constant, a size, or an unknown that is one."""
    if isinstance(value, Unknown):
        return value.origin is A_NUMBER
    return isinstance(value, (int, float, complex, Expression))


__all__ = ["AN_OBJECT", "A_NUMBER", "is_number", "unknown_number"]
