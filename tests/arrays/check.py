"""The only code of this suite that touches the analysis: run a snippet, and hand back what its names hold."""

from __future__ import annotations

from typing import Any

from tests.nowhere import Nowhere

from layerhints.algebra import Expression, Unknown
from layerhints.interp import analyse
from layerhints.libraries import LIBRARIES
from layerhints.syntax import read
from layerhints.values.objects import List
from layerhints.values.tensor import Tensor


def run(source: str) -> dict[str, Any]:
    """The values of the names that the snippet binds at its top level."""
    return analyse(Nowhere(), LIBRARIES, "snippet.py", read(source)).values


def plain(value: Any) -> Any:
    """A value as data: arrays as `("array", shape)`, lists as host lists, everything unknown as None."""
    if isinstance(value, Tensor):
        return ("array", plain(value.shape))
    if isinstance(value, (Unknown, Expression)):
        return None
    if isinstance(value, List):
        return None if isinstance(value.content, Unknown) else [plain(item) for item in value.content]
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    return value


def reasons(value: Any) -> list[str]:
    """Why a value, or the sizes of a shape, are not known."""
    if isinstance(value, Tensor):
        return reasons(value.shape)
    if isinstance(value, tuple):
        return [reason for item in value for reason in reasons(item)]
    return [value.reason] if isinstance(value, Unknown) else []
