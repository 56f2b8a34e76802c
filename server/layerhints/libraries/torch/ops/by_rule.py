"""Functions that do what a module of `torch.nn` does: its rule says what comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers import rule
from layerhints.libraries.torch.ops import reading
from layerhints.rules import Several, plain
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.learned import require
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def of_module(machine: Machine, name: str, *inputs: Any, **fields: Any) -> Any:
    """The shapes that come out of the module called `name`, made with `fields` and called on `inputs`.

    Fields that are tensors count by their shape. What the rule has to say against the call is a Mismatch.
    """
    bound = rule(name).bind((), {field: argument(machine, value) for field, value in fields.items()})
    shapes = [reading.shape(machine, value) for value in inputs]
    called, x = bound.layer.forward(*shapes)
    for shape, pattern in zip(shapes, called.patterns(), strict=False):
        require(machine, shape, pattern)
    applied = called.apply(x)
    for problem in (*bound.problems, *applied.problems):
        raise Mismatch(problem.message)
    return plain(applied.outputs)


def argument(machine: Machine, value: Any) -> Any:
    """An argument as a rule takes it."""
    if isinstance(value, Tensor):
        return value.shape
    return Unknown(value.reason) if isinstance(value, Unknown) else machine.plain(value)


def only_first(found: Any) -> Any:
    return found[0] if isinstance(found, Several) else found


__all__ = ["of_module", "only_first"]
