"""Transposed convolutions: they enlarge what a convolution shrinks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import Other, OtherInputs
from layerhints.libraries.torch.layers.convolution import Kernel
from layerhints.libraries.torch.layers.fields import sides
from layerhints.rules import (
    Argument,
    Place,
    Problem,
    Size,
    Weight,
    counted,
    divides,
    equal,
    factor,
    less,
    product,
    text,
)
from layerhints.rules.fields import choice, flag, setting, size, sizes
from layerhints.rules.geometry.convolution import chosen_output, transposed_convolved
from layerhints.rules.geometry.mismatch import mismatches


class TransposedConvolution(Kernel):
    """A transposed convolution: every position of the input spreads a whole kernel over the output."""

    in_channels = size(label="input channels", minimum=0)
    out_channels = size(label="output channels")
    kernel_size = sizes(label="kernel {}")
    stride = sides(1, label="stride")
    padding = sides(0, label="padding", minimum=0)
    output_padding = sides(0, label="output padding", minimum=0)
    groups = size(1, label="groups")
    bias = flag(True)
    dilation = sides(1, label="dilation")
    padding_mode = choice("zeros", default="zeros")
    device = setting(None)
    dtype = setting(None)

    other_inputs: ClassVar[OtherInputs] = {"output_size": Other.SIZES}

    ONE_FOR_EACH_AXIS: ClassVar[frozenset[str]] = frozenset({"stride", "padding", "dilation"})
    """The fields that an output size is judged by."""

    wanted: Any = None
    """The size that the call asks for: one for each spatial axis, also with batch and channels in front."""

    def conflicts(self) -> Iterable[Problem]:
        if not self.drops_channels:
            yield from super().conflicts()

    @property
    def drops_channels(self) -> bool:
        """Whether output channels that the groups leave over are left out, which only a bias would complain about."""
        return self.lazy and self.bias is not True

    def channels_out(self, x: Any) -> Size:
        if self.drops_channels and divides(self.groups, self.out_channels) is not True:
            return self.out_channels // self.groups * self.groups
        return super().channels_out(x)

    def forward(self, input: Any, output_size: Any = None) -> tuple[Any, Any]:
        return self.replace(wanted=output_size), input

    def wanted_sizes(self, x: Any) -> Any:
        """The sizes of the spatial axes that the call asks for; None, or Unknown."""
        if self.wanted is None or isinstance(self.wanted, Unknown):
            return self.wanted
        if not isinstance(self.wanted, tuple) or isinstance(x, Unknown):
            return Unknown("the value of `output_size` is not known")
        return self.wanted if len(self.wanted) == self.rank else self.wanted[len(x) - self.rank :]

    def requirements(self, x: Any) -> Iterable[Problem]:
        yield from super().requirements(x)
        if isinstance(self.wanted, tuple) and not isinstance(x, Unknown):
            if len(self.wanted) not in (self.rank, len(x)):
                message = (
                    f"`output_size` has {len(self.wanted)} items; it takes {self.rank}, or {len(x)} as the input has"
                )
                yield Problem("bad-length", message, Place("output_size"))
                return
            for name in self.ONE_FOR_EACH_AXIS & self.shortened:
                message = f"with `output_size`, a tuple as `{name}` needs one number for each of {self.rank} axes"
                yield Problem("bad-length", message, Argument(name))
                return
            yield from mismatches("wrong-output-size", Place("output_size"), self.sizes, x)
            return
        steps = zip(self.output_padding, self.stride, self.dilation, strict=True)
        late = any(less(extra, step) is False and less(extra, apart) is False for extra, step, apart in steps)
        code, field = ("conflicting-arguments", "output_padding") if late else ("crop-too-large", "padding")
        yield from mismatches(code, Argument(field), self.sizes, x)

    def sizes(self, x: Any) -> tuple[Size, ...]:
        """The sizes of the spatial axes that come out."""
        spatial, wanted = self.spatial(x), self.wanted_sizes(x)
        if not isinstance(x, Unknown) and len(x) > self.rank + 1 and equal(x[0], 0) is True:
            return (Unknown("torch does not check what it does to an empty batch"),) * self.rank
        if wanted is None:
            return transposed_convolved(
                spatial, self.kernel_size, self.stride, self.padding, self.output_padding, self.dilation
            )
        if isinstance(wanted, Unknown):
            return (wanted,) * self.rank
        return chosen_output(spatial, self.kernel_size, self.stride, self.padding, self.dilation, wanted)

    def output_of(self, x: Any) -> Any:
        return self.arranged(x, self.channels_out(x), self.sizes(x))

    def weights_of(self, x: Any) -> Iterable[Weight]:
        yield Weight(
            "weight",
            (
                factor("input channels", self.channels_in(x)),
                self.of_a_group(self.out_channels, "output"),
                *self.kernel_factors(),
            ),
            times=None if x is None else product(self.spatial(x)),
            because="each input channel spreads over all output channels"
            + ("" if equal(self.groups, 1) is True else " of its group"),
        )
        yield self.bias_weight()

    def reason(self, x: Any, y: Any, axis: int) -> str:
        if not self.is_spatial(y, axis):
            return ""
        if self.wanted is not None:
            return "`output_size` asks for it"
        if all(equal(end, 0) is True for end in self.padding):
            return f"{self.says('padding')} keeps everything that the kernels spread"
        return "a convolution with the same arguments would shrink this to the size of the input"

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        kernel = "×".join(text(side) for side in self.kernel_size)
        spread = counted(self.of_a_group(self.out_channels, "output").size, "output channels")
        yield f"Each value of the input spreads {'a kernel of ' + kernel} over {spread}, {text_of_stride(self.stride)}."
        yield "Padding, output padding and strides change the size of the output, not the number of parameters."


def text_of_stride(stride: tuple[Size, ...]) -> str:
    return "one every " + "×".join(map(text, stride)) + " positions"


class ConvTranspose1d(TransposedConvolution):
    """A transposed convolution over sequences: `(N, C, L)`.

    Examples:
        ConvTranspose1d(4, 8, 4, stride=2, padding=1): B 4 10 -> B 8 20 | 136
        ConvTranspose1d(4, 8, 3): 4 10 -> 8 12 | 104
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html
    """

    rank = 1


class ConvTranspose2d(TransposedConvolution):
    """A transposed convolution over images: `(N, C, H, W)`. With kernel 2 and stride 2 it doubles height and width.

    Examples:
        ConvTranspose2d(64, 32, 2, stride=2): B 64 28 28 -> B 32 56 56 | 8224
        ConvTranspose2d(16, 33, (3, 5), stride=(2, 1), padding=(4, 2)): 20 16 50 100 -> 20 33 93 100 | 7953
        ConvTranspose2d(16, 16, 3, stride=2, padding=1, output_padding=1): B 16 6 6 -> B 16 12 12 | 2320
        ConvTranspose2d(8, 4, 3, groups=2, bias=False): B 8 5 5 -> B 4 7 7 | 144
        ConvTranspose2d(8, 4, 3, stride=2, output_padding=2): B 8 5 5 !! conflicting-arguments
        ConvTranspose2d(8, 4, 3, padding=4): B 8 3 3 !! crop-too-large
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
    """

    rank = 2


class ConvTranspose3d(TransposedConvolution):
    """A transposed convolution over volumes: `(N, C, D, H, W)`.

    Examples:
        ConvTranspose3d(16, 33, (3, 5, 2), stride=(2, 1, 1), padding=(0, 4, 2)): 2 16 10 50 100 -> 2 33 21 46 97 | 15873
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose3d.html
    """

    rank = 3


class LazyConvTranspose1d(ConvTranspose1d):
    """A transposed convolution over sequences that takes the number of input channels from its first input.

    Examples:
        LazyConvTranspose1d(8, 4, stride=2, padding=1): B 4 10 -> B 8 20 | 136
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConvTranspose1d.html
    """

    lazy: ClassVar[bool] = True
    in_channels = None


class LazyConvTranspose2d(ConvTranspose2d):
    """A transposed convolution over images that takes the number of input channels from its first input.

    Examples:
        LazyConvTranspose2d(32, 2, stride=2): B 64 28 28 -> B 32 56 56 | 8224
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConvTranspose2d.html
    """

    lazy: ClassVar[bool] = True
    in_channels = None


class LazyConvTranspose3d(ConvTranspose3d):
    """A transposed convolution over volumes that takes the number of input channels from its first input.

    Examples:
        LazyConvTranspose3d(4, 2, stride=2): B 6 3 4 5 -> B 4 6 8 10 | 196
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConvTranspose3d.html
    """

    lazy: ClassVar[bool] = True
    in_channels = None
