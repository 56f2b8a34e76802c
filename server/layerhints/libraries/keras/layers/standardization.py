"""Layers that bring values to a common scale: with statistics of the data, or with the size of each sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.calling import Calling
from layerhints.libraries.keras.layers.normalization import AxisLayer
from layerhints.rules import Argument, Factor, Problem, Weight, equal, factor, require
from layerhints.rules.fields import AxesField, argument, setting
from layerhints.rules.shapes import known_rank


class KeptAxes(AxisLayer):
    """A layer with an entry of its weights for each position along some axes."""

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = list(super().requirements(x))
        yield from problems
        if not problems:
            yield from self.defined((part.size for part in self.kept(x)), "axis that is kept")

    def in_order(self, x: Any) -> tuple[int, ...]:
        """The axes as the weights have them."""
        raise NotImplementedError

    def kept(self, x: Any) -> tuple[Factor, ...]:
        """The sizes of these axes."""
        if isinstance(self.axis, Unknown):
            return (factor("entries", self.axis),)
        if not self.axis:
            return ()
        if isinstance(x, Unknown):
            return (factor("entries", x),)
        label = "channels" if len(self.axis) == 1 else "axis {}"
        return tuple(factor(label.format(place), x[place]) for place in self.in_order(x))


class RMSNormalization(KeptAxes):
    """Divides each sample by the root of its mean square, and scales it.

    Examples:
        RMSNormalization(): B 10 64 -> B 10 64 | 64
        RMSNormalization(axis=(-1, 1)): B 8 3 -> B 8 3 | 24
        RMSNormalization(axis=3): B 8 3 !! bad-axes
    Source: https://keras.io/api/layers/normalization_layers/rms_normalization/
    """

    calling = Calling(("x",), tensors=("x",))

    axis: Any = AxesField(-1)
    epsilon = setting(1e-6)

    def in_order(self, x: Any) -> tuple[int, ...]:
        return tuple(sorted(self.axis))

    def weights_of(self, x: Any) -> Iterable[Weight]:
        yield Weight("scale", self.kept(x), because="a learned scale")

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "It does not subtract the mean and has no offset: one learned scale is all."


class PerhapsNoAxes(AxesField):
    """Axes, of which there are none when the argument is None."""

    def read(self, value: Any, owner: Any) -> Any:
        return () if value is None else super().read(value, owner)


class Normalization(KeptAxes):
    """Subtracts the mean of the data and divides by its deviation, both learned by `adapt` or given.

    Examples:
        Normalization(): B 13 -> B 13 | 27 (0)
        Normalization(axis=None): B 28 28 1 -> B 28 28 1 | 3 (0)
        Normalization(axis=(1, -1)): B 8 3 -> B 8 3 | 49 (0)
        Normalization(mean=0.5, variance=2.0): B 13 -> B 13
        Normalization(axis=5): B 8 3 !! bad-axes
    Source: https://keras.io/api/layers/preprocessing_layers/numerical/normalization/
    """

    axis: Any = PerhapsNoAxes(-1)
    mean = argument(None)
    variance = argument(None)
    invert = setting(False)
    reads_lists = True

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = list(super().requirements(x))
        yield from problems
        if problems or isinstance(x, Unknown) or isinstance(self.axis, Unknown):
            return
        places = self.in_order(x)
        for place in {place for place in places if places.count(place) > 1}:
            message = f"axis {place} is named twice"
            yield from require(equal(x[place], 1), "bad-axes", message, Argument("axis"))

    def conflicts(self) -> Iterator[Problem]:
        if (self.mean is None) != (self.variance is None):
            lone = "variance" if self.mean is None else "mean"
            yield Problem("conflicting-arguments", "`mean` and `variance` are given together or not", Argument(lone))

    def in_order(self, x: Any) -> tuple[int, ...]:
        return tuple(sorted(place % len(x) for place in self.axis))

    def output_of(self, x: Any) -> Any:
        if not isinstance(self.mean, tuple) or self._fits(x):
            return x
        return Unknown("whether the given mean fits the axes is not known")

    def _fits(self, x: Any) -> bool:
        """Whether a given row of means certainly has an entry for each position, or one for all."""
        if known_rank(x) is None or isinstance(self.axis, Unknown) or len(self.axis) != 1:
            return False
        return len(self.mean) == 1 or equal(len(self.mean), x[self.axis[0]]) is True

    def weights_of(self, x: Any) -> Iterable[Weight]:
        learned: Any = self.mean if isinstance(self.mean, Unknown) else self.mean is None
        because = "a statistic that `adapt` learns from the data; gradients do not train it"
        for name in ("mean", "variance"):
            yield Weight(name, self.kept(x), trainable=False, when=learned, because=because)
        yield Weight("count", (), trainable=False, when=learned, because="how many samples `adapt` has seen")

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if self.mean is None:
            yield (
                "`adapt` fills in the mean and the variance of the data. They count as parameters that are not "
                "trained, and so does a counter."
            )
