"""`collections.Counter`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.constants import too_many
from layerhints.interp.builtins.dicts import DICT, Entries, entry, put
from layerhints.interp.builtins.native import Methods
from layerhints.interp.builtins.order import sort
from layerhints.values.objects import Class, Dict, Iterator, Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


def _count(machine: Machine, self: Dict, source: Any, keywords: Entries, sign: int) -> None:
    """Add what `source` holds: the counts of a dict, or one for each item of any other iterable."""
    operator = "+" if sign > 0 else "-"
    if isinstance(source, Dict):
        pairs: Any = source.content if isinstance(source.content, Unknown) else list(source.content.items())
    else:
        items = machine.iterate(source)
        pairs = items if isinstance(items, Unknown) else [(item, 1) for item in items]
    if isinstance(pairs, Unknown):
        machine.replace(self, pairs)
        return
    for key, amount in [*pairs, *keywords.items()]:
        machine.bounded(1)
        if isinstance(self.content, Unknown):
            return
        entries = dict(self.content)
        doubt = put(machine, entries, key, machine.binary(operator, entry(machine, self, key, 0), amount))
        machine.replace(self, entries if doubt is None else doubt)


def _by_count(machine: Machine, arguments: Arguments) -> Any:
    return arguments.positional[0][1]


def _combine(machine: Machine, self: Dict, other: Any, operator: str) -> Any:
    """Keep the counts above zero of the sum or difference."""
    made = Dict(dict(self.content), self.cls)
    _count(machine, made, other, {}, 1 if operator == "+" else -1)
    if isinstance(made.content, Unknown):
        return made
    kept = {}
    for key, count in made.content.items():
        positive = machine.compare(">", count, 0)
        if not isinstance(positive, bool):
            return Dict(Unknown("which counts are above zero is not known"), self.cls)
        if positive:
            kept[key] = count
    return Dict(kept, self.cls)


def counter_class() -> Class:
    method = Methods("Counter", Dict)

    @method("__init__", changes=True, always=True)
    def _init(machine: Machine, self: Dict, source: Any = (), /, **keywords: Any) -> None:
        machine.replace(self, {})
        _count(machine, self, () if source is None else source, keywords, 1)

    @method("update", changes=True)
    def _update(machine: Machine, self: Dict, source: Any = (), /, **keywords: Any) -> None:
        _count(machine, self, source, keywords, 1)

    @method("subtract", changes=True)
    def _subtract(machine: Machine, self: Dict, source: Any = (), /, **keywords: Any) -> None:
        _count(machine, self, source, keywords, -1)

    @method("__missing__")
    def _missing(machine: Machine, self: Dict, key: Any) -> int:
        return 0

    @method("most_common")
    def _most_common(machine: Machine, self: Dict, n: Any = None) -> Any:
        order = sort(machine, tuple(self.content.items()), Native("count", _by_count), True)
        if isinstance(order, Unknown) or n is None:
            return machine.new_list(order)
        return machine.item(machine.new_list(order), slice(None, n))

    @method("elements")
    def _elements(machine: Machine, self: Dict) -> Any:
        result: list[Any] = []
        for key, count in self.content.items():
            if type(count) is not int:
                return Unknown("a count is not a known number")
            excess = too_many(count)
            if excess is not None:
                return Iterator(excess)
            result += [key] * machine.bounded(max(count, 0))
        return Iterator(tuple(result))

    @method("total")
    def _total(machine: Machine, self: Dict) -> Any:
        result: Any = 0
        for count in self.content.values():
            result = machine.binary("+", result, count)
        return result

    @method("__add__")
    def _add(machine: Machine, self: Dict, other: Any) -> Any:
        return _combine(machine, self, other, "+")

    @method("__sub__")
    def _sub(machine: Machine, self: Dict, other: Any) -> Any:
        return _combine(machine, self, other, "-")

    return Class("Counter", (DICT,), method.names, module="collections")
