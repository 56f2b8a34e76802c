"""What NumPy certainly refuses, as a problem where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown, equal
from layerhints.rules.geometry.mismatch import Mismatch, OfNothing
from layerhints.values.facts import Finding
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


class Ragged(Mismatch):
    """Nested lists of different lengths, of which releases before 1.24 made an array of objects."""


_JUDGED = frozenset({
    "concatenate", "dot", "dstack", "expand_dims", "hstack", "matmul", "reshape", "split", "squeeze", "stack",
    "swapaxes", "transpose", "vstack",
})  # fmt: skip
"""The functions and methods whose failure is a problem."""


def failed(machine: Machine, name: str, mismatch: Mismatch, arguments: Arguments) -> Unknown:
    """What comes of the function or method `name`, which fails."""
    reason = Unknown(f"`{name}` fails: {mismatch}")
    if name.rpartition(".")[2] in _JUDGED and arguments.more is None:
        report(machine, reason, mismatch, (*arguments.positional, *arguments.keywords.values()))
    return reason


def report(machine: Machine, reason: Unknown, mismatch: Mismatch, operands: Iterable[Any]) -> None:
    """Report that an operation fails, where nobody minds. A list without items, or an array made of one, may be
    filled by what nobody runs here, such as a callback.
    """
    minded = machine.trying or machine.leaves_out or isinstance(mismatch, (Ragged, OfNothing))
    if machine.site is not None and not minded and not any(_holds_nothing(machine, each) for each in operands):
        machine.report(Finding("shape-mismatch", reason.reason, machine.site, machine.stack))


def _holds_nothing(machine: Machine, value: Any) -> bool:
    if isinstance(value, Tensor):
        return not isinstance(value.shape, Unknown) and any(equal(size, 0) is True for size in value.shape)
    plain = machine.plain(value)
    return isinstance(plain, tuple) and (not plain or any(_holds_nothing(machine, each) for each in plain[:_MOST]))


_MOST = 64
"""How many items of a list are looked at."""
