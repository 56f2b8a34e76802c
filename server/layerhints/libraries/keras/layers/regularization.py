"""Layers that only act during training: noise and dropout. They change neither shapes nor counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.libraries.keras.layers.core import Unchanged
from layerhints.rules import Ranks, at_least, exactly
from layerhints.rules.fields import choice, number, setting


class Noise(Unchanged):
    """A layer that is active in training only."""

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "It has no parameters, and acts in training only."


class AnyDropout(Noise):
    """Drops a share of the values."""

    rate: Any

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        share = f"{self.rate:.0%} of the values" if isinstance(self.rate, (int, float)) else "a share of the values"
        yield (
            f"In training it sets {share} to zero, at random and anew in each step. It removes no weight: the layers "
            f"around it keep all their parameters, so the count does not change. In prediction it does nothing."
        )


class Dropout(AnyDropout):
    """Sets a share of the values to zero in each training step.

    Examples:
        Dropout(0.25): B 15 15 32 -> B 15 15 32
        Dropout(0.5, noise_shape=(None, 1, 8)): B 4 8 -> B 4 8
    Source: https://keras.io/api/layers/regularization_layers/dropout/
    """

    rate = number(low=0, high=1)
    noise_shape = setting(None)
    seed = setting(None)


class AlphaDropout(AnyDropout):
    """A dropout that keeps mean and variance, for self-normalising networks.

    Examples:
        AlphaDropout(0.1): B 64 -> B 64
    Source: https://keras.io/api/layers/regularization_layers/alpha_dropout/
    """

    rate = number(low=0, high=1)
    noise_shape = setting(None)
    seed = setting(None)


class SpatialDropout(AnyDropout):
    """Drops whole channels."""

    def ranks(self) -> Ranks:
        return exactly(self.rank + 2)


class SpatialDropout1D(SpatialDropout):
    """Drops whole features of a sequence.

    Examples:
        SpatialDropout1D(0.2): B 10 4 -> B 10 4
    Source: https://keras.io/api/layers/regularization_layers/spatial_dropout1d/
    """

    rank = 1
    rate = number(low=0, high=1)
    seed = setting(None)
    name = setting(None)
    dtype = setting(None)


class SpatialDropout2D(SpatialDropout):
    """Drops whole channels of images.

    Examples:
        SpatialDropout2D(0.2): B 8 8 16 -> B 8 8 16
    Source: https://keras.io/api/layers/regularization_layers/spatial_dropout2d/
    """

    rank = 2
    rate = number(low=0, high=1)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    seed = setting(None)
    name = setting(None)
    dtype = setting(None)


class SpatialDropout3D(SpatialDropout):
    """Drops whole channels of volumes.

    Examples:
        SpatialDropout3D(0.2): B 4 8 8 16 -> B 4 8 8 16
    Source: https://keras.io/api/layers/regularization_layers/spatial_dropout3d/
    """

    rank = 3
    rate = number(low=0, high=1)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    seed = setting(None)
    name = setting(None)
    dtype = setting(None)


class GaussianDropout(Noise):
    """Multiplies by random numbers around 1.

    Examples:
        GaussianDropout(0.3): B 8 -> B 8
    Source: https://keras.io/api/layers/regularization_layers/gaussian_dropout/
    """

    rate = number(low=0, high=1)
    seed = setting(None)


class GaussianNoise(Noise):
    """Adds random numbers around 0.

    Examples:
        GaussianNoise(0.1): B 28 28 1 -> B 28 28 1
    Source: https://keras.io/api/layers/regularization_layers/gaussian_noise/
    """

    stddev = number(low=0, high=1)
    seed = setting(None)


class ActivityRegularization(Unchanged):
    """Adds the size of its input to the loss.

    Examples:
        ActivityRegularization(l1=0.01): B 8 -> B 8
    Source: https://keras.io/api/layers/regularization_layers/activity_regularization/
    """

    l1 = setting(0.0)
    l2 = setting(0.0)

    def ranks(self) -> Ranks:
        return at_least(0)
