"""Shapes, counts and lines in words, as all features write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from layerhints.algebra import Open, Unknown, equal, number, show, show_shape
from layerhints.rules.count import Count, counts
from layerhints.rules.formula import formula
from layerhints.rules.quantity import value_of
from layerhints.rules.remembered import is_plain
from layerhints.rules.shapes import Several, show_structure, structured
from layerhints.rules.weights import Inside
from layerhints.values.facts import LayerApplied

VARIES = "…"
"""Stands for what is not the same in all the uses of a line."""


def arrow(application: LayerApplied) -> str:
    """`(None, 32, 32, 3) → (None, 30, 30, 32)`; of an input layer what comes out."""
    outputs = structure_text(application.outputs)
    return f"{structure_text(application.inputs)} → {outputs}" if has_inputs(application) else outputs


def has_inputs(application: LayerApplied) -> bool:
    """Whether anything goes into the layer; nothing goes into an input layer."""
    return bool(application.sources) or isinstance(application.inputs, Unknown) or application.inputs != ()


def structure_text(structure: Any) -> str:
    return _plain_text(structure) if is_plain(structure) else show_structure(structured(structure))


@lru_cache(maxsize=1024)
def _plain_text(structure: Any) -> str:
    """The same where all sizes are known: a model repeats its shapes, and nothing of a run hangs on one."""
    return show_structure(structured(structure))


def short_type(type: str) -> str:
    """The last part of a type's dotted name."""
    return type.rpartition(".")[2]


def total_text(weights: Any) -> str:
    """The count of all weights: `896`, `896 or 864`, `0`."""
    return _written(weights)[0]


def size_text(size: Any) -> str:
    """A count or size: `1,180,160`, a formula, or `?`."""
    return number(size) if isinstance(size, int) else "?" if isinstance(size, Unknown) else show(size)


def parameters_text(application: LayerApplied) -> str:
    """`896 parameters = (3·3·3 + 1)·32`."""
    return _written(application.weights)[1]


def _written(weights: Any) -> tuple[str, str]:
    """The count of all weights, and what is said of it. Both are kept for weights of the same sizes: with a keystroke
    most layers are what they were, and adding up and factoring out is most of what a tooltip costs.
    """
    same = _same.get(id(weights))
    if same is not None and same[0] is weights:
        return same[1]
    key = _sizes(weights)
    if key is None:
        return _write(weights)
    known = _kept.get(key)
    if known is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        known = _kept[key] = _write(weights)
    if len(_same) >= _MOST_SAME:
        _same.clear()
    _same[id(weights)] = weights, known
    return known


def possible_text(possible: Iterable[Count]) -> str:
    """`896`, `896 or 864`: the total of each possible count."""
    totals = dict.fromkeys(count.total for count in possible)
    return " or ".join(number(total) if isinstance(total, int) else show(total) for total in totals)


def _write(weights: Any) -> tuple[str, str]:
    total = possible_text(counts(weights))
    if total == "0":
        return total, "no parameters"
    return total, f"{parameters(total)}{arithmetic(weights, total)}"


def parameters(total: str) -> str:
    """`896 parameters`."""
    return f"{total} parameter" if total == "1" else f"{total} parameters"


def arithmetic(weights: Any, total: str) -> str:
    """` = (3·3·3 + 1)·32`; nothing where that would say no more than the total, or more than anybody reads."""
    if not isinstance(weights, Unknown) and len(weights) > _MOST_ADDED_UP:
        return ""
    numeric = formula(weights).numeric
    return "" if numeric == total.replace(",", "") or not 0 < len(numeric) <= _LONGEST_FORMULA else f" = {numeric}"


_LONGEST_FORMULA = 90
_MOST_ADDED_UP = 48


def _sizes(weights: Any) -> tuple[Any, ...] | None:
    """All that decides what is written of weights, if they are known. Of a flag or a size that is not known it decides
    where else the same one stands.
    """
    if isinstance(weights, Unknown):
        return None
    same: dict[int, int] = {}
    alike: dict[Unknown, int] = {}

    def seen(value: Any) -> Any:
        if not isinstance(value, Unknown):
            return value
        return ~same.setdefault(id(value), len(same)), alike.setdefault(value, len(alike))

    key: list[Any] = []

    def add(weights: Any) -> None:
        if isinstance(weights, Inside):
            add(weights.own)
            for name, part in weights.parts:
                key.append(("inside", name))
                add(part)
                key.append(("inside",))
            return
        for weight in weights:
            key.extend((seen(weight.when), isinstance(weight.trainable, Unknown) and seen(weight.trainable)))
            key.extend((weight.path, weight.group))
            for part in weight.factors:
                key.extend((part.label, seen(value_of(part.size)), part.fixed))

    add(weights)
    return tuple(key)


_kept: dict[tuple[Any, ...], tuple[str, str]] = {}
_MOST_KEPT = 4096
_same: dict[int, tuple[Any, tuple[str, str]]] = {}
"""The same by the identities of weights, which layers that are alike share, with these."""
_MOST_SAME = 512


def agreed_text(structures: Sequence[Any]) -> str:
    """The shapes of several uses of one line as one: sizes that are not the same in all of them are left open. Nothing,
    where no tensors come out.
    """
    if all(map(is_plain, structures)) and len(shown := set(map(structure_text, structures))) == 1:
        return shown.pop()
    marked = [structured(structure) for structure in structures]
    return "" if all(isinstance(each, Several) and not each for each in marked) else _agreed(marked)


def counted_text(structures: Sequence[Any]) -> str:
    """The same; several tensors of one shape as `3 × (N, 64)`."""
    marked = [structured(structure) for structure in structures]
    lengths = {len(each) if isinstance(each, Several) else 0 for each in marked}
    if lengths & {0, 1} or len(lengths) != 1:
        return _agreed(marked)
    items = [_agreed(list(items)) for items in zip(*marked, strict=True)]
    return f"{len(items)} × {items[0]}" if len(set(items)) == 1 else f"[{', '.join(items)}]"


def _agreed(structures: list[Any]) -> str:
    first = structures[0]
    shown = set(map(structure_text, structures))
    if len(shown) == 1:
        return shown.pop()
    if any(isinstance(structure, Unknown) for structure in structures):
        return show_shape(_common_ends(structures))
    if len({(type(structure), len(structure)) for structure in structures}) > 1:
        return VARIES
    if isinstance(first, Several):
        return f"[{', '.join(_agreed(list(items)) for items in zip(*structures, strict=True))}]"
    sizes = [_agreed_size(sizes) for sizes in zip(*structures, strict=True)]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def _common_ends(structures: list[Any]) -> Any:
    """The sizes at both ends that shapes of any rank have in common."""
    nothing = Unknown("not known in every use")
    if any(
        isinstance(each, Several) or (isinstance(each, Unknown) and not isinstance(each, Open)) for each in structures
    ):
        return nothing
    heads = [each.head if isinstance(each, Open) else each for each in structures]
    tails = [each.tail if isinstance(each, Open) else each for each in structures]
    head, tail = _common(heads), _common([tuple(reversed(each)) for each in tails])[::-1]
    return Open(nothing.reason, None, head, tail) if head or tail else nothing


def _common(starts: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """The sizes with which all of them start."""
    common = []
    for sizes in zip(*starts, strict=False):
        if any(isinstance(size, Unknown) or equal(size, sizes[0]) is not True for size in sizes):
            break
        common.append(sizes[0])
    return tuple(common)


def _agreed_size(sizes: tuple[Any, ...]) -> str:
    if any(isinstance(size, Unknown) for size in sizes):
        return "?"
    first = show(sizes[0])
    if all(size is sizes[0] or equal(size, sizes[0]) is True or show(size) == first for size in sizes[1:]):
        return first
    return VARIES


def agreed_total(weights: Sequence[Any]) -> str:
    """The counts of several uses of one line as one: the same for all, or from the least to the greatest."""
    texts = list(dict.fromkeys(total_text(each) for each in weights))
    if len(texts) == 1:
        return "" if texts[0] == "0" else texts[0]
    totals = [count.total for each in weights for count in counts(each)]
    known = [total for total in totals if isinstance(total, int)]
    return f"{number(min(known))}–{number(max(known))}" if len(known) == len(totals) else VARIES
