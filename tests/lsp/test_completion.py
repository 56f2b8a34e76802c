"""What editors offer at the cursor."""

from __future__ import annotations

import pytest
from lsprotocol import types

from .conftest import Start
from .editor import CAPABILITIES, EGLOT, HELIX, NEOVIM, VSCODE

NET = """\
from torch import nn

class Größe(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 64, 3); '🚂'; self.lin = nn.Linear(512, 10)

    def forward(self, x):
        # layerhints: x = (N, 1, 28, 28)
        return self.lin(self.conv(x).flatten(1))
"""
FITS = "43264"
"""64·26·26, which is what PyTorch flattens."""


@pytest.mark.parametrize("name", CAPABILITIES)
async def test_the_number_that_fits_is_written_where_a_wrong_one_stands(start: Start, name: str) -> None:
    editor = await start(name)
    editor.open(NET)
    assert await editor.hints()
    (item,) = await editor.completions("nn.Linear(51")
    assert (item.label, item.filter_text) == (FITS, "512")
    assert item.detail == "features of what comes in: (N, 43264)"
    assert item.preselect is (True if name.startswith("code-server") else None)
    editor.take(item)
    assert editor.texts["model.py"] == NET.replace("512", FITS)
    assert (6, "(N, 10) · 432,650") in await editor.hints()


@pytest.mark.parametrize("name", [VSCODE, NEOVIM, HELIX, EGLOT])
async def test_the_list_opens_while_a_call_is_typed(start: Start, name: str) -> None:
    """The hints of the other lines stay as they are, and the letter after it is answered from its own text."""
    editor = await start(name)
    assert editor.server.completion_provider is not None
    assert "(" in (editor.server.completion_provider.trigger_characters or ())
    editor.open(NET)
    editor.replace("nn.Linear(512, 10)", "nn.Linear(")
    shown = await editor.hints()
    (item,) = await editor.completions("nn.Linear(")
    assert (item.label, item.filter_text, item.kind) == (FITS, None, types.CompletionItemKind.Value)
    assert await editor.hints() == shown
    editor.replace("nn.Linear(", "nn.Linear(43264, 3)")
    assert (6, "(N, 3) · 129,795") in await editor.hints()


async def test_words_come_in_their_order_and_are_explained_as_the_editor_reads(start: Start) -> None:
    for name, explained in ((VSCODE, types.MarkupContent), (EGLOT, str)):
        editor = await start(name)
        editor.open('from torch import nn\nnn.Conv2d(1, 2, 3, padding_mode="")  # layerhints: ignore[\n')
        items = await editor.completions('padding_mode="')
        assert [item.label for item in items] == ["zeros", "reflect", "replicate", "circular"]
        assert sorted(items, key=lambda item: item.sort_text or "") == items
        (code, *_) = await editor.completions("ignore[")
        assert isinstance(code.documentation, explained)


async def test_nothing_is_offered_elsewhere_nor_in_a_file_that_is_not_open(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open(NET)
    for word in ("def forward(", "import", "super(", "'🚂"):
        assert await editor.completions(word) == []
    editor.texts["other.py"] = "x("
    params = types.CompletionParams(types.TextDocumentIdentifier(editor.uri("other.py")), types.Position(0, 2))
    assert not await editor.client.text_document_completion_async(params)
