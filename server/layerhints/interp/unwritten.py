"""A line that is not written to its end yet binds nothing: a name that holds a tensor goes on holding it.

`x = self.norm(`, `x = F.adap` and `x = layers.Dense(64)`, before the input stands behind it, are there for a moment
between lines that belong together. Were `x` unknown meanwhile, nothing would be shown below. What is shown instead is
what the text says without that line; and since the line may be about to change a shape, what does not fit behind it is
no problem before it is whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.dispatch import evaluate
from layerhints.syntax import tree
from layerhints.values.blaming import leave_unwritten
from layerhints.values.modules import DescribedModule, Module
from layerhints.values.objects import ABSENT, Bound, Class, Function, Instance, Native, Scope
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter

_USED_BY_NAME = (Bound, Class, DescribedModule, Function, Module, Native)
_GIVEN = re.compile(r"\bself\.(\w+)[^\n=]*=(?!=)")


def is_unwritten(machine: Interpreter, node: tree.Expression, value: Any) -> bool:
    """Is an expression that was just evaluated to a value certainly not written to its end?"""
    return machine.frame.unwritten or (type(value) is Unknown and _is_half_a_name(machine, node))


def goes_on(machine: Interpreter, node: tree.Expression) -> bool:
    """Does what stands here go on holding its tensor? If so, from here on nothing is a problem."""
    if not holds_tensor(machine, node):
        return False
    leave_unwritten(machine, Site(machine.frame.unit, node.span))
    return True


def holds_tensor(machine: Interpreter, node: tree.Expression) -> bool:
    """Is it a name that holds a tensor, or did so before what waits to be called?"""
    if not isinstance(node, tree.Name):
        return False
    held = _held(machine, node.id)
    return isinstance(held, Tensor) or (_waits(held) and _held(machine, _before(node.id)) is not ABSENT)


def _held(machine: Interpreter, key: str) -> Any:
    scope = machine.frame.scope
    held = scope.names.get(key, ABSENT)
    machine.note_read(scope, key, held)
    return held


# --- what is not called yet


def note_replaced(machine: Interpreter, target: tree.Expression, value: Any) -> None:
    """Something that waits to be called, a layer or a function, is given to a name. If that held a tensor, whoever
    certainly needs a tensor finds it (`tensors_given`, `attribute_before`), and for all others the name is what it was
    given: `x = Model(inputs, x)` is whole.
    """
    if not isinstance(target, tree.Name) or not _waits(value):
        return
    held = _held(machine, target.id)
    if isinstance(held, Tensor):
        machine.write(machine.frame.scope.names, _before(target.id), held)


def tensors_given(machine: Interpreter, node: tree.Call, given: list[Any]) -> None:
    """Put tensors in the places of what waits to be called, among the inputs of a layer of a library."""
    for place, argument in enumerate(node.arguments):
        if argument.stars or argument.name is not None or place >= len(given):
            return
        if _waits(given[place]) and (tensor := _tensor_before(machine, argument.value)) is not ABSENT:
            given[place] = tensor


def attribute_before(machine: Interpreter, node: tree.Attribute, value: Any) -> Any:
    """What a tensor has that a name held before what waits to be called, and which has no such attribute; or ABSENT."""
    tensor = _tensor_before(machine, node.value) if _waits(value) else ABSENT
    return ABSENT if tensor is ABSENT else machine.attribute(tensor, node.name)


def _waits(value: Any) -> bool:
    if isinstance(value, Instance):
        return value.cls.lookup("__call__") is not ABSENT
    return isinstance(value, _USED_BY_NAME)


def _tensor_before(machine: Interpreter, node: tree.Expression) -> Any:
    """The tensor that a name held; from here on nothing is a problem."""
    if not isinstance(node, tree.Name):
        return ABSENT
    found = _held(machine, _before(node.id))
    if found is not ABSENT:
        leave_unwritten(machine, Site(machine.frame.unit, node.span))
    return found


def _before(name: str) -> str:
    """A key that is no name."""
    return f"{name} before"


# --- names of which the end is missing


def is_not_there(machine: Interpreter, node: tree.Expression) -> bool:
    """Is an argument or item, of which nothing is known, no more than a part that cannot be read, or half a name?"""
    if type(node) is tree.BrokenExpression:
        return True
    if machine.minds_exceptions:
        return False
    if type(node) is tree.Name:
        return _is_half(machine, node.id)
    return (
        type(node) is tree.Attribute
        and type(node.value) is tree.Name
        and isinstance(evaluate(machine, node.value), DescribedModule)
    )


def is_one_item(node: tree.Expression) -> bool:
    """Is what is not there the one item that somebody types? What goes on over several lines has swallowed others."""
    return node.span.row == node.span.end_row


def note_half_name(machine: Interpreter, name: str) -> None:
    """A name is not there. `lay`, where `layers` is, is about to become that. What raises and may be caught is taken at
    its word.
    """
    if not machine.minds_exceptions and _is_half(machine, name):
        machine.frame.unwritten = True


def _is_half(machine: Interpreter, name: str) -> bool:
    """Is there a longer name, and not this one?"""
    return all(name not in names for names in _visible(machine)) and any(
        longer.startswith(name) for names in _visible(machine) for longer in names
    )


def _is_half_a_name(machine: Interpreter, node: tree.Expression) -> bool:
    """`x = F.adaptive`, `x = x.perm`, `x = self.con`: nothing is called yet, and no such attribute is there. One that
    another method gives an object is.
    """
    if not isinstance(node, tree.Attribute) or machine.minds_exceptions:
        return False
    root = node.value
    while isinstance(root, tree.Attribute):
        root = root.value
    if not isinstance(root, tree.Name):
        return False
    holder = evaluate(machine, node.value)
    if isinstance(holder, Tensor) or _waits(holder):
        tensor = holder if isinstance(holder, Tensor) else _held(machine, _before(root.id))
        if isinstance(tensor, Tensor):
            return tensor.kind.is_half_a_name(node.name)
    if not isinstance(holder, Instance):
        return isinstance(holder, DescribedModule)
    text = "\n".join(cls.site.unit.definition.text for cls in holder.cls.order if cls.site is not None)
    given = {*_GIVEN.findall(text), *(name for cls in holder.cls.order for name in cls.namespace)}
    return node.name not in given and any(name.startswith(node.name) for name in given)


def _visible(machine: Interpreter) -> Iterator[Iterable[str]]:
    scope: Scope | None = machine.frame.scope
    module = machine.frame.scope.globals
    while scope is not None and scope is not module:
        yield scope.names
        scope = scope.parent
    machine.note_read(module, "*", None)
    yield module.names


