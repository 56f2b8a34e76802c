"""Distances and similarities between vectors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.elementwise import axis_text, no_such_axis
from layerhints.libraries.torch.layers.operands import Operands, broadcast_problems
from layerhints.rules import Problem, either
from layerhints.rules.fields import axes, flag, number
from layerhints.rules.geometry.axes import reduce
from layerhints.rules.geometry.broadcast import broadcast


class Distance(Operands):
    """One number for each pair of vectors; the two inputs stretch to one another."""

    operands = ("x1", "x2")

    def forward(self, x1: Any, x2: Any) -> tuple[Any, Any]:
        return self.on(x1, x2)

    def requirements(self, x: Any) -> Iterable[Problem]:
        return broadcast_problems(self.operands, *x)


class CosineSimilarity(Distance):
    """The cosine of the angle between vectors along an axis.

    Examples:
        CosineSimilarity(): N 128, N 128 -> N
        CosineSimilarity(dim=-1): N 1 128, N 10 128 -> N 10
        CosineSimilarity(dim=2): N 128, N 128 !! bad-axes
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html
    """

    dim = axes(1, single=True)
    eps = number(1e-8)

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = list(super().requirements(x))
        yield from problems
        if not problems:
            both = broadcast(*x)
            yield from no_such_axis((1,) if both == () else both, self.dim, "dim")

    def output_of(self, x: Any) -> Any:
        both = broadcast(*x)
        if isinstance(self.dim, Unknown):
            rank = None if isinstance(both, Unknown) else len(both)
            return (Unknown(self.dim.reason),) * (rank - 1) if rank else Unknown(self.dim.reason)
        return both if both == () else reduce(both, self.dim)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if not isinstance(self.dim, Unknown):
            yield f"{axis_text(self.dim[0])} holds the vectors and disappears: one number for each pair, no parameters."


class PairwiseDistance(Distance):
    """The p-norm of the difference of vectors along the last axis.

    Examples:
        PairwiseDistance(): N 128, N 128 -> N
        PairwiseDistance(p=1, keepdim=True): N 128, N 128 -> N 1
        PairwiseDistance(): N 128, N 64 !! shape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html
    """

    p = number(2.0)
    eps = number(1e-6)
    keepdim = flag(False)

    def output_of(self, x: Any) -> Any:
        return distance_shape(x[0], x[1], self.keepdim)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "The last axis holds the vectors and disappears: one number for each pair, no parameters."


def distance_shape(first: Any, second: Any, keepdim: Any = False) -> Any:
    """The shape of the distances along the last axis. Of numbers without axes it is a single one."""
    both = broadcast(first, second)
    if isinstance(both, Unknown) and not getattr(both, "tail", ()):
        return Unknown(both.reason)
    return both if both == () else either(keepdim, reduce(both, (-1,), keepdims=True), reduce(both, (-1,)))
