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
from layerhints.values.facts import UNWRITTEN, Finding
from layerhints.values.modules import DescribedModule, Module
from layerhints.values.objects import ABSENT, Bound, Class, Function, Instance, Native, Scope
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter

NOT_READ = "this part of the code cannot be read yet"
_USED_BY_NAME = (Bound, Class, DescribedModule, Function, Module, Native)
_GIVEN = re.compile(r"\bself\.(\w+)[^\n=]*=(?!=)")


def is_unwritten(machine: Interpreter, node: tree.Expression, value: Any) -> bool:
    """Is an expression that was just evaluated to a value certainly not written to its end?"""
    return machine.frame.unwritten or (type(value) is Unknown and _is_half_a_name(machine, node))


def goes_on(machine: Interpreter, node: tree.Expression) -> bool:
    """Does what stands here go on holding its tensor? If so, from here on nothing is a problem."""
    if not holds_tensor(machine, node):
        return False
    machine.report(Finding(UNWRITTEN, NOT_READ, Site(machine.frame.unit, node.span), machine.stack))
    return True


def holds_tensor(machine: Interpreter, node: tree.Expression) -> bool:
    """Is it a name that holds a tensor?"""
    if not isinstance(node, tree.Name):
        return False
    scope = machine.frame.scope
    held = scope.names.get(node.id, ABSENT)
    machine.note_read(scope, node.id, held)
    return isinstance(held, Tensor)


# --- what is not called yet


def is_set_aside(machine: Interpreter, target: tree.Expression, value: Any) -> bool:
    """Is a layer or a function given to a name that holds a tensor? Whoever calls that name finds it (`set_aside`), and
    for all others the tensor is still there.
    """
    if isinstance(value, Instance):
        if value.cls.lookup("__call__") is ABSENT:
            return False
    elif not isinstance(value, _USED_BY_NAME):
        return False
    if not isinstance(target, tree.Name) or not goes_on(machine, target):
        return False
    machine.write(machine.frame.scope.names, _called(target.id), value)
    return True


def set_aside(machine: Interpreter, node: tree.Expression) -> Any:
    """What was given to a name that holds a tensor; ABSENT where that is nothing."""
    if not isinstance(node, tree.Name):
        return ABSENT
    scope = machine.frame.scope
    key = _called(node.id)
    found = scope.names.get(key, ABSENT)
    machine.note_read(scope, key, found)
    return found


def _called(name: str) -> str:
    """A key that is no name."""
    return f"{name}()"


# --- names of which the end is missing


def note_half_name(machine: Interpreter, name: str) -> None:
    """A name is not there. `lay`, where `layers` is, is about to become that. What raises and may be caught is taken at
    its word.
    """
    if not machine.minds_exceptions and any(_begins(name, names) for names in _visible(machine)):
        machine.frame.unwritten = True


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
    if not isinstance(holder, Instance):
        return isinstance(holder, (DescribedModule, Tensor))
    text = "\n".join(cls.site.unit.definition.text for cls in holder.cls.order if cls.site is not None)
    return _begins(node.name, {*_GIVEN.findall(text), *(name for cls in holder.cls.order for name in cls.namespace)})


def _visible(machine: Interpreter) -> Iterator[Iterable[str]]:
    scope: Scope | None = machine.frame.scope
    module = machine.frame.scope.globals
    while scope is not None and scope is not module:
        yield scope.names
        scope = scope.parent
    machine.note_read(module, "*", None)
    yield module.names


def _begins(word: str, names: Iterable[str]) -> bool:
    return word not in names and any(name.startswith(word) for name in names)
