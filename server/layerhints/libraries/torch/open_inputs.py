"""What goes into a module that nothing gives: what the program writes of it, or what is learned from its use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.containers import is_empty_container
from layerhints.libraries.torch.inference import TensorLesson
from layerhints.libraries.torch.inside import modules_inside
from layerhints.libraries.torch.layers.base import TorchModule
from layerhints.libraries.torch.module import entries, info_of
from layerhints.libraries.torch.tensors import is_empty, tensor_of
from layerhints.values.arguments import Arguments
from layerhints.values.described import CONTAINERS, described, names_in, shown
from layerhints.values.described import overridden as overridden_in
from layerhints.values.holes import Hole, WholeNumber, hole_of
from layerhints.values.objects import Function, Native
from layerhints.values.signature import signature_of
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.syntax import tree
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance
    from layerhints.values.sites import Site


def is_open(value: Any) -> bool:
    return isinstance(value, Unknown) or (isinstance(value, Tensor) and isinstance(value.shape, Unknown))


def opened(machine: Machine, module: Instance, call: Arguments) -> Arguments:
    """The call with what is not known in it replaced by what the program says of it, or by tensors that are learned
    from their use. What a comment overrides is replaced in any case.
    """
    names = names_of(machine, module)
    positional = [
        _tensor_for(machine, module, names[place] if place < len(names) else f"input{place}", value, call.site)
        for place, value in enumerate(call.positional)
    ]
    keywords = {name: _tensor_for(machine, module, name, value, call.site) for name, value in call.keywords.items()}
    return Arguments(positional, keywords, call.site, call.places, call.more)


def _tensor_for(machine: Machine, module: Instance, name: str, value: Any, site: Site | None) -> Any:
    if not is_open(value) and name not in overridden(module):
        return value
    parameter = next((each for each in parameters_of(machine, module) if each.name == name), None)
    hole = hole_of(getattr(value, "shape", value))
    if hole is not None and (parameter is None or described(machine, _forward(module), parameter) is None):
        return value  # it learns from what is done with it in all places
    if parameter is None:
        return hole_tensor(machine, module, name, site)
    return input_of(machine, module, parameter, site)


def open_inputs(machine: Machine, module: Instance) -> Arguments:
    example = module.attributes.get("example_input_array")
    if isinstance(example, Tensor):
        return Arguments([example])
    if not isinstance(module.cls.lookup("forward"), Function):
        return Arguments([hole_tensor(machine, module, name) for name in _needed(module)])
    if _leaves_out(module):
        machine.leave_out()
    positional = []
    for parameter in parameters_of(machine, module):
        if parameter.kind not in ("positional", "positional_only") or parameter.default is not None:
            break
        positional.append(input_of(machine, module, parameter))
    return Arguments(positional)


def input_of(machine: Machine, module: Instance, parameter: tree.Parameter, call: Site | None = None) -> Any:
    """What goes in for a parameter of `forward` that nothing gives, in the call that stands there if one does, and
    where that stands.
    """
    forward = _forward(module)
    written = described(machine, forward, parameter)
    if written is None:
        kind = _kind(machine, forward, parameter)
        found = hole_tensor(machine, module, parameter.name, call) if kind is None else kind
    else:
        shape, source, dtype = written
        found = tensor_of(shape, dtype, source=source)
    return shown(machine, forward, parameter, found)


def _forward(module: Instance) -> Function:
    """The `forward` of a module of the program's own."""
    forward = module.cls.lookup("forward")
    assert isinstance(forward, Function)
    return forward.described


def _kind(machine: Machine, forward: Function, parameter: tree.Parameter) -> Any:
    """What a parameter is that its annotation says is no tensor; None when it may be one."""
    if parameter.annotation is None:
        return None
    names = names_in(parameter.annotation)
    if not names or (any(name.endswith("Tensor") for name in names) and not names & CONTAINERS):
        return None
    hole = Hole(("forward", forward.unit.file, forward.node.span), (parameter.name,))
    if names == {"int"}:
        machine.learn(hole, WholeNumber())
    return machine.hole_value(hole)


def overridden(module: Instance) -> frozenset[str]:
    """The parameters of `forward` for which a comment gives a shape, whatever the program sends through the module."""
    forward = module.cls.lookup("forward")
    return overridden_in(forward.described) if isinstance(forward, Function) else frozenset()


def hole_tensor(machine: Machine, module: Instance, name: str, site: Site | None = None) -> Any:
    """A tensor that is learned from its use: what goes into a module, in the call that stands at `site` if one does.
    Other modules of its class may take other shapes.
    """
    cls = module.cls
    made = id(cls) if cls.site is None else (cls.site.unit.file, cls.site.span)  # a function makes one in each run
    hole = Hole(("forward", cls.name, made, site, info_of(machine, module).site), (name,))
    machine.learn(hole, TensorLesson())
    return machine.hole_value(hole)


def _leaves_out(module: Instance) -> bool:
    """Has `forward` an optional parameter, or is there an attribute to be set before, or a list to be filled? Such are
    None, or empty, now.
    """
    forward = module.cls.lookup("forward")
    if isinstance(forward, Function) and None in forward.described.defaults.values():
        return True
    if any(map(is_empty_container, modules_inside(module))):
        return True
    own = (each for each in modules_inside(module) if isinstance(each.cls.lookup("forward"), Function))
    return any(value is None or is_empty(value) for each in own for value in _held(each))


def _held(module: Instance) -> list[Any]:
    """What the program has set on a module, modules aside."""
    buffers = entries(module, "buffers")
    return [*module.attributes.values(), *(() if isinstance(buffers, Unknown) else buffers.values())]


# --- what `forward` takes


def parameters_of(machine: Machine, module: Instance) -> list[tree.Parameter]:
    """The parameters of the program's own `forward`, without `self`."""
    member = module.cls.lookup("forward")
    return list(member.described.node.parameters.items[1:]) if isinstance(member, Function) else []


def names_of(machine: Machine, module: Instance) -> list[str]:
    """What the module's `forward` calls its inputs, in order."""
    if isinstance(module.cls.lookup("forward"), Function):
        return [parameter.name for parameter in parameters_of(machine, module)]
    return [each.name for each in _of_native(module)]


def _needed(module: Instance) -> list[str]:
    """The parameters without default of a `forward` that is a native."""
    return [each.name for each in _of_native(module) if each.default is each.empty] or ["input"]


def _of_native(module: Instance) -> list[Any]:
    """The parameters of a `forward` that is a native, without `self`."""
    member = module.cls.lookup("forward")
    signature = getattr(member, "signature", None)
    rule = module.hidden.get("rule")
    if signature is None and isinstance(rule, TorchModule) and isinstance(member, Native):
        signature = signature_of("forward", type(rule).forward)
    return [] if signature is None else [each for each in signature.parameters if each.name != "self"]
