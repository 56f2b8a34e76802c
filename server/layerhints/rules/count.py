"""What weights add up to: parameters, the share that is trained, multiplications, and 32-bit overflow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product as combinations
from typing import Any

from layerhints import algebra
from layerhints.algebra import Dim, Unknown, number, show
from layerhints.rules.quantity import Size, value_of
from layerhints.rules.weights import Weight

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
        sizes = [(weight.count, weight.times, trained) for weight, trained in present]
        seen[
            Count(
                total=algebra.total([size for size, _, _ in sizes]),
                trainable=algebra.total([size for size, _, trained in sizes if trained]),
                macs=algebra.total([size * value_of(times) for size, times, _ in sizes if times is not None]),
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
    flags = [flag for weight in weights for flag in (weight.when, weight.trainable) if flag is not True]
    switches = {id(flag): flag for flag in flags if isinstance(flag, Unknown)}
    if not switches:
        yield [(weight, bool(weight.trainable)) for weight in weights if weight.when]
        return
    if len(switches) > MAX_SWITCHES:
        yield Unknown("too many flags are not known")
        return
    for outcome in combinations((True, False), repeat=len(switches)):
        decided = dict(zip(switches, outcome, strict=True))

        def read(flag: Any, decided: dict[int, bool] = decided) -> bool:
            return decided[id(flag)] if isinstance(flag, Unknown) else bool(flag)

        yield [(weight, read(weight.trainable)) for weight in weights if read(weight.when)]


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
