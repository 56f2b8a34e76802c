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
        if name == "Loss":
            from layerhints.libraries.keras.own_losses import loss_class

            return loss_class(machine)
        return Losses(f"{self.name}.{name}")

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        name = self.name.rpartition(".")[2]
        if name in CLASS_FUNCTIONS:
            return Loss(self.name, reduction_of(arguments), _axis(name, arguments))
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
        if reduces(self.reduction):
            return ()
        if sample_weight is not None:
            raise NotKnown("what the weights of the samples make of a loss for each sample is not known")
        name = CLASS_FUNCTIONS[self.name.removesuffix("()").rpartition(".")[2]]
        return _each(name, machine, y_true, y_pred, axis=self.axis)


def reduces(reduction: Any) -> bool:
    """Whether one number comes out for all samples."""
    return reduction in _REDUCING


def reduction_of(arguments: Arguments) -> Any:
    """What a constructor is told: a word or None, or Unknown. `Reduction.NONE` of Keras 2 is a word as well.

    Its place is not the same in all versions, and the name of a loss may stand before it or behind it.
    """
    told: Any = "sum_over_batch_size"
    named = "reduction" in arguments.keywords
    for value in (arguments.keywords["reduction"],) if named else arguments.positional:
        if isinstance(value, Opaque) and ".Reduction." in value.name:
            value = value.name.rpartition(".")[2].lower()
        if isinstance(value, Unknown) or value is None or (isinstance(value, str) and value in _REDUCING | _KEPT):
            told = value
        elif named:
            told = Unknown("how the loss is reduced is not known")
    return told if named or arguments.more is None else arguments.more


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
