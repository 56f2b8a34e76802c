"""Broken simple statements: of each as much is read as is beyond doubt."""

from __future__ import annotations

import re
from functools import lru_cache

from layerhints.syntax.lower.kept import KEPT
from layerhints.syntax.lower.source import Hidden, Source
from layerhints.syntax.lower.statements import block
from layerhints.syntax.mask import Unfinished, hide, masks, unfinished
from layerhints.syntax.node import replaced
from layerhints.syntax.parse import MOST_BACKSLASHES, parse
from layerhints.syntax.recover.rows import Rows
from layerhints.syntax.scanner import dangles
from layerhints.syntax.tokens import binds, names
from layerhints.syntax.tree import Block, BrokenExpression, Span, Statement

_TARGETS = re.compile(
    r"""[ \t\f]*(?:
        return[ \t]+ |
        (?:[^\W\d][\w.]*[ \t]*=(?!=)[ \t]*)+ |
        (?=[^\W\d][\w.]*\.[ \t]*(?:\#[^\n]*)?\n?\Z)  # nothing: an attribute of which the name is missing
    )""",
    re.VERBOSE,
)


def _sound(text: str, image: str, row: int, depth: int, hidden: dict[int, Hidden]) -> tuple[Block, bool] | None:
    """The statements of some lines of a chunk, if nothing in them is broken, and whether they yield."""
    root = parse(image)
    if root.has_error or dangles(image, root):
        return None
    source = Source(text, row, depth)
    source.hidden = hidden
    source.kept = None if hidden or text.count("\\") >= MOST_BACKSLASHES else KEPT
    return block(root, source), source.yields


@lru_cache(maxsize=256)
def _kept(text: str, image: str, row: int, depth: int) -> tuple[Block, bool] | None:
    """The same, kept: while a person types in one line of a function, those around it are read again and again."""
    return _sound(text, image, row, depth, {})


_SHORT = 2_000
"""How many characters are kept at most for one statement."""
_MAKES_FUNCTIONS = re.compile(r"\b(?:def|class|lambda)\b")
"""The node of a function is what tells it from others, so that no two definitions may share one."""


class Simple(Rows):
    """`yields` says whether anything did that was read so far."""

    yields = False

    def parsed(
        self, text: str, image: str, row: int, depth: int, hidden: dict[int, Hidden] | None = None
    ) -> list[Statement] | None:
        kept = hidden is None and len(text) <= _SHORT and _MAKES_FUNCTIONS.search(image) is None
        found = _kept(text, image, row, depth) if kept else _sound(text, image, row, depth, hidden or {})
        if found is None:
            return None
        statements, yields = found
        self.yields |= yields
        return list(statements)

    def simple(self, row: int, end: int, depth: int) -> Statement:
        """A broken simple statement, with only its broken arguments and items hidden where it can be told which."""
        certain = unfinished(self.image[self.stretch(row, end)])
        found = None if certain is not None and certain.crossed else self.masked(row, end, "", depth)
        if found is None and certain is not None:
            found = self.cut_short(row, end, certain, depth)
        found = found or self.bound(row, end, depth)
        return found[0] if found is not None and len(found) == 1 else self.broken(row, end)

    def bound(self, row: int, end: int, depth: int) -> list[Statement] | None:
        """A statement that binds something, or returns it, and cannot be read behind that yet: nobody knows to what.
        What stands there is not taken to change anything else, as a call that is complete is not either.
        """
        stretch = self.stretch(row, end)
        text, image = self.text[stretch], self.image[stretch]
        head = _TARGETS.match(image)
        if head is None or binds(image[head.end() :]):
            return None
        whole = self.span(row, end)
        rest = Span(row, head.end(), whole.end_row, max(whole.end_column, head.end()))
        hidden = {head.end(): Hidden(BrokenExpression(names(text[head.end() :]), rest), None, rest)}
        found = self.parsed(f"{text[: head.end()]}X", f"{image[: head.end()]}X", row, depth, hidden)
        return found and [replaced(statement, span=whole) for statement in found]

    def cut_short(self, row: int, end: int, certain: Unfinished, depth: int) -> list[Statement] | None:
        """A statement with a list that does not close: its complete items, then what may follow them."""
        stretch = self.stretch(row, end)
        text, image = self.text[stretch], self.image[stretch]
        span = self.span(row, end)
        rest = Span(
            row + image.count("\n", 0, certain.end),
            certain.end - (image.rfind("\n", 0, certain.end) + 1),
            span.end_row,
            span.end_column,
        )
        hidden: dict[int, Hidden] = {}
        for match in re.finditer("X", certain.suffix):
            read = () if hidden else names(text[certain.end :])
            hidden[certain.end + match.start()] = Hidden(BrokenExpression(read, rest), None, rest)
        head, image = text[: certain.end] + certain.suffix, image[: certain.end] + certain.suffix
        return self.parsed(head, image, row, depth, hidden)

    def masked(self, row: int, end: int, suffix: str, depth: int) -> list[Statement] | None:
        stretch = self.stretch(row, end)
        text, image = self.text[stretch], self.image[stretch]
        found = masks(image)
        if found is None:
            return None
        hidden: dict[int, Hidden] = {}
        for mask in found:
            first = row + image.count("\n", 0, mask.start)
            last = row + image.count("\n", 0, mask.end)
            span = Span(
                first,
                mask.start - (image.rfind("\n", 0, mask.start) + 1),
                last,
                mask.end - (image.rfind("\n", 0, mask.end) + 1),
            )
            value = text[mask.start : mask.end]
            if mask.name is not None:
                value = value.partition("=")[2]
            hidden[mask.start] = Hidden(BrokenExpression(names(value), span), mask.name, span)
        return self.parsed(text + suffix, hide(image, found) + suffix, row, depth, hidden)
