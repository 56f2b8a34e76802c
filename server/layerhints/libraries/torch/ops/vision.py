"""The compiled operators of torchvision, `torch.ops.torchvision.*`, which its Python source calls.

https://docs.pytorch.org/vision/stable/ops.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.ops.kernel import Operations, Typed
from layerhints.libraries.torch.ops.neural_convolution import check_bias
from layerhints.libraries.torch.ops.reading import of_rank, size
from layerhints.rules import Several
from layerhints.rules.geometry.convolution import convolved
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import divides, equal, text
from layerhints.rules.shapes import show_structure

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

VISION = Operations("torch.ops.torchvision")
define = VISION.define

KEPT = Unknown("how many boxes are kept depends on the scores")


@define("nms", dtype="int64")
def nms(machine: Machine, dets: Any, scores: Any, iou_threshold: Any) -> Any:
    """The indices of the boxes (N, 4) that are kept."""
    boxes, rated = of_rank(machine, dets, 2, "the boxes"), of_rank(machine, scores, 1, "the scores")
    if equal(boxes[1], 4) is False or equal(boxes[0], rated[0]) is False:
        raise Mismatch(f"boxes {show_structure(boxes)} and scores {show_structure(rated)} do not go together")
    return (KEPT,)


def _regions(machine: Machine, input: Any, rois: Any) -> tuple[Any, tuple[Any, ...]]:
    """How many regions there are, each an index into the batch and a box, and the images (N, C, H, W)."""
    images, found = of_rank(machine, input, 4, "the input"), of_rank(machine, rois, 2, "the regions")
    if equal(found[1], 5) is False:
        raise Mismatch(f"a region is an index and a box: 5 numbers, not {text(found[1])}")
    return found[0], images


@define("roi_align")
def roi_align(
    machine: Machine, input: Any, rois: Any, spatial_scale: Any, pooled_height: Any, pooled_width: Any,
    sampling_ratio: Any, aligned: Any,
) -> Any:  # fmt: skip
    """(boxes, channels, pooled height, pooled width)."""
    count, images = _regions(machine, input, rois)
    return (count, images[1], size(machine, pooled_height), size(machine, pooled_width))


@define("roi_pool")
def roi_pool(
    machine: Machine, input: Any, rois: Any, spatial_scale: Any, pooled_height: Any, pooled_width: Any
) -> Any:
    """What is greatest in each part of a region, and where it stood."""
    found = roi_align(machine, input, rois, spatial_scale, pooled_height, pooled_width, None, None)
    return Several((found, Typed(found, "int32")))


def _by_position(machine: Machine, input: Any, rois: Any, height: Any, width: Any) -> Any:
    """Every part of a region has channels of its own."""
    count, images = _regions(machine, input, rois)
    high, wide = size(machine, height), size(machine, width)
    if divides(high * wide, images[1]) is False:
        raise Mismatch(f"{text(images[1])} channels are not a multiple of {text(high)} · {text(wide)}")
    found = (count, images[1] // (high * wide), high, wide)
    return Several((found, Typed(found, "int32")))


@define("ps_roi_pool")
def ps_roi_pool(
    machine: Machine, input: Any, rois: Any, spatial_scale: Any, pooled_height: Any, pooled_width: Any
) -> Any:
    """(boxes, channels divided by the places of a box, pooled height, pooled width), and the channels in that shape."""
    return _by_position(machine, input, rois, pooled_height, pooled_width)


@define("ps_roi_align")
def ps_roi_align(
    machine: Machine, input: Any, rois: Any, spatial_scale: Any, pooled_height: Any, pooled_width: Any,
    sampling_ratio: Any,
) -> Any:  # fmt: skip
    """(boxes, channels divided by the places of a box, pooled height, pooled width), and the channels in that shape."""
    return _by_position(machine, input, rois, pooled_height, pooled_width)


@define("deform_conv2d")
def deform_conv2d(
    machine: Machine, input: Any, weight: Any, offset: Any, mask: Any, bias: Any, stride_h: Any, stride_w: Any,
    pad_h: Any, pad_w: Any, dilation_h: Any, dilation_w: Any, groups: Any, offset_groups: Any, use_mask: Any,
) -> Any:  # fmt: skip
    """A convolution whose kernel looks where `offset` says."""
    images, kernel = of_rank(machine, input, 4, "the input"), of_rank(machine, weight, 4, "the weight")
    if equal(kernel[1] * size(machine, groups), images[1]) is False:
        raise Mismatch(f"a weight {show_structure(kernel)} is not for {text(images[1])} input channels")
    check_bias(machine, bias, kernel[0])
    stride, padding, dilation = (
        tuple(size(machine, each) for each in pair)
        for pair in ((stride_h, stride_w), (pad_h, pad_w), (dilation_h, dilation_w))
    )
    sides = convolved(images[2:], kernel[2:], stride, padding, dilation)
    shifts = of_rank(machine, offset, 4, "the offsets")
    if any(equal(one, other) is False for one, other in zip(shifts[2:], sides, strict=True)):
        raise Mismatch(f"offsets {show_structure(shifts)} are not for {show_structure(sides)} places")
    return (images[0], kernel[0], *sides)


__all__ = ["VISION"]
