"""The count of weights as arithmetic, and the parts that a composed whole adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from layerhints.algebra import Unknown, show
from layerhints.rules.count import scenarios
from layerhints.rules.quantity import equal, value_of
from layerhints.rules.weights import Factor, Inside, Weight


@dataclass(frozen=True, slots=True)
class Formula:
    """The count as arithmetic, in words and with the numbers of the call; both empty without weights.

    The words are left out where one of them would stand for two numbers.
    """

    symbolic: str
    numeric: str


def formula(weights: Sequence[Weight] | Unknown) -> Formula:
    """The count as a sum of what each layer inside costs, common factors taken out:
    `(kernel height · … + 1) · filters` and `(3·3·32 + 1)·32`.
    """
    if isinstance(weights, Unknown):
        return Formula("", "")
    symbolic: dict[str, None] = {}
    numeric: dict[str, None] = {}
    for present in scenarios(located(weights)):
        if isinstance(present, Unknown):
            return Formula("", "")
        if there := [weight for weight, _ in present]:
            symbolic[_in_words(there)] = None
            numeric[_written(there, lambda part: show(value_of(part.size)), "·")] = None
    return Formula("" if "" in symbolic else " or ".join(symbolic), " or ".join(numeric))


def located(weights: Sequence[Weight]) -> tuple[Weight, ...]:
    """The weights with their paths in the whole that they belong to."""
    if not isinstance(weights, Inside):
        return tuple(weights)
    inside = (weight.within(name) for name, part in weights.parts for weight in located(part))
    return (*weights.own, *inside)


def _in_words(weights: list[Weight]) -> str:
    sizes: dict[str, Any] = {}
    for part in (part for weight in weights for part in weight.factors if not part.fixed):
        if equal(sizes.setdefault(part.label, part.size), part.size) is False:
            return ""
    return _written(weights, lambda part: show(part.size) if part.fixed else part.label, " · ")


_Word = Callable[[Factor], str]
_Term = list[Factor]


def _written(weights: list[Weight], word: _Word, dot: str, depth: int = 0) -> str:
    """The sum of what the weights of each layer come to, `depth` folders down; equal summands are counted."""
    inside: dict[tuple[bool, str], list[Weight]] = {}
    for weight in weights:
        deeper = len(weight.path) > depth
        inside.setdefault((deeper, weight.path[depth] if deeper else weight.group), []).append(weight)
    summands = [
        _written(each, word, dot, depth + 1) if deeper else _sum([_factors(weight) for weight in each], word, dot)
        for (deeper, _), each in inside.items()
    ]
    alike = Counter(summands)
    return " + ".join(text if times == 1 else _times(times, text, dot) for text, times in alike.items())


def _times(times: int, text: str, dot: str) -> str:
    return str(times) if text == "1" else _product((str(times), text), dot)


def _factors(weight: Weight) -> _Term:
    """The factors that count: a 1 that the library writes for its own layout says nothing."""
    return [part for part in weight.factors if not (part.fixed and part.size == 1)]


def _sum(terms: list[_Term], word: _Word, dot: str) -> str:
    common = _common(terms)
    if common:
        rests = [_without(term, common) for term in terms]
        leading = [part for part in common if part.fixed]
        trailing = [part for part in common if not part.fixed]
        middle = _sum_of_rests(rests, word, dot)
        if len(terms) == 1:
            return _product(map(word, terms[0]), dot)
        return _product([*map(word, leading), *([middle] if middle else []), *map(word, trailing)], dot)
    groups: dict[str, list[_Term]] = {}
    for index, term in enumerate(terms):
        groups.setdefault(term[-1].label if term else f"#{index}", []).append(term)
    if len(groups) in (1, len(terms)):
        return _plain_sum(terms, word, dot)
    return " + ".join(_sum(group, word, dot) for group in groups.values())


def _sum_of_rests(rests: list[_Term], word: _Word, dot: str) -> str:
    if all(not rest for rest in rests):
        return str(len(rests)) if len(rests) > 1 else ""
    repeated = next((part for rest in rests for part in rest if part.fixed), None)
    sharing = [] if repeated is None else [rest for rest in rests if any(_same(repeated, part) for part in rest)]
    if repeated is None or len(sharing) < 2:
        return f"({_plain_sum(rests, word, dot)})"
    others = [rest for rest in rests if not any(_same(repeated, part) for part in rest)]
    return f"({_sum(sharing, word, dot)} + {_plain_sum(others, word, dot)})"


def _plain_sum(terms: list[_Term], word: _Word, dot: str) -> str:
    alike = Counter(tuple(map(word, term)) for term in terms if term)
    written = [_product((*([str(times)] if times > 1 else []), *words), dot) for words, times in alike.items()]
    ones = sum(not term for term in terms)
    return " + ".join([*written, *([str(ones)] if ones else [])])


def _product(words: Iterable[str], dot: str) -> str:
    """The words multiplied; one that is itself a sum, such as `n−1`, gets parentheses."""
    factors = list(words)
    if len(factors) == 1:
        return factors[0]
    return dot.join(f"({each})" if _is_sum(each) else each for each in factors)


def _is_sum(word: str) -> bool:
    """Whether a plus or a minus stands outside all parentheses."""
    depth = 0
    for letter in word:
        depth += (letter in "(⌊⌈") - (letter in ")⌋⌉")
        if depth == 0 and letter in "+−":
            return True
    return False


def _common(terms: list[_Term]) -> _Term:
    return [part for index, part in enumerate(terms[0]) if _is_shared(part, index, terms)]


def _is_shared(part: Factor, index: int, terms: list[_Term]) -> bool:
    # Each occurrence in the first term needs an occurrence of its own in every other one.
    needed = sum(_same(part, other) for other in terms[0][: index + 1])
    return all(sum(_same(part, other) for other in term) >= needed for term in terms[1:])


def _without(term: _Term, common: _Term) -> _Term:
    rest = list(term)
    for part in common:
        # From the right: in `input · units · units` it is the last axis that the terms share.
        last = max(index for index, other in enumerate(rest) if _same(part, other))
        del rest[last]
    return rest


def _same(first: Factor, second: Factor) -> bool:
    return first.label == second.label and (first.size is second.size or equal(first.size, second.size) is True)


# --- the parts of a whole


@dataclass(frozen=True, slots=True)
class Part:
    """What one layer inside costs, or several in a row that cost the same; a weight of the whole's own is a part, too.

    `first` and `last` are their names, `weights` those of one of the `times` that there are.
    """

    first: tuple[str, ...]
    last: tuple[str, ...]
    times: int
    weights: tuple[Weight, ...]


def parts(weights: Sequence[Weight], most: int, readable: Callable[[Part], bool]) -> list[Part]:
    """The parts that the weights fall into, in their order. One that is not `readable` as it stands is taken apart
    further, as long as there are not more than so many.
    """
    whole = located(weights)
    found = list(_inside(whole, _shared_folders(whole)))
    waiting = list(found)
    while waiting:
        part = waiting.pop(0)
        deeper = part.times == 1 and len(part.weights) > 1 and not readable(part)
        finer = list(_inside(part.weights, len(part.first))) if deeper else []
        if finer and len(found) + len(finer) - 1 <= most:
            place = next(place for place, each in enumerate(found) if each is part)
            found[place : place + 1] = finer
            waiting += finer
    return found


def _shared_folders(weights: tuple[Weight, ...]) -> int:
    """How many folders all weights are in, above the innermost one."""
    least = max(0, min((len(weight.path) for weight in weights), default=0) - 1)
    shared = (len({weight.path[index] for weight in weights}) == 1 for index in range(least))
    return next((index for index, same in enumerate(shared) if not same), least)


def _inside(weights: Iterable[Weight], depth: int) -> Iterator[Part]:
    """The weights by the folder in which they are so deep down; items in a row that cost the same are together."""
    before: Part | None = None
    for name, each in groupby(weights, lambda weight: (*weight.path, weight.name)[: depth + 1]):
        part = Part(name, name, 1, tuple(each))
        if before is not None and _in_a_row(before, part) and _cost(before) == _cost(part):
            before = replace(before, last=name, times=before.times + 1)
            continue
        if before is not None:
            yield before
        before = part
    if before is not None:
        yield before


def _in_a_row(before: Part, part: Part) -> bool:
    return before.last[-1].isdigit() and part.first[-1].isdigit() and len(before.weights) == len(part.weights)


def _cost(part: Part) -> list[Any]:
    """What decides on the formula and the count of a part. Two things that are not known are never the same."""
    depth = len(part.first)
    found: list[Any] = []
    for weight in part.weights:
        sizes = (value_of(each.size) for each in weight.factors)
        decides = (weight.when, weight.trainable, *sizes)
        found.append((*weight.path[depth:], weight.name))
        found += [id(value) if isinstance(value, Unknown) else value for value in decides]
    return found
