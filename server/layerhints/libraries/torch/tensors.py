"""The tensors of PyTorch: what a program may do with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Shape, Unknown, product
from layerhints.libraries.torch import dtypes, memory
from layerhints.libraries.torch.attributes import OF_TENSORS
from layerhints.values.learned import learn_no_tensor
from layerhints.values.objects import (
    ABSENT,
    BINARY_METHODS,
    Alike,
    Bound,
    Class,
    Instance,
    List,
    Native,
    Unbound,
    Value,
)
from layerhints.values.open_sizes import OpenSize
from layerhints.values.origins import unknown_number
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

OPERATORS = {
    "+": "add", "-": "sub", "*": "mul", "/": "true_divide", "//": "floor_divide", "%": "remainder", "**": "pow",
    "@": "matmul", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne", "&": "bitwise_and",
    "|": "bitwise_or", "^": "bitwise_xor", "<<": "bitwise_left_shift", ">>": "bitwise_right_shift",
}  # fmt: skip
"""The operations that Python's operators stand for."""


class _TensorClass(Class):
    """`torch.Tensor`, whose methods programs also call by name: `torch.Tensor.view(x, 4)`."""

    __slots__ = ()

    def unlisted(self, name: str) -> Any:
        from layerhints.libraries.torch.ops.members import METHODS

        return Unbound(METHODS[name], self) if name in METHODS else ABSENT


TENSOR = _TensorClass("Tensor", module="torch", open=Unknown("this attribute of a tensor is not understood"))


def _in_place(operator: str) -> Native:
    """`x += y`: the numbers of x change, not its shape."""

    def change(machine: Machine, arguments: Arguments) -> Any:
        from layerhints.libraries.torch.ops.members import METHODS

        known = memory.numbers_of(arguments.positional[0]) is not None
        return METHODS[f"{OPERATORS[operator]}_" if known else "add_"].call(machine, arguments)

    return Native(f"Tensor.__i{BINARY_METHODS[operator]}__", change)


_AUGMENTED = ("+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>")
TENSOR.namespace.update({f"__i{BINARY_METHODS[each]}__": _in_place(each) for each in _AUGMENTED})


def _is_no_number(value: Any) -> bool:
    """Does nothing equal it that is a tensor?"""
    return value is None or isinstance(value, (str, tuple, List))


_WHICH = unknown_number("which item of the tensor it is is not known")


def is_empty(value: Any) -> bool:
    """Is it a tensor with nothing in it?"""
    shape = value.shape if isinstance(value, Tensor) else ()
    return isinstance(shape, tuple) and any(type(size) is int and size == 0 for size in shape)


class TorchTensors:
    """The kind of all tensors of PyTorch."""

    name = "tensor"
    announced = True

    def attribute(self, machine: Machine, tensor: Tensor, name: str) -> Any:
        from layerhints.libraries.torch.ops.members import METHODS, PROPERTIES

        found = PROPERTIES.get(name)
        if found is not None:
            result = found(machine, tensor)
            if isinstance(result, TorchTensor) and result is not tensor:
                memory.look_at(result, tensor, None)  # `x.T`, `x.data`
            return result
        method = METHODS.get(name)
        if method is not None:
            return Bound(method, tensor)
        if name == "__class__":
            return TENSOR
        if name.startswith("__"):
            return ABSENT
        if name.endswith("_"):
            tensor.forget(machine, Unknown(f"what `{name}` writes into the tensor is not understood"))
        return self.undescribed(machine, tensor, name)

    def is_half_a_name(self, name: str) -> bool:
        from layerhints.libraries.torch.ops.members import METHODS, PROPERTIES

        named = {*METHODS, *PROPERTIES, *OF_TENSORS}
        return name not in named and any(known.startswith(name) for known in named)

    def undescribed(self, machine: Machine, tensor: Tensor, name: str) -> Any:
        """An attribute that no rule has."""
        if name not in OF_TENSORS:
            learn_no_tensor(machine, tensor.shape)
        return Unknown(f"`{name}` of a tensor is not understood")

    def items(self, machine: Machine, tensor: Tensor, count: Any) -> Alike:
        return Alike(self.item(machine, tensor, _WHICH), count)

    def item(self, machine: Machine, tensor: Tensor, index: Any) -> Any:
        return operation(machine, "getitem", tensor, index)

    def unary(self, machine: Machine, operator: str, tensor: Tensor) -> Any:
        return tensor if operator == "+" else operation(machine, {"-": "neg"}.get(operator, "bitwise_not"), tensor)

    def binary(self, machine: Machine, operator: str, left: Any, right: Any) -> Any:
        name = OPERATORS.get(operator)
        if name is None:
            return Unknown(f"`{operator}` between tensors is not understood")
        if isinstance(right, Instance) and right.cls.lookup(f"__r{BINARY_METHODS.get(operator)}__") is not ABSENT:
            return NotImplemented  # no tensor, and it says itself what comes out
        if operator in ("==", "!=") and any(_is_no_number(value) for value in (left, right)):
            return operator == "!="
        return operation(machine, name, left, right)

    def call(self, machine: Machine, tensor: Tensor, arguments: Arguments) -> Any:
        return Unknown("a tensor cannot be called")


TORCH_TENSORS = TorchTensors()


class TorchTensor(Tensor):
    """A tensor of PyTorch. Operations in place (`unsqueeze_`) and `x.data = …` give the same tensor another shape."""

    __slots__ = ("state",)

    def __init__(self, *arguments: Any) -> None:
        self.state: dict[str, Any] = {}
        super().__init__(*arguments)

    def truth(self, machine: Machine) -> bool | None:
        """That of its number, if it is one."""
        operation(machine, "__bool__", self)
        return None

    def forget(self, machine: Machine, reason: Unknown) -> None:
        """Its numbers may have been written into."""
        memory.forget(machine, self)

    @property
    def shape(self) -> Shape:
        result: Shape = self.state["shape"]
        return result

    @shape.setter
    def shape(self, shape: Shape) -> None:
        self.state["shape"] = shape

    @property
    def dtype(self) -> Any:
        return self.state["dtype"]

    @dtype.setter
    def dtype(self, dtype: Any) -> None:
        self.state["dtype"] = dtype

    def become(self, machine: Machine, shape: Shape, dtype: Any) -> None:
        """From here on the tensor has this shape and type; which numbers it shows is not followed any more."""
        if "places" in self.state:
            machine.write(self.state, "places", None)
        machine.write(self.state, "shape", shape)
        machine.write(self.state, "dtype", dtype)

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        if name == "data":
            if isinstance(value, Tensor):
                self.become(machine, value.shape, value.dtype)
            else:
                self.become(machine, Unknown("what is written into `data` is not known"), None)

    def parts(self) -> tuple[Any, ...] | None:
        state = self.state
        if len(state) > 2:  # its numbers are known, and other tensors may look at the same memory
            return None
        return state["shape"], state["dtype"], self.producer, self.index, self.source, self.tag

    def made_of(self, parts: tuple[Any, ...]) -> Value:
        return TorchTensor(self.kind, *parts)

    def set_item(self, machine: Machine, index: Any, value: Any) -> None:
        from layerhints.libraries.torch.numbers import write_items

        if isinstance(value, Tensor):
            operation(machine, "setitem", self, index, value)
        write_items(machine, self, index, value)

    def unpacked(self, machine: Machine, names: Sequence[str | None]) -> None:
        """`image, text = inputs`: a tuple more often than a tensor, and what is learned of the items is the same."""
        learn_no_tensor(machine, self.shape, len(names))

    def join(self, other: Value, reason: Unknown) -> Any:
        joined = super().join(other, reason)
        if not isinstance(joined, Tensor):
            return joined
        either = TorchTensor(
            joined.kind, joined.shape, joined.dtype, joined.producer, joined.index, joined.source, joined.tag
        )
        memory.be_either(either, self, other)
        return either


def operation(machine: Machine, name: str, *operands: Any) -> Any:
    """What the operation that methods and operators stand for gives."""
    from layerhints.libraries.torch.ops.members import METHODS

    return machine.call_values(METHODS[name], *operands)


def tensor_of(
    shape: Shape,
    dtype: str | None = None,
    producer: Any = None,
    index: int = 0,
    source: str | None = None,
    tag: Any = None,
) -> Tensor:
    return TorchTensor(TORCH_TENSORS, shape, dtype, producer, index, source, tag)


def size_of(tensor: Tensor) -> Any:
    """What `x.shape` gives to the program."""
    return OpenSize(tensor.shape) if isinstance(tensor.shape, Unknown) else tensor.shape


def elements_of(tensor: Tensor) -> Any:
    return Unknown(tensor.shape.reason) if isinstance(tensor.shape, Unknown) else product(tensor.shape)


def is_whole(value: Any) -> bool:
    return isinstance(value, (int, Expression)) and not isinstance(value, bool)


def dtype_of(tensor: Tensor) -> Any:
    return dtypes.DTYPES.get(tensor.dtype, Unknown("the type of the tensor's numbers is not known"))
