"""Models: the functional `Model(inputs, outputs)`, and what all models share."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras import mistaken
from layerhints.libraries.keras.activating import keep_activations
from layerhints.libraries.keras.application import apply_to, call_rule, finish_application
from layerhints.libraries.keras.compatibility import refusal, refused_in, report_refusal_inside
from layerhints.libraries.keras.era import installed_major, may_run_with_keras_3
from layerhints.libraries.keras.graph import Graph, Node, Operation, applications_of, sources
from layerhints.libraries.keras.inference import learn_from_model
from layerhints.libraries.keras.layer import describe, name_layer, report_repeated_names, set_trainable
from layerhints.libraries.keras.layer_classes import LayerClass, base_class
from layerhints.libraries.keras.nested import all_weights, stacked, sublayers
from layerhints.libraries.keras.ops.kernel import is_symbolic
from layerhints.libraries.keras.session import keras_shape, session
from layerhints.libraries.keras.structures import (
    counterparts,
    map_tensors,
    plain_structure,
    program_structure,
    shapes_in,
    tensors_for,
    tensors_in,
    unknown_in,
)
from layerhints.libraries.keras.tensors import replace_tag, tensor_of
from layerhints.values.arguments import Arguments
from layerhints.values.facts import ModelMade, ModelShown
from layerhints.values.objects import ClassMethod, Function, Instance, List, Native, Property, first_reason
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site


def model_class(machine: Machine) -> LayerClass:
    """`keras.Model`."""
    classes = session(machine).classes
    if "Model" not in classes:
        from layerhints.libraries.keras import cloning, configurations, training

        base = base_class(machine)
        cls = LayerClass("Model", (base,), {}, "keras.models", None, base.open)
        cls.layer_name, cls.spelling, cls.origin = None, "Model", "keras"
        cls.made = _announce_if_functional
        cls.namespace.update(
            {
                "__init__": Native("Model.__init__", initialise_model),
                "layers": Property(Native("layers", _layers)),
                "inputs": _own_ends("inputs"),
                "outputs": _own_ends("outputs"),
                "input": Property(Native("input", lambda m, a: _end(m, a.positional[0], "inputs"))),
                "output": Property(Native("output", lambda m, a: _end(m, a.positional[0], "outputs"))),
                "input_shape": Property(Native("input_shape", lambda m, a: _end_shape(m, a.positional[0], "inputs"))),
                "output_shape": Property(
                    Native("output_shape", lambda m, a: _end_shape(m, a.positional[0], "outputs"))
                ),
                "call": Native("Model.call", call_assembled),
                "get_layer": Native("Model.get_layer", _get_layer),
                "summary": Native("Model.summary", _summary),
                "trainable": Property(base.namespace["trainable"].getter, Native("trainable", set_trainable)),
                "get_config": Native("Model.get_config", cloning.get_config),
                "__deepcopy__": Native("Model.__deepcopy__", cloning.deep_copy),
                "from_config": ClassMethod(Native("Model.from_config", configurations.from_config)),
                "to_json": Native("Model.to_json", configurations.serialized),
                **training.METHODS,
            }
        )
        classes["Model"] = cls
    found = classes["Model"]
    assert isinstance(found, LayerClass)
    return found


def is_model(value: Any) -> bool:
    classes = value.cls.order if isinstance(value, Instance) else ()
    return any(cls.name == "Model" and isinstance(cls, LayerClass) for cls in classes)


def initialise_model(machine: Machine, arguments: Arguments) -> None:
    """`Model(inputs, outputs)` is functional; without them the program derives a model of its own."""
    model = arguments.positional[0]
    call = arguments.without_first()
    inputs = call.keywords.get("inputs", call.keywords.get("input"))
    outputs = call.keywords.get("outputs", call.keywords.get("output"))
    if len(call.positional) >= 2 or (len(call.positional) == 1 and outputs is not None):
        inputs = call.positional[0]
        outputs = outputs if outputs is not None else call.positional[1]
    name = call.get(2, "name")
    functional = inputs is not None and outputs is not None
    if call.keywords.get("trainable") is False:
        machine.write(model.hidden, "trainable", False)
    type_name = "Functional" if functional and model.cls.site is None else model.cls.name
    name_layer(machine, model, name, type_name)
    describe(machine, model, None, {}, ())
    if not functional and model.cls.site is None:
        mistaken.report_missing_end(machine, call)
    if functional:
        mistaken.report_former_keywords(machine, call)
        mistaken.report_model_ends(machine, {"inputs": inputs, "outputs": outputs}, _places_of_ends(call))
        given = plain_structure(inputs)
        beginnings, ends = from_inputs(machine, given, plain_structure(outputs))
        set_graph(machine, model, beginnings, ends)
        mistaken.report_disconnected(machine, model.hidden["graph"], given, _places_of_ends(call).get("outputs"))
        _build_for_none(machine, model)


def _build_for_none(machine: Machine, model: Instance) -> None:
    """Keras 3 runs the `build` that the program wrote for a functional model where that is assembled, for no shape."""
    build = model.cls.lookup("build")
    if isinstance(build, Function) and may_run_with_keras_3(machine):
        machine.call_values(machine.bind(build, model, model.cls), None)


def _announce_if_functional(machine: Machine, model: Instance) -> None:
    if "inputs" in model.hidden and "layers" not in model.hidden:
        announce_total(machine, model)


def announce_total(machine: Machine, model: Instance) -> None:
    """Note down what a model is as a whole, where it is made."""
    from layerhints.libraries.keras.summary import total

    site = model.hidden.get("site")
    if site is not None and machine.recording and (found := total(machine, model)) is not None:
        machine.observe(ModelMade(found, site, model.hidden.get("stack", ())))


def _places_of_ends(call: Arguments) -> dict[str, Site]:
    """Where the inputs and outputs of a model stand."""
    places = {"inputs": (0, "inputs", "input"), "outputs": (1, "outputs", "output")}
    return {end: call.places[place] for end, names in places.items() for place in names if place in call.places}


def set_graph(machine: Machine, model: Instance, inputs: Any, outputs: Any) -> None:
    graph = graph_between(machine, inputs, outputs)
    machine.write(model.hidden, "graph", graph)
    machine.write(model.hidden, "gap", first_reason(unknown_in(outputs), graph.gap))
    machine.write(model.hidden, "inputs", inputs)
    machine.write(model.hidden, "outputs", outputs)
    report_repeated_names(machine, graph.operations)


def graph_between(machine: Machine, inputs: Any, outputs: Any) -> Graph:
    graph = Graph(tensors_in(inputs), tensors_in(outputs))
    machine.looked_back(graph.born)
    return graph


def from_inputs(machine: Machine, inputs: Any, outputs: Any) -> tuple[Any, Any]:
    """A model may begin with tensors from the middle of another: Keras puts input layers in their place, and copies
    the part of the graph behind them.
    """
    from layerhints.libraries.keras.inputs import UNNAMED, input_tensor

    new: dict[int, Tensor] = {}
    for tensor in tensors_in(inputs):
        if not (isinstance(tensor.tag, Node) and tensor.tag.is_input):
            new[id(tensor)] = input_tensor(machine, tensor.shape, tensor.source, UNNAMED)
    if not new:
        return inputs, outputs

    def copied(tensor: Tensor) -> Tensor:
        return new.get(id(tensor), tensor)

    for node in graph_between(machine, inputs, outputs).nodes:
        if node.is_input:
            continue
        copy = Node(node.operation, *map_tensors(copied, (node.positional, node.keywords)))
        for tensor in tensors_in(node.outputs):
            new.setdefault(id(tensor), replace_tag(tensor, copy))
        copy.outputs = map_tensors(copied, node.outputs)
    return map_tensors(copied, inputs), map_tensors(copied, outputs)


def graph_of(machine: Machine, model: Instance) -> Graph | Unknown | None:
    """The graph between a model's inputs and outputs. That of a stack is made when it is first asked for."""
    graph = model.hidden.get("graph")
    if graph is None and isinstance(model.hidden.get("outputs"), Tensor):
        inputs, outputs = model.hidden["inputs"], model.hidden["outputs"]
        graph = graph_between(machine, inputs, outputs)
        machine.write(model.hidden, "graph", graph)
    return graph if isinstance(graph, (Graph, Unknown)) else None


def layers_of_model(machine: Machine, model: Instance) -> tuple[Instance, ...] | None:
    """The layers of a functional or sequential model; None for one that the program defines, or is not known."""
    if "layers" in model.hidden:
        layers = stacked(model)
        return None if isinstance(layers, Unknown) else layers
    graph = graph_of(machine, model)
    if isinstance(graph, Graph):
        return tuple(operation for operation in graph.operations if isinstance(operation, Instance))
    return None


# --- application


def apply_model(machine: Machine, model: Instance, inputs: Any, call: Arguments | None = None) -> Any:
    """Call a functional or sequential model on tensors, as one layer of another."""
    _prepare(machine, model, inputs)
    graph = graph_of(machine, model)
    refused = None
    if isinstance(graph, Graph):
        is_said = "layers" not in model.hidden or "announced" in model.hidden
        if is_said and learn_from_model(machine, inputs, model.hidden["inputs"]):
            refused = Unknown("what goes in is one of several tensors or all of them")
        else:
            refused = mistaken.wrong_number_of_inputs(machine, model, inputs)
    if refused is None:
        refused = refusal(machine, model, tensors_in(inputs))
    if refused is not None:
        outputs: Any = map_tensors(lambda _: tensor_of(refused), model.hidden["outputs"])
    else:
        outputs = _outputs(machine, model, graph, inputs)
    if session(machine).inside or not any(map(is_symbolic, tensors_in(inputs))):
        outputs = _single(outputs)
        keep_activations(machine, model)
    return finish_application(machine, model, inputs, outputs, all_weights(machine, model), call)


def _single(outputs: Any) -> Any:
    """A model whose outputs are a list of one gives that one where it computes, and the list only in a graph."""
    return outputs[0] if isinstance(outputs, tuple) and len(outputs) == 1 else outputs


def _prepare(machine: Machine, model: Instance, inputs: Any) -> None:
    if "layers" in model.hidden:
        from layerhints.libraries.keras.sequential import prepare

        prepare(machine, model, inputs)


def _outputs(machine: Machine, model: Instance, graph: Graph | Unknown | None, inputs: Any) -> Any:
    """What comes out of a functional or sequential model for these inputs."""
    if not isinstance(graph, Graph):
        return tensor_of(Unknown("the layers of the model are not known") if graph is None else graph)
    if _same_shapes(shapes_in(inputs), shapes_in(model.hidden["inputs"])):
        return model.hidden["outputs"]
    with machine.silent():
        outputs = replay(machine, model, inputs)
    report_refusal_inside(machine, outputs)
    return outputs


def call_assembled(machine: Machine, arguments: Arguments) -> Any:
    """`super().call(x)` in a functional or sequential model with a `call` of its own: what its layers do, as a part of
    that. Keras builds a stack for what the model is called on, which most of them hand on.
    """
    model, call = arguments.positional[0], arguments.without_first()
    if "layers" not in model.hidden and "inputs" not in model.hidden:
        return call_rule(machine, arguments)
    inputs = call.get(0, "inputs", Unknown("`call` is run without an input"))
    _prepare(machine, model, inputs)
    outputs = _outputs(machine, model, graph_of(machine, model), inputs)
    return program_structure(machine, map_tensors(lambda tensor: tensor_of(tensor.shape), _single(outputs)))


def _same_shapes(first: Any, second: Any) -> bool:
    return bool(not isinstance(first, Unknown) and not isinstance(second, Unknown) and first == second)


def replay(machine: Machine, model: Instance, inputs: Any) -> Any:
    """Send other tensors through a model's graph. Where a layer refuses them, nothing comes out of the model."""
    graph = graph_of(machine, model)
    if not isinstance(graph, Graph):
        return tensor_of(graph if graph is not None else Unknown("the layers of the model are not known"))
    known: dict[int, Any] = {}
    given = tensors_in(inputs)
    for position, tensor in enumerate(tensors_in(model.hidden["inputs"])):
        known[id(tensor)] = given[position] if position < len(given) else tensor_of(Unknown("an input is missing"))
    for node in graph.nodes:
        if not node.inputs:
            continue
        if any(id(tensor) in known for tensor in tensors_in(node.outputs)):
            continue
        positional, keywords = map_tensors(
            lambda tensor: known.get(id(tensor), tensor), (node.positional, node.keywords)
        )
        if isinstance(node.operation, Operation):
            given = tensors_in((positional, keywords))
            result: Any = tensors_for(tensor_of, node.operation.compute(*(tensor.shape for tensor in given)))
        else:
            before = node.operation.hidden.get("applications", ())
            again = Arguments(list(positional), keywords)
            result = plain_structure(apply_to(machine, node.operation, positional[0], again))
            machine.write(node.operation.hidden, "applications", before)
            if (refused := refused_in(result)) is not None:
                return map_tensors(partial(_nothing, refused), model.hidden["outputs"])
        for old, new in counterparts(node.outputs, result):
            known[id(old)] = new if isinstance(new, Tensor) else tensor_of(_reason(new))
    return map_tensors(lambda tensor: known.get(id(tensor), tensor), model.hidden["outputs"])


def _reason(value: Any) -> Unknown:
    return value if isinstance(value, Unknown) else Unknown("what comes out of the layer is not known")


def _nothing(reason: Unknown, _: Tensor) -> Tensor:
    return tensor_of(reason)


# --- what programs ask of models


def _layers(machine: Machine, arguments: Arguments) -> Any:
    model = arguments.positional[0]
    layers = stacked(model)
    if isinstance(layers, Unknown):
        return machine.new_list(layers)
    if (gap := model.hidden.get("gap")) is not None:
        return machine.new_list(Unknown(gap.reason))
    own = layers_of_model(machine, model)
    found = machine.new_list(own if own is not None else sublayers(machine, model))
    return found if own is None else Layers(own, found.cls)


class Layers(List):
    """`model.layers` of a model of which all layers are known."""

    __slots__ = ()

    def item(self, machine: Machine, index: Any) -> Any:
        layers = self.content
        if type(index) is int and isinstance(layers, tuple) and not -len(layers) <= index < len(layers):
            mistaken.report_no_such_layer(machine, layers, None, index)
        return super().item(machine, index)


def _own_ends(which: str) -> Property:
    """`model.inputs` or `model.outputs`: an attribute like others until `Model.__init__` is given both."""

    def keep(machine: Machine, arguments: Arguments) -> None:
        model, value = arguments.positional
        machine.write(model.attributes, which, value)

    return Property(Native(which, lambda machine, a: _ends(machine, a.positional[0], which)), Native(which, keep))


def _ends(machine: Machine, model: Instance, which: str) -> Any:
    tensors = model.hidden.get(which)
    if tensors is None and which in model.attributes:
        return model.attributes[which]
    if tensors is None:
        return mistaken.not_built(machine, model, which)
    gap = unknown_in(tensors)
    return machine.new_list(tensors_in(tensors) if gap is None else gap)


def source_inputs(machine: Machine, arguments: Arguments) -> Any:
    """`keras.utils.get_source_inputs(tensor)`: the inputs that it comes from."""
    tensor = arguments.get(0, "tensor")
    if not isinstance(tensor, Tensor):
        return Unknown("which inputs this comes from is not known")
    machine.looked_back(0)
    return machine.new_list(sources(tensor))


def _end(machine: Machine, model: Instance, which: str) -> Any:
    tensors = _called_on(model, which) if _is_stack_of_keras_3(machine, model) else model.hidden.get(which)
    if tensors is None:
        return mistaken.not_built(machine, model, which.removesuffix("s"))
    return program_structure(machine, tensors)


def _is_stack_of_keras_3(machine: Machine, model: Instance) -> bool:
    return "layers" in model.hidden and (installed_major(machine) or 0) >= 3


def _called_on(model: Instance, which: str) -> Any:
    """What went into the first call of a stack on the tensors of a graph, or came out of it; None where there was none.
    `inputs` and `outputs` are those of the stack itself, if it begins with an input.
    """
    applications = applications_of(model)
    if isinstance(applications, Unknown):
        return applications
    node = next((each for each in applications if any(out.tag is not None for out in tensors_in(each.outputs))), None)
    if node is None:
        return None
    return node.outputs if which == "outputs" else node.structure


def _end_shape(machine: Machine, model: Instance, which: str) -> Any:
    tensors = tensors_in(model.hidden.get(which))
    if not tensors:
        return Unknown(f"the {which} of the model are not known before it is built")
    shapes = [keras_shape(tensor.shape) for tensor in tensors]
    return shapes[0] if len(shapes) == 1 else machine.new_list(shapes)


def _get_layer(machine: Machine, arguments: Arguments) -> Any:
    model = arguments.positional[0]
    call = arguments.without_first()
    name, index = call.get(0, "name"), call.get(1, "index")
    if isinstance(layers := stacked(model), Unknown):
        return layers
    own = layers_of_model(machine, model)
    items = sublayers(machine, model) if own is None else own
    whole = model.hidden.get("gap") is None
    if whole and type(index) is int and -len(items) <= index < len(items):
        return items[index]
    if index is None:
        for layer in items:
            if isinstance(name, str) and layer.hidden.get("name") == name:
                return layer
    if whole and own is not None:
        mistaken.report_no_such_layer(machine, items, name, index)
    return Unknown(f"the layer that `{model.cls.name}.get_layer` names is not known")


def _summary(machine: Machine, arguments: Arguments) -> None:
    from layerhints.libraries.keras.summary import total

    if machine.site is not None and machine.recording and (found := total(machine, arguments.positional[0])):
        machine.observe(ModelShown(found, machine.site, machine.stack))
