"""Patterns of `case`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.syntax.lower.dispatch import expression
from layerhints.syntax.lower.source import Source, children
from layerhints.syntax.tree import (
    AlternativePattern,
    AsPattern,
    Binary,
    CapturePattern,
    ClassPattern,
    Expression,
    MappingPattern,
    Pattern,
    SequencePattern,
    Span,
    StarPattern,
    Unary,
    ValuePattern,
)

if TYPE_CHECKING:
    from tree_sitter import Node


def pattern(node: Node, source: Source) -> Pattern:
    """The pattern of a `case_pattern` node or of what stands in one."""
    if node.type == "case_pattern":
        inner = [child for child in node.children if not child.is_extra]
        if len(inner) == 1:
            return pattern(inner[0], source)
        return ValuePattern(_signed(inner, source), source.span(node))
    match node.type:
        case "_":
            return CapturePattern(None, source.span(node))
        case "dotted_name" if len(children(node)) == 1:
            name = source.slice(node)
            return CapturePattern(None if name == "_" else name, source.span(node))
        case "splat_pattern":
            return StarPattern(_bound(node, source), source.span(node))
        case "list_pattern":
            return SequencePattern(_patterns(node, source), source.span(node))
        case "tuple_pattern":
            return _parenthesized(node, source)
        case "union_pattern":
            return _alternatives(node, source)
        case "as_pattern":
            inner_pattern, name_node = children(node)
            return AsPattern(pattern(inner_pattern, source), source.slice(name_node), source.span(node))
        case "class_pattern":
            return _class(node, source)
        case "dict_pattern":
            return _mapping(node, source)
        case "complex_pattern":
            return ValuePattern(_signed([c for c in node.children if not c.is_extra], source), source.span(node))
        case _:
            return ValuePattern(expression(node, source), source.span(node))


def patterns(nodes: list[Node], source: Source, open_sequence: bool) -> Pattern:
    """The whole of what follows `case`: several patterns, or a comma behind one, are a sequence."""
    if not open_sequence:
        return pattern(nodes[0], source)
    first, last = source.span(nodes[0]), source.span(nodes[-1])
    items = tuple([pattern(node, source) for node in nodes])
    return SequencePattern(items, Span(first.row, first.column, last.end_row, last.end_column))


def _patterns(node: Node, source: Source) -> tuple[Pattern, ...]:
    return tuple([pattern(child, source) for child in children(node)])


def _bound(node: Node, source: Source) -> str | None:
    """The name behind the stars of a splat pattern."""
    name = source.slice(node).lstrip("*").strip()
    return None if name == "_" else name


def _parenthesized(node: Node, source: Source) -> Pattern:
    """`(a, b)` is a sequence, `(a)` is `a`."""
    inner = children(node)
    if len(inner) == 1 and not any(child.type == "," for child in node.children):
        return pattern(inner[0], source)
    return SequencePattern(_patterns(node, source), source.span(node))


def _alternatives(node: Node, source: Source) -> Pattern:
    """`a | b | c`; a minus sign stands beside its number."""
    alternatives: list[Pattern] = []
    part: list[Node] = []
    for child in [*(child for child in node.children if not child.is_extra), None]:
        if child is not None and child.type != "|":
            part.append(child)
            continue
        if len(part) == 1:
            alternatives.append(pattern(part[0], source))
        else:
            alternatives.append(ValuePattern(_signed(part, source), _stretch(part, source)))
        part = []
    return AlternativePattern(tuple(alternatives), source.span(node))


def _stretch(nodes: list[Node], source: Source) -> Span:
    first, last = source.span(nodes[0]), source.span(nodes[-1])
    return Span(first.row, first.column, last.end_row, last.end_column)


def _signed(tokens: list[Node], source: Source) -> Expression:
    """`-1`, `1 + 2j`, `-1 - 2j`: literal numbers with their signs beside them."""
    if tokens[0].type == "-":
        left: Expression = Unary("-", _signed(tokens[1:2], source), _stretch(tokens[:2], source))
        rest = tokens[2:]
    elif tokens[0].type == "complex_pattern":
        left = _signed([child for child in tokens[0].children if not child.is_extra], source)
        rest = tokens[1:]
    else:
        left = expression(tokens[0], source)
        rest = tokens[1:]
    if not rest:
        return left
    return Binary(rest[0].type, left, expression(rest[1], source), _stretch(tokens, source))


def _class(node: Node, source: Source) -> Pattern:
    type_node, *rest = children(node)
    positional: list[Pattern] = []
    keywords: list[tuple[str, Pattern]] = []
    for child in rest:
        inner = children(child)
        if len(inner) == 1 and inner[0].type == "keyword_pattern":
            parts = [part for part in inner[0].children if not part.is_extra]
            value = parts[2:]
            lowered = (
                pattern(value[0], source)
                if len(value) == 1
                else ValuePattern(_signed(value, source), _stretch(value, source))
            )
            keywords.append((source.slice(parts[0]), lowered))
        else:
            positional.append(pattern(child, source))
    return ClassPattern(expression(type_node, source), tuple(positional), tuple(keywords), source.span(node))


def _mapping(node: Node, source: Source) -> Pattern:
    items: list[tuple[Expression, Pattern]] = []
    rest: str | None = None
    key: list[Node] = []
    for index, child in enumerate(node.children):
        field_name = node.field_name_for_child(index)
        if field_name == "key":
            key.append(child)
        elif field_name == "value":
            items.append((_signed(key, source), pattern(child, source)))
            key = []
        elif child.type == "splat_pattern":
            rest = _bound(child, source)
    return MappingPattern(tuple(items), rest, source.span(node))
