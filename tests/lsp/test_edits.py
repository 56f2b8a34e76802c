"""What an edit changes, and what it leaves alone."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from layerhints.lsp.answers import inlay_hints
from layerhints.lsp.client import Client
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.uris import file_of

from .conftest import Start
from .editor import EGLOT, NEOVIM, VSCODE
from .models import CNN, CNN_HINTS


async def test_hints_follow_an_edit(start: Start) -> None:
    editor = await start(VSCODE)
    editor.open(CNN)
    assert await editor.hints() == CNN_HINTS
    editor.replace("padding='same', ", "")
    assert (await editor.hints())[:3] == [
        (5, "(None, 30, 30, 32) · 896"),
        (6, "(None, 30, 30, 32)"),
        (7, "(None, 28, 28, 32) · 9,248"),
    ]


async def test_a_blank_line_runs_nothing_again_and_moves_the_hints(start: Start) -> None:
    editor = await start(VSCODE)
    editor.open(CNN)
    await editor.hints()
    before = await editor.status()
    editor.replace("\n\nmodel", "\n\n\n\nmodel")
    assert await editor.hints() == [(line + 2, label) for line, label in CNN_HINTS]
    after = await editor.status()
    assert after["definitions_lowered"] == before["definitions_lowered"]
    assert after["queries_run"] == before["queries_run"]
    assert after["queries_reused"] > before["queries_reused"]
    assert "line 7" in await editor.hover_text("Conv2D", occurrence=2)


HALF_TYPED = ["model.add(Dense(", "x = [", "if model", "model.add(Dense(10, activation='", "def f(", ")"]


@pytest.mark.parametrize("typed", HALF_TYPED)
async def test_a_half_typed_line_keeps_the_hints_above_it(start: Start, typed: str) -> None:
    editor = await start(NEOVIM)
    editor.open(CNN)
    editor.replace("pool_size=(2, 2)))\n", f"pool_size=(2, 2)))\n{typed}")
    assert (await editor.hints())[: len(CNN_HINTS)] == CNN_HINTS


async def test_many_edits_before_a_question_are_one_analysis(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open(CNN)
    await editor.hints()
    before = (await editor.status())["definitions_run"]
    text = CNN
    for filters in range(40, 60):
        text = text.replace(text[text.index("Conv2D(") : text.index(", (3")], f"Conv2D({filters}", 1)
        editor.rewrite(text)
    assert (await editor.hints())[0] == (5, "(None, 32, 32, 59) · 1,652")
    assert (await editor.status())["definitions_run"] == before + 5  # the stack, a step for each layer


async def test_an_edit_of_an_imported_file_refreshes_the_one_that_imports_it(start: Start) -> None:
    editor = await start(VSCODE)
    editor.open("UNITS = 4\n", "sizes.py")
    editor.open(
        "from keras.models import Sequential\nfrom keras.layers import Dense\nfrom sizes import UNITS\n"
        "model = Sequential([Dense(UNITS, input_shape=(3,))])\n"
    )
    assert (4, "(None, 4) · 16") in await editor.hints()
    editor.replace("4", "5", "sizes.py")
    for _ in range(100):
        if editor.refreshes:
            break
        await asyncio.sleep(0.05)
    assert editor.refreshes == 1
    assert (4, "(None, 5) · 20") in await editor.hints()


async def test_a_file_on_disk_is_read_again_when_it_changes(start: Start, tmp_path: Path) -> None:
    (tmp_path / "sizes.py").write_text("UNITS = 4\n", encoding="utf-8")
    editor = await start(NEOVIM)  # which does not tell
    editor.open(
        "from keras.models import Sequential\nfrom keras.layers import Dense\nfrom sizes import UNITS\n"
        "model = Sequential([\n    Dense(UNITS, input_shape=(3,)),\n])\n"
    )
    assert (5, "(None, 4) · 16") in await editor.hints()
    (tmp_path / "sizes.py").write_text("UNITS = 50\n", encoding="utf-8")
    assert (5, "(None, 50) · 200") in await editor.hints()


async def test_an_editor_that_does_not_tell_what_it_promised_to_is_told(start: Start, tmp_path: Path) -> None:
    (tmp_path / "sizes.py").write_text("UNITS = 4\n", encoding="utf-8")
    editor = await start(VSCODE)
    editor.open("from sizes import UNITS\nimport keras\nkeras.Input((UNITS,))\n")
    for _ in range(2):
        assert (3, "(None, 4)") in await editor.hints()
    (tmp_path / "sizes.py").write_text("UNITS = 50\n", encoding="utf-8")
    editor.replace("import keras", "import keras ")
    for _ in range(200):
        if not editor.refreshes:
            await asyncio.sleep(0.05)
    assert (3, "(None, 50)") in await editor.hints()


async def test_problems_are_pushed_again_after_an_edit(start: Start) -> None:
    editor = await start(EGLOT)
    editor.open(CNN)
    assert await editor.problems() == []
    editor.replace("pool_size=(2, 2)", "pool_size=(99, 99)")
    assert await editor.problems() == [("window-too-large", "(99, 99)")]
    editor.close()
    assert await editor.problems() == []


async def test_a_closed_document_is_forgotten(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open(CNN)
    assert await editor.hints()
    editor.close()
    assert await editor.hints() == []
    assert (await editor.status())["open_documents"] == 0
    editor.open(CNN)
    assert await editor.hints() == CNN_HINTS


BUILDER = """\
from keras import Input, Model
from keras.layers import Conv2D, Dense, Flatten


def build(width=8):
    inputs = Input((32, 32, 3))
    x = Conv2D(width, 3)(inputs)  # é
    x = Flatten()(x)
    return Model(inputs, Dense(10)(x))
"""


async def test_what_is_sent_while_a_line_is_typed_is_what_a_fresh_server_sends() -> None:
    params = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 100, "character": 0}}}
    client = replace(Client.of(types.ClientCapabilities()), resolves_hint_tooltips=True, pulls_diagnostics=True)
    uri = "file:///project/model.py"

    def sent(server: LayerhintsServer) -> Any:
        return json.loads(b"".join(inlay_hints(server, server.project.view(file_of(uri)), params)))

    server = LayerhintsServer()
    server.client = client
    server.opened(uri, BUILDER, 1)
    assert len(sent(server)) == 5
    lines = ("", "y", "y = D", "y = Dense", "# y", "y = Dense(", "y = Dense(3)(x)", "y")
    for version, letters in enumerate(lines, start=2):
        text = BUILDER.replace("  # é\n", f"  # é\n    {letters}\n\n")
        server.changed(uri, [{"text": text}], version)
        fresh = LayerhintsServer()
        fresh.client = client
        fresh.opened(uri, text, 1)
        assert sent(server) == sent(fresh)
        fresh.closed(uri)
    server.closed(uri)
