"""Patterns of `match`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.syntax.node import node

if TYPE_CHECKING:
    from layerhints.syntax.tree.expressions import Expression
    from layerhints.syntax.tree.span import Span


@node
class ValuePattern:
    """A literal, a dotted name, or a signed number: matches what equals it (None, True, False: what is it)."""

    value: Expression
    span: Span


@node
class CapturePattern:
    """A bare name; `_` has the name None and binds nothing."""

    name: str | None
    span: Span


@node
class StarPattern:
    """`*name` in a sequence; `*_` has the name None."""

    name: str | None
    span: Span


@node
class SequencePattern:
    items: tuple[Pattern, ...]
    span: Span


@node
class MappingPattern:
    """`{key: pattern, **rest}`."""

    items: tuple[tuple[Expression, Pattern], ...]
    rest: str | None
    span: Span


@node
class ClassPattern:
    type: Expression
    positional: tuple[Pattern, ...]
    keywords: tuple[tuple[str, Pattern], ...]
    span: Span


@node
class AlternativePattern:
    alternatives: tuple[Pattern, ...]
    span: Span


@node
class AsPattern:
    pattern: Pattern
    name: str
    span: Span


Pattern = (
    ValuePattern
    | CapturePattern
    | StarPattern
    | SequencePattern
    | MappingPattern
    | ClassPattern
    | AlternativePattern
    | AsPattern
)
