"""Poolings that are told how large their output is: adaptive ones, and those with windows at random places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.fields import factors, target
from layerhints.libraries.torch.layers.pooling import NOTHING_TO_LEARN, Pool
from layerhints.rules import (
    Argument,
    Call,
    Factor,
    Input,
    Problem,
    Ranks,
    Several,
    Size,
    Weight,
    counted,
    equal,
    less,
    negate,
    require,
    show_structure,
    text,
)
from layerhints.rules.fields import flag, sizes, tensor
from layerhints.rules.geometry.mismatch import mismatches
from layerhints.rules.geometry.pooling import adaptive, fractional


class AdaptivePool(Pool):
    """A pooling that chooses its windows so that the output has a given size."""

    output_size = target()

    def sizes(self, x: Any) -> tuple[Size, ...]:
        return adaptive(self.spatial(x), self.output_size)

    def requirements(self, x: Any) -> Iterable[Problem]:
        return self.has_values(x)

    def reason(self, x: Any, y: Any, axis: int) -> str:
        shape = y[0] if isinstance(y, Several) else y
        if not self.is_spatial(shape, axis):
            return ""
        kept = self.output_size[axis - len(shape)] is None
        return "None keeps the size" if kept else f"{self.says('output_size')} asks for it, whatever the input's size"

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        has_channels = isinstance(x, Unknown) or len(x) > self.rank
        if has_channels and all(size is not None and equal(size, 1) is True for size in self.output_size):
            yield f"Each of the {counted(self.channels(x), 'channels')} becomes one number, whatever its size."
        elif None not in self.output_size:
            sides = "×".join(map(text, self.output_size))
            yield f"The windows are chosen so that {sides} values come out of each channel, whatever comes in."
        yield NOTHING_TO_LEARN


class AdaptiveAvgPool(AdaptivePool):
    """The means of a given number of windows. One window is a mean over the last axes, of whatever tensor."""

    def one_window(self, x: Any = None) -> bool | None:
        """Whether the output has a single position."""
        wanted = self.output_size if x is None or isinstance(x, Unknown) else self.sizes(x)
        answers = [None if side is None else equal(side, 1) for side in wanted]
        return False if False in answers else None if None in answers else True

    def ranks(self) -> Ranks:
        return super().ranks() if self.rank == 1 or self.one_window() is False else Ranks(self.rank)

    def requirements(self, x: Any) -> Iterable[Problem]:
        one = self.one_window(x)
        if one is not False:
            return
        _, problems = self.with_rank(x, super().ranks())
        if problems or self.rank == 3:
            yield from problems or self.has_values(x)
            return
        message = f"an axis of {show_structure(x)} is empty: there is nothing to pool"
        for axis_size in self.spatial(x):
            yield from require(negate(equal(axis_size, 0)), "empty-input", message, Input())

    def output_of(self, x: Any) -> Any:
        if not isinstance(x, Unknown) and len(x) == self.rank:
            return Unknown("whether torch takes a tensor without channels depends on how `output_size` is written")
        return super().output_of(x)


class AdaptiveAvgPool1d(AdaptiveAvgPool):
    """The means of a given number of windows of a sequence.

    Examples:
        AdaptiveAvgPool1d(5): B 64 8 -> B 64 5
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html
    """

    rank = 1
    output_size = target(holes=False)


class AdaptiveAvgPool2d(AdaptiveAvgPool):
    """The means of a given number of windows of an image. With 1 it is a global average pooling.

    Examples:
        AdaptiveAvgPool2d(1): B 512 7 7 -> B 512 1 1
        AdaptiveAvgPool2d((5, 7)): B 64 8 9 -> B 64 5 7
        AdaptiveAvgPool2d((None, 7)): B 64 H 9 -> B 64 H 7
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
    """

    rank = 2


class AdaptiveAvgPool3d(AdaptiveAvgPool):
    """The means of a given number of windows of a volume.

    Examples:
        AdaptiveAvgPool3d((7, None, None)): B 64 10 9 8 -> B 64 7 9 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool3d.html
    """

    rank = 3


class AdaptiveMaxPool1d(AdaptivePool):
    """The largest values of a given number of windows of a sequence.

    Examples:
        AdaptiveMaxPool1d(5): B 64 8 -> B 64 5
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html
    """

    rank = 1
    output_size = target(holes=False)
    return_indices = flag(False)


class AdaptiveMaxPool2d(AdaptivePool):
    """The largest values of a given number of windows of an image.

    Examples:
        AdaptiveMaxPool2d((5, 7)): B 64 8 9 -> B 64 5 7
        AdaptiveMaxPool2d(3, return_indices=True): B 4 8 9 -> B 4 3 3, B 4 3 3
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
    """

    rank = 2
    return_indices = flag(False)


class AdaptiveMaxPool3d(AdaptivePool):
    """The largest values of a given number of windows of a volume.

    Examples:
        AdaptiveMaxPool3d((5, 7, 9)): B 64 8 9 10 -> B 64 5 7 9
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool3d.html
    """

    rank = 3
    return_indices = flag(False)


class FractionalMaxPool(Pool):
    """The largest values of windows that lie at random, as many as are wanted or a share of the size."""

    kernel_size = sizes(label="kernel {}")
    output_size = target(None, holes=False)
    output_ratio = factors(None)
    return_indices = flag(False)
    _random_samples = tensor(None)

    def buffers_of(self) -> Iterable[Weight]:
        places = self._random_samples
        if places is not None:
            sizes = (places,) if isinstance(places, Unknown) else places
            because = "where the windows lie, in place of random numbers"
            yield Weight("_random_samples", tuple(Factor("places", size) for size in sizes), False, because=because)

    def sample_problems(self, x: Any) -> Iterable[Problem]:
        """What is wrong with the places of the windows: one for each sample, channel and axis."""
        places, blame = self._random_samples, Argument("_random_samples")
        if places is None or isinstance(places, Unknown):
            return
        if len(places) != 3:
            message = f"`_random_samples` is (N, C, {self.rank}); it has {len(places)} axes"
            yield Problem("wrong-rank", message, blame)
            return
        batch = Unknown(x.reason) if isinstance(x, Unknown) else x[0] if len(x) > self.rank + 1 else 1
        message = f"`_random_samples` {show_structure(places)} must have the form (N, C, {self.rank})"
        fitting = (
            negate(less(places[0], batch)),
            equal(places[1], self.channels(x)),
            equal(places[2], self.rank),
        )
        yield from require(False if False in fitting else None, "wrong-shape", message, blame)

    def conflicts(self) -> Iterable[Problem]:
        if self.output_size is None and self.output_ratio is None:
            message = "one of `output_size` and `output_ratio` must be given"
            yield Problem("missing-argument", message, Call())
        if isinstance(self.output_size, tuple) and isinstance(self.output_ratio, (tuple, int, float)):
            message = "`output_size` and `output_ratio` exclude each other"
            yield Problem("conflicting-arguments", message, Argument("output_ratio"))
        ratios = self.output_ratio if isinstance(self.output_ratio, tuple) else (self.output_ratio,)
        if len(ratios) not in (1, self.rank):
            message = f"`output_ratio` has {len(ratios)} items; it takes one for each of {self.rank} axes"
            yield Problem("bad-length", message, Argument("output_ratio"))
        for ratio in ratios:
            if isinstance(ratio, (int, float)) and not 0 < ratio < 1:
                message = f"`output_ratio` is {ratio}; it must lie between 0 and 1, both excluded"
                yield Problem("bad-number", message, Argument("output_ratio"))

    def sizes(self, x: Any) -> tuple[Size, ...]:
        if isinstance(self.output_size, Unknown):
            return (self.output_size,) * self.rank
        if self.output_size is None and self.output_ratio is None:
            return (Unknown("neither `output_size` nor `output_ratio` is given"),) * self.rank
        ratio = self.output_ratio if isinstance(self.output_ratio, tuple) else (self.output_ratio,) * self.rank
        return fractional(self.spatial(x), self.kernel_size, self.output_size, ratio)

    def requirements(self, x: Any) -> Iterable[Problem]:
        yield from self.has_values(x)
        yield from mismatches("window-too-large", Argument("kernel_size"), self.sizes, x)
        yield from self.sample_problems(x)


class FractionalMaxPool2d(FractionalMaxPool):
    """The largest values of windows of an image that lie at random.

    Examples:
        FractionalMaxPool2d(3, output_size=(13, 12)): 20 16 50 32 -> 20 16 13 12
        FractionalMaxPool2d(3, output_ratio=0.5): B 16 50 33 -> B 16 25 16
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool2d.html
    """

    rank = 2


class FractionalMaxPool3d(FractionalMaxPool):
    """The largest values of windows of a volume that lie at random.

    Examples:
        FractionalMaxPool3d(3, output_size=(13, 12, 11)): 20 16 50 32 16 -> 20 16 13 12 11
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool3d.html
    """

    rank = 3
