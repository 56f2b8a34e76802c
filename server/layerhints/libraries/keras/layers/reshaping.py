"""Layers that rearrange, repeat, pad, crop or enlarge; none of them has weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from layerhints.algebra import Unknown, anonymous
from layerhints.libraries.keras.layers.base import KerasLayer, SpatialLayer, is_none, spatial_names
from layerhints.rules import (
    Argument,
    Problem,
    Ranks,
    at_least,
    equal,
    exactly,
    fields,
    less,
    negate,
    product,
    require,
    text,
    value_of,
)
from layerhints.rules.fields import axes, choice, margins, size, sizes
from layerhints.rules.geometry.reshape import reshape_problems, reshaped
from layerhints.rules.shapes import axis, elements, forgotten


class Flatten(KerasLayer):
    """All values of a sample in one row.

    Examples:
        Flatten(): B 6 6 64 -> B 2304
        Flatten(): B -> B 1
        Flatten(data_format="channels_first"): B 3 4 5 -> B 60
    Source: https://keras.io/api/layers/reshaping_layers/flatten/
    """

    keeps_type = True

    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def output_of(self, x: Any) -> Any:
        return (axis(x, 0), elements(x, 1))

    def reason(self, x: Any, y: Any, axis: int) -> str:
        return "every value of a sample goes into one row" if axis == 1 else ""

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if isinstance(x, Unknown) or len(x) < 3 or isinstance(value_of(y[1]), Unknown):
            return
        sides = "·".join(text(side) for side in x[1:])
        yield (
            f"It multiplies the sizes of all axes but the batch: {sides} = {text(y[1])}. A Dense behind it has that "
            f"many weights for each of its units, so padding, strides and pooling before it decide what it costs."
        )


class Reshape(KerasLayer):
    """The same values in another shape; −1 takes what is left over. `target_shape` leaves out the batch.

    Examples:
        Reshape((7, 7, 16)): B 784 -> B 7 7 16
        Reshape((-1, 4)): B 6 8 -> B 12 4
    Source: https://keras.io/api/layers/reshaping_layers/reshape/
    """

    keeps_type = True

    target_shape = fields.shape(label="target", least=-1, holes=True)

    def requirements(self, x: Any) -> Iterable[Problem]:
        if isinstance(self.target_shape, Unknown) or None in self.target_shape:
            return ()
        inner = x if isinstance(x, Unknown) else x[1:]
        return reshape_problems(inner, self.target_shape, Argument("target_shape"))

    def output_of(self, x: Any) -> Any:
        if isinstance(self.target_shape, Unknown):
            return self.target_shape
        target = self.target_shape
        if None in target:
            # Keras leaves every size open that is None, and −1 with it.
            return (
                axis(x, 0),
                *(
                    anonymous("None", key=(self, index)) if size is None or equal(size, -1) is True else size
                    for index, size in enumerate(target)
                ),
            )
        inner = x if isinstance(x, Unknown) else x[1:]
        return (axis(x, 0), *reshaped(inner, target))

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if not isinstance(x, Unknown) and not isinstance(value_of(product(x[1:])), Unknown):
            yield f"The values stay the same and keep their order: {text(product(x[1:]))} for each sample."


class Permute(KerasLayer):
    """The axes in another order, counted from 1; the batch stays in front.

    Examples:
        Permute((2, 1)): B 10 64 -> B 64 10
        Permute((3, 1, 2)): B 8 9 3 -> B 3 8 9
    Source: https://keras.io/api/layers/reshaping_layers/permute/
    """

    keeps_type = True

    dims = axes(several=True)

    def ranks(self) -> Ranks:
        return at_least(1) if isinstance(self.dims, Unknown) else exactly(len(self.dims) + 1)

    def conflicts(self) -> Iterable[Problem]:
        if not isinstance(self.dims, Unknown) and sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            message = f"`dims` must name each axis from 1 to {len(self.dims)} once; it is {self.dims}"
            yield Problem("bad-axes", message, Argument("dims"))

    def output_of(self, x: Any) -> Any:
        if isinstance(self.dims, Unknown):
            return forgotten(x) if isinstance(x, Unknown) else (x[0], *(self.dims for _ in x[1:]))
        return (x[0], *(x[position] for position in self.dims))


class RepeatVector(KerasLayer):
    """The input `n` times, along a new axis.

    Examples:
        RepeatVector(3): B 32 -> B 3 32
    Source: https://keras.io/api/layers/reshaping_layers/repeat_vector/
    """

    n = size(label="repetitions")

    def ranks(self) -> Ranks:
        return exactly(2)

    def output_of(self, x: Any) -> Any:
        return (x[0], self.n, x[1])


class Padding(SpatialLayer):
    """Zeros around the spatial axes."""

    padding = margins(1, label="padding")
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def output_of(self, x: Any) -> Any:
        spatial = (
            side if equal(before + after, 0) is True else side + before + after
            for side, (before, after) in zip(self.spatial(x), self.padding, strict=True)
        )
        return self.arranged(x[0], spatial, self.channels(x))


class ZeroPadding1D(Padding):
    """Zero steps in front of and behind a sequence.

    Examples:
        ZeroPadding1D(2): B 10 4 -> B 14 4
        ZeroPadding1D((1, 0), data_format="channels_first"): B 4 10 -> B 4 11
    Source: https://keras.io/api/layers/reshaping_layers/zero_padding1d/
    """

    rank = 1


class ZeroPadding2D(Padding):
    """Zero rows and columns around an image.

    Examples:
        ZeroPadding2D(): B 28 28 3 -> B 30 30 3
        ZeroPadding2D((3, 1)): B 28 28 3 -> B 34 30 3
        ZeroPadding2D(((1, 2), (3, 4))): B 28 28 3 -> B 31 35 3
    Source: https://keras.io/api/layers/reshaping_layers/zero_padding2d/
    """

    rank = 2


class ZeroPadding3D(Padding):
    """Zeros around a volume.

    Examples:
        ZeroPadding3D(): B 4 5 6 1 -> B 6 7 8 1
    Source: https://keras.io/api/layers/reshaping_layers/zero_padding3d/
    """

    rank = 3


class Cropping(SpatialLayer):
    """Cuts off the ends of the spatial axes."""

    cropping = margins(1, label="cropping")
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def cropped(self, x: Any) -> tuple[Any, ...]:
        return tuple(
            side if equal(before + after, 0) is True else side - before - after
            for side, (before, after) in zip(self.spatial(x), self.cropping, strict=True)
        )

    def requirements(self, x: Any) -> Iterable[Problem]:
        return islice(self._too_small(x), 1)

    def _too_small(self, x: Any) -> Iterator[Problem]:
        for name, side, left in zip(spatial_names(self.rank), self.spatial(x), self.cropped(x), strict=True):
            message = f"nothing is left of the {name} {text(side)}"
            yield from require(negate(less(left, 1)), "crop-too-large", message, Argument("cropping"))

    def unknown_inside(self, x: Any) -> str | None:
        for side, (before, after) in zip(self.spatial(x), self.cropping, strict=True):
            if is_none(side) and equal(before, 0) is not True and equal(after, 0) is not True:
                return "with a size of None, Keras cannot cut off both ends inside another layer on every backend"
        return None

    def output_of(self, x: Any) -> Any:
        return self.arranged(x[0], self.cropped(x), self.channels(x))


class Cropping1D(Cropping):
    """Cuts steps off both ends of a sequence.

    Examples:
        Cropping1D((1, 2)): B 10 4 -> B 7 4
    Source: https://keras.io/api/layers/reshaping_layers/cropping1d/
    """

    rank = 1
    cropping = margins((1, 1), label="cropping")
    data_format = "channels_last"


class Cropping2D(Cropping):
    """Cuts rows and columns off an image.

    Examples:
        Cropping2D(((2, 2), (4, 4))): B 28 28 3 -> B 24 20 3
        Cropping2D(2, data_format="channels_first"): B 3 28 28 -> B 3 24 24
    Source: https://keras.io/api/layers/reshaping_layers/cropping2d/
    """

    rank = 2
    cropping = margins(((0, 0), (0, 0)), label="cropping")


class Cropping3D(Cropping):
    """Cuts off the outside of a volume.

    Examples:
        Cropping3D(): B 8 9 10 3 -> B 6 7 8 3
    Source: https://keras.io/api/layers/reshaping_layers/cropping3d/
    """

    rank = 3
    cropping = margins(((1, 1), (1, 1), (1, 1)), label="cropping")


class UpSampling(SpatialLayer):
    """Repeats each value along the spatial axes."""

    size = sizes(2, label="factor")
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def factors(self) -> Any:
        """How often each value is repeated along each spatial axis."""
        return self.size

    def output_of(self, x: Any) -> Any:
        spatial = (factor * side for factor, side in zip(self.factors(), self.spatial(x), strict=True))
        return self.arranged(x[0], spatial, self.channels(x))


class UpSampling1D(UpSampling):
    """Repeats each step of a sequence.

    Examples:
        UpSampling1D(3): B 10 4 -> B 30 4
    Source: https://keras.io/api/layers/reshaping_layers/up_sampling1d/
    """

    rank = 1
    size = size(2, label="factor")
    data_format = "channels_last"

    def factors(self) -> Any:
        return (self.size,)


class UpSampling2D(UpSampling):
    """Repeats rows and columns, or interpolates between them.

    Examples:
        UpSampling2D(): B 14 14 64 -> B 28 28 64
        UpSampling2D((2, 3), interpolation="bilinear"): B 5 5 2 -> B 10 15 2
    Source: https://keras.io/api/layers/reshaping_layers/up_sampling2d/
    """

    rank = 2
    interpolation = choice("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", default="nearest", folded=True)


class UpSampling3D(UpSampling):
    """Repeats each value along depth, height and width.

    Examples:
        UpSampling3D((1, 2, 2)): B 4 5 6 1 -> B 4 10 12 1
    Source: https://keras.io/api/layers/reshaping_layers/up_sampling3d/
    """

    rank = 3
