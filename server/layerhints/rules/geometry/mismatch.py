"""What a geometry function raises when shapes certainly do not go together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from layerhints.rules.problems import Blame, Problem


class Mismatch(ValueError):
    """The operation fails for every value of the symbols; the message is a sentence with the sizes in it."""


class OfNothing(Mismatch):
    """It fails because there are 0 of something, as of a tensor that is made empty and gets its numbers later."""


class NotWhole(Mismatch):
    """It fails because a float stands where a whole number is needed; a tensor that holds one may pass."""


def mismatches(code: str, blame: Blame, function: Callable[..., Any], *arguments: Any) -> Iterator[Problem]:
    """The Mismatch that the function raises, as a problem with this code and blame."""
    try:
        function(*arguments)
    except Mismatch as mismatch:
        yield Problem(code, str(mismatch), blame)
