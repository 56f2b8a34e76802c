"""`# layerhints: ignore[code, code]`: the problems of a line that nobody wants to be told."""

from __future__ import annotations

import re

_IGNORED = re.compile(r"#.*\blayerhints:\s*ignore\b(?:\s*\[(?P<codes>[^\]]*)\])?")


def is_ignored(line: str, code: str) -> bool:
    """Does a line say that problems with a code, or all problems, are to be ignored?"""
    comment = _IGNORED.search(line)
    return comment is not None and (comment["codes"] is None or code in re.split(r"[\s,]+", comment["codes"].strip()))


def ignoring(line: str, code: str) -> tuple[int, str]:
    """The column at which something has to be inserted for a line to say so of a code, and what."""
    comment = _IGNORED.search(line)
    if comment is not None and comment["codes"] is not None:
        codes = comment["codes"].rstrip(" ,")
        return comment.start("codes") + len(codes), f", {code}" if codes else code
    return len(line.rstrip()), f"  # layerhints: ignore[{code}]"
