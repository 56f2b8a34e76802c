"""Notebooks as VS Code tells of them: each cell is a document, and what one defines another uses.

Shapes and counts are those of real Keras: 320 = (3·3·1 + 1)·32, 54,090 = (5408 + 1)·10.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from .conftest import Start
from .editor import CAPABILITIES, PATIENCE, VSCODE, Editor

IMPORTS = "%pip install keras\nimport keras\nfrom keras import layers"
LAYERS = "größe = '🚂'; conv = layers.Conv2D(32, 3)\ndense = layers.Dense(10)"
MODEL = """\
x = keras.Input((28, 28, 1))
x = layers.MaxPooling2D()(conv(x))
y = dense(layers.Flatten()(x))"""
SHOWN = [(1, "(None, 28, 28, 1)"), (2, "(None, 26, 26, 32)"), (2, "(None, 13, 13, 32)"), (3, "(None, 5408)")]
SHOWN += [(3, "(None, 10)")]


class Notebook:
    """A notebook in an editor; its cells are called by their addresses."""

    def __init__(self, editor: Editor, *texts: str, language: str = "python") -> None:
        self.editor = editor
        self.uri = editor.uri("notes.ipynb")
        self.version = 1
        self.cells: list[str] = []
        self._known = 0
        made = [self._made(text, language) for text in texts]
        self.cells = [item.uri for item in made]
        document = types.NotebookDocument(self.uri, "jupyter-notebook", 1, [self._cell(item) for item in made])
        editor.client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(document, made))

    def _made(self, text: str, language: str = "python") -> types.TextDocumentItem:
        self._known += 1
        uri = f"vscode-notebook-cell:{self.editor.folder}/notes.ipynb#W{self._known}"
        self.editor.texts[uri] = text
        return types.TextDocumentItem(uri, language, 1, text)

    def _cell(self, item: types.TextDocumentItem) -> types.NotebookCell:
        kind = types.NotebookCellKind.Markup if item.language_id == "markdown" else types.NotebookCellKind.Code
        return types.NotebookCell(kind, item.uri)

    def _tell(self, **changes: Any) -> None:
        self.version += 1
        document = types.VersionedNotebookDocumentIdentifier(self.version, self.uri)
        change = types.NotebookDocumentChangeEvent(cells=types.NotebookDocumentCellChanges(**changes))
        self.editor.client.notebook_document_did_change(types.DidChangeNotebookDocumentParams(document, change))

    def replace(self, place: int, old: str, new: str) -> None:
        """Edit the only place in a cell that says `old`."""
        uri, text = self.cells[place], self.editor.texts[self.cells[place]]
        assert text.count(old) == 1
        start = text.index(old)
        stretch = types.Range(*(self.editor._position(text, offset) for offset in (start, start + len(old))))
        change = types.TextDocumentContentChangePartial(range=stretch, text=new)
        self.editor.texts[uri] = text.replace(old, new)
        document = types.VersionedTextDocumentIdentifier(self.version, uri)
        self._tell(text_content=[types.NotebookDocumentCellContentChanges(document, [change])])

    def put(self, place: int, *texts: str, gone: int = 0) -> None:
        """Put new cells in the place of others, or of none."""
        made = [self._made(text) for text in texts]
        closed = [types.TextDocumentIdentifier(uri) for uri in self.cells[place : place + gone]]
        self.cells[place : place + gone] = [item.uri for item in made]
        array = types.NotebookCellArrayChange(place, gone, [self._cell(item) for item in made])
        self._tell(structure=types.NotebookDocumentCellChangeStructure(array, made, closed))

    def move_last(self, place: int) -> None:
        """Move a cell behind the others, as VS Code tells of it: it goes and comes, and its document stays open."""
        uri = self.cells.pop(place)
        self.cells.append(uri)
        cell = types.NotebookCell(types.NotebookCellKind.Code, uri)
        structure = types.NotebookDocumentCellChangeStructure
        self._tell(structure=structure(types.NotebookCellArrayChange(place, 1)))
        self._tell(structure=structure(types.NotebookCellArrayChange(len(self.cells) - 1, 0, [cell])))

    def close(self) -> None:
        identifier = types.NotebookDocumentIdentifier(self.uri)
        cells = [types.TextDocumentIdentifier(uri) for uri in self.cells]
        self.editor.client.notebook_document_did_close(types.DidCloseNotebookDocumentParams(identifier, cells))

    async def problems(self, place: int) -> list[types.Diagnostic]:
        """The problems of a cell, pulled or waited for; those that are pushed are the notebook's, cell by cell."""
        if self.editor.server.diagnostic_provider is not None:
            return await self.editor.raw_problems(self.cells[place])
        return await self.editor.pushed(self.cells[place], self.version)

    async def hints(self, place: int) -> list[tuple[int, str]]:
        return await self.editor.hints(self.cells[place])


@pytest.mark.parametrize("name", CAPABILITIES)
async def test_what_one_cell_defines_another_uses(start: Start, name: str) -> None:
    notebook = Notebook(await start(name), IMPORTS, LAYERS, MODEL)
    assert await notebook.hints(0) == []
    assert await notebook.hints(2) == SHOWN
    made = await notebook.editor.raw_hints(notebook.cells[1])
    assert [(hint.position.line, str(hint.label)) for hint in made] == [
        (0, "(None, 26, 26, 32) · 320"),
        (1, "(None, 10) · 54,090"),
    ]
    assert made[0].position.character == notebook.editor.units(LAYERS.split("\n")[0])


async def test_an_edit_of_a_cell_is_seen_in_those_below(start: Start) -> None:
    notebook = Notebook(await start(VSCODE), IMPORTS, LAYERS, MODEL)
    await notebook.hints(2)
    notebook.replace(1, "32, 3", "32, 5")
    assert (2, "(None, 24, 24, 32)") in await notebook.hints(2)
    notebook.replace(0, "import keras\n", "import keras\n\n\n")
    notebook.replace(1, "32, 5", "32, 3")
    assert await notebook.hints(2) == SHOWN


async def test_cells_come_and_go_and_move(start: Start) -> None:
    notebook = Notebook(await start(VSCODE), IMPORTS, MODEL)
    assert SHOWN[1] not in await notebook.hints(1)
    notebook.put(1, "# a remark\n", LAYERS)
    assert await notebook.hints(3) == SHOWN
    notebook.put(1, gone=1)
    assert await notebook.hints(2) == SHOWN
    notebook.move_last(1)
    assert SHOWN[1] not in await notebook.hints(1)
    notebook.move_last(1)
    assert await notebook.hints(2) == SHOWN


async def test_only_cells_of_python_count(start: Start) -> None:
    notebook = Notebook(await start(VSCODE), "# Layers", language="markdown")
    notebook.put(1, IMPORTS, "%%bash\nls | grep (", LAYERS, MODEL)
    assert await notebook.hints(0) == []
    assert await notebook.hints(2) == []
    assert await notebook.hints(4) == SHOWN
    assert await notebook.editor.hover("Layers", notebook.cells[0]) is None


@pytest.mark.parametrize("name", CAPABILITIES)
async def test_a_hover_names_cells(start: Start, name: str) -> None:
    notebook = Notebook(await start(name), IMPORTS, LAYERS, MODEL)
    text = await notebook.editor.hover_text("dense", notebook.cells[2])
    assert "54,090" in text
    assert "cell 3, line 3" in text  # where what comes in was flattened
    assert "notes.ipynb" not in text
    (hint, *_) = await notebook.editor.raw_hints(notebook.cells[1])
    if notebook.editor.name == VSCODE:
        resolve = notebook.editor.client.inlay_hint_resolve_async(hint)
        tooltip = (await asyncio.wait_for(resolve, PATIENCE)).tooltip
        assert isinstance(tooltip, types.MarkupContent)
        assert "320" in tooltip.value


@pytest.mark.parametrize("name", CAPABILITIES)
async def test_a_problem_stands_in_its_cell_and_is_mended_in_another(start: Start, name: str) -> None:
    wrong = "import torch\nfrom torch import nn", "größe = '🚂'; layer = nn.Linear(5, 2)", "\nlayer(torch.zeros(1, 3))"
    notebook = Notebook(await start(name), *wrong)
    cell = notebook.cells[2]
    (problem,) = await notebook.problems(2)
    assert notebook.editor.blamed(problem.range, cell) == "torch.zeros(1, 3)"
    context = types.CodeActionContext([problem])
    params = types.CodeActionParams(types.TextDocumentIdentifier(cell), problem.range, context)
    actions = await asyncio.wait_for(notebook.editor.client.text_document_code_action_async(params), PATIENCE)
    mending, ignoring = actions or ()
    assert isinstance(mending, types.CodeAction)
    assert isinstance(ignoring, types.CodeAction)
    assert mending.diagnostics == (problem,)
    assert mending.edit and ignoring.edit
    ((uri, (edit,)),) = (mending.edit.changes or {}).items()
    assert (uri, edit.new_text) == (notebook.cells[1], "3")
    assert notebook.editor.blamed(edit.range, uri) == "5"
    ((uri, (edit,)),) = (ignoring.edit.changes or {}).items()
    assert (uri, edit.range.start.line) == (cell, 1)


BUILDERS = """\
from torch import nn
def small(): return Net(2)
def large(): return Net(4)"""
NET = """\
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(3, width)

    def forward(self, x):
        return self.layer(x)"""


async def test_lenses_outline_and_commands(start: Start) -> None:
    editor = await start(VSCODE)
    notebook = Notebook(editor, "# %% nothing", BUILDERS, NET)
    assert (1, "(…, 2) · 8") in await notebook.hints(2)

    async def ask(question: Any) -> Any:
        return await asyncio.wait_for(question, PATIENCE)

    identifier = types.TextDocumentIdentifier(notebook.cells[1])
    lenses = await ask(editor.client.text_document_code_lens_async(types.CodeLensParams(identifier)))
    assert [(lens.range.start.line, lens.command.title) for lens in lenses] == [
        (1, "Show hints for small"),
        (2, "Show hints for large"),
    ]
    symbols = await ask(editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(identifier)))
    assert [(symbol.name, symbol.range.start.line) for symbol in symbols] == [("small", 1), ("large", 2)]

    run = editor.client.workspace_execute_command_async
    known = await ask(run(types.ExecuteCommandParams("layerhints.selectEntryPoint", [notebook.cells[0]])))
    assert {"symbol": "large", "kind": "function", "cell": 2, "line": 3} in known["entry_points"]
    await ask(run(types.ExecuteCommandParams(lenses[1].command.command, lenses[1].command.arguments)))
    assert (1, "(…, 4) · 16") in await notebook.hints(2)
    summary = await ask(run(types.ExecuteCommandParams("layerhints.summary", [notebook.cells[0]])))
    assert "small (function, cell 2, line 2)" in summary
    editor.keeps_edits = True
    place = {"line": 6, "character": 8}
    await ask(run(types.ExecuteCommandParams("layerhints.setInputShape", [notebook.cells[2], place, "x=2,3"])))
    (changes,) = [edit.changes for edit in editor.edits]
    assert changes is not None
    ((uri, (edit,)),) = changes.items()
    assert (uri, edit.range.start.line) == (notebook.cells[2], 6)
    assert "# layerhints: x = (2, 3)" in edit.new_text


async def test_a_notebook_that_is_closed_is_forgotten(start: Start) -> None:
    notebook = Notebook(await start(VSCODE), IMPORTS, LAYERS, MODEL)
    assert await notebook.hints(2) == SHOWN
    notebook.close()
    assert await notebook.hints(2) == []
    again = Notebook(notebook.editor, IMPORTS, LAYERS, MODEL)
    assert await again.hints(2) == SHOWN


async def test_the_number_that_fits_is_offered_in_a_cell(start: Start) -> None:
    editor = await start(VSCODE)
    cells = "import torch\nfrom torch import nn", "%time layer = nn.Linear(5, 2)", "layer(torch.zeros(1, 3))"
    notebook = Notebook(editor, *cells)
    cell = notebook.cells[1]
    line = editor.texts[cell]
    place = types.Position(0, line.index("5"))
    params = types.CompletionParams(types.TextDocumentIdentifier(cell), place)
    offered = await asyncio.wait_for(editor.client.text_document_completion_async(params), PATIENCE)
    assert isinstance(offered, list)
    (item,) = offered
    assert item.label == "3"
    assert isinstance(item.text_edit, types.TextEdit)
    assert editor.blamed(item.text_edit.range, cell) == "5"


async def test_the_next_session_shows_the_same(start: Start, tmp_path: Path) -> None:
    cache = {"LAYERHINTS_CACHE": str(tmp_path / "cache")}
    first = Notebook(await start(VSCODE, environment=cache), IMPORTS, LAYERS, MODEL)
    assert await first.hints(2) == SHOWN
    first.close()
    assert await first.editor.status() is not None  # so that the server has read it
    (kept,) = (tmp_path / "cache").glob("*.shown")
    second = Notebook(await start(VSCODE, environment=cache), IMPORTS, LAYERS, MODEL)
    assert await second.hints(2) == SHOWN
    second.replace(1, "32, 3", "32, 5")
    assert (2, "(None, 24, 24, 32)") in await second.hints(2)
    assert second.editor.refreshes == 0
    assert kept.exists()
