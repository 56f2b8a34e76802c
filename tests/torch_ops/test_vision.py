"""The operators of torchvision, whose shapes are those that its documentation states.

https://docs.pytorch.org/vision/stable/ops.html
"""

from __future__ import annotations

import pytest

from layerhints.algebra import Unknown

from .check import Given, call, ours

IMAGES, REGIONS = Given((2, 12, 16, 16)), Given((3, 5))


def shapes(name: str, *arguments: object) -> list[object]:
    found = ours(call(f"torch.ops.torchvision.{name}", *arguments))
    return [each.shape for each in (found if isinstance(found, tuple) else (found,))]


@pytest.mark.parametrize(
    ("name", "further", "expected"),
    [
        # Tensor[K, C, output_size[0], output_size[1]]
        ("roi_align", (1.0, 7, 5, 2, False), [(3, 12, 7, 5)]),
        ("roi_pool", (1.0, 7, 5), [(3, 12, 7, 5)] * 2),
        # Tensor[K, C / (output_size[0] * output_size[1]), output_size[0], output_size[1]]
        ("ps_roi_align", (1.0, 2, 3, 2), [(3, 2, 2, 3)] * 2),
        ("ps_roi_pool", (1.0, 2, 3), [(3, 2, 2, 3)] * 2),
    ],
)
def test_regions(name: str, further: tuple[object, ...], expected: list[object]) -> None:
    assert shapes(name, IMAGES, REGIONS, *further) == expected
    (found, *_) = shapes(name, IMAGES, Given((3, 4)), *further)
    assert isinstance(found, Unknown), "a region is an index and four corners"


def test_channels_that_cannot_be_shared_out() -> None:
    (found,) = shapes("ps_roi_pool", IMAGES, REGIONS, 1.0, 5, 5)
    assert isinstance(found, Unknown)


def test_how_many_boxes_are_kept_is_not_known() -> None:
    ((count,),) = shapes("nms", Given((4, 4)), Given((4,)), 0.5)
    assert isinstance(count, Unknown)
    (found,) = shapes("nms", Given((4, 4)), Given((3,)), 0.5)
    assert isinstance(found, Unknown)


def test_a_deformable_convolution() -> None:
    """The example in the documentation of `deform_conv2d` prints `torch.Size([4, 5, 8, 8])`."""
    weight, mask, bias = Given((5, 3, 3, 3)), Given((4, 9, 8, 8)), Given((5,))
    settings = (1, 1, 0, 0, 1, 1, 1, 1, True)
    offset = Given((4, 18, 8, 8))
    assert shapes("deform_conv2d", Given((4, 3, 10, 10)), weight, offset, mask, bias, *settings) == [(4, 5, 8, 8)]
    (found,) = shapes("deform_conv2d", Given((4, 4, 10, 10)), weight, offset, mask, bias, *settings)
    assert isinstance(found, Unknown)
