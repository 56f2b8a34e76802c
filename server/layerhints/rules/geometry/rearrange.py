"""Rearranging axes by name, in the notation of einops: `b (h w) c -> b h w c`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, divides, equal, product, text
from layerhints.rules.shapes import show_structure

_GROUP = re.compile(r"\(([^()]*)\)|(\w+)")


def rearranged(shape: tuple[Size, ...], pattern: str, lengths: Mapping[str, Size]) -> Any:
    """The shape behind the arrow. `lengths` are the sizes of axes that a group is taken apart into.

    Raises Mismatch where the pattern does not fit the shape.
    """
    before, arrow, after = pattern.partition("->")
    groups = _groups(before)
    if not arrow or len(groups) != len(shape):
        raise Mismatch(f"`{pattern}` does not name the axes of {show_structure(shape)}")
    sizes: dict[str, Size] = {}
    for size, names in zip(shape, groups, strict=True):
        _take_apart(size, names, lengths, sizes)
    result = _groups(after)
    used = [name for names in result for name in names]
    if sorted(used) != sorted(sizes):
        raise Mismatch(f"the two sides of `{pattern}` do not name the same axes")
    return tuple(product(sizes[name] for name in names) for names in result)


def _groups(side: str) -> list[list[str]]:
    left = _GROUP.sub("", side).strip()
    if left:
        raise Mismatch(f"`{left}` in the pattern is not understood")
    return [(name or group).split() for group, name in _GROUP.findall(side)]


def _take_apart(size: Size, names: list[str], lengths: Mapping[str, Size], sizes: dict[str, Size]) -> None:
    open_names = [name for name in names if name not in lengths]
    known = product(lengths[name] for name in names if name in lengths)
    if len(open_names) > 1:
        raise Mismatch(f"of {', '.join(open_names)} only one length can be left to work out")
    if (divides(known, size) if open_names else equal(known, size)) is False:
        raise Mismatch(f"{text(size)} is not made of axes of {text(known)}")
    for name in names:
        if name in sizes:
            raise Mismatch(f"`{name}` names two axes")
        sizes[name] = lengths[name] if name in lengths else size if len(names) == 1 else size // known
