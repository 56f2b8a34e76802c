"""`random`: of what is drawn that is known which all have in common among which it is drawn."""

from __future__ import annotations

import random
from functools import reduce
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions, Methods
from layerhints.interp.builtins.sequences import index_of
from layerhints.values.objects import Class, Instance, Value
from layerhints.values.origins import is_number, unknown_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

CHANCE = "it depends on chance"
MOST_CANDIDATES = 64
"""Among more than these, what is drawn may be anything."""


def _anything(machine: Machine, *arguments: Any, **keywords: Any) -> Unknown:
    return Unknown(CHANCE)


def _number(machine: Machine, *arguments: Any, **keywords: Any) -> Unknown:
    return unknown_number(CHANCE)


def _nothing(machine: Machine, *arguments: Any, **keywords: Any) -> None:
    return None


def _shuffle(machine: Machine, x: Any, random: Any = None) -> None:
    """The items are the same, their order is not known: items that are all alike stay as they are."""
    items = machine.iterate(x)
    if isinstance(items, Unknown) or not isinstance(x, Value):
        return
    if len(items) > 1 and any(item is not items[0] for item in items):
        drawn = _number if all(map(is_number, items)) else _anything
        for position in range(machine.bounded(len(items))):
            machine.set_item(x, position, drawn(machine))


def _choice(machine: Machine, seq: Any) -> Any:
    """What all items have in common; what they have not is another unknown each time that one is drawn."""
    items = machine.iterate(seq)
    if isinstance(items, Unknown) or not 0 < len(items) <= MOST_CANDIDATES:
        return Unknown(items.reason if isinstance(items, Unknown) else CHANCE)
    return reduce(lambda drawn, item: machine.join(drawn, item, Unknown(CHANCE)), items)


def _sample(machine: Machine, population: Any, k: Any, *, counts: Any = None) -> Any:
    count = index_of(machine, k)
    if isinstance(count, Unknown):
        return machine.new_list(count)
    return machine.new_list([_choice(machine, population) for _ in range(machine.bounded(max(count, 0)))])


def _choices(machine: Machine, population: Any, weights: Any = None, *, cum_weights: Any = None, k: Any = 1) -> Any:
    return _sample(machine, population, k)


_MEANINGS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(random.__all__, _number),
    "choice": _choice,
    "choices": _choices,
    "getstate": _anything,
    "randbytes": _anything,
    "sample": _sample,
    "seed": _nothing,
    "setstate": _nothing,
    "shuffle": _shuffle,
}
_CHANGING = frozenset({"shuffle"})


def _method(meaning: Callable[..., Any]) -> Callable[..., Any]:
    def method(machine: Machine, self: Instance, *arguments: Any, **keywords: Any) -> Any:
        return meaning(machine, *arguments, **keywords)

    return method


_FUNCTIONS = Functions("random.")
_METHODS = Methods("Random", Instance)
for _name, _meaning in _MEANINGS.items():
    _FUNCTIONS(_name, changes=_name in _CHANGING)(_meaning)
    _METHODS(_name, changes=_name in _CHANGING)(_method(_meaning))
_METHODS("__init__")(_method(_nothing))


def names(module: str) -> dict[str, Any]:
    generator = Class("Random", (), dict(_METHODS.names), module="random")
    return {**_FUNCTIONS.names, "Random": generator, "SystemRandom": generator}
