"""Reading a file: its definitions, of which only those are lowered whose text changed."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import NamedTuple

from layerhints.syntax.comments import comments
from layerhints.syntax.parse import image
from layerhints.syntax.recover import body
from layerhints.syntax.text import chunks
from layerhints.syntax.tree import Definition


class Module(NamedTuple):
    """A file as it was read.

    `definitions` are in the order of the file, each with the line (from 0) at which its spans begin. `lowered` counts
    those that were not taken over from the module read before.
    """

    definitions: tuple[tuple[int, Definition], ...]
    lowered: int


def read(text: str, previous: Module | None = None) -> Module:
    """The definitions of a file, whatever state its text is in.

    Definitions of `previous` whose text stands in this one, too, are taken over as the same objects.
    """
    known = {definition.key: definition for _, definition in previous.definitions} if previous else {}
    seen: Counter[str] = Counter()
    definitions: list[tuple[int, Definition]] = []
    lowered = 0
    picture = image(text)
    for chunk in chunks(picture):
        part = text[chunk.start : chunk.end]
        digest = blake2b(part.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        key = (digest, seen[digest])
        seen[digest] += 1
        definition = known.get(key)
        if definition is None:
            definition = lower(part, picture[chunk.start : chunk.end], key)
            lowered += 1
        definitions.append((chunk.row, definition))
    return Module(tuple(definitions), lowered)


def lower(text: str, picture: str, key: tuple[str, int]) -> Definition:
    """The definition of a chunk's text; `picture` is its ASCII image."""
    return Definition(key, body(text, picture), comments(text, picture))
