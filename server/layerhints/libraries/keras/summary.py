"""What `model.summary()` would say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.graph import Graph, Node
from layerhints.libraries.keras.layer import info_of
from layerhints.libraries.keras.models import graph_of, is_model, layers_of_model
from layerhints.libraries.keras.nested import all_weights, is_assembled, sublayers
from layerhints.libraries.keras.structures import shapes_in, tensors_in
from layerhints.values.facts import LayerApplied, ModelSummary, Row
from layerhints.values.objects import Instance
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

_DEPTH = 20


def summarise(machine: Machine, value: Any) -> ModelSummary | None:
    """The summary of a Keras model; None for any other value."""
    if not is_model(value):
        return None
    rows = _rows(machine, value, 0)
    unknown = tuple((row.path, row.unknown) for row in rows if row.unknown is not None)
    weights = all_weights(machine, value)
    if isinstance(weights, Unknown):
        unknown = tuple(dict.fromkeys((*unknown, ("", weights.reason))))
    return ModelSummary(
        "keras",
        info_of(machine, value).name,
        _inputs(value),
        _output(value),
        rows,
        weights,
        unknown,
    )


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
    applications = model.hidden.get("applications", ())
    if own is None and isinstance(applications, tuple) and applications:
        return applications[0].structure if which == "inputs" else applications[0].outputs
    return own


def _rows(machine: Machine, model: Instance, depth: int) -> tuple[Row, ...]:
    if depth > _DEPTH:
        return ()
    layers = layers_of_model(machine, model)
    graph = graph_of(machine, model)
    own = layers if layers is not None else tuple(sublayers(machine, model))
    return tuple(_row(machine, layer, graph if isinstance(graph, Graph) else None, depth) for layer in own)


def _row(machine: Machine, layer: Instance, graph: Graph | None, depth: int) -> Row:
    info = info_of(machine, layer)
    nodes = graph.nodes_of(layer) if graph is not None else list(layer.hidden.get("applications", ()) or ())
    outputs = tuple(shapes_in(node.outputs) for node in nodes)
    if graph is None and is_assembled(layer) and "outputs" in layer.hidden:
        outputs = (shapes_in(layer.hidden["outputs"]),)  # it stands in no graph: Keras shows what it was built for
    weights = all_weights(machine, layer)
    application = next((fact for node in nodes if (fact := _fact_of(node)) is not None), None)
    unknown = weights.reason if isinstance(weights, Unknown) else next(
        (shape.reason for shape in outputs if isinstance(shape, Unknown)), None
    )
    children = _rows(machine, layer, depth + 1) if is_model(layer) else ()
    return Row(
        info.name or "", _type_name(layer), info.site, outputs, weights, children, application, unknown
    )


def _type_name(layer: Instance) -> str:
    return "Functional" if layer.cls.name == "Model" and "inputs" in layer.hidden else layer.cls.name


def _fact_of(node: Node) -> LayerApplied | None:
    for tensor in tensors_in(node.outputs):
        if isinstance(tensor, Tensor) and tensor.producer is not None:
            return tensor.producer
    return None
