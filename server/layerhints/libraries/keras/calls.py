"""What a call passes to a layer, as the layer's rule takes it: several tensors, and flags that decide about shapes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layer import info_of
from layerhints.libraries.keras.layers.calling import Calling
from layerhints.values.objects import Function

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.facts import LayerInfo
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance
    from layerhints.values.sites import Site

_SINGLE = ("positional_only", "positional")
USUAL = Calling(("inputs",), tensors=("inputs",))


def calling_of(layer: Instance) -> Calling:
    """How the layer is called. One whose `call` the program writes is called as it says there."""
    call = layer.cls.lookup("call")
    if isinstance(call, Function):
        first = [parameter.name for parameter in call.node.parameters.items[1:2] if parameter.kind in _SINGLE]
        return Calling((*first, "inputs")[:1], tensors=(*first, "inputs")[:1])
    declared: Calling = getattr(layer.hidden.get("rule"), "calling", USUAL)
    return declared


def first_name(layer: Instance) -> str:
    """What the parameter is called that takes the input."""
    return calling_of(layer).parameters[0]


def sites_of(layer: Instance, call: Arguments) -> list[Site]:
    """Where each tensor of the call stands."""
    calling = calling_of(layer)
    places = [(calling.parameters.index(name), name) for name in calling.tensors]
    return [call.places[place] for pair in places for place in pair if place in call.places]


def tensors_of(layer: Instance, inputs: Any, call: Arguments | None) -> Any:
    """What the rule sees: the input, or a tuple of the tensors that are given where the layer takes several."""
    return inputs if call is None else _tensors(calling_of(layer), inputs, call)


def _tensors(calling: Calling, inputs: Any, call: Arguments) -> Any:
    if len(calling.tensors) == 1:
        return inputs
    others = (call.get(calling.parameters.index(name), name) for name in calling.tensors[1:])
    return (inputs, *(value for value in others if value is not None))


def _flagged(machine: Machine, rule: Any, calling: Calling, call: Arguments | None) -> Any:
    """The layer's rule, with the flags of this call."""
    if not calling.flags:
        return rule
    flags = {}
    for name, default in calling.flags.items():
        value = default if call is None else call.get(calling.parameters.index(name), name, default)
        known = machine.truth(value)
        flags[name] = Unknown(f"whether `{name}` holds is not known") if known is None else known
    return rule if flags == calling.flags else rule.replace(**flags)


def read_call(
    machine: Machine, layer: Instance, inputs: Any, call: Arguments | None
) -> tuple[Any, LayerInfo, Any]:
    """The layer's rule, with the flags of this call (None where it has no rule); what kind of layer it is, as this call
    uses it; and what the rule sees, as `tensors_of` gives it.
    """
    rule, calling, info = layer.hidden.get("rule"), calling_of(layer), info_of(machine, layer)
    flagged = _flagged(machine, rule, calling, call)
    given = inputs if call is None else _tensors(calling, inputs, call)
    return flagged, info if flagged is rule else replace(info, rule=flagged), given


def read_inherited(machine: Machine, layer: Instance, call: Arguments) -> tuple[Any, Any]:
    """The same of a call of what the layer's `call` overrides: the rule with its flags, None where there is none, and
    what it sees.
    """
    rule = layer.hidden.get("rule")
    calling: Calling = getattr(rule, "calling", USUAL)
    inputs = call.get(0, calling.parameters[0])
    if rule is None or inputs is None:
        return None, inputs
    return _flagged(machine, rule, calling, call), _tensors(calling, inputs, call)
