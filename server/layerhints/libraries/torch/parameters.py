"""`nn.Parameter`: tensors that a module trains, and what becomes of their `requires_grad`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Shape, Unknown
from layerhints.libraries.torch import dtypes
from layerhints.libraries.torch.attributes import OF_TENSORS
from layerhints.libraries.torch.devices import is_other_device
from layerhints.libraries.torch.tensors import TENSOR, TORCH_TENSORS, TorchTensors, tensor_of
from layerhints.rules import Factor, Weight
from layerhints.values.base import State
from layerhints.values.objects import ABSENT, Class, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


class Parameters(TorchTensors):
    """How parameters behave: like tensors, but for their class and for what can be set on them."""

    def attribute(self, machine: Machine, tensor: Tensor, name: str) -> Any:
        assert isinstance(tensor, Parameter)
        if name in tensor.state:
            return tensor.state[name]
        if name == "__class__":
            return PARAMETER
        if name == "data":
            return tensor_of(tensor.shape, tensor.dtype)  # the same numbers, and no parameter
        if name == "requires_grad_":
            return Native(name, lambda machine, arguments: _require_grad(machine, tensor, arguments))
        if name in CONVERTING:
            convert = super().attribute(machine, tensor, name)
            return Native(name, lambda machine, arguments: _converted(machine, tensor, convert, arguments))
        return super().attribute(machine, tensor, name)

    def undescribed(self, machine: Machine, tensor: Tensor, name: str) -> Any:
        """What a program sets on a parameter is kept, so what is neither torch's nor kept is not there."""
        return super().undescribed(machine, tensor, name) if name in OF_TENSORS else ABSENT


PARAMETERS = Parameters()


class Parameter(Tensor):
    """A parameter. `weight` is what the module's rule says of it, None where the program made it."""

    __slots__ = ("_first", "_plain", "state", "weight")

    is_counted = True

    def __init__(self, shape: Shape, dtype: str | None = None, weight: Weight | None = None, grad: Any = True) -> None:
        self._first = shape
        self.state: dict[str, Any] = State({"requires_grad": grad})
        super().__init__(PARAMETERS, shape, dtype)
        self.weight = weight
        self._plain: tuple[Shape, Weight] | None = None

    def describe(self) -> str:
        return "a parameter"

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        if name == "data":
            if isinstance(value, Tensor) and value is not self:
                # Of a parameter what it holds now, so that none leads back to itself.
                held = tensor_of(value.shape, value.dtype) if isinstance(value, Parameter) else value
                machine.write(self.state, "data", held)
            return
        machine.write(self.state, name, value)

    @property
    def shape(self) -> Shape:
        """The shape, also after `p.data = …`."""
        data = self.state.get("data")
        if data is None:
            return self._first
        return data.shape if isinstance(data, Tensor) else Unknown("the data of the parameter was replaced")

    @shape.setter
    def shape(self, shape: Shape) -> None:
        self._first = shape

    def as_weight(self, name: str, *path: str) -> Weight:
        """The parameter as the weight called `name`, in the module at `path`."""
        trained, shape = self.state["requires_grad"], self.shape
        if not isinstance(trained, (bool, Unknown)):
            trained = Unknown("whether the parameter is trained is not known")
        weight = self.weight if self.weight is not None and shape is self._first else self._of_shape(shape)
        return weight.placed(name, path, trained)

    def _of_shape(self, shape: Shape) -> Weight:
        """A weight that no rule tells of, or of another shape than its rule tells."""
        if self._plain is None or self._plain[0] is not shape:
            sizes = (Unknown(shape.reason),) if isinstance(shape, Unknown) else shape
            self._plain = shape, Weight("", tuple(Factor("", size) for size in sizes))
        return self._plain[1]

    def parts(self) -> tuple[Any, ...]:
        return self._first, self.dtype, self.weight, self.state

    def made_of(self, parts: tuple[Any, ...]) -> Parameter:
        shape, dtype, weight, state = parts
        made = Parameter(shape, dtype, weight)
        made.state = state
        return made

    def copied(self) -> Parameter:
        made = Parameter(self._first, self.dtype, self.weight)
        made.state.update(self.state)
        return made

    def join(self, other: Any, reason: Unknown) -> Any:
        return NotImplemented


def make_parameter(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    """`nn.Parameter(data, requires_grad=True)`."""
    data = arguments.get(0, "data")
    grad = machine.truth(arguments.get(1, "requires_grad", True))
    flag = Unknown("whether the parameter is trained is not known") if grad is None else grad
    if data is None:
        return Parameter((0,), None, None, flag)
    if isinstance(data, Tensor):
        return Parameter(data.shape, data.dtype, None, flag)
    reason = data.reason if isinstance(data, Unknown) else "what becomes a parameter is not understood"
    return Parameter(Unknown(reason), None, None, flag)


def _require_grad(machine: Machine, parameter: Parameter, arguments: Arguments) -> Parameter:
    parameter.set_attribute(machine, "requires_grad", arguments.get(0, "requires_grad", True))
    return parameter


def _converted(machine: Machine, parameter: Parameter, convert: Any, arguments: Arguments) -> Any:
    """What comes of `.to(device)` and its like: the parameter itself where there is nothing to convert. A program is
    read as one that works on one device, unless it names another one here.
    """
    found = machine.call(convert, arguments)
    given = (*arguments.positional, *arguments.keywords.values())
    if not isinstance(found, Tensor) or parameter.dtype is None or any(map(is_other_device, given)):
        return found
    copied = arguments.get(3, "copy", False) is not False
    return parameter if found.dtype == parameter.dtype and not copied else found


CONVERTING = frozenset({"contiguous", "cpu", "to", "type", "type_as", *dtypes.ALIASES, "bfloat16"})
"""The methods that hand back the tensor itself where it is already as it is asked for."""


class BufferTensor(Tensor):
    """What `nn.Buffer(tensor)` gives: an attribute of a module that becomes a buffer by being assigned."""

    __slots__ = ("persistent",)

    def __init__(self, shape: Any, dtype: Any, persistent: bool | None) -> None:
        super().__init__(TORCH_TENSORS, shape, dtype)
        self.persistent = persistent

    def describe(self) -> str:
        return "a buffer"

    def parts(self) -> tuple[Any, ...]:
        return self.shape, self.dtype, self.persistent

    def made_of(self, parts: tuple[Any, ...]) -> BufferTensor:
        return BufferTensor(*parts)


def _make_buffer(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    data = arguments.get(0, "data")
    if isinstance(data, Tensor):
        return BufferTensor(data.shape, data.dtype, machine.truth(arguments.get(1, "persistent", True)))
    return data if isinstance(data, Unknown) else Unknown("what becomes a buffer is not known")


BUFFER = Class("Buffer", (TENSOR,), module="torch.nn.parameter", open=TENSOR.open)
BUFFER.metaclass_call = _make_buffer
PARAMETER = Class("Parameter", (TENSOR,), module="torch.nn.parameter", open=TENSOR.open)
PARAMETER.metaclass_call = make_parameter
