"""Making a model again: `clone_model`, and the configurations of models.

https://keras.io/api/models/model_saving_apis/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras import configurations
from layerhints.libraries.keras.application import apply_to
from layerhints.libraries.keras.configurations import Saved, freeze
from layerhints.libraries.keras.graph import Graph, Node, Operation
from layerhints.libraries.keras.inputs import UNNAMED, input_tensor
from layerhints.libraries.keras.layer import layer_name, set_trainable
from layerhints.libraries.keras.models import graph_of, is_model
from layerhints.libraries.keras.nested import stacked
from layerhints.libraries.keras.structures import (
    map_tensors,
    plain_structure,
    program_structure,
    tensors_for,
    tensors_in,
)
from layerhints.libraries.keras.tensors import replace_tag, tensor_of
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Function, Instance, Value
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.libraries.keras.configurations import Maker
    from layerhints.values.machine import Machine

NO_GRAPH = Unknown("how the model is put together is not known, and so it cannot be made again")


def get_config(machine: Machine, arguments: Arguments) -> Any:
    """`Model.get_config`; the graph of a model of a class that the program wrote is not in it."""
    model = arguments.positional[0]
    if isinstance(model.cls.lookup("__init__"), Function) or not _is_assembled(model):
        return configurations.get_config(machine, arguments)
    maker = _frozen_stack(machine, model) if "layers" in model.hidden else _frozen_graph(machine, model)
    return Saved(layer_name(model), maker)


def _is_assembled(model: Instance) -> bool:
    return "layers" in model.hidden or "inputs" in model.hidden


def _frozen_stack(machine: Machine, model: Instance) -> Maker:
    layers, start = stacked(model), model.hidden.get("start")
    if isinstance(layers, Unknown):
        return lambda: layers
    if start is not None and not isinstance(start, Tensor):
        return lambda: NO_GRAPH
    makers = [freeze(machine, layer) for layer in layers]
    cls, name = model.cls, layer_name(model)

    def make() -> Any:
        with machine.silent():
            again = machine.instantiate(cls, Arguments([], {"name": name}))
            begin = () if start is None else (_input_like(machine, start, _name_of(start)),)
            for layer in (*begin, *(maker() for maker in makers)):  # one by one, as Keras does: each takes a name
                machine.call_values(machine.attribute(again, "add"), layer)
            return again

    return make


def _frozen_graph(machine: Machine, model: Instance) -> Maker:
    graph = graph_of(machine, model)
    if not isinstance(graph, Graph):
        return lambda: NO_GRAPH if graph is None else graph
    layers = [o for o in graph.operations if isinstance(o, Instance) and not _is_input(o)]
    makers = {id(layer): freeze(machine, layer) for layer in layers}
    cls, name, trainable = model.cls, layer_name(model), model.hidden.get("trainable", True)
    inputs, outputs = model.hidden["inputs"], model.hidden["outputs"]

    def make() -> Any:
        with machine.silent():
            begin = map_tensors(lambda tensor: _input_like(machine, tensor, _name_of(tensor)), inputs)
            made = {key: maker() for key, maker in makers.items()}
            ends = _run(machine, graph, (inputs, begin), outputs, lambda layer: made[id(layer)], None)
            again = _functional(machine, cls, begin, ends, name)
            set_trainable(machine, Arguments([again, trainable]))  # which reaches the layers inside
            return again

    return make


def deep_copy(machine: Machine, arguments: Arguments) -> Any:
    """`copy.deepcopy(model)`, which Keras does by writing the model down and reading it.

    A model of a class that the program wrote is copied like other objects.
    """
    model = arguments.positional[0]
    if isinstance(model.cls.lookup("__init__"), Function) or not _is_assembled(model):
        return NotImplemented
    return freeze(machine, model)()


def clone_model(machine: Machine, arguments: Arguments) -> Any:
    """`keras.models.clone_model(model, input_tensors, clone_function, call_function, recursive)`."""
    model, given = arguments.get(0, "model"), plain_structure(arguments.get(1, "input_tensors"))
    function, call_function = arguments.get(2, "clone_function"), arguments.get(3, "call_function")
    if not is_model(model):
        return model if isinstance(model, Unknown) else Unknown("what is cloned is not a model that is understood")
    clone = _Cloning(machine, function, call_function, machine.truth(arguments.get(4, "recursive", False)))
    with machine.silent():
        return clone.model(model, given)


class _Cloning:
    """One call of `clone_model`: each layer is cloned once."""

    def __init__(self, machine: Machine, function: Any, call_function: Any, recursive: bool | None) -> None:
        self._machine = machine
        self._function = function
        self._call_function = call_function
        self._recursive = recursive
        self._made: dict[int, Any] = {}

    def model(self, model: Instance, given: Any) -> Any:
        machine = self._machine
        if not _is_assembled(model):
            return freeze(machine, model)()
        name = layer_name(model)
        if "layers" in model.hidden:
            layers, start = stacked(model), model.hidden.get("start")
            if isinstance(layers, Unknown):
                return layers
            if start is not None and not isinstance(start, Tensor):
                return NO_GRAPH
            clones = [self.layer(layer) for layer in layers]
            like = given[0] if isinstance(given, tuple) and len(given) == 1 else start if given is None else given
            if like is not None and not isinstance(like, Tensor):
                return Unknown("`input_tensors` of `clone_model` are not one tensor")
            name_of_input = None if start is None else _name_of(start)
            begin = () if like is None else (_input_like(machine, like, name_of_input),)
            return _stack(machine, model.cls, (*begin, *clones), name, model.hidden.get("trainable", True))
        graph, inputs = graph_of(machine, model), model.hidden["inputs"]
        if not isinstance(graph, Graph):
            return NO_GRAPH if graph is None else graph
        begin_with = given
        if given is None:
            begin_with = map_tensors(lambda tensor: _input_like(machine, tensor, _tensor_name(tensor)), inputs)
        elif len(tensors_in(given)) != len(tensors_in(inputs)):
            return Unknown("`input_tensors` of `clone_model` are not like the inputs of the model")
        ends = _run(machine, graph, (inputs, begin_with), model.hidden["outputs"], self.layer, self._call_function)
        return _functional(machine, model.cls, begin_with, ends, name)

    def layer(self, layer: Instance) -> Any:
        if id(layer) not in self._made:
            self._made[id(layer)] = self._cloned(layer)
        return self._made[id(layer)]

    def _cloned(self, layer: Instance) -> Any:
        if is_model(layer) and _is_assembled(layer) and self._recursive is not False:
            return self.model(layer, None) if self._recursive else Unknown("whether the cloning is recursive")
        if self._function is not None:
            return self._machine.call_values(self._function, layer)
        return freeze(self._machine, layer)()


# --- the parts of a model made again


def _is_input(operation: Any) -> bool:
    return isinstance(operation, Instance) and operation.cls.name == "InputLayer"


def _name_of(tensor: Tensor) -> Any:
    """The name of the input layer that a tensor comes out of."""
    layer = _input_layer(tensor)
    return UNNAMED if layer is None else layer_name(layer)


def _tensor_name(tensor: Tensor) -> Any:
    """The name of a tensor that an input layer makes, which is not always the layer's."""
    layer = _input_layer(tensor)
    named = None if layer is None else layer.hidden.get("tensor_name")
    return UNNAMED if named is None else named


def _input_layer(tensor: Tensor) -> Instance | None:
    operation = tensor.tag.operation if isinstance(tensor.tag, Node) else None
    return operation if isinstance(operation, Instance) else None


def _input_like(machine: Machine, tensor: Tensor, name: Any) -> Tensor:
    made = input_tensor(machine, tensor.shape, tensor.source, name)
    made.dtype = tensor.dtype
    return made


def _stack(machine: Machine, cls: Any, layers: tuple[Any, ...], name: Any, trainable: Any) -> Any:
    return machine.instantiate(cls, Arguments([machine.new_list(layers)], {"name": name, "trainable": trainable}))


def _functional(machine: Machine, cls: Any, inputs: Any, outputs: Any, name: Any) -> Any:
    ends = (program_structure(machine, inputs), program_structure(machine, outputs))
    return machine.instantiate(cls, Arguments(list(ends), {"name": name}))


def _run(
    machine: Machine,
    graph: Graph,
    inputs: tuple[Any, Any],
    outputs: Any,
    layer_for: Callable[[Instance], Any],
    call_function: Any,
) -> Any:
    """Send new tensors through the graph, in which `layer_for` says what stands in the place of each layer.

    `inputs` are the old tensors and the new ones.
    """
    old, new = inputs
    known: dict[int, Any] = {id(a): b for a, b in zip(tensors_in(old), tensors_in(new), strict=True)}

    def current(tensor: Tensor) -> Any:
        return known.get(id(tensor), tensor)

    for node in graph.nodes:
        if node.is_input or any(id(tensor) in known for tensor in tensors_in(node.outputs)):
            continue
        positional, keywords = map_tensors(current, (node.positional, node.keywords))
        if isinstance(node.operation, Instance):
            result = _call(machine, layer_for(node.operation), positional, keywords, call_function)
        else:
            result = _compute(Node(node.operation, positional, keywords), node.operation)
        for before, after in zip(tensors_in(node.outputs), _as_many(result, node.outputs), strict=True):
            known[id(before)] = after
    return map_tensors(current, outputs)


def _compute(node: Node, operation: Operation) -> Any:
    """The tensors that come out of an operation that is no layer."""
    shapes = operation.compute(*(tensor.shape for tensor in node.inputs))
    node.outputs = map_tensors(lambda tensor: replace_tag(tensor, node), tensors_for(tensor_of, shapes))
    return node.outputs


def _as_many(result: Any, like: Any) -> tuple[Any, ...]:
    """The tensors of what a layer gave, which may be another one than stood there before."""
    found, wanted = tensors_in(result), tensors_in(like)
    if len(found) == len(wanted):
        return found
    reason = Unknown("what comes out of the layer that takes a layer's place is not known")
    return (tensor_of(reason),) * len(wanted)


def _call(machine: Machine, layer: Any, positional: Any, keywords: Any, call_function: Any) -> Any:
    given = [program_structure(machine, value) for value in positional]
    named = {name: program_structure(machine, value) for name, value in keywords.items()}
    if call_function is not None:
        return plain_structure(machine.call(call_function, Arguments([layer, *given], named)))
    if isinstance(layer, Instance) and "keras" in layer.hidden:
        return plain_structure(apply_to(machine, layer, given[0], Arguments(given, named)))
    return plain_structure(machine.call(layer, Arguments(given, named))) if isinstance(layer, Value) else layer
