"""Positions in the client's encoding, as plain data, and in code points. Only the line at hand is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lsprotocol import types

from layerhints.lsp.parameters import count, fields
from layerhints.project.text import Position, Range, Text


class Encoding:
    """How many units the client counts for a character: bytes (utf-8), code units (utf-16) or one (utf-32)."""

    def __init__(self, kind: types.PositionEncodingKind | str = types.PositionEncodingKind.Utf16) -> None:
        self.kind = types.PositionEncodingKind(kind)

    def units(self, text: str) -> int:
        """The length of `text` as the client counts it."""
        if self.kind is types.PositionEncodingKind.Utf32 or text.isascii():
            return len(text)
        if self.kind is types.PositionEncodingKind.Utf8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(character > "\uffff" for character in text)

    def column(self, line: str, units: int) -> int:
        """The code points in the first `units` of `line`; a place inside a character is the place before it."""
        if self.kind is types.PositionEncodingKind.Utf32 or line.isascii():
            return min(units, len(line))
        column = 0
        for character in line:
            units -= self.units(character)
            if units < 0:
                break
            column += 1
        return column

    def read(self, text: Text, position: Mapping[str, Any]) -> Position:
        """A position of the client's; raises JsonRpcInvalidParams, as `read_range` does."""
        row = count(position, "line")
        return Position(row, self.column(text.line(row), count(position, "character")))

    def write(self, text: Text, position: Position) -> dict[str, int]:
        return {
            "line": position.row,
            "character": self.units(text.line(position.row)[: position.column]),
        }

    def read_range(self, text: Text, range: Mapping[str, Any]) -> Range:
        return Range(self.read(text, fields(range, "start")), self.read(text, fields(range, "end")))

    def write_range(self, text: Text, range: Range) -> dict[str, dict[str, int]]:
        return {"start": self.write(text, range.start), "end": self.write(text, range.end)}

    def typed_range(self, text: Text, range: Range) -> types.Range:
        """The same as an object of the protocol's."""
        place = self.write_range(text, range)
        return types.Range(types.Position(**place["start"]), types.Position(**place["end"]))
