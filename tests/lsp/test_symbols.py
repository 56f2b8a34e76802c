"""The outline as editors ask for it."""

from __future__ import annotations

import pytest
from lsprotocol import types

from .conftest import Start
from .editor import CAPABILITIES, HELIX, NEOVIM, VSCODE
from .models import CNN

NET = """\
from torch import nn

class Größe(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(3, 4); '🚂'; self.last = nn.Linear(4, 5)

    def forward(self, x):
        return self.last(self.lin(x))
"""


@pytest.mark.parametrize("name", sorted(CAPABILITIES.keys() - {HELIX}))
async def test_layers_stand_within_their_class_at_places_that_the_editor_counts(start: Start, name: str) -> None:
    editor = await start(name)
    editor.open(NET)
    (found,) = await editor.symbols()
    assert isinstance(found, types.DocumentSymbol)
    assert (found.name, found.detail, found.kind) == ("Größe", "(…, 5) · 41", types.SymbolKind.Class)
    assert (found.range.start.line, found.range.end.line) == (2, 8)
    lin, last = found.children or ()
    assert [lin.name, lin.detail, lin.kind] == ["lin", "Linear (…, 4) · 16", types.SymbolKind.Field]
    assert last.selection_range.start.character == editor.units(NET.split("\n")[5].partition("last")[0])
    assert last.children is None


async def test_an_editor_that_cannot_nest_gets_one_after_the_other(start: Start) -> None:
    editor = await start(HELIX)
    editor.open(NET)
    found = await editor.symbols()
    assert all(isinstance(each, types.SymbolInformation) for each in found)
    assert [(each.name, each.container_name) for each in found if isinstance(each, types.SymbolInformation)] == [
        ("Größe  (…, 5) · 41", None),
        ("lin  Linear (…, 4) · 16", "Größe"),
        ("last  Linear (…, 5) · 25", "Größe"),
    ]


async def test_the_outline_follows_edits(start: Start) -> None:
    editor = await start(VSCODE)
    editor.open(CNN)
    assert editor.server.document_symbol_provider == types.DocumentSymbolOptions(label="layerhints")
    (model,) = await editor.symbols()
    editor.replace("Conv2D(32, (3, 3)))", "Conv2D(48, (3, 3)))")
    (wider,) = await editor.symbols()
    assert isinstance(model, types.DocumentSymbol)
    assert isinstance(wider, types.DocumentSymbol)
    layers = zip(model.children or (), wider.children or (), strict=True)
    assert [(before.detail, now.detail) for before, now in layers] == [
        ("(None, 32, 32, 32) · 896", "(None, 32, 32, 32) · 896"),
        ("(None, 32, 32, 32)", "(None, 32, 32, 32)"),
        ("(None, 30, 30, 32) · 9,248", "(None, 30, 30, 48) · 13,872"),
        ("(None, 30, 30, 32)", "(None, 30, 30, 48)"),
        ("(None, 15, 15, 32)", "(None, 15, 15, 48)"),
    ]


async def test_a_file_that_is_not_open_has_none(start: Start) -> None:
    editor = await start(NEOVIM)
    assert await editor.symbols("other.py") == []
