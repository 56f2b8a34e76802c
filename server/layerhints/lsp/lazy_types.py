"""lsprotocol's classes, each completed when it is first used.

`lsprotocol.types` declares more than 550 classes, of which a session uses a few dozen. Writing and compiling the
methods of all of them took attrs two fifths of the time from the start to the first hint. So while that module is
imported its classes are left as they stand; whoever makes an object of one, or asks for its fields, has attrs complete
it. It stays the same class: only objects have a `__dict__` in the place of slots.

`layerhints.lsp` imports this before anything else. Where lsprotocol was imported before, or does not declare its
classes as it did, they are complete from the beginning. Only one thread may use them: that of the loop.
"""

from __future__ import annotations

import sys
from typing import Any

import attrs

_MODULE = "lsprotocol.types"
_define: Any = attrs.define

pending: set[type] = set()
"""The classes that are not complete yet."""


class _Fields:
    """Stands for the fields of a pending class, and of those that inherit from it."""

    def __get__(self, _: object, cls: type) -> Any:
        _complete(cls)
        return getattr(cls, "__attrs_attrs__")  # noqa: B009


def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    """Stands for the `__init__` of pending classes."""
    _complete(type(self))
    self.__init__(*args, **kwargs)


def _put_off(cls: Any = None, **options: Any) -> Any:
    """What `attrs.define` is while lsprotocol is imported."""
    if options or getattr(cls, "__module__", None) != _MODULE or "__init__" in vars(cls):
        return _define(cls, **options)
    cls.__init__, cls.__attrs_attrs__ = _init, _Fields()
    pending.add(cls)
    return cls


def _complete(cls: type) -> None:
    for base in cls.__mro__:
        if base in pending:
            pending.remove(base)
            del base.__init__, base.__attrs_attrs__  # type: ignore[misc, attr-defined]
            _define(base, slots=False)
            attrs.resolve_types(base, vars(sys.modules[_MODULE]))


def _import() -> None:
    attrs.define = _put_off  # type: ignore[assignment]
    try:
        from lsprotocol import types
    finally:
        attrs.define = _define
    declared = {cls for cls in vars(types).values() if isinstance(cls, type) and "__attrs_attrs__" in vars(cls)}
    if declared != pending:
        for cls in list(pending):
            _complete(cls)


if _MODULE not in sys.modules:
    _import()
