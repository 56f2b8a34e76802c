"""The graph of symbolic tensors: which operation made each, and in which order a model lists its layers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.structures import tensors_in, unknown_in
from layerhints.values.objects import Instance, first_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.values.tensor import Tensor


NO_ORIGIN = Unknown("which layers a tensor comes from is not known")

DISCONNECTED = Unknown("the outputs depend on an input that the model does not name")


class Operation:
    """An operation on tensors that is not a layer (`x + y`). `compute` maps input shapes to the output's."""

    __slots__ = ("compute", "name", "type")

    def __init__(self, type: str, name: str | None, compute: Callable[..., Any]) -> None:
        self.type = type
        self.name = name
        self.compute = compute


class Node:
    """One application of a layer or operation: the `tag` of the tensors that came out."""

    __slots__ = ("inputs", "is_input", "keywords", "operation", "outputs", "positional")

    def __init__(
        self, operation: Instance | Operation, positional: tuple[Any, ...], keywords: dict[str, Any] | None = None
    ) -> None:
        self.operation = operation
        self.positional = positional
        """The arguments of the call, each a structure of tensors or a plain value; the first is what goes in."""
        self.keywords = {} if keywords is None else keywords
        alone = len(positional) == 1 and not keywords
        self.inputs: tuple[Tensor, ...] = tensors_in(positional[0] if alone else (positional, self.keywords))
        """Every tensor that the call was given, in the order in which Keras walks through them."""
        self.outputs: Any = None
        """A structure of tensors."""
        self.is_input = isinstance(operation, Instance) and operation.cls.name == "InputLayer"
        """Does it stand for an input layer?"""

    def take(self, name: str, value: Any) -> None:
        """The call is given one more argument."""
        self.keywords[name] = value
        self.inputs = tensors_in((self.positional, self.keywords))

    @property
    def structure(self) -> Any:
        """What goes in, as it was passed: a tensor or a structure of tensors."""
        return self.positional[0] if self.positional else ()


def is_constant(tensor: Tensor) -> bool:
    """Is it made of numbers that do not depend on any input of a model?"""
    return tensor.tag is None and not isinstance(tensor.shape, Unknown)


def sources(tensor: Tensor) -> tuple[Tensor, ...] | Unknown:
    """The inputs that a tensor comes from, in the order in which a depth-first walk comes by; Unknown where some may be
    missing.
    """
    found: dict[int, Tensor] = {}
    seen: set[int] = set()
    pending = [tensor]
    while pending:
        each = pending.pop()
        node = each.tag
        if not isinstance(node, Node):
            return node if isinstance(node, Unknown) else NO_ORIGIN
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.is_input:
            found.update({id(output): output for output in tensors_in(node.outputs)})
            continue
        gap = unknown_in(node.structure)
        if gap is not None:
            return gap
        pending.extend(parent for parent in reversed(node.inputs) if not is_constant(parent))
    return tuple(found.values())


def applications_of(layer: Instance) -> tuple[Node, ...] | Unknown:
    """How the layer was applied, in order; Unknown where one of several courses may have applied it otherwise."""
    found: tuple[Any, ...] | Unknown = layer.hidden.get("applications", ())
    if isinstance(found, Unknown):
        return found
    return next((node for node in found if isinstance(node, Unknown)), found)


class Graph:
    """The part of the graph between a model's inputs and its outputs.

    `operations` are ordered as Keras orders `model.layers`: by distance from the outputs, the farthest first, and
    among equals in the order in which a depth-first walk from the outputs comes by.
    `nodes` are in an order in which each can be computed.
    """

    def __init__(self, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> None:
        self._inputs = {id(tensor) for tensor in inputs}
        self._beginnings = {id(tensor.tag) for tensor in inputs}
        self.nodes: list[Node] = []
        self.gap: Unknown | None = None
        """What is not known between the inputs and the outputs: further operations may lie there."""
        self.strangers: list[Node] = []
        """The inputs that the outputs depend on and the model does not name."""
        self._visits: dict[int, int] = {}
        self._finished: set[int] = set()
        self.born = sys.maxsize
        """When the oldest of its tensors was made."""
        self._nodes_of: dict[int, list[Node]] | None = None
        for output in outputs:
            self._walk(output)
        self.operations = self._ordered(inputs)

    def _walk(self, output: Tensor) -> None:
        """Depth first without recursion: a model may be thousands of layers deep."""
        finished, visits = self._finished, self._visits
        pending: list[tuple[Tensor, bool]] = [(output, False)]
        while pending:
            tensor, entered = pending.pop()
            node = tensor.tag
            key = id(node)
            if entered:
                if key not in finished:
                    finished.add(key)
                    self.nodes.append(node)
                continue
            if tensor.born < self.born:
                self.born = tensor.born
            if not isinstance(node, Node):
                self.gap = first_reason(self.gap, node if isinstance(node, Unknown) else NO_ORIGIN)
                continue
            if key in finished:
                continue
            is_input = node.is_input
            if not is_input and id(tensor) in self._inputs:
                finished.add(key)
                continue
            visits.setdefault(id(node.operation), len(visits))
            if self.gap is None:
                self.gap = unknown_in(node.structure)
            if is_input and key not in self._beginnings:
                self.gap = first_reason(self.gap, DISCONNECTED)
                self.strangers.append(node)
            pending.append((tensor, True))
            for parent in reversed(node.inputs):
                if not is_constant(parent):
                    pending.append((parent, False))

    def _ordered(self, inputs: Sequence[Tensor]) -> list[Instance | Operation]:
        node_depth = dict.fromkeys(map(id, self.nodes), 0)
        operation_depth: dict[int, int] = {}
        operations: dict[int, Instance | Operation] = {}
        for node in reversed(self.nodes):
            operation = node.operation
            key = id(operation)
            depth = max(node_depth[id(node)], operation_depth.get(key, 0))
            operation_depth[key] = depth
            operations[key] = operation
            for tensor in node.inputs:
                parent = id(tensor.tag)
                if node_depth.get(parent, depth + 1) <= depth:  # what is not there is no part of this graph
                    node_depth[parent] = depth + 1
        for tensor in inputs:
            node = tensor.tag
            if isinstance(node, Node) and node.is_input and id(node.operation) not in operation_depth:
                key = id(node.operation)
                operations[key] = node.operation
                operation_depth[key] = 0
                self._visits[key] = -1
                self.nodes.append(node)
        return sorted(operations.values(), key=lambda o: (-operation_depth[id(o)], self._visits[id(o)]))

    def nodes_of(self, operation: Instance | Operation) -> list[Node]:
        """The applications that belong to the graph, in the order in which they were made."""
        if self._nodes_of is None:
            self._nodes_of = {}
            for node in self.nodes:
                self._nodes_of.setdefault(id(node.operation), []).append(node)
        mine = self._nodes_of.get(id(operation), [])
        if len(mine) < 2:
            return mine
        made = operation.hidden.get("applications") if isinstance(operation, Instance) else ()
        order = {id(node): index for index, node in enumerate(made)} if isinstance(made, tuple) else {}
        return sorted(mine, key=lambda node: order.get(id(node), len(order)))
