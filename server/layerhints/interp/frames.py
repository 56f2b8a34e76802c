"""Where the interpreter stands: one frame for each module, class body or call that is being run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from layerhints.interp.heap import Changes, Mark
    from layerhints.values.objects import Class, Function, List, Scope
    from layerhints.values.sites import Site, Unit


class Signal(NamedTuple):
    """Why a block ended early: `return` (with its value), `break` (`broken` behind the loop's
    body), `continue` or `raise` (with the exception).
    """

    kind: str
    value: Any = None


class Pending(NamedTuple):
    """A course that may have left here: how, and what it had changed since `mark`; or so many `courses`, joined."""

    signal: Signal
    changes: Changes
    mark: Mark
    courses: int = 1


class Frame:
    """`yields` collects what a generator yields; `entered`, `forks` and `pending` (how many courses had left) say where
    the run stood when it was called. `unwritten`: was part of the statement that is being run not there to be read?
    """

    __slots__ = (
        "caller", "entered", "forks", "function", "owner", "pending", "scope", "stack", "unit", "unwritten", "yields",
    )  # fmt: skip

    def __init__(
        self,
        scope: Scope,
        unit: Unit,
        stack: tuple[Site, ...] = (),
        function: Function | None = None,
        caller: Frame | None = None,
    ) -> None:
        self.scope = scope
        self.unit = unit
        self.stack = stack
        self.function = function
        self.caller = caller
        self.owner: Class | None = function.owner if function is not None else None
        self.yields: List | None = None
        self.entered: Mark | None = None
        self.forks = 0
        self.pending = 0
        self.unwritten = False


class Raised(Exception):
    """An exception of the program that is certain; `value` is the exception object."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Misfit(Raised):
    """The TypeError of a call that does not fit the parameters of what it calls."""


class OutOfBudget(Exception):
    """The bound on steps was reached: the statement that is being run is given up."""


class Defective(OutOfBudget):
    """A defect of layerhints showed, somebody was told, and the statement is given up as well."""


DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, NameError, TypeError, ValueError)
"""What is raised where layerhints has a defect. What the program raises is `Raised`."""


DEFECT = "layerhints has a defect here; please report it"
"""Why something is not known there."""


class EnoughLearned(Exception):
    """A run has taught what will have it start again: the rest of it would be taken back."""


class EnoughYielded(Exception):
    """A generator gave more items than are looked at."""
