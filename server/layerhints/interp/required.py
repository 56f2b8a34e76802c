"""Conditions without which a program does not go on: `assert x.dim() == 3`, `if len(x.shape) != 3: raise …`.

Where nothing says how many axes a tensor has, they do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.algebra import Unknown
from layerhints.interp.conditions import CERTAIN, condition, decided, why_open
from layerhints.interp.dispatch import evaluate
from layerhints.syntax import tree
from layerhints.values.learned import ShapeLesson
from layerhints.values.ranks import IsRank

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter

Found = tuple[bool | None, Unknown]


def required(machine: Interpreter, node: tree.Expression, wanted: bool = True) -> Found:
    """As `condition`; what the condition says of a tensor if it comes out as `wanted` is learned."""
    if machine.trying:
        return condition(machine, node)
    if isinstance(node, tree.Unary) and node.operator == "not":
        known, reason = required(machine, node.operand, not wanted)
        return None if known is None else not known, reason
    if isinstance(node, tree.Boolean) and (node.operator == "and") is wanted:
        return _all(machine, node, wanted)
    if not isinstance(node, tree.Compare):
        return condition(machine, node)
    value = evaluate(machine, node)
    origin = value.origin if isinstance(value, Unknown) else None
    if isinstance(origin, IsRank) and origin.equal is wanted:
        supposed = machine.forks > 0
        machine.learn(origin.hole, ShapeLesson(origin.rank, supposed=supposed, in_course=supposed))
    known = decided(machine, node, value)
    return known, CERTAIN if known is not None else why_open(value)


def _all(machine: Interpreter, node: tree.Boolean, wanted: bool) -> Found:
    """All operands must come out as wanted, so each is looked at unless the one before ends it."""
    unknown: Unknown | None = None
    for each in node.values:
        known, reason = required(machine, each, wanted)
        if known is (not wanted):
            return (None, unknown) if unknown is not None else (known, reason)
        if known is None and unknown is None:
            unknown = reason
    return (wanted, CERTAIN) if unknown is None else (None, unknown)
