"""Random changes of images: what all share, and those that mix images or choose among other changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.libraries.keras.layers.base import is_none
from layerhints.libraries.keras.layers.factors import strength
from layerhints.libraries.keras.layers.images import ImageLayer
from layerhints.rules import Ranks, at_least
from layerhints.rules.fields import argument, choice, number, setting


class Augmentation(ImageLayer):
    """A layer that changes values or moves them, never the shape."""

    def ranks(self) -> Ranks:
        return at_least(1)

    def image_of(self, x: Any) -> Any:
        return x

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "It changes images at random in training. The shape stays, and there are no parameters."


OPEN_BATCH = "with a batch of None, not on every backend Keras can shuffle the batch inside another layer"


def open_channels(layer: Augmentation, x: Any) -> str | None:
    if not is_none(x[-3] if layer.data_format == "channels_first" else x[-1]):
        return None
    return "with channels of None, Keras cannot run it inside another layer on every backend"


STRENGTHENED = (
    "RandomShear", "RandomTranslation", "RandomRotation", "Solarization", "RandomPosterization", "AutoContrast",
    "Equalization",
)  # fmt: skip

ON_COLOURS = ("RandomBrightness", "RandomColorDegeneration", "RandomContrast", "RandomSharpness")
"""The changes from which AugMix and RandAugment choose."""


class AugMix(Augmentation):
    """Mixes several chains of random changes of an image.

    Examples:
        AugMix(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/aug_mix/
    """

    value_range = setting((0, 255))
    num_chains = setting(3)
    chain_depth = setting(3)
    factor = strength(0.3, inside=True)
    alpha = setting(1.0)
    all_ops = argument(True)
    interpolation = setting("bilinear")
    seed = setting(None)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def parts_when_made(self) -> Iterable[str]:
        return (*STRENGTHENED, *(() if self.all_ops is False else ON_COLOURS))

    def unknown_inside(self, x: Any) -> str | None:
        return open_channels(self, x) or super().unknown_inside(x)


class CutMix(Augmentation):
    """Pastes a part of another image of the batch over each image.

    Examples:
        CutMix(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/cut_mix/
    """

    factor = strength(1.0)
    seed = setting(None)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def unknown_inside(self, x: Any) -> str | None:
        return OPEN_BATCH if is_none(x[0]) else super().unknown_inside(x)


class MaxNumBoundingBoxes(Augmentation):
    """Keeps at most `max_number` boxes of each image; the images stay.

    Examples:
        MaxNumBoundingBoxes(10): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/max_num_bounding_boxes/
    """

    max_number = number()
    fill_value = setting(-1)


class MixUp(Augmentation):
    """Blends each image with another one of the batch.

    Examples:
        MixUp(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/mix_up/
    """

    alpha = setting(0.2)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    seed = setting(None)

    def unknown_inside(self, x: Any) -> str | None:
        return OPEN_BATCH if is_none(x[0]) else super().unknown_inside(x)


class RandAugment(Augmentation):
    """Applies a few changes drawn at random.

    Examples:
        RandAugment(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/rand_augment/
    """

    value_range = setting((0, 255))
    num_ops = setting(2)
    factor = strength(0.5, inside=True)
    interpolation = setting("bilinear")
    seed = setting(None)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def unknown_inside(self, x: Any) -> str | None:
        return open_channels(self, x) or super().unknown_inside(x)

    def parts_when_made(self) -> Iterable[str]:
        return (*STRENGTHENED, *ON_COLOURS)
