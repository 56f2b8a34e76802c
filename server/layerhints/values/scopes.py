"""The names of a module, a class body or a call."""

from __future__ import annotations

from collections.abc import MutableMapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from layerhints.values.base import State

if TYPE_CHECKING:
    from layerhints.values.functions import Function


class Scope:
    """The names of a module, a class body or one call of a function."""

    __slots__ = ("global_names", "globals", "names", "nonlocal_names", "parent", "stars")
    waiting: ClassVar[MutableMapping[str, Any]] = MappingProxyType({})  # type: ignore[assignment]
    """Names that are bound when somebody reads them (`Machine.awaited`), unless they are among the `names` by then."""

    def __init__(self, parent: Scope | None = None, module: Scope | None = None) -> None:
        self.names: dict[str, Any] = State()
        self.parent = parent
        self.globals: Scope = module if module is not None else self
        self.global_names: frozenset[str] = frozenset()
        self.nonlocal_names: frozenset[str] = frozenset()
        self.stars: tuple[Any, ...] = ()
        """What `from x import *` named here, latest last: modules of libraries, or why one is not known."""


class ClassScope(Scope):
    """The names of a class body, which the methods in it do not see. `functions` are those that it defines: wherever
    decorators put them, `super()` in them starts behind this class.
    """

    __slots__ = ("functions",)

    def __init__(self, parent: Scope | None = None, module: Scope | None = None) -> None:
        super().__init__(parent, module)
        self.functions: list[Function] = []


class ModuleNames(State):
    """The names of a module that is imported; some of the others are `waiting`."""

    __slots__ = ("waiting",)

    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[str, Any] = {}


class ModuleScope(Scope):
    """The scope of a module that is imported, of which some names may wait for modules that it imports itself."""

    __slots__ = ("waiting",)

    def __init__(self) -> None:
        super().__init__()
        self.names = names = ModuleNames()
        self.waiting = names.waiting  # type: ignore[misc]
