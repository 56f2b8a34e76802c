"""`weight_norm`, `spectral_norm`, `orthogonal` and parametrizations: a weight that is computed from others.

https://docs.pytorch.org/docs/stable/nn.html#utilities
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Shape, Unknown, maximum, product
from layerhints.libraries.torch.containers import container_class
from layerhints.libraries.torch.layers.operands import same_shape
from layerhints.libraries.torch.module import (
    entries,
    holds,
    is_module,
    new_module,
    put,
    registered,
    remove,
)
from layerhints.libraries.torch.parameters import Parameter
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.libraries.torch.written_classes import written_class
from layerhints.rules import Weight
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Instance, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def norm_shape(shape: Any, dim: Any) -> Any:
    """The shape of the lengths that `weight_norm` keeps apart: one for each index of axis `dim`."""
    if isinstance(shape, Unknown):
        return Unknown(shape.reason)
    if dim is None or dim == -1:
        return ()
    if type(dim) is not int:
        return Unknown("the axis of the weight norm is not known")
    kept = normalize_axis(dim, len(shape))
    return tuple(size if axis == kept else 1 for axis, size in enumerate(shape))


def _arguments(machine: Machine, arguments: Arguments) -> tuple[Any, str, Parameter] | None:
    """The module, the name of its weight, and the weight; None where one is not known."""
    module, name = arguments.get(0, "module"), arguments.get(1, "name", "weight")
    if not is_module(module) or not isinstance(name, str):
        return None
    content = entries(module, "parameters")
    weight = None if isinstance(content, Unknown) else content.get(name)
    return (module, name, weight) if isinstance(weight, Parameter) else None


def _not_followed(machine: Machine, arguments: Arguments) -> Any:
    """The module, of which it is no longer known what it holds."""
    module = arguments.get(0, "module")
    if is_module(module):
        reason = Unknown("which of its weights are computed from others is not known")
        machine.replace(registered(module, "parameters"), reason)
    return module


def _former_weight_norm(machine: Machine, arguments: Arguments) -> Any:
    """`torch.nn.utils.weight_norm`: `weight` becomes `weight_g` (lengths) and `weight_v` (directions)."""
    found = _arguments(machine, arguments)
    if found is None:
        return _not_followed(machine, arguments)
    module, name, weight = found
    shape = weight.shape
    _replaced(machine, module, name, weight)
    put(machine, module, "parameters", f"{name}_g", Parameter(norm_shape(shape, arguments.get(2, "dim", 0)), "float32"))
    put(machine, module, "parameters", f"{name}_v", Parameter(shape, "float32"))
    return module


def _former_spectral_norm(machine: Machine, arguments: Arguments) -> Any:
    """`torch.nn.utils.spectral_norm`: `weight` becomes `weight_orig`, with two vectors as buffers."""
    found = _arguments(machine, arguments)
    if found is None:
        return _not_followed(machine, arguments)
    module, name, weight = found
    _replaced(machine, module, name, weight)
    put(machine, module, "parameters", f"{name}_orig", Parameter(weight.shape, "float32"))
    rows, columns = _matrix(module, weight.shape, arguments.get(4, "dim"))
    put(machine, module, "buffers", f"{name}_u", tensor_of((rows,), "float32"))
    put(machine, module, "buffers", f"{name}_v", tensor_of((columns,), "float32"))
    return module


# --- pruning


def _pruned(machine: Machine, arguments: Arguments) -> Any:
    """`prune.l1_unstructured(module, name, …)` and its like: `weight` becomes `weight_orig`, with a mask as buffer."""
    module, name = arguments.get(0, "module"), arguments.get(1, "name")
    if is_module(module) and isinstance(name, str) and holds(module, "parameters", f"{name}_orig"):
        return module  # which is pruned further
    found = _arguments(machine, arguments)
    if found is None:
        return _not_followed(machine, arguments)
    module, name, weight = found
    _replaced(machine, module, name, weight)
    put(machine, module, "parameters", f"{name}_orig", weight)
    put(machine, module, "buffers", f"{name}_mask", tensor_of(weight.shape, weight.dtype))
    return module


def _pruned_together(machine: Machine, arguments: Arguments) -> None:
    """`global_unstructured(parameters, …)`, of modules and names."""
    pairs = machine.iterate(arguments.get(0, "parameters"))
    for pair in () if isinstance(pairs, Unknown) else pairs:
        one = machine.iterate(pair)
        if not isinstance(one, Unknown):
            _pruned(machine, Arguments(list(one)))


def _no_longer_pruned(machine: Machine, arguments: Arguments) -> Any:
    """`remove(module, name)`: the weight is a parameter again, the last one."""
    module, name = arguments.get(0, "module"), arguments.get(1, "name")
    content = entries(module, "parameters") if is_module(module) else None
    weight = content.get(f"{name}_orig") if isinstance(content, dict) else None
    if not isinstance(weight, Parameter):
        return _not_followed(machine, arguments)
    remove(machine, module, "parameters", f"{name}_orig")
    remove(machine, module, "buffers", f"{name}_mask")
    machine.delete(module.attributes, name)
    put(machine, module, "parameters", name, weight)
    return module


def _matrix(module: Instance, shape: Any, dim: Any) -> tuple[Any, Any]:
    """The weight as a matrix: the axis of the outputs against all others."""
    if isinstance(shape, Unknown) or not (dim is None or type(dim) is int):
        reason = Unknown("the shape of the weight is not known")
        return reason, reason
    if dim is None:
        dim = 1 if any(cls.name.startswith("ConvTranspose") for cls in module.cls.order) else 0
    kept = normalize_axis(dim, len(shape))
    return shape[kept], product(size for axis, size in enumerate(shape) if axis != kept)


def _replaced(machine: Machine, module: Instance, name: str, weight: Parameter) -> None:
    """The weight is no parameter any more, but still an attribute."""
    remove(machine, module, "parameters", name)
    machine.write(module.attributes, name, tensor_of(weight.shape, weight.dtype))


# --- parametrizations


def _weight_norm(machine: Machine, arguments: Arguments) -> Any:
    found = _arguments(machine, arguments)
    if found is None:
        return _not_followed(machine, arguments)
    module, name, weight = found
    shape = weight.shape
    lengths = norm_shape(shape, arguments.get(2, "dim", 0))
    _parametrize(machine, module, name, weight, _part(machine, "_WeightNorm"), (lengths, shape))
    return module


def _spectral_norm(machine: Machine, arguments: Arguments) -> Any:
    found = _arguments(machine, arguments)
    if found is None:
        return _not_followed(machine, arguments)
    module, name, weight = found
    part = _part(machine, "_SpectralNorm")
    shape = weight.shape
    if not isinstance(shape, Unknown) and len(shape) > 1:
        rows, columns = _matrix(module, shape, arguments.get(4, "dim"))
        put(machine, part, "buffers", "_u", tensor_of((rows,), "float32"))
        put(machine, part, "buffers", "_v", tensor_of((columns,), "float32"))
    _parametrize(machine, module, name, weight, part)
    return module


def _orthogonal(machine: Machine, arguments: Arguments) -> Any:
    found = _arguments(machine, arguments)
    if found is None:
        return _not_followed(machine, arguments)
    module, name, weight = found
    part, shape = _part(machine, "_Orthogonal"), weight.shape
    if arguments.get(3, "use_trivialization", True) is not False:  # a square matrix that the weight is a part of
        square: Shape = Unknown("the shape of the weight is not known")
        if isinstance(shape, tuple) and len(shape) > 1:
            side = maximum(shape[-2], shape[-1])
            square = (*shape[:-2], side, side)
        put(machine, part, "buffers", "base", tensor_of(square, weight.dtype))
    _parametrize(machine, module, name, weight, part)
    return module


def _register(machine: Machine, arguments: Arguments) -> Any:
    """`register_parametrization(module, tensor_name, parametrization)`: the weight is what a module makes of it."""
    call = _by_name(arguments)
    part = arguments.get(2, "parametrization")
    if not is_module(part):
        return _not_followed(machine, call)
    chain, inverse = _chain(call), part.cls.lookup("right_inverse")
    if chain is not None and inverse is ABSENT:
        put(machine, chain, "modules", str(len(entries(chain, "modules"))), part)
        return call.get(0, "module")
    found = _arguments(machine, call)
    if found is None:
        return _not_followed(machine, call)
    module, name, weight = found
    originals = None if inverse is ABSENT else _inverted(machine, part, weight)
    if isinstance(originals, Unknown):
        return _not_followed(machine, call)
    _parametrize(machine, module, name, weight, part, originals)
    shapes = (weight.shape,) if originals is None else originals
    machine.call(part, Arguments([tensor_of(shape, weight.dtype) for shape in shapes], site=arguments.site))
    return module


def _inverted(machine: Machine, part: Instance, weight: Parameter) -> Any:
    """The shapes of what a `right_inverse` makes of the weight; None where that is one tensor of the same shape."""
    made = machine.call_values(machine.attribute(part, "right_inverse"), tensor_of(weight.shape, weight.dtype))
    tensors = made if isinstance(made, tuple) else (made,)
    if not all(isinstance(tensor, Tensor) for tensor in tensors):
        return Unknown("what the inverse of a parametrization gives is not known")
    shapes = tuple(tensor.shape for tensor in tensors)
    if isinstance(made, tuple):
        return shapes
    return None if same_shape(shapes[0], weight.shape) is True else Unknown("the weight is of another shape")


def _chain(arguments: Arguments) -> Instance | None:
    """The list of parametrizations that a weight has already."""
    module, name = arguments.get(0, "module"), arguments.get(1, "name", "weight")
    home = _entry(module, "modules", "parametrizations") if is_module(module) else None
    return _entry(home, "modules", name) if isinstance(home, Instance) else None


def _entry(module: Instance, kind: str, name: str) -> Any:
    content = entries(module, kind)
    return content.get(name) if isinstance(content, dict) else None


def _unparametrized(machine: Machine, arguments: Arguments) -> Any:
    """`remove_parametrizations(module, tensor_name, leave_parametrized=True)`: what is computed is a parameter again,
    the original one where there is one only.
    """
    call = _by_name(arguments)
    module, name, chain = call.get(0, "module"), call.get(1, "name", "weight"), _chain(call)
    computed = module.attributes.get(name) if chain is not None else None
    if chain is None or not isinstance(computed, Tensor) or not isinstance(entries(chain, "parameters"), dict):
        return _not_followed(machine, call)
    original = _entry(chain, "parameters", "original")
    home = entries(module, "modules")["parametrizations"]
    remove(machine, home, "modules", name)
    if not entries(home, "modules"):
        remove(machine, module, "modules", "parametrizations")
    machine.delete(module.attributes, name)
    put(machine, module, "parameters", name, original or Parameter(computed.shape, computed.dtype))
    return module


def _is_parametrized(machine: Machine, arguments: Arguments) -> Any:
    """`is_parametrized(module, tensor_name=None)`."""
    module, name = arguments.get(0, "module"), arguments.get(1, "tensor_name")
    content = entries(module, "modules") if is_module(module) else Unknown("this is no module that is known")
    if isinstance(content, Unknown):
        return content
    home = content.get("parametrizations")
    return home is not None if name is None else is_module(home) and _entry(home, "modules", name) is not None


def _by_name(arguments: Arguments) -> Arguments:
    """The call with the name of the weight under `name`, as norms call it."""
    call = Arguments(list(arguments.positional), dict(arguments.keywords), arguments.site, arguments.places)
    if "tensor_name" in call.keywords:
        call.keywords["name"] = call.keywords.pop("tensor_name")
    return call


def _parametrize(
    machine: Machine, module: Instance, name: str, weight: Parameter, part: Instance, originals: Any = None
) -> None:
    """Move the weight into `parametrizations.<name>` as `original`, or as several of them."""
    content = entries(module, "modules")
    home = content.get("parametrizations") if isinstance(content, dict) else None
    if home is None:
        home = new_module(machine, Arguments([container_class(machine, "ModuleDict")]))
        put(machine, module, "modules", "parametrizations", home)
    parametrized = written_class(machine, "ParametrizationList", "torch.nn.utils.parametrize", {})
    chain = new_module(machine, Arguments([parametrized]))
    put(machine, home, "modules", name, chain)
    _replaced(machine, module, name, weight)
    if originals is None:
        put(machine, chain, "parameters", "original", weight)
    else:
        for place, shape in enumerate(originals):
            put(machine, chain, "parameters", f"original{place}", Parameter(shape, "float32"))
    put(machine, chain, "modules", "0", part)


def _part(machine: Machine, name: str) -> Instance:
    return new_module(machine, Arguments([written_class(machine, name, "torch.nn.utils.parametrizations", {})]))


def _removed(machine: Machine, arguments: Arguments) -> Any:
    """`remove_weight_norm` and `remove_spectral_norm`: the weight is a parameter again."""
    module, name = arguments.get(0, "module"), arguments.get(1, "name", "weight")
    if not is_module(module) or not isinstance(name, str):
        return module
    tensor = module.attributes.get(name)
    if not isinstance(tensor, Tensor):
        return _not_followed(machine, arguments)
    for ending in ("_g", "_v", "_orig"):
        remove(machine, module, "parameters", f"{name}{ending}")
    for ending in ("_u", "_v"):
        remove(machine, module, "buffers", f"{name}{ending}")
    machine.delete(module.attributes, name)
    put(machine, module, "parameters", name, Parameter(tensor.shape, tensor.dtype))
    return module


def _careful(function: Any) -> Any:
    def call(machine: Machine, arguments: Arguments) -> Any:
        try:
            return function(machine, arguments)
        except Mismatch:
            return _not_followed(machine, arguments)

    return call


FORMER: dict[str, Native] = {
    "weight_norm": Native("torch.nn.utils.weight_norm", _careful(_former_weight_norm)),
    "spectral_norm": Native("torch.nn.utils.spectral_norm", _careful(_former_spectral_norm)),
    "remove_weight_norm": Native("torch.nn.utils.remove_weight_norm", _removed),
    "remove_spectral_norm": Native("torch.nn.utils.remove_spectral_norm", _removed),
}
"""In `torch.nn.utils`."""

PARAMETRIZATIONS: dict[str, Native] = {
    "weight_norm": Native("torch.nn.utils.parametrizations.weight_norm", _careful(_weight_norm)),
    "spectral_norm": Native("torch.nn.utils.parametrizations.spectral_norm", _careful(_spectral_norm)),
    "orthogonal": Native("torch.nn.utils.parametrizations.orthogonal", _careful(_orthogonal)),
}
PARAMETRIZE: dict[str, Native] = {
    "register_parametrization": Native("torch.nn.utils.parametrize.register_parametrization", _register),
    "remove_parametrizations": Native("torch.nn.utils.parametrize.remove_parametrizations", _unparametrized),
    "is_parametrized": Native("torch.nn.utils.parametrize.is_parametrized", _is_parametrized),
}


PRUNE: dict[str, Native] = {
    **{
        name: Native(f"torch.nn.utils.prune.{name}", _pruned)
        for name in (
            "identity", "random_unstructured", "l1_unstructured", "random_structured", "ln_structured",
            "custom_from_mask",
        )
    },
    "global_unstructured": Native("torch.nn.utils.prune.global_unstructured", _pruned_together),
    "remove": Native("torch.nn.utils.prune.remove", _no_longer_pruned),
}  # fmt: skip


def weight_behind(weight: Weight) -> str:
    """The full name of the weight that a parameter stands for: `parametrizations.weight.original` is `weight`."""
    if weight.path[:1] == ("parametrizations",) and weight.name in ("original", "original1"):
        return "/".join(weight.path[1:])
    for ending in ("_v", "_orig"):
        if weight.name.endswith(ending):
            return "/".join((*weight.path, weight.name.removesuffix(ending)))
    return weight.full_name
