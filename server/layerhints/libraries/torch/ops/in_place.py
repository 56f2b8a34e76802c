"""Operations that give the very same tensor another shape.

https://docs.pytorch.org/docs/stable/tensors.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.ops.kernel import Operations, Plain
from layerhints.libraries.torch.ops.reading import shape, sizes, spelled
from layerhints.libraries.torch.ops.shaping import exchanged, squeeze_, t, unsqueeze
from layerhints.libraries.torch.tensors import TorchTensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define


def _become(machine: Machine, tensor: Any, found: Any) -> Any:
    """The tensor itself, which from here on has another shape."""
    if isinstance(tensor, TorchTensor):
        tensor.become(machine, found, tensor.dtype)
        return Plain(tensor)
    return Plain(Unknown("a tensor that took another shape in place is not followed"))


@define("unsqueeze_", method=True, function=False)
def unsqueeze_in_place(machine: Machine, input: Any, dim: Any) -> Any:
    """A new axis of length 1."""
    return _become(machine, input, unsqueeze(machine, input, dim))


@define("squeeze_", method=True, function=False)
def squeeze_in_place(machine: Machine, input: Any, dim: Any = None) -> Any:
    """Axes of length 1 go: those that are named, or all."""
    return _become(machine, input, squeeze_(machine, input, dim))


@define("transpose_", "swapdims_", method=True, function=False)
def transpose_in_place(machine: Machine, input: Any, dim0: Any, dim1: Any) -> Any:
    """Two axes exchanged."""
    return _become(machine, input, exchanged(machine, input, dim0, dim1))


@define("swapaxes_", method=True, function=False)
def swapaxes_in_place(machine: Machine, input: Any, axis0: Any, axis1: Any) -> Any:
    """Two axes exchanged."""
    return _become(machine, input, exchanged(machine, input, axis0, axis1))


@define("t_", method=True, function=False)
def t_in_place(machine: Machine, input: Any) -> Any:
    """The two axes exchanged; a vector stays."""
    return _become(machine, input, t(machine, input))


@define("as_strided_", method=True, function=False)
def as_strided_in_place(machine: Machine, input: Any, size: Any, stride: Any, storage_offset: Any = None) -> Any:
    """The sizes that are given; strides do not count."""
    return _become(machine, input, sizes(machine, size))


@define("resize_as_", method=True)
def resize_as_function(machine: Machine, input: Any, the_template: Any) -> Any:
    """The shape of the other tensor."""
    return _become(machine, input, shape(machine, the_template))


@define("resize_", method=True, function=False)
def resize_in_place(machine: Machine, input: Any, *given: Any, size: Any = None) -> Any:
    """The sizes that are given."""
    return _become(machine, input, spelled(machine, given, size))


@define("set_", method=True, function=False)
def set_in_place(machine: Machine, input: Any, source: Any = None, *more: Any) -> Any:
    """The shape of the source."""
    if source is None:
        return _become(machine, input, (0,))
    if more:
        return _become(machine, input, Unknown("what is read from a storage is not followed"))
    return _become(machine, input, shape(machine, source))


__all__ = ["OPERATIONS"]
