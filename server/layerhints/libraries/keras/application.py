"""Applying layers to tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.graph import Node
from layerhints.libraries.keras.layer import info_of, layer_class, report
from layerhints.libraries.keras.structures import build_outputs, plain_structure, shapes_in, tensors_in
from layerhints.libraries.keras.tensors import tensor_of
from layerhints.rules import Applied
from layerhints.values.arguments import Arguments
from layerhints.values.facts import LayerApplied
from layerhints.values.objects import Function, Instance

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site


def apply_layer(machine: Machine, arguments: Arguments) -> Any:
    """`layer(inputs)`."""
    layer = arguments.positional[0]
    call = arguments.without_first()
    inputs = call.get(0, "inputs", Unknown("the layer is called without an input"))
    sites = [call.places[place] for place in (0, "inputs") if place in call.places]
    return apply_to(machine, layer, inputs, call, sites)


def apply_to(
    machine: Machine, layer: Instance, inputs: Any, call: Arguments | None = None, sites: list[Site] | None = None
) -> Any:
    """Apply a layer to a tensor, a structure of tensors, or something unknown; gives the output tensors."""
    if is_custom(layer):
        from layerhints.libraries.keras.custom import apply_custom

        return apply_custom(machine, layer, inputs, call)
    if "layers" in layer.hidden or "inputs" in layer.hidden:
        from layerhints.libraries.keras.models import apply_model

        return apply_model(machine, layer, inputs)
    return _apply_rule(machine, layer, inputs, sites or [])


def make_and_apply(name: str, origin: str, machine: Machine, arguments: Arguments) -> Any:
    """`concatenate(tensors, axis=…)`: makes the layer called `name` of the other arguments and applies it."""
    inputs = arguments.get(0, "inputs", Unknown(f"`{name.lower()}` is called without tensors"))
    sites = [arguments.places[place] for place in (0, "inputs") if place in arguments.places]
    rest = arguments.without_first() if arguments.positional else arguments
    keywords = {key: value for key, value in rest.keywords.items() if key != "inputs"}
    call = Arguments(rest.positional, keywords, rest.site, rest.places, rest.more)
    return apply_to(machine, machine.instantiate(layer_class(machine, name, origin), call), inputs, None, sites)


def is_custom(layer: Instance) -> bool:
    """Does the program say itself what the layer does?"""
    return isinstance(layer.cls.lookup("call"), Function)


def _apply_rule(machine: Machine, layer: Instance, inputs: Any, sites: list[Site]) -> Any:
    bound = layer.hidden.get("rule")
    shapes = shapes_in(inputs)
    if bound is None:
        reason = layer.cls.open
        if reason is None:
            reason = Unknown(f"what `{layer.cls.name}` does is not known")
        applied = Applied(reason, reason, ())
    else:
        applied = bound.apply(shapes)
    info = info_of(machine, layer)
    report(machine, info, applied.problems, {}, sites)
    return finish_application(machine, layer, inputs, shapes, applied)


def finish_application(machine: Machine, layer: Instance, inputs: Any, shapes: Any, applied: Applied) -> Any:
    """Note the application down and make its output tensors."""
    if "weights" not in layer.hidden or isinstance(layer.hidden["weights"], Unknown):
        machine.write(layer.hidden, "weights", applied.weights)
    sources = tensors_in(inputs)
    fact = LayerApplied(
        info_of(machine, layer),
        shapes,
        applied.outputs,
        applied.weights,
        sources,
        machine.site,
        machine.stack,
    )
    machine.observe(fact)
    node = Node(layer, sources, plain_structure(inputs))
    node.outputs = build_outputs(lambda shape, index: tensor_of(shape, fact, index, node), applied.outputs)
    applications = layer.hidden.get("applications", ())
    if isinstance(applications, tuple):
        machine.write(layer.hidden, "applications", (*applications, node))
    return as_program_value(machine, node.outputs)


def as_program_value(machine: Machine, outputs: Any) -> Any:
    """Several outputs are a list to the program."""
    return machine.new_list(outputs) if isinstance(outputs, tuple) else outputs
