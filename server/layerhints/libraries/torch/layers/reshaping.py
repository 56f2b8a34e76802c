"""Modules that rearrange values: flatten, take an axis apart, shuffle pixels and channels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import TorchModule
from layerhints.rules import Argument, Problem, text, value_of
from layerhints.rules.fields import axes
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.reshape import flattened


class Flatten(TorchModule):
    """Neighbouring axes become one; by default all but the first.

    Examples:
        Flatten(): B 64 7 7 -> B 3136
        Flatten(0): 2 3 4 -> 24
        Flatten(1, 2): B 3 4 5 -> B 12 5
        Flatten(): 8 !! bad-axes
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html
    """

    start_dim = axes(1, single=True)
    end_dim = axes(-1, single=True)

    def requirements(self, x: Any) -> Iterable[Problem]:
        try:
            self.output_of(x)
        except Mismatch as mismatch:
            yield Problem("bad-axes", str(mismatch), Argument("start_dim"))

    def output_of(self, x: Any) -> Any:
        for field in (self.start_dim, self.end_dim):
            if isinstance(field, Unknown):
                return field
        return flattened(x, *self.start_dim, *self.end_dim)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if isinstance(x, Unknown) or isinstance(y, Unknown) or isinstance(value_of(y[-1]), Unknown):
            return
        if len(x) < 3 or len(y) != 2 or self.start_dim != (1,):
            return
        sides = "·".join(text(side) for side in x[1:])
        yield (
            f"It multiplies the sizes of all axes but the batch: {sides} = {text(y[1])}. That is the `in_features` of "
            f"a Linear behind it, so padding, strides and pooling before it decide what that Linear costs."
        )
