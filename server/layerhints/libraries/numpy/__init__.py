"""NumPy, abstractly: shapes are known, numbers are not, except the few that become sizes.

Imports in this package go one way: dtypes and signature, arrays, index, one module for each kind of function, modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.values.objects import ABSENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.facts import ModelSummary
    from layerhints.values.machine import Machine


class NumPy:
    """The library object; what it needs is imported when a program imports NumPy."""

    name = "numpy"
    modules = ("numpy",)

    def module(self, machine: Machine, name: str) -> Any:
        from layerhints.libraries.numpy.modules import module

        return module(machine, name)

    def conventional_name(self, machine: Machine, name: str) -> Any:
        return self.module(machine, "numpy") if name == "np" else ABSENT

    def begin(self, machine: Machine) -> None:
        return None

    def visible_state(self, machine: Machine) -> Any:
        return None

    def finish(self, machine: Machine) -> None:
        return None

    def summarise(self, machine: Machine, value: Any) -> ModelSummary | None:
        return None

    def rehearse(self, machine: Machine, value: Any, inputs: Sequence[tuple[str | None, tuple[Any, ...]]]) -> Any:
        return None


NUMPY = NumPy()

__all__ = ["NUMPY", "NumPy"]
