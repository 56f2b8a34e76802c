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

    def attribute_of_plain(self, machine: Machine, value: Any, name: str) -> Any:
        """`np.ceil(x).astype(int)`: a number that NumPy gives has methods of arrays."""
        if name not in _OF_NUMBERS or isinstance(value, tuple) or "numpy" not in machine.library_state:
            return ABSENT
        from layerhints.libraries.numpy.arrays import as_array

        return machine.attribute(as_array(machine, value), name)


_OF_NUMBERS = frozenset({"astype", "item", "tolist"})
"""Those of which programs make the numbers of the language; they give the number itself, or one cast."""

NUMPY = NumPy()

__all__ = ["NUMPY", "NumPy"]
