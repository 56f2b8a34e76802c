"""Where torch certainly refuses the type of the numbers: whole ones in what multiplies, fractions in what looks up."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from layerhints.algebra import symbols
from layerhints.libraries.torch.dtypes import FLOATING, INTEGERS
from layerhints.libraries.torch.layers.embedding import Table
from layerhints.libraries.torch.layers.loss import BCELoss, BCEWithLogitsLoss
from layerhints.libraries.torch.layers.loss_classification import CrossEntropyLoss, NLLLoss
from layerhints.rules import Input, Problem
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.libraries.torch.layers.base import TorchModule
    from layerhints.values.machine import Machine

WHOLE = frozenset({"bool", *INTEGERS})


def type_problems(machine: Machine, rule: TorchModule, name: str, given: Sequence[Any]) -> tuple[Problem, ...]:
    """What is wrong with the types of the tensors that a module is applied to."""
    input, target = given[0], given[1] if len(given) > 1 else None
    message, blame = None, Input()
    if isinstance(rule, (CrossEntropyLoss, NLLLoss)):
        message, blame = class_target_refused(machine, input, target), Input(1)
    elif isinstance(rule, (BCELoss, BCEWithLogitsLoss)):
        message, blame = binary_target_refused(machine, target), Input(1)
    elif isinstance(rule, Table):
        message = indices_refused(machine, input)
    elif rule.computes and type_of(machine, input) in WHOLE:
        message = f"`{name}` computes with fractions, and {input.dtype} comes in: `.float()` makes fractions of that"
    return () if message is None else (Problem("wrong-inputs", message, blame),)


def indices_refused(machine: Machine, indices: Any) -> str | None:
    """Why an embedding, or what makes vectors of classes, takes no such indices."""
    if type_of(machine, indices) not in FLOATING:
        return None
    return f"indices are whole numbers, and {indices.dtype} comes in: `.long()` makes whole numbers of that"


def class_target_refused(machine: Machine, scores: Any, target: Any) -> str | None:
    """Why the type of a target for scores of classes is wrong: indices are whole numbers, probabilities fractions."""
    held = type_of(machine, target)
    if held is None or not isinstance(scores, Tensor) or not isinstance(scores.shape, tuple):
        return None
    if _is_learned(machine, scores.shape):  # it may have another number of axes
        return None
    axes = len(scores.shape) - len(target.shape)
    if axes == 1 and held in FLOATING:
        return f"the target has the index of each class, a whole number, and is {held}: `.long()` makes it one"
    if axes == 0 and held in WHOLE and len(scores.shape) > 1:
        return (
            f"a target of the shape of the scores has probabilities, and this one is {held}: `.float()` makes "
            f"fractions of it; `.argmax(1)` makes indices of classes of ones and zeros"
        )
    return None


def binary_target_refused(machine: Machine, target: Any) -> str | None:
    """Why a binary cross-entropy does not take a target: it has probabilities, be they 0 and 1."""
    held = type_of(machine, target)
    return f"the target has probabilities, and is {held}: `.float()` makes fractions of it" if held in WHOLE else None


def type_of(machine: Machine, value: Any) -> str | None:
    """The type of a tensor, where that is certain: of what is learned from its use another course may say another."""
    if machine.trying or not isinstance(value, Tensor) or not isinstance(value.shape, tuple):
        return None
    if _is_learned(machine, value.shape):
        return None
    return value.dtype if isinstance(value.dtype, str) else None


def _is_learned(machine: Machine, shape: tuple[Any, ...]) -> bool:
    """Is a size of it one of an input that is learned from its use?"""
    return any(map(machine.hole_of_symbol, chain.from_iterable(map(symbols, shape))))
