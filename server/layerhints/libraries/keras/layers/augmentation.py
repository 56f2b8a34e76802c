"""Layers that change images at random while a model is trained. The shape stays, and there is nothing to learn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.libraries.keras.layers.base import is_none
from layerhints.libraries.keras.layers.factors import strength
from layerhints.libraries.keras.layers.images import ImageLayer
from layerhints.rules import Input, Problem, Ranks, Several, at_least, choose, equal, require, text
from layerhints.rules.fields import choice, number, setting
from layerhints.rules.shapes import axis


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
    all_ops = setting(True)
    interpolation = setting("bilinear")
    seed = setting(None)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def parts_when_made(self) -> Iterable[str]:
        return (*STRENGTHENED, *(() if self.all_ops is False else ON_COLOURS))

    def unknown_inside(self, x: Any) -> str | None:
        return open_channels(self, x) or super().unknown_inside(x)


class AutoContrast(Augmentation):
    """Stretches the range of each image to all of its values.

    Examples:
        AutoContrast(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/auto_contrast/
    """

    value_range = setting((0, 255))


class ContrastLimitedAdaptiveHistogramEqualization(Augmentation):
    """Evens out the contrast, tile by tile.

    Examples:
        ContrastLimitedAdaptiveHistogramEqualization(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/contrast_limited_adaptive_histogram_equalization/
    """

    value_range = setting((0, 255))
    clip_limit = setting(4.0)
    tile_grid_size = setting((8, 8))
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")


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


class Equalization(Augmentation):
    """Spreads the values so that all are about as frequent.

    Examples:
        Equalization(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/equalization/
    """

    value_range = setting((0, 255))
    bins = setting(256)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")


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


class RandomBrightness(Augmentation):
    """Makes images brighter or darker at random.

    Examples:
        RandomBrightness(0.2): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_brightness/
    """

    factor = strength(low=-1)
    value_range = setting((0, 255))
    seed = setting(None)


class RandomColorDegeneration(Augmentation):
    """Takes colour away at random.

    Examples:
        RandomColorDegeneration(0.2): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_color_degeneration/
    """

    factor = strength(low=-1)
    value_range = setting((0, 255))
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    seed = setting(None)


    def ranks(self) -> Ranks:
        return Ranks(3, 4)

    def requirements(self, x: Any) -> Iterable[Problem]:
        if isinstance(x, Several):
            return
        channels = choose(self.data_format, channels_last=axis(x, -1), channels_first=axis(x, -3))
        message = f"an image with {text(channels)} channels has no colours to take away: it takes 3"
        yield from require(equal(channels, 3), "wrong-channels", message, Input())


class RandomColorJitter(Augmentation):
    """Changes brightness, contrast, saturation and hue at random.

    Examples:
        RandomColorJitter(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_color_jitter/
    """

    value_range = setting((0, 255))
    brightness_factor = setting(None)
    contrast_factor = setting(None)
    saturation_factor = setting(None)
    hue_factor = setting(None)
    seed = setting(None)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def parts_when_made(self) -> Iterable[str]:
        changes = {
            "RandomBrightness": self.brightness_factor,
            "RandomContrast": self.contrast_factor,
            "RandomSaturation": self.saturation_factor,
            "RandomHue": self.hue_factor,
        }
        return [name for name, factor in changes.items() if factor is not None]


class RandomContrast(Augmentation):
    """Changes the contrast at random.

    Examples:
        RandomContrast(0.2): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_contrast/
    """

    factor = strength()
    value_range = setting((0, 255))
    seed = setting(None)


class RandomElasticTransform(Augmentation):
    """Bends images like rubber, at random.

    Examples:
        RandomElasticTransform(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_elastic_transform/
    """

    factor = strength(1.0)
    scale = setting(1.0)
    interpolation = setting("bilinear")
    fill_mode = setting("reflect")
    fill_value = setting(0.0)
    value_range = setting((0, 255))
    seed = setting(None)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def unknown_inside(self, x: Any) -> str | None:
        return "not on every backend Keras can run it inside another layer"


class RandomErasing(Augmentation):
    """Blanks out rectangles at random.

    Examples:
        RandomErasing(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_erasing/
    """

    factor = strength(1.0)
    scale = setting((0.02, 0.33))
    fill_value = setting(None)
    value_range = setting((0, 255))
    seed = setting(None)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")


class RandomFlip(Augmentation):
    """Mirrors images at random.

    Examples:
        RandomFlip(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip/
    """

    mode = setting("horizontal_and_vertical")
    seed = setting(None)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")


class RandomGaussianBlur(Augmentation):
    """Blurs images at random.

    Examples:
        RandomGaussianBlur(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_gaussian_blur/
    """

    factor = strength(1.0)
    kernel_size = setting(3)
    sigma = setting(1.0)
    value_range = setting((0, 255))
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    seed = setting(None)


class RandomGrayscale(Augmentation):
    """Turns images grey at random; they keep their channels.

    Examples:
        RandomGrayscale(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_grayscale/
    """

    factor = number(0.5, low=0, high=1)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    seed = setting(None)


class RandomHue(Augmentation):
    """Shifts the hue at random.

    Examples:
        RandomHue(0.2): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_hue/
    """

    factor = strength()
    value_range = setting((0, 255))
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    seed = setting(None)


class RandomInvert(Augmentation):
    """Inverts the values at random.

    Examples:
        RandomInvert(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_invert/
    """

    factor = strength(1.0)
    value_range = setting((0, 255))
    seed = setting(None)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")


class RandomPerspective(Augmentation):
    """Tilts images in space at random.

    Examples:
        RandomPerspective(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_perspective/
    """

    factor = strength(1.0)
    scale = setting(1.0)
    interpolation = setting("bilinear")
    fill_value = setting(0.0)
    seed = setting(None)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")


class RandomPosterization(Augmentation):
    """Leaves fewer bits for each value.

    Examples:
        RandomPosterization(3): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_posterization/
    """

    factor = strength(low=1, high=8)
    value_range = setting((0, 255))
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    seed = setting(None)


class RandomRotation(Augmentation):
    """Rotates images at random.

    Examples:
        RandomRotation(0.2): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation/
    """

    factor = strength(low=-1)
    fill_mode = setting("reflect")
    interpolation = setting("bilinear")
    seed = setting(None)
    fill_value = setting(0.0)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")


class RandomSaturation(Augmentation):
    """Changes the saturation at random.

    Examples:
        RandomSaturation(0.2): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_saturation/
    """

    factor = strength(low=-1)
    value_range = setting((0, 255))
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    seed = setting(None)


class RandomSharpness(Augmentation):
    """Sharpens or softens images at random.

    Examples:
        RandomSharpness(0.2): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_sharpness/
    """

    factor = strength()
    value_range = setting((0, 255))
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    seed = setting(None)


class RandomShear(Augmentation):
    """Shears images at random.

    Examples:
        RandomShear(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_shear/
    """

    x_factor = setting(0.0)
    y_factor = setting(0.0)
    interpolation = setting("bilinear")
    fill_mode = setting("reflect")
    fill_value = setting(0.0)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    seed = setting(None)


class RandomTranslation(Augmentation):
    """Shifts images at random.

    Examples:
        RandomTranslation(0.1, 0.1): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/
    """

    height_factor = setting()
    width_factor = setting()
    fill_mode = setting("reflect")
    interpolation = setting("bilinear")
    seed = setting(None)
    fill_value = setting(0.0)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")


class RandomZoom(Augmentation):
    """Zooms in or out at random.

    Examples:
        RandomZoom(0.1): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom/
    """

    height_factor = setting()
    width_factor = setting(None)
    fill_mode = setting("reflect")
    interpolation = setting("bilinear")
    seed = setting(None)
    fill_value = setting(0.0)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")


class Solarization(Augmentation):
    """Inverts the values above a threshold.

    Examples:
        Solarization(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/solarization/
    """

    addition_factor = setting(0.0)
    threshold_factor = setting(0.0)
    value_range = setting((0, 255))
    seed = setting(None)
