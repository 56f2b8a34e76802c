"""Statements: each kind with what runs it. Assignments, loops, exceptions and imports have files of their own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.announcing import announce
from layerhints.interp.assignment import (
    execute_annotated,
    execute_assign,
    execute_augmented,
    execute_delete,
    value_of,
)
from layerhints.interp.branches import fork
from layerhints.interp.classes import define_class
from layerhints.interp.conditions import condition
from layerhints.interp.dispatch import EXECUTE, evaluate, run
from layerhints.interp.exceptions import execute_try, execute_with, instance_of
from layerhints.interp.expressions import define_function, read_attribute
from layerhints.interp.frames import Raised, Signal
from layerhints.interp.imports import execute_import, execute_import_from
from layerhints.interp.loops import execute_for, execute_while
from layerhints.interp.names import lookup, store
from layerhints.interp.parting import assume, decided, part
from layerhints.interp.patterns import execute_match
from layerhints.interp.required import required
from layerhints.interp.steps import lasts
from layerhints.syntax import tree
from layerhints.values.objects import (
    ABSENT,
    Container,
    Function,
    Instance,
    Value,
)
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter


# --- control flow


def _expression(machine: Interpreter, node: tree.ExpressionStatement) -> None:
    if type(node.value) is tree.Attribute and not machine.minds_exceptions:
        read_attribute(machine, node.value, False)
    else:
        evaluate(machine, node.value)


def _return(machine: Interpreter, node: tree.Return) -> Signal:
    if node.value is None:
        return Signal("return", None)
    value = value_of(machine, node.value)
    announce(machine, value, node.value.span)
    return Signal("return", value)


def _if(machine: Interpreter, node: tree.If) -> Signal | None:
    refuses = any(isinstance(last, tree.Raise) for last in node.body[-1:]) and not node.orelse
    known, reason = required(machine, node.test, False) if refuses else condition(machine, node.test)
    if known is not None:
        return run(machine, node.body if known else node.orelse)
    by = decided(machine, node.test)
    if by is None:
        return machine.fork([lambda: run(machine, node.body), lambda: run(machine, node.orelse)], reason)

    def course(truth: bool, block: tree.Block) -> Signal | None:
        assume(machine, by, truth)
        return run(machine, block)

    courses = (partial(course, True, node.body), partial(course, False, node.orelse))
    return fork(machine, courses, reason, lambda ends: part(machine, by, ends))


def _raise(machine: Interpreter, node: tree.Raise) -> None:
    value = machine.handled if node.exception is None else evaluate(machine, node.exception)
    raise Raised(instance_of(machine, value))


def _assert(machine: Interpreter, node: tree.Assert) -> None:
    known, reason = required(machine, node.test)
    if known is False:
        machine.throw("AssertionError", "the assertion does not hold")
    if known is None and machine.wary:
        machine.may_raise = reason


# --- names and definitions


def _global(machine: Interpreter, node: tree.Global) -> None:
    scope = machine.frame.scope
    scope.global_names = scope.global_names | frozenset(node.names)


def _nonlocal(machine: Interpreter, node: tree.Nonlocal) -> None:
    scope = machine.frame.scope
    scope.nonlocal_names = scope.nonlocal_names | frozenset(node.names)


def _function(machine: Interpreter, node: tree.Function) -> None:
    store(machine, node.name, decorate(machine, node.decorators, define_function(machine, node.name, node)))


def decorate(machine: Interpreter, decorators: tuple[tree.Expression, ...], value: Any) -> Any:
    """Apply decorators from the innermost out. One that is not known is taken to leave what it decorates alone."""
    for decorator in reversed([evaluate(machine, decorator) for decorator in decorators]):
        if not isinstance(decorator, Unknown):
            result = machine.call_values(decorator, value)
            if isinstance(result, Function) and isinstance(value, Function) and result.node is not value.node:
                result.around = value
            value = value if isinstance(result, Unknown) else result
    return value


def _class(machine: Interpreter, node: tree.Class) -> None:
    store(machine, node.name, decorate(machine, node.decorators, define_class(machine, node)))


def _broken(machine: Interpreter, node: tree.BrokenStatement) -> None:
    """Nothing that the broken text names can be trusted any more."""
    reason = Unknown("a line that cannot be read yet may change this")
    names = machine.frame.scope.names
    for name in node.names:
        if name in machine.builtins and name not in names:
            continue
        value = names.get(name, ABSENT)
        machine.note_read(machine.frame.scope, name, value)
        if value is ABSENT:
            value = lookup(machine, name)
            if isinstance(value, Unknown):
                machine.write(names, name, reason)
                continue
        if isinstance(value, Value) and not isinstance(value, Function):
            machine.forget(value, reason)
        if _may_be_rebound(value):
            machine.write(names, name, reason)


def _may_be_rebound(value: Any) -> bool:
    """Is it none of those that have a statement of their own: a class, a function, a module of any kind?"""
    return not isinstance(value, Value) or isinstance(value, (Tensor, Instance, Container)) or not lasts(value)


def _nothing(machine: Interpreter, node: tree.Pass) -> None:
    return None


EXECUTE.update(
    {
        tree.ExpressionStatement: _expression,
        tree.Assign: execute_assign,
        tree.AnnotatedAssign: execute_annotated,
        tree.AugmentedAssign: execute_augmented,
        tree.Return: _return,
        tree.Delete: execute_delete,
        tree.Pass: _nothing,
        tree.Break: lambda machine, node: Signal("break"),
        tree.Continue: lambda machine, node: Signal("continue"),
        tree.Raise: _raise,
        tree.Assert: _assert,
        tree.Global: _global,
        tree.Nonlocal: _nonlocal,
        tree.Import: execute_import,
        tree.ImportFrom: execute_import_from,
        tree.If: _if,
        tree.For: execute_for,
        tree.While: execute_while,
        tree.Try: execute_try,
        tree.With: execute_with,
        tree.Match: execute_match,
        tree.Function: _function,
        tree.Class: _class,
        tree.BrokenStatement: _broken,
    }
)
