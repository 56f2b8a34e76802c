"""What weights add up to: parameters, the share that is trained, multiplications, the formula, and 32-bit overflow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product as combinations
from typing import Any

from layerhints import algebra
from layerhints.algebra import Dim, Unknown, number, show
from layerhints.rules.quantity import Size, equal, value_of
from layerhints.rules.weights import Factor, Weight

LARGEST_INT32 = 2**31 - 1
BYTES_PER_FLOAT32 = 4
MAX_SWITCHES = 6
"""Most unknown flags whose combinations are listed."""


@dataclass(frozen=True, slots=True)
class Count:
    """One possible count. `macs` are multiplications of a weight with an input, for one sample."""

    total: Dim
    trainable: Dim
    macs: Dim

    @property
    def non_trainable(self) -> Dim:
        return self.total - self.trainable


def counts(weights: Sequence[Weight] | Unknown) -> tuple[Count, ...]:
    """The possible counts: one, or one for each outcome of the flags that are not known."""
    if isinstance(weights, Unknown):
        return (Count(weights, weights, weights),)
    seen: dict[Count, None] = {}
    for present in scenarios(weights):
        if isinstance(present, Unknown):
            return (Count(present, present, present),)
        seen[
            Count(
                total=algebra.total([weight.count for weight, _ in present]),
                trainable=algebra.total([weight.count for weight, trained in present if trained]),
                macs=algebra.total(
                    [weight.count * value_of(weight.times) for weight, _ in present if weight.times is not None]
                ),
            )
        ] = None
    return tuple(seen)


def count_text(weights: Sequence[Weight] | Unknown) -> str:
    """The total for a hint: `896`, or `896 or 864` when a flag is not known; empty without weights."""
    totals = list(dict.fromkeys(count.total for count in counts(weights)))
    if totals == [0]:
        return ""
    return " or ".join(number(total) if isinstance(total, int) else show(total) for total in totals)


def scenarios(weights: Sequence[Weight]) -> Iterator[list[tuple[Weight, bool]] | Unknown]:
    """For each outcome of the unknown flags: the weights that are there, and whether each is trained."""
    switches = {
        id(flag): flag for weight in weights for flag in (weight.when, weight.trainable) if isinstance(flag, Unknown)
    }
    if len(switches) > MAX_SWITCHES:
        yield Unknown("too many flags are not known")
        return
    for outcome in combinations((True, False), repeat=len(switches)):
        decided = dict(zip(switches, outcome, strict=True))

        def read(flag: Any, decided: dict[int, bool] = decided) -> bool:
            return decided[id(flag)] if isinstance(flag, Unknown) else bool(flag)

        yield [(weight, read(weight.trainable)) for weight in weights if read(weight.when)]


# --- the formula


@dataclass(frozen=True, slots=True)
class Formula:
    """The count as arithmetic, in words and with the numbers of the call; both empty without weights."""

    symbolic: str
    numeric: str


def formula(weights: Sequence[Weight] | Unknown) -> Formula:
    """The count with common factors taken out: `(kernel height · … + 1) · filters` and `(3·3·32 + 1)·32`."""
    if isinstance(weights, Unknown):
        return Formula("", "")
    symbolic: dict[str, None] = {}
    numeric: dict[str, None] = {}
    for present in scenarios(weights):
        if isinstance(present, Unknown):
            return Formula("", "")
        terms = [_factors(weight) for weight, _ in present]
        if terms:
            symbolic[_sum(terms, lambda part: show(part.size) if part.fixed else part.label, " · ")] = None
            numeric[_sum(terms, lambda part: show(value_of(part.size)), "·")] = None
    return Formula(" or ".join(symbolic), " or ".join(numeric))


_Term = list[Factor]


def _factors(weight: Weight) -> _Term:
    """The factors that count: a 1 that the library writes for its own layout says nothing."""
    return [part for part in weight.factors if not (part.fixed and part.size == 1)]


def _sum(terms: list[_Term], word: Callable[[Factor], str], dot: str) -> str:
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


def _sum_of_rests(rests: list[_Term], word: Callable[[Factor], str], dot: str) -> str:
    if all(not rest for rest in rests):
        return str(len(rests)) if len(rests) > 1 else ""
    return f"({_plain_sum(rests, word, dot)})"


def _plain_sum(terms: list[_Term], word: Callable[[Factor], str], dot: str) -> str:
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


# --- counts that a 32-bit number cannot hold


@dataclass(frozen=True, slots=True)
class Overflow:
    """A count past 2³¹ − 1: what a 32-bit counter shows instead, and the memory that the weights really take."""

    total: int
    shown: int
    bytes: int


def overflow(total: Size) -> Overflow | None:
    """The overflow of a count that is certainly too large for a signed 32-bit number."""
    count = value_of(total)
    if not isinstance(count, int) or count <= LARGEST_INT32:
        return None
    return Overflow(count, (count + 2**31) % 2**32 - 2**31, count * BYTES_PER_FLOAT32)


def memory_text(size: int) -> str:
    """A number of bytes for people, with two digits where it is below ten: `15 GiB`, `1.5 MiB`."""
    amount = float(size)
    for unit in ("bytes", "KiB", "MiB", "GiB", "TiB"):
        if amount < 1024 or unit == "TiB":
            break
        amount /= 1024
    return f"{size} bytes" if unit == "bytes" else f"{amount:.{1 if amount < 10 else 0}f} {unit}"
