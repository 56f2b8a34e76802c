"""`torch.func`: functions made of functions, as `vmap` and `grad` do it.

https://docs.pytorch.org/docs/stable/func.api.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.inside import named_buffers, named_parameters
from layerhints.libraries.torch.module import is_module
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Dict, List, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


class _NotFollowed(Exception):
    """Why nothing is known of what a transformed function gives."""


def _mapped(machine: Machine, value: Any, change: Callable[[Tensor], Any]) -> Any:
    """The value with each tensor in it replaced; nothing else may stand in it."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, Dict) and isinstance(value.content, dict):
        return machine.new_dict({key: _mapped(machine, item, change) for key, item in value.content.items()})
    if isinstance(value, List) and isinstance(value.content, tuple):
        return machine.new_list([_mapped(machine, item, change) for item in value.content])
    if isinstance(value, tuple):
        return tuple(_mapped(machine, item, change) for item in value)
    if value is None:
        return None
    raise _NotFollowed(value.reason if isinstance(value, Unknown) else "something is mapped over that is no tensor")


def _shape(tensor: Tensor) -> tuple[Any, ...]:
    if isinstance(tensor.shape, Unknown):
        raise _NotFollowed(tensor.shape.reason)
    return tensor.shape


def _transformed(name: str, answer: Callable[[Machine, Arguments, Arguments], Any]) -> Native:
    """A function that takes one and its options, and gives one whose calls are answered for."""

    def transform(machine: Machine, options: Arguments) -> Any:
        def call(machine: Machine, arguments: Arguments) -> Any:
            try:
                return answer(machine, options, arguments)
            except _NotFollowed as why:
                return Unknown(str(why))
            except Mismatch as why:
                return Unknown(str(why))

        return Native(f"torch.func.{name}", call)

    return Native(f"torch.func.{name}", transform)


# --- vmap


def _vmap(machine: Machine, options: Arguments, arguments: Arguments) -> Any:
    """The function sees each tensor without the axis that is mapped over, and what it gives has it again."""
    axes = machine.plain(options.get(1, "in_dims", 0))
    given = tuple(arguments.positional)
    sizes: list[Any] = []
    positional = _without_axes(machine, given, axes if isinstance(axes, (tuple, Dict)) else (axes,) * len(given), sizes)
    keywords = {name: _without_axes(machine, value, 0, sizes) for name, value in arguments.keywords.items()}
    if not sizes:
        raise _NotFollowed("over which tensors is mapped is not known")
    result = machine.call(options.get(0, "func"), Arguments(list(positional), keywords))
    return _with_axes(machine, result, machine.plain(options.get(2, "out_dims", 0)), sizes[0])


def _without_axes(machine: Machine, value: Any, axes: Any, sizes: list[Any]) -> Any:
    """The value without the axes that `axes` names: for all tensors in it, or in its own arrangement."""
    if axes is None:
        return value
    if type(axes) is int:
        return _mapped(machine, value, lambda tensor: _without_axis(tensor, axes, sizes))
    if isinstance(axes, tuple) and isinstance(value, (tuple, List)):
        items = value if isinstance(value, tuple) else value.content
        if isinstance(items, tuple) and len(items) == len(axes):
            found = [_without_axes(machine, item, axis, sizes) for item, axis in zip(items, axes, strict=True)]
            return tuple(found) if isinstance(value, tuple) else machine.new_list(found)
    named = getattr(axes, "content", None)
    if isinstance(named, dict) and isinstance(value, Dict) and isinstance(value.content, dict):
        entries = value.content.items()
        return machine.new_dict({key: _without_axes(machine, item, named.get(key), sizes) for key, item in entries})
    raise _NotFollowed("which axes are mapped over is not known")


def _without_axis(tensor: Tensor, axis: int, sizes: list[Any]) -> Tensor:
    shape = _shape(tensor)
    place = normalize_axis(axis, len(shape))
    sizes.append(shape[place])
    return tensor_of((*shape[:place], *shape[place + 1 :]), tensor.dtype)


def _with_axes(machine: Machine, value: Any, axes: Any, size: Any) -> Any:
    if isinstance(axes, tuple) and isinstance(value, tuple) and len(axes) == len(value):
        return tuple(_with_axes(machine, item, axis, size) for item, axis in zip(value, axes, strict=True))
    if axes is None:
        return value
    if type(axes) is not int:
        raise _NotFollowed("where the axis that is mapped over comes out is not known")

    def change(tensor: Tensor) -> Tensor:
        shape = _shape(tensor)
        place = normalize_axis(axes, len(shape) + 1)
        return tensor_of((*shape[:place], size, *shape[place:]), tensor.dtype)

    return _mapped(machine, value, change)


# --- derivatives


def _chosen(options: Arguments, arguments: Arguments) -> Any:
    """The arguments that are derived by: one, or a tuple of them."""
    numbers = options.get(1, "argnums", 0)
    given = arguments.positional
    for number in numbers if isinstance(numbers, tuple) else (numbers,):
        if type(number) is not int or not -len(given) <= number < len(given):
            raise _NotFollowed("by which arguments is derived is not known")
    return tuple(given[number] for number in numbers) if isinstance(numbers, tuple) else given[numbers]


def _value(machine: Machine, options: Arguments, arguments: Arguments) -> tuple[Any, Any]:
    """What the function itself gives, and what it gives beside that. What comes out of the call that stands there is
    another thing, so the function is called from nowhere.
    """
    result = machine.call(options.get(0, "func"), Arguments(arguments.positional, arguments.keywords))
    aside = options.get(2, "has_aux", False)
    if aside is False:
        return result, ()
    if aside is not True or not isinstance(result, tuple) or len(result) != 2:
        raise _NotFollowed("what the function gives beside its value is not known")
    return result[0], (result[1],)


def _like(machine: Machine, value: Any) -> Any:
    return _mapped(machine, value, lambda tensor: tensor_of(_shape(tensor), tensor.dtype))


def _grad(machine: Machine, options: Arguments, arguments: Arguments) -> Any:
    _, aside = _value(machine, options, arguments)
    found = _like(machine, _chosen(options, arguments))
    return (found, *aside) if aside else found


def _grad_and_value(machine: Machine, options: Arguments, arguments: Arguments) -> Any:
    value, aside = _value(machine, options, arguments)
    return _like(machine, _chosen(options, arguments)), (value, *aside) if aside else value


def _jacobian(machine: Machine, options: Arguments, arguments: Arguments) -> Any:
    """For each tensor that comes out, and in it for each that went in: the axes of both."""
    value, aside = _value(machine, options, arguments)
    found = _derived(machine, value, _chosen(options, arguments))
    return (found, *aside) if aside else found


def _hessian(machine: Machine, options: Arguments, arguments: Arguments) -> Any:
    value, _ = _value(machine, options, arguments)
    chosen = _chosen(options, arguments)
    if not isinstance(value, Tensor) or not isinstance(chosen, Tensor):
        raise _NotFollowed("second derivatives of several tensors are not followed")
    return tensor_of((*_shape(value), *_shape(chosen), *_shape(chosen)), value.dtype)


def _derived(machine: Machine, value: Any, by: Any) -> Any:
    def of(one: Tensor) -> Any:
        return _mapped(machine, by, lambda other: tensor_of((*_shape(one), *_shape(other)), one.dtype))

    return _mapped(machine, value, of)


def _of_autograd(machine: Machine, arguments: Arguments) -> Any:
    """`torch.autograd.functional.jacobian(func, inputs)`, of one tensor by one tensor."""
    inputs = arguments.get(1, "inputs")
    if not isinstance(inputs, Tensor):
        return Unknown("the derivatives by several tensors are not followed")
    value = machine.call(arguments.get(0, "func"), Arguments([inputs]))
    try:
        return _derived(machine, value, inputs)
    except _NotFollowed as why:
        return Unknown(str(why))


def _jvp(machine: Machine, arguments: Arguments) -> Any:
    """`jvp(func, primals, tangents)`: what the function gives, and how much that changes."""
    primals = machine.plain(arguments.get(1, "primals"))
    if not isinstance(primals, tuple):
        return Unknown("what the function is given is not known")
    options = Arguments([arguments.get(0, "func"), None, arguments.keywords.get("has_aux", False)])
    try:
        value, aside = _value(machine, options, Arguments(list(primals)))
        return value, _like(machine, value), *aside
    except _NotFollowed as why:
        return Unknown(str(why))


def _vjp(machine: Machine, arguments: Arguments) -> Any:
    """`vjp(func, *primals)`: what the function gives, and a function that gives how much each of the primals does."""
    func, *primals = arguments.positional
    options = Arguments([func, None, arguments.keywords.get("has_aux", False)])
    try:
        value, aside = _value(machine, options, Arguments(primals))
        back = tuple(_like(machine, primal) for primal in primals)
        return value, Native("vjp", lambda *_: back), *aside
    except _NotFollowed as why:
        return Unknown(str(why))


# --- ensembles


def _stacked(machine: Machine, arguments: Arguments) -> Any:
    """`stack_module_state(models)`: the parameters of all models, and their buffers, each in one tensor."""
    models = machine.iterate(arguments.get(0, "models"))
    if isinstance(models, Unknown) or not models or not all(map(is_module, models)):
        return Unknown("which models are stacked is not known")

    def entries(named: Any) -> Any:
        found = {}
        for name, tensor in named(models[0]):
            if isinstance(tensor.shape, Unknown):
                return Unknown(tensor.shape.reason)
            found[name] = tensor_of((len(models), *tensor.shape), tensor.dtype)
        return machine.new_dict(found)

    return entries(named_parameters), entries(named_buffers)


MEMBERS: dict[str, Native] = {
    "vmap": _transformed("vmap", _vmap),
    "grad": _transformed("grad", _grad),
    "grad_and_value": _transformed("grad_and_value", _grad_and_value),
    "jacrev": _transformed("jacrev", _jacobian),
    "jacfwd": _transformed("jacfwd", _jacobian),
    "hessian": _transformed("hessian", _hessian),
    "jvp": Native("torch.func.jvp", _jvp),
    "vjp": Native("torch.func.vjp", _vjp),
    "stack_module_state": Native("torch.func.stack_module_state", _stacked),
}
"""In `torch.func`."""
OF_AUTOGRAD = {"jacobian": Native("torch.autograd.functional.jacobian", _of_autograd)}
"""In `torch.autograd.functional`."""

