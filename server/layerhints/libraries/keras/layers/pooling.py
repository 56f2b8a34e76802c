"""Poolings: windows that keep the channels and have nothing to learn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.base import SpatialLayer, is_none
from layerhints.libraries.keras.layers.window import Windowed
from layerhints.rules import Problem, Ranks, counted, either, text, value_of
from layerhints.rules.fields import choice, flag, setting, sizes

NOTHING_TO_LEARN = "Pooling has nothing to learn: it has no parameters."


class Pooling(Windowed):
    """A pooling: each window of each channel becomes one value."""

    pool_size = sizes(label="pool {}")
    strides = sizes(None, label="stride", like="pool_size")
    padding = choice("valid", "same", default="valid")
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    name = setting(None)

    def window(self) -> tuple[Any, Any, str]:
        return self.pool_size, (1,) * self.rank, "pool_size"

    def requirements(self, x: Any) -> Iterable[Problem]:
        yield from self.fits(x)

    def output_of(self, x: Any) -> Any:
        return self.arranged(x[0], self.positions(x), self.channels(x))

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if "strides" not in self.given or self.untraced_field("strides") == self.untraced_field("pool_size"):
            sides = "×".join(text(side) for side in self.pool_size)
            yield f"The stride is the pool size, {sides}, so that the windows lie side by side."
        channels = self.channels(x)
        if not isinstance(value_of(channels), Unknown):
            count = text(channels)
            yield f"It pools each channel on its own: {count} channels go in, and {count} come out."
        yield NOTHING_TO_LEARN


class MaxPooling1D(Pooling):
    """The largest value of each window of steps.

    Examples:
        MaxPooling1D(): B 9 4 -> B 4 4
        MaxPooling1D(3, strides=1, padding="same"): B 9 4 -> B 9 4
    Source: https://keras.io/api/layers/pooling_layers/max_pooling1d/
    """

    rank = 1
    pool_size = sizes(2, label="pool {}")


class MaxPooling2D(Pooling):
    """The largest value of each window of height and width.

    Examples:
        MaxPooling2D((2, 2)): B 30 30 32 -> B 15 15 32
        MaxPooling2D(3, strides=2, padding="same"): B 13 12 8 -> B 7 6 8
        MaxPooling2D(data_format="channels_first"): B 8 13 12 -> B 8 6 6
    Source: https://keras.io/api/layers/pooling_layers/max_pooling2d/
    """

    rank = 2
    pool_size = sizes(2, label="pool {}")


class MaxPooling3D(Pooling):
    """The largest value of each window of depth, height and width.

    Examples:
        MaxPooling3D(): B 8 9 10 3 -> B 4 4 5 3
    Source: https://keras.io/api/layers/pooling_layers/max_pooling3d/
    """

    rank = 3
    pool_size = sizes(2, label="pool {}")


class AveragePooling1D(Pooling):
    """The mean of each window of steps.

    Examples:
        AveragePooling1D(2): B 9 4 -> B 4 4
    Source: https://keras.io/api/layers/pooling_layers/average_pooling1d/
    """

    rank = 1


class AveragePooling2D(Pooling):
    """The mean of each window of height and width.

    Examples:
        AveragePooling2D((3, 2)): B 30 30 32 -> B 10 15 32
    Source: https://keras.io/api/layers/pooling_layers/average_pooling2d/
    """

    rank = 2


class AveragePooling3D(Pooling):
    """The mean of each window of depth, height and width.

    Examples:
        AveragePooling3D(2, strides=(1, 2, 2)): B 8 9 10 3 -> B 7 4 5 3
    Source: https://keras.io/api/layers/pooling_layers/average_pooling3d/
    """

    rank = 3


class GlobalPooling(SpatialLayer):
    """A pooling over the whole of each channel."""

    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    keepdims = flag(False)

    def output_of(self, x: Any) -> Any:
        channels = self.channels(x)
        return either(self.keepdims, self.arranged(x[0], (1,) * self.rank, channels), (x[0], channels))

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return ("batch", "channels") if rank == 2 else super().axis_names(rank)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield f"Each of the {counted(self.channels(x), 'channels')} becomes one number, whatever its size."
        yield NOTHING_TO_LEARN


class GlobalMaxPooling1D(GlobalPooling):
    """The largest value of each channel over all steps.

    Examples:
        GlobalMaxPooling1D(): B 10 4 -> B 4
    Source: https://keras.io/api/layers/pooling_layers/global_max_pooling1d/
    """

    rank = 1


class GlobalMaxPooling2D(GlobalPooling):
    """The largest value of each channel over height and width.

    Examples:
        GlobalMaxPooling2D(keepdims=True): B 7 7 512 -> B 1 1 512
    Source: https://keras.io/api/layers/pooling_layers/global_max_pooling2d/
    """

    rank = 2


class GlobalMaxPooling3D(GlobalPooling):
    """The largest value of each channel over depth, height and width.

    Examples:
        GlobalMaxPooling3D("channels_first"): B 6 3 4 5 -> B 6
    Source: https://keras.io/api/layers/pooling_layers/global_max_pooling3d/
    """

    rank = 3


class GlobalAveragePooling1D(GlobalPooling):
    """The mean of each channel over all steps.

    Examples:
        GlobalAveragePooling1D(keepdims=True, data_format="channels_first"): B 4 10 -> B 4 1
    Source: https://keras.io/api/layers/pooling_layers/global_average_pooling1d/
    """

    rank = 1


class GlobalAveragePooling2D(GlobalPooling):
    """The mean of each channel over height and width.

    Examples:
        GlobalAveragePooling2D(): B 7 7 2048 -> B 2048
    Source: https://keras.io/api/layers/pooling_layers/global_average_pooling2d/
    """

    rank = 2


class GlobalAveragePooling3D(GlobalPooling):
    """The mean of each channel over depth, height and width.

    Examples:
        GlobalAveragePooling3D(): B 3 4 5 6 -> B 6
    Source: https://keras.io/api/layers/pooling_layers/global_average_pooling3d/
    """

    rank = 3


class AdaptivePooling(SpatialLayer):
    """A pooling that chooses its windows so that the output has a given size."""

    output_size = sizes(label="output {}")
    data_format = choice("channels_last", "channels_first", default=None, setting="data_format")

    def ranks(self) -> Ranks:
        return Ranks(3, 4) if self.rank == 2 else super().ranks()

    def with_rank(self, shape: Any, ranks: Ranks, index: int = 0) -> tuple[Any, tuple[Problem, ...]]:
        return super().with_rank(shape, super().ranks() if isinstance(shape, Unknown) else ranks, index)

    def output_of(self, x: Any) -> Any:
        if len(x) != self.rank + 2:
            return Unknown(f"of {len(x)} axes one is pooled when the model runs, while Keras says that both are")
        return self.arranged(x[0], self.output_size, self.channels(x))

    def unknown_inside(self, x: Any) -> str | None:
        if not any(map(is_none, self.spatial(x))):
            return None
        return "with a size of None, Keras cannot place its windows inside another layer"

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield NOTHING_TO_LEARN


class AdaptiveAveragePooling1D(AdaptivePooling):
    """The means of a given number of windows over the steps.

    Examples:
        AdaptiveAveragePooling1D(4): B 10 3 -> B 4 3
    Source: https://keras.io/api/layers/pooling_layers/adaptive_average_pooling1d/
    """

    rank = 1


class AdaptiveAveragePooling2D(AdaptivePooling):
    """The means of a given number of windows over height and width.

    Examples:
        AdaptiveAveragePooling2D((4, 2)): B 10 12 3 -> B 4 2 3
    Source: https://keras.io/api/layers/pooling_layers/adaptive_average_pooling2d/
    """

    rank = 2


class AdaptiveAveragePooling3D(AdaptivePooling):
    """The means of a given number of windows over depth, height and width.

    Examples:
        AdaptiveAveragePooling3D(2): B 4 6 8 3 -> B 2 2 2 3
    Source: https://keras.io/api/layers/pooling_layers/adaptive_average_pooling3d/
    """

    rank = 3


class AdaptiveMaxPooling1D(AdaptivePooling):
    """The largest values of a given number of windows over the steps.

    Examples:
        AdaptiveMaxPooling1D(4): B 10 3 -> B 4 3
    Source: https://keras.io/api/layers/pooling_layers/adaptive_max_pooling1d/
    """

    rank = 1


class AdaptiveMaxPooling2D(AdaptivePooling):
    """The largest values of a given number of windows over height and width.

    Examples:
        AdaptiveMaxPooling2D(7, data_format="channels_first"): B 3 14 14 -> B 3 7 7
    Source: https://keras.io/api/layers/pooling_layers/adaptive_max_pooling2d/
    """

    rank = 2


class AdaptiveMaxPooling3D(AdaptivePooling):
    """The largest values of a given number of windows over depth, height and width.

    Examples:
        AdaptiveMaxPooling3D((1, 2, 3)): B 4 6 9 3 -> B 1 2 3 3
    Source: https://keras.io/api/layers/pooling_layers/adaptive_max_pooling3d/
    """

    rank = 3
