"""Random changes of where things stand in images."""

from __future__ import annotations

from typing import Any

from layerhints.libraries.keras.layers.augmentation import Augmentation
from layerhints.libraries.keras.layers.factors import strength
from layerhints.rules.fields import choice, setting


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
