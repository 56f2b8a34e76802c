"""Keras tensors: what the program may do with a symbolic tensor besides passing it to layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.graph import Node, Operation
from layerhints.libraries.keras.session import keras_shape, session
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.indexing import index_shape
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.objects import ABSENT, List, Native, Value
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

OPERATION_TYPES = {
    "+": "Add", "-": "Subtract", "*": "Multiply", "/": "TrueDivide", "//": "FloorDivide", "%": "Mod", "**": "Power",
    "@": "Matmul", "<": "Less", "<=": "LessEqual", ">": "Greater", ">=": "GreaterEqual", "==": "Equal",
    "!=": "NotEqual", "&": "LogicalAnd", "|": "LogicalOr",
}  # fmt: skip


class KerasTensors:
    """The kind of all Keras tensors."""

    name = "Keras tensor"

    def attribute(self, machine: Machine, tensor: Tensor, name: str) -> Any:
        if name in ("shape", "_keras_shape"):
            return keras_shape(tensor.shape)
        if name == "ndim":
            return tensor.shape if isinstance(tensor.shape, Unknown) else len(tensor.shape)
        if name == "dtype":
            return "float32" if tensor.dtype is None else tensor.dtype
        if name == "name":
            return Unknown("the name of a tensor is not known")
        if name == "get_shape":
            return Native("get_shape", lambda *_: TensorShape(keras_shape(tensor.shape)))
        return Unknown(f"`{name}` of a Keras tensor is not understood")

    def item(self, machine: Machine, tensor: Tensor, index: Any) -> Any:
        items = index if isinstance(index, tuple) else (index,)
        if any(isinstance(item, (Unknown, Tensor, List)) for item in items):
            return self._symbolic(machine, "GetItem", (tensor,), lambda _: Unknown("which part is taken is not known"))
        return self._symbolic(machine, "GetItem", (tensor,), lambda shape: _indexed(shape, items))

    def unary(self, machine: Machine, operator: str, tensor: Tensor) -> Any:
        return self._symbolic(machine, "Negative", (tensor,), lambda shape: shape)

    def binary(self, machine: Machine, operator: str, left: Any, right: Any) -> Any:
        type_name = OPERATION_TYPES.get(operator)
        tensors = tuple(value for value in (left, right) if isinstance(value, Tensor))
        if type_name is None or operator == "@":
            reason = Unknown(f"`{operator}` is not understood")
            return self._symbolic(machine, type_name or "Op", tensors, lambda *_: reason)
        others = [value for value in (left, right) if not isinstance(value, Tensor)]
        if any(not isinstance(value, (int, float)) for value in others):
            return self._symbolic(
                machine, type_name, tensors, lambda *_: Unknown(f"the other side of `{operator}` is not known")
            )
        return self._symbolic(machine, type_name, tensors, _broadcast)

    def call(self, machine: Machine, tensor: Tensor, arguments: Arguments) -> Any:
        return Unknown("a tensor cannot be called")

    def _symbolic(
        self, machine: Machine, type_name: str, inputs: tuple[Tensor, ...], compute: Callable[..., Any]
    ) -> Tensor:
        keras = session(machine)
        operation = Operation(type_name, None if keras.inside else keras.unique_name(type_name), compute)
        node = Node(operation, inputs)
        output = Tensor(self, compute(*(tensor.shape for tensor in inputs)), inputs[0].dtype, tag=node)
        node.outputs = output
        return output


def _indexed(shape: Any, items: tuple[Any, ...]) -> Any:
    try:
        return index_shape(shape, items)
    except Mismatch as mismatch:
        return Unknown(str(mismatch))


def _broadcast(*shapes: Any) -> Any:
    try:
        return broadcast(*shapes)
    except Mismatch as mismatch:
        return Unknown(str(mismatch))


class TensorShape(Value):
    """What `get_shape()` gave in TensorFlow 1 and 2: the sizes, with an `as_list`."""

    __slots__ = ("sizes",)

    def __init__(self, sizes: Any) -> None:
        self.sizes = sizes

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "as_list":
            return Native(name, lambda m, _: m.new_list(self.sizes))
        if name in ("ndims", "rank"):
            return machine.length(self.sizes)
        return ABSENT

    def item(self, machine: Machine, index: Any) -> Any:
        return machine.item(self.sizes, index)

    def iterate(self, machine: Machine) -> Any:
        return machine.iterate(self.sizes)

    def length(self, machine: Machine) -> Any:
        return machine.length(self.sizes)


KERAS_TENSORS = KerasTensors()


def tensor_of(shape: Any, producer: Any = None, index: int = 0, tag: Any = None, source: str | None = None) -> Tensor:
    return Tensor(KERAS_TENSORS, shape, None, producer, index, source, tag)


def replace_tag(tensor: Tensor, tag: Any) -> Tensor:
    """The same tensor as the output of another node."""
    return Tensor(KERAS_TENSORS, tensor.shape, tensor.dtype, tensor.producer, tensor.index, tensor.source, tag)
