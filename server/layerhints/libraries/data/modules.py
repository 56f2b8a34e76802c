"""The modules of these libraries: what each name in them is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.data import preparing, toy
from layerhints.libraries.data.closed import REASONS
from layerhints.libraries.numpy.signature import Unlisted
from layerhints.values.objects import ABSENT, Native, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

_SKLEARN: dict[str, dict[str, Any]] = {
    "sklearn": {},
    "sklearn.datasets": toy.FUNCTIONS.members,
    "sklearn.model_selection": preparing.SPLITTING.members,
    "sklearn.cross_validation": preparing.SPLITTING.members,
    "sklearn.preprocessing": preparing.SCALING.members,
    "sklearn.decomposition": preparing.DECOMPOSITION.members,
}


class DataModule(Value):
    """A module of which some names are described."""

    __slots__ = ("name", "names")

    def __init__(self, name: str, names: dict[str, Any]) -> None:
        self.name = name
        self.names = names

    def describe(self) -> str:
        return f"the module `{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in self.names:
            return self.names[name]
        if name == "__name__":
            return self.name
        if name.startswith("__"):
            return Unknown(f"`{self.name}.{name}` is not known")
        return module(machine, f"{self.name}.{name}")


class Progress(Value):
    """What `tqdm` makes of an iterable: the same items, and a bar."""

    __slots__ = ("items",)

    def __init__(self, items: Any) -> None:
        self.items = items

    def describe(self) -> str:
        return "a progress bar"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name.startswith("__"):
            return ABSENT
        return Unlisted(f"tqdm.{name}", "a progress bar has no influence on shapes")

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        return machine.iterate(self.items)

    def length(self, machine: Machine) -> Any:
        return machine.length(self.items)


def _tqdm(machine: Machine, arguments: Arguments) -> Any:
    return Progress(arguments.get(0, "iterable", Unknown("the bar has no items")))


def _trange(machine: Machine, arguments: Arguments) -> Any:
    return Progress(machine.call_values(machine.builtin_class("range"), *arguments.positional))


_TQDM = {"tqdm": Native("tqdm", _tqdm), "trange": Native("trange", _trange), "tqdm_notebook": Native("tqdm", _tqdm)}


def module(machine: Machine, name: str) -> Any:
    """The module called `name`, or a name in it that is not described."""
    top = name.partition(".")[0]
    if top == "tqdm":
        return DataModule(name, _TQDM)
    if name in _SKLEARN:
        return DataModule(name, _SKLEARN[name])
    return Unlisted(name, REASONS.get(top))
