"""Functions over spatial axes: convolutions, poolings, padding, resizing, blocks.

https://docs.pytorch.org/docs/stable/nn.functional.html#convolution-functions
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.inference import equate, of_same_rank, require
from layerhints.libraries.torch.layers.base import SPATIAL_SYMBOLS
from layerhints.libraries.torch.ops.by_rule import of_module
from layerhints.libraries.torch.ops.kernel import NotKnown, Operations, Typed
from layerhints.libraries.torch.ops.reading import choice, flag, known_shape, shape, size, sizes, spread
from layerhints.rules import Several
from layerhints.rules.geometry.convolution import check_groups, convolved, transposed_convolved
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.padding import pad_ends
from layerhints.rules.geometry.pooling import unpooled
from layerhints.rules.geometry.resampling import resampled
from layerhints.rules.geometry.shuffle import channel_shuffled, pixel_shuffled, pixel_unshuffled
from layerhints.rules.quantity import equal, less, text
from layerhints.rules.shapes import show_structure

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONAL = Operations("torch.nn.functional")
define = FUNCTIONAL.define
TORCH = Operations("torch")


def define_both(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The same function in `torch.nn.functional` and in `torch`."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        return define(*names)(TORCH.define(*names)(function))

    return register


# --- convolutions


class Images:
    """A tensor `([N,] C, *)` with `rank` spatial axes."""

    def __init__(self, machine: Machine, input: Any, rank: int, channels: Any = "C") -> None:
        found = shape(machine, input)
        require(machine, found, ("N", channels, *SPATIAL_SYMBOLS[rank]))
        if isinstance(found, Unknown):
            raise NotKnown(found)
        if len(found) not in (rank + 1, rank + 2):
            raise Mismatch(
                f"the input {show_structure(found)} has {len(found)} axes; it must have {rank + 1} or {rank + 2}"
            )
        self.leading: tuple[Any, ...] = found[: -rank - 1]
        self.channels: Any = found[-rank - 1]
        self.sides: tuple[Any, ...] = found[-rank:]

    def arranged(self, channels: Any, sides: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*self.leading, channels, *sides)


def kernel_of(machine: Machine, weight: Any, rank: int) -> tuple[Any, ...]:
    found = known_shape(machine, weight, rank + 2)
    if len(found) != rank + 2:
        raise Mismatch(f"the weight {show_structure(found)} has {len(found)} axes; it must have {rank + 2}")
    return found


def check_bias(machine: Machine, bias: Any, channels: Any) -> None:
    """A bias has one number for each output channel."""
    found = (channels,) if bias is None else shape(machine, bias)
    require(machine, found, (channels,))
    if isinstance(found, tuple) and (len(found) != 1 or equal(found[0], channels) is False):
        raise Mismatch(f"the bias {show_structure(found)} is not for {text(channels)} output channels")


def check_channels(images: Images, channels: Any) -> None:
    if equal(images.channels, channels) is False:
        raise Mismatch(f"the weight is for {text(channels)} input channels; the input has {text(images.channels)}")
    if equal(images.channels, 0) is True:
        raise NotKnown("what torch makes of an input without channels depends on the device")


def positive(*settings: tuple[Any, ...]) -> None:
    for setting in settings:
        for value in setting:
            if less(value, 1) is True:
                raise Mismatch(f"a stride, dilation or window of {text(value)} is not positive")


def convolution(
    machine: Machine, rank: int, input: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any,
    groups: Any,
) -> Any:  # fmt: skip
    """The weight has the output channels, the input channels of a group, and the sides of the kernel."""
    filters, grouped, *kernel = kernel_of(machine, weight, rank)
    count = size(machine, groups)
    images = Images(machine, input, rank, grouped * count)
    equate(machine, images.channels, grouped * count)
    steps, dilations = spread(machine, stride, rank), spread(machine, dilation, rank)
    positive(steps, dilations, (count,))
    check_channels(images, grouped * count)
    check_groups(images.channels, filters, count)
    check_bias(machine, bias, filters)
    ends = choice(padding, "same", "valid") if isinstance(padding, str) else spread(machine, padding, rank)
    if not isinstance(ends, str) and any(less(end, 0) is True for end in ends):
        raise Mismatch("a padding cannot be negative")
    return images.arranged(filters, convolved(images.sides, kernel, steps, ends, dilations))


@define_both("conv1d")
def conv1d(
    machine: Machine, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: Any = 1,
) -> Any:  # fmt: skip
    """What Conv1d gives with this weight."""
    return convolution(machine, 1, input, weight, bias, stride, padding, dilation, groups)


@define_both("conv2d")
def conv2d(
    machine: Machine, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: Any = 1,
) -> Any:  # fmt: skip
    """What Conv2d gives with this weight."""
    return convolution(machine, 2, input, weight, bias, stride, padding, dilation, groups)


@define_both("conv3d")
def conv3d(
    machine: Machine, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: Any = 1,
) -> Any:  # fmt: skip
    """What Conv3d gives with this weight."""
    return convolution(machine, 3, input, weight, bias, stride, padding, dilation, groups)


def transposed_convolution(
    machine: Machine, rank: int, input: Any, weight: Any, bias: Any, stride: Any, padding: Any, output_padding: Any,
    groups: Any, dilation: Any,
) -> Any:  # fmt: skip
    """The weight has the input channels, the output channels of a group, and the sides of the kernel."""
    channels, grouped, *kernel = kernel_of(machine, weight, rank)
    images, count = Images(machine, input, rank, channels), size(machine, groups)
    equate(machine, images.channels, channels)
    steps, dilations = spread(machine, stride, rank), spread(machine, dilation, rank)
    positive(steps, dilations, (count,))
    check_channels(images, channels)
    check_groups(channels, grouped * count, count)
    check_bias(machine, bias, grouped * count)
    ends, extra = spread(machine, padding, rank), spread(machine, output_padding, rank)
    if any(less(end, 0) is True for end in (*ends, *extra)):
        raise Mismatch("a padding cannot be negative")
    return images.arranged(grouped * count, transposed_convolved(images.sides, kernel, steps, ends, extra, dilations))


@define_both("conv_transpose1d")
def conv_transpose1d(
    machine: Machine, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: Any = 1, dilation: Any = 1,
) -> Any:  # fmt: skip
    """What ConvTranspose1d gives with this weight."""
    return transposed_convolution(machine, 1, input, weight, bias, stride, padding, output_padding, groups, dilation)


@define_both("conv_transpose2d")
def conv_transpose2d(
    machine: Machine, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: Any = 1, dilation: Any = 1,
) -> Any:  # fmt: skip
    """What ConvTranspose2d gives with this weight."""
    return transposed_convolution(machine, 2, input, weight, bias, stride, padding, output_padding, groups, dilation)


@define_both("conv_transpose3d")
def conv_transpose3d(
    machine: Machine, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: Any = 1, dilation: Any = 1,
) -> Any:  # fmt: skip
    """What ConvTranspose3d gives with this weight."""
    return transposed_convolution(machine, 3, input, weight, bias, stride, padding, output_padding, groups, dilation)


@define_both("conv_tbc")
def conv_tbc(machine: Machine, input: Any, weight: Any, bias: Any, pad: Any = 0) -> Any:
    """Steps, batch and channels; the weight has its length, and the channels that go in and come out."""
    found, kernel = known_shape(machine, input, 3), known_shape(machine, weight, 3)
    if len(found) != 3 or len(kernel) != 3:
        raise Mismatch("input and weight have three axes")
    if equal(found[2], kernel[1]) is False:
        raise Mismatch(f"the weight is for {text(kernel[1])} input channels; the input has {text(found[2])}")
    check_bias(machine, bias, kernel[2])
    (steps,) = convolved(found[:1], kernel[:1], (1,), (size(machine, pad),), (1,))
    return (steps, found[1], kernel[2])


# --- poolings


def pool(machine: Machine, name: str, input: Any, stride: Any, **fields: Any) -> Any:
    """A pooling without a stride moves by its window; an empty tuple stands for none."""
    step = None if stride is None or machine.plain(stride) == () else stride
    return of_module(machine, name, input, stride=step, **fields)


def with_indices(machine: Machine, found: Any, asked: Any) -> Any:
    """The values; with their places where these are asked for."""
    values = found[0] if isinstance(found, Several) else found
    return Several((values, Typed(values, "int64"))) if flag(machine, asked) else values


def max_pool(rank: int) -> None:
    module = f"MaxPool{rank}d"

    def max_pool(
        machine: Machine, input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        ceil_mode: Any = False, return_indices: Any = False,
    ) -> Any:  # fmt: skip
        """What MaxPool gives: ⌊(size + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1."""
        found = pool(
            machine, module, input, stride, kernel_size=kernel_size, padding=padding, dilation=dilation,
            ceil_mode=ceil_mode,
        )  # fmt: skip
        return with_indices(machine, found, return_indices)

    def max_pool_with_indices(
        machine: Machine, input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        ceil_mode: Any = False, return_indices: Any = True,
    ) -> Any:  # fmt: skip
        """What MaxPool gives, and the positions in the same shape."""
        return max_pool(machine, input, kernel_size, stride, padding, dilation, ceil_mode, True)

    define_both(f"max_pool{rank}d")(max_pool)
    define(f"max_pool{rank}d_with_indices")(max_pool_with_indices)
    if rank == 1:
        TORCH.define("max_pool1d_with_indices")(max_pool_with_indices)


def average_pool(rank: int) -> None:
    module = f"AvgPool{rank}d"

    def avg_pool1d(
        machine: Machine, input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: Any = False,
        count_include_pad: Any = True,
    ) -> Any:  # fmt: skip
        """What AvgPool1d gives: ⌊(length + 2·padding − kernel)/stride⌋ + 1."""
        return pool(machine, module, input, stride, kernel_size=kernel_size, padding=padding, ceil_mode=ceil_mode)

    def avg_pool(
        machine: Machine, input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: Any = False,
        count_include_pad: Any = True, divisor_override: Any = None,
    ) -> Any:  # fmt: skip
        """What AvgPool gives: ⌊(size + 2·padding − kernel)/stride⌋ + 1."""
        return avg_pool1d(machine, input, kernel_size, stride, padding, ceil_mode)

    if rank == 1:
        define_both("avg_pool1d")(avg_pool1d)
    else:
        define(f"avg_pool{rank}d")(avg_pool)


def power_pool(rank: int) -> None:
    module = f"LPPool{rank}d"

    def lp_pool(
        machine: Machine, input: Any, norm_type: Any, kernel_size: Any, stride: Any = None, ceil_mode: Any = False
    ) -> Any:
        """What LPPool gives: ⌊(size − kernel)/stride⌋ + 1."""
        return pool(machine, module, input, stride, norm_type=norm_type, kernel_size=kernel_size, ceil_mode=ceil_mode)

    define(f"lp_pool{rank}d")(lp_pool)


def adaptive_pool(rank: int) -> None:
    def adaptive_avg_pool(machine: Machine, input: Any, output_size: Any) -> Any:
        """The spatial axes have the sizes that are given."""
        return of_module(machine, f"AdaptiveAvgPool{rank}d", input, output_size=output_size)

    def adaptive_max_pool(machine: Machine, input: Any, output_size: Any, return_indices: Any = False) -> Any:
        """The spatial axes have the sizes that are given."""
        found = of_module(machine, f"AdaptiveMaxPool{rank}d", input, output_size=output_size)
        return with_indices(machine, found, return_indices)

    def adaptive_max_pool_with_indices(
        machine: Machine, input: Any, output_size: Any, return_indices: Any = True
    ) -> Any:
        """The spatial axes have the sizes that are given; the positions have the same shape."""
        return adaptive_max_pool(machine, input, output_size, True)

    define(f"adaptive_avg_pool{rank}d")(adaptive_avg_pool)
    define(f"adaptive_max_pool{rank}d")(adaptive_max_pool)
    define(f"adaptive_max_pool{rank}d_with_indices")(adaptive_max_pool_with_indices)
    if rank == 1:
        TORCH.define("adaptive_avg_pool1d")(adaptive_avg_pool)
        TORCH.define("adaptive_max_pool1d")(adaptive_max_pool_with_indices)


def unpool(rank: int) -> None:
    def max_unpool(
        machine: Machine, input: Any, indices: Any, kernel_size: Any, stride: Any = None, padding: Any = 0,
        output_size: Any = None,
    ) -> Any:  # fmt: skip
        """The size before the pooling, or the one that is given."""
        images, places = Images(machine, input, rank), shape(machine, indices)
        if isinstance(places, tuple):
            given = images.arranged(images.channels, images.sides)
            if len(places) != len(given) or any(
                equal(one, other) is False for one, other in zip(places, given, strict=True)
            ):
                raise Mismatch(f"indices {show_structure(places)} are not for the values {show_structure(given)}")
        kernel = spread(machine, kernel_size, rank)
        steps = kernel if stride is None else spread(machine, stride, rank)
        positive(steps)
        wanted = None if output_size is None else sizes(machine, output_size)
        if wanted is not None:
            wanted = wanted[2:] if len(wanted) == rank + 2 else wanted
            if len(wanted) != rank:
                raise Mismatch(f"an output size has {rank} or {rank + 2} numbers, not {len(wanted)}")
        ends = spread(machine, padding, rank)
        return images.arranged(images.channels, unpooled(images.sides, kernel, steps, ends, wanted))

    define(f"max_unpool{rank}d")(max_unpool)


for spatial_rank in (1, 2, 3):
    max_pool(spatial_rank)
    average_pool(spatial_rank)
    power_pool(spatial_rank)
    adaptive_pool(spatial_rank)
    unpool(spatial_rank)


def fractional_pool(rank: int) -> None:
    def fractional_max_pool(
        machine: Machine, input: Any, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
        return_indices: Any = False, _random_samples: Any = None,
    ) -> Any:  # fmt: skip
        """The spatial axes have the sizes that are given, or the given share of theirs."""
        found = of_module(
            machine, f"FractionalMaxPool{rank}d", input, kernel_size=kernel_size, output_size=output_size,
            output_ratio=output_ratio,
        )  # fmt: skip
        return with_indices(machine, found, return_indices)

    def fractional_max_pool_with_indices(
        machine: Machine, input: Any, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
        return_indices: Any = True, _random_samples: Any = None,
    ) -> Any:  # fmt: skip
        """The same as without positions, and the positions in that shape."""
        return fractional_max_pool(machine, input, kernel_size, output_size, output_ratio, True)

    define(f"fractional_max_pool{rank}d")(fractional_max_pool)
    define(f"fractional_max_pool{rank}d_with_indices")(fractional_max_pool_with_indices)


fractional_pool(2)
fractional_pool(3)


# --- padding


@define("pad")
def pad(machine: Machine, input: Any, pad: Any, mode: Any = "constant", value: Any = None) -> Any:
    """The last axes grow by both numbers of each pair, the last axis first."""
    widths = sizes(machine, pad)
    kind = choice(mode, "constant", "reflect", "replicate", "circular")
    given = shape(machine, input)
    return of_same_rank(pad_ends(given, widths, kind), given)


@TORCH.define("constant_pad_nd")
def constant_pad_nd(machine: Machine, input: Any, pad: Any, value: Any = 0) -> Any:
    """The last axes grow by both numbers of each pair, the last axis first."""
    return pad_ends(shape(machine, input), sizes(machine, pad))


# --- resizing and sampling

MODES = {
    3: ("nearest", "nearest-exact", "area", "linear"),
    4: ("nearest", "nearest-exact", "area", "bilinear", "bicubic", "lanczos"),
    5: ("nearest", "nearest-exact", "area", "trilinear"),
}
"""The modes that interpolate a tensor with so many axes."""

ALIGNED = ("linear", "bilinear", "bicubic", "trilinear", "lanczos")
"""The modes for which `align_corners` can be given."""


@define("interpolate")
def interpolate(
    machine: Machine, input: Any, size: Any = None, scale_factor: Any = None, mode: Any = "nearest",
    align_corners: Any = None, recompute_scale_factor: Any = None, antialias: Any = False,
) -> Any:  # fmt: skip
    """The spatial axes have the sizes that are given, or ⌊size·scale⌋."""
    word = choice(mode, *MODES[3], *MODES[4], *MODES[5])
    fitting = [rank for rank, modes in MODES.items() if word in modes]
    found = known_shape(machine, input, fitting[0] if len(fitting) == 1 else None)
    if len(found) not in fitting:
        raise Mismatch(f"the mode {word!r} does not interpolate {show_structure(found)}")
    if word not in ALIGNED and align_corners is not None:
        raise Mismatch(f"`align_corners` cannot be given with the mode {word!r}")
    if (size is None) == (scale_factor is None):
        raise Mismatch("either `size` or `scale_factor` must be given")
    rank = len(found) - 2
    if antialias is True and (word not in ("bilinear", "bicubic", "lanczos") or rank != 2):
        raise Mismatch(f"`antialias` is not possible with the mode {word!r}")
    if word == "lanczos" and antialias is not True:
        raise NotKnown("the mode 'lanczos' needs `antialias=True`")
    if size is not None:
        return (*found[:2], *resampled(found[2:], _each(machine, sizes(machine, size), size, rank)))
    if isinstance(scale_factor, Unknown):
        raise NotKnown(scale_factor)
    plain = machine.plain(scale_factor)
    factors = plain if isinstance(plain, tuple) else (plain,)
    return (*found[:2], *resampled(found[2:], factors=_each(machine, factors, scale_factor, rank)))


def _each(machine: Machine, values: tuple[Any, ...], given: Any, rank: int) -> tuple[Any, ...]:
    """One value for each spatial axis; a sequence must have as many."""
    if len(values) == 1 and not isinstance(machine.plain(given), tuple):
        return values * rank
    if len(values) != rank:
        raise Mismatch(f"{len(values)} numbers are given for {rank} spatial axes")
    return values


@define("upsample")
def upsample(
    machine: Machine, input: Any, size: Any = None, scale_factor: Any = None, mode: Any = "nearest",
    align_corners: Any = None,
) -> Any:  # fmt: skip
    """The spatial axes have the sizes that are given, or ⌊size·scale⌋."""
    return interpolate(machine, input, size, scale_factor, mode, align_corners)


@define("upsample_nearest")
def upsample_nearest(machine: Machine, input: Any, size: Any = None, scale_factor: Any = None) -> Any:
    """The spatial axes have the sizes that are given, or ⌊size·scale⌋."""
    return interpolate(machine, input, size, scale_factor)


@define("upsample_bilinear")
def upsample_bilinear(machine: Machine, input: Any, size: Any = None, scale_factor: Any = None) -> Any:
    """The spatial axes have the sizes that are given, or ⌊size·scale⌋."""
    return interpolate(machine, input, size, scale_factor, "bilinear", True)


@define("grid_sample")
def grid_sample(
    machine: Machine, input: Any, grid: Any, mode: Any = "bilinear", padding_mode: Any = "zeros",
    align_corners: Any = None,
) -> Any:  # fmt: skip
    """Every place of the grid names a point of the image: `(N, C, *)` and `(N, *, rank)`."""
    word = choice(mode, "bilinear", "nearest", "bicubic")
    choice(padding_mode, "zeros", "border", "reflection")
    return sampled(machine, input, grid, word == "bicubic")


def sampled(machine: Machine, input: Any, grid: Any, only_images: bool = False) -> Any:
    points, found = shape(machine, grid), shape(machine, input)
    for one, other in ((points, found), (found, points)):
        if isinstance(one, Unknown) and isinstance(other, tuple):
            require(machine, one, ("",) * len(other))
    if isinstance(points, Unknown):
        raise NotKnown(points)
    if isinstance(found, Unknown):
        raise NotKnown(found)
    rank = len(found) - 2
    if rank not in (2, 3) or len(points) != len(found) or (only_images and rank != 2):
        raise Mismatch(f"a grid {show_structure(points)} does not sample {show_structure(found)}")
    if equal(points[0], found[0]) is False or equal(points[-1], rank) is False:
        raise Mismatch(
            f"a grid {show_structure(points)} is not for a batch of {text(found[0])} with {rank} spatial axes"
        )
    if any(equal(side, 0) is True for side in found[2:]):
        raise Mismatch(f"{show_structure(found)} has no values to sample")
    return (*found[:2], *points[1:-1])


@TORCH.define("grid_sampler", "grid_sampler_2d", "grid_sampler_3d")
def grid_sampler(
    machine: Machine, input: Any, grid: Any, interpolation_mode: Any, padding_mode: Any, align_corners: Any
) -> Any:
    """The channels of the input at each place of the grid."""
    return sampled(machine, input, grid, interpolation_mode == 2)


@define("affine_grid")
def affine_grid(machine: Machine, theta: Any, size: Any, align_corners: Any = None) -> Any:
    """The points of images of `size` under the mappings `theta`: `(N, rank, rank + 1)` to `(N, *, rank)`."""
    wanted = sizes(machine, size)
    rank = len(wanted) - 2
    if rank not in (2, 3):
        raise Mismatch(f"points are made for images of 4 or 5 axes, not {len(wanted)}")
    found = known_shape(machine, theta, 3)
    if len(found) != 3 or any(
        equal(one, other) is False for one, other in zip(found, (wanted[0], rank, rank + 1), strict=True)
    ):
        raise Mismatch(f"{show_structure(found)} are not {text(wanted[0])} mappings of {rank} axes")
    if any(less(each, 1) is True for each in wanted):
        raise Mismatch("there are no points without a size")
    return (wanted[0], *wanted[2:], rank)


# --- values between channels and positions, and blocks


@define_both("pixel_shuffle")
def pixel_shuffle(machine: Machine, input: Any, upscale_factor: Any) -> Any:
    """r² times fewer channels, height and width r times as long."""
    return pixel_shuffled(_image(machine, input), _factor(machine, upscale_factor))


@define_both("pixel_unshuffle")
def pixel_unshuffle(machine: Machine, input: Any, downscale_factor: Any) -> Any:
    """r² times as many channels, height and width r times shorter."""
    return pixel_unshuffled(_image(machine, input), _factor(machine, downscale_factor))


def _image(machine: Machine, input: Any) -> Any:
    found = shape(machine, input)
    if isinstance(found, tuple) and len(found) < 3:
        raise Mismatch(f"{show_structure(found)} has no channels, height and width")
    return found


def _factor(machine: Machine, value: Any) -> Any:
    factor = size(machine, value)
    positive((factor,))
    return factor


@define_both("channel_shuffle", "native_channel_shuffle")
def channel_shuffle(machine: Machine, input: Any, groups: Any) -> Any:
    """The shape stays; the groups divide the channels."""
    found = shape(machine, input)
    if isinstance(found, tuple) and len(found) < 3:
        raise Mismatch(f"{show_structure(found)} has no channels and positions")
    return channel_shuffled(found, _factor(machine, groups))


@define("unfold")
def unfold(machine: Machine, input: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """(N, channels·kernel, blocks): the sliding blocks of an image as columns."""
    return of_module(
        machine, "Unfold", input, kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride
    )


@define("fold")
def fold(
    machine: Machine, input: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0,
    stride: Any = 1,
) -> Any:  # fmt: skip
    """(N, channels, height, width): columns added up to the image of the given size."""
    return of_module(
        machine, "Fold", input, output_size=output_size, kernel_size=kernel_size, dilation=dilation, padding=padding,
        stride=stride,
    )  # fmt: skip


__all__ = ["FUNCTIONAL", "TORCH"]
