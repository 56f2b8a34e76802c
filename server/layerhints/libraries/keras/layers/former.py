"""Layers of Keras 1 that have no equal today."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.convolution_transposed import Conv2DTranspose
from layerhints.libraries.keras.layers.merging import Merge as AnyMerge
from layerhints.rules import Structure
from layerhints.rules.fields import argument


class Merge(AnyMerge):
    """A merge whose mode is not known, or is a function: so is what it makes of its inputs."""

    mode = argument()

    def output_of(self, x: Any) -> Structure:
        mode = self.mode
        return mode if isinstance(mode, Unknown) else Unknown("what this `Merge` does is not known")


class Deconvolution2D(Conv2DTranspose):
    """A transposed convolution that is told the shape that comes out."""

    output_shape = argument(None)

    def output_of(self, x: Any) -> Any:
        told = self.output_shape
        if told is None:
            return super().output_of(x)
        if isinstance(told, Unknown) or not isinstance(told, tuple) or len(told) != len(x):
            return Unknown("the `output_shape` of the layer is not known")
        return (x[0], *(Unknown("`output_shape` leaves it open") if size is None else size for size in told[1:]))
