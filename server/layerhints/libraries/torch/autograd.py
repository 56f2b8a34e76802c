"""`torch.autograd`, as far as it hands tensors on: `Variable`, `Function.apply`, `grad`.

https://docs.pytorch.org/docs/stable/autograd.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Class, ClassMethod, Instance, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def _variable(machine: Machine, arguments: Arguments) -> Any:
    """`Variable(tensor, requires_grad=False)`: what tensors that take part in gradients once had to be wrapped in."""
    return arguments.get(0, "data")


def _quiet(machine: Machine, arguments: Arguments) -> None:
    return None


CONTEXT = Class(
    "FunctionCtx",
    namespace={
        name: Native(f"FunctionCtx.{name}", _quiet)
        for name in ("save_for_backward", "save_for_forward", "mark_dirty", "mark_non_differentiable",
                     "set_materialize_grads")
    },
    module="torch.autograd.function",
    open=Unknown("what a function keeps for its gradient is not followed"),
)  # fmt: skip
"""The `ctx` that `forward` and `backward` share."""


def _apply(machine: Machine, arguments: Arguments) -> Any:
    """`Function.apply(…)` runs `forward`, whose first parameter is a context unless `setup_context` is defined."""
    cls = arguments.positional[0]
    if not isinstance(cls, Class):
        return Unknown("which function is applied is not known")
    forward = machine.attribute(cls, "forward")
    if forward is ABSENT:
        return Unknown(f"`{cls.name}` has no `forward`")
    if cls.lookup("setup_context") is not ABSENT:
        return machine.call(forward, arguments.without_first())
    given = arguments.without_first()
    return machine.call(forward, Arguments([Instance(CONTEXT), *given.positional], given.keywords, given.site))


FUNCTION = Class(
    "Function", namespace={"apply": ClassMethod(Native("Function.apply", _apply))}, module="torch.autograd.function"
)


def _gradients(machine: Machine, arguments: Arguments) -> Any:
    """`grad(outputs, inputs)`: for each input, a tensor of its shape."""
    inputs = arguments.get(1, "inputs")
    items = (inputs,) if isinstance(inputs, Tensor) else machine.iterate(inputs)
    if isinstance(items, Unknown) or not all(isinstance(item, Tensor) for item in items):
        return Unknown("for what a gradient is asked is not known")
    return tuple(tensor_of(item.shape, item.dtype) for item in items)


MEMBERS = {
    "Variable": Native("torch.autograd.Variable", _variable),
    "Function": FUNCTION,
    "grad": Native("torch.autograd.grad", _gradients),
}
OF_FUNCTIONS = {
    **MEMBERS,
    "once_differentiable": Native("torch.autograd.function.once_differentiable", lambda _, call: call.get(0, "fn")),
}
"""In `torch.autograd.function`, with the decorator of a `backward` that has no gradient itself."""

__all__ = ["MEMBERS", "OF_FUNCTIONS"]
