"""Libraries around models that hold, load and prepare data: scikit-learn's shapes, and what the others leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.data.closed import REASONS
from layerhints.values.objects import ABSENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.facts import ModelSummary
    from layerhints.values.machine import Machine


class Data:
    """The library object; what it needs is imported when a program imports one of the libraries."""

    name = "data"
    modules = ("sklearn", "tqdm", *REASONS)

    def module(self, machine: Machine, name: str) -> Any:
        from layerhints.libraries.data.modules import module

        return module(machine, name)

    def conventional_name(self, machine: Machine, name: str) -> Any:
        return ABSENT

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


DATA = Data()

__all__ = ["DATA", "Data"]
