"""Broken simple statements: of each as much is read as is beyond doubt."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from layerhints.syntax.lower.kept import KEPT
from layerhints.syntax.lower.source import Hidden, Source
from layerhints.syntax.lower.statements import block
from layerhints.syntax.mask import Unfinished, closings, hide, masks, unfinished
from layerhints.syntax.node import replaced
from layerhints.syntax.parse import MOST_BACKSLASHES, parse
from layerhints.syntax.recover.rows import Rows
from layerhints.syntax.scanner import dangles
from layerhints.syntax.tokens import binds, names
from layerhints.syntax.tree import (
    Block,
    BrokenExpression,
    BrokenStatement,
    ExpressionStatement,
    Import,
    ImportFrom,
    Span,
    Statement,
)

_TARGET = r"\*?[^\W\d]\w*(?:[ \t]*\.[ \t]*\w+|\[[^][\n]*\])*[ \t]*"
_TARGETS = re.compile(
    rf"""[ \t\f]*(?:
        return[ \t]+ |
        (?:{_TARGET}(?:,[ \t]*{_TARGET})*(?:,[ \t]*)?=(?!=)[ \t]*)+ |
        {_TARGET}(?:[-+*/%@&|^]|//|\*\*|<<|>>)=[ \t]* |  # what is added to something
        {_TARGET}:[ \t]*[^\W\d][\w.]*(?:\[[^=\n]*\])?[ \t]*=(?!=)[ \t]* |  # what has an annotation
        (?={_TARGET}\.[ \t]*(?:\#[^\n]*)?\n?\Z)  # nothing: an attribute of which the name is missing
    )""",
    re.VERBOSE,
)
_LAST_TOKEN = re.compile(r"(?:\w+|[^\w\s])\s*\Z")
_IMPORT = re.compile(r"[ \t\f]*(?:import|from)\b")
_STILL = re.compile(r"[ \t\f]*(?:@|(?:assert|raise|global|nonlocal|pass|break|continue)\b)|[^(=]*\Z")
"""What changes nothing, however it goes on: of an expression a call may, or an assignment."""
_DOT = re.compile(r"\.[ \t]*\n?\Z")
_MOST_TOKENS = 4
"""So many tokens at the end of an import may be of a name that is not there yet."""


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
        found = found or self.bound(row, end, depth) or self.imported(row, end, depth) or self.closed(row, end, depth)
        if found is not None and len(found) == 1:
            return found[0]
        if _STILL.match(self.image[self.stretch(row, end)]):
            return BrokenStatement((), self.span(row, end))
        return self.broken(row, end)

    def imported(self, row: int, end: int, depth: int) -> list[Statement] | None:
        """An import of which the last names are half typed: what can be read before them is imported, and what is not
        there yet changes nothing.
        """
        stretch = self.stretch(row, end)
        text, image = self.text[stretch], self.image[stretch].rstrip()
        if _IMPORT.match(image) is None:
            return None
        for _ in range(_MOST_TOKENS):
            for closing in ("", ")"):
                found = self.parsed(text[: len(image)] + closing, image + closing, row, depth)
                if found is not None and len(found) == 1 and isinstance(found[0], Import | ImportFrom):
                    return [replaced(found[0], span=self.span(row, end))]
            image = _LAST_TOKEN.sub("", image).rstrip()
        return [BrokenStatement((), self.span(row, end))]

    def closed(self, row: int, end: int, depth: int) -> list[Statement] | None:
        """An expression of which brackets are still open, or of which the last attribute has no name yet: what is
        complete of it, and in the brackets something more. So a call is one as soon as it is begun, as it is where the
        editor closes the bracket at once.
        """
        image = self.image[self.stretch(row, end)]
        if binds(image):
            return None
        dot = _DOT.search(image)
        for certain in chain([] if dot is None else [Unfinished(dot.start(), "", False)], closings(image)):
            found = self.cut_short(row, end, certain, depth)
            if found is not None and len(found) == 1 and isinstance(found[0], ExpressionStatement):
                return [replaced(found[0], span=self.span(row, end))]
        return None

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
