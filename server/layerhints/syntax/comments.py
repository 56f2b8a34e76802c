"""The comments of a chunk."""

from __future__ import annotations

import re

from layerhints.syntax.parse import image
from layerhints.syntax.tokens import end_of_string
from layerhints.syntax.tree import Comment, Span

_TOKEN = re.compile(r"#[^\n]*|\"\"\"|'''|\"|'|\n")


def comments(text: str) -> tuple[Comment, ...]:
    """The comments of a text."""
    if "#" not in text:
        return ()
    picture = image(text)
    found: list[Comment] = []
    position = row = line = 0
    while match := _TOKEN.search(picture, position):
        token = match[0]
        position = match.end()
        if token == "\n":
            row, line = row + 1, position
        elif token[0] == "#":
            end = match.start() + len(token.rstrip("\r"))
            span = Span(row, match.start() - line, row, end - line)
            found.append(Comment(text[match.start() + 1 : end].strip(), span))
        else:
            end_position = end_of_string(picture, token, position) or len(picture)
            if newlines := picture.count("\n", position, end_position):
                row += newlines
                line = picture.rindex("\n", position, end_position) + 1
            position = end_position
    return tuple(found)
