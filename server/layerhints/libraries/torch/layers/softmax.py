"""Values along an axis as shares that add up to 1, or their logarithms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import Pattern
from layerhints.libraries.torch.layers.elementwise import Unchanged, axis_text, no_such_axis
from layerhints.rules import (
    Problem,
    Ranks,
    Size,
    text,
)
from layerhints.rules.fields import axes
from layerhints.rules.shapes import axis, known_rank


class AxisNormalizing(Unchanged):
    """Softmax and its relatives: the values along one axis become shares that add up to 1."""

    dim = axes(None, single=True, optional=True)

    def requirements(self, x: Any) -> Iterable[Problem]:
        # A tensor without axes passes as if it had one.
        yield from no_such_axis((1,) if x == () else x, self.dim, "dim")

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        rank = known_rank(x)
        if self.dim is None:
            chosen = "" if rank is None else f", here {self.implied(rank)}"
            yield (
                f"`dim` is not given. Torch then takes axis 0 of an input with up to one or with three axes, axis 1 of "
                f"any other{chosen}, and warns; write `dim=-1` for the last axis."
            )
        elif not isinstance(self.dim, Unknown) and rank:
            places = text(axis(x, self.dim[0]))
            yield (
                f"It compares the {places} values along {axis_text(self.dim[0]).lower()} with each other: as shares "
                f"they add up to 1. The shape stays, and there are no parameters."
            )

    @staticmethod
    def implied(rank: int) -> int:
        """The axis that an input with so many axes is normalized along when `dim` is not given."""
        return 0 if rank in (0, 1, 3) else 1


class LogSoftmax(AxisNormalizing):
    """The logarithm of the softmax, as NLLLoss takes it.

    Examples:
        LogSoftmax(dim=1): N 10 -> N 10
        LogSoftmax(2): N 10 !! bad-axes
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html
    """


class Softmax(AxisNormalizing):
    """Turns the values along an axis into shares that add up to 1.

    Examples:
        Softmax(dim=1): N 10 -> N 10
        Softmax(-1): N 8 197 197 -> N 8 197 197
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html
    """


class Softmax2d(Unchanged):
    """At each place of an image, the softmax over its channels.

    Examples:
        Softmax2d(): N 21 64 64 -> N 21 64 64
        Softmax2d(): 21 64 64 -> 21 64 64
        Softmax2d(): N 21 !! wrong-rank
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html
    """

    def ranks(self) -> Ranks:
        return Ranks(3, 4)

    def patterns(self) -> tuple[Pattern, ...]:
        return (("N", "C", "H", "W"),)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        channels: Size = axis(x, -3)
        yield f"At each place the {text(channels)} channels add up to 1. It has no parameters."


class Softmin(AxisNormalizing):
    """The softmax of the negated values.

    Examples:
        Softmin(dim=1): N 10 -> N 10
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmin.html
    """
