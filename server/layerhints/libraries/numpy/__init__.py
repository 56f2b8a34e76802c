"""NumPy, abstractly: shapes are known, numbers are not, except the few that become sizes.

Imports in this package go one way: dtypes and signature, arrays, index, one module for each kind of function, modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.values.library import Library
from layerhints.values.objects import ABSENT

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


class NumPy(Library):
    """The library object; what it needs is imported when a program imports NumPy."""

    name = "numpy"
    modules = ("numpy",)

    def module(self, machine: Machine, name: str) -> Any:
        from layerhints.libraries.numpy.modules import module

        return module(machine, name)

    def conventional_name(self, machine: Machine, name: str) -> Any:
        return self.module(machine, "numpy") if name == "np" else ABSENT


NUMPY = NumPy()

__all__ = ["NUMPY", "NumPy"]
