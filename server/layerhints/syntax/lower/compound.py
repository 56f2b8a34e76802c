"""Statements with blocks of their own: branches, loops, `try`, `with`, `match`, functions and classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.syntax.lower.blocks import STATEMENTS, block, block_of, broken
from layerhints.syntax.lower.dispatch import expression, sequence
from layerhints.syntax.lower.expressions import arguments
from layerhints.syntax.lower.parameters import parameters
from layerhints.syntax.lower.patterns import patterns
from layerhints.syntax.lower.source import Source, children, field
from layerhints.syntax.tree import (
    Assign,
    Block,
    Case,
    Class,
    Expression,
    For,
    Function,
    Handler,
    If,
    Match,
    Name,
    Span,
    Statement,
    Try,
    While,
    With,
    WithItem,
)

if TYPE_CHECKING:
    from tree_sitter import Node

ELIF_DEPTH = 200
"""A chain of `elif` is a list to the person who wrote it but nests in the tree."""


def _if(node: Node, source: Source) -> Statement:
    branches = node.children_by_field_name("alternative")
    orelse: Block = ()
    if len(branches) > ELIF_DEPTH:
        orelse = (broken(branches[ELIF_DEPTH], source),)
        branches = branches[:ELIF_DEPTH]
    end = source.span(node)
    source.block_depth += 1
    lowered: list[tuple[Node, Expression, Block]] = []
    for branch in branches:
        if branch.type == "else_clause":
            orelse = block_of(branch, "body", source)
        else:
            test = expression(field(branch, "condition"), source)
            lowered.append((branch, test, block_of(branch, "consequence", source)))
    source.block_depth -= 1
    for branch, test, body in reversed(lowered):
        start = source.span(branch)
        orelse = (If(test, body, orelse, Span(start.row, start.column, end.end_row, end.end_column)),)
    return If(expression(field(node, "condition"), source), block_of(node, "consequence", source), orelse, end)


def _for(node: Node, source: Source) -> Statement:
    return For(
        expression(field(node, "left"), source),
        expression(field(node, "right"), source),
        block_of(node, "body", source),
        _else(node, source),
        _is_async(node),
        source.span(node),
    )


def _while(node: Node, source: Source) -> Statement:
    test = expression(field(node, "condition"), source)
    return While(test, block_of(node, "body", source), _else(node, source), source.span(node))


def _else(node: Node, source: Source) -> Block:
    branch = node.child_by_field_name("alternative")
    return block_of(branch, "body", source) if branch else ()


def _is_async(node: Node) -> bool:
    return node.children[0].type == "async"


def _try(node: Node, source: Source) -> Statement:
    handlers: list[Handler] = []
    orelse: Block = ()
    final: Block = ()
    for child in children(node):
        if child.type in ("except_clause", "except_group_clause"):
            handlers.append(_handler(child, source))
        elif child.type == "else_clause":
            orelse = block_of(child, "body", source)
        elif child.type == "finally_clause":
            final = block(children(child)[-1], source)
    return Try(block_of(node, "body", source), tuple(handlers), orelse, final, source.span(node))


def _handler(node: Node, source: Source) -> Handler:
    """`except types as name:`; also `except A, B:`, which is a tuple to Python 3.14 and a name to Python 2.

    Which of the two is told by the second word: exceptions have capital letters.
    """
    *types, body = children(node)
    name: str | None = None
    if len(types) == 1 and types[0].type == "as_pattern":
        types, alias = children(types[0])[:1], field(types[0], "alias")
        name = source.slice(alias)
    elif len(types) == 2 and types[1].type == "identifier" and not source.slice(types[1])[0].isupper():
        name = source.slice(types.pop())
    return Handler(sequence(types, source) if types else None, name, block(body, source), source.span(node))


def _with(node: Node, source: Source) -> Statement:
    items = []
    for item in children(next(child for child in children(node) if child.type == "with_clause")):
        value = field(item, "value")
        if value.type == "as_pattern":
            target = children(field(value, "alias"))[0]
            items.append(WithItem(expression(children(value)[0], source), expression(target, source)))
        else:
            items.append(WithItem(expression(value, source), None))
    return With(tuple(items), block_of(node, "body", source), _is_async(node), source.span(node))


def _match(node: Node, source: Source) -> Statement:
    subjects = node.children_by_field_name("subject")
    tokens = [child for child in node.children if not child.is_extra]
    comma = next((child for child in tokens if child.type == ","), None)
    trailing = comma if len(subjects) == 1 else None
    cases = [_case(child, source) for child in children(field(node, "body")) if child.type == "case_clause"]
    return Match(sequence(subjects, source, trailing), tuple(cases), source.span(node))


def _case(node: Node, source: Source) -> Case:
    found = [child for child in children(node) if child.type == "case_pattern"]
    is_sequence = any(child.type == "," for child in node.children) or _is_star(found[0])
    guard = node.child_by_field_name("guard")
    return Case(
        patterns(found, source, is_sequence),
        expression(children(guard)[0], source) if guard else None,
        block_of(node, "consequence", source),
        source.span(node),
    )


def _is_star(node: Node) -> bool:
    return node.children[0].type == "splat_pattern"


# --- definitions ---------------------------------------------------------------------------------------------------


def _decorated(node: Node, source: Source) -> Statement:
    decorators = [expression(children(child)[0], source) for child in children(node) if child.type == "decorator"]
    inner = field(node, "definition")
    lower = _function if inner.type == "function_definition" else _class
    return lower(inner, source, tuple(decorators), source.span(node))


def _function(
    node: Node, source: Source, decorators: tuple[Expression, ...] = (), span: Span | None = None
) -> Statement:
    name = field(node, "name")
    if not _has_body(node):
        return _not_known(name, node, source, span)
    returns = node.child_by_field_name("return_type")
    given = parameters(field(node, "parameters"), source)
    body, is_generator = _function_body(node, source)
    return Function(
        source.slice(name),
        given,
        expression(returns, source) if returns else None,
        body,
        decorators,
        _is_async(node),
        is_generator,
        source.span(name),
        span or source.span(node),
    )


def _has_body(node: Node) -> bool:
    """The grammar lets a definition end behind its colon. Comments are no body."""
    body = node.child_by_field_name("body")
    return body is not None and any(not child.is_extra for child in body.children)


def _not_known(name: Node, node: Node, source: Source, span: Span | None) -> Statement:
    """A function or class that has no body yet: it would take what it is given otherwise, and give something back."""
    target = Name(source.slice(name), source.span(name))
    return Assign((target,), source.broken(name), span or source.span(node))


def _function_body(node: Node, source: Source) -> tuple[Any, bool]:
    """The statements of a function, and whether it is a generator. Most functions of a library are never looked into:
    where their text has no `yield`, the statements may be lowered by who looks first.
    """
    body = node.child_by_field_name("body")
    if body is not None and source.bodies is not None and "yield" not in source.slice(body):
        return source.bodies.put_off(body, source), False
    outer, source.yields = source.yields, False
    lowered = block(body, source)
    is_generator, source.yields = source.yields, outer
    return lowered, is_generator


def _class(node: Node, source: Source, decorators: tuple[Expression, ...] = (), span: Span | None = None) -> Statement:
    name = field(node, "name")
    if not _has_body(node):
        return _not_known(name, node, source, span)
    bases = node.child_by_field_name("superclasses")
    return Class(
        source.slice(name),
        arguments(bases, source) if bases else (),
        block_of(node, "body", source),
        decorators,
        source.span(name),
        span or source.span(node),
    )


STATEMENTS.update(
    {
        "if_statement": _if,
        "for_statement": _for,
        "while_statement": _while,
        "try_statement": _try,
        "with_statement": _with,
        "match_statement": _match,
        "function_definition": _function,
        "class_definition": _class,
        "decorated_definition": _decorated,
    }
)
