"""The lines of a broken chunk: where logical lines end, and what stands in a stretch of them."""

from __future__ import annotations

import re

from layerhints.syntax.scanner import Scanner
from layerhints.syntax.tokens import names
from layerhints.syntax.tree import BrokenExpression, BrokenStatement, Span

_KEYWORD = re.compile(
    r"(?:async[ \t]+)?(def|class|if|elif|else|for|while|with|try|except|finally)\b"
    r"|(match|case)[ \t]*(?![ \t.,)\]}=:])[^\n]*:[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)"
)


class Rows:
    """A chunk and its ASCII image. Rows are lines from 0; what is asked of some lines does not change."""

    def __init__(self, text: str, image: str) -> None:
        self.text = text
        self.image = image
        self.scanner = Scanner(image)
        self._ends: dict[int, int] = {}
        self._meaningful: dict[int, int] = {}
        self._decorated: dict[int, int] = {}
        """The line behind all decorators, for each line in which one begins."""

    def logical_line(self, row: int) -> int:
        """The line behind the logical line that begins in `row`. Every block around asks for it."""
        end = self._ends.get(row)
        if end is None:
            end = self._ends[row] = self.scanner.logical_line(row)
        return end

    def meaningful(self, row: int) -> int:
        """The first line from `row` on that is neither blank nor a comment."""
        found = self._meaningful.get(row)
        if found is None:
            found = self._meaningful[row] = self.scanner.meaningful(row)
        return found

    def end_of_line(self, row: int) -> int:
        return self.scanner.line_end(row)

    def span(self, row: int, end_row: int) -> Span:
        """From the first character of line `row` to the last of the lines before `end_row`, blanks aside."""
        scanner = self.scanner
        while end_row > row + 1 and (scanner.is_blank(end_row - 1) or scanner.is_comment(end_row - 1)):
            end_row -= 1
        last = scanner.starts[end_row - 1]
        end = len(self.image[last : scanner.line_end(end_row - 1)].rstrip())
        return Span(row, scanner.code_start(row) - scanner.starts[row], end_row - 1, end)

    def stretch(self, row: int, end_row: int) -> slice:
        return slice(self.scanner.starts[row], self.scanner.line_end(end_row - 1))

    def broken(self, row: int, end_row: int) -> BrokenStatement:
        return BrokenStatement(names(self.text[self.stretch(row, end_row)]), self.span(row, end_row))

    def broken_expression(self, row: int, end_row: int) -> BrokenExpression:
        return BrokenExpression(names(self.text[self.stretch(row, end_row)]), self.span(row, end_row))

    def keyword(self, row: int) -> str | None:
        match = _KEYWORD.match(self.image, self.scanner.code_start(row))
        return match[1] or match[2] if match else None
