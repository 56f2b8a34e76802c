"""What a loss gives for targets and outputs: one number, or one for each sample. https://keras.io/api/losses/

A function of `keras.losses` takes the last axis away; an object of a class then makes one number of what is left,
unless it is told not to.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.losses import CLASS_FUNCTIONS, SHORT_NAMES, SPARSE, same_rank
from layerhints.libraries.keras.opaque import Opaque
from layerhints.libraries.keras.ops.kernel import Kind
from layerhints.libraries.keras.ops.reading import known_shape, number
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.rules.geometry.axes import reduce
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.values.reading import NotKnown
from layerhints.values.signature import Signature

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

_REDUCING = frozenset({"auto", "mean", "mean_with_sample_weight", "sum", "sum_over_batch_size"})
_KEPT = frozenset({None, "none"})


class Losses(Opaque):
    """The module, a class of losses, or a function."""

    __slots__ = ()

    def attribute(self, machine: Machine, name: str) -> Any:
        return Losses(f"{self.name}.{name}")

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        name = self.name.rpartition(".")[2]
        if name in CLASS_FUNCTIONS:
            return Loss(self.name, _reduction(arguments), _axis(name, arguments))
        name = SHORT_NAMES.get(name, name)
        if name in CLASS_FUNCTIONS.values():
            return _applied(self.name, partial(_each, name))(machine, arguments)
        return Opaque(f"{self.name}()")


class Loss(Opaque):
    """An object of one of the classes; `reduction` is its word, None for none, or Unknown."""

    __slots__ = ("axis", "reduction")

    def __init__(self, name: str, reduction: Any, axis: Any) -> None:
        super().__init__(f"{name}()")
        self.reduction = reduction
        self.axis = axis

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return _applied(self.name.removesuffix("()"), self._shape)(machine, arguments)

    def _shape(self, machine: Machine, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        if isinstance(self.reduction, Unknown):
            raise NotKnown(self.reduction)
        if self.reduction in _REDUCING:
            return ()
        if sample_weight is not None:
            raise NotKnown("what the weights of the samples make of a loss for each sample is not known")
        name = CLASS_FUNCTIONS[self.name.removesuffix("()").rpartition(".")[2]]
        return _each(name, machine, y_true, y_pred, axis=self.axis)


def _reduction(arguments: Arguments) -> Any:
    """What a constructor is told; `Reduction.NONE` of Keras 2 is a word as well."""
    told: Any = "sum_over_batch_size"
    named = (arguments.keywords["reduction"],) if "reduction" in arguments.keywords else ()
    for value in (*arguments.positional, *named):
        if isinstance(value, Opaque) and ".Reduction." in value.name:
            value = value.name.rpartition(".")[2].lower()
        if isinstance(value, (str, Unknown)) or value is None:
            told = value
    known = arguments.more is None and (isinstance(told, Unknown) or told in _REDUCING or told in _KEPT)
    return told if known else Unknown("how the loss is reduced is not known")


def _axis(name: str, arguments: Arguments) -> Any:
    first = arguments.positional[0] if arguments.positional and name == "CosineSimilarity" else -1
    return arguments.keywords.get("axis", first)


def _each(name: str, machine: Machine, y_true: Any, y_pred: Any, *ignored: Any, axis: Any = -1, **options: Any) -> Any:
    """A loss for each sample."""
    given = known_shape(machine, y_pred)
    if not given or len(ignored) > (0 if name == "cosine_similarity" else 2):
        raise NotKnown("along which axis the loss is computed is not known")
    if name != SPARSE:
        wanted, given = same_rank(known_shape(machine, y_true), given)
        if len(wanted) != len(given):
            raise NotKnown("targets and outputs have not the same number of axes")
        given = broadcast(wanted, given)
    return reduce(given, (number(machine, axis),))


def _applied(name: str, function: Any) -> Any:
    type = re.sub(r"\W", "", name.rpartition(".")[2])
    return Kind(name, type, function, Signature(name, function), FLOATING, counted=False).call
