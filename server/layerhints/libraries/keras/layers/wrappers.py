"""Layers around other layers that keep the axes as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.base import applied_inside
from layerhints.libraries.keras.layers.recurrent import Wrapping, within
from layerhints.rules import (
    Applied,
    Argument,
    Call,
    Problem,
    Ranks,
    Rule,
    Structure,
    Weight,
    at_least,
    fields,
    fixed,
    text,
)
from layerhints.rules.field import Field, Invalid, written
from layerhints.rules.fields import LayerField, setting, size


class Wrapper(Wrapping):
    """The base class of wrappers. It builds the layer inside, and leaves it to a class of its own what to do with it.

    Examples:
        Wrapper(Dense(8)): B 4 !! abstract-layer
    Source: https://keras.io/api/layers/core_layers/wrapper/
    """

    layer = fields.layer()

    def ranks(self) -> Ranks:
        return at_least(0)

    def requirements(self, x: Any) -> Iterable[Problem]:
        message = f"`{type(self).__name__}` does nothing by itself: a class that derives from it says what it does"
        yield Problem("abstract-layer", message, Call())

    def output_of(self, x: Any) -> Structure:
        raise AssertionError("the requirements never hold")


KERNELS = ("kernel", "embeddings")
"""What the weight that is normalized may be called."""


class SpectralNormalization(Wrapping):
    """Divides the kernel of a layer by its largest singular value, which a vector kept beside it estimates.

    Examples:
        SpectralNormalization(Dense(10)): B 20 -> B 10 | 220 (210)
        SpectralNormalization(Conv2D(4, 3)): B 8 8 3 -> B 6 6 4 | 116 (112)
        SpectralNormalization(Embedding(9, 3)): B 8 -> B 8 3 | 30 (27)
        SpectralNormalization(Flatten()): B 8 !! bad-layer
    Source: https://keras.io/api/layers/normalization_layers/spectral_normalization/
    """

    layer = fields.layer()
    power_iterations = size(1)

    def ranks(self) -> Ranks:
        return self.layer.ranks() if isinstance(self.layer, Rule) else at_least(1)

    def requirements(self, x: Any) -> Iterable[Problem]:
        applied = self.inner(self.layer, x)
        yield from self.inner_problems(applied)
        known = isinstance(self.layer, Rule) and not isinstance(applied.weights, Unknown)
        if known and not applied.problems and self.kernel(applied) is None:
            message = f"`{type(self.layer).__name__}` has no kernel of its own that could be normalized"
            yield Problem("bad-layer", message, Argument("layer"))

    def kernel(self, applied: Applied) -> Weight | None:
        """The weight that is normalized; inside another such wrapper it is the same one."""
        depth = 0
        layer = self.layer
        while isinstance(layer, SpectralNormalization):
            depth, layer = depth + 1, layer.layer
        if isinstance(applied.weights, Unknown):
            return None
        found = (weight for weight in applied.weights if weight.name in KERNELS and len(weight.path) == depth)
        return next(found, None)

    def output_of(self, x: Any) -> Structure:
        return self.inner(self.layer, x).outputs

    def weights_of(self, x: Any) -> Iterable[Weight]:
        applied = self.inner(self.layer, x)
        inner = list(within(applied, self.folder(self.layer)))
        kernel = self.kernel(applied)
        if kernel is None:
            return inner
        because = "estimates the largest singular value of the kernel; gradients do not train it"
        vector = Weight("vector_u", (fixed("row", 1), kernel.axes[-1]), trainable=False, because=because)
        # Keras lists the kernel with the wrapper's own weights, unless LoRA stands between.
        adapted = any(weight.name.startswith("lora_") for weight in inner)
        place = next(index for index, weight in enumerate(inner) if weight.name in KERNELS)
        return [vector, *inner] if adapted else [inner[place], vector, *inner[:place], *inner[place + 1 :]]

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return self.layer.axis_names(rank) if isinstance(self.layer, Rule) else super().axis_names(rank)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        kernel = self.kernel(self.inner(self.layer, x))
        if kernel is not None:
            yield (
                f"The wrapped layer keeps its parameters. One vector of {text(kernel.shape[-1])} numbers is added, "
                f"which each training step updates (non-trainable)."
            )


class LayersField(Field):
    """A tuple of layers."""

    code = "bad-layer"

    def expected(self, owner: Any) -> str:
        return "it takes a list of layers"

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, tuple):
            one = LayerField()
            one.name = self.name
            return tuple(item if isinstance(item, Unknown) else one.convert(item, owner) for item in value)
        if isinstance(value, (bool, int, float, str)):
            raise Invalid(self.code, f"`{self.name}` is {written(value)}; {self.expected(owner)}")
        return Unknown("which layers there are is not known")

    def trace(self, value: Any) -> Any:
        one = LayerField()
        return tuple(map(one.trace, value)) if isinstance(value, tuple) else value


class Pipeline(Wrapping):
    """Layers one behind the other, most often of preprocessing, as one layer.

    Examples:
        Pipeline([Rescaling(0.5), Resizing(8, 8)]): B 32 32 3 -> B 8 8 3
        Pipeline([Flatten(), Dense(4)]): B 2 3 -> B 4 | 28
    Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/pipeline/
    """

    layers: Any = LayersField()
    name = setting(None)

    def conflicts(self) -> Iterable[Problem]:
        if self.layers == ():
            yield Problem("bad-layer", "`layers` is empty: nothing comes out of it", Argument("layers"))

    def ranks(self) -> Ranks:
        return at_least(0)

    def steps(self, x: Any) -> Iterator[tuple[Any, Applied]]:
        """Each layer and what it does, up to the first one with a problem."""
        for layer in self.layers:
            applied = applied_inside(layer, x, self.inner(layer, x))
            yield layer, applied
            if applied.problems:
                return
            x = applied.outputs

    def requirements(self, x: Any) -> Iterable[Problem]:
        if not isinstance(self.layers, Unknown):
            for _, applied in self.steps(x):
                for problem in applied.problems:
                    yield replace(problem, blame=Argument("layers"))

    def output_of(self, x: Any) -> Structure:
        if isinstance(self.layers, Unknown):
            return Unknown(self.layers.reason)
        return next((applied.outputs for _, applied in reversed(list(self.steps(x)))), x)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        if isinstance(self.layers, Unknown):
            yield from within(Applied(self.layers, self.layers), "layers")
            return
        for layer, applied in self.steps(x):
            yield from within(applied, self.folder(layer))
