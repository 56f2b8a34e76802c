"""`self.dens` in a method of a layer that has a `dense`: an attribute that nothing gives the object."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from layerhints.rules.misspelt import correction
from layerhints.syntax import tree
from layerhints.values.facts import Finding
from layerhints.values.objects import Function, Instance
from layerhints.values.sites import Site

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.modules import DescribedModule

_GIVEN = re.compile(r"\bself\.(\w+)[^\n=]*=(?!=)")
_NUMBER = re.compile(r"\d+")
_UNSEEN = re.compile(r"\b(setattr|__dict__|__setattr__|vars|locals)\b")
"""Other ways to give an object attributes."""


def report_no_such_attribute(machine: Interpreter, node: tree.Attribute, value: Any) -> None:
    """Report an attribute of `self` that is not there, if no class of the object ever assigns it: what one method sets
    for another is not there either where methods are run alone. A class that nobody uses may get it from one that is
    derived from it, unless another attribute has nearly that name.
    """
    if value is None:
        _report_none(machine, node)
    if not isinstance(value, Instance) or not _is_self(machine, node.value) or machine.leaves_out:
        return
    classes = [cls for cls in value.cls.order if cls.site is not None]
    if all(cls.site is not None or cls.name == "object" for cls in value.cls.order):
        return  # nothing of a library's: its methods may be run in any order
    text = "\n".join(cls.site.unit.definition.text for cls in classes if cls.site is not None)
    if _UNSEEN.search(text) or _assigned(node.name).search(text):
        return
    known = {*_GIVEN.findall(text), *(name for cls in classes for name in cls.namespace)}
    near = correction(node.name, sorted(known - {node.name}), 0.75)
    if machine.holes.active and (near is None or _NUMBER.sub("", near.meant) == _NUMBER.sub("", node.name)):
        return
    hint = f" {near.question}" if near else ""
    site = Site(machine.frame.unit, node.span)
    message = f"`{value.cls.name}` has no attribute `{node.name}`.{hint}"
    machine.report(Finding("no-such-attribute", message, site, machine.stack, near))


def report_no_such_member(machine: Interpreter, module: DescribedModule, name: str, span: tree.Span) -> None:
    """`layers.Conv2d`, `nn.Conv2D`: a name that certainly stands for another one of the same module."""
    near = module.meant(name)
    if near is not None and not machine.trying:
        message = f"`{module.name}` has no `{name}`. {near.question}"
        site = Site(machine.frame.unit, span)
        machine.report(Finding("no-such-attribute", message, site, machine.stack, near))


def _report_none(machine: Interpreter, node: tree.Attribute) -> None:
    """`model = build()`, `model.summary()`: what the module's own run calls gives None. A function or method that is
    run by itself counts on names that others have set.
    """
    is_made = isinstance(node.value, (tree.Name, tree.Call)) and machine.frame.function is None
    if is_made and not machine.leaves_out and not machine.repeats:
        site = Site(machine.frame.unit, node.span)
        message = f"this is None, which has no `{node.name}`. What makes it may lack a `return`"
        machine.report(Finding("no-such-attribute", message, site, machine.stack))


def _is_self(machine: Interpreter, node: tree.Expression) -> bool:
    function = machine.frame.function
    if not isinstance(node, tree.Name) or function is None or not isinstance(function.node, tree.Function):
        return False
    parameters = function.node.parameters.items
    return isinstance(function, Function) and bool(parameters) and parameters[0].name == node.id == "self"


def _assigned(name: str) -> re.Pattern[str]:
    """Where the attribute may be given: assigned, taken apart into, named in a string, or only said to be there."""
    return re.compile(rf"""(?m:^\s*{name}\s*:)|\.{name}\s*(,|:|=(?!=)|[-+*/@%&|^]+=|in\b)|["']{name}["']""")
