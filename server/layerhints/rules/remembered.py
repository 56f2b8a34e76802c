"""What rules said before. A rule is pure: equal plain arguments bind to equal fields, and equal rules make the same of
equal shapes. A model repeats its layers, and after an edit nearly all of them are those of the run before.

Only what holds no identity is remembered: no problem, whose blame belongs to a call; nothing Unknown, of which each
stands for a truth of its own; no size that a rule calls None by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from layerhints.algebra import Expression
from layerhints.algebra.substitution import symbol_factors
from layerhints.rules.shapes import Several, shapes_of

_CONSTANTS = frozenset({int, float, bool, str, type(None), Expression})
_SIZES = frozenset({int, Expression})
_INTEGER = frozenset({int})


class Remembered:
    """Answers by question, `most` of them at a time. It counts what was `found` in it and what was `missed`.

    When half of them are new, those are dropped that were not asked for meanwhile: what one run of a model asks is
    there for the next, whatever was asked before.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.found = 0
        self.missed = 0
        self._recent: dict[Any, Any] = {}
        self._older: dict[Any, Any] = {}

    def get(self, question: Any) -> Any:
        """What was kept, or None."""
        answer = self._recent.get(question)
        if answer is None:
            answer = self._older.pop(question, None)
            if answer is None:
                self.missed += 1
                return None
            self.keep(question, answer)
        self.found += 1
        return answer

    def keep(self, question: Any, answer: Any) -> None:
        if len(self._recent) >= self.most // 2:
            self._older, self._recent = self._recent, {}
        self._recent[question] = answer

    def clear(self) -> None:
        self._recent.clear()
        self._older.clear()

    def __len__(self) -> int:
        return len(self._recent) + len(self._older)


BOUND = Remembered(1024)
"""Rules, by the arguments that they were read of: one for all calls that are the same."""
APPLIED = Remembered(2048)
"""What rules did to shapes."""
MADE = Remembered(512)
"""The weights that they make before anything goes in."""
TRACED = Remembered(256)
"""The same on quantities that remember where they come from, whose sizes are asked for one by one."""


def arguments_key(values: Mapping[str, Any], unread: frozenset[str]) -> tuple[Any, ...] | None:
    """What calls have in common whose arguments are the same but for those that are `unread`; None where some are no
    constants. 1, 1.0 and True are not the same.
    """
    key: list[Any] = [*values]
    for name, value in values.items():
        if name in unread:
            continue
        kind = type(value)
        if kind in _CONSTANTS:
            key.append(kind)
        elif kind is not tuple or not _INTEGER.issuperset(map(type, value)):
            return None
        key.append(value)
    return tuple(key)


def is_plain(structure: Any) -> bool:
    """Is it a shape, or several, of which every size is a number or a formula?"""
    if type(structure) is Several:
        return bool(structure) and all(item is None or is_plain(item) for item in structure)
    if type(structure) is not tuple:
        return False
    return _SIZES.issuperset(map(type, structure))


def is_lasting(outputs: Any, weights: Any, inputs: Any) -> bool:
    """Does it hold nothing of which each application has one of its own?"""
    if not isinstance(weights, tuple) or not is_plain(outputs):
        return False
    sizes = [size for shape in shapes_of(outputs) for size in shape]
    for weight in weights:
        if type(weight.when) is not bool or type(weight.trainable) is not bool:
            return False
        sizes += (factor.size for factor in weight.factors)
        sizes += () if weight.times is None else (weight.times,)
    if not all(type(size) in _SIZES for size in sizes):
        return False
    return set(_nameless(sizes)) <= set(_nameless(size for shape in shapes_of(inputs) for size in shape))


def _nameless(sizes: Any) -> Iterator[Any]:
    for size in sizes:
        if type(size) is Expression:
            yield from (symbol for symbol in symbol_factors(size) if symbol.is_anonymous)
