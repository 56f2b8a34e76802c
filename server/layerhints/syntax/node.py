"""How the nodes of the tree are made: like data classes, without what making sixty of these costs at every start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import dataclass_transform

T = TypeVar("T")

FIELDS: dict[type, tuple[str, ...]] = {}
"""The names of the fields of each kind of node, in their order."""


def _made(cls: type) -> type:
    """The class with a slot for each annotated field and a constructor that takes them in this order.

    Only the type checker sees to it that nobody sets a field: who wants another node makes one (`replaced`).
    """
    own = vars(cls)
    names = tuple(cls.__annotations__)
    defaults = {name: own[name] for name in names if name in own}
    parameters = ", ".join(f"{name}=defaults[{name!r}]" if name in defaults else name for name in names)
    scope: dict[str, Any] = {"defaults": defaults}
    exec(f"def __init__(self, {parameters}): " + "; ".join(f"self.{name} = {name}" for name in names), scope)
    namespace = {key: value for key, value in own.items() if key not in ("__dict__", "__weakref__", *names)}
    namespace |= {"__slots__": names, "__match_args__": names, "__init__": scope["__init__"], "__repr__": _shown}
    made = type(cls.__name__, (), namespace)
    FIELDS[made] = names
    return made


def _shown(self: Any) -> str:
    return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in FIELDS[type(self)])})"


if TYPE_CHECKING:

    @dataclass_transform(eq_default=False, frozen_default=True)
    def node(cls: type[T]) -> type[T]: ...
else:
    node = _made


def replaced(node: T, **values: Any) -> T:
    """A copy of a node with some of its fields set anew."""
    kind: Any = type(node)
    return kind(**{name: values[name] if name in values else getattr(node, name) for name in FIELDS[kind]})


class PutOff:
    """Stands in a field for a value that is made when it is first looked at. A `look` at it is the same for somebody
    who keeps nothing of it.
    """

    __slots__ = ("look", "make")

    def __init__(self, make: Callable[[], Any], look: Callable[[], Any] | None = None) -> None:
        self.make = make
        self.look = make if look is None else look


def can_be_put_off(kind: type, name: str) -> None:
    """Let a field of a kind of node hold a `PutOff` without anybody seeing it."""
    slot = vars(kind)[name]

    def value(self: Any) -> Any:
        held = slot.__get__(self)
        if type(held) is PutOff:
            held = held.make()
            slot.__set__(self, held)
        return held

    setattr(kind, name, property(value, slot.__set__))
    _SLOTS[kind, name] = slot


_SLOTS: dict[tuple[type, str], Any] = {}


def held(node: Any, name: str) -> Any:
    """What a field of a node holds that can be put off: its value, or the `PutOff` for it."""
    return _SLOTS[type(node), name].__get__(node)


__all__ = ["FIELDS", "PutOff", "can_be_put_off", "held", "node", "replaced"]
