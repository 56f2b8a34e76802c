"""The classes of torch.nn that others derive from, those of programs too: what they are made with, and their weights.

They stand in their own modules (`torch.nn.modules.conv._ConvNd`), not in torch.nn. But for `_BatchNorm` the `forward`
is that of the class that derives from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import TorchModule, spatial_names
from layerhints.libraries.torch.layers.channel_normalization import BatchNorm, ChannelNormalization
from layerhints.libraries.torch.layers.convolution import padding_of_ends
from layerhints.libraries.torch.layers.dropout import Dropping
from layerhints.libraries.torch.layers.loss import Loss
from layerhints.rules import Argument, Factor, Problem, Ranks, Size, Weight, at_least, factor
from layerhints.rules.fields import FlagField, argument, flag, setting, shape, size, tensor
from layerhints.rules.geometry.convolution import check_groups
from layerhints.rules.geometry.mismatch import mismatches


class _NormBase(ChannelNormalization):
    """What BatchNorm and InstanceNorm have: a scale and an offset, and statistics."""


class _BatchNorm(BatchNorm):
    """A BatchNorm of any number of places: which ones it takes, its class says in `_check_input_dim`."""

    def ranks(self) -> Ranks:
        return at_least(2)


class _InstanceNorm(ChannelNormalization):
    """An InstanceNorm of any number of places."""

    affine = flag(False)
    track_running_stats = flag(False)


class _ConvNd(TorchModule):
    """A convolution: the kernel has as many axes as `kernel_size` has numbers."""

    computes = True

    in_channels: Any = size(label="input channels", minimum=0)
    out_channels: Any = size(label="output channels")
    kernel_size: Any = shape(label="kernel size")
    stride = argument()
    padding = argument()
    dilation = argument()
    transposed: Any = FlagField()
    output_padding = argument()
    groups: Any = size(label="groups")
    bias: Any = FlagField()
    padding_mode = argument()
    device = setting(None)
    dtype = setting(None)

    def conflicts(self) -> Iterable[Problem]:
        yield from mismatches(
            "groups-mismatch", Argument("groups"), check_groups, self.in_channels, self.out_channels, self.groups
        )

    def weights_of(self, x: Any) -> Iterable[Weight]:
        ends = (self.out_channels, self.in_channels // self.groups)
        if self.transposed is True:
            ends = (self.in_channels, self.out_channels // self.groups)
        elif isinstance(self.transposed, Unknown):
            ends = (self.transposed, self.transposed)
        channels = map(factor, ("channels", "channels of a group"), ends)
        yield Weight("weight", (*channels, *self._kernel()), because="each output channel spans those of its group")
        bias = (factor("output channels", self.out_channels),)
        yield Weight("bias", bias, when=self.bias, because="one per output channel", flag="bias")

    def _kernel(self) -> Iterable[Factor]:
        sides: tuple[Size, ...] = (self.kernel_size,) if isinstance(self.kernel_size, Unknown) else self.kernel_size
        names = spatial_names(len(sides)) if 0 < len(sides) < 4 else tuple(map(str, range(len(sides))))
        return (factor(f"kernel {name}", side) for name, side in zip(names, sides, strict=True))

    def attributes_of(self) -> Mapping[str, Any]:
        return padding_of_ends(self.padding)


class _ConvTransposeNd(_ConvNd):
    """A transposed convolution."""


class _DropoutNd(Dropping):
    """What dropouts have: the probability."""


class _Loss(Loss):
    """A loss: how it is reduced; its own code decides which words it takes for that."""

    not_kept = frozenset({"size_average", "reduce"})

    reduction = argument("mean")


class _WeightedLoss(_Loss):
    """A loss with a weight for each class."""

    first_fields = ("weight",)
    tensors = ("weight",)

    weight = tensor(None)
