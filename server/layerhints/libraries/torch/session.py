"""What PyTorch's part keeps for a whole run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Class, Instance


class Session:
    """One for each run. What programs can change stands in the modules themselves, not here."""

    def __init__(self) -> None:
        self.classes: dict[str, Class] = {}
        self.modules: dict[str, Any] = {}
        self.device: Instance | None = None
        """The device of all tensors, once somebody asks for it."""
        self.applied: list[Instance] = []
        """The modules that are being applied, the innermost last."""
        self.outermost = 0
        """The number of the latest call of a module from outside of all modules; no other call ever has the same."""
        self.numbers = count(1)

    @property
    def inside(self) -> int:
        """How many modules are being applied."""
        return len(self.applied)

    @contextmanager
    def inside_module(self, module: Instance) -> Iterator[None]:
        self.applied.append(module)
        try:
            yield
        finally:
            self.applied.pop()


def session(machine: Machine) -> Session:
    found: Session = machine.session("torch") or machine.begin_session("torch", Session)
    return found
