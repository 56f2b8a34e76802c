"""`Sequential`: a stack of layers, built as soon as the shape of its input is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.application import apply_to, finish_application
from layerhints.libraries.keras.graph import Node
from layerhints.libraries.keras.inputs import input_tensor, start_of
from layerhints.libraries.keras.layer import describe, hand_on, is_layer, name_layer, report_repeated_names
from layerhints.libraries.keras.layer_classes import LayerClass, opaque_layer_class
from layerhints.libraries.keras.mistaken_stacks import (
    report_arguments_of_add,
    report_keywords_of_stack,
    report_layers_by_position,
    report_no_layer,
    report_second_input,
)
from layerhints.libraries.keras.models import announce_total, is_model, model_class
from layerhints.libraries.keras.nested import NOTHING, all_weights, stacked
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.structures import map_tensors, plain_structure
from layerhints.libraries.keras.tensors import tensor_of
from layerhints.values.arguments import Arguments
from layerhints.values.blaming import leave_unwritten
from layerhints.values.modules import DescribedModule
from layerhints.values.objects import HalfRead, Instance, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site


def sequential_class(machine: Machine) -> LayerClass:
    """`keras.Sequential`.

    A model keeps `layers` (without the input layer), its first tensor `start` and its last `end`.
    """
    classes = session(machine).classes
    if "Sequential" not in classes:
        base = model_class(machine)
        cls = LayerClass("Sequential", (base,), {}, "keras.models", None, base.open)
        cls.layer_name, cls.spelling, cls.origin = None, "Sequential", "keras"
        cls.namespace.update(
            {
                "__init__": Native("Sequential.__init__", _initialise),
                "add": Native("Sequential.add", _add),
                "pop": Native("Sequential.pop", _pop),
                "__forget__": Native("Sequential.__forget__", _forget),
            }
        )
        classes["Sequential"] = cls
    found = classes["Sequential"]
    assert isinstance(found, LayerClass)
    return found


def _initialise(machine: Machine, arguments: Arguments) -> None:
    model = arguments.positional[0]
    call = arguments.without_first()
    name_layer(machine, model, call.get(2, "name"))
    if machine.truth(call.get(1, "trainable", True)) is False:
        machine.write(model.hidden, "trainable", False)
    describe(machine, model, None, {}, ())
    machine.write(model.hidden, "layers", ())
    layers = call.get(0, "layers")
    report_keywords_of_stack(machine, call)
    if layers is None:
        return
    report_layers_by_position(machine, call)
    items = machine.iterate(layers)
    if isinstance(items, Unknown) and isinstance(items.origin, HalfRead):
        items = items.origin.items
        leave_unwritten(machine, machine.site)
    if isinstance(items, Unknown):
        _forget_with(machine, model, items)
        return
    with session(machine).parts_of_call():
        for item in items:
            report_no_layer(machine, item, call.places.get(0))
            add(machine, model, item, call.places.get(0))
    _rebuild(machine, model)
    stack = stacked(model)
    if "graph" in model.hidden and not isinstance(stack, Unknown) and (len(stack) > 1 or any(map(is_model, stack))):
        announce_total(machine, model)  # of a single layer its own hint says as much


def _add(machine: Machine, arguments: Arguments) -> None:
    model = arguments.positional[0]
    if "layers" not in model.hidden:
        return  # `Sequential.add(layer)`, half typed: the class's function, of which the layer is the `self`
    call = arguments.without_first()
    layer = call.get(0, "layer")
    if call.unread or (layer is None and not (call.positional or call.keywords) and call.more is None):
        leave_unwritten(machine, call.site or machine.site)
        return
    report_no_layer(machine, layer, call.places.get(0))
    report_arguments_of_add(machine, call)
    add(machine, model, layer, call.places.get(0))
    _rebuild(machine, model)


def add(machine: Machine, model: Instance, layer: Any, place: Site | None = None) -> None:
    """Put one more layer on the stack, and send the tensor through it when there is one. It stands at `place`."""
    hidden = model.hidden
    layers = stacked(model)
    if isinstance(layer, DescribedModule) or (isinstance(layer, LayerClass) and not layer.is_described):
        # Half a name: a class that is described is a problem of its own.
        leave_unwritten(machine, place or machine.site)
        return
    if isinstance(layer, Tensor) and isinstance(layer.tag, Node) and layer.tag.is_input:
        _report_if_second(machine, model, place)
        _announce(machine, model, layer)
        return
    if not is_layer(layer):
        layer = _stand_in(machine, layer)
    if layer.cls.name == "InputLayer":
        _report_if_second(machine, model, place)
    if layers == () and "start" not in hidden:
        _start(machine, model, layer)
        if layer.cls.name == "InputLayer":
            return
        layers = stacked(model)
    machine.write(hidden, "layers", layers if isinstance(layers, Unknown) else (*layers, layer))
    if not isinstance(layers, Unknown):
        _report_repeated_name(machine, layers, layer)
    if "end" in hidden:
        end = hidden["end"]
        machine.write(hidden, "end", plain_structure(apply_to(machine, layer, end)))


def _report_if_second(machine: Machine, model: Instance, place: Site | None) -> None:
    if isinstance(model.hidden.get("start"), Tensor) and not {"implied", "open"} & model.hidden.keys():
        report_second_input(machine, place)


def _report_repeated_name(machine: Machine, layers: tuple[Instance, ...], new: Instance) -> None:
    twins = [layer for layer in layers if layer.hidden.get("name") == new.hidden.get("name")]
    report_repeated_names(machine, (*twins[:1], new))


def _stand_in(machine: Machine, value: Any) -> Instance:
    """A layer in the place of something that is not understood."""
    reason = value if isinstance(value, Unknown) else Unknown("what is added here is not a layer that is understood")
    layer: Instance = machine.instantiate(opaque_layer_class(machine, "Layer", "keras"), Arguments([], {"name": "?"}))
    machine.write(layer.hidden, "open", reason)
    machine.delete(layer.hidden, "named")
    return layer


def _start(machine: Machine, model: Instance, first: Instance) -> None:
    """The input that the first layer announces, by its arguments or by being a model with an input of its own."""
    if first.cls.name == "InputLayer":
        tensor = start_of(machine, first)
    elif first.hidden.get("input_shape") is not None:
        tensor = input_tensor(machine, first.hidden["input_shape"])
    elif is_model(first) and (inner := _only_input(first)) is not None:
        tensor = input_tensor(machine, inner.shape)
        machine.write(model.hidden, "implied", True)
    elif "branches" in first.hidden:
        _start_with_branches(machine, model, first.hidden["branches"])
        return
    else:
        return
    _announce(machine, model, tensor)


def _only_input(model: Instance) -> Tensor | None:
    inputs = model.hidden.get("inputs")
    if isinstance(inputs, tuple) and len(inputs) == 1:
        (inputs,) = inputs
    return inputs if isinstance(inputs, Tensor) else None


def _announce(machine: Machine, model: Instance, tensor: Any) -> None:
    """The program says what goes in, before anything does."""
    machine.write(model.hidden, "announced", True)
    machine.write(model.hidden, "start", tensor)
    machine.write(model.hidden, "end", tensor)


def _start_with_branches(machine: Machine, model: Instance, branches: Any) -> None:
    """In Keras 1, a stack may begin with a `Merge` of stacks: their inputs are its own."""
    known = isinstance(branches, tuple) and all(is_model(b) and "inputs" in b.hidden for b in branches)
    if not known:
        machine.write(model.hidden, "end", tensor_of(Unknown("the branches that are merged have no known input")))
        return
    machine.write(model.hidden, "layers", branches)
    machine.write(model.hidden, "start", tuple(branch.hidden["inputs"] for branch in branches))
    ends = [plain_structure(apply_to(machine, branch, branch.hidden["inputs"])) for branch in branches]
    machine.write(model.hidden, "end", tuple(ends))


def _rebuild(machine: Machine, model: Instance) -> None:
    """A stack with an input is a functional model; Keras makes it anew, and takes a name for it, each time."""
    hidden = model.hidden
    layers = stacked(model)
    if "start" not in hidden or layers == ():
        return
    machine.write(hidden, "inputs", hidden["start"])
    machine.write(hidden, "outputs", hidden["end"])
    if isinstance(layers, Unknown):
        machine.write(hidden, "graph", layers)
        return
    machine.write(hidden, "graph", None)
    if len(layers) > 1 or "implied" not in hidden:
        session(machine).unique_name("Functional")


def prepare(machine: Machine, model: Instance, inputs: Any) -> None:
    """A stack that is called before it has an input takes the shape of what it is called on."""
    hidden, layers = model.hidden, stacked(model)
    if "start" in hidden or isinstance(layers, Unknown):
        return
    inputs = plain_structure(inputs)
    if isinstance(inputs, Tensor):
        start: Any = input_tensor(machine, inputs.shape, inputs.source)
    else:
        reason = Unknown("the input of the model is not one tensor")
        start = tensor_of(inputs if isinstance(inputs, Unknown) else reason)
    machine.write(hidden, "start", start)
    end: Any = start
    with session(machine).parts_of_call():
        for layer in layers:
            end = plain_structure(apply_to(machine, layer, end))
    machine.write(hidden, "end", end)
    _rebuild(machine, model)


def build(machine: Machine, model: Instance, inputs: Any) -> None:
    """`model.build(shape)`: the layers are made for it, and none of them is run."""
    prepare(machine, model, inputs)
    outputs = map_tensors(lambda tensor: tensor_of(tensor.shape), model.hidden.get("end", tensor_of(NOTHING)))
    finish_application(machine, model, inputs, outputs, all_weights(machine, model), None)


def _pop(machine: Machine, arguments: Arguments) -> Any:
    model = arguments.positional[0]
    hidden = model.hidden
    layers = stacked(model)
    if isinstance(layers, Unknown) or not layers:
        return Unknown("the layer that `pop` takes off is not known")
    machine.write(hidden, "layers", layers[:-1])
    if "start" in hidden:
        end = hidden["start"] if len(layers) == 1 else layers[-2].hidden["applications"][-1].outputs
        machine.write(hidden, "end", end)
        _rebuild(machine, model)
    return layers[-1]


def _forget(machine: Machine, arguments: Arguments) -> None:
    hand_on(machine, arguments)
    _forget_with(machine, arguments.positional[0], arguments.positional[1])


def _forget_with(machine: Machine, model: Instance, reason: Unknown) -> None:
    """Layers may have been added or taken off unseen: what comes next has an input that is not known."""
    machine.write(model.hidden, "layers", reason)
    machine.write(model.hidden, "end", tensor_of(reason))
    machine.write(model.hidden, "start", model.hidden.get("start") or tensor_of(reason))
    machine.write(model.hidden, "graph", reason)


