"""`random`: nothing that it gives is known."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions, Methods
from layerhints.interp.builtins.sequences import index_of
from layerhints.values.objects import Class, Instance, Value

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

CHANCE = Unknown("it depends on chance")

function = Functions("random.")


def _gives_chance(machine: Machine, *arguments: Any, **keywords: Any) -> Unknown:
    return CHANCE


def _gives_nothing(machine: Machine, *arguments: Any, **keywords: Any) -> None:
    return None


def _shuffle(machine: Machine, x: Any, random: Any = None) -> None:
    """The items are the same, their order is not known: items that are all alike stay as they are."""
    items = machine.iterate(x)
    if isinstance(items, Unknown) or not isinstance(x, Value):
        return
    if len(items) > 1 and any(item is not items[0] for item in items):
        for position in range(machine.bounded(len(items))):
            machine.set_item(x, position, CHANCE)


def _several(machine: Machine, population: Any, *arguments: Any, k: Any = None, **keywords: Any) -> Any:
    count = index_of(machine, arguments[0] if k is None and arguments else 1 if k is None else k)
    if isinstance(count, Unknown):
        return machine.new_list(count)
    return machine.new_list([CHANCE] * machine.bounded(max(count, 0)))


def _choices(machine: Machine, population: Any, weights: Any = None, *, cum_weights: Any = None, k: Any = 1) -> Any:
    return _several(machine, population, k=k)


for _name in random.__all__:
    if _name not in ("Random", "SystemRandom"):
        function(_name)(_gives_chance)
function("seed")(_gives_nothing)
function("setstate")(_gives_nothing)
function("shuffle", changes=True)(_shuffle)
function("sample")(_several)
function("choices")(_choices)


def names(module: str) -> dict[str, Any]:
    methods = Methods("Random", Instance)
    for name in random.__all__:
        if name not in ("Random", "SystemRandom"):
            methods(name)(lambda machine, self, *arguments, **keywords: CHANCE)
    methods("__init__")(lambda machine, self, *arguments: None)
    methods("seed")(lambda machine, self, *arguments: None)
    methods("shuffle", changes=True)(lambda machine, self, x: _shuffle(machine, x))
    methods("sample")(lambda machine, self, population, k: _several(machine, population, k=k))
    generator = Class("Random", (), methods.names, module="random")
    return {**function.names, "Random": generator, "SystemRandom": generator}
