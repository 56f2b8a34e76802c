"""A layer as the activation of another one, `Dense(8, activation=PReLU())`.

Keras keeps its weights with those of the other, and makes them where that one's `call` is run. That is not done for
symbolic tensors since Keras 3: a functional model has no such weights before it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.graph import applications_of
from layerhints.libraries.keras.layers.cells import RNN, Stepping
from layerhints.libraries.keras.layers.recurrent import Recurrent
from layerhints.libraries.keras.nested import applicable, is_assembled, note_run, sublayers
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.structures import shapes_in
from layerhints.values.objects import Instance

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

_ELSEWHERE = Unknown("the layer that is the activation is used elsewhere, too")
_IN_STEPS = Unknown("which weights a layer has that is the activation of each step is not described")


def keep_activation(machine: Machine, layer: Instance, outputs: Any) -> None:
    """Note the weights down that the activation gets where its layer is run for the first time."""
    inner = layer.hidden.get("given", {}).get("activation")
    added = layer.hidden["added"]
    if not isinstance(inner, Instance) or "keras" not in inner.hidden or inner.hidden.get("activates") is layer:
        return
    if session(machine).is_built:
        return
    weights = _weights(machine, layer, inner, outputs)
    if weights != () and not isinstance(added, Unknown):
        machine.write(layer.hidden, "added", weights if isinstance(weights, Unknown) else (*added, *weights))


def keep_activations(machine: Machine, model: Instance) -> None:
    """A model that is assembled of layers is run on numbers, and the `call` of each of them with it."""
    for layer in sublayers(machine, model):
        note_run(machine, layer)
        applications = applications_of(layer)
        if is_assembled(layer):
            keep_activations(machine, layer)
        elif isinstance(applications, tuple) and applications and "added" in layer.hidden:
            keep_activation(machine, layer, shapes_in(applications[-1].outputs))


def _weights(machine: Machine, layer: Instance, inner: Instance, outputs: Any) -> Any:
    weights = applicable(machine, inner).apply(outputs).weights
    if weights == ():
        return ()
    if isinstance(layer.hidden["rule"], (Recurrent, RNN, Stepping)):
        return _IN_STEPS
    if "activates" in inner.hidden or inner.hidden.get("applications"):
        return _ELSEWHERE
    machine.write(inner.hidden, "activates", layer)
    return weights if isinstance(weights, Unknown) else tuple(weight.within("activation") for weight in weights)
