"""Conditions: whether an expression counts as true, where its value need not be known for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.dispatch import evaluate
from layerhints.syntax import tree
from layerhints.values.holes import detached
from layerhints.values.ranks import IsRank
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter

CERTAIN = Unknown("the condition is known")


def condition(machine: Interpreter, node: tree.Expression) -> tuple[bool | None, Unknown]:
    """Whether the expression is true, None where that is not known, and then why."""
    if isinstance(node, tree.Boolean):
        return _boolean(machine, node, 0)
    if isinstance(node, tree.Unary) and node.operator == "not":
        known, reason = condition(machine, node.operand)
        return None if known is None else not known, reason
    value = evaluate(machine, node)
    known = decided(machine, node, value)
    return known, CERTAIN if known is not None else why_open(value)


def decided(machine: Interpreter, node: tree.Expression, value: Any) -> bool | None:
    """Whether the `value` of an expression by which the program decides counts as true."""
    if isinstance(value, Tensor):
        with machine.at(Site(machine.frame.unit, node.span)):
            return value.decided(machine)
    return value if type(value) is bool else machine.truth(value)


def why_open(value: Any) -> Unknown:
    """Why it is not known whether the value counts as true."""
    if not isinstance(value, Unknown):
        return Unknown("the condition is not known")
    return Unknown(value.reason) if isinstance(value.origin, IsRank) else detached(value)


def _boolean(machine: Interpreter, node: tree.Boolean, position: int) -> tuple[bool | None, Unknown]:
    """The operands from `position` on; behind one that is not known the rest may or may not be evaluated."""
    decides = node.operator == "or"
    known, reason = condition(machine, node.values[position])
    if known is decides or position == len(node.values) - 1:
        return known, reason
    if known is not None:
        return _boolean(machine, node, position + 1)
    rest: list[bool | None] = []
    machine.fork([lambda: rest.append(_boolean(machine, node, position + 1)[0]), lambda: None], reason)
    return (decides if rest == [decides] else None), reason
