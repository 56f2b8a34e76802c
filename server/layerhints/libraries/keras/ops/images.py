"""Operations on images.

https://keras.io/api/ops/image/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.ops.kernel import Operations
from layerhints.libraries.keras.ops.reading import data_format as read_format
from layerhints.libraries.keras.ops.reading import known_shape, pair, shape, size, sizes
from layerhints.libraries.keras.ops.spatial import Images, image_sides, slid, with_sides
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, less, product, text
from layerhints.rules.shapes import show_structure
from layerhints.values.learned import require
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("ops.image")
define = OPERATIONS.define


@define("resize")
def resize(
    machine: Machine, images: Any, size: Any, interpolation: Any = "bilinear", antialias: Any = False,
    crop_to_aspect_ratio: Any = False, pad_to_aspect_ratio: Any = False, fill_mode: Any = "constant",
    fill_value: Any = 0.0, data_format: Any = None,
) -> Any:  # fmt: skip
    given, first, _ = image_sides(machine, images, read_format(machine, data_format))
    target = sizes(machine, size)
    if len(target) != 2:
        raise Mismatch("the new size is a height and a width")
    if any(less(side, 1) is True for side in target):
        raise Mismatch("the new height and width are at least 1")
    return with_sides(given, first, *target)


@define("pad_images")
def pad_images(
    machine: Machine, images: Any, top_padding: Any = None, left_padding: Any = None, bottom_padding: Any = None,
    right_padding: Any = None, target_height: Any = None, target_width: Any = None, data_format: Any = None,
) -> Any:  # fmt: skip
    given, first, second = image_sides(machine, images, read_format(machine, data_format))
    height = _padded(machine, given[first], top_padding, bottom_padding, target_height)
    return with_sides(given, first, height, _padded(machine, given[second], left_padding, right_padding, target_width))


def _padded(machine: Machine, side: Any, before: Any, after: Any, target: Any) -> Any:
    """Two of the three say how long the side becomes."""
    if sum(each is None for each in (before, after, target)) != 1:
        raise Mismatch("of the two paddings and the target, two are given")
    paddings = [size(machine, each) for each in (before, after) if each is not None]
    if any(less(each, 0) is True for each in paddings):
        raise Mismatch("a padding is negative")
    if target is None:
        return paddings[0] + side + paddings[1]
    wanted = size(machine, target)
    if less(wanted - side, size(machine, after if before is None else before)) is True:
        raise Mismatch(f"{text(side)} and the padding are longer than {text(wanted)}")
    return wanted


@define("crop_images")
def crop_images(
    machine: Machine, images: Any, top_cropping: Any = None, left_cropping: Any = None, bottom_cropping: Any = None,
    right_cropping: Any = None, target_height: Any = None, target_width: Any = None, data_format: Any = None,
) -> Any:  # fmt: skip
    given, first, second = image_sides(machine, images, read_format(machine, data_format))
    height = _cropped(machine, given[first], top_cropping, bottom_cropping, target_height)
    width = _cropped(machine, given[second], left_cropping, right_cropping, target_width)
    return with_sides(given, first, height, width)


def _cropped(machine: Machine, side: Any, before: Any, after: Any, target: Any) -> Any:
    if sum(each is None for each in (before, after, target)) != 1:
        raise Mismatch("of the two croppings and the target, two are given")
    known = [size(machine, each) for each in (before, after) if each is not None]
    if any(less(each, 0) is True for each in known):
        raise Mismatch("a cropping is negative")
    left = side - sum(known[1:], known[0])
    if less(left, 0 if target is None else size(machine, target)) is True or less(left, 0) is True:
        raise Mismatch(f"more than {text(side)} is cropped")
    return left if target is None else size(machine, target)


@define("extract_patches")
def extract_patches(
    machine: Machine, images: Any, size: Any, strides: Any = None, dilation_rate: Any = 1, padding: Any = "valid",
    data_format: Any = None,
) -> Any:  # fmt: skip
    return patches(machine, images, size, strides, dilation_rate, padding, read_format(machine, data_format), 2)


@define("extract_patches_3d", type="ExtractPatches")
def extract_patches_3d(
    machine: Machine, volumes: Any, size: Any, strides: Any = None, dilation_rate: Any = 1, padding: Any = "valid",
    data_format: Any = None,
) -> Any:  # fmt: skip
    return patches(machine, volumes, size, strides, dilation_rate, padding, read_format(machine, data_format), 3)


def patches(
    machine: Machine, images: Any, kernel: Any, strides: Any, dilation: Any, padding: Any, arrangement: str, rank: int
) -> Any:
    """What lies in each window, as its channels."""
    require(machine, shape(machine, images), ("",) * (rank + 2))
    given, sides = known_shape(machine, images), pair(machine, kernel, rank)
    if len(given) not in (rank + 1, rank + 2):
        raise Mismatch(f"the images have {len(given)} axes")
    if isinstance(kernel, tuple) and len(kernel) != rank:
        raise NotKnown("patches of several kinds of sides are not followed")
    batched = len(given) == rank + 2
    batch = Images(given if batched else (1, *given), arrangement)
    steps = sides if strides is None else strides
    positions = slid(machine, batch.sides, sides, steps, padding, dilation)
    found = batch.arranged(positions, product(sides) * batch.channels)
    return found if batched else found[1:]


@define("rgb_to_grayscale", type="RGBToGrayscale")
def rgb_to_grayscale(machine: Machine, images: Any, data_format: Any = None) -> Any:
    given, axis = _channels(machine, images, data_format, (1, 3))
    return (*given[:axis], 1, *given[axis + 1 :])


@define("rgb_to_hsv", type="RGBToHSV")
@define("hsv_to_rgb", type="HSVToRGB")
def other_colours(machine: Machine, images: Any, data_format: Any = None) -> Any:
    return _channels(machine, images, data_format, (3,))[0]


def _channels(
    machine: Machine, images: Any, data_format: Any, allowed: tuple[int, ...]
) -> tuple[tuple[Any, ...], int]:
    arrangement = read_format(machine, data_format)
    given, _, second = image_sides(machine, images, arrangement)
    axis = second + 1 if arrangement == "channels_last" else len(given) - 3
    if all(equal(given[axis], count) is False for count in allowed):
        raise Mismatch(f"{text(given[axis])} channels are no colours")
    return given, axis


@define("affine_transform")
def affine_transform(
    machine: Machine, images: Any, transform: Any, interpolation: Any = "bilinear", fill_mode: Any = "constant",
    fill_value: Any = 0, data_format: Any = None,
) -> Any:  # fmt: skip
    numbers = shape(machine, transform)
    if not isinstance(numbers, Unknown) and len(numbers) not in (1, 2):
        raise Mismatch(f"a transform is a row or one row for each image, not {show_structure(numbers)}")
    return image_sides(machine, images, read_format(machine, data_format))[0]


def differ(first: tuple[Any, ...], second: tuple[Any, ...]) -> bool:
    """Whether two shapes are certainly not the same."""
    return len(first) != len(second) or any(equal(a, b) is False for a, b in zip(first, second, strict=True))


@define("perspective_transform")
def perspective_transform(
    machine: Machine, images: Any, start_points: Any, end_points: Any, interpolation: Any = "bilinear",
    fill_value: Any = 0, data_format: Any = None,
) -> Any:  # fmt: skip
    start, end = shape(machine, start_points), shape(machine, end_points)
    if not isinstance(start, Unknown) and not isinstance(end, Unknown) and differ(start, end):
        raise Mismatch(f"the points differ in shape: {show_structure(start)} and {show_structure(end)}")
    for corners in (start, end):
        if isinstance(corners, Unknown):
            continue
        if len(corners) not in (2, 3) or equal(corners[-2], 4) is False or equal(corners[-1], 2) is False:
            raise Mismatch(f"four points have the shape (4, 2), not {show_structure(corners)}")
    return image_sides(machine, images, read_format(machine, data_format))[0]


@define("gaussian_blur")
def gaussian_blur(
    machine: Machine, images: Any, kernel_size: Any = (3, 3), sigma: Any = (1.0, 1.0), data_format: Any = None
) -> Any:
    return image_sides(machine, images, read_format(machine, data_format))[0]


@define("elastic_transform")
def elastic_transform(
    machine: Machine, images: Any, alpha: Any = 20.0, sigma: Any = 5.0, interpolation: Any = "bilinear",
    fill_mode: Any = "reflect", fill_value: Any = 0.0, seed: Any = None, data_format: Any = None,
) -> Any:  # fmt: skip
    return image_sides(machine, images, read_format(machine, data_format))[0]


@define("map_coordinates")
def map_coordinates(
    machine: Machine, inputs: Any, coordinates: Any, order: Any, fill_mode: Any = "constant", fill_value: Any = 0
) -> Any:
    given, places = known_shape(machine, inputs), known_shape(machine, coordinates)
    if len(places) < 2 or equal(places[0], len(given)) is False:
        raise Mismatch("there is one row of coordinates for each axis")
    return places[1:]


@define("scale_and_translate")
def scale_and_translate(
    machine: Machine, images: Any, output_shape: Any, scale: Any, translation: Any, spatial_dims: Any, method: Any,
    antialias: Any = True,
) -> Any:  # fmt: skip
    return sizes(machine, output_shape)


@define("sobel_edges")
def sobel_edges(machine: Machine, images: Any, data_format: Any = None) -> Any:
    given = known_shape(machine, images)
    if len(given) != 4:
        raise Mismatch("the images have a batch")
    return (*given, 2)


@define("ssim", type="SSIM", dtype=FLOATING)
def ssim(
    machine: Machine, image1: Any, image2: Any, max_val: Any = 1.0, filter_size: Any = 11, filter_sigma: Any = 1.5,
    k1: Any = 0.01, k2: Any = 0.03, data_format: Any = None,
) -> Any:  # fmt: skip
    given = known_shape(machine, image1)
    if len(given) not in (3, 4) or len(known_shape(machine, image2)) not in (3, 4):
        raise Mismatch("images have three axes, or four with their batch")
    return () if len(given) == 3 else (given[0],)
