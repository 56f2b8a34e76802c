"""Hiding the broken arguments and list items of a statement, so that the rest of it can be parsed.

`Sequential([Conv2D(8, 3), Dense(1 2)])` becomes `Sequential([Conv2D(8, 3), Dense(X  )])` with a note that X stands for
something broken, which may be any number of items. Only arguments of calls and items of lists and dictionaries are
hidden: a tuple with an item that cannot be read may have another length than it seems to have. A statement whose end is
uncertain stays broken, with one exception: of a list that is being written (`Sequential([Conv2D(8, 3), Dense(`), the
items that are complete are kept, see `unfinished`.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from layerhints.syntax.parse import parse
from layerhints.syntax.tokens import end_of_string

_TOKEN = re.compile(r"#[^\n]*|\"\"\"|'''|\"|'|[()\[\]{},]")
_MATCHING = {")": "(", "]": "[", "}": "{"}
_CLOSING = {opening: closing for closing, opening in _MATCHING.items()}
_BEFORE = re.compile(r"(\w+|[\])])[ \t]*\Z")
_KEYWORD = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)\s*")
_PARAMETER = re.compile(r"\s*\*{0,2}[ \t]*[^\W\d]\w*")
_LOOP = re.compile(r"\bfor\b")
_NO_CODE = re.compile(r"(?:\s|#[^\n]*)*")
_DEPTH = 30


class Mask(NamedTuple):
    """A stretch of text to hide: `name` is set where it is the value of the argument `name=`."""

    start: int
    end: int
    name: str | None
    comma: bool


@dataclass
class _Group:
    """A pair of brackets: `kind` is `call`, `list`, `dict` or `other`; `items` are what its commas separate."""

    kind: str
    bracket: str
    start: int
    items: list[_Item] = field(default_factory=list)
    depth: int = 0


@dataclass
class _Item:
    start: int
    end: int = 0
    groups: list[_Group] = field(default_factory=list)
    unclosed: bool = False


def masks(image: str) -> list[Mask] | None:
    """What to hide in a broken statement so that the rest stands; None where that cannot be told."""
    whole = _groups(image)
    if whole is None:
        return None
    found: list[Mask] = []
    for group in whole.groups:
        found += _broken_items(group, image)
    return found or None


def hide(image: str, hidden: list[Mask]) -> str:
    """The image with a placeholder, a name of one letter and spaces, in every masked stretch."""
    parts: list[str] = []
    position = 0
    for mask in hidden:
        blank = re.sub(r"[^\n]", " ", image[mask.start : mask.end])
        blank = "X" + blank[1:]
        if mask.comma:
            blank = blank[:-1] + ","
        parts += [image[position : mask.start], blank]
        position = mask.end
    return "".join([*parts, image[position:]])


class Unfinished(NamedTuple):
    """A statement whose list is not closed: what is certain ends at `end`, and `suffix` closes it.

    Each X in the suffix stands for something that may follow; the first one for all the text from `end` on. `crossed`
    says that a bracket of another kind closes where the list should: the line that opened it is missing.
    """

    end: int
    suffix: str
    crossed: bool


def unfinished(image: str) -> Unfinished | None:
    """The part of a statement that stands although a list in it does not close; None where there is no such part.

    Around the list there may be calls only, so that what is left out is more items and more arguments.
    """
    found = _open(image)
    if found is None:
        return None
    groups, stop = found
    depth = next((depth for depth, group in enumerate(groups) if group.kind == "list"), None)
    if any(group.kind != "call" for group in groups[:depth]):
        return None
    if depth is None:
        closed = _closed_list(groups[-1].items[-1].start, stop, image) if groups else None
        return None if closed is None else Unfinished(closed, ", X]" + ", X)" * len(groups), False)
    is_innermost = depth == len(groups) - 1
    certain = _certain_end(groups[depth], stop, is_innermost, image)
    if certain is None:
        return None
    return Unfinished(certain, ", X]" + ", X)" * depth, is_innermost and stop < len(image))


def closings(image: str) -> Iterator[Unfinished]:
    """How the brackets that a statement leaves open may be closed, with something more in the innermost one of which
    anything is complete: each that keeps less than the one before. What is called with nothing yet is not called, but
    where it is all that there is.
    """
    groups, stop = _open(image) or ([], 0)
    if stop < len(image):
        return
    for depth, group in reversed(list(enumerate(groups))):
        *complete, last = group.items
        is_list = group.kind in ("call", "list")
        if group.kind == "dict" or (complete and not is_list):
            continue  # of a tuple nobody knows how long it is
        if not all(_parses(image[item.start : item.end], group.kind) for item in complete):
            continue
        text = image[last.start : stop].rstrip()
        suffix = "".join(_CLOSING[each.bracket] for each in groups[depth::-1])
        if is_list and depth == len(groups) - 1 and text.endswith((")", "]")) and _parses(text, group.kind):
            yield Unfinished(last.start + len(text), f", X{suffix}", False)
        if complete:
            yield Unfinished(complete[-1].end, f", X{suffix}", False)
        elif depth == 0:
            yield Unfinished(last.start, f"X{suffix}", False)


def _open(image: str) -> tuple[list[_Group], int] | None:
    """The brackets that a statement leaves open, and where it ends: where one is closed that was not opened, if any is.
    None where they nest too deeply.
    """
    groups: list[_Group] = []
    position, stop = 0, len(image)
    while match := _TOKEN.search(image, position):
        token, position = match[0], match.end()
        if token in "([{":
            if len(groups) >= _DEPTH:
                return None
            groups.append(_Group(_kind(image, token, match.start()), token, match.start(), [_Item(position)]))
        elif token == "," and groups:
            groups[-1].items[-1].end = match.start()
            groups[-1].items.append(_Item(position))
        elif token in ")]}":
            if not groups or groups[-1].bracket != _MATCHING[token]:
                stop = match.start()
                break
            groups.pop()
        elif token[0] in "\"'":
            end = end_of_string(image, token, position)
            if end is None:
                break
            position = end
    return groups, stop


class Header(NamedTuple):
    """The header of a function without its colon, as text and as image. What stands at `defaults` is not known."""

    text: str
    image: str
    defaults: list[int]


def parameters(text: str, image: str) -> Header | None:
    """The header of a function with what can be read of each parameter; None where its brackets do not match."""
    whole = _groups(image)
    group = next((group for group in whole.groups if group.bracket == "("), None) if whole else None
    if group is None:
        return None
    end = group.items[-1].end
    begin = group.items[0].start
    halves, defaults = [text[:begin], image[:begin]], []
    for item in group.items:
        kept, given = _parameter(image[item.start : item.end])
        for place, half in enumerate((text, image)):
            halves[place] += half[item.start : item.start + kept]
        if given:
            halves = [f"{half}=X" for half in halves]
            defaults.append(len(halves[0]) - 1)
        halves = [f"{half.ljust(item.end)}{',' if item.end < end else ')'}" for half in halves]
    return Header(halves[0], halves[1], defaults)


def _parameter(item: str) -> tuple[int, bool]:
    """How many signs of a parameter can be read, and whether there is a default that cannot."""
    if _is_sound(f"def f({item}): pass"):
        return len(item), False
    name = _PARAMETER.match(item)
    if name is None:
        return 0, False
    return name.end(), "=" in item and "*" not in name[0]


def _closed_list(start: int, stop: int, image: str) -> int | None:
    """Where the items of a list end that is the last argument so far: the list is closed, its call is not."""
    text = image[start:stop].rstrip()
    if not text.endswith("]") or not text.lstrip().startswith("[") or not _parses(text, "list"):
        return None
    return start + len(text[:-1].rstrip().rstrip(","))


def _certain_end(group: _Group, stop: int, is_innermost: bool, image: str) -> int | None:
    """Where the items of an open list end that can be read. The last one counts if it is a complete call."""
    certain: int | None = None
    *complete, last = group.items
    for item in complete:
        if not _parses(image[item.start : item.end], "list"):
            return certain
        certain = item.end
    text = image[last.start : stop].rstrip()
    if is_innermost and text.endswith(")") and _parses(text, "list"):
        certain = last.start + len(text)
    return certain


def _groups(image: str) -> _Item | None:
    """The brackets of a statement as a tree under one item; None where they do not close."""
    whole = _Item(0, len(image))
    groups: list[_Group] = []
    items = [whole]
    position = 0
    while match := _TOKEN.search(image, position):
        token, position = match[0], match.end()
        if token in "([{":
            if len(groups) >= _DEPTH:
                return None
            group = _Group(_kind(image, token, match.start()), token, match.start())
            items[-1].groups.append(group)
            groups.append(group)
            items.append(_Item(position))
        elif token == ",":
            if groups:
                items[-1].end = match.start()
                groups[-1].items.append(items.pop())
                items.append(_Item(position))
        elif token in ")]}":
            if all(group.bracket != _MATCHING[token] for group in groups):
                return None
            while groups[-1].bracket != _MATCHING[token]:
                groups.pop()
                items.pop()
                items[-1].unclosed = True
            items[-1].end = match.start()
            groups.pop().items.append(items.pop())
        elif token[0] in "\"'":
            end = end_of_string(image, token, position)
            if end is None:
                return None
            position = end
    return None if groups else whole


def _kind(image: str, bracket: str, start: int) -> str:
    before = _BEFORE.search(image, max(0, start - 80), start)
    operand = before is not None and not keyword.iskeyword(before[1])
    if bracket == "(":
        return "call" if operand else "other"
    return "dict" if bracket == "{" else "other" if operand else "list"


def _parses(item: str, kind: str) -> bool:
    around = {"call": ("f(", ")"), "list": ("[", "]"), "dict": ("{", "}")}.get(kind, ("(", ")"))
    return _is_sound(f"{around[0]}{item}\n{around[1]}")


def _is_sound(image: str) -> bool:
    return not parse(image).has_error


def _broken_items(group: _Group, image: str) -> list[Mask]:
    """What to hide inside a group; empty where nothing in it is broken, or it cannot be told what."""
    found: list[Mask] = []
    for index, item in enumerate(group.items):
        text = image[item.start : item.end]
        is_last = index == len(group.items) - 1
        if (not text.strip() and is_last) or (text.strip() and not item.unclosed and _parses(text, group.kind)):
            continue
        found += _masks_of(item, group, image)
    return found


def _masks_of(item: _Item, group: _Group, image: str) -> list[Mask]:
    text = image[item.start : item.end]
    if not item.unclosed:
        inner = [mask for inside in item.groups for mask in _broken_items(inside, image)]
        if inner and _parses(hide(text, [_shifted(mask, -item.start) for mask in inner]), group.kind):
            return inner
    if group.kind == "other" or _LOOP.search(text) or not text:
        return []
    if item.unclosed:
        return _by_lines(item, image)
    return _without_comma(item, group, image) or [_mask(item.start, item.end, group.kind == "call", image)]


def _shifted(mask: Mask, by: int) -> Mask:
    return mask._replace(start=mask.start + by, end=mask.end + by)


def _mask(start: int, end: int, is_argument: bool, image: str, comma: bool = False) -> Mask:
    start = min(_code_start(image, start, end), max(start, end - 1))
    given = _KEYWORD.match(image, start, end) if is_argument else None
    while end > start + 1 and image[end - 1].isspace():
        end -= 1
    return Mask(start, end, given[1] if given else None, comma)


def _code_start(image: str, start: int, end: int) -> int:
    """The first character that is no blank and stands in no comment."""
    match = _NO_CODE.match(image, start, end)
    return start if match is None else match.end()


def _by_lines(item: _Item, image: str) -> list[Mask]:
    """An item with a bracket that never closes, and the items that it swallowed."""
    lines = _lines(item, image)
    if lines is None:
        return [_mask(item.start, item.end, False, image)]
    found: list[Mask] = []
    for start, end in lines:
        text = image[start:end].rstrip()
        if _groups(text) is None or not _parses(text, "list"):
            found.append(_mask(start, start + len(text), False, image, comma=end != item.end))
    return found


def _without_comma(item: _Item, group: _Group, image: str) -> list[Mask]:
    """Items that are being written above another one, and lack the comma between them."""
    *above, (start, end) = _lines(item, image) or [(item.start, item.end)]
    if group.kind == "dict" or not above or not _parses(image[start:end], group.kind):
        return []
    found: list[Mask] = []
    for first, last in above:
        length = len(image[first:last].rstrip())
        # A placeholder and its comma need two signs: to a name of one letter belongs the blank before it.
        found.append(Mask(first if length > 1 else first - 1, first + length, None, True))
    return found


def _lines(item: _Item, image: str) -> list[tuple[int, int]] | None:
    """Where an item and those that stand below it, on lines of their own in its column, begin and end; None where it
    does not stand on a line of its own.
    """
    first = _code_start(image, item.start, len(image))
    column = first - (image.rfind("\n", 0, first) + 1)
    if image[first - column : first].strip():
        return None
    begin = re.compile(rf"(?<=\n)[ \t]{{{column}}}(?=[^\W\d])")
    return list(pairwise([first, *(match.end() for match in begin.finditer(image, first, item.end)), item.end]))
