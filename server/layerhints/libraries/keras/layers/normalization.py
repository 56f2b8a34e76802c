"""Normalization layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.base import LAST_AXIS, KerasLayer
from layerhints.libraries.keras.layers.core import Unchanged
from layerhints.rules import (
    Argument,
    Factor,
    Problem,
    Size,
    Weight,
    both,
    divides,
    either,
    equal,
    factor,
    less,
    negate,
    require,
    text,
    value_of,
)
from layerhints.rules.fields import axes, flag, setting, size
from layerhints.rules.shapes import axis, in_range, known_rank


class AxisLayer(KerasLayer):
    """A layer that treats one or several axes of its input specially."""

    axis: Any

    def requirements(self, x: Any) -> Iterable[Problem]:
        if isinstance(self.axis, Unknown):
            return
        rank = known_rank(x)
        for position in self.axis:
            if in_range(x, (position,)) is False:
                message = f"axis {position} does not exist in an input with {rank} axes"
                yield Problem("bad-axes", message, Argument("axis"))

    def patterns(self, count: int) -> tuple[Any, ...]:
        return (LAST_AXIS if self.axis == (-1,) else None,) * count

    def output_of(self, x: Any) -> Any:
        return x


class Normalization(AxisLayer):
    """A normalization with a learned scale and offset for each entry of its axes."""

    center: Any
    scale: Any
    needs_size = False
    """Whether the normalized axis must be defined even where no weight has its size."""

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = list(super().requirements(x))
        yield from problems
        sizes = () if problems else (part.size for part in self.normalized(x))
        undefined = list(self.defined(sizes, "normalized axis"))
        if undefined and (self.needs_size or any(weight.when is True for weight in self.weights_of(x))):
            yield from undefined

    def normalized(self, x: Any) -> tuple[Factor, ...]:
        """The axes that scale and offset have."""
        positions = self.axis
        if isinstance(positions, Unknown):
            return (factor("channels", positions),)
        if len(positions) == 1:
            return (factor("channels", axis(x, positions[0])),)
        return tuple(factor(f"axis {position}", axis(x, position)) for position in sorted(positions))

    def scale_and_offset(self, x: Any) -> Iterator[Weight]:
        shape = self.normalized(x)
        yield Weight("gamma", shape, when=self.scale, because="a learned scale", flag="scale")
        yield Weight("beta", shape, when=self.center, because="a learned offset", flag="center")

    def weights_of(self, x: Any) -> Iterable[Weight]:
        return self.scale_and_offset(x)


class BatchNormalization(Normalization):
    """Normalizes each channel over the batch, with running statistics for prediction.

    Examples:
        BatchNormalization(): B 32 32 64 -> B 32 32 64 | 256 (128)
        BatchNormalization(axis=1): B 3 8 8 -> B 3 8 8 | 12 (6)
        BatchNormalization(scale=False): B 100 -> B 100 | 300 (100)
        BatchNormalization(renorm=True): B 5 -> B 5 | 35 (10)
    Source: https://keras.io/api/layers/normalization_layers/batch_normalization/
    """

    axis = axes(-1, single=True)
    momentum = setting(0.99)
    epsilon = setting(0.001)
    center = flag(True)
    scale = flag(True)
    beta_initializer = setting("zeros")
    gamma_initializer = setting("ones")
    moving_mean_initializer = setting("zeros")
    moving_variance_initializer = setting("ones")
    beta_regularizer = setting(None)
    gamma_regularizer = setting(None)
    beta_constraint = setting(None)
    gamma_constraint = setting(None)
    renorm = flag(False)
    renorm_clipping = setting(None)
    renorm_momentum = setting(0.99)
    synchronized = setting(False)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        shape = self.normalized(x)
        yield from self.scale_and_offset(x)
        statistics = "a running statistic, kept for prediction and not trained"
        for name in ("moving_mean", "moving_variance"):
            yield Weight(name, shape, trainable=False, because=statistics)
        for name in ("moving_stddev", "renorm_mean", "renorm_stddev"):
            yield Weight(name, shape, trainable=False, when=self.renorm, because=statistics, flag="renorm")

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        (channels, *_) = self.normalized(x)
        if isinstance(value_of(channels.size), Unknown):
            yield "It keeps a mean and a variance for each channel: running statistics, which gradients do not train."
            return
        yield (
            f"It keeps a mean and a variance for each of the {text(channels.size)} channels: these "
            f"2·{text(channels.size)} = {text(2 * value_of(channels.size))} numbers are running statistics, which "
            f"training updates but gradients do not train (non-trainable)."
        )


class LayerNormalization(Normalization):
    """Normalizes each sample over its last axis, or over the axes that are named.

    Examples:
        LayerNormalization(): B 10 64 -> B 10 64 | 128
        LayerNormalization(axis=(1, 2), center=False): B 10 64 -> B 10 64 | 640
    Source: https://keras.io/api/layers/normalization_layers/layer_normalization/
    """

    axis = axes(-1)
    epsilon = setting(0.001)
    center = flag(True)
    scale = flag(True)
    beta_initializer = setting("zeros")
    gamma_initializer = setting("ones")
    beta_regularizer = setting(None)
    gamma_regularizer = setting(None)
    beta_constraint = setting(None)
    gamma_constraint = setting(None)
    rms_scaling = flag(False, keyword_only=True)

    def scale_and_offset(self, x: Any) -> Iterator[Weight]:
        shape = self.normalized(x)
        scaled = either(self.rms_scaling, True, self.scale)
        centered = both(either(self.rms_scaling, False, True), self.center)
        yield Weight("gamma", shape, when=scaled, because="a learned scale", flag="scale")
        yield Weight("beta", shape, when=centered, because="a learned offset", flag="center")


class GroupNormalization(Normalization):
    """Normalizes each sample over groups of channels.

    Examples:
        GroupNormalization(8): B 16 16 64 -> B 16 16 64 | 128
        GroupNormalization(-1, scale=False): B 16 16 6 -> B 16 16 6 | 6
    Source: https://keras.io/api/layers/normalization_layers/group_normalization/
    """

    needs_size = True

    groups = size(32, label="groups", minimum=-1)
    axis = axes(-1, single=True)
    epsilon = setting(0.001)
    center = flag(True)
    scale = flag(True)
    beta_initializer = setting("zeros")
    gamma_initializer = setting("ones")
    beta_regularizer = setting(None)
    gamma_regularizer = setting(None)
    beta_constraint = setting(None)
    gamma_constraint = setting(None)

    def conflicts(self) -> Iterable[Problem]:
        yield from require(
            negate(equal(self.groups, 0)), "bad-size", "`groups` is 0; it is at least 1, or −1", Argument("groups")
        )

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = list(super().requirements(x))
        yield from problems
        if problems or less(self.groups, 1) is not False:
            return  # −1: each channel is a group of its own
        channels: Size = self.normalized(x)[0].size
        message = f"{text(self.groups)} groups do not divide {text(channels)} channels"
        yield from require(divides(self.groups, channels), "groups-mismatch", message, Argument("groups"))


class UnitNormalization(AxisLayer, Unchanged):
    """Scales each sample to length 1.

    Examples:
        UnitNormalization(): B 10 -> B 10
    Source: https://keras.io/api/layers/normalization_layers/unit_normalization/
    """

    axis = axes(-1)
