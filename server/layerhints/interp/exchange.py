"""An edit inside the bodies of functions and methods.

What a `def` or `class` statement does when it is run does not depend on what stands inside the bodies of its functions.
So when nothing else of a definition changed and none of its functions was called by the module, the functions that it
made are given their new bodies, and nothing is run: whoever holds one of them, be it a registry, holds the new one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from layerhints.interp.steps import lasts
from layerhints.syntax import tree
from layerhints.syntax.node import FIELDS
from layerhints.values.objects import Class, ClassMethod, Container, Function, Property, StaticMethod
from layerhints.values.sites import Site, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerhints.interp.steps import Step

_PLACES = ("span", "name_span")
_STATEMENTS = (tree.Function, tree.Class)


class Exchange:
    """What stands for what: the functions and classes of a definition before and after an edit."""

    def __init__(self) -> None:
        self.functions: dict[int, tuple[tree.Function, tree.Function]] = {}
        self.classes: dict[tree.Span, tree.Class] = {}
        self._holders: list[Function | Class] = []
        """The values that `find` found last."""

    def sites(self, unit: Unit) -> set[Site]:
        """Where the classes stood, in the definition as it was."""
        return {Site(unit, span) for span in self.classes}

    def make(self, unit: Unit) -> None:
        """Give what was found its new body and place."""
        for holder in self._holders:
            if isinstance(holder, Function):
                holder.node = self.functions[id(holder.node)][1]
                holder.unit = unit
            else:
                assert holder.site is not None
                holder.site = Site(unit, self.classes[holder.site.span].name_span)

    def find(self, step: Step) -> bool:
        """Find the values that hold the functions and classes which a step made. Are they all there, and does nothing
        else that the step made know where it was made?
        """
        assert step.definition is not None
        self._holders = []
        nodes: set[int] = set()
        spans: set[tree.Span] = set()
        pending = [value for _, value in step.written.values()]
        while pending:
            value = pending.pop()
            if isinstance(value, Function) and value.unit.definition is step.definition:
                if id(value.node) not in self.functions or not all(map(lasts, value.defaults.values())):
                    return False
                nodes.add(id(value.node))
                self._holders.append(value)
            elif isinstance(value, Class) and value.site is not None and value.site.unit.definition is step.definition:
                if value.site.span not in self.classes:
                    return False
                spans.add(value.site.span)
                self._holders.append(value)
                pending += value.namespace.values()
            elif isinstance(value, (StaticMethod, ClassMethod)):
                pending.append(value.function)
            elif isinstance(value, Property):
                pending += [part for part in (value.getter, value.setter, value.deleter) if part is not None]
            elif isinstance(value, Container):
                if not isinstance(value.content, (tuple, dict)) or not all(map(lasts, _items(value.content))):
                    return False
            elif not lasts(value):
                return False
        return nodes == set(self.functions) and spans == set(self.classes)


def _items(content: Any) -> Iterator[Any]:
    yield from content
    if isinstance(content, dict):
        yield from content.values()


@lru_cache(maxsize=4)
def exchange(old: tree.Definition, new: tree.Definition) -> Exchange | None:
    """What stands for what, if nothing but the bodies of functions differs; None otherwise. After an edit the module
    asks for this, and so does each run that is tracked.
    """
    found = Exchange()
    if not all(isinstance(statement, _STATEMENTS) for statement in old.body):
        return None
    return found if _alike(found, old.body, new.body) else None


def _alike(found: Exchange, old: Any, new: Any) -> bool:
    kind = type(old)
    if kind is not type(new):
        return False
    if kind is tuple:
        return len(old) == len(new) and all(_alike(found, *pair) for pair in zip(old, new, strict=True))
    names = _COMPARED.get(kind)
    if names is None:
        return kind is tree.Span or bool(old == new and repr(old) == repr(new))
    if kind in _UNFIT:
        return False
    if kind is tree.Function:
        found.functions[id(old)] = old, new
    elif kind is tree.Class:
        found.classes[old.name_span] = new
    return all(_alike(found, getattr(old, name), getattr(new, name)) for name in names)


_COMPARED = {
    kind: tuple(name for name in names if name not in _PLACES and not (kind is tree.Function and name == "body"))
    for kind, names in FIELDS.items()
}
"""The fields of each kind of node in which something stands that the statement does."""
_UNFIT = (tree.Lambda, tree.Comprehension, tree.BrokenStatement, tree.BrokenExpression, tree.NamedExpression)
"""What makes something that knows where it was made, or cannot be told from what it may become."""


__all__ = ["Exchange", "exchange"]
