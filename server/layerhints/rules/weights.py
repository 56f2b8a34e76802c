"""Weights: named arrays whose axes are products of labelled sizes. Counts are never declared, they follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from typing import Any, TypeAlias, cast

from layerhints.algebra import Dim
from layerhints.rules.quantity import Size, product, value_of
from layerhints.rules.record import record


@record(frozen=True, slots=True, eq=False)
class Factor:
    """One labelled size. `fixed`: the library sets it (the four gates of an LSTM), no argument and no input does."""

    label: str
    size: Size
    fixed: bool = False


Axis: TypeAlias = "Factor | tuple[Factor, ...]"


def factor(label: str, size: Size) -> Factor:
    return Factor(label, size)


def fixed(label: str, size: int) -> Factor:
    return Factor(label, size, fixed=True)


MOST_PLACES = 512
"""How many places a weight knows that it is kept in."""


@record(frozen=True, slots=True, eq=False)
class Weight:
    """One array of numbers that a layer keeps.

    `axes` are in the library's own order; each is a factor or a product of factors. `trainable` and `when` (whether
    the layer has the weight at all) are True, False or Unknown; weights that hang on one flag share one Unknown.
    `times` says how often each entry is multiplied for one sample, None where it is not multiplied. `because` is why
    the weight is there, and `flag` the field that decides it. `path` is where it lives inside the layer; a formula adds
    up each `group` of the weights in one place by itself.
    """

    name: str
    axes: tuple[Axis, ...]
    trainable: Any = True
    when: Any = True
    times: Size | None = None
    because: str = ""
    flag: str | None = None
    path: tuple[str, ...] = ()
    group: str = ""
    _count: Dim | None = field(default=None, init=False, repr=False)
    _placed: dict[Any, Weight] | None = field(default=None, init=False, repr=False)
    """The same weight by the names, paths and flags that it has where it is kept."""
    _multiplied: Weight | None = field(default=None, init=False, repr=False)

    @property
    def factors(self) -> tuple[Factor, ...]:
        return tuple(part for axis in self.axes for part in parts(axis))

    @property
    def shape(self) -> tuple[Dim, ...]:
        return tuple(value_of(product(part.size for part in parts(axis))) for axis in self.axes)

    @property
    def count(self) -> Dim:
        """How many numbers it holds, when the layer has it."""
        if self._count is None:
            object.__setattr__(self, "_count", value_of(product(part.size for part in self.factors)))
        return cast("Dim", self._count)

    @property
    def full_name(self) -> str:
        return "/".join((*self.path, self.name))

    def multiplied(self, times: Size | None) -> Weight:
        """The same weight where each entry is multiplied so often: mostly as it was when this was asked last."""
        if times is self.times:
            return self
        known = self._multiplied
        if known is not None and type(times) is int and known.times == times:
            return known
        rest = self.because, self.flag, self.path, self.group
        known = Weight(self.name, self.axes, self.trainable, self.when, times, *rest)
        if type(times) is int:
            object.__setattr__(self, "_multiplied", known)
        return known

    def placed(self, name: str, path: tuple[str, ...], trainable: Any) -> Weight:
        """The same weight as it is called where it is kept: one for all layers that share it, as long as it is known
        whether they are trained.
        """
        question, places = (name, path, trainable), self._placed
        known = None if places is None else places.get(question)
        if known is not None:
            return known
        rest = self.when, self.times, self.because, self.flag, path, self.group
        known = Weight(name, self.axes, trainable, *rest)
        if type(trainable) is bool:
            if places is None or len(places) >= MOST_PLACES:
                places = {}
                object.__setattr__(self, "_placed", places)
            places[question] = known
        return known

    def within(self, *folders: str) -> Weight:
        """The same weight of a layer inside another."""
        return replace(self, path=(*folders, *self.path))


def parts(axis: Axis) -> tuple[Factor, ...]:
    return (axis,) if isinstance(axis, Factor) else axis


class Inside(tuple[Weight, ...]):
    """All weights of a whole that is made of layers, of which each tells its own path only.

    `own` are those of no layer inside; behind them come those of the `parts`, by the names of these.
    """

    own: tuple[Weight, ...]
    parts: tuple[tuple[str, Sequence[Weight]], ...]

    def __new__(cls, own: Sequence[Weight], parts: Sequence[tuple[str, Sequence[Weight]]]) -> Inside:
        self = super().__new__(cls, (*own, *(weight for _, part in parts for weight in part)))
        self.own, self.parts = tuple(own), tuple(parts)
        return self
