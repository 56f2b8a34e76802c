"""Token patterns: for the scanner, which finds where statements begin, and for whoever wants the names in a text."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

# What follows the opening quotes, the closing quotes included. A string in single quotes ends at the end of its line
# whether it is closed or not.
_REST = {
    '"': re.compile(r'[^"\\\r\n]*(?:\\(?:\r\n|.)[^"\\\r\n]*)*"?', re.DOTALL),
    "'": re.compile(r"[^'\\\r\n]*(?:\\(?:\r\n|.)[^'\\\r\n]*)*'?", re.DOTALL),
}
_CLOSING = {
    '"""': re.compile(r'\\.|"""', re.DOTALL),
    "'''": re.compile(r"\\.|'''", re.DOTALL),
}


def end_of_string(text: str, quotes: str, position: int) -> int | None:
    """Where a string ends whose opening quotes end at `position`; None where triple quotes never close."""
    if len(quotes) == 1:
        rest = _REST[quotes].match(text, position)
        assert rest is not None
        return rest.end()
    closing = _CLOSING[quotes]
    while (match := closing.search(text, position)) is not None:
        position = match.end()
        if match[0] == quotes:
            return position
    return None


_WORD = re.compile(
    r"""
    \#[^\r\n]* |
    (?P<quotes>\"\"\"|\'\'\'|\"|\') |
    (?P<dot>\.\s*)?(?P<word>[^\W\d]\w*)(?P<equals>\s*=(?!=))?(?!["\']) |
    \d[\w.]* |
    (?P<open>[(\[{]) | (?P<close>[)\]}])
    """,
    re.VERBOSE,
)


def names(text: str) -> tuple[str, ...]:
    """The identifiers in a text, in the order in which they first stand there.

    Left out are keywords, attributes (what follows a dot), names of keyword arguments, string prefixes, and what stands
    in strings and comments.
    """
    found: dict[str, None] = {}
    for match, depth in _outside_strings(_WORD, text):
        if not (word := match["word"]) or match["dot"] or keyword.iskeyword(word):
            continue
        if not (match["equals"] and depth > 0):
            found[word] = None
    return tuple(found)


_BINDING = re.compile(
    r"""
    \#[^\r\n]* |
    (?P<quotes>\"\"\"|\'\'\'|\"|\') |
    (?P<open>[(\[{]) | (?P<close>[)\]}]) |
    [=!<>]= | (?P<equals>=) |
    (?P<binds>:=|\b(?:import|yield|await)\b)
    """,
    re.VERBOSE,
)


def binds(text: str) -> bool:
    """May an expression that begins like this bind a name outside of itself, or pass something on?"""
    return any(
        match["binds"] or (match["equals"] and depth <= 0) for match, depth in _outside_strings(_BINDING, text)
    )


_LINE = re.compile(
    r"""
    \#[^\r\n]* |
    (?P<quotes>\"\"\"|\'\'\'|\"|\') |
    (?P<open>[(\[{]) | (?P<close>[)\]}]) |
    \\\n | (?P<end>\n)
    """,
    re.VERBOSE,
)


def end_of_statement(text: str, position: int) -> int:
    """Where the lines end over which a statement goes that begins at `position`; they end with line feeds."""
    ends = (match.end() for match, depth in _outside_strings(_LINE, text, position) if match["end"] and depth <= 0)
    return next(ends, len(text))


def _outside_strings(pattern: re.Pattern[str], text: str, position: int = 0) -> Iterator[tuple[re.Match[str], int]]:
    """What a pattern finds beside strings and brackets, and in how many brackets each stands."""
    depth = 0
    while match := pattern.search(text, position):
        position = match.end()
        if quotes := match["quotes"]:
            position = end_of_string(text, quotes, position) or len(text)
        elif match["open"]:
            depth += 1
        elif match["close"]:
            depth -= 1
        else:
            yield match, depth
