"""A notebook that is open: a document of the project, and to the editor one document for each cell.

A question on a cell is asked of the notebook, and its answer put into terms of the cell again: both are plain data in
which a position can be told by its fields. So no handler knows of cells.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any, NamedTuple, TypeVar

import attrs
from lsprotocol import types

from layerhints.lsp.parameters import count, fields, items, items_if_any, text
from layerhints.lsp.questions import Params, Question
from layerhints.lsp.uris import file_of
from layerhints.lsp.wire import Pieces, compact
from layerhints.project.notebook import Cell, NotebookText
from layerhints.project.text import Text

T = TypeVar("T")
Placed = TypeVar("Placed", types.Diagnostic, types.TextEdit)
EditText = Callable[[Text, Params], Text]
"""A text after one change of the client's."""


class Notebook:
    """A notebook that is open, and its cells from top to bottom; those that hold no Python are None."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.file = file_of(uri)
        self.order: list[str] = []
        self.cells: dict[str, Cell | None] = {}
        self._set()

    def _take(self, documents: Iterable[Any]) -> None:
        """Cells that are new."""
        for document in documents:
            is_python = text(document, "languageId") == "python"
            content = text(document, "text")
            self.cells[text(document, "uri")] = Cell(Text(content)) if is_python else None

    def edit(self, change: Params, edited: EditText) -> None:
        """Do what a message says that changes cells: which there are, or their texts."""
        if change.get("structure") is not None:
            structure = fields(change, "structure")
            array = fields(structure, "array")
            start, gone = count(array, "start"), count(array, "deleteCount")
            self.order[start : start + gone] = [text(cell, "document") for cell in items_if_any(array, "cells")]
            self._take(items_if_any(structure, "didOpen"))
            for closed in items_if_any(structure, "didClose"):
                self.cells.pop(text(closed, "uri"), None)
        for changed in items_if_any(change, "textContent"):
            uri = text(fields(changed, "document"), "uri")
            if (cell := self.cells.get(uri)) is not None:
                self.cells[uri] = Cell(reduce(edited, items(changed, "changes"), cell.source))
        self._set()

    def _set(self) -> None:
        known = [(uri, cell) for uri in self.order if (cell := self.cells.get(uri)) is not None]
        self.uris = [uri for uri, _ in known]
        self.text = NotebookText(cell for _, cell in known)

    def asked(self, uri: str) -> Asked:
        """One of its cells."""
        return Asked(self, uri)

    def rows(self, uri: str) -> range:
        """The rows of a cell; none of one that holds no Python."""
        if uri not in self.uris:
            return range(0)
        place = self.uris.index(uri)
        return range(self.text.rows[place], self.text.rows[place + 1])

    def by_cell(self, found: Iterable[T], row: Callable[[T], int], above: Callable[[T, int], T]) -> dict[str, list[T]]:
        """What was found in the notebook in the terms of its cells, for each that has any. `row` says where it begins,
        `above` moves it so many rows up.
        """
        cells: dict[str, list[T]] = {}
        for each in found:
            place = self.text.cell_at(row(each))
            cells.setdefault(self.uris[place], []).append(above(each, self.text.rows[place]))
        return cells

    def problems(self, found: Iterable[types.Diagnostic]) -> dict[str, list[types.Diagnostic]]:
        """Problems of the notebook in the terms of its cells, for each of them."""
        return {uri: [] for uri in self.uris} | self.by_cell(found, _row_of, _above)

    def edits(self, edits: Iterable[types.TextEdit]) -> dict[str, list[types.TextEdit]]:
        """Edits of the notebook in the terms of its cells."""
        return self.by_cell(edits, _row_of, _above)


def _row_of(placed: types.Diagnostic | types.TextEdit) -> int:
    return placed.range.start.line


def _above(placed: Placed, rows: int) -> Placed:
    start, end = placed.range.start, placed.range.end
    start, end = (types.Position(place.line - rows, place.character) for place in (start, end))
    return attrs.evolve(placed, range=types.Range(start, end))


class Asked(NamedTuple):
    """A cell about which the client asks."""

    notebook: Notebook
    uri: str

    @property
    def rows(self) -> range:
        return self.notebook.rows(self.uri)

    def in_notebook(self, place: Any) -> Any:
        """Parameters of the client's in the terms of the notebook."""
        return _moved(place, self.rows.start, _KEPT)

    def of_notebook(self, question: Question) -> Question:
        """The same question on the notebook."""
        return replace(question, uri=self.notebook.uri, params=self.in_notebook(question.params))

    def of_cell(self, answer: Pieces) -> Pieces:
        """What the answer on the notebook says of the cell."""
        data = json.loads(b"".join(answer))
        if isinstance(data, list):
            data = [item for item in data if (row := _row(item)) is None or row in self.rows]
        otherwise = {**_KEPT, "uri": self._address, "changes": self._changes}
        return (compact(_moved(data, -self.rows.start, otherwise)).encode(),)

    def _address(self, uri: Any) -> Any:
        return self.uri if uri == self.notebook.uri else uri

    def _changes(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        written: dict[str, Any] = {}
        for uri, edits in changes.items():
            if uri == self.notebook.uri:
                written |= self.notebook.by_cell(edits, _first_row, lambda edit, rows: _moved(edit, -rows, _KEPT))
            else:
                written[uri] = edits
        return written


def _row(item: Any) -> int | None:
    """The row at which an item of an answer stands; None for one that is not of a place."""
    place = item.get("location", item)
    if "position" in place:
        return int(place["position"]["line"])
    return _first_row(place) if "range" in place else None


def _first_row(placed: Mapping[str, Any]) -> int:
    return int(placed["range"]["start"]["line"])


def _moved(data: Any, rows: int, otherwise: Mapping[str, Callable[[Any], Any]]) -> Any:
    """The same with all positions so many rows below; some fields are written otherwise."""
    if isinstance(data, list):
        return [_moved(item, rows, otherwise) for item in data]
    if not isinstance(data, Mapping):
        return data
    if isinstance(data.get("line"), int) and "character" in data:
        return {**data, "line": data["line"] + rows}
    return {
        name: otherwise[name](value) if name in otherwise else _moved(value, rows, otherwise)
        for name, value in data.items()
    }


def _as_it_is(value: Any) -> Any:
    return value


_KEPT: dict[str, Callable[[Any], Any]] = {"data": _as_it_is}
"""What the client hands back as it is speaks of the notebook."""
