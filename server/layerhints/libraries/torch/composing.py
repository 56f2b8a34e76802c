"""Modules that PyTorch puts together from others, written as functions behind the machine.

They are made of the real children, under the real names and in the real order, and their `forward` calls these; so
shapes, counts and problems are those of the children.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.module import ModuleClass, begin, info_of, is_module, module_class
from layerhints.values.arguments import Arguments
from layerhints.values.facts import Finding
from layerhints.values.objects import ABSENT, Instance, Native
from layerhints.values.signature import Signature

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site


class Method(Native):
    """A method that is written as a function with PyTorch's own signature behind the machine."""

    __slots__ = ("signature",)

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.signature = Signature(name, function)

        def run(machine: Machine, arguments: Arguments) -> Any:
            bound = self.signature.bind(arguments)
            if isinstance(bound, Unknown):
                return bound
            positional, keywords = bound
            return function(machine, *positional, **keywords)

        super().__init__(name, run)


def maker(name: str, function: Callable[..., None]) -> Native:
    """An `__init__`, whose function gets a Making in place of machine and module."""
    signature = Signature(f"{name}.__init__", function)

    def run(machine: Machine, arguments: Arguments) -> None:
        module, call = arguments.positional[0], arguments.without_first()
        begin(machine, module)
        bound = signature.bind(call)
        if isinstance(bound, Unknown):
            machine.write(module.hidden, "gap", bound)
            return
        places: dict[str, Site] = {}
        for index, parameter in enumerate(signature.positional):
            site = call.places.get(index) or call.places.get(parameter)
            if site is not None:
                places[parameter] = site
        positional, keywords = bound
        function(Making(machine, module, places), *positional, **keywords)

    return Native(f"{name}.__init__", run)


class Making:
    """A module that is being made. `places` says where the argument of each parameter stands."""

    def __init__(self, machine: Machine, module: Instance, places: Mapping[str, Site]) -> None:
        self.machine = machine
        self.module = module
        self.places = places

    def child(
        self, cls: ModuleClass, values: Mapping[str, Any], sources: Mapping[str, str] = MappingProxyType({})
    ) -> Any:
        """A module inside. `sources` names the parameter that an argument comes from, where it is called otherwise.

        The line of the program is that of the whole, which has a hint of its own, so the child claims none.
        """
        machine = self.machine
        places: dict[int | str, Site] = {}
        for name in values:
            site = self.places.get(sources.get(name, name))
            if site is not None:
                places[name] = site
        made = machine.instantiate(cls, Arguments([], dict(values), machine.site, places))
        if is_module(made):
            machine.write(made.hidden, "info", replace(info_of(machine, made), site=None))
        return made

    def of_rule(self, name: str, values: Mapping[str, Any], sources: Mapping[str, str]) -> Any:
        return self.child(module_class(self.machine, name), values, sources)

    def set(self, name: str, value: Any) -> None:
        self.machine.set_attribute(self.module, name, value)

    def report(self, code: str, message: str, parameter: str) -> None:
        site = self.places.get(parameter) or self.machine.site
        if site is not None:
            self.machine.report(Finding(code, message, site, self.machine.stack))


def call(machine: Machine, module: Any, name: str, *positional: Any, **keywords: Any) -> Any:
    """Call what the module has under the name: a module inside, or a method that the program may have replaced."""
    found = machine.attribute(module, name)
    if found is ABSENT:
        machine.throw("AttributeError", f"the module has no attribute `{name}`")
    return machine.call(found, Arguments(list(positional), keywords))
