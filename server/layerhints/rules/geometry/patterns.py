"""The notation of einops: `b (h w) c -> b h w c`, with `...` for axes without a name and numbers for their size.

https://einops.rocks/api/rearrange/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from layerhints.algebra import Unknown
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, divides, equal, product, text
from layerhints.rules.shapes import of_rank, show_structure

ELLIPSIS = "…"
_TOKEN = re.compile(r"\(|\)|…|[^\s()…]+")
_NAME = re.compile(r"[A-Za-z](\w*[A-Za-z0-9])?")

Group = tuple[str, ...]
"""The names that make up one axis: none for an axis of size 1, `…` for all axes that have no name."""


@dataclass(frozen=True)
class Side:
    """What stands on one side of the arrow."""

    groups: tuple[Group, ...]
    closed: bool
    """Whether `…` stands in parentheses."""

    @property
    def names(self) -> list[str]:
        return [name for group in self.groups for name in group]

    @property
    def is_open(self) -> bool:
        return ELLIPSIS in self.names

    def spelled(self, elided: int) -> Side:
        """`…` as so many axes, called `…0`, `…1` and so on."""
        between = tuple(f"{ELLIPSIS}{place}" for place in range(elided))
        groups: list[Group] = []
        for group in self.groups:
            if group == (ELLIPSIS,) and not self.closed:
                groups += [(name,) for name in between]
            else:
                groups.append(tuple(name for each in group for name in (between if each == ELLIPSIS else (each,))))
        return Side(tuple(groups), False)


def side(written: str) -> Side:
    """One side of a pattern. Raises Mismatch where it is not written as einops wants it."""
    groups: list[Group] = []
    inside: list[str] | None = None
    closed = False
    for token in _TOKEN.findall(written.replace("...", ELLIPSIS)):
        if token == "(" or token == ")":
            if (token == "(") is not (inside is None):
                raise Mismatch(f"the parentheses in `{written.strip()}` do not match")
            if inside is not None:
                groups.append(tuple(inside))
            inside = [] if token == "(" else None
            continue
        if token != ELLIPSIS and not _NAME.fullmatch(token) and not (token.isdigit() and int(token)):
            raise Mismatch(f"`{token}` is not the name of an axis")
        closed = closed or (token == ELLIPSIS and inside is not None)
        names = [] if token == "1" else [token]
        if inside is None:
            groups.append(tuple(names))
        else:
            inside += names
    if inside is not None:
        raise Mismatch(f"the parentheses in `{written.strip()}` do not match")
    result = Side(tuple(groups), closed)
    named = [name for name in result.names if not name.isdigit()]
    if len(set(named)) < len(named):
        raise Mismatch(f"a name stands twice in `{written.strip()}`")
    return result


def sides(pattern: str) -> tuple[Side, Side]:
    """What stands before and behind the arrow."""
    before, arrow, after = pattern.partition("->")
    if not arrow or "->" in after:
        raise Mismatch(f"`{pattern}` has no arrow, or several")
    left, right = side(before), side(after)
    if left.closed:
        raise Mismatch(f"`...` stands in parentheses before the arrow of `{pattern}`")
    if right.is_open and not left.is_open:
        raise Mismatch(f"`...` stands only behind the arrow of `{pattern}`")
    return left, right


def check_rearranged(pattern: str, lengths: Mapping[str, Size]) -> None:
    """Raises Mismatch unless the two sides name the same axes."""
    left, right = sides(pattern)
    if any(name.isdigit() for name in left.names + right.names):
        raise Mismatch(f"`{pattern}` has an axis without a name that is not 1")
    if set(left.names) != set(right.names):
        raise Mismatch(f"the two sides of `{pattern}` do not name the same axes")
    _check_lengths(pattern, left.names, lengths)


def check_reduced(pattern: str, lengths: Mapping[str, Size]) -> None:
    """Raises Mismatch where an axis stands only behind the arrow."""
    left, right = sides(pattern)
    if any(name.isdigit() for name in right.names) or not set(right.names) <= set(left.names):
        raise Mismatch(f"behind the arrow of `{pattern}` stands an axis that is not before it")
    _check_lengths(pattern, left.names, lengths)


def check_repeated(pattern: str, lengths: Mapping[str, Size]) -> None:
    """Raises Mismatch where an axis stands only before the arrow, or a new one has no length."""
    left, right = sides(pattern)
    if any(name.isdigit() for name in left.names) or not set(left.names) <= set(right.names):
        raise Mismatch(f"before the arrow of `{pattern}` stands an axis that is not behind it")
    for name in right.names:
        if name not in left.names and not name.isdigit() and name not in lengths:
            raise Mismatch(f"how long the new axis `{name}` of `{pattern}` is must be given")
    _check_lengths(pattern, right.names, lengths)


def _check_lengths(pattern: str, names: list[str], lengths: Mapping[str, Size]) -> None:
    for name in lengths:
        if name not in names:
            raise Mismatch(f"`{name}` is not an axis of `{pattern}`")


def transformed(shape: Any, pattern: str, lengths: Mapping[str, Size]) -> Any:
    """The shape behind the arrow. `lengths` are the sizes of axes that are taken apart, or new.

    Raises Mismatch where the pattern does not fit the shape.
    """
    left, right = sides(pattern)
    if isinstance(shape, Unknown):
        if left.is_open:
            return Unknown(shape.reason)
        shape = of_rank(shape, len(left.groups))
    elided = len(shape) - len(left.groups) + 1 if left.is_open else 0
    if elided < 0 or (not left.is_open and len(shape) != len(left.groups)):
        raise Mismatch(f"`{pattern}` does not name the axes of {show_structure(shape)}")
    found = sizes(shape, left.spelled(elided), lengths)
    for name in right.names:
        if name not in found and name in lengths:
            found[name] = lengths[name]
    return tuple(
        product(int(name) if name.isdigit() else found[name] for name in group)
        for group in right.spelled(elided).groups
    )


def sizes(shape: tuple[Size, ...], names: Side, lengths: Mapping[str, Size]) -> dict[str, Size]:
    """The size of each name."""
    found: dict[str, Size] = {}
    for size, group in zip(shape, names.groups, strict=True):
        found.update(_taken_apart(size, group, lengths))
    return found


def _taken_apart(size: Size, group: Group, lengths: Mapping[str, Size]) -> Iterator[tuple[str, Size]]:
    known = {name: lengths[name] for name in group if name in lengths}
    known.update({name: int(name) for name in group if name.isdigit()})
    left = [name for name in group if name not in known]
    whole = product(known[name] for name in group if name in known)
    if len(left) > 1:
        raise Mismatch(f"of {', '.join(left)} only one length can be left to work out")
    if (divides(whole, size) if left else equal(whole, size)) is False:
        raise Mismatch(f"an axis of size {text(size)} is not made of {' · '.join(group) or '1'} with {text(whole)}")
    yield from known.items()
    for name in left:
        nothing = type(whole) is int and whole == 0
        yield name, Unknown(_OF_NOTHING) if nothing else size if len(group) == 1 else size // whole


_OF_NOTHING = "how often nothing goes into an axis is not known"
