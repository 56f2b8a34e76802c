"""Which entry points a person selected, and between which there is a choice.

Several may reach a definition, as the builders of a library file do; what is shown there is found by one of them. A
person says which: in the editor, or with `# layerhints: entry point` in the line of its `def` or `class`, or above it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layerhints.syntax.module import lines_of
from layerhints.values.described import WORD
from layerhints.values.objects import Class, Function

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from layerhints.interp.entries import Entry
    from layerhints.interp.steps import Step

_SELECTS = re.compile(rf"{WORD}:\s*entry[ -]point\b")


def says_so(entry: Entry) -> bool:
    """Does a comment select it? It stands in the line of the name, or above with nothing but comments and decorators
    between.
    """
    definition, row = entry.site.unit.definition, entry.site.span.row
    rows = [one.span.row for one in definition.comments if one.span.row <= row and _SELECTS.search(one.text)]
    if not rows or rows[-1] == row:
        return bool(rows)
    return all(line.lstrip().startswith(("#", "@")) for line in lines_of(definition.text)[rows[-1] : row])


def rivals(entries: Sequence[Entry], steps: Mapping[tuple[str, int], Step], ran: Callable[[Step], bool]) -> set[str]:
    """The symbols of those entry points that reach, by the words in their texts, a definition which another one
    reaches, too, or of which the module's own run ran something. `steps` are those of the file's definitions.
    """
    defined = {
        name: step
        for step in steps.values()
        for name, (_, value) in step.written.items()
        if isinstance(value, (Function, Class))
    }
    starts = {entry.symbol: steps[entry.key] for entry in entries}
    ways = {*defined.values(), *starts.values()}  # a name may have been bound anew behind an entry point's definition
    leads = {step: [defined[word] for word in _words(step) & defined.keys()] for step in ways}
    reached: dict[Step, list[str]] = {}
    for symbol, start in starts.items():
        seen: set[Step] = set()
        pending = [start]
        while pending:
            step = pending.pop()
            if step not in seen:
                seen.add(step)
                reached.setdefault(step, []).append(symbol)
                pending += leads[step]
    return {symbol for step, symbols in reached.items() if len(symbols) > 1 or ran(step) for symbol in symbols}


def _words(step: Step) -> frozenset[str]:
    assert step.definition is not None
    return step.definition.mentions


__all__ = ["rivals", "says_so"]
