"""Libraries around models that hold, load and prepare data: scikit-learn's shapes, and what the others leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.data.closed import REASONS
from layerhints.values.library import Library

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


class Data(Library):
    """The library object; what it needs is imported when a program imports one of the libraries."""

    name = "data"
    modules = ("sklearn", "tqdm", *REASONS)

    def module(self, machine: Machine, name: str) -> Any:
        from layerhints.libraries.data.modules import module

        return module(machine, name)


DATA = Data()

__all__ = ["DATA", "Data"]
