"""The number that fits: the size of what comes into the layer that the call at the cursor makes.

The file is analysed as if something unknown stood at the cursor. So what is typed there decides nothing, and a wrong
number is as good as none.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerhints.ide.completion.completion import Completion, Kind
from layerhints.ide.completion.supposed import Statement
from layerhints.ide.fitting import agreed_fit, uses_of
from layerhints.ide.words import agreed_text
from layerhints.project.text import Position, Range
from layerhints.rules.field import ArgumentField, Field


def takes_a_size(field: Field) -> bool:
    """May a number that comes in decide the argument for a field?"""
    return field.takes_sizes or field.holds_sizes or isinstance(field, ArgumentField)


def fitting(statement: Statement, start: Position, name: str, range: Range) -> Iterator[Completion]:
    """The number that fits the argument `name` of the call that begins at `start`; nothing where none is certain to."""
    seen = statement.completed
    uses = [] if seen is None else uses_of(seen, start)
    fit = agreed_fit(uses, name)
    if fit is not None:
        inputs = agreed_text([use.inputs for use in uses])
        yield Completion(str(fit.size), range, Kind.SIZE, f"{fit.axis} of what comes in: {inputs}", fits=True)
