"""What all modules of `torch.nn` share that have a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from layerhints.algebra import Open
from layerhints.rules import Problem, Ranks, Rule, Size, Weight
from layerhints.rules.fields import SPATIAL_AXES

Pattern = tuple[Any, ...] | Open | None
"""What a module demands of an input that nothing else describes: a tuple of sizes and of names for those that stay
open (`("N", 3, "H", "W")`), an Open with known ends (`(…, 784)`), or None for no demand."""


class TorchModule(Rule):
    """A leaf of a network: fields are the signature of the class, `forward` that of its forward method.

    Weights are made with the module: but for lazy modules `weights_of` gets None and must not look at it.
    """

    lazy: ClassVar[bool] = False
    """Whether the weights wait for the first input."""

    def forward(self, input: Any) -> tuple[Any, Any]:
        """The rule as this call sees it, and the shapes that go through it.

        A subclass declares the parameters that the real `forward` has. Tensors arrive as shapes (lists and tuples of
        tensors as Several), everything else as plain values.
        """
        return self, input

    def buffers_of(self) -> Iterable[Weight]:
        """What the module keeps beside its parameters: in the state, not in the count."""
        return ()

    def children_of(self) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
        """The modules inside this one that have weights of their own: attribute, name of the class, its arguments."""
        return ()

    def patterns(self) -> tuple[Pattern, ...]:
        """For each tensor that goes in, in the order of `forward`, what is demanded of it."""
        return ()

    def ranks(self) -> Ranks:
        return Ranks()


class SpatialModule(TorchModule):
    """A module over `rank` spatial axes at the end; in front of them the channels, and the batch, which may be absent.

    `(N, C, *)` or `(C, *)`. https://docs.pytorch.org/docs/stable/nn.html
    """

    def ranks(self) -> Ranks:
        return Ranks(self.rank + 1, self.rank + 2)

    def spatial(self, x: Any) -> tuple[Size, ...]:
        """The sizes of the spatial axes."""
        return tuple(x[-self.rank :])

    def leading(self, x: Any) -> tuple[Size, ...]:
        """The batch, or nothing."""
        return tuple(x[: -self.rank - 1])

    def channels(self, x: Any) -> Size:
        found: Size = x[-self.rank - 1]
        return found

    def axis_names(self, rank: int) -> tuple[str, ...]:
        names = ("channels", *spatial_names(self.rank))
        if rank == len(names):
            return names
        return ("batch", *names) if rank == len(names) + 1 else super().axis_names(rank)

    def image_pattern(self, channels: Any = "C") -> Pattern:
        """A batch with these channels, of any height and width."""
        return ("N", channels, *SPATIAL_SYMBOLS[self.rank])


SPATIAL_SYMBOLS: dict[int, tuple[str, ...]] = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}
"""The letters that stand for open spatial sizes."""


def spatial_names(rank: int) -> tuple[str, ...]:
    """What people call the spatial axes: length; height and width; depth, height and width."""
    return SPATIAL_AXES[rank]


__all__ = ["SPATIAL_SYMBOLS", "Pattern", "Problem", "SpatialModule", "TorchModule", "spatial_names"]
