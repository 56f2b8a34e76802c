"""Where unknown values come from, as far as that says what they may be: a number, any object, one of a few
values, or always the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Expression, Unknown
from layerhints.values.base import Value

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


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


A_TEXT = Origin("A_TEXT")
"""The origin of an unknown that is certainly a string: `"cuda" if torch.cuda.is_available() else "cpu"`."""


class Either(NamedTuple):
    """The origin of an Unknown that may be one of these values: to change it may change any of them.

    `complete`: it is one of them and nothing else. `anything`: where it is none of them, it may be AN_OBJECT.
    """

    values: tuple[Any, ...]
    complete: bool = False
    anything: bool = False


def may_be_anything(value: Any) -> bool:
    """Whether a value is an unknown that may be any object, a layer with weights too."""
    origin = value.origin if isinstance(value, Unknown) else None
    return origin is AN_OBJECT or (isinstance(origin, Either) and origin.anything)


class ClassOf(NamedTuple):
    """The origin of the class of a tensor, of which is known which classes it is not."""

    value: Any


class Entries(NamedTuple):
    """The origin of what a register holds where that depends on the course: all entries that it may have, and the keys
    that it certainly has.
    """

    values: dict[Any, Any]
    certain: frozenset[Any]


def entries_of(content: Any) -> Entries | None:
    """What may be in a register that holds this, if that is known."""
    if isinstance(content, Unknown):
        return content.origin if isinstance(content.origin, Entries) else None
    return Entries(content, frozenset(content))


def values_of(content: Any) -> dict[Any, Any] | None:
    """The same without saying what is certain."""
    if isinstance(content, Unknown):
        return content.origin.values if isinstance(content.origin, Entries) else None
    values: dict[Any, Any] = content
    return values


class Perhaps(NamedTuple):
    """The origin of what a call may have been given unseen: by these names, and by no others."""

    values: dict[str, Any]


class OneValue(Value):
    """The origin of an unknown that is the same wherever it is met, such as the name of a device.

    A dict that has it as a key holds this origin in its place.
    """

    __slots__ = ()

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return Unknown("what a key that is not known equals is not known")

    def truth(self, machine: Machine) -> None:
        return None


def unknown_number(reason: Unknown | str) -> Unknown:
    return Unknown(reason if isinstance(reason, str) else reason.reason, A_NUMBER)


def is_number(value: Any) -> bool:
    """Whether a value is certainly a number: a constant, a size, or an unknown that is one."""
    if isinstance(value, Unknown):
        return value.origin is A_NUMBER
    return isinstance(value, (int, float, complex, Expression))


def is_text(value: Any) -> bool:
    """Whether a value is certainly a string."""
    return value.origin is A_TEXT if isinstance(value, Unknown) else isinstance(value, str)


__all__ = [
    "AN_OBJECT",
    "A_NUMBER",
    "A_TEXT",
    "Either",
    "Entries",
    "OneValue",
    "Perhaps",
    "entries_of",
    "is_number",
    "is_text",
    "may_be_anything",
    "unknown_number",
    "values_of",
]
