"""Layers and models that nothing in the program sends a tensor through: what their own use of the input says."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.keras.application import apply_to, is_custom
from layerhints.libraries.keras.inference import CALL, TensorLesson
from layerhints.libraries.keras.layer import info_of
from layerhints.libraries.keras.layers.core import BATCH
from layerhints.libraries.keras.models import is_model
from layerhints.libraries.keras.nested import BUILT_FOR, all_weights, sublayers
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.tensors import KerasTensor, tensor_of
from layerhints.values.arguments import Arguments
from layerhints.values.described import described, shown
from layerhints.values.facts import LayerApplied
from layerhints.values.holes import Hole
from layerhints.values.objects import HALF_MADE, Function

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

NO_INPUT = Open("nothing in the file says what goes in here", head=(BATCH,))


def rehearse(machine: Machine, value: Any, inputs: Sequence[tuple[str | None, tuple[Any, ...]]]) -> Any:
    """Send tensors of the shapes given, or such as are learned from their use, through what was not applied."""
    applied = value.hidden.get("built") is True or "inputs" in value.hidden
    if applied and not inputs:
        return _shown_as_built(machine, value) if BUILT_FOR in value.hidden else None
    if inputs and is_model(value):
        shapes = [_shape(machine, sizes) for _, sizes in inputs]
        return _sent(
            machine, value, tensor_of(shapes[0]) if len(shapes) == 1 else tuple(tensor_of(shape) for shape in shapes)
        )
    if is_custom(value):
        return machine.learning(lambda: _learned(machine, value))
    if is_model(value):
        return machine.learning(lambda: _sent(machine, value, _tensor(machine, value, "inputs")))
    return None


def _shown_as_built(machine: Machine, model: Instance) -> Any:
    """Run the `call` of a model that was only built. Did that make all of its weights, then no more are made."""
    keras = session(machine)
    tensors = model.hidden[BUILT_FOR]
    if isinstance(all_weights(machine, model), Unknown):
        return apply_to(machine, model, tensors)
    with keras.built_before():
        return apply_to(machine, model, tensors)


def _sent(machine: Machine, model: Instance, tensors: Any) -> Any:
    if is_custom(model) or model.hidden.get("layers", ()) != () or "inputs" in model.hidden:
        return apply_to(machine, model, tensors)
    return None


def _learned(machine: Machine, layer: Instance) -> Any:
    """Apply a layer that the program defines to tensors of which its own `call` is to say what they are."""
    own = layer.cls.lookup("call")
    assert isinstance(own, Function)
    call = own.described
    if None in call.defaults.values():
        machine.leave_out()
    given = []
    for parameter in call.node.parameters.items[1:]:
        if parameter.kind not in ("positional", "positional_only") or parameter.name in call.defaults:
            break
        if parameter.name == "training":
            break
        written = described(machine, call, parameter)
        value = (
            _tensor(machine, layer, parameter.name)
            if written is None
            else KerasTensor(written[0], written[2], source=written[1])
        )
        given.append(shown(machine, call, parameter, value))
    return apply_to(machine, layer, given[0] if given else tensor_of(NO_INPUT), Arguments(given))


def _tensor(machine: Machine, layer: Instance, name: str) -> Any:
    """A tensor that is learned from its use: what goes into a layer."""
    cls = layer.cls
    made = id(cls) if cls.site is None else (cls.site.unit.file, cls.site.span)
    hole = Hole((CALL, cls.name, made, info_of(machine, layer).site), (name,))
    machine.learn(hole, TensorLesson())
    return machine.hole_value(hole)


def _shape(machine: Machine, sizes: tuple[Any, ...]) -> Any:
    keras = session(machine)
    return keras.shape_with_batch(sizes[1:], sizes[0]) if sizes else ()


def observe_unused(machine: Machine) -> None:
    """At the end of a run: stacks and layers of the program's own are applied, single layers are looked at alone."""
    made = [layer for layer in machine.made if "keras" in layer.hidden and HALF_MADE not in layer.hidden]
    for layer in made:
        if isinstance(layer.hidden.get("layers"), tuple) and layer.hidden["layers"] and not _applied(layer):
            machine.attempt(partial(rehearse, machine, layer, ()))
    for layer in _outermost(machine, made):
        if not _applied(layer):
            machine.attempt(partial(rehearse, machine, layer, ()))
    for layer in made:
        if not _applied(layer) and layer.hidden.get("rule") is not None:
            _observe(machine, layer)


def _outermost(machine: Machine, made: Sequence[Instance]) -> list[Instance]:
    """The layers whose `call` the program writes, that nothing applied yet, and that are in no other one."""
    own = [layer for layer in made if not _applied(layer) and is_custom(layer)]
    inner = {id(inside) for layer in made for inside in sublayers(machine, layer)} if own else set()
    return [layer for layer in own if id(layer) not in inner]


def _applied(layer: Instance) -> bool:
    return layer.hidden.get("applications") != () or "inputs" in layer.hidden or "wrapped" in layer.hidden


def _observe(machine: Machine, layer: Instance) -> None:
    bound = layer.hidden["rule"]
    applied = bound.apply(NO_INPUT)
    machine.observe(
        LayerApplied(info_of(machine, layer), NO_INPUT, applied.outputs, applied.weights, (None,), None, ())
    )
