"""The notebooks that are open; what becomes of one is in `notebook`, which is imported when there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lsprotocol import types

from layerhints.lsp.parameters import fields, items, text
from layerhints.lsp.uris import file_of

if TYPE_CHECKING:
    from layerhints.lsp.notebook import Asked, EditText, Notebook
    from layerhints.lsp.questions import Params

NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithNotebook("*", [types.NotebookCellLanguage("python")])]
)
"""Which notebooks the client is to tell of."""


class Notebooks:
    """Those that are open."""

    def __init__(self) -> None:
        self._open: dict[str, Notebook] = {}
        self._of_cells: dict[str, Notebook] = {}

    def asked(self, uri: str) -> Asked | None:
        """The cell with an address, where that is one."""
        notebook = self._of_cells.get(uri)
        return None if notebook is None else notebook.asked(uri)

    def at(self, file: str) -> Notebook | None:
        return self._open.get(file)

    def opened(self, params: Params) -> Notebook:
        from layerhints.lsp.notebook import Notebook

        document = fields(params, "notebookDocument")
        notebook = Notebook(text(document, "uri"))
        change = {
            "array": {"start": 0, "deleteCount": 0, "cells": items(document, "cells")},
            "didOpen": items(params, "cellTextDocuments"),
        }
        notebook.edit({"structure": change}, lambda content, _: content)
        self._open[notebook.file] = notebook
        self._index(notebook)
        return notebook

    def changed(self, params: Params, edited: EditText) -> Notebook | None:
        """The notebook after an edit; None where it is not open.

        Raises:
            JsonRpcException: It cannot be read, so that nobody knows any more what the notebook says.
        """
        notebook = self._open.get(file_of(text(fields(params, "notebookDocument"), "uri")))
        if notebook is not None and isinstance(cells := fields(params, "change").get("cells"), Mapping):
            notebook.edit(cells, edited)
            self._index(notebook)
        return notebook

    def closed(self, file: str) -> Notebook | None:
        notebook = self._open.pop(file, None)
        if notebook is not None:
            self._forget(notebook)
        return notebook

    def _index(self, notebook: Notebook) -> None:
        self._forget(notebook)
        self._of_cells |= dict.fromkeys(notebook.cells, notebook)

    def _forget(self, notebook: Notebook) -> None:
        self._of_cells = {uri: other for uri, other in self._of_cells.items() if other is not notebook}
