"""`tf.image`: the channels come last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.ops.images import patches
from layerhints.libraries.keras.ops.kernel import Operations, Typed
from layerhints.libraries.keras.ops.reading import known_shape, number, shape, sizes
from layerhints.libraries.keras.ops.spatial import image_sides, with_sides
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.rules import Several
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, less, minimum
from layerhints.values.learned import require
from layerhints.values.reading import NotKnown, flag

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


@define("random_crop", "stateless_random_crop", dtype=None)
def random_crop(machine: Machine, value: Any, size: Any, seed: Any = None, name: Any = None) -> Any:
    return sizes(machine, size)


@define("central_crop")
def central_crop(machine: Machine, image: Any, central_fraction: Any) -> Any:
    """What is cut off in front is cut off behind, too."""
    given, first, _ = image_sides(machine, image, "channels_last")
    fraction, sides = central_fraction, given[first : first + 2]
    if not isinstance(fraction, (int, float)) or not all(type(side) is int for side in sides):
        raise NotKnown("how much of the image is kept is not known")
    if not 0 < fraction <= 1:
        raise Mismatch(f"a fraction is more than 0 and at most 1, not {fraction}")
    return with_sides(given, first, *(side - 2 * int((side - side * fraction) / 2) for side in sides))


@define("rot90")
def rot90(machine: Machine, image: Any, k: Any = 1, name: Any = None) -> Any:
    turns = number(machine, k)
    return transpose(machine, image) if turns % 2 else shape(machine, image)


@define("transpose")
def transpose(machine: Machine, image: Any, name: Any = None) -> Any:
    given, first, _ = image_sides(machine, image, "channels_last")
    return with_sides(given, first, given[first + 1], given[first])


@define("crop_and_resize", dtype="float32")
def crop_and_resize(
    machine: Machine, image: Any, boxes: Any, box_indices: Any = None, crop_size: Any = None, method: Any = None,
    extrapolation_value: Any = 0, name: Any = None, box_ind: Any = None,
) -> Any:  # fmt: skip
    """One picture for each box, whichever image it lies in."""
    given, each, target = known_shape(machine, image), known_shape(machine, boxes), sizes(machine, crop_size)
    if len(given) != 4 or len(each) != 2 or len(target) != 2:
        raise Mismatch("it takes a batch of images, a row for each box, and a height and a width")
    return (each[0], *target, given[-1])


@define("sobel_edges")
def sobel_edges(machine: Machine, image: Any) -> Any:
    return (*known_shape(machine, image), 2)


@define("image_gradients")
def image_gradients(machine: Machine, image: Any) -> Any:
    given = known_shape(machine, image)
    return Several((given, given))


@define("total_variation")
def total_variation(machine: Machine, images: Any, name: Any = None) -> Any:
    return _one_each(known_shape(machine, images))


@define("psnr", "ssim", "ssim_multiscale", dtype="float32")
def likeness(machine: Machine, img1: Any = None, img2: Any = None, *settings: Any, **more: Any) -> Any:
    """One number for each pair of images. `psnr` calls them `a` and `b`."""
    first, second = more.get("a", img1), more.get("b", img2)
    return _one_each(broadcast(known_shape(machine, first), known_shape(machine, second)))


def _one_each(given: Any) -> Any:
    if len(given) < 3:
        raise Mismatch("an image has a height, a width and channels")
    return given[:-3]


@define("non_max_suppression", dtype="int32")
def non_max_suppression(machine: Machine, boxes: Any, scores: Any, *settings: Any, **more: Any) -> Any:
    return (Unknown("how many boxes are left is not known"),)


@define(
    "combined_non_max_suppression",
    results=("nmsed_boxes", "nmsed_scores", "nmsed_classes", "valid_detections"),
)
def combined_non_max_suppression(
    machine: Machine, boxes: Any, scores: Any, max_output_size_per_class: Any, max_total_size: Any,
    iou_threshold: Any = 0.5, score_threshold: Any = None, pad_per_class: Any = False, clip_boxes: Any = True,
    name: Any = None,
) -> Any:  # fmt: skip
    """So many boxes of each image, padded with zeros."""
    each, total = known_shape(machine, scores), number(machine, max_total_size)
    if len(each) != 3:
        raise Mismatch("the scores have a batch, the boxes and the classes")
    if flag(machine, pad_per_class):
        total = minimum(total, number(machine, max_output_size_per_class) * each[-1])
    found = (each[0], total)
    return Several(((*found, 4), found, found, Typed((each[0],), "int32")))


@define("adjust_brightness", "adjust_contrast", "adjust_hue", "adjust_saturation")
def adjusted(machine: Machine, image: Any, delta: Any = None, name: Any = None, **factors: Any) -> Any:
    return shape(machine, image)


@define(
    "adjust_gamma", "adjust_jpeg_quality", "random_brightness", "random_contrast", "random_hue", "random_jpeg_quality",
    "random_saturation", "stateless_random_brightness", "stateless_random_contrast", "stateless_random_hue",
    "stateless_random_saturation",
)  # fmt: skip
def recoloured(machine: Machine, image: Any, *settings: Any, **more: Any) -> Any:
    return shape(machine, image)


@define("convert_image_dtype")
def convert_image_dtype(machine: Machine, image: Any, dtype: Any, saturate: Any = False, name: Any = None) -> Any:
    return shape(machine, image)


@define("draw_bounding_boxes", dtype=FLOATING)
def draw_bounding_boxes(machine: Machine, images: Any, boxes: Any, colors: Any = None, name: Any = None) -> Any:
    return shape(machine, images)


@define("rgb_to_hsv", "hsv_to_rgb", "rgb_to_yiq", "yiq_to_rgb", "rgb_to_yuv", "yuv_to_rgb")
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


@define("flip_left_right", "flip_up_down", "random_flip_left_right", "random_flip_up_down",
        "stateless_random_flip_left_right", "stateless_random_flip_up_down", "per_image_standardization")  # fmt: skip
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
