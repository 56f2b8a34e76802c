"""Keras tensors: what the program may do with a symbolic tensor besides passing it to layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.era import installed_major
from layerhints.libraries.keras.inference import learn_several, sizes_of
from layerhints.libraries.keras.session import keras_dim, keras_shape, session
from layerhints.libraries.numpy.arrays import Array
from layerhints.rules.quantity import product
from layerhints.values.objects import ABSENT, Class, Instance, Native, Value
from layerhints.values.open_sizes import rank_of
from layerhints.values.results import Results
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

OPERATORS = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "true_divide", "//": "floor_divide", "%": "mod", "**": "power",
    "@": "matmul", "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal",
    "!=": "not_equal", "&": "logical_and", "|": "logical_or", "^": "logical_xor",
}  # fmt: skip
"""The operations that Python's operators stand for."""


class KerasTensors:
    """The kind of all Keras tensors."""

    name = "Keras tensor"
    announced = True

    def is_half_a_name(self, name: str) -> bool:
        return False  # which attributes there are is not known

    def attribute(self, machine: Machine, tensor: Tensor, name: str) -> Any:
        if name in ("shape", "_keras_shape"):
            session(machine)  # or nothing would know what else its shape can do
            return sizes_of(keras_shape(tensor.shape))
        if name == "ndim":
            return rank_of(machine, tensor.shape)
        if name == "__class__" and tensor.tag is not None and not session(machine).inside:
            return KERAS_TENSOR
        if name == "dtype":
            return _usual_type(machine, tensor) if tensor.dtype is None else tensor.dtype
        if name == "_keras_mask" and mask_of(tensor) is not None:
            return mask_of(tensor)
        if name == "name":
            return Unknown("the name of a tensor is not known")
        if name == "_keras_history":
            return _history(machine, tensor)
        if name in ("reshape", "squeeze", "astype", "__abs__"):
            return _method(name, tensor)
        if name == "numpy" and (tensor.tag is None or session(machine).inside):
            return Native("numpy", lambda *_: _numbers(tensor))
        if name == "get_shape":
            return Native("get_shape", lambda *_: self.attribute(machine, tensor, "shape"))
        return Unknown(f"`{name}` of a Keras tensor is not understood")

    def items(self, machine: Machine, tensor: Tensor, count: Any) -> None:
        return None

    def item(self, machine: Machine, tensor: Tensor, index: Any) -> Any:
        if isinstance(tensor.shape, Unknown) and tensor.source is not None:  # what an operation gave is no list
            count = index + 1 if type(index) is int and index >= 0 else None
            if (count is not None or isinstance(index, str)) and learn_several(machine, tensor.shape, count):
                return Unknown(tensor.shape.reason)
        return _operation(machine, "get_item", tensor, index)

    def unary(self, machine: Machine, operator: str, tensor: Tensor) -> Any:
        name = {"-": "negative", "~": "logical_not"}.get(operator)
        return tensor if name is None else _operation(machine, name, tensor)

    def binary(self, machine: Machine, operator: str, left: Any, right: Any) -> Any:
        name = OPERATORS.get(operator)
        if name is None:
            return Unknown(f"`{operator}` between tensors is not understood")
        if name in ("equal", "not_equal"):
            symbolic = any(isinstance(side, Tensor) and side.tag is not None for side in (left, right))
            disputed = symbolic and not session(machine).inside
            if (left is None or right is None) and (name == "equal" or not disputed):
                return name == "not_equal"
            if disputed:
                return Unknown(f"whether `{operator}` compares numbers or objects depends on the release of Keras")
        return _operation(machine, name, left, right)

    def call(self, machine: Machine, tensor: Tensor, arguments: Arguments) -> Any:
        from layerhints.libraries.keras import mistaken

        mistaken.report_call_of_tensor(machine, tensor, arguments)
        return Unknown("a tensor cannot be called")


def _usual_type(machine: Machine, tensor: Tensor) -> Any:
    """The type of what comes out of a layer that nothing is said of."""
    layer = getattr(tensor.tag, "operation", None)
    call = layer.hidden.get("call") if isinstance(layer, Instance) else None
    if call is not None and call.keywords.get("dtype") is not None:
        return Unknown("the layer says by itself which type it computes with")
    if "floatx" in session(machine).settings:
        return Unknown("the program sets the type that layers compute with")
    return "float32"


def _history(machine: Machine, tensor: Tensor) -> Any:
    """The layer that made a tensor, and which of its applications and results it is. That tuple calls the layer
    `operation` in Keras 3 and `layer` before.
    """
    major, made = installed_major(machine), getattr(tensor.tag, "operation", None)
    reason = Unknown("what made the tensor, and when, is not known")
    if major is None or tensor.tag is None:
        return reason
    machine.looked_back(tensor.born)
    first = made if isinstance(made, Instance) else reason
    return Results(("operation" if major >= 3 else "layer", "node_index", "tensor_index"), (first, reason, reason))


def _method(name: str, tensor: Tensor) -> Native:
    """`x.reshape(…)` is the operation of that name on the tensor."""
    from layerhints.libraries.keras.ops import MEMBERS

    operation = MEMBERS[{"astype": "cast", "__abs__": "absolute"}.get(name, name)]
    return Native(name, lambda machine, arguments: operation.call(machine, arguments.behind(tensor)))


def _numbers(tensor: Tensor) -> Array:
    """`x.numpy()`: an array has no open sizes."""
    shape = tensor.shape
    if isinstance(shape, Unknown):
        return Array(shape, tensor.dtype)
    open_size = Unknown("how long this axis is, is not known before the model runs")
    return Array(tuple(open_size if keras_dim(size) is None else size for size in shape), tensor.dtype)


def _operation(machine: Machine, name: str, *operands: Any) -> Any:
    from layerhints.libraries.keras.ops import MEMBERS  # which makes tensors of this kind

    return machine.call_values(MEMBERS[name], *operands)


def attribute_of_sizes(machine: Machine, sizes: tuple[Any, ...], name: str) -> Any:
    """`x.shape.as_list()`: the sizes of TensorFlow's tensors are a `TensorShape`, a tuple that can do more."""
    if name in ("ndims", "rank"):
        return len(sizes)
    if name == "as_list":
        return Native(name, lambda m, _: m.new_list(sizes))
    if name == "concatenate":
        return Native(name, lambda m, arguments: m.binary("+", sizes, m.plain(arguments.get(0, "other"))))
    if name == "num_elements":
        return Native(name, lambda *_: None if any(size is None for size in sizes) else product(sizes))
    return ABSENT


class KerasTensor(Tensor):
    """A tensor of Keras's. `mask` is the tensor that says which of its steps count, None, or Unknown."""

    __slots__ = ("mask",)

    def __init__(
        self,
        shape: Any,
        dtype: Any = None,
        producer: Any = None,
        index: int = 0,
        source: str | None = None,
        tag: Any = None,
        mask: Any = None,
    ) -> None:
        super().__init__(KERAS_TENSORS, shape, dtype, producer, index, source, tag)
        self.mask = mask

    def unpacked(self, machine: Machine, names: Sequence[str | None]) -> str | None:
        """`query, value = inputs`: a list of tensors."""
        if not isinstance(self.shape, tuple):
            learn_several(machine, self.shape, len(names))
            return None
        from layerhints.libraries.keras.mistaken import refused_unpacking  # stands above tensors

        return refused_unpacking(machine, self)

    def decided(self, machine: Machine) -> bool | None:
        from layerhints.libraries.keras.mistaken import report_truth_of_tensor  # stands above tensors

        report_truth_of_tensor(machine, self)
        return None

    def join(self, other: Value, reason: Unknown) -> Any:
        joined = super().join(other, reason)
        if not isinstance(joined, Tensor) or not isinstance(other, KerasTensor):
            return joined
        mask = _join_masks(self.mask, other.mask, reason)
        return KerasTensor(
            joined.shape, joined.dtype, joined.producer, joined.index, joined.source, joined.tag, mask
        )


def _join_masks(first: Any, second: Any, reason: Unknown) -> Any:
    if first is second:
        return first
    return first.join(second, reason) if isinstance(first, Tensor) and isinstance(second, Tensor) else reason


KERAS_TENSORS = KerasTensors()
KERAS_TENSOR = Class("KerasTensor", module="keras")
"""The class of the symbolic tensors of which models are made."""


def tensor_of(
    shape: Any, producer: Any = None, index: int = 0, tag: Any = None, source: str | None = None
) -> KerasTensor:
    return KerasTensor(shape, None, producer, index, source, tag)


def replace_tag(tensor: Tensor, tag: Any) -> KerasTensor:
    """The same tensor as the output of another node."""
    mask = mask_of(tensor)
    return KerasTensor(tensor.shape, tensor.dtype, tensor.producer, tensor.index, tensor.source, tag, mask)


def mask_of(value: Any) -> Any:
    """The mask of a tensor, or those of a plain structure of tensors; None where there is none."""
    if isinstance(value, KerasTensor):
        return value.mask
    if isinstance(value, tuple):
        return tuple(mask_of(item) for item in value)
    return {key: mask_of(item) for key, item in value.items()} if isinstance(value, dict) else None
