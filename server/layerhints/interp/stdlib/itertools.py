"""`itertools`. Sequences without an end are lazy; everything else is made at once, within bounds."""

from __future__ import annotations

import itertools
from math import comb, perm
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.constants import MAX_ITEMS, constant, too_many
from layerhints.interp.builtins.iterators import ENDLESS, Cycle, chosen, rows
from layerhints.interp.builtins.lists import items_of
from layerhints.interp.builtins.native import Functions
from layerhints.interp.builtins.sequences import index_of, same_value
from layerhints.values.objects import ABSENT, Iterator, Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

function = Functions("itertools.")


def _joined(machine: Machine, iterables: Any) -> Iterator:
    result: list[Any] = []
    for iterable in iterables:
        items = items_of(machine, iterable)
        if isinstance(items, Unknown):
            return Iterator(items)
        result.extend(items[: machine.bounded(len(items))])
    return Iterator(tuple(result))


@function("chain")
def _chain(machine: Machine, *iterables: Any) -> Iterator:
    return _joined(machine, iterables)


def _from_iterable(machine: Machine, arguments: Arguments) -> Iterator:
    iterables = items_of(machine, arguments.get(0, "iterable", ()))
    return Iterator(iterables) if isinstance(iterables, Unknown) else _joined(machine, iterables)


class _Chain(Native):
    """`itertools.chain`, which has a second constructor."""

    __slots__ = ()

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "from_iterable":
            return Native("itertools.chain.from_iterable", _from_iterable)
        return super().attribute(machine, name)


function.names["chain"] = _Chain("itertools.chain", function.names["chain"].implementation)


@function("product")
def _product(machine: Machine, *iterables: Any, repeat: Any = 1) -> Iterator:
    times = index_of(machine, repeat)
    columns = []
    count = 1
    for iterable in iterables:
        items = items_of(machine, iterable)
        if isinstance(items, Unknown):
            return Iterator(items)
        columns.append(items)
        count *= len(items)
    if isinstance(times, Unknown):
        return Iterator(times)
    excess = too_many(count**times if times < 64 else count * MAX_ITEMS)
    return Iterator(excess if excess is not None else tuple(itertools.product(*columns, repeat=times)))


def _selection(machine: Machine, name: str, iterable: Any, length: Any) -> Iterator:
    items = items_of(machine, iterable)
    size = None if length is None else index_of(machine, length)
    if isinstance(items, Unknown):
        return Iterator(items)
    if isinstance(size, Unknown):
        return Iterator(size)
    taken = len(items) if size is None else size
    count = perm(len(items), taken) if name == "permutations" else comb(len(items) + taken, taken)
    excess = too_many(count)
    return Iterator(excess if excess is not None else tuple(getattr(itertools, name)(items, taken)))


@function("combinations")
def _combinations(machine: Machine, iterable: Any, r: Any) -> Iterator:
    return _selection(machine, "combinations", iterable, r)


@function("combinations_with_replacement")
def _combinations_again(machine: Machine, iterable: Any, r: Any) -> Iterator:
    return _selection(machine, "combinations_with_replacement", iterable, r)


@function("permutations")
def _permutations(machine: Machine, iterable: Any, r: Any = None) -> Iterator:
    return _selection(machine, "permutations", iterable, r)


@function("count")
def _count(machine: Machine, start: Any = 0, step: Any = 1) -> Iterator:
    if type(start) is int and type(step) is int and step:
        return Iterator(range(start, start + step * ENDLESS, step))
    return Iterator(Unknown("what is counted is not a known number"))


@function("cycle")
def _cycle(machine: Machine, iterable: Any) -> Iterator:
    items = items_of(machine, iterable)
    if isinstance(items, Unknown):
        return Iterator(items)
    return Iterator(Cycle(items, ENDLESS) if items else ())


@function("repeat")
def _repeat(machine: Machine, object: Any, times: Any = None) -> Iterator:
    length = ENDLESS if times is None else index_of(machine, times)
    return Iterator(length if isinstance(length, Unknown) else Cycle((object,), max(length, 0)))


@function("islice")
def _islice(machine: Machine, iterable: Any, *bounds: Any) -> Iterator:
    known = [constant(bound) for bound in bounds]
    if not 1 <= len(known) <= 3 or not all(bound is None or (type(bound) is int and bound >= 0) for bound in known):
        return Iterator(Unknown("which items are taken is not known"))
    part = slice(*known)
    start, step = part.start or 0, part.step or 1
    if part.stop is None:
        items = items_of(machine, iterable)
        return Iterator(items if isinstance(items, Unknown) else items[start::step])
    source = iterable if isinstance(iterable, Iterator) else Iterator(machine.iterate(iterable))
    result: list[Any] = []
    for position in range(machine.bounded(part.stop)):
        item = source.next(machine)
        if item is ABSENT:
            break
        if isinstance(source.items, Unknown):
            return Iterator(source.items)
        if position >= start and (position - start) % step == 0:
            result.append(item)
    return Iterator(tuple(result))


@function("zip_longest")
@function("izip_longest")
def _zip_longest(machine: Machine, *iterables: Any, fillvalue: Any = None) -> Iterator:
    columns = []
    for iterable in iterables:
        items = items_of(machine, iterable)
        if isinstance(items, Unknown):
            return Iterator(items)
        columns.append(items)
    return Iterator(tuple(itertools.zip_longest(*columns, fillvalue=fillvalue)))


@function("izip")
def _izip(machine: Machine, *iterables: Any) -> Iterator:
    return Iterator(rows(machine, iterables))


@function("starmap", changes=True)
def _starmap(machine: Machine, function: Any, iterable: Any) -> Iterator:
    items = items_of(machine, iterable)
    if isinstance(items, Unknown):
        return Iterator(items)
    result: list[Any] = []
    for item in items:
        arguments = machine.iterate(item)
        if isinstance(arguments, Unknown):
            return Iterator(arguments)
        result.append(machine.call_values(function, *arguments))
    return Iterator(tuple(result))


@function("imap", changes=True)
def _imap(machine: Machine, function: Any, *iterables: Any) -> Iterator:
    arguments = rows(machine, iterables)
    if isinstance(arguments, Unknown):
        return Iterator(arguments)
    return Iterator(tuple(machine.call_values(function, *row) for row in arguments))


@function("ifilter", changes=True)
def _ifilter(machine: Machine, function: Any, iterable: Any) -> Iterator:
    items = items_of(machine, iterable)
    return Iterator(items if isinstance(items, Unknown) else chosen(machine, function, items))


@function("filterfalse", changes=True)
@function("ifilterfalse", changes=True)
def _filterfalse(machine: Machine, function: Any, iterable: Any) -> Iterator:
    items = items_of(machine, iterable)
    return Iterator(items if isinstance(items, Unknown) else chosen(machine, function, items, wanted=False))


@function("accumulate", changes=True)
def _accumulate(machine: Machine, iterable: Any, func: Any = None, *, initial: Any = None) -> Iterator:
    items = items_of(machine, iterable)
    if isinstance(items, Unknown):
        return Iterator(items)
    result = [] if initial is None else [initial]
    for item in items:
        if not result:
            result.append(item)
        elif func is None:
            result.append(machine.binary("+", result[-1], item))
        else:
            result.append(machine.call_values(func, result[-1], item))
    return Iterator(tuple(result))


@function("pairwise")
def _pairwise(machine: Machine, iterable: Any) -> Iterator:
    items = items_of(machine, iterable)
    return Iterator(items if isinstance(items, Unknown) else tuple(itertools.pairwise(items)))


@function("batched")
def _batched(machine: Machine, iterable: Any, n: Any) -> Iterator:
    items, size = items_of(machine, iterable), index_of(machine, n)
    if isinstance(items, Unknown) or isinstance(size, Unknown) or size < 1:
        return Iterator(items if isinstance(items, Unknown) else Unknown("the size of a batch is not known"))
    return Iterator(tuple(items[start : start + size] for start in range(0, len(items), size)))


@function("compress")
def _compress(machine: Machine, data: Any, selectors: Any) -> Iterator:
    pairs = rows(machine, (data, selectors))
    if isinstance(pairs, Unknown):
        return Iterator(pairs)
    truths = [machine.truth(selector) for _, selector in pairs]
    if None in truths:
        return Iterator(Unknown("which items are chosen is not known"))
    return Iterator(tuple(item for (item, _), truth in zip(pairs, truths, strict=True) if truth))


def _prefix(machine: Machine, predicate: Any, items: tuple[Any, ...]) -> int | Unknown:
    """How many items stand before the first for which the predicate is false."""
    for position, item in enumerate(items):
        truth = machine.truth(machine.call_values(predicate, item))
        if truth is None:
            return Unknown("which items are chosen is not known")
        if not truth:
            return position
    return len(items)


@function("takewhile", changes=True)
def _takewhile(machine: Machine, predicate: Any, iterable: Any) -> Iterator:
    items = items_of(machine, iterable)
    if isinstance(items, Unknown):
        return Iterator(items)
    count = _prefix(machine, predicate, items)
    return Iterator(count if isinstance(count, Unknown) else items[:count])


@function("dropwhile", changes=True)
def _dropwhile(machine: Machine, predicate: Any, iterable: Any) -> Iterator:
    items = items_of(machine, iterable)
    if isinstance(items, Unknown):
        return Iterator(items)
    count = _prefix(machine, predicate, items)
    return Iterator(count if isinstance(count, Unknown) else items[count:])


@function("tee")
def _tee(machine: Machine, iterable: Any, n: Any = 2) -> Any:
    items, copies = machine.iterate(iterable), index_of(machine, n)
    if isinstance(copies, Unknown):
        return copies
    return tuple(Iterator(items) for _ in range(machine.bounded(copies)))


@function("groupby", changes=True)
def _groupby(machine: Machine, iterable: Any, key: Any = None) -> Iterator:
    items = items_of(machine, iterable)
    if isinstance(items, Unknown):
        return Iterator(items)
    groups: list[tuple[Any, list[Any]]] = []
    for item in items:
        value = item if key is None else machine.call_values(key, item)
        same = same_value(machine, groups[-1][0], value) if groups else False
        if isinstance(same, Unknown):
            return Iterator(same)
        if same:
            groups[-1][1].append(item)
        else:
            groups.append((value, [item]))
    return Iterator(tuple((value, Iterator(tuple(group))) for value, group in groups))


def names(module: str) -> dict[str, Any]:
    return dict(function.names)
