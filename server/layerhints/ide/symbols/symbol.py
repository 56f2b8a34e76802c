"""One line of an outline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from layerhints.project.text import Position, Range


class Kind(Enum):
    """What a symbol stands for."""

    CLASS = auto()
    FUNCTION = auto()
    MODEL = auto()
    LAYER = auto()


@dataclass(frozen=True, slots=True)
class Symbol:
    """A class, function, model or layer in the text: what stands in `range` belongs to it, and `selection`, a part of
    that, is its name. `detail` says what hints say; it may be empty. `made` is where the call begins that makes it.
    """

    name: str
    kind: Kind
    detail: str
    range: Range
    selection: Range
    made: Position
    children: tuple[Symbol, ...] = ()

    def moved(self, rows: int) -> Symbol:
        """The same so many lines further down."""
        if not rows:
            return self
        return replace(
            self,
            range=_moved(self.range, rows),
            selection=_moved(self.selection, rows),
            made=Position(self.made.row + rows, self.made.column),
            children=tuple([child.moved(rows) for child in self.children]),
        )


@dataclass(frozen=True, slots=True)
class Symbols:
    """The outermost symbols of one definition, from top to bottom."""

    symbols: tuple[Symbol, ...]

    def moved(self, rows: int) -> Symbols:
        return Symbols(tuple([symbol.moved(rows) for symbol in self.symbols]))


def _moved(range: Range, rows: int) -> Range:
    (row, column), (end_row, end_column) = range
    return Range(Position(row + rows, column), Position(end_row + rows, end_column))
