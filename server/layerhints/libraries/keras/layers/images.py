"""Layers that bring images to a size and a range."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.base import KerasLayer, is_none
from layerhints.libraries.keras.layers.calling import Calling
from layerhints.libraries.keras.layers.core import Unchanged
from layerhints.rules import Problem, Ranks, Several, Structure, at_least, choose, less, text
from layerhints.rules.fields import argument, choice, setting, size
from layerhints.rules.shapes import map_shapes

IMAGE: dict[int, tuple[str, ...]] = {
    3: ("height", "width", "channels"),
    4: ("batch", "height", "width", "channels"),
}
"""What people call the axes of an image and of a batch of them."""


class ImageLayer(KerasLayer):
    """A layer for images: one with three axes, or a batch of them with four.

    It also takes a dict of images and what goes with them (labels, boxes, masks), and gives one back.
    """

    calling = Calling(("data", "training"), tensors=("data",))

    data_format: Any = choice(
        "channels_last", "channels_first", default=None, folded=True, setting="data_format", keyword_only=True
    )
    bounding_box_format = setting(None, keyword_only=True)

    def ranks(self) -> Ranks:
        return Ranks(3, 4)

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        if isinstance(inputs, Several):
            return inputs, ()
        return super().arrange(inputs)

    def output_of(self, x: Any) -> Structure:
        if isinstance(x, Several):
            return map_shapes(lambda _: Unknown("what a dict of images and labels becomes is not worked out"), x)
        return self.image_of(x)

    def image_of(self, x: Any) -> Any:
        """What becomes of an image."""
        raise NotImplementedError

    def unknown_inside(self, x: Any) -> str | None:
        return None if len(x) in (3, 4) else "inside another layer Keras runs it on an image or a batch of them alone"

    def open_sides(self, x: Any) -> bool:
        """Whether Keras has None for the height or the width, or may have."""
        sides = {"channels_last": x[-3:-1], "channels_first": x[-2:]}.get(self.data_format, x)
        return any(map(is_none, sides))

    def axis_names(self, rank: int) -> tuple[str, ...]:
        names = IMAGE.get(rank)
        if names is None or not isinstance(self.data_format, str):
            return super().axis_names(rank)
        return names if self.data_format == "channels_last" else (*names[:-3], names[-1], *names[-3:-1])

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "It has no parameters."


OPEN = "with a height or width of None, Keras cannot run it inside another layer on every backend"


class Sized(ImageLayer):
    """A layer after which images have a given height and width."""

    height: Any
    width: Any

    def image_of(self, x: Any) -> Any:
        if isinstance(x, Unknown):
            return Unknown(x.reason)
        if self.height is None or self.width is None:
            return Unknown("the layer has no height or no width yet")
        return choose(
            self.data_format,
            channels_last=(*x[:-3], self.height, self.width, x[-1]),
            channels_first=(*x[:-2], self.height, self.width),
        )

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if self.height is None or self.width is None:
            return
        yield f"Whatever comes in, {text(self.height)} rows and {text(self.width)} columns come out. No parameters."


class Resizing(Sized):
    """Scales images to a size.

    Examples:
        Resizing(224, 224): B 300 400 3 -> B 224 224 3
        Resizing(5, 6, data_format="channels_first"): B 3 None None -> B 3 5 6
        Resizing(5, 6): 16 16 3 -> 5 6 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing/
    """

    height = size(label="height", minimum=0, optional=True)
    width = size(label="width", minimum=0, optional=True)
    interpolation = setting("bilinear")
    crop_to_aspect_ratio = argument(False)
    pad_to_aspect_ratio = argument(False)
    fill_mode = setting("constant")
    fill_value = setting(0.0)
    antialias = setting(False)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def unknown_inside(self, x: Any) -> str | None:
        whole = self.crop_to_aspect_ratio is False and self.pad_to_aspect_ratio is False
        return super().unknown_inside(x) if whole or not self.open_sides(x) else OPEN


class CenterCrop(Sized):
    """Cuts the middle out of images; one that is smaller is scaled up first.

    Examples:
        CenterCrop(8, 8): B 16 16 3 -> B 8 8 3
        CenterCrop(25, 26, data_format="channels_first"): B 3 16 16 -> B 3 25 26
    Source: https://keras.io/api/layers/preprocessing_layers/image_preprocessing/center_crop/
    """

    height = size(label="height", minimum=0)
    width = size(label="width", minimum=0)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def unknown_inside(self, x: Any) -> str | None:
        return OPEN if self.open_sides(x) else super().unknown_inside(x)


class RandomCrop(Sized):
    """Cuts a part out of images: in training at a random place, else in the middle.

    Examples:
        RandomCrop(8, 8): B 16 16 3 -> B 8 8 3
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_crop/
    """

    height = size(label="height", minimum=0)
    width = size(label="width", minimum=0)
    seed = setting(None)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    name = setting(None)

    def ranks(self) -> Ranks:
        return at_least(3)

    def unknown_inside(self, x: Any) -> str | None:
        if self.open_sides(x):
            return OPEN
        rows, columns = choose(self.data_format, channels_last=x[-3:-1], channels_first=x[-2:])
        if less(self.height, rows) is False or less(self.width, columns) is False:
            return super().unknown_inside(x)
        return "not on every backend Keras can cut at a random place inside another layer"


class Rescaling(Unchanged):
    """Multiplies by a scale and adds an offset.

    Examples:
        Rescaling(0.00392156862745098): B 32 32 3 -> B 32 32 3
        Rescaling(0.5, offset=-1): B 8 -> B 8
    Source: https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/
    """

    scale = setting()
    offset = setting(0.0)
