"""Windows that slide over height and width: what convolutions, pools and patches have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.keras.ops.reading import known_shape, number, pair
from layerhints.rules.geometry import window
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, less, text
from layerhints.values.reading import NotKnown, choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine


class Images:
    """A batch of sequences, images or volumes taken apart into its batch, its channels and what lies between."""

    def __init__(self, given: tuple[Any, ...], data_format: str) -> None:
        if len(given) < 3:
            raise Mismatch(f"a tensor with {len(given)} axes has no batch, channels and axes between")
        self.batch = given[0]
        self.last = data_format == "channels_last"
        self.channels = given[-1] if self.last else given[1]
        self.sides = given[1:-1] if self.last else given[2:]

    def arranged(self, sides: Sequence[Any], channels: Any) -> tuple[Any, ...]:
        """The same arrangement with other sizes."""
        return (self.batch, *sides, channels) if self.last else (self.batch, channels, *sides)


def slid(
    machine: Machine, sides: Sequence[Any], kernel: Sequence[Any], strides: Any, padding: Any, dilation: Any = 1
) -> tuple[Any, ...]:
    """How many positions a window has along each side; Mismatch where it does not fit in."""
    steps = pair(machine, strides, len(sides))
    spread = pair(machine, dilation, len(sides))
    if len(kernel) != len(sides):
        raise Mismatch(f"a window over {len(kernel)} axes does not fit {len(sides)}")
    word = padding.lower() if isinstance(padding, str) else padding
    inside = choice(word, "valid", "same", "causal") == "valid"
    if any(less(each, 1) is True for each in (*steps, *spread)):
        raise Mismatch("strides and dilations are at least 1")
    return tuple(_positions(*each, inside) for each in zip(sides, kernel, steps, spread, strict=True))


def _positions(side: Size, kernel: Size, stride: Size, dilation: Size, inside: bool) -> Size:
    if not inside:
        return window.covering(side, stride)
    found = window.unpadded(side, kernel, stride, dilation)
    if less(found, 1) is True:
        raise Mismatch(f"a window of {text(window.extent(kernel, dilation))} does not fit into {text(side)}")
    return found


def image_sides(machine: Machine, images: Any, data_format: str) -> tuple[tuple[Any, ...], int, int]:
    """The sizes of one image or a batch, and which axes are its height and width."""
    given = known_shape(machine, images)
    if len(given) not in (3, 4):
        raise Mismatch(f"images have three axes, or four with their batch, not {len(given)}")
    return (given, len(given) - 3, len(given) - 2) if data_format == "channels_last" else (
        given, len(given) - 2, len(given) - 1
    )  # fmt: skip


def with_sides(given: tuple[Any, ...], height_axis: int, height: Any, width: Any) -> tuple[Any, ...]:
    return (*given[:height_axis], height, width, *given[height_axis + 2 :])


def block(machine: Machine, value: Any) -> int:
    """The side of the blocks that become channels, or come of them."""
    side = number(machine, value)
    if side < 2:
        raise NotKnown("blocks are at least 2 wide")
    return side
