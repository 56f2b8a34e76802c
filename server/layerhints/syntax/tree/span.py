"""Where a node stands."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A half-open stretch of text, relative to a definition; columns are code points."""

    row: int
    column: int
    end_row: int
    end_column: int
