"""Arguments that are one of a few words: those that the rule of a layer declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from layerhints.ide.completion.completion import Completion, Kind
from layerhints.ide.completion.place import Place
from layerhints.project.text import Range
from layerhints.rules import Rule
from layerhints.rules.field import REQUIRED


def words(rule: type[Rule], name: str, place: Place, range: Range) -> Iterator[Completion]:
    """The words that the argument for a field may be, the default first; quoted where the cursor is in no string."""
    default = rule.fields[name].default
    known = rule.words(name)
    for word in sorted(known, key=lambda word: word != default):
        yield Completion(word if place.is_string else f'"{word}"', range, Kind.WORD, _detail(rule, name, word, default))


def _detail(rule: type[Rule], name: str, word: str, default: Any) -> str:
    return f"{name} of {rule.__name__}" + (", the default" if default is not REQUIRED and word == default else "")
