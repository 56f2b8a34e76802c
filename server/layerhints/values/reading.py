"""What operations read of their arguments, whatever library they belong to.

Each leaves by NotKnown where the argument decides the result and is not known, by Mismatch where it cannot be right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.objects import List

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


class NotKnown(Exception):
    """Something that decides the result is not known."""

    def __init__(self, reason: Unknown | str) -> None:
        super().__init__()
        self.reason = Unknown(reason if isinstance(reason, str) else reason.reason)


def members(machine: Machine, value: Any) -> tuple[Any, ...]:
    """What a list, tuple or tensor of tensors holds."""
    found = value if isinstance(value, tuple) else machine.iterate(value)
    if isinstance(found, Unknown):
        raise NotKnown(found)
    return tuple(found)


def many(value: Any) -> tuple[Any, Any] | None:
    """What all tensors in a list are like, and how many there are, where that is no plain number."""
    alike = value.said() if isinstance(value, List) else None
    if alike is None:
        return None
    return alike.item, Unknown("how many tensors are joined is not known") if alike.count is None else alike.count


def flag(machine: Machine, value: Any) -> bool:
    answer = machine.truth(value)
    if answer is None:
        raise NotKnown(value if isinstance(value, Unknown) else "a flag is not known")
    return answer


def choice(value: Any, *choices: str) -> str:
    """One of several words; Mismatch for any other."""
    if not isinstance(value, str):
        raise NotKnown(value if isinstance(value, Unknown) else "one of the options is not known")
    if value not in choices:
        raise Mismatch(f"{value!r} is none of {', '.join(map(repr, choices))}")
    return value
