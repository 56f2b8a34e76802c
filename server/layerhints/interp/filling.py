"""The lists and dicts that a function fills which it does not make itself, told from its text.

Who hands a function to something unseen (`apply_to_collection(data, function=collect)`, a hook of a model that is not
known) may find them filled afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.interp.binding import bound_names
from layerhints.syntax import tree
from layerhints.syntax.node import FIELDS
from layerhints.values.objects import ABSENT, Container, Function

if TYPE_CHECKING:
    from collections.abc import Iterator


def filled_by(function: Function) -> list[Container]:
    node = function.node
    own = {item.name for item in node.parameters.items}
    if isinstance(node, tree.Function):
        own |= {name for statement in node.body for name in bound_names(statement)}
    held = (_outside(function, name) for name in {*_filled(node.body)} - own)
    return [value for value in held if isinstance(value, Container)]


def _outside(function: Function, name: str) -> Any:
    scope = function.scope
    while True:
        value = scope.names.get(name, ABSENT)
        if value is not ABSENT or scope.parent is None:
            return value
        scope = scope.parent


def _filled(part: Any) -> Iterator[str]:
    """The names of which a method is called, or to whose items something is assigned."""
    if isinstance(part, tuple):
        for each in part:
            yield from _filled(each)
        return
    if isinstance(part, tree.Call) and isinstance(part.function, tree.Attribute):
        yield from _name(part.function.value)
    elif isinstance(part, tree.Assign):
        for target in part.targets:
            yield from _name(target.value) if isinstance(target, tree.Subscript) else ()
    elif isinstance(part, tree.AugmentedAssign):
        yield from _name(part.target.value if isinstance(part.target, tree.Subscript) else part.target)
    for field in FIELDS.get(type(part), ()):
        yield from _filled(getattr(part, field))


def _name(expression: tree.Expression) -> Iterator[str]:
    if isinstance(expression, tree.Name):
        yield expression.id
