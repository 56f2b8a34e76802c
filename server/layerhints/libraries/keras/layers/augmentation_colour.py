"""Random changes of the values of images: brightness, contrast, colours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.libraries.keras.layers.augmentation import Augmentation
from layerhints.libraries.keras.layers.factors import strength
from layerhints.rules import Input, Problem, Ranks, Several, choose, equal, require, text
from layerhints.rules.fields import argument, choice, number, setting
from layerhints.rules.shapes import axis


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


class Equalization(Augmentation):
    """Spreads the values so that all are about as frequent.

    Examples:
        Equalization(): B 32 32 3 -> B 32 32 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/equalization/
    """

    value_range = setting((0, 255))
    bins = setting(256)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")


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
    brightness_factor = argument(None)
    contrast_factor = argument(None)
    saturation_factor = argument(None)
    hue_factor = argument(None)
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
