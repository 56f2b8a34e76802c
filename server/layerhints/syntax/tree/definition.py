"""What a file is made of: its top-level statements, each by itself."""

from __future__ import annotations

import re
from functools import cached_property
from sys import intern
from typing import TYPE_CHECKING

from layerhints.syntax.node import FIELDS, PutOff, node
from layerhints.syntax.shadowed import shadowed
from layerhints.syntax.tree.expressions import Comprehension

if TYPE_CHECKING:
    from layerhints.syntax.tree.span import Span
    from layerhints.syntax.tree.statements import Block

WORD = re.compile(r"[^\W\d]\w*")
_LATER = frozenset({"class", "def", "lambda"})
_FOR = re.compile(r"\bfor\b")
_LOOP = re.compile(r"^[ \t]*for\b[^\n]*:[ \t]*$", re.MULTILINE)
"""A line that is the head of a loop. One that holds the `for` of a generator as well has two of these words."""


@node
class Comment:
    """A comment, without its `#` and the space behind it."""

    text: str
    span: Span


class Definition:
    """One top-level statement of a file (or what is broken between two), lowered by itself.

    `key` names the definition within its file by content: a digest of the text, and which one of equal texts it is.
    """

    def __init__(
        self,
        key: tuple[str, int],
        body: Block | PutOff,
        comments: tuple[Comment, ...] | PutOff,
        text: str | PutOff = "",
    ) -> None:
        self.key = key
        self._text = text
        self._comments = comments
        self._body = body
        self.again: PutOff | None = None
        """Makes the statements once more, if they may be let go."""

    @property
    def body(self) -> Block:
        """The statement, or several where it is broken; lowered when somebody looks at it."""
        held = self._body
        if isinstance(held, PutOff):
            held = self._body = held.make()
        return held

    def let_go(self) -> None:
        """Forget the statements, if they can be made again for whoever looks next. The nodes will be others."""
        if self.again is not None:
            self._body = self.again

    @property
    def comments(self) -> tuple[Comment, ...]:
        held = self._comments
        if isinstance(held, PutOff):
            held = self._comments = held.make()
        return held

    @property
    def text(self) -> str:
        held = self._text
        return held.make() if isinstance(held, PutOff) else held

    @cached_property
    def mentions(self) -> frozenset[str]:
        """The words in its text, each held once for all definitions."""
        return frozenset(map(intern, WORD.findall(self.text)))

    @cached_property
    def runs_later(self) -> bool:
        """May code that stands in it be run when its statements have been?"""
        words = self.mentions
        if "for" not in words or not words.isdisjoint(_LATER):
            return not words.isdisjoint(_LATER)
        text = self.text
        return len(_FOR.findall(text)) > len(_LOOP.findall(text)) and _has_generator(self.body)

    @cached_property
    def shadowed(self) -> frozenset[str]:
        """Those of them that are names of functions' own wherever something is named by them."""
        return shadowed(self.text)


def _has_generator(found: object) -> bool:
    if isinstance(found, tuple):
        return any(map(_has_generator, found))
    if isinstance(found, Comprehension) and found.kind == "generator":
        return True
    return any(_has_generator(getattr(found, name)) for name in FIELDS.get(type(found), ()))
