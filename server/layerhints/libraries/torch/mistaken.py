"""What torch.nn certainly refuses, whatever the module: what is no module in a container, a call of what has no
`forward`, a place in a container that is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.module import ModuleClass, is_module, rule_class_of
from layerhints.values.facts import Finding
from layerhints.values.objects import Bound, Class, Function, Instance, List, Native

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site


CONTAINERS = ("ModuleList", "ModuleDict")
"""They hold modules and do nothing with them."""


def report_no_module(machine: Machine, container: Instance, item: Any, place: Site | None) -> None:
    """`nn.Sequential([a, b])`, `nn.Sequential(a, nn.ReLU)`, `nn.Sequential(a, F.relu)`."""
    name = container.cls.name
    if isinstance(item, Class):
        message = f"`{item.name}` is a class. A module is made by calling it: `{item.name}(…)`"
    elif isinstance(item, (List, tuple)):
        takes = "takes modules one by one: put `*` before the list" if name == "Sequential" else "holds modules"
        message = f"this is a list; `{name}` {takes}"
    elif isinstance(item, (Function, Native, Bound)):
        message = f"this is a function; `{name}` holds modules, such as `nn.ReLU()` in the place of `F.relu`"
    elif isinstance(item, (str, int, float)):
        message = f"{item!r} is no module, and `{name}` holds modules"
    else:
        return
    _report(machine, "bad-layer", message, place)


def report_without_forward(machine: Machine, module: Instance, place: Site | None) -> None:
    """A list of modules that is called, or a module whose class has no `forward`, perhaps a `call`. A method that calls
    `self` may count on a class that is derived from its own, and one that calls an `nn.Module()` on what is put in its
    place.
    """
    cls = module.cls
    if cls.name == "Module" and isinstance(cls, ModuleClass):
        machine.leave_out()
    if rule_class_of(cls) is not None or cls.has_unknown_base or module.hidden.get("site") is None:
        return
    held = next((base.name for base in cls.order if base.name in CONTAINERS), None)
    if held is not None:
        hint = ". Call the modules in it, or make it an `nn.Sequential`" if held == "ModuleList" else ""
    else:
        hint = ". PyTorch runs `forward`, not `call`" if isinstance(cls.lookup("call"), Function) else ""
    _report(machine, "abstract-layer", f"`{cls.name}` has no `forward`, which says what it does{hint}", place)


def report_no_such_place(machine: Machine, container: Instance, index: Any, held: dict[Any, Any]) -> None:
    """`layers[3]` of three, `blocks["d"]` where there is none."""
    if isinstance(index, str):
        there = f"has no `{index}`; it has {', '.join(f'`{name}`' for name in list(held)[:_MOST_NAMED])}"
        there += ", …" if len(held) > _MOST_NAMED else ""
    else:
        there = f"holds {len(held)} module{'' if len(held) == 1 else 's'}, counted from 0; there is no {index}"
    if held and all(module is None or is_module(module) for module in held.values()):
        _report(machine, "no-such-layer", f"`{container.cls.name}` {there}", machine.site)


_MOST_NAMED = 8


def _report(machine: Machine, code: str, message: str, place: Site | None) -> None:
    site = machine.site if place is None else place
    if site is not None and not (machine.trying or machine.leaves_out):
        machine.report(Finding(code, message, site, machine.stack))
