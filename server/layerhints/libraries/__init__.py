"""The libraries that rules describe. None of them imports another, or the interpreter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.libraries.keras import KERAS
from layerhints.libraries.numpy import NUMPY

if TYPE_CHECKING:
    from layerhints.values.library import Library

LIBRARIES: tuple[Library, ...] = (KERAS, NUMPY)
"""Each imports what it needs when a program first uses it."""

__all__ = ["LIBRARIES"]
