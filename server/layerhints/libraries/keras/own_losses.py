"""Losses that the program defines itself, by deriving from `Loss`. https://keras.io/api/losses/#base-loss-api"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.losses_applied import reduces, reduction_of
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.tensors import KerasTensor
from layerhints.values.objects import Class, Function, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


def loss_class(machine: Machine) -> Class:
    """`keras.losses.Loss`."""
    classes = session(machine).classes
    if "Loss" not in classes:
        cls = Class("Loss", (), {}, "keras.losses", None, Unknown("this attribute of a loss is not understood"))
        cls.namespace["__init__"] = Native("Loss.__init__", _initialise)
        cls.namespace["__call__"] = Native("Loss.__call__", _apply)
        classes["Loss"] = cls
    found = classes["Loss"]
    assert isinstance(found, Class)
    return found


def _initialise(machine: Machine, arguments: Arguments) -> None:
    loss = arguments.positional[0]
    machine.write(loss.hidden, "reduction", reduction_of(arguments.without_first()))


def _apply(machine: Machine, arguments: Arguments) -> Any:
    """What `call` gives for each sample, reduced as the constructor was told."""
    loss, given = arguments.positional[0], arguments.without_first()
    reduction = loss.hidden.get("reduction", Unknown("the loss does not say how it is reduced"))
    method = loss.cls.lookup("call")
    if not isinstance(method, Function):
        return Unknown(f"what `call` of `{loss.cls.name}` does is not known")
    y_true, y_pred = given.get(0, "y_true"), given.get(1, "y_pred")
    each = machine.call_values(machine.bind(method, loss, loss.cls), y_true, y_pred)
    if isinstance(reduction, Unknown):
        return KerasTensor(reduction, None)
    dtype = each.dtype if isinstance(each, Tensor) else None
    if reduces(reduction):
        return KerasTensor((), dtype)
    weighted = given.get(2, "sample_weight") is not None
    return Unknown("what weights make of a loss for each sample is not known") if weighted else each
