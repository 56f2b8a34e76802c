"""The methods with which programs walk through modules and change them: `children`, `parameters`, `apply`, `eval`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch import hooks, inside
from layerhints.libraries.torch.module import entries
from layerhints.libraries.torch.state_dict import state_dict
from layerhints.values.objects import ABSENT, Instance, Iterator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


def _items(gap: Unknown | None, found: Iterable[Any]) -> Iterator:
    """An iterator over what is inside, also where something may be missing there."""
    return Iterator(tuple(found)) if gap is None else Iterator(gap, tuple(found))


def _children(machine: Machine, arguments: Arguments) -> Any:
    module = arguments.positional[0]
    return _items(_own_gap(module, "modules"), (child for _, child in inside.children(module)))


def _named_children(machine: Machine, arguments: Arguments) -> Any:
    module = arguments.positional[0]
    return _items(_own_gap(module, "modules"), inside.children(module))


def _own_gap(module: Instance, kind: str) -> Unknown | None:
    content = entries(module, kind)
    if isinstance(content, Unknown):
        return content
    return next((value for value in content.values() if isinstance(value, Unknown)), None)


def _named_modules(machine: Machine, arguments: Arguments) -> Any:
    module = arguments.positional[0]
    prefix, once = arguments.get(2, "prefix", ""), machine.truth(arguments.get(3, "remove_duplicate", True))
    if not isinstance(prefix, str) or once is None:
        return Iterator(_HOW)
    return _items(inside.gap(module), inside.named_modules(module, prefix, not once))


def _modules(machine: Machine, arguments: Arguments) -> Any:
    module = arguments.positional[0]
    return _items(inside.gap(module), inside.modules_inside(module))


def _parameters(machine: Machine, arguments: Arguments) -> Any:
    return _tensors(machine, arguments.positional[0], "parameters", recurse=arguments.get(1, "recurse", True))


def _named_parameters(machine: Machine, arguments: Arguments) -> Any:
    return _named_tensors(machine, arguments, "parameters")


def _buffers(machine: Machine, arguments: Arguments) -> Any:
    return _tensors(machine, arguments.positional[0], "buffers", recurse=arguments.get(1, "recurse", True))


def _named_buffers(machine: Machine, arguments: Arguments) -> Any:
    return _named_tensors(machine, arguments, "buffers")


def _named_tensors(machine: Machine, arguments: Arguments, kind: str) -> Iterator:
    prefix, recurse, once = (
        arguments.get(position, name, default)
        for position, (name, default) in enumerate(
            {"prefix": "", "recurse": True, "remove_duplicate": True}.items(), start=1
        )
    )
    return _tensors(machine, arguments.positional[0], kind, prefix, recurse, once, named=True)


def _tensors(
    machine: Machine,
    module: Instance,
    kind: str,
    prefix: Any = "",
    recurse: Any = True,
    once: Any = True,
    named: bool = False,
) -> Iterator:
    """What `named_parameters()` and its like go over."""
    inner, once = machine.truth(recurse), machine.truth(once)
    if not isinstance(prefix, str) or inner is None or once is None:
        return Iterator(_HOW)
    if not inner:
        missing = _own_gap(module, kind)
    elif kind == "buffers":
        missing = inside.gap_with_buffers(module)
    else:
        missing = inside.gap(module)
    places = inside.named_modules(module, prefix, not once) if inner else [(prefix, module)]
    found = inside.named_tensors(places, kind, not once)
    return _items(missing, found if named else (tensor for _, tensor in found))


_HOW = Unknown("how the modules are walked through is not known")


def _apply(machine: Machine, arguments: Arguments) -> Any:
    """The function is called with every module inside, children first, and then with this one."""
    module, function = arguments.positional[0], arguments.get(1, "fn")
    for _, child in inside.children(module):
        machine.call_values(machine.attribute(child, "apply"), function)
    machine.call_values(function, module)
    return module


def set_training(machine: Machine, module: Instance, mode: Any) -> None:
    for each in inside.modules_inside(module):
        machine.write(each.attributes, "training", mode)


def _train(machine: Machine, arguments: Arguments) -> Any:
    module, mode = arguments.positional[0], arguments.get(1, "mode", True)
    own = module.cls.lookup("train")
    for _, child in inside.children(module):
        # A class of the program may have its own `train`, which keeps parts of it frozen.
        machine.call_values(machine.attribute(child, "train"), mode)
    machine.write(module.attributes, "training", mode)
    return module if own is not ABSENT else None


def _eval(machine: Machine, arguments: Arguments) -> Any:
    return machine.call_values(machine.attribute(arguments.positional[0], "train"), False)


def _require_grad(machine: Machine, arguments: Arguments) -> Any:
    module, flag = arguments.positional[0], arguments.get(1, "requires_grad", True)
    for _, parameter in inside.named_parameters(module):
        parameter.set_attribute(machine, "requires_grad", flag)
    return module


def _itself(machine: Machine, arguments: Arguments) -> Any:
    return arguments.positional[0]


def _get_submodule(machine: Machine, arguments: Arguments) -> Any:
    found, path = arguments.positional[0], arguments.get(1, "target")
    if not isinstance(path, str):
        return Unknown("which module is asked for is not known")
    for name in path.split(".") if path else ():
        found = machine.attribute(found, name)
        if found is ABSENT:
            machine.throw("AttributeError", f"there is no module `{path}`")
    return found


def _get_by_path(machine: Machine, arguments: Arguments) -> Any:
    """`get_parameter` and `get_buffer`."""
    return _get_submodule(machine, arguments)


def _set_submodule(machine: Machine, arguments: Arguments) -> None:
    module, path, new = arguments.positional[0], arguments.get(1, "target"), arguments.get(2, "module")
    if not isinstance(path, str):
        return
    *home, name = path.split(".")
    for part in home:
        module = machine.attribute(module, part)
    machine.set_attribute(module, name, new)


def _ignored(name: str) -> Callable[[Machine, Arguments], Any]:
    return lambda machine, arguments: Unknown(f"what `{name}` gives has no influence on shapes")


METHODS: dict[str, Callable[[Any, Any], Any]] = {
    "children": _children,
    "named_children": _named_children,
    "modules": _modules,
    "named_modules": _named_modules,
    "parameters": _parameters,
    "named_parameters": _named_parameters,
    "buffers": _buffers,
    "named_buffers": _named_buffers,
    "state_dict": state_dict,
    "apply": _apply,
    "train": _train,
    "eval": _eval,
    "requires_grad_": _require_grad,
    "get_submodule": _get_submodule,
    "get_parameter": _get_by_path,
    "get_buffer": _get_by_path,
    "set_submodule": _set_submodule,
    "register_forward_hook": hooks.register_forward_hook,
    "register_forward_pre_hook": hooks.register_forward_pre_hook,
    "zero_grad": lambda machine, arguments: None,
    "_get_name": lambda machine, arguments: arguments.positional[0].cls.name,
    "extra_repr": lambda machine, arguments: "",
    **dict.fromkeys(
        (
            "to", "cuda", "cpu", "xpu", "ipu", "float", "double", "half", "bfloat16", "type", "to_empty",
            "share_memory", "compile",
        ),
        _itself,
    ),
    **{
        name: _ignored(name)
        for name in (
            "load_state_dict", "register_full_backward_hook", "register_backward_hook",
            "register_full_backward_pre_hook", "register_state_dict_pre_hook",
            "_register_state_dict_hook", "_register_load_state_dict_pre_hook", "register_load_state_dict_pre_hook",
            "register_load_state_dict_post_hook", "_load_from_state_dict", "set_extra_state", "get_extra_state",
        )
    },
}  # fmt: skip
"""By name: each takes the machine and the arguments with the module first."""

__all__ = ["METHODS", "set_training"]
