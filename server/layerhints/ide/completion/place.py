"""Where the cursor stands: in which argument of which call, in a string or in a comment. Told from tokens, as what
stands there is half typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from layerhints.syntax.tokens import end_of_string

_TOKEN = re.compile(r"#[^\r\n]*|\"\"\"|'''|\"|'|[()\[\]{},]")
_CALLED = re.compile(r"([^\W\d]\w*(?:[ \t]*\.[ \t]*[^\W\d]\w*)*)[ \t]*\Z")
_KEYWORD = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)\s*")
_BLANK = re.compile(r"\s*")
_WRITTEN, _DOTTED = re.compile(r"[\w-]*"), re.compile(r"[\w.]*")
_LAST_DOTTED = re.compile(r"[\w.]*\Z")
_END = re.compile(r"[ \t]*(?=[,)\]}#\r\n]|\Z)")
_DEPTH = 30
_FARTHEST_NAME = 200
"""Signs that are looked at in front of a bracket."""


class Stretch(NamedTuple):
    """A half-open stretch of a text, by offsets."""

    start: int
    end: int


@dataclass(slots=True)
class Bracket:
    """An open bracket and what stands in it up to the cursor: `called` is the dotted name in front of it, or empty, and
    begins at `start`; `number` counts the commas, `item` is where the text behind the last one begins. `names` are the
    keywords of the arguments that are complete.
    """

    kind: str
    called: str
    start: int
    item: int
    number: int = 0
    names: set[str] = field(default_factory=set)
    is_counted: bool = True
    """Does `number` say which argument it is? Behind `*values` and keywords it does not."""


class Place(NamedTuple):
    """Where the cursor stands. `brackets` are those around it, the outermost first. `comment` is where the comment
    begins that it stands in. `word` is what would be replaced: in a string the word at the cursor, else the whole
    argument, where that is a plain word or number, or nothing; None where it is more. `keyword` is the name of the
    argument.
    """

    brackets: list[Bracket]
    comment: int | None = None
    is_string: bool = False
    word: Stretch | None = None
    keyword: str | None = None


def place_of(text: str, start: int, cursor: int) -> Place:
    """The place of the offset `cursor` in a text; a statement that it belongs to begins at `start`, or further up."""
    brackets: list[Bracket] = []
    position = start
    while (match := _TOKEN.search(text, position, cursor)) is not None:
        token, position = match[0], match.end()
        if token[0] == "#":
            line = _end_of_line(text, position)
            if cursor <= line:
                return Place(brackets, comment=match.start())
            position = line
        elif token[0] in "\"'":
            end = end_of_string(text, token, position)
            closed = end is not None and end >= position + len(token) and text.startswith(token, end - len(token))
            inner = len(text) if end is None else end - len(token) if closed else end
            if cursor <= inner:
                is_plain = not text[match.start() - 1 : match.start()].isalnum()
                return _in_string(text, brackets, match.start(), cursor) if is_plain else Place(brackets)
            position = inner + len(token) if closed else inner
        elif token in "([{":
            if len(brackets) >= _DEPTH:
                return Place([])
            before = _CALLED.search(text, max(start, match.start() - _FARTHEST_NAME), match.start())
            name = "" if before is None else re.sub(r"\s", "", before[1])
            brackets.append(Bracket(token, name, match.start() if before is None else before.start(), position))
        elif token == ",":
            if brackets:
                last = brackets[-1]
                if keyword := _KEYWORD.match(text, last.item, match.start()):
                    last.names.add(keyword[1])
                    last.is_counted = False
                elif text[last.item : position].lstrip().startswith("*"):
                    last.is_counted = False
                last.number += 1
                last.item = position
        elif brackets:
            brackets.pop()
    return _in_code(text, brackets, cursor)


def _end_of_line(text: str, position: int) -> int:
    found = re.compile(r"[\r\n]").search(text, position)
    return len(text) if found is None else found.start()


def _in_string(text: str, brackets: list[Bracket], quote: int, cursor: int) -> Place:
    """In a string that is a whole argument, or the beginning of one."""
    begun, rest = _WRITTEN.match(text, quote + 1, cursor), _WRITTEN.match(text, cursor)
    assert begun is not None
    assert rest is not None
    keyword, value = _value(text, brackets, quote)
    word = Stretch(quote + 1, rest.end()) if value == quote and begun.end() == cursor else None
    return Place(brackets, is_string=True, word=word, keyword=keyword)


def _in_code(text: str, brackets: list[Bracket], cursor: int) -> Place:
    keyword, value = _value(text, brackets, cursor)
    first, last = _LAST_DOTTED.search(text, 0, cursor), _DOTTED.match(text, cursor)
    assert first is not None
    assert last is not None
    stands_alone = first.start() <= value or not text[value : first.start()].strip()
    is_whole = stands_alone and _END.match(text, last.end()) is not None
    return Place(brackets, word=Stretch(max(first.start(), value), last.end()) if is_whole else None, keyword=keyword)


def _value(text: str, brackets: list[Bracket], end: int) -> tuple[str | None, int]:
    """The keyword of the argument that reaches to `end`, and where its value begins."""
    if not brackets:
        return None, end
    start = brackets[-1].item
    if (match := _KEYWORD.match(text, start, end)) is not None:
        return match[1], match.end()
    blank = _BLANK.match(text, start, end)
    assert blank is not None
    return None, blank.end()
