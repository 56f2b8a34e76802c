"""Assignment: a value is bound to names, attributes, items and patterns of these, or they are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.announcing import announce, announce_model
from layerhints.interp.builtins.alike_lists import extended
from layerhints.interp.builtins.objects import delete_attribute
from layerhints.interp.definitions import message_of
from layerhints.interp.dispatch import evaluate
from layerhints.interp.frames import Misfit
from layerhints.interp.names import store, unbind
from layerhints.interp.unwritten import goes_on, holds_tensor, is_unwritten, note_replaced
from layerhints.syntax import tree
from layerhints.values.facts import NOT_READ, Finding
from layerhints.values.objects import (
    ABSENT,
    BINARY_METHODS,
    Alike,
    Class,
    Dict,
    Instance,
    Iterator,
    List,
    Property,
    Value,
    any_item,
)
from layerhints.values.open_sizes import OpenSize
from layerhints.values.origins import AN_OBJECT
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.interp.interpreter import Interpreter


def assign(machine: Interpreter, target: tree.Expression, value: Any) -> None:
    """Bind a value to a target: a name, an attribute, an item, or a pattern of these."""
    if isinstance(target, tree.Name):
        store(machine, target.id, value)
    elif isinstance(target, tree.Attribute):
        _set_attribute(machine, target, value)
    elif isinstance(target, tree.Subscript):
        _set_item(machine, target, value)
    elif isinstance(target, (tree.TupleDisplay, tree.ListDisplay)):
        _unpack(machine, target.items, value)
    elif isinstance(target, tree.Starred):
        assign(machine, target.value, value)


def _set_attribute(machine: Interpreter, target: tree.Attribute, value: Any) -> None:
    owner = evaluate(machine, target.value)
    previous, machine._site = machine._site, Site(machine.frame.unit, target.span)
    try:
        machine.set_attribute(owner, target.name, value)
    finally:
        machine._site = previous


def _set_item(machine: Interpreter, target: tree.Subscript, value: Any) -> None:
    owner, index = evaluate(machine, target.value), evaluate(machine, target.index)
    previous, machine._site = machine._site, Site(machine.frame.unit, target.span)
    try:
        machine.set_item(owner, index, value)
    finally:
        machine._site = previous


def _unpack(
    machine: Interpreter, targets: Sequence[tree.Expression], value: Any, span: tree.Span | None = None
) -> None:
    """Bind each target to an item. What the value at `span` falls into is told, if it gives such items at all."""
    if type(value) is tuple and len(value) == len(targets) and tree.Starred not in map(type, targets):
        for target, item in zip(targets, value, strict=True):
            assign(machine, target, item)
        return
    star = next((i for i, target in enumerate(targets) if isinstance(target, tree.Starred)), None)
    if isinstance(value, Value) and star is None:
        names = [target.id if isinstance(target, tree.Name) else None for target in targets]
        if (refusal := value.unpacked(machine, names)) is not None:
            _complain(machine, targets, refusal)
    items = machine.iterate(value)
    if span is not None:
        apart = () if isinstance(items, Unknown) else tuple(items)
        announce(machine, apart if len(apart) == len(targets) else value, span)
    if not isinstance(items, Unknown):
        fixed = len(targets) - (star is not None)
        if len(items) < fixed or (star is None and len(items) > fixed):
            values = "1 value is" if len(items) == 1 else f"{len(items)} values are"
            names_given = f"{len(targets)} name{'' if len(targets) == 1 else 's'}"
            _complain(machine, targets, f"{values} taken apart into {names_given}")
            message = f"{len(items)} values cannot be unpacked into {len(targets)} targets"
            if machine.minds_exceptions:
                machine.throw("ValueError", message)
            for target in targets:  # somebody may be typing what takes the value apart: the lines below stay
                assign(machine, target, Unknown(message))
            return
        if star is None:
            for target, item in zip(targets, items, strict=True):
                assign(machine, target, item)
            return
        behind = len(targets) - star - 1
        middle = items[star : len(items) - behind]
        spread = [*items[:star], machine.new_list(middle), *items[len(items) - behind :]]
        for target, item in zip(targets, spread, strict=True):
            assign(machine, target, item)
        return
    if star is not None and isinstance(value, OpenSize):
        for place, target in enumerate(targets):
            index = place if place < star else place - len(targets)
            assign(machine, target, items if place == star else machine.item(value, index))
        return
    if machine.wary:
        machine.may_raise = items
    each = any_item(items) if isinstance(items.origin, Alike) else items
    for target in targets:
        assign(machine, target, each)


def _complain(machine: Interpreter, targets: Sequence[tree.Expression], message: str) -> None:
    """Report that a value cannot be taken apart, unless that may be what the program counts on."""
    if machine.minds_exceptions or machine.leaves_out or not targets:
        return
    first, last = targets[0].span, targets[-1].span
    span = tree.Span(first.row, first.column, last.end_row, last.end_column)
    machine.report(Finding("unpack-mismatch", message, Site(machine.frame.unit, span), machine.stack))


def value_of(machine: Interpreter, node: tree.Expression) -> Any:
    """The value of an expression. A call that does not fit what it calls gives nothing that is known, if nobody minds:
    editors close a bracket when it is opened, and the lines below are to stay while one types between the two.
    """
    standing, frame = machine.standing(), machine.frame
    try:
        return evaluate(machine, node)
    except Misfit as error:
        if machine.minds_exceptions:
            raise
        machine.frame = frame
        machine.stand(standing)
        frame.unwritten = isinstance(node, tree.Call) and not node.arguments
        return Unknown(f"this raises {message_of(error.value)}", AN_OBJECT)


_PATTERNS = (tree.TupleDisplay, tree.ListDisplay)


def execute_assign(machine: Interpreter, node: tree.Assign) -> None:
    machine.frame.unwritten = False
    value = value_of(machine, node.value)
    if is_unwritten(machine, node.value, value):
        for target in node.targets:
            _leave(machine, target, value)
        return
    if not isinstance(value, Tensor) and len(node.targets) == 1:
        note_replaced(machine, node.targets[0], value)
    pattern = node.targets[0]
    if isinstance(pattern, _PATTERNS) and len(node.targets) == 1 and isinstance(value, (Tensor, Iterator)):
        _unpack(machine, pattern.items, value, node.value.span)
        return
    announce(machine, value, node.value.span)
    if type(node.value) is tree.Call:
        announce_model(machine, value, node.value.span)
    for target in node.targets:
        assign(machine, target, value)
        if isinstance(target, tree.Name) and machine.frame.scope is machine.main_scope:
            machine.write(machine.assigned, target.id, Site(machine.frame.unit, target.span))


def _leave(machine: Interpreter, target: tree.Expression, value: Any) -> None:
    """Bind a value that is not written to its end only to what would not be there without it."""
    if isinstance(target, tree.Name) and goes_on(machine, target):
        return
    if isinstance(target, _PATTERNS) and any(holds_tensor(machine, item) for item in target.items):
        for item in target.items:
            _leave(machine, item, value if isinstance(value, Unknown) else Unknown(NOT_READ))
        return
    assign(machine, target, value)


def execute_annotated(machine: Interpreter, node: tree.AnnotatedAssign) -> None:
    if isinstance(node.target, tree.Name):
        annotations = machine.frame.scope.names.get("__annotations__")
        entries = annotations.content if isinstance(annotations, Dict) else {}
        if not isinstance(entries, Unknown):
            kind = evaluate(machine, node.annotation)
            machine.write(
                machine.frame.scope.names, "__annotations__", machine.new_dict({**entries, node.target.id: kind})
            )
    if node.value is not None:
        value = value_of(machine, node.value)
        announce(machine, value, node.value.span)
        assign(machine, node.target, value)


def execute_augmented(machine: Interpreter, node: tree.AugmentedAssign) -> None:
    old = evaluate(machine, node.target)
    machine.frame.unwritten = False
    operand = evaluate(machine, node.value)
    if is_unwritten(machine, node.value, operand) and goes_on(machine, node.target):
        return
    with machine.at(Site(machine.frame.unit, node.span)):
        if isinstance(old, Unknown):
            machine.forget(old, old)
        if isinstance(old, List) and node.operator == "+":
            _extend(machine, old, operand)
            new: Any = old
        else:
            new = _in_place(machine, node.operator, old, operand)
    announce(machine, new, node.span)
    assign(machine, node.target, new)


def _extend(machine: Interpreter, target: List, operand: Any) -> None:
    if target.said() is not None:
        extended(machine, target, operand)
        return
    items = machine.iterate(operand)
    if isinstance(target.content, Unknown) or isinstance(items, Unknown):
        machine.replace(target, target.content if isinstance(target.content, Unknown) else items)
    else:
        machine.replace(target, (*target.content, *items))


def _in_place(machine: Interpreter, operator: str, old: Any, operand: Any) -> Any:
    name = BINARY_METHODS.get(operator)
    cls = machine.class_of(old) if isinstance(old, Value) else None
    if name is not None and cls is not None:
        method = cls.lookup(f"__i{name}__")
        if method is not ABSENT:
            return machine.call_values(machine.bind(method, old, cls), operand)
    return machine.binary(operator, old, operand)


def execute_delete(machine: Interpreter, node: tree.Delete) -> None:
    for target in node.targets:
        _remove(machine, target)


def _remove(machine: Interpreter, target: tree.Expression) -> None:
    if isinstance(target, tree.Name):
        unbind(machine, target.id)
    elif isinstance(target, tree.Subscript):
        _special(machine, evaluate(machine, target.value), "__delitem__", evaluate(machine, target.index))
    elif isinstance(target, tree.Attribute):
        holder = evaluate(machine, target.value)
        member = holder.cls.lookup(target.name) if isinstance(holder, Instance) else ABSENT
        if isinstance(member, Property) and member.deleter is not None:
            machine.call_values(member.deleter, holder)
        elif isinstance(holder, Instance) and holder.cls.lookup("__delattr__") is ABSENT:
            delete_attribute(machine, holder, target.name)
        elif isinstance(holder, Class):
            machine.delete(holder.namespace, target.name)
        else:
            _special(machine, holder, "__delattr__", target.name)
    elif isinstance(target, (tree.TupleDisplay, tree.ListDisplay)):
        for item in target.items:
            _remove(machine, item)


def _special(machine: Interpreter, holder: Any, name: str, *positional: Any) -> None:
    cls = machine.class_of(holder)
    method = ABSENT if cls is None else cls.lookup(name)
    if cls is None or method is ABSENT:
        machine.forget(holder, Unknown("something was deleted in a way that is not understood"))
    else:
        machine.call_values(machine.bind(method, holder, cls), *positional)
