"""Resizing of sequences, images and volumes by interpolation."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import SPATIAL_SYMBOLS, Pattern, TorchModule, spatial_names
from layerhints.libraries.torch.layers.fields import factors, lengths
from layerhints.rules import Argument, Call, Input, Problem, Ranks, Size, equal, negate, require, show_structure
from layerhints.rules.fields import argument, choice
from layerhints.rules.geometry.mismatch import mismatches
from layerhints.rules.geometry.resampling import resampled, scaled

RANKS: dict[str, tuple[int, int]] = {
    "nearest": (1, 3),
    "nearest-exact": (1, 3),
    "area": (1, 3),
    "linear": (1, 1),
    "bilinear": (2, 2),
    "bicubic": (2, 2),
    "trilinear": (3, 3),
}
"""The least and the greatest number of spatial axes for which there is a way to interpolate."""


class Upsample(TorchModule):
    """Another size, by interpolation: the one that is given, or the present one times a factor, rounded down.

    Examples:
        Upsample(scale_factor=2): B 64 14 14 -> B 64 28 28
        Upsample((7, 9), mode="bilinear"): B 3 5 5 -> B 3 7 9
        Upsample(scale_factor=1.5, mode="linear"): B 3 5 -> B 3 7
        Upsample(scale_factor=2, mode="bilinear"): B 3 5 !! wrong-rank
        Upsample(4, 2): B 3 5 5 !! conflicting-arguments
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Upsample.html
    """

    size = lengths(None)
    scale_factor = factors(None)
    mode: Any = choice(*RANKS, default="nearest")
    align_corners: Any = argument(None)
    recompute_scale_factor: Any = argument(None)

    @property
    def factor(self) -> Any:
        """The factor; as for torch, 0 is none."""
        return None if isinstance(self.scale_factor, (int, float)) and not self.scale_factor else self.scale_factor

    def conflicts(self) -> Iterable[Problem]:
        if self.size is None and self.factor is None:
            yield Problem("missing-argument", "one of `size` and `scale_factor` must be given", Call())
        known = not isinstance(self.size, Unknown) and not isinstance(self.factor, Unknown)
        if known and self.size is not None and self.factor is not None:
            message = "`size` and `scale_factor` exclude each other"
            yield Problem("conflicting-arguments", message, Argument("scale_factor"))
        if self.mode in ("nearest", "nearest-exact", "area") and isinstance(self.align_corners, bool):
            message = f"`mode='{self.mode}'` takes no `align_corners`"
            yield Problem("conflicting-arguments", message, Argument("align_corners"))
        if self.recompute_scale_factor is True and self.size is not None and not isinstance(self.size, Unknown):
            message = "`recompute_scale_factor` is for a `scale_factor`, and a `size` is given"
            yield Problem("conflicting-arguments", message, Argument("recompute_scale_factor"))

    def ranks(self) -> Ranks:
        least, most = RANKS[self.mode] if isinstance(self.mode, str) else (1, 3)
        return Ranks(least + 2, most + 2)

    def requirements(self, x: Any) -> Iterable[Problem]:
        if isinstance(x, Unknown):
            return
        for field, given in (("size", self.size), ("scale_factor", self.factor)):
            if isinstance(given, tuple) and len(given) != len(x) - 2:
                message = f"`{field}` has {len(given)} items; {show_structure(x)} has {len(x) - 2} spatial axes"
                yield Problem("bad-length", message, Argument(field))
                return
        for factor in self.factor if isinstance(self.factor, tuple) else (self.factor,):
            if isinstance(factor, float) and not isfinite(factor):
                message = f"a size cannot be multiplied by {factor}"
                yield Problem("bad-size", message, Argument("scale_factor"))
                return
        one = self.mode == "area" and all(equal(size, 1) is True for size in self.sizes(x))
        if isinstance(self.mode, str) and not one:
            # A mean over areas takes an image without channels, and a volume with one window.
            start = 2 if self.mode == "area" and len(x) < 5 else 1
            message = f"an axis of {show_structure(x)} is empty: there is nothing to interpolate"
            for axis_size in x[start:]:
                yield from require(negate(equal(axis_size, 0)), "empty-input", message, Input())
        if isinstance(self.mode, str) and self.mode != "area":
            field = "scale_factor" if self.size is None else "size"
            yield from mismatches("bad-size", Argument(field), resampled, x[2:], self.sizes(x))

    def sizes(self, x: Any) -> tuple[Size, ...]:
        """The sizes of the spatial axes that come out."""
        spatial = x[2:]
        for given in (self.size, self.factor):
            if isinstance(given, Unknown):
                return (given,) * len(spatial)
        if self.size is not None:
            return tuple(self.size) if isinstance(self.size, tuple) else (self.size,) * len(spatial)
        if self.factor is None:
            return (Unknown("neither `size` nor `scale_factor` is given"),) * len(spatial)
        every = self.factor if isinstance(self.factor, tuple) else (self.factor,) * len(spatial)
        return tuple(scaled(size, factor) for size, factor in zip(spatial, every, strict=True))

    def output_of(self, x: Any) -> Any:
        return Unknown(x.reason) if isinstance(x, Unknown) else (*x[:2], *self.sizes(x))

    def patterns(self) -> tuple[Pattern, ...]:
        least, most = RANKS[self.mode] if isinstance(self.mode, str) else (1, 3)
        for given in (self.size, self.factor):
            if isinstance(given, tuple) and least <= len(given) <= most:
                least = most = len(given)
        return (("N", "C", *SPATIAL_SYMBOLS[least]) if least == most else None,)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return ("batch", "channels", *spatial_names(rank - 2)) if 3 <= rank <= 5 else super().axis_names(rank)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if isinstance(self.mode, str) and self.mode.startswith("nearest"):
            yield "It has nothing to learn: each value is repeated."
        else:
            yield "It has nothing to learn: what lies between the values is interpolated."


class UpsamplingNearest2d(Upsample):
    """Each value repeated, along height and width.

    Examples:
        UpsamplingNearest2d(scale_factor=2): B 1 2 2 -> B 1 4 4
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingNearest2d.html
    """

    mode = "nearest"
    align_corners = None
    recompute_scale_factor = None


class UpsamplingBilinear2d(Upsample):
    """Values between the values of an image, with the corners kept.

    Examples:
        UpsamplingBilinear2d(scale_factor=2): B 1 2 2 -> B 1 4 4
        UpsamplingBilinear2d((6, 5)): B 1 3 3 -> B 1 6 5
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingBilinear2d.html
    """

    mode = "bilinear"
    align_corners = None
    recompute_scale_factor = None
