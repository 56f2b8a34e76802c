"""Simple statements. Those with blocks of their own stand in compound.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.syntax.lower import compound  # noqa: F401  (enters)
from layerhints.syntax.lower.blocks import STATEMENTS, block
from layerhints.syntax.lower.dispatch import expression, expressions, sequence
from layerhints.syntax.lower.imports import import_from, import_names
from layerhints.syntax.lower.source import NotPython, Source, children, field
from layerhints.syntax.tree import (
    AnnotatedAssign,
    Argument,
    Assert,
    Assign,
    AugmentedAssign,
    Break,
    Call,
    Continue,
    Delete,
    Expression,
    ExpressionStatement,
    Global,
    Name,
    Nonlocal,
    Pass,
    Raise,
    Return,
    Span,
    Statement,
)

if TYPE_CHECKING:
    from tree_sitter import Node


def _expression_statement(node: Node, source: Source) -> Statement:
    parts = children(node)
    first = parts[0]
    if first.type == "assignment":
        return _assignment(first, source)
    if first.type == "augmented_assignment":
        operator = source.slice(field(first, "operator"))[:-1]
        target = expression(field(first, "left"), source)
        return AugmentedAssign(target, operator, expression(field(first, "right"), source), source.span(node))
    last = node.children[-1]
    return ExpressionStatement(sequence(parts, source, last if last.type == "," else None), source.span(node))


def _assignment(node: Node, source: Source) -> Statement:
    span = source.span(node)
    annotation = node.child_by_field_name("type")
    if annotation is not None:
        right = node.child_by_field_name("right")
        return AnnotatedAssign(
            expression(field(node, "left"), source),
            expression(annotation, source),
            expression(right, source) if right else None,
            span,
        )
    targets = [field(node, "left")]
    value = field(node, "right")
    while value.type == "assignment":
        if value.child_by_field_name("type") is not None:
            raise NotPython("an annotation behind an equals sign")
        targets.append(field(value, "left"))
        value = field(value, "right")
    return Assign(expressions(targets, source), expression(value, source), span)


def _type_alias(node: Node, source: Source) -> Statement:
    """`type Name[T] = …`: the name is bound, to what nobody evaluates here."""
    left, right = children(node)
    target = children(left)[0]
    if target.type == "generic_type":
        target = children(target)[0]
    return Assign((expression(target, source),), source.broken(right), source.span(node))


def _called(name: str, values: list[Argument], node: Node, source: Source) -> Statement:
    span = source.span(node)
    function = Name(name, Span(span.row, span.column, span.row, span.column + len(name)))
    return ExpressionStatement(Call(function, tuple(values), span), span)


def _print(node: Node, source: Source) -> Statement:
    """Python 2's `print >>file, value, value`."""
    values: list[Argument] = []
    for child in children(node):
        if child.type == "chevron":
            values.append(Argument(expression(children(child)[0], source), "file", 0, source.span(child)))
        else:
            values.append(Argument(expression(child, source), None, 0, source.span(child)))
    return _called("print", values, node, source)


def _exec(node: Node, source: Source) -> Statement:
    """Python 2's `exec code in globals, locals`."""
    values = [Argument(expression(child, source), None, 0, source.span(child)) for child in children(node)]
    return _called("exec", values, node, source)


def _return(node: Node, source: Source) -> Statement:
    return Return(_optional(node, source), source.span(node))


def _optional(node: Node, source: Source) -> Expression | None:
    values = children(node)
    return expression(values[0], source) if values else None


def _delete(node: Node, source: Source) -> Statement:
    (target,) = children(node)
    targets = children(target) if target.type == "expression_list" else [target]
    return Delete(expressions(targets, source), source.span(node))


def _raise(node: Node, source: Source) -> Statement:
    """`raise exception from cause`; of Python 2's `raise class, argument, traceback` the class is kept."""
    values = [child for child in node.children if child.is_named and not child.is_extra]
    cause = node.child_by_field_name("cause")
    if not values:
        return Raise(None, None, source.span(node))
    exception = values[0]
    if exception.type == "expression_list":
        exception = children(exception)[0]
    return Raise(
        expression(exception, source) if values[0] != cause else None,
        expression(cause, source) if cause else None,
        source.span(node),
    )


def _assert(node: Node, source: Source) -> Statement:
    test, *message = expressions(children(node), source)
    return Assert(test, message[0] if message else None, source.span(node))


def _names(node: Node, source: Source) -> tuple[str, ...]:
    return tuple([source.slice(child) for child in children(node)])


STATEMENTS.update(
    {
        "expression_statement": _expression_statement,
        "print_statement": _print,
        "exec_statement": _exec,
        "type_alias_statement": _type_alias,
        "return_statement": _return,
        "delete_statement": _delete,
        "pass_statement": lambda node, source: Pass(source.span(node)),
        "break_statement": lambda node, source: Break(source.span(node)),
        "continue_statement": lambda node, source: Continue(source.span(node)),
        "raise_statement": _raise,
        "assert_statement": _assert,
        "global_statement": lambda node, source: Global(_names(node, source), source.span(node)),
        "nonlocal_statement": lambda node, source: Nonlocal(_names(node, source), source.span(node)),
        "import_statement": import_names,
        "import_from_statement": import_from,
        "future_import_statement": import_from,
    }
)

__all__ = ["block"]
