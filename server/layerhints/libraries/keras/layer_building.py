"""Building layers: the weights that a layer has for the shapes that go in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.keras.layer import info_of
from layerhints.libraries.keras.layers.cells import Stepping
from layerhints.libraries.keras.reading import argument
from layerhints.libraries.keras.session import keras_shape, session
from layerhints.libraries.keras.structures import has_unknown
from layerhints.rules import Several
from layerhints.rules.field import Invalid
from layerhints.values.arguments import Arguments
from layerhints.values.facts import LayerInfo
from layerhints.values.objects import Function, Instance

if TYPE_CHECKING:
    from layerhints.rules import Rule, Weight
    from layerhints.values.machine import Machine


def build(machine: Machine, arguments: Arguments) -> None:
    """`Layer.build`: the weights of a rule for these shapes, if it has none yet; noted is that nothing prevents it."""
    layer, call = arguments.positional[0], arguments.without_first()
    machine.write(layer.hidden, "builds", True)
    bound = layer.hidden.get("rule")
    if bound is None or "weights" in layer.hidden:
        return
    known = _shapes(machine, call)
    settle(machine, layer)
    bound = layer.hidden["rule"]
    if call.more is None and not (call.positional or call.keywords):  # `Embedding(…).build()`
        keep_weights(machine, layer, bound.apply(Unknown("it is built for any input")).weights)
        return
    if isinstance(known, tuple) and not isinstance(known, Several) and len(known) == 1 and "units" in bound.fields:
        known = Open("it is built for the last axis alone", tail=known)  # `Dense(…).build([4])`
    weights = built_weights(bound, known)
    if isinstance(weights, Unknown) or any(has_unknown(weight.shape) for weight in weights):
        reason = next((one for one in (weights, known) if isinstance(one, Unknown)), _SHAPE_UNKNOWN)
        machine.write(layer.hidden, BUILT_FOR_UNKNOWN, reason)
    else:
        keep_weights(machine, layer, weights)


def _shapes(machine: Machine, call: Arguments) -> Any:
    shapes = [machine.plain(shape) for shape in (*call.positional, *call.keywords.values())]
    return session(machine).shapes_with_batch(shapes[0] if len(shapes) == 1 else tuple(shapes))


def compute_output_shape(machine: Machine, arguments: Arguments) -> Any:
    """`layer.compute_output_shape(input_shape)` of a layer that has a rule, or of a stack of such, which it does not
    build.
    """
    layer, call = arguments.positional[0], arguments.without_first()
    bound, stack = layer.hidden.get("rule"), layer.hidden.get("layers")
    unknown = Unknown(f"which shape comes out of `{layer.cls.name}` is not known")
    if isinstance(layer.cls.lookup("call"), Function):
        return unknown
    if type(stack) is tuple and len(call.positional) == 1 and Unknown not in map(type, stack):
        shape = call.positional[0]
        for inner in stack:
            shape = machine.call_values(machine.attribute(inner, "compute_output_shape"), shape)
        return shape
    known = _shapes(machine, call)
    if bound is None or isinstance(known, Unknown):
        return unknown
    settle(machine, layer)
    return _program_shapes(machine, layer.hidden["rule"].apply(known).outputs)


def _program_shapes(machine: Machine, shapes: Any) -> Any:
    if isinstance(shapes, Several):
        return machine.new_list([_program_shapes(machine, shape) for shape in shapes])
    return keras_shape(shapes)


BUILT_FOR_UNKNOWN = "built for a shape that is not known"
"""Why the weights of a layer are not known that was certainly built (in `hidden`, beside no "weights")."""
_SHAPE_UNKNOWN = Unknown("the shape for which the layer is built is not known")

BUILT_IN_A_LOOP = "built in a loop"
"""Whether a layer was built in a loop of which it is not known how often it runs (in `hidden`); it is taken to run."""


def keep_weights(machine: Machine, layer: Instance, weights: Any) -> None:
    """The layer is built: it has these weights, and what it makes for itself then has its names."""
    bound = layer.hidden.get("rule")
    if bound is not None and "weights" not in layer.hidden:
        for part in bound.parts_when_built:
            session(machine).unique_name(part)
    machine.write(layer.hidden, "weights", weights)
    if machine.repeats:
        machine.write(layer.hidden, BUILT_IN_A_LOOP, True)


def built_weights(bound: Rule, shapes: Any) -> tuple[Weight, ...] | Unknown:
    """The weights that `build` makes for these shapes; that of a cell takes the shape of a step alone."""
    if isinstance(bound, Stepping) and not isinstance(shapes, Several):
        return tuple(bound.step_weights(shapes))
    weights: tuple[Weight, ...] | Unknown = bound.apply(shapes).weights
    return weights


def settle(machine: Machine, layer: Instance) -> None:
    """Take over into the rule what the program has set on the layer (`layer.strides = 2`) since it was made.

    Where one of several courses did so, they have no rule in common, and what is set now is taken over anew.
    """
    bound = layer.hidden.get("rule")
    if isinstance(bound, Unknown):
        made = layer.hidden.get("made")
        if not isinstance(made, LayerInfo):
            machine.write(layer.hidden, "open", bound)
        bound = made.rule if isinstance(made, LayerInfo) else None
        machine.write(layer.hidden, "rule", bound)
        machine.write(layer.hidden, "info", made)
    if bound is None or not layer.attributes:
        return
    changed = {}
    for name in (bound.fields.keys() & layer.attributes.keys()) - {"name", "trainable"}:
        field = bound.fields[name]
        if machine.may_lack(layer, name):  # only one of several courses has set it
            doubt = Unknown(f"whether `{name}` was set is not known")
            joined = machine.join(layer.attributes[name], bound.untraced_field(name), doubt)
            machine.write(layer.attributes, name, joined)
        value = argument(machine, layer.attributes[name])
        if value == getattr(bound, name):
            continue
        reason = Unknown(f"`{name}` of the layer was set after it was made")
        try:
            changed[name] = field.unknown(reason, bound) if "weights" in layer.hidden else field.read(value, bound)
        except Invalid:
            changed[name] = field.unknown(reason, bound)
    if changed:
        settled = bound.replace(**changed)
        machine.write(layer.hidden, "rule", settled)
        machine.write(layer.hidden, "info", replace(info_of(machine, layer), rule=settled))
