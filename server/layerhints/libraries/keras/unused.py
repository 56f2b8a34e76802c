"""Layers and models that nothing in the program sends a tensor through: what is certain of them all the same."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open
from layerhints.libraries.keras.application import apply_to, is_custom
from layerhints.libraries.keras.layer import info_of
from layerhints.libraries.keras.layers.core import BATCH
from layerhints.libraries.keras.models import is_model
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.tensors import tensor_of
from layerhints.values.facts import LayerApplied
from layerhints.values.objects import HALF_MADE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

NO_INPUT = Open("nothing in the file says what goes in here", head=(BATCH,))


def rehearse(machine: Machine, value: Any, inputs: Sequence[tuple[str | None, tuple[Any, ...]]]) -> Any:
    """Send tensors of the shapes given, or of unknown shape, through a model that was not applied."""
    applied = value.hidden.get("built") is True or "inputs" in value.hidden
    if not is_model(value) or (applied and not inputs):
        return None
    shapes = [_shape(machine, sizes) for _, sizes in inputs]
    if not shapes:
        tensors: Any = tensor_of(NO_INPUT)
    else:
        tensors = tensor_of(shapes[0]) if len(shapes) == 1 else tuple(tensor_of(shape) for shape in shapes)
    if is_custom(value) or value.hidden.get("layers", ()) != () or "inputs" in value.hidden:
        return apply_to(machine, value, tensors)
    return None


def _shape(machine: Machine, sizes: tuple[Any, ...]) -> Any:
    keras = session(machine)
    return keras.shape_with_batch(sizes[1:], sizes[0]) if sizes else ()


def observe_unused(machine: Machine) -> None:
    """At the end of a run: stacks without an input are built for an unknown one, single layers are looked at alone."""
    made = [layer for layer in machine.made if "keras" in layer.hidden and HALF_MADE not in layer.hidden]
    for layer in made:
        if isinstance(layer.hidden.get("layers"), tuple) and layer.hidden["layers"] and not _applied(layer):
            machine.attempt(partial(rehearse, machine, layer, ()))
    for layer in made:
        if not _applied(layer) and layer.hidden.get("rule") is not None:
            _observe(machine, layer)


def _applied(layer: Instance) -> bool:
    return layer.hidden.get("applications") != () or "inputs" in layer.hidden or "wrapped" in layer.hidden


def _observe(machine: Machine, layer: Instance) -> None:
    bound = layer.hidden["rule"]
    applied = bound.apply(NO_INPUT)
    machine.observe(
        LayerApplied(info_of(machine, layer), NO_INPUT, applied.outputs, applied.weights, (None,), None, ())
    )
