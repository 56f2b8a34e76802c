"""What remains certain of a value that is one of several."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown, equal
from layerhints.values.containers import Held
from layerhints.values.objects import (
    ABSENT,
    Bound,
    Class,
    Container,
    Dict,
    Function,
    Instance,
    Iterator,
    Module,
    Native,
    Partial,
    Value,
)
from layerhints.values.origins import (
    A_NUMBER,
    A_TEXT,
    AN_OBJECT,
    Either,
    Entries,
    entries_of,
    is_number,
    is_text,
    may_be_anything,
)
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ALTERNATIVES = 8
MOST_LIKE = 256
"""Tensors mostly are of one shape, whatever number of them there is."""
MOST_CHOICES = 4
"""Of how many values one that is one of them is still known for that: whatever is done to it is done to each."""


def join(first: Any, second: Any, reason: Unknown) -> Any:
    """What is certain of a value that is one of two. A name that only one course binds is taken from that one:
    a program that goes on to use it came that way. Of two places where something was done, either is one.
    """
    if first is second or second is ABSENT:
        return first
    if first is ABSENT:
        return second
    kind = type(first)
    if kind is type(second):
        if kind is tuple:
            if len(first) == len(second):
                return tuple(join(a, b, reason) for a, b in zip(first, second, strict=True))
        elif kind is Expression:
            if equal(first, second) is True:
                return first
        elif kind is not Unknown and isinstance(first, Value):
            joined = first.join(second, reason)
            if joined is not NotImplemented:
                return joined
        elif kind is Site or (kind in _CONSTANTS and first == second and same_sign(first, second)):
            return first
    return _unknown(first, second, reason)


def one_of(values: Iterable[Any], reason: Unknown) -> Any:
    """What is certain of one of several values where nobody can tell which one is taken."""
    distinct = tuple({("", value) if type(value) is int else id(value): value for value in values}.values())
    most = MOST_LIKE if all(isinstance(each, Tensor) for each in distinct) else MOST_ALTERNATIVES
    if 0 < len(distinct) <= most:
        return reduce(lambda first, second: join(first, second, reason), distinct)
    held = _distinct(tuple(inner for value in distinct for inner in _alternatives(value)))
    anything = any(map(_may_be_counted, distinct))
    return Unknown(reason.reason, Either(held, anything=anything) if held else AN_OBJECT if anything else None)


def same_sign(first: Any, second: Any) -> bool:
    """0.0 equals -0.0, and is another number."""
    return kind_of_zero(first) == kind_of_zero(second)


def kind_of_zero(value: Any) -> str:
    return str(value) if isinstance(value, (float, complex)) else ""


def _unknown(first: Any, second: Any, reason: Unknown) -> Unknown:
    first_known = first if isinstance(first, Unknown) else second if isinstance(second, Unknown) else reason
    choices = _distinct(_choices(first) + _choices(second)) if _choices(first) and _choices(second) else ()
    if choices and len(choices) <= MOST_CHOICES:
        return Unknown(first_known.reason, Either(choices, complete=True))
    values = _distinct(_alternatives(first) + _alternatives(second))
    anything = _may_be_counted(first) or _may_be_counted(second)
    if values:
        return Unknown(first_known.reason, Either(_oldest(values), anything=anything))
    if anything:
        return first_known if first_known.origin is AN_OBJECT else Unknown(first_known.reason, AN_OBJECT)
    if is_text(first) and is_text(second):
        return Unknown(first_known.reason, A_TEXT)
    if first_known.origin is A_TEXT or (
        first_known.origin is A_NUMBER and not (is_number(first) and is_number(second))
    ):
        return Unknown(first_known.reason)
    return first_known


def _oldest(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """As many as are remembered; what was made later, in a loop mostly, is less likely to be held elsewhere, too."""
    return values if len(values) <= MOST_ALTERNATIVES else tuple(sorted(values, key=_birth)[:MOST_ALTERNATIVES])


def _birth(value: Any) -> int:
    """When an object that can change was made."""
    state = value if isinstance(value, Container) else getattr(value, "attributes", getattr(value, "state", None))
    return getattr(state, "born", 0)


def _may_be_counted(value: Any) -> bool:
    """Whether what holds the value perhaps has more weights for it, beside those of the layers that it can be."""
    return may_be_anything(value) or (isinstance(value, Value) and value.is_counted)


def given_up(value: Any, reason: Unknown) -> Unknown:
    """What is left of a value that is followed no further."""
    known = isinstance(value, Instance) or _may_be_counted(value)
    return Unknown(reason.reason, AN_OBJECT) if known else reason


def _distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple({id(value): value for value in values}.values())


def _choices(value: Any) -> tuple[Any, ...]:
    """All that the value can be, if each of that has attributes or can be called, or is None, which programs put in the
    place of such; nothing where more is possible.
    """
    if isinstance(value, Unknown):
        return value.origin.values if isinstance(value.origin, Either) and value.origin.complete else ()
    return (value,) if value is None or (isinstance(value, _DOING) and not isinstance(value, Container)) else ()


def _alternatives(value: Any) -> tuple[Any, ...]:
    """The values that can change in a value."""
    if isinstance(value, Unknown):
        values = value.origin.values if isinstance(value.origin, Either) else ()
        return tuple(inner for one in values for inner in _alternatives(one))
    if isinstance(value, (Bound, Partial)):
        return _alternatives(value.receiver if isinstance(value, Bound) else value.function)
    if isinstance(value, tuple):
        return tuple(inner for item in value for inner in _alternatives(item))
    return (value,) if isinstance(value, (Instance, Iterator)) else ()


_DOING = (Instance, Function, Native, Class, Bound, Partial)
_CONSTANTS = frozenset({int, float, complex, str, bytes, bool, range, slice, frozenset})


def join_content(first: Any, second: Any, reason: Unknown) -> Any:
    """The same for the contents of a container: host tuples and dicts."""
    if first is second:
        return first
    if isinstance(first, dict) and isinstance(second, dict):
        if list(map(_typed, first)) == list(map(_typed, second)):
            return {key: join(value, second[key], reason) for key, value in first.items()}
        return reason
    return join(first, second, reason)


def join_register(first: Any, second: Any, reason: Unknown) -> Any:
    """The same for the contents of a Register, of which it stays known what may be in it."""
    one, two = entries_of(first), entries_of(second)
    if first is second or one is None or two is None:
        return join_content(first, second, reason)
    joined = _join_entries(one, two, reason)
    if list(one.values) == list(two.values) and len(joined.certain) == len(joined.values):
        return joined.values
    return Unknown(_why(first, second, reason), joined)


def join_dict(holder: Dict, first: Any, second: Any, reason: Unknown) -> Any:
    """The same for the contents of a dict of the program's."""
    if first is second:
        return first
    one, two = holder.entries(first), holder.entries(second)
    if one is None or two is None:
        return join_content(first, second, reason)
    if _differ_in_type(one, two):
        return reason
    joined = _join_entries(one, two, reason)
    if list(one.values) == list(two.values) and len(joined.certain) == len(joined.values):
        return joined.values
    if len(joined.values) - len(joined.certain) > MOST_PERHAPS:
        return reason
    return Held(_why(first, second, reason), joined, holder)


MOST_PERHAPS = 32
"""Of a dict that may have more entries than these and those that it certainly has nothing is known."""


def _differ_in_type(one: Entries, two: Entries) -> bool:
    """Is a key of the one equal to one of the other that is of another type, as 1 is to True?"""
    types = {key: type(key) for key in one.values}
    return any(types.get(key, type(key)) is not type(key) for key in two.values)


def _join_entries(one: Entries, two: Entries, reason: Unknown) -> Entries:
    values = {key: join(value, two.values.get(key, ABSENT), reason) for key, value in one.values.items()}
    values.update({key: value for key, value in two.values.items() if key not in values})
    return Entries(values, one.certain & two.certain)


def _why(first: Any, second: Any, reason: Unknown) -> str:
    return next((each.reason for each in (first, second) if isinstance(each, Unknown)), reason.reason)


def _typed(key: Any) -> Any:
    return type(key), key


def lasting(value: Any, time: int, reason: Unknown) -> Any:
    """`value` where it means the same at every point since `time`: not what was made since and may have changed."""
    if isinstance(value, tuple):
        return tuple(lasting(item, time, reason) for item in value)
    if isinstance(value, dict):
        return {key: lasting(item, time, reason) for key, item in value.items()}
    if isinstance(value, Held) and (entries := entries_of(value)) is not None:
        return Held(value.reason, Entries(lasting(entries.values, time, reason), entries.certain), value.holder)
    if isinstance(value, Value) and not isinstance(value, (Tensor, Function, Class, Native, Module)):
        return value if _birth(value) <= time else reason
    return value


def settled(old: Any, new: Any) -> bool:
    """Does `new` say no less than `old`: has a widening come to rest at this place?"""
    if old is new:
        return True
    if isinstance(old, Unknown):
        alike = isinstance(new, Unknown) and len(_alternatives(new)) == len(_alternatives(old))
        return alike and may_be_anything(old) >= may_be_anything(new) and _entered_alike(old, new)
    if type(old) is not type(new):
        return False
    if isinstance(old, Tensor):
        return _same_shape(old.shape, new.shape)
    if isinstance(old, tuple):
        return len(old) == len(new) and all(settled(a, b) for a, b in zip(old, new, strict=True))
    if isinstance(old, dict):
        return list(old) == list(new) and all(settled(old[key], new[key]) for key in old)
    return not isinstance(old, Value) and bool(old == new)


def _entered_alike(old: Unknown, new: Unknown) -> bool:
    one, two = entries_of(old), entries_of(new)
    if one is None or two is None:
        return one is two
    return one.certain == two.certain and settled(one.values, two.values)


def _same_shape(old: Any, new: Any) -> bool:
    if isinstance(old, Unknown) or isinstance(new, Unknown):
        return isinstance(old, Unknown) and isinstance(new, Unknown)
    return settled(old, new)


__all__ = ["given_up", "join", "join_content", "join_register", "lasting", "one_of", "settled"]
