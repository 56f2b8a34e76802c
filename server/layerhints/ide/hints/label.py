"""The label of a hint, within the length that editors show."""

from __future__ import annotations

import re

_AXES = re.compile(r"^\((?P<axes>[^()\[\]]*)\)$")


def label(shape: str, count: str, limit: int) -> str:
    """`(None, 32, 32, 32) · 896`, in at most `limit` characters.

    What is too long loses the inner sizes of its shape first, then the shape. A count is never cut, only left out.
    """
    whole = f"{shape} · {count}" if shape and count else shape or count
    if len(whole) <= limit:
        return whole
    if not shape or not count:
        return next((text for text in _shorter(whole) if len(text) <= limit), "…")
    candidates = [f"{short} · {count}" for short in (*_shorter(shape), "…")]
    candidates += [f"{short} · …" for short in (shape, *_shorter(shape))]
    return next((text for text in candidates if len(text) <= limit), "…")


def _shorter(shape: str) -> list[str]:
    """Ever shorter forms of a shape, which keep its first and last sizes longest; of several shapes, the first one."""
    if shape.startswith("[") and shape.endswith("]"):
        first = _first(shape[1:-1])
        return [f"[{form}, …]" for form in (first, *_shorter(first))] if first else []
    match = _AXES.match(shape)
    if match is None:
        return []
    axes = [axis.strip() for axis in match["axes"].split(",") if axis.strip()]
    forms = []
    for kept in range(len(axes) - 2, 0, -1):
        tail = ", ".join(axes[len(axes) - kept :])
        forms.append(f"({axes[0]}, …, {tail})")
    if len(axes) > 1:
        forms.append(f"(…, {axes[-1]})")
    return forms


def _first(listed: str) -> str:
    """The first of the shapes that commas separate, if there are more."""
    depth = 0
    for place, character in enumerate(listed):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            return listed[:place]
    return ""
