"""What a whole costs in a hover: its total, how much of it is trained, and the parts that it adds up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from layerhints.algebra import Unknown, number, show
from layerhints.ide.hover.document import Block, Bullets, Line, Paragraph, Table, code, plain, sentence, strong
from layerhints.ide.words import possible_text, size_text, total_text
from layerhints.rules.count import BYTES_PER_FLOAT32, Count, counts, memory_text, overflow
from layerhints.rules.explain import overflow_note
from layerhints.rules.formula import Part, formula, parts
from layerhints.rules.weights import Weight

_MOST_LISTED = 12
_LONGEST_FORMULA = 48
_MOST_ADDED_UP = 16


def total(possible: Sequence[Count], formula: str = "", further: Sequence[Line] = ()) -> Paragraph:
    """`Parameters 896 = (3·3·3 + 1)·32, 3.5 KiB as float32`, and how many of them are trained. `formula` is what
    follows the number, `further` stands below it.
    """
    line: Line = (strong("Parameters"), plain(f" {possible_text(possible)}{formula}"))
    only = possible[0] if len({count.total for count in possible}) == 1 else None
    if only is not None and isinstance(only.total, int) and only.total:
        line = (*line, plain(f", {memory_text(only.total * BYTES_PER_FLOAT32)} as float32"))
    return Paragraph((line, *further, *_trained(possible)))


def _trained(possible: Sequence[Count]) -> Iterator[Line]:
    if len(possible) > 1:
        return
    (only,) = possible
    if isinstance(only.non_trainable, Unknown) or only.non_trainable == 0:
        return
    if only.trainable == 0:
        yield (plain("all of them frozen: training changes none"),)
    else:
        yield (plain(f"{count_text(only.trainable)} trainable, {count_text(only.non_trainable)} not trainable"),)


def count_text(count: Any) -> str:
    return number(count) if isinstance(count, int) else show(count)


def between(framework: str) -> str:
    """What a library writes between the names of a layer and of a weight in it."""
    return "." if framework == "torch" else "/"


def whole(weights: Sequence[Weight] | Unknown, framework: str) -> Iterator[Block]:
    """The total of all weights in something that is made of others, the parts, and why it may not be known."""
    possible = counts(weights)
    yield total(possible)
    if isinstance(weights, Unknown):
        return
    if weights:
        yield _parts(weights, framework)
    if len(possible) == 1 and (too_many := overflow(possible[0].total)) is not None:
        yield Bullets((sentence(overflow_note(too_many)),))


def _parts(weights: Sequence[Weight], framework: str) -> Table:
    written = cache(_formula)
    found = parts(weights, _MOST_LISTED, lambda part: written(part) is not None)
    all_of_it = _size(weights)
    rows = [(part, _size(part.weights) * part.times) for part in found]
    listed = rows if len(rows) <= _MOST_LISTED else _costliest(rows)
    lines = [_row(part, written(part), size, all_of_it, framework) for part, size in listed]
    if len(listed) < len(rows):
        rest = [size for part, size in rows if all(part is not other for other, _ in listed)]
        named = (plain(f"and {len(rest)} more"),)
        lines.append((named, (plain(""),), (plain(count_text(sum(rest[1:], rest[0]))),), _share(sum(rest), all_of_it)))
    shares = any(line[3][0].text for line in lines) and len(lines) > 1
    head = ("part", "formula", "count", "share")
    width = len(head) if shares else 3
    return Table(head[:width], tuple(line[:width] for line in lines), frozenset({2, 3}))


def _formula(part: Part) -> str | None:
    """The formula of one item of the part; None for one that nobody reads."""
    if len(part.weights) > _MOST_ADDED_UP:
        return None
    written = formula(part.weights).numeric
    return written if len(written) <= _LONGEST_FORMULA else None


def _size(weights: Sequence[Weight]) -> Any:
    """The count, if all flags are known."""
    possible = {count.total for count in counts(weights)}
    return possible.pop() if len(possible) == 1 else Unknown("it depends on what is not known")


def _costliest(rows: list[tuple[Part, Any]]) -> list[tuple[Part, Any]]:
    """The rows with the greatest counts, in their order; one is left for the others."""
    ranked = sorted(rows, key=lambda row: row[1] if isinstance(row[1], int) else 0, reverse=True)
    chosen = {id(part) for part, _ in ranked[: _MOST_LISTED - 1]}
    return [row for row in rows if id(row[0]) in chosen]


def _row(part: Part, written: str | None, size: Any, all_of_it: Any, framework: str) -> tuple[Line, ...]:
    name: Line = (code(between(framework).join(part.first)),)
    if part.last != part.first:
        name = (*name, plain(" to "), code(between(framework).join(part.last)))
    if all(weight.trainable is False for weight in part.weights):
        name = (*name, plain(" (not trainable)"))
    if written is None:
        written = total_text(part.weights)
    if part.times > 1:
        written = f"{part.times} × {written}" if written.replace(",", "").isdigit() else f"{part.times}·({written})"
    shown = size_text(size) if isinstance(size, int) else total_text(part.weights)
    plainly = written.replace(",", "") == shown.replace(",", "")
    return name, (plain("" if plainly else written),), (plain(shown),), _share(size, all_of_it)


def _share(size: Any, all_of_it: Any) -> Line:
    if not isinstance(size, int) or not isinstance(all_of_it, int) or not all_of_it:
        return (plain(""),)
    share = 100 * size / all_of_it
    return (plain("< 0.1%" if 0 < share < 0.05 else f"{share:.0f}%" if share >= 10 else f"{share:.1f}%"),)
