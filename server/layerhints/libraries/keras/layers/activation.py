"""Activation layers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.base import KerasLayer
from layerhints.libraries.keras.layers.core import Unchanged
from layerhints.rules import Argument, Factor, Problem, Weight, fixed, require
from layerhints.rules.fields import axes, number, setting
from layerhints.rules.shapes import forgotten, in_range


class Activation(Unchanged):
    """An activation function as a layer of its own.

    Examples:
        Activation("relu"): B 30 30 32 -> B 30 30 32
    Source: https://keras.io/api/layers/core_layers/activation/
    """

    activation = setting()


class ReLU(Unchanged):
    """max(0, x), with a ceiling or a slope where asked for.

    Examples:
        ReLU(6.0): B 8 8 4 -> B 8 8 4
    Source: https://keras.io/api/layers/activation_layers/relu/
    """

    max_value = number(None, low=0)
    negative_slope = number(0.0, low=0)
    threshold = number(0.0, low=0)


class LeakyReLU(Unchanged):
    """x where it is positive, else a fixed share of it.

    Examples:
        LeakyReLU(0.1): B 8 -> B 8
    Source: https://keras.io/api/layers/activation_layers/leaky_relu/
    """

    negative_slope = number(0.3, low=0)
    alpha = number(None, low=0, keyword_only=True)


class ELU(Unchanged):
    """x where it is positive, else an exponential.

    Examples:
        ELU(): B 8 -> B 8
    Source: https://keras.io/api/layers/activation_layers/elu/
    """

    alpha = setting(1.0)


class Softmax(Unchanged):
    """Turns numbers into shares that add up to 1.

    Examples:
        Softmax(): B 10 -> B 10
    Source: https://keras.io/api/layers/activation_layers/softmax/
    """

    axis = setting(-1)


class LearnedCurve(KerasLayer):
    """An activation with weights of its own for each value, which may be shared along axes."""

    learned: tuple[str, ...] = ()
    shared_axes: Any

    def requirements(self, x: Any) -> Iterable[Problem]:
        if not isinstance(self.shared_axes, Unknown):
            exist = in_range(x if isinstance(x, Unknown) else x[1:], [axis - 1 for axis in self.shared_axes or ()])
            message = f"`shared_axes` {self.shared_axes} are not all axes of the input"
            yield from require(exist, "bad-axes", message, Argument("shared_axes"))
            if exist is not False:
                yield from self.defined(
                    (part.size for weight in self.weights_of(x) for part in weight.factors), "shape"
                )

    def output_of(self, x: Any) -> Any:
        return x

    def weights_of(self, x: Any) -> Iterable[Weight]:
        for name in self.learned:
            yield Weight(name, self._factors(x), because="one for each value, except along shared axes")

    def _factors(self, x: Any) -> tuple[Factor, ...]:
        if isinstance(x, Unknown):
            return (Factor("values", forgotten(x)),)
        if isinstance(self.shared_axes, Unknown):
            return tuple(Factor(f"axis {axis}", self.shared_axes) for axis in range(1, len(x)))
        shared = {(axis - 1) % (len(x) - 1) for axis in self.shared_axes or ()}
        return tuple(
            fixed("shared", 1) if axis in shared else Factor(f"axis {axis + 1}", size)
            for axis, size in enumerate(x[1:])
        )


class PReLU(LearnedCurve):
    """x where it is positive, else a learned share of it: one for each value, or shared along axes.

    Examples:
        PReLU(): B 8 8 4 -> B 8 8 4 | 256
        PReLU(shared_axes=(1, 2)): B 8 8 4 -> B 8 8 4 | 4
    Source: https://keras.io/api/layers/activation_layers/prelu/
    """

    learned = ("alpha",)

    alpha_initializer = setting("Zeros")
    alpha_regularizer = setting(None)
    alpha_constraint = setting(None)
    shared_axes = axes(None)
