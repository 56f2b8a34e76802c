"""What passes shapes on unchanged: most activations, the dropouts, Identity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import TorchModule
from layerhints.rules import Argument, Problem, require
from layerhints.rules.shapes import in_range, known_rank


def axis_text(dim: int) -> str:
    """An axis as a person says it, at the beginning of a sentence."""
    return "The last axis" if dim == -1 else f"Axis {dim}".replace("-", "−")


def no_such_axis(x: Any, dim: Any, name: str) -> Iterable[Problem]:
    """The problem with an axis that the input does not have; none where `dim` is None or not known."""
    if dim is None or isinstance(dim, Unknown):
        return
    rank = known_rank(x)
    message = f"`{name}` is {dim[0]}, but the input has {rank} axes: −{rank} to {(rank or 0) - 1}"
    yield from require(in_range(x, dim), "bad-axes", message, Argument(name))


class Unchanged(TorchModule):
    """A module whose output has the shape of its input."""

    def output_of(self, x: Any) -> Any:
        return x


class Elementwise(Unchanged):
    """A module without parameters that looks at each value on its own; inputs may have any number of axes."""

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "It works on each value on its own: any shape goes in and the same comes out. It has no parameters."
