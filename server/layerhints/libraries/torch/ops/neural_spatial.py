"""Functions over spatial axes: padding, resizing, sampling, and values that move between axes.

https://docs.pytorch.org/docs/stable/nn.functional.html#vision-functions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.ops.by_rule import of_module
from layerhints.libraries.torch.ops.kernel import Operations, define_in
from layerhints.libraries.torch.ops.neural_convolution import positive
from layerhints.libraries.torch.ops.reading import known_shape, shape, size, sizes
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.padding import pad_ends
from layerhints.rules.geometry.resampling import resampled
from layerhints.rules.geometry.shuffle import channel_shuffled, pixel_shuffled, pixel_unshuffled
from layerhints.rules.quantity import equal, less, text
from layerhints.rules.shapes import show_structure
from layerhints.values.base import Value
from layerhints.values.learned import equate, require
from layerhints.values.ranks import of_same_rank
from layerhints.values.reading import NotKnown, choice

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONAL = Operations("torch.nn.functional")
define = FUNCTIONAL.define
TORCH = Operations("torch")
define_both = define_in(FUNCTIONAL, TORCH)


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
    factors = tuple(_INEXACT if isinstance(factor, Value) else factor for factor in factors)
    return (*found[:2], *resampled(found[2:], factors=_each(machine, factors, scale_factor, rank)))


_INEXACT = Unknown("how a size times a fraction of a size is rounded is not known")


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
    equate(machine, points[0], found[0])
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
