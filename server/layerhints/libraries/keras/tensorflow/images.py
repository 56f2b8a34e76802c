"""`tf.image`: the channels come last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.keras.ops.images import patches
from layerhints.libraries.keras.ops.kernel import Operations
from layerhints.libraries.keras.ops.reading import known_shape, shape, sizes
from layerhints.libraries.keras.ops.spatial import image_sides, with_sides
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, less
from layerhints.values.learned import require
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONS = Operations("tf.image", counted=False)
define = FUNCTIONS.define


@define("resize", "resize_images")
def resize(
    machine: Machine, images: Any, size: Any, method: Any = None, preserve_aspect_ratio: Any = False,
    antialias: Any = False, name: Any = None,
) -> Any:  # fmt: skip
    given, first, _ = image_sides(machine, images, "channels_last")
    target = sizes(machine, size)
    if len(target) != 2:
        raise Mismatch("the new size is a height and a width")
    if preserve_aspect_ratio is not False:
        raise NotKnown("the size that keeps the aspect ratio is not followed")
    return with_sides(given, first, *target)


@define("resize_bilinear", "resize_nearest_neighbor", "resize_bicubic", "resize_area")
def resize_first(
    machine: Machine, images: Any, size: Any, align_corners: Any = False, half_pixel_centers: Any = False,
    name: Any = None,
) -> Any:  # fmt: skip
    return resize(machine, images, size)


@define("resize_with_crop_or_pad", "resize_image_with_crop_or_pad")
def resize_with_crop_or_pad(machine: Machine, image: Any, target_height: Any, target_width: Any) -> Any:
    return resize(machine, image, (target_height, target_width))


@define("resize_with_pad")
def resize_with_pad(
    machine: Machine, image: Any, target_height: Any, target_width: Any, method: Any = None, antialias: Any = False
) -> Any:
    return resize(machine, image, (target_height, target_width))


@define("pad_to_bounding_box")
def pad_to_bounding_box(
    machine: Machine, image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Any:
    given, first, _ = image_sides(machine, image, "channels_last")
    box = sizes(machine, (target_height, target_width))
    for offset, length, side in zip(sizes(machine, (offset_height, offset_width)), box, given[first:], strict=False):
        if less(length, offset + side) is True:
            raise Mismatch(f"{side} rows or columns behind {offset} are no part of {length}")
    return with_sides(given, first, *box)


@define("crop_to_bounding_box")
def crop_to_bounding_box(
    machine: Machine, image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Any:
    given, first, _ = image_sides(machine, image, "channels_last")
    box = sizes(machine, (target_height, target_width))
    for offset, length, side in zip(sizes(machine, (offset_height, offset_width)), box, given[first:], strict=False):
        if less(side, offset + length) is True:
            raise Mismatch(f"{offset + length} rows or columns are cut out of {side}")
    return with_sides(given, first, *box)


@define("random_crop", dtype=None)
def random_crop(machine: Machine, value: Any, size: Any, seed: Any = None, name: Any = None) -> Any:
    return sizes(machine, size)


@define("adjust_brightness", "adjust_contrast", "adjust_hue", "adjust_saturation")
def adjusted(machine: Machine, image: Any, delta: Any = None, name: Any = None, **factors: Any) -> Any:
    return shape(machine, image)


@define("rgb_to_hsv", "hsv_to_rgb")
def other_colours(machine: Machine, images: Any, name: Any = None) -> Any:
    return shape(machine, images)


@define("rgb_to_grayscale")
def rgb_to_grayscale(machine: Machine, images: Any, name: Any = None) -> Any:
    return _with_channels(machine, images, 1)


@define("grayscale_to_rgb")
def grayscale_to_rgb(machine: Machine, images: Any, name: Any = None) -> Any:
    return _with_channels(machine, images, 3)


def _with_channels(machine: Machine, images: Any, count: int) -> Any:
    given = known_shape(machine, images)
    if not given or equal(given[-1], 4 - count) is False:
        raise Mismatch("the images have another number of channels")
    return (*given[:-1], count)


@define("flip_left_right", "flip_up_down", "random_flip_left_right", "random_flip_up_down", "per_image_standardization")
def as_it_was(machine: Machine, image: Any, seed: Any = None) -> Any:
    return shape(machine, image)


@define("extract_patches", "extract_image_patches")
def extract_patches(
    machine: Machine, images: Any, sizes: Any, strides: Any, rates: Any, padding: Any, name: Any = None
) -> Any:
    kernel, steps, spread = (_of_sides(machine, each) for each in (sizes, strides, rates))
    require(machine, shape(machine, images), ("", "", "", ""))
    if len(known_shape(machine, images)) != 4:
        raise Mismatch("the images have a batch, a height, a width and channels")
    return patches(machine, images, kernel, steps, spread, padding, "channels_last", 2)


def _of_sides(machine: Machine, value: Any) -> tuple[Any, ...]:
    """What is said of height and width among four numbers, of which the first and the last must be 1."""
    given = sizes(machine, value)
    if len(given) != 4 or equal(given[0], 1) is False or equal(given[3], 1) is False:
        raise Mismatch("four numbers are expected, the first and the last of which are 1")
    return given[1:3]
