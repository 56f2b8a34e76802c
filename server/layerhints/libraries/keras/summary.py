"""What `model.summary()` would say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.graph import Graph, Node, applications_of
from layerhints.libraries.keras.layer import info_of
from layerhints.libraries.keras.models import graph_of, is_model, layers_of_model
from layerhints.libraries.keras.nested import all_weights, is_assembled, sublayers
from layerhints.libraries.keras.structures import shapes_in, tensors_in
from layerhints.values.facts import LayerApplied, LayerInfo, ModelSummary, ModelTotal, Row
from layerhints.values.objects import Instance
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layerhints.rules import Weight
    from layerhints.values.machine import Machine

_DEPTH = 20


def summarise(machine: Machine, value: Any) -> ModelSummary | None:
    """The summary of a Keras model; None for any other value."""
    if not is_model(value):
        return None
    rows = _rows(machine, value, 0)
    weights = all_weights(machine, value)
    unknown = _unknown([(row.path, row.unknown) for row in rows], weights)
    return ModelSummary("keras", info_of(machine, value).name, _inputs(value), _output(value), rows, weights, unknown)


def total(machine: Machine, value: Any) -> ModelTotal | None:
    """What the summary of a Keras model says of it as a whole; None for any other value."""
    if not is_model(value):
        return None
    shown, graph = _shown(machine, value)
    weights = all_weights(machine, value)
    reasons = []
    for layer in () if graph is not None and _is_known(graph, weights) else shown:
        # Where all weights of the model are known, so are those of each layer.
        own = all_weights(machine, layer) if isinstance(weights, Unknown) else ()
        reasons.append((info_of(machine, layer).name or "", _reason(own, _uses(layer, graph)[1])))
    unknown = _unknown(reasons, weights)
    return ModelTotal("keras", _inputs(value), _output(value), len(shown), weights, unknown)


def parts(machine: Machine, value: Any) -> tuple[LayerInfo, ...]:
    """The layers of a model that is assembled of them; none for any other value."""
    return tuple([info_of(machine, layer) for layer in _shown(machine, value)[0]]) if is_assembled(value) else ()


def _is_known(graph: Graph, weights: Any) -> bool:
    """Is there nothing to be said of any layer of the graph?"""
    return not isinstance(weights, Unknown) and not any(
        isinstance(shapes_in(node.outputs), Unknown) for node in graph.nodes
    )


def _unknown(reasons: Iterable[tuple[str, str | None]], weights: Any) -> tuple[tuple[str, str], ...]:
    """What is not known of layers and of all weights, and why."""
    found = [(path, reason) for path, reason in reasons if reason is not None]
    if isinstance(weights, Unknown):
        found = list(dict.fromkeys((*found, ("", weights.reason))))
    return tuple(found)


def _inputs(model: Instance) -> tuple[tuple[str, Any, str], ...]:
    result = []
    for position, tensor in enumerate(tensors_in(_first(model, "inputs"))):
        operation = tensor.tag.operation if isinstance(tensor.tag, Node) else None
        name = operation.hidden.get("name") if isinstance(operation, Instance) else None
        source = "data" if tensor.source is not None else "inferred" if isinstance(tensor.shape, Unknown) else "call"
        result.append((name if isinstance(name, str) else f"input_{position}", tensor.shape, source))
    return tuple(result)


def _output(model: Instance) -> Any:
    outputs = _first(model, "outputs")
    return Unknown("the model is not built: its input is not known") if outputs is None else shapes_in(outputs)


def _first(model: Instance, which: str) -> Any:
    """The model's own tensors, or those of its first application for one that the program defines."""
    own = model.hidden.get(which)
    applications = applications_of(model)
    if own is None and isinstance(applications, tuple) and applications:
        return applications[0].structure if which == "inputs" else applications[0].outputs
    return own


def _rows(machine: Machine, model: Instance, depth: int) -> tuple[Row, ...]:
    if depth > _DEPTH:
        return ()
    shown, graph = _shown(machine, model)
    return tuple(_row(machine, layer, graph, depth) for layer in shown)


def _shown(machine: Machine, model: Instance) -> tuple[tuple[Instance, ...], Graph | None]:
    """The layers that have a row each, and the graph in which they are applied."""
    layers = layers_of_model(machine, model)
    graph = graph_of(machine, model)
    own = layers if layers is not None else tuple(sublayers(machine, model))
    return own, graph if isinstance(graph, Graph) else None


def _uses(layer: Instance, graph: Graph | None) -> tuple[list[Node], tuple[Any, ...]]:
    """How a model applies one of its layers, and what comes out of each application."""
    if graph is not None:
        nodes = graph.nodes_of(layer)
    else:
        applied = applications_of(layer)
        nodes = [] if isinstance(applied, Unknown) else list(applied)
    outputs = tuple([shapes_in(node.outputs) for node in nodes])
    if graph is None and is_assembled(layer) and "outputs" in layer.hidden:
        outputs = (shapes_in(layer.hidden["outputs"]),)  # it stands in no graph: Keras shows what it was built for
    return nodes, outputs


def _reason(weights: tuple[Weight, ...] | Unknown, outputs: tuple[Any, ...]) -> str | None:
    """What is not known of a layer, if something is not."""
    if isinstance(weights, Unknown):
        return weights.reason
    return next((shape.reason for shape in outputs if isinstance(shape, Unknown)), None)


def _row(machine: Machine, layer: Instance, graph: Graph | None, depth: int) -> Row:
    info, weights = info_of(machine, layer), all_weights(machine, layer)
    nodes, outputs = _uses(layer, graph)
    application = next((fact for node in nodes if (fact := _fact_of(node)) is not None), None)
    children = _rows(machine, layer, depth + 1) if is_model(layer) else ()
    path, kind, unknown = info.name or "", _type_name(layer), _reason(weights, outputs)
    return Row(path, kind, info.site, outputs, weights, children, application, unknown)


def _type_name(layer: Instance) -> str:
    return "Functional" if layer.cls.name == "Model" and "inputs" in layer.hidden else layer.cls.name


def _fact_of(node: Node) -> LayerApplied | None:
    for tensor in tensors_in(node.outputs):
        if isinstance(tensor, Tensor) and tensor.producer is not None:
            return tensor.producer
    return None
