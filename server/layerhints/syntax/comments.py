"""The comments of a chunk."""

from __future__ import annotations

import re

from layerhints.syntax.parse import image
from layerhints.syntax.tokens import end_of_string
from layerhints.syntax.tree import Comment, Span

_TOKEN = re.compile(r"#[^\n]*|\"\"\"|'''|\"|'")


def comments(text: str) -> tuple[Comment, ...]:
    """The comments of a text."""
    if "#" not in text:
        return ()
    picture = image(text)
    found: list[Comment] = []
    position = row = line = 0
    while match := _TOKEN.search(picture, position):
        token = match[0]
        start, position = match.span()
        if token[0] != "#":
            position = end_of_string(picture, token, position) or len(picture)
            continue
        if rows := picture.count("\n", line, start):
            row, line = row + rows, picture.rindex("\n", line, start) + 1
        end = start + len(token.rstrip("\r"))
        found.append(Comment(text[start + 1 : end].strip(), Span(row, start - line, row, end - line)))
    return tuple(found)
