"""Modules that rearrange values: flatten, take an axis apart, shuffle pixels and channels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import TorchModule
from layerhints.rules import Argument, Problem, Ranks, at_least, fields, text, value_of
from layerhints.rules.fields import axes, size
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.mismatch import mismatches
from layerhints.rules.geometry.reshape import flattened, unflattened
from layerhints.rules.geometry.shuffle import channel_shuffled, pixel_shuffled, pixel_unshuffled


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
        return mismatches("bad-axes", Argument("start_dim"), self.output_of, x)

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


class Unflatten(TorchModule):
    """One axis taken apart into several. One of the sizes may be −1; it takes what is left over.

    Examples:
        Unflatten(1, (64, 7, 7)): B 3136 -> B 64 7 7
        Unflatten(-1, (2, -1)): B 10 -> B 2 5
        Unflatten(1, (3, 5)): B 16 !! reshape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Unflatten.html
    """

    dim = axes(single=True)
    unflattened_size = fields.shape(label="size", least=-1)

    def requirements(self, x: Any) -> Iterable[Problem]:
        if not isinstance(x, Unknown) and not isinstance(self.dim, Unknown):
            problems = tuple(mismatches("bad-axes", Argument("dim"), normalize_axis, *self.dim, len(x)))
            if problems:
                yield from problems
                return
        yield from mismatches("reshape-mismatch", Argument("unflattened_size"), self.output_of, x)

    def output_of(self, x: Any) -> Any:
        for field in (self.dim, self.unflattened_size):
            if isinstance(field, Unknown):
                return field
        (index,) = self.dim
        return unflattened(x, index, self.unflattened_size)


class PixelShuffle(TorchModule):
    """Channels become pixels: the image grows by the factor, and has its square times fewer channels.

    Examples:
        PixelShuffle(3): B 9 4 4 -> B 1 12 12
        PixelShuffle(2): B 6 8 8 !! reshape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html
    """

    upscale_factor = size(label="factor")

    def ranks(self) -> Ranks:
        return at_least(3)

    def requirements(self, x: Any) -> Iterable[Problem]:
        return mismatches("reshape-mismatch", Argument("upscale_factor"), self.output_of, x)

    def output_of(self, x: Any) -> Any:
        return pixel_shuffled(x, self.upscale_factor)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return image_names(rank)


class PixelUnshuffle(TorchModule):
    """Pixels become channels: the image shrinks by the factor, and has its square times more channels.

    Examples:
        PixelUnshuffle(3): B 1 12 12 -> B 9 4 4
        PixelUnshuffle(2): B 3 8 9 !! reshape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html
    """

    downscale_factor = size(label="factor")

    def ranks(self) -> Ranks:
        return at_least(3)

    def requirements(self, x: Any) -> Iterable[Problem]:
        return mismatches("reshape-mismatch", Argument("downscale_factor"), self.output_of, x)

    def output_of(self, x: Any) -> Any:
        return pixel_unshuffled(x, self.downscale_factor)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return image_names(rank)


class ChannelShuffle(TorchModule):
    """The channels in another order: those of the groups one after the other, in turn.

    Examples:
        ChannelShuffle(2): B 4 H W -> B 4 H W
        ChannelShuffle(3): B 4 5 5 !! groups-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html
    """

    groups = size(label="groups")

    def ranks(self) -> Ranks:
        return at_least(3)

    def requirements(self, x: Any) -> Iterable[Problem]:
        return mismatches("groups-mismatch", Argument("groups"), channel_shuffled, x, self.groups)

    def output_of(self, x: Any) -> Any:
        return channel_shuffled(x, self.groups)


def image_names(rank: int) -> tuple[str, ...]:
    """The names of the axes of images, with whatever stands in front of them."""
    front = ("batch",) if rank == 4 else tuple(f"axis {index}" for index in range(rank - 3))
    return (*front, "channels", "height", "width")[-rank:] if rank else ()
