"""What a hover says, as a small document that is written as Markdown or as plain text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from layerhints.project.view import Location


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text; `target` makes it a link."""

    text: str
    style: Literal["", "code", "strong"] = ""
    target: Location | None = None


Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or more lines that belong together."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`head` names the columns; a column of numbers is aligned to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: frozenset[int] = frozenset()


Block: TypeAlias = Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Document:
    blocks: tuple[Block, ...]


def plain(text: str) -> Span:
    return Span(text)


def code(text: str) -> Span:
    return Span(text, "code")


def strong(text: str) -> Span:
    return Span(text, "strong")


def sentence(text: str) -> Line:
    """A sentence in which `…` marks code."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return (Span(text),)
    spans = (Span(piece, "code" if index % 2 else "") for index, piece in enumerate(pieces))
    return tuple(span for span in spans if span.text)
