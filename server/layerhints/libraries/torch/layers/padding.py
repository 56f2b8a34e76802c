"""Paddings: values around the spatial axes. A negative padding cuts off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import Pattern, SpatialModule
from layerhints.libraries.torch.layers.fields import widths
from layerhints.rules import Argument, Problem, Ranks, text
from layerhints.rules.fields import setting
from layerhints.rules.geometry.mismatch import mismatches
from layerhints.rules.geometry.padding import pad_ends


class Pad(SpatialModule):
    """Adds to both ends of each spatial axis. A tuple counts from the last axis: left, right, top, bottom, …"""

    mode: ClassVar[str]
    padding = widths()

    def conflicts(self) -> Iterable[Problem]:
        if isinstance(self.padding, tuple) and len(self.padding) % 2:
            message = f"`padding` has {len(self.padding)} items; each axis takes two, before and behind"
            yield Problem("bad-length", message, Argument("padding"))

    def ranks(self) -> Ranks:
        # A constant goes around any tensor; what else pads wants to know which axes are spatial.
        if isinstance(self.padding, Unknown):
            return Ranks()
        padded = len(self.padding) // 2
        return Ranks(padded) if self.mode == "constant" else Ranks(padded + 1, padded + 2)

    def requirements(self, x: Any) -> Iterable[Problem]:
        return mismatches("padding-too-large", Argument("padding"), self.output_of, x)

    def output_of(self, x: Any) -> Any:
        if isinstance(self.padding, Unknown):
            return Unknown(self.padding.reason)
        return pad_ends(x, self.padding, self.mode)

    def patterns(self) -> tuple[Pattern, ...]:
        return (self.image_pattern(),)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if isinstance(self.padding, tuple) and len(self.padding) == 2 * self.rank:
            names = ("left", "right", "top", "bottom", "front", "back")
            ends = ", ".join(f"{text(end)} {name}" for name, end in zip(names, self.padding, strict=False))
            yield f"`padding` counts from the last axis: {ends}."


class ConstantPad(Pad):
    """A number around the spatial axes."""

    mode = "constant"
    value = setting()


class ConstantPad1d(ConstantPad):
    """A number in front of and behind a sequence.

    Examples:
        ConstantPad1d(2, 3.5): B 2 4 -> B 2 8
        ConstantPad1d((3, -1), 0.5): 2 4 -> 2 6
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad1d.html
    """

    rank = 1


class ConstantPad2d(ConstantPad):
    """A number around an image.

    Examples:
        ConstantPad2d((3, 0, 2, 1), 3.5): B 1 2 2 -> B 1 5 5
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad2d.html
    """

    rank = 2


class ConstantPad3d(ConstantPad):
    """A number around a volume.

    Examples:
        ConstantPad3d((3, 3, 6, 6, 0, 1), 3.5): 16 3 10 20 30 -> 16 3 11 32 36
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad3d.html
    """

    rank = 3


class ZeroPad(Pad):
    """Zeros around the spatial axes."""

    mode = "constant"


class ZeroPad1d(ZeroPad):
    """Zeros in front of and behind a sequence.

    Examples:
        ZeroPad1d((3, 1)): B 2 4 -> B 2 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad1d.html
    """

    rank = 1


class ZeroPad2d(ZeroPad):
    """Zeros around an image.

    Examples:
        ZeroPad2d(2): B 3 28 28 -> B 3 32 32
        ZeroPad2d((1, 1, 0, 0)): B 3 H 28 -> B 3 H 30
        ZeroPad2d(-20): B 3 28 28 !! padding-too-large
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html
    """

    rank = 2


class ZeroPad3d(ZeroPad):
    """Zeros around a volume.

    Examples:
        ZeroPad3d((3, 3, 6, 6, 0, 1)): 16 3 10 20 30 -> 16 3 11 32 36
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad3d.html
    """

    rank = 3


class ReflectionPad(Pad):
    """The values next to each end, mirrored; the outermost one is not repeated."""

    mode = "reflect"


class ReflectionPad1d(ReflectionPad):
    """Mirrored values in front of and behind a sequence.

    Examples:
        ReflectionPad1d(2): B 2 4 -> B 2 8
        ReflectionPad1d(4): B 2 4 !! padding-too-large
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad1d.html
    """

    rank = 1


class ReflectionPad2d(ReflectionPad):
    """Mirrored values around an image.

    Examples:
        ReflectionPad2d((1, 1, 2, 0)): B 1 3 3 -> B 1 5 5
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html
    """

    rank = 2


class ReflectionPad3d(ReflectionPad):
    """Mirrored values around a volume.

    Examples:
        ReflectionPad3d(1): B 1 2 2 2 -> B 1 4 4 4
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad3d.html
    """

    rank = 3


class ReplicationPad(Pad):
    """The outermost values, repeated."""

    mode = "replicate"


class ReplicationPad1d(ReplicationPad):
    """The first and the last value of a sequence, repeated.

    Examples:
        ReplicationPad1d((3, 1)): B 2 4 -> B 2 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad1d.html
    """

    rank = 1


class ReplicationPad2d(ReplicationPad):
    """The border of an image, repeated.

    Examples:
        ReplicationPad2d((1, 1, 2, 0)): B 1 3 3 -> B 1 5 5
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html
    """

    rank = 2


class ReplicationPad3d(ReplicationPad):
    """The border of a volume, repeated.

    Examples:
        ReplicationPad3d((3, 3, 6, 6, 1, 1)): 16 3 8 32 48 -> 16 3 10 44 54
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad3d.html
    """

    rank = 3


class CircularPad(Pad):
    """At each end the values of the other, as if the axis were a circle."""

    mode = "circular"

    def ranks(self) -> Ranks:
        return Ranks(self.rank + 1, self.rank + 2)


class CircularPad1d(CircularPad):
    """A sequence continued as if it were a circle.

    Examples:
        CircularPad1d((3, 1)): B 2 4 -> B 2 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad1d.html
    """

    rank = 1


class CircularPad2d(CircularPad):
    """An image continued as if it were a torus.

    Examples:
        CircularPad2d((1, 1, 2, 0)): B 1 3 3 -> B 1 5 5
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad2d.html
    """

    rank = 2


class CircularPad3d(CircularPad):
    """A volume continued beyond each face with the values of the opposite one.

    Examples:
        CircularPad3d((3, 3, 6, 6, 1, 1)): 16 3 8 32 48 -> 16 3 10 44 54
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad3d.html
    """

    rank = 3
