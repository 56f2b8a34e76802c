"""Where the interpreter stands: one frame for each module, class body or call that is being run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from layerhints.interp.heap import Changes
    from layerhints.values.objects import Class, Function, Scope
    from layerhints.values.sites import Site, Unit


class Signal(NamedTuple):
    """Why a block ended early: `return` (with its value), `break` or `continue`."""

    kind: str
    value: Any = None


class Pending(NamedTuple):
    """A course that may have left here: how, what it had changed since `mark`, and why that is not known."""

    signal: Signal
    changes: Changes
    mark: int


class Frame:
    """`yields` collects what a generator yields; `pending` are courses that may have left before the end."""

    __slots__ = ("function", "owner", "pending", "scope", "stack", "unit", "yields")

    def __init__(
        self,
        scope: Scope,
        unit: Unit,
        stack: tuple[Site, ...] = (),
        function: Function | None = None,
    ) -> None:
        self.scope = scope
        self.unit = unit
        self.stack = stack
        self.function = function
        self.owner: Class | None = function.owner if function is not None else None
        self.pending: list[Pending] = []
        self.yields: list[Any] | None = None


class Raised(Exception):
    """An exception of the program that is certain; `value` is the exception object."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class OutOfBudget(Exception):
    """The bound on steps was reached: the statement that is being run is given up."""


class EnoughYielded(Exception):
    """A generator gave more items than are looked at."""
