"""Where logical lines end: a scan of brackets, strings and comments that recovers from what is not closed.

A logical line is a statement, or the header of a compound one, with all the lines that brackets, triple quotes and
backslashes add to it. In complete code its end is plain. In half-typed code an open bracket must not swallow what
follows; `_starts_statement` holds the evidence by which a line ends it. No evidence but the last (a root name that
comes again) can be met by a line that stands rightly inside brackets.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from layerhints.syntax.tokens import end_of_string

if TYPE_CHECKING:
    from tree_sitter import Node

_TOKEN = re.compile(r"#[^\n]*|\"\"\"|'''|\"|'|[()\[\]{}]|\\\r?\n|\n")
_OTHER = r"[^#\"'()\[\]{}\\\n]*"
_STRING = r"\"(?!\"\")[^\"\\\n]*\"|'(?!'')[^'\\\n]*'"


def _closed(depth: int) -> str:
    """A pattern for code in one line in which at most so many brackets are open, and all are closed again."""
    if depth == 0:
        return rf"{_OTHER}(?:(?:{_STRING}){_OTHER})*"
    inner = _closed(depth - 1)
    return rf"{_OTHER}(?:(?:{_STRING}|\({inner}\)|\[{inner}\]|{{{inner}}}){_OTHER})*"


_WHOLE = re.compile(rf"{_closed(2)}(?:#[^\n]*)?\n")
"""A line that is a logical line, as most are; what is open at its end, or broken, is looked at sign by sign."""
_DOCSTRING = r"\"\"\"[^\"\\\n]*(?:(?:\"(?!\"\")|\n(?=[ \t\r\n]))[^\"\\\n]*)*\"\"\"[ \t]*\r?"
"""A text that ends its line and has nothing in the first column, so no definition either: it is certainly closed."""
_BETWEEN = r"[ \t\f]*(?:#[^\n]*|\r?)\n"
_INDENTED = re.compile(rf"(?:(?:{_BETWEEN})*[ \t]+(?![\s#])(?:{_closed(2)}(?:#[^\n]*)?|{_DOCSTRING})\n){{1,256}}")
"""Logical lines of a block that are told without looking at them sign by sign, with what stands between them."""
_MATCHING = {")": "(", "]": "[", "}": "{"}

# Words that stand between operands, so that neither does an operand end with them nor begin.
_OPERATORS = "and|or|not|in|is|if|else|for|async|lambda|await|yield|from"
_ENDS_IN_WORD = re.compile(r"(import[ \t]*\*|(?<!\w)\d[\d_]*\.|\.\.\.|\w+|\S)\Z")
_IS_OPERATOR = re.compile(rf"(?:{_OPERATORS}|return|print|del|assert|raise|import|as)\Z|[^\w)\]}}\"'`.…]\Z")
_STARTS_WITH_OPERAND = re.compile(rf"(?!(?:{_OPERATORS})\b)\w")
_WORD_AFTER = re.compile(rf"[ \t]*(?!(?:{_OPERATORS}|as)\b)\w")

# No expression contains these words, so a line inside brackets cannot begin with them.
_STATEMENT = re.compile(
    r"(?:def|class|return|import|while|with|try|except|finally|elif|raise|del|pass|global|nonlocal|assert|break|continue)\b"
    r"|from[ \t]+[\w.]+[ \t]+import\b|async[ \t]+(?:def|with)\b|(?:print|exec)[ \t]+[\w\"']"
    r"|[^\W\d]\w*(?:\.\w+|\[[^\]\n]*\])+[ \t]*[-+*/]?=(?!=)"
)
_BLOCK = re.compile(r"(?:if|for|else|async[ \t]+for)\b(?!.*\belse\b[^\n]+:)[^\n]*:[ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)")
_COMPOUND = re.compile(r"(?:async|def|class|if|elif|else|for|while|with|try|except|finally|match|case)\b")
_DEFINITION = re.compile(r"(?:@|def\b|class\b|async\s+def\b)")
_ROOT = re.compile(r"([^\W\d]\w*)(?=[ \t]*(?:\.|=(?!=)))")
_CODE_IN_STRING = re.compile(r"^(?:def \w+\(|class \w+[(:]|import \w|from [\w.]+ import |@\w)", re.MULTILINE)

# A complete logical line does not end in these. tree-sitter-python reads on in the next line where one does.
_SIGNS = "-+*/%@&|^<>=.~!"
_WORDS = "and|or|not|in|is|if|else|for|lambda|await|from|import|as|del|assert|global|nonlocal|class|def"
_DANGLES = re.compile(rf"(?:[{_SIGNS}]|{_WORDS})\Z")
_MAY_DANGLE = re.compile(rf"(?:[{_SIGNS}]|(?<!\w)(?:{_WORDS}))[ \t]*(?:#[^\n]*)?\r?\Z")
_LACKS_MORE = re.compile(
    r"[ \t\f]*(?!(?:else|try|finally|except)\b)[^\W\d][\w.]*[ \t]*(?::|(?:,[ \t]*[^\W\d][\w.]*[ \t]*)*,)\Z"
)
"""A line that lacks an annotation, or behind names a further one: the parser would take that from the next line."""
_ENDINGS = (*_SIGNS, *_WORDS.split("|"))
_LAST = frozenset((*(ending[-1] for ending in _ENDINGS), *":, \t\r"))

_INDENTATION = re.compile(r"[ \t\f]*")

# How many brackets, strings and line ends are looked at, at most, to tell whether a line inside an open bracket begins
# a statement.
_LOOK_AHEAD = 100


class Scanner:
    """Scans an ASCII image (see `parse.image`), whose line ends are `\\n` or `\\r\\n`.

    `reach` is the offset up to which the text had a part in the answers since it was last set.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.reach = 0
        self._ending = ("", "")
        self._whole: int | None = None
        """The line that was scanned last, if its ending was not looked for."""
        self._quotes: dict[str, list[int]] = {}

    @property
    def tail(self) -> str:
        """The last word or sign of the logical line that was scanned last."""
        if self._whole is not None:
            self._end_of_logical_line(self._whole)
        return _last_word(*self._ending)

    @property
    def rows(self) -> int:
        return len(self.starts)

    def code_start(self, row: int) -> int:
        """The offset of the first character of a line that is no space."""
        match = _INDENTATION.match(self.text, self.starts[row])
        assert match is not None
        return match.end()

    def line_end(self, row: int) -> int:
        """The offset behind the last character of a line, its line end excluded."""
        if row + 1 == self.rows:
            return len(self.text)
        end = self.starts[row + 1] - 1
        return end - 1 if end > self.starts[row] and self.text[end - 1] == "\r" else end

    def indentation(self, row: int) -> int:
        """The column at which a line begins, with tabs to every eighth column and a form feed back to the first."""
        margin = self.text[self.starts[row] : self.code_start(row)]
        if "\t" not in margin and "\f" not in margin:
            return len(margin)
        column = 0
        for character in margin:
            column = (column // 8 + 1) * 8 if character == "\t" else 0 if character == "\f" else column + 1
        return column

    def is_blank(self, row: int) -> bool:
        start = self.code_start(row)
        return start >= len(self.text) or self.text[start] in "\r\n"

    def is_comment(self, row: int) -> bool:
        return self.text.startswith("#", self.code_start(row))

    def meaningful(self, row: int) -> int:
        """The first line from `row` on that is neither blank nor a comment, or the number of lines."""
        while row < self.rows:
            start = self.code_start(row)
            if start < len(self.text) and self.text[start] not in "#\r\n":
                return row
            row += 1
        return row

    def logical_line(self, row: int) -> int:
        """The line behind the logical line that begins in `row`."""
        if _WHOLE.match(self.text, self.starts[row]) is None:
            return self._end_of_logical_line(row)
        self._whole = row
        self.reached(row)
        return row + 1

    def indented_lines(self, row: int) -> int:
        """The line behind indented logical lines from `row` on, as many as are plainly whole."""
        first = row
        while (match := _INDENTED.match(self.text, self.starts[row])) is not None:
            row = self.row_of(match.end())
        if row > first:
            self.reached(row - 1)
        return row

    def _end_of_logical_line(self, row: int) -> int:
        self._whole = None
        text, first = self.text, row
        position = after = self.starts[row]
        brackets: list[str] = []
        last = ""
        ending = self._ending = ("", "")
        asks = False
        while True:
            match = _TOKEN.search(text, position)
            if match is None:
                self.reach = len(text)
                return self.rows
            token = match[0]
            position = match.end()
            if token in "([{":
                brackets.append(token)
                last, after = token, position
            elif token in ")]}":
                if _MATCHING[token] in brackets:
                    while brackets.pop() != _MATCHING[token]:
                        pass
                last, after = token, position
            elif token[0] in "\"'":
                end = self._end_of_string(token, position)
                if end is None:
                    return self._row_after(position)
                position = after = end
                last = token[0]
            elif token[0] == "\\":
                row = self._row_after(match.start())
                self.reached(row)
                if row < self.rows and (self.is_blank(row) or self._certain(row)):
                    return row
            else:
                between = text[after : match.start()].strip()
                if between or last:
                    ending, last, asks = (between, last), "", True
                after = position
                if token[0] == "#":
                    continue
                row = self._row_after(match.start())
                if not brackets:
                    self._ending = ending
                    self.reached(row - 1)
                    return row
                if asks and self._starts_statement(self.meaningful(row), first, ending, brackets):
                    return row
                asks = False

    def row_of(self, position: int) -> int:
        """The line that holds an offset."""
        return bisect_right(self.starts, position) - 1

    def _row_after(self, position: int) -> int:
        """The line behind the one that holds an offset."""
        return bisect_right(self.starts, position)

    def reached(self, row: int) -> None:
        """The text up to the end of a line has a part in the answer."""
        end = len(self.text) if row + 1 >= self.rows else self.starts[row + 1]
        self.reach = max(self.reach, end)

    # --- triple quotes ---------------------------------------------------------------------------------------------

    def _end_of_string(self, quotes: str, position: int) -> int | None:
        """Where a string ends; None where its triple quotes were never closed.

        Triple quotes that are not closed turn the next string inside out: its opening quotes seem to close them. That
        shows where a word follows closing quotes, and where a string holds definitions and the quotes left over in the
        file are odd in number.
        """
        end = end_of_string(self.text, quotes, position)
        if len(quotes) == 1:
            return end
        if end is None:
            self.reach = len(self.text)
            return None
        self.reach = max(self.reach, min(end + 80, len(self.text)))
        if _WORD_AFTER.match(self.text, end, end + 80):
            return None
        if _CODE_IN_STRING.search(self.text, position, end):
            self.reach = len(self.text)
            if self._quotes_from(quotes, end) % 2 == 1:
                return None
        return end

    def _quotes_from(self, quotes: str, position: int) -> int:
        if quotes not in self._quotes:
            self._quotes[quotes] = [match.start() for match in re.finditer(quotes, self.text)]
        places = self._quotes[quotes]
        return len(places) - bisect_left(places, position)

    # --- open brackets ---------------------------------------------------------------------------------------------

    def _certain(self, row: int) -> bool:
        """Whether a line begins as no line inside brackets can."""
        start = self.code_start(row)
        return _STATEMENT.match(self.text, start) is not None or _BLOCK.match(self.text, start) is not None

    def _starts_statement(self, row: int, first: int, ending: tuple[str, str], brackets: list[str]) -> bool:
        """Whether the line `row` begins a new statement although brackets of the line `first` are open. In front of it
        stands `ending`: a text, or if that is empty a sign.

        - It begins with a word or an assignment to an attribute that no expression can hold.
        - It does not stand deeper than the open statement (or that is a header, whose block stands deeper), and an
          operand would follow an operand.
        - It does not stand deeper, and by itself it is complete and followed by an operand or by nothing.
        - It does not stand deeper, is not complete itself, and begins with the name that the open statement began with.
        """
        self.reached(min(row, self.rows - 1))
        if row >= self.rows:
            return False
        if self._certain(row):
            return True
        is_deeper = self.indentation(row) > self.indentation(first)
        if is_deeper and _COMPOUND.match(self.text, self.code_start(first)) is None:
            return False
        tail = _last_word(*ending)
        if is_deeper and tail == ":" and brackets[-1] == "(":
            return True
        ends_operand = not _IS_OPERATOR.match(tail)
        starts_operand = _STARTS_WITH_OPERAND.match(self.text, self.code_start(row)) is not None
        if is_deeper:
            return ends_operand and starts_operand
        if self.text.startswith("@", self.code_start(row)):
            following = self.meaningful(row + 1)
            self.reached(min(following, self.rows - 1))
            return following < self.rows and _DEFINITION.match(self.text, self.code_start(following)) is not None
        if not starts_operand:
            return False
        return ends_operand or self._complete(row, first)

    def _complete(self, row: int, first: int) -> bool:
        """Whether a line, with what its own brackets add, cannot be an item of a list that goes on."""
        text = self.text
        position = after = self.starts[row]
        depth, last = 0, ""
        for _ in range(_LOOK_AHEAD):
            match = _TOKEN.search(text, position)
            token = match[0] if match else "\n"
            start, position = match.span() if match else (len(text), len(text))
            if token in "([{":
                depth, last, after = depth + 1, token, position
            elif token in ")]}":
                depth, last, after = depth - 1, token, position
                if depth < 0:
                    break
            elif token[0] in "\"'":
                end = self._end_of_string(token, position)
                if end is None:
                    break
                last, position, after = token[0], end, end
            elif token[0] == "#":
                last, after = _last_word(text[after:start].strip(), last), position
            elif token == "\n" and (depth == 0 or match is None):
                tail = _last_word(text[after:start].strip(), last)
                if depth > 0:
                    break
                following = self.meaningful(self._row_after(start))
                self.reached(min(following, self.rows - 1))
                return not _IS_OPERATOR.match(tail) and self._cannot_continue(following, tail)
            else:
                after = position
        self.reach = max(self.reach, position)
        if depth < 0:
            return False
        root, opened = _ROOT.match(text, self.code_start(row)), _ROOT.match(text, self.code_start(first))
        return root is not None and opened is not None and root[1] == opened[1]

    def _cannot_continue(self, row: int, tail: str) -> bool:
        """Whether no expression that ended in `tail` goes on with this line."""
        if row >= self.rows or self._certain(row):
            return True
        start = self.code_start(row)
        if self.text[start] in "\"'":
            return tail not in "\"'"
        return _STARTS_WITH_OPERAND.match(self.text, start) is not None


def _dangling(image: str) -> tuple[list[int], list[int]]:
    """Where lines end in a colon or comma behind nothing but names, and where others end as no logical line does.
    Nearly all are told apart by their last letter, without a pattern.
    """
    lacking, others = [], []
    start = 0
    for line in image.split("\n"):
        has_comment = "#" in line
        if has_comment or line[-1:] in _LAST:
            code = line.rstrip(" \t\r")
            if not has_comment and code.endswith((":", ",")):
                if _LACKS_MORE.match(code) is not None:
                    lacking.append(start + len(code) - 1)
            elif has_comment or code.endswith(_ENDINGS):
                match = _MAY_DANGLE.search(line)
                if match is not None and start + len(line) < len(image):
                    others.append(start + match.start())
        start += len(line) + 1
    return lacking, others


def _goes_on(root: Node, place: int) -> bool:
    """Is what stands at a place prose, or inside of brackets, which the parser has found closed? No logical line ends
    there.
    """
    node = root.descendant_for_byte_range(place, place + 1)
    if node is not None and node.type in ("string_content", "comment"):
        return True
    while node is not None:
        first = node.child(0) if node.child_count else None
        if first is not None and first.type in ("(", "[", "{") and first.start_byte < place:
            return True
        node = node.parent
    return False


def _takes_more(root: Node, place: int) -> bool:
    """Did the parser take something of a further line as target or annotation behind the sign at a place?"""
    sign = root.descendant_for_byte_range(place, place + 1)
    whole = None if sign is None else sign.parent
    if sign is None or whole is None or whole.type not in ("pattern_list", "assignment"):
        return False
    return whole.end_point[0] > sign.end_point[0]


def _last_word(text: str, otherwise: str) -> str:
    """The last word or sign of a text, or what stands in front of it where it is empty."""
    found = _ENDS_IN_WORD.search(text)
    return found[0] if found else otherwise


def dangles(image: str, root: Node) -> bool:
    """Whether a logical line ends in an operator, a dot, the colon of an annotation or the comma behind a name, so that
    a parser takes the next line for its rest; `root` is what the parser made of it, in which nothing is broken. Most
    lines that end so are prose, or stand in brackets.
    """
    lacking, others = _dangling(image)
    if any(not _goes_on(root, place) and _takes_more(root, place) for place in lacking):
        return True
    if all(_goes_on(root, place) for place in others):
        return False
    scanner = Scanner(image)
    row = scanner.meaningful(0)
    while row < scanner.rows:
        row = scanner.meaningful(scanner.logical_line(row))
        if _DANGLES.match(scanner.tail):
            return True
    return False
