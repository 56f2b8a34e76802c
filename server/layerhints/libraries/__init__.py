"""The libraries that rules describe. None imports the interpreter, or another, but for the arrays of NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.libraries.data import DATA
from layerhints.libraries.keras import KERAS
from layerhints.libraries.numpy import NUMPY
from layerhints.libraries.torch import TORCH

if TYPE_CHECKING:
    from layerhints.values.library import Library

LIBRARIES: tuple[Library, ...] = (KERAS, TORCH, NUMPY, DATA)
"""Each imports what it needs when a program first uses it."""

__all__ = ["LIBRARIES"]
