"""Looking for a pattern in a file that is being edited. Where the text is as it was nothing is looked for again: to
search a definition of two hundred lines for three patterns took half as long as all else that a letter needs.
"""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from layerhints.values.host import MOST_LINES

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.syntax import Module
    from layerhints.syntax.tree import Definition
    from layerhints.values.host import Sought


class Hit(NamedTuple):
    """A match, and where in the text of its definition it begins and ends."""

    text: str
    start: int
    end: int


class Search(NamedTuple):
    """What was looked for in a module, one definition after the other: the place of the first that has a match, or that
    behind the last where none has, and the match.
    """

    module: Module
    place: int
    hit: Hit | None

    @property
    def first(self) -> str | None:
        return None if self.hit is None else self.hit.text


def search(pattern: Sought, module: Module, before: Search | None) -> Search:
    """Look for a pattern in a module, of which an earlier state may have been searched `before`."""
    definitions = module.definitions
    rest = 0
    if before is not None:
        first, last, shift = _changed_places(before.module, module)
        if before.place < first:
            return Search(module, before.place, before.hit)
        for place in range(first, last + shift):
            hit = _in_new(pattern, definitions[place][1], place, before)
            if hit is not None:
                return Search(module, place, hit)
        if last <= before.place:
            return Search(module, before.place + shift, before.hit)
        rest = last + shift
    for place in range(rest, len(definitions)):
        text = definitions[place][1].text
        hit = _first(pattern, text, 0, len(text))
        if hit is not None:
            return Search(module, place, hit)
    return Search(module, len(definitions), None)


def _changed_places(old: Module, new: Module) -> tuple[int, int, int]:
    """From where up to where the definitions of an old state are not those of a new one, and by how much what stands
    behind has moved among them. Of most edits no definition behind has moved in the text.
    """
    from layerhints.syntax.module import difference  # the parser is not needed to start

    before, after = old.definitions, new.definitions
    first, last = difference(before, after)
    if last - first > 1:
        moved, end = difference(*([*map(_DEFINITION, each[first:])] for each in (before, after)))
        first, last = first + moved, first + end
    return first, last, len(after) - len(before)


_DEFINITION = itemgetter(1)


def _in_new(pattern: Sought, definition: Definition, place: int, before: Search) -> Hit | None:
    """The first match in a definition that is new, perhaps in the place of another one."""
    new = definition.text
    if place > before.place or place >= len(before.module.definitions):
        return _first(pattern, new, 0, len(new))
    start, end = _changed(before.module.definitions[place][1].text, new)
    if place < before.place or before.hit is None:
        return _first(pattern, new, start, end)
    hit = before.hit
    return hit if hit.end <= start else _first(pattern, new, min(hit.start, start), len(new))


def _first(pattern: Sought, text: str, start: int, end: int) -> Hit | None:
    match = pattern.search(text, start, end)
    return None if match is None else Hit(match.group(), match.start(), match.end())


@lru_cache(maxsize=1)
def _changed(old: str, new: str) -> tuple[int, int]:
    """The part of a new text that is not in the old one, with so many lines around it that all else that a pattern
    matches is as it was.
    """
    least = min(len(old), len(new))
    start = _in_common(least, lambda length, more: old[length:more] == new[length:more])
    behind = _in_common(
        least - start,
        lambda length, more: old[len(old) - more : len(old) - length] == new[len(new) - more : len(new) - length],
    )
    end = len(new) - behind
    start, end = new.rfind("\n", 0, start) + 1, _end_of_line(new, end)
    for _ in range(MOST_LINES):
        start = new.rfind("\n", 0, len(new[:start].rstrip())) + 1
        end = _end_of_line(new, len(new) - len(new[end:].lstrip()))
    return start, end


def _in_common(most: int, same: Callable[[int, int], bool]) -> int:
    """How many characters, of so many, are the same in two texts of which a stretch can be compared."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if same(least, middle):
            least = middle
        else:
            most = middle - 1
    return least


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
