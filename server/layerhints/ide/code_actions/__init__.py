"""What an editor offers to write: what mends a problem, and comments that say something to layerhints. One file for
each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from layerhints.ide.code_actions.code_action import CodeAction
from layerhints.ide.code_actions.entry_point import select_entry
from layerhints.ide.code_actions.flatten import flatten
from layerhints.ide.code_actions.ignoring import ignore
from layerhints.ide.code_actions.input_shape import give_shapes
from layerhints.ide.code_actions.size import fit
from layerhints.ide.code_actions.spelling import correct
from layerhints.ide.diagnostics import problems_of
from layerhints.project.text import Position, Range
from layerhints.project.view import View

__all__ = ["CodeAction", "fixes", "rewrites"]


def fixes(view: View, start: Position, code: str) -> Iterator[CodeAction]:
    """What may be done about the problem with a code that begins at a place: what mends it first. Of several ways one
    is the best.
    """
    for problem in problems_of(view, Range(start, start)):
        if (problem.range.start, problem.code) == (start, code):
            mends = False
            for way in (way for mending in (correct, flatten, fit) for way in mending(view, problem)):
                yield replace(way, mends=way.mends and not mends)
                mends |= way.mends
    action = ignore(view, start.row, code)
    if action is not None:
        yield action


def rewrites(view: View, position: Position) -> Iterator[CodeAction]:
    """What may be said to layerhints at a place."""
    for saying in (give_shapes, select_entry):
        yield from saying(view, position)
