"""Normalizations of channels, with statistics that they may keep: BatchNorm and InstanceNorm."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.torch.layers.base import SPATIAL_SYMBOLS, Pattern, spatial_names
from layerhints.libraries.torch.layers.normalization import ScaledSize, Scaling, channel_names, size_problems
from layerhints.rules import (
    Input,
    Problem,
    Ranks,
    Size,
    Weight,
    at_least,
    equal,
    exactly,
    factor,
    product,
    require,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.fields import flag, number, setting
from layerhints.rules.quantity import as_code
from layerhints.rules.shapes import axis, in_range, known_rank, with_axis


class ChannelNormalization(Scaling):
    """A normalization that knows its channels: `num_features` of them."""

    num_features: Any = ScaledSize(label="channels", minimum=0)
    eps = number(1e-5, low=0)
    momentum = setting(0.1)
    affine = flag(True)
    track_running_stats = flag(True)
    device = setting(None)
    dtype = setting(None)
    bias = flag(True, keyword_only=True)

    def conflicts(self) -> Iterable[Problem]:
        if self.counts_channels() and not self.lazy:
            yield from size_problems("num_features", self.num_features)

    def channel_axis(self, rank: int) -> int:
        return 1

    def counts_channels(self) -> bool:
        """Whether it is certain that something of the size `num_features` meets the input."""
        return any(value is True for value in (self.affine, self.track_running_stats))

    def entries(self, x: Any) -> Size:
        """How many channels the weights are for; a lazy module reads it from axis 1 of the input."""
        return axis(x, 1) if self.lazy and x is not None and in_range(x, (1,)) is not False else self.num_features

    def requirements(self, x: Any) -> Iterable[Problem]:
        rank = known_rank(x)
        if rank is None or not self.counts_channels():
            return
        place = self.channel_axis(rank)
        message = (
            f"axis {place} of {show_structure(x)} has {text(x[place])} channels, but `num_features` is "
            f"{text(self.num_features)}: {self.remedy(x[place])}"
        )
        yield from require(equal(x[place], self.num_features), "wrong-features", message, Input())

    def remedy(self, channels: Size) -> str:
        return f"write `{type(self).__name__}({as_code(channels)})`, or change what comes in"

    def output_of(self, x: Any) -> Any:
        rank = known_rank(x)
        if rank is None or self.lazy or not self.counts_channels():
            return x
        place = self.channel_axis(rank)
        return with_axis(x, place, self.num_features) if isinstance(value_of(x[place]), Unknown) else x

    def weights_of(self, x: Any) -> Iterable[Weight]:
        return self.scale_and_offset((self.entries(x),), ("channels",))

    def buffers_of(self) -> Iterable[Weight]:
        because = "a running statistic: training updates it, gradients do not"
        for name in ("running_mean", "running_var"):
            yield self.statistic(name, (factor("channels", self.num_features),), because)
        yield self.statistic("num_batches_tracked", (), "how many batches the statistics come from")

    def statistic(self, name: str, axes: tuple[Any, ...], because: str) -> Weight:
        kept = self.track_running_stats
        return Weight(name, axes, trainable=False, when=kept, because=because, flag="track_running_stats")

    def patterns(self) -> tuple[Pattern, ...]:
        if self.lazy or not self.counts_channels():
            return (None,)
        if self.ranks().exact is not None:
            return (("N", self.num_features, *SPATIAL_SYMBOLS[self.rank]),)
        return (Open(f"the input of a {type(self).__name__}", head=(Unknown("the batch"), self.num_features)),)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return channel_names(rank)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        channels = self.entries(x)
        yield self.learned(channels)
        if self.track_running_stats is False:
            yield (
                f"{self.says('track_running_stats')}: it keeps no statistics, and takes mean and variance from what "
                f"comes in, in `eval()` too."
            )
            return
        total = text(2 * channels)
        many = "" if isinstance(value_of(channels), Unknown) else f" (2·{text(channels)} = {total} numbers)"
        yield (
            f"`running_mean` and `running_var`{many} are statistics that training updates without gradients and that "
            f"`eval()` uses. They are buffers: saved with the model, but not parameters and not in the count."
        )


class Lazy(ChannelNormalization):
    """A normalization that reads `num_features` from axis 1 of its first input."""

    lazy = True
    num_features = Unknown("a lazy module reads it from its first input")

    def remedy(self, channels: Size) -> str:
        return "it was read from axis 1, as if there were a batch; put a batch in front"

    def forward(self, input: Any) -> tuple[Any, Any]:
        if not isinstance(input, (tuple, Unknown)) or in_range(input, (1,)) is False:
            return self, input
        return self.replace(num_features=axis(input, 1)), input


class BatchNorm(ChannelNormalization):
    """Each channel, normalized over the batch and all places."""

    def ranks(self) -> Ranks:
        return exactly(self.rank + 2)

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = list(super().requirements(x))
        yield from problems
        if problems or isinstance(x, Unknown) or self.track_running_stats is not False:
            return  # with running statistics, `eval()` does without more than one value
        alone = equal(product((x[0], *x[2:])), 1)
        message = f"{show_structure(x)} has one value per channel, and without running statistics that is too few"
        yield from require(None if alone is None else not alone, "too-few-values", message, Input())


class BatchNorm1d(BatchNorm):
    """Normalizes each feature over the batch, or each channel over the batch and the steps of a sequence.

    Examples:
        BatchNorm1d(100): N 100 -> N 100 | 200
        BatchNorm1d(16): N 16 50 -> N 16 50 | 32
        BatchNorm1d(16, affine=False): N 16 -> N 16
        BatchNorm1d(16): N 50 16 !! wrong-features
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html
    """

    rank = 1

    def ranks(self) -> Ranks:
        return Ranks(2, 3)


class BatchNorm2d(BatchNorm):
    """Normalizes each channel over the batch and all places of the images.

    Examples:
        BatchNorm2d(64): N 64 56 56 -> N 64 56 56 | 128
        BatchNorm2d(64, bias=False): N 64 8 8 -> N 64 8 8 | 64
        BatchNorm2d(64, track_running_stats=False): N 64 8 8 -> N 64 8 8 | 128
        BatchNorm2d(32): N 64 56 56 !! wrong-features
        BatchNorm2d(64): N 64 !! wrong-rank
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
    """

    rank = 2


class BatchNorm3d(BatchNorm):
    """Normalizes each channel over the batch and all places of the volumes.

    Examples:
        BatchNorm3d(16): N 16 4 32 32 -> N 16 4 32 32 | 32
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html
    """

    rank = 3


class SyncBatchNorm(BatchNorm):
    """A BatchNorm whose statistics are taken over the batches of all processes; any number of places.

    Examples:
        SyncBatchNorm(64): N 64 56 56 -> N 64 56 56 | 128
        SyncBatchNorm(8): N 8 -> N 8 | 16
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html
    """

    first_fields = ("num_features", "eps", "momentum", "affine", "track_running_stats", "process_group")

    process_group = setting(None)

    def ranks(self) -> Ranks:
        return at_least(2)


class LazyBatchNorm1d(Lazy, BatchNorm1d):
    """A BatchNorm1d that reads `num_features` from its first input.

    Examples:
        LazyBatchNorm1d(): N 100 -> N 100 | 200
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyBatchNorm1d.html
    """


class LazyBatchNorm2d(Lazy, BatchNorm2d):
    """A BatchNorm2d that reads `num_features` from its first input.

    Examples:
        LazyBatchNorm2d(): N 64 8 8 -> N 64 8 8 | 128
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyBatchNorm2d.html
    """


class LazyBatchNorm3d(Lazy, BatchNorm3d):
    """A BatchNorm3d that reads `num_features` from its first input.

    Examples:
        LazyBatchNorm3d(): N 16 4 8 8 -> N 16 4 8 8 | 32
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyBatchNorm3d.html
    """


class InstanceNorm(ChannelNormalization):
    """Each channel of each sample, normalized over its places; the batch may be absent."""

    eps = number(1e-5)
    affine = flag(False)
    track_running_stats = flag(False)

    def ranks(self) -> Ranks:
        return Ranks(self.rank + 1, self.rank + 2)

    def channel_axis(self, rank: int) -> int:
        return rank - self.rank - 1

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = list(super().requirements(x))
        yield from problems
        if problems or isinstance(x, Unknown) or self.track_running_stats is not False:
            return  # with running statistics, `eval()` does without more than one value
        alone = equal(product(x[-self.rank :]), 1)
        message = f"{show_structure(x)} has one value per channel and sample; a mean and a variance need more"
        yield from require(None if alone is None else not alone, "too-few-values", message, Input())

    def patterns(self) -> tuple[Pattern, ...]:
        if self.lazy or not self.counts_channels():
            return (("N", "C", *SPATIAL_SYMBOLS[self.rank]),)
        return (("N", self.num_features, *SPATIAL_SYMBOLS[self.rank]),)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return ("channels", *spatial_names(self.rank)) if rank == self.rank + 1 else super().axis_names(rank)


class InstanceNorm1d(InstanceNorm):
    """Normalizes each channel of each sequence by itself.

    Examples:
        InstanceNorm1d(16): N 16 50 -> N 16 50
        InstanceNorm1d(16, affine=True): 16 50 -> 16 50 | 32
        InstanceNorm1d(16): N 16 1 !! too-few-values
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html
    """

    rank = 1


class InstanceNorm2d(InstanceNorm):
    """Normalizes each channel of each image by itself.

    Examples:
        InstanceNorm2d(64): N 64 32 32 -> N 64 32 32
        InstanceNorm2d(64, affine=True): N 64 32 32 -> N 64 32 32 | 128
        InstanceNorm2d(64, track_running_stats=True): N 64 8 8 -> N 64 8 8
        InstanceNorm2d(32, affine=True): N 64 32 32 !! wrong-features
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html
    """

    rank = 2


class InstanceNorm3d(InstanceNorm):
    """Normalizes each channel of each volume by itself.

    Examples:
        InstanceNorm3d(8): N 8 4 16 16 -> N 8 4 16 16
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm3d.html
    """

    rank = 3


class LazyInstanceNorm1d(Lazy, InstanceNorm1d):
    """An InstanceNorm1d that reads `num_features` from its first input.

    Examples:
        LazyInstanceNorm1d(): N 16 50 -> N 16 50 | 32
        LazyInstanceNorm1d(): 16 50 !! wrong-features
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyInstanceNorm1d.html
    """

    affine = flag(True)
    track_running_stats = flag(True)


class LazyInstanceNorm2d(Lazy, InstanceNorm2d):
    """An InstanceNorm2d that reads `num_features` from its first input.

    Examples:
        LazyInstanceNorm2d(): N 64 8 8 -> N 64 8 8 | 128
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyInstanceNorm2d.html
    """

    affine = flag(True)
    track_running_stats = flag(True)


class LazyInstanceNorm3d(Lazy, InstanceNorm3d):
    """An InstanceNorm3d that reads `num_features` from its first input.

    Examples:
        LazyInstanceNorm3d(): N 8 4 8 8 -> N 8 4 8 8 | 16
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyInstanceNorm3d.html
    """

    affine = flag(True)
    track_running_stats = flag(True)
