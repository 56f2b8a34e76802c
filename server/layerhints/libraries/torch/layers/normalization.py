"""Normalizations: what they learn, and the statistics that they keep beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Expression, Open, Unknown
from layerhints.libraries.torch.layers.base import Pattern, spatial_names
from layerhints.libraries.torch.layers.elementwise import Unchanged
from layerhints.libraries.torch.layers.linear import feature_names
from layerhints.rules import (
    Argument,
    Input,
    Problem,
    Ranks,
    Size,
    Weight,
    at_least,
    both,
    divides,
    equal,
    exactly,
    factor,
    product,
    require,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.field import Invalid
from layerhints.rules.fields import ShapeField, SizeField, flag, number, setting, size
from layerhints.rules.shapes import axis, in_range, known_rank, with_axis


class Scaling(Unchanged):
    """A normalization with a learned scale and, mostly, a learned offset."""

    affine_flag = "affine"
    """The field that says whether anything is learned."""
    bias: Any = True
    entry = "channel"
    """What has a scale and an offset of its own."""

    @property
    def learns(self) -> Any:
        return getattr(self, self.affine_flag)

    def scale_and_offset(self, sizes: Iterable[Size], labels: Iterable[str]) -> Iterable[Weight]:
        axes = tuple(map(factor, labels, sizes))
        because = f"a learned scale, one per {self.entry}"
        yield Weight("weight", axes, when=self.learns, because=because, flag=self.affine_flag)
        because = f"a learned offset, one per {self.entry}"
        deciding = self.affine_flag if self.bias is True else "bias"
        yield Weight("bias", axes, when=both(self.learns, self.bias), because=because, flag=deciding)

    def learned(self, count: Size) -> str:
        """What is trained, as a sentence."""
        if self.learns is False:
            return f"{self.says(self.affine_flag)}: nothing is learned, and there are no parameters."
        if isinstance(self.learns, Unknown) or isinstance(self.bias, Unknown):
            return "A scale and an offset, where it has them, are trained."
        what = "A scale and an offset are" if self.bias is True else "A scale is"
        times = 2 if self.bias is True else 1
        each = " each" if self.bias is True else ""
        if isinstance(value_of(count), Unknown):
            return f"{what} learned, one per {self.entry}{each}; they are trained, and in the count."
        numbers = f"2·{text(count)} = {text(times * value_of(count))}" if self.bias is True else text(count)
        return f"{what} learned, one per {self.entry}{each}: {numbers} numbers."


def channel_names(rank: int) -> tuple[str, ...]:
    """The axes of a batch with its channels behind it, and places at the end."""
    spatial = spatial_names(rank - 2) if 2 < rank < 6 else tuple(f"axis {index}" for index in range(2, rank))
    return ("batch", "channels", *spatial)[:rank]


class ScaledSize(SizeField):
    """A number of channels that torch looks at only where something is learned or kept for each of them."""

    def convert(self, value: Any, owner: Any) -> Any:
        try:
            return super().convert(value, owner)
        except Invalid as complaint:
            return Unknown(complaint.message, complaint)


def size_problems(name: str, size: Size) -> Iterable[Problem]:
    """What is wrong with the value of a ScaledSize, where torch looks at it."""
    if isinstance(size, Unknown) and isinstance(size.origin, Invalid):
        yield Problem(size.origin.code, size.reason, Argument(name))


class GroupNorm(Scaling):
    """Normalizes each sample over groups of channels.

    Examples:
        GroupNorm(32, 256): N 256 14 14 -> N 256 14 14 | 512
        GroupNorm(3, 6, affine=False): N 6 -> N 6
        GroupNorm(1, 6, bias=False): N 6 10 -> N 6 10 | 6
        GroupNorm(4, 6): N 6 10 !! groups-mismatch
        GroupNorm(3, 6): N 9 10 !! wrong-features
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html
    """

    num_groups = size(label="groups")
    num_channels: Any = ScaledSize(label="channels", minimum=0)
    eps = number(1e-5)
    affine = flag(True)
    device = setting(None)
    dtype = setting(None)
    bias = flag(True, keyword_only=True)

    def ranks(self) -> Ranks:
        return at_least(2)

    def conflicts(self) -> Iterable[Problem]:
        if self.affine is True:
            yield from size_problems("num_channels", self.num_channels)
        message = f"{text(self.num_groups)} groups do not divide {text(self.num_channels)} channels"
        yield from require(
            divides(self.num_groups, self.num_channels), "groups-mismatch", message, Argument("num_groups")
        )

    def requirements(self, x: Any) -> Iterable[Problem]:
        if isinstance(x, Unknown):
            return
        if self.affine is True:
            message = (
                f"axis 1 of {show_structure(x)} has {text(x[1])} channels, but `num_channels` is "
                f"{text(self.num_channels)}"
            )
            yield from require(equal(x[1], self.num_channels), "wrong-features", message, Input())
        message = f"{text(self.num_groups)} groups do not divide the {text(x[1])} channels of {show_structure(x)}"
        fits = divides(self.num_groups, x[1])
        yield from require(fits, "groups-mismatch", message, Input())
        if fits is True and equal(product((x[0], x[1] // self.num_groups, *x[2:])), 1) is True:
            message = f"each group of {show_structure(x)} has one value; a mean and a variance need more"
            yield Problem("too-few-values", message, Input())

    def output_of(self, x: Any) -> Any:
        if isinstance(x, Unknown) or self.affine is not True or not isinstance(value_of(x[1]), Unknown):
            return x
        return with_axis(x, 1, self.num_channels)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        return self.scale_and_offset((self.num_channels,), ("channels",))

    def patterns(self) -> tuple[Pattern, ...]:
        return (Open("the input of a GroupNorm", head=(Unknown("the batch"), self.num_channels)),)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return channel_names(rank)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield self.learned(self.num_channels)
        width = value_of(self.num_channels) // value_of(self.num_groups)
        yield (
            f"The {text(self.num_channels)} channels form {text(self.num_groups)} groups of {text(width)}. Mean and "
            f"variance of each group are taken from the sample itself: no statistics are kept, and the size of the "
            f"batch does not matter."
        )


class NormalizedShapeField(ShapeField):
    """The last sizes of the input; a single one as a number."""

    takes_sizes = True

    def expected(self, owner: Any) -> str:
        return "it takes an integer or a tuple of integers"

    def convert(self, value: Any, owner: Any) -> Any:
        single = isinstance(value, (int, Expression)) and not isinstance(value, bool)
        return super().convert((value,) if single else value, owner)


class LastAxesNormalization(Scaling):
    """A normalization of each sample over its last axes."""

    affine_flag = "elementwise_affine"
    entry = "value"
    statistics = "It takes mean and variance"

    normalized_shape: Any = NormalizedShapeField(label="features")

    def conflicts(self) -> Iterable[Problem]:
        if self.normalized_shape == ():
            message = "`normalized_shape` is empty; it names the sizes of at least one axis"
            yield Problem("bad-length", message, Argument("normalized_shape"))

    def requirements(self, x: Any) -> Iterable[Problem]:
        shape = self.normalized_shape
        if isinstance(shape, Unknown):
            return
        rank = known_rank(x)
        fits = [
            equal(axis(x, place), shape[place]) for place in range(-len(shape), 0) if in_range(x, (place,)) is not False
        ]
        if (rank is None or rank >= len(shape)) and False not in fits:
            return
        message = (
            f"`{type(self).__name__}` normalizes the last sizes of its input, which must be {show_structure(shape)}; "
            f"this one is {show_structure(x)}"
        )
        if len(shape) == 1 and rank == 4 and equal(x[1], shape[0]) is True:
            message += f". For channels on axis 1 use `GroupNorm(1, {text(x[1])})`, or move them to the end"
        yield Problem("wrong-features", message, Input())

    def output_of(self, x: Any) -> Any:
        shape = self.normalized_shape
        if isinstance(shape, Unknown):
            return x
        known = [axis(x, place) for place in range(-len(shape), 0)]
        tail = tuple(
            size if isinstance(value_of(found), Unknown) else found for found, size in zip(known, shape, strict=True)
        )
        if not isinstance(x, Unknown):
            return (*x[: -len(shape)], *tail)
        if isinstance(x, Open):
            longer = len(x.tail) < len(shape)
            # A longer tail may reach into what was known as the head.
            return Open(x.reason, x.origin, () if longer else x.head, (*x.tail[: -len(shape)], *tail))
        return Open(x.reason, tail=tail)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        shape = self.normalized_shape
        sizes = (shape,) if isinstance(shape, Unknown) else shape
        labels = ("features",) if len(sizes) == 1 else tuple(f"size {place}" for place in range(1, len(sizes) + 1))
        return self.scale_and_offset(sizes, labels)

    def patterns(self) -> tuple[Pattern, ...]:
        if isinstance(self.normalized_shape, Unknown):
            return (None,)
        return (Open(f"the input of a {type(self).__name__}", tail=self.normalized_shape),)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        shape = self.normalized_shape
        yield self.learned(shape if isinstance(shape, Unknown) else product(shape))
        last = "axes" if not isinstance(shape, Unknown) and len(shape) > 1 else "axis"
        yield (
            f"{self.statistics} over the last {last} anew for each sample: no running statistics are kept, and "
            f"it does the same in training and in `eval()`."
        )

    def axis_names(self, rank: int) -> tuple[str, ...]:
        single = not isinstance(self.normalized_shape, Unknown) and len(self.normalized_shape) == 1
        return feature_names(rank) if single else super().axis_names(rank)


class LayerNorm(LastAxesNormalization):
    """Normalizes each sample over its last axes, with a scale and an offset for each value.

    Examples:
        LayerNorm(512): N 20 512 -> N 20 512 | 1024
        LayerNorm((3, 32, 32)): N 3 32 32 -> N 3 32 32 | 6144
        LayerNorm(10, bias=False): N 10 -> N 10 | 10
        LayerNorm(10, elementwise_affine=False): N 10 -> N 10
        LayerNorm(3): N 3 32 32 !! wrong-features
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
    """

    eps = number(1e-5)
    elementwise_affine = flag(True)
    bias = flag(True)
    device = setting(None)
    dtype = setting(None)


class RMSNorm(LastAxesNormalization):
    """Divides each sample by the root of the mean of the squares of its last axes; it learns a scale, no offset.

    Examples:
        RMSNorm(4096): N 20 4096 -> N 20 4096 | 4096
        RMSNorm((2, 3)): N 2 3 -> N 2 3 | 6
        RMSNorm(8, elementwise_affine=False): N 8 -> N 8
        RMSNorm(16): N 8 !! wrong-features
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html
    """

    eps = number(None)
    elementwise_affine = flag(True)
    device = setting(None)
    dtype = setting(None)

    bias = False
    statistics = "It takes the root of the mean of the squares"

    def weights_of(self, x: Any) -> Iterable[Weight]:
        return (weight for weight in super().weights_of(x) if weight.name != "bias")  # not even as None

    def forward(self, x: Any) -> tuple[Any, Any]:
        return self, x


class LocalResponseNorm(Unchanged):
    """Divides each value by what its neighbours among the channels amount to.

    Examples:
        LocalResponseNorm(5): N 96 27 27 -> N 96 27 27
        LocalResponseNorm(2): N 8 !! wrong-rank
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html
    """

    size = size(label="channels of the window")
    alpha = number(1e-4)
    beta = number(0.75)
    k = number(1.0)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return channel_names(rank)

    def ranks(self) -> Ranks:
        return at_least(3)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield (
            f"Each value is divided by what the values of {text(self.size)} neighbouring channels at the same place "
            f"amount to. Nothing is learned, so there are no parameters."
        )


class CrossMapLRN2d(LocalResponseNorm):
    """A LocalResponseNorm for batches of images only.

    Examples:
        CrossMapLRN2d(5): N 96 27 27 -> N 96 27 27
        CrossMapLRN2d(5): 96 27 27 !! wrong-rank
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html
    """

    rank = 2
    k = number(1)

    def ranks(self) -> Ranks:
        return exactly(4)

    def patterns(self) -> tuple[Pattern, ...]:
        return (("N", "C", "H", "W"),)
