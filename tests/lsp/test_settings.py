"""Settings: asked for at the start, changed while the server runs, and read from pyproject.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from .conftest import Start
from .editor import EGLOT, NEOVIM, VSCODE
from .models import CNN, CNN_HINTS


@pytest.mark.parametrize(
    ("settings", "third"),
    [
        ({"hints": {"shapes": False}}, "9,248"),
        ({"hints": {"parameters": False}}, "(None, 30, 30, 32)"),
        ({"hints": {"maximumLength": 20}}, "(…, 32) · 9,248"),
    ],
)
async def test_hints_are_shown_as_the_settings_say(start: Start, settings: dict[str, Any], third: str) -> None:
    editor = await start(EGLOT, settings=settings)
    editor.open(CNN)
    assert (7, third) in await editor.hints()


async def test_hints_can_be_switched_off_and_on_again(start: Start) -> None:
    editor = await start(VSCODE, settings={"hints": {"enable": False}})
    editor.open(CNN)
    assert await editor.hints() == []
    editor.client.set_configuration({"hints": {"enable": True}}, section="layerhints")
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    await editor.status()
    assert await editor.hints() == CNN_HINTS
    assert editor.refreshes == 1


async def test_settings_that_are_sent_along_count(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open(CNN)
    assert await editor.hints() == CNN_HINTS
    sent = {"layerhints": {"hints": {"enable": False}}}
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(sent))
    assert await editor.hints() == []


async def test_problems_can_be_switched_off(start: Start) -> None:
    editor = await start(VSCODE, settings={"diagnostics": {"enable": False}})
    editor.open(CNN.replace("(2, 2)", "(40, 40)"))
    assert await editor.problems() == []


async def test_pyproject_counts_below_the_editor(start: Start, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.layerhints.hints]\nshapes = false\n", encoding="utf-8")
    editor = await start(NEOVIM)
    editor.open(CNN)
    assert (7, "9,248") in await editor.hints()


async def test_a_wrong_setting_is_named_in_the_log(start: Start) -> None:
    editor = await start(NEOVIM, settings={"hints": {"maximumLength": "long"}})
    editor.open(CNN)
    assert await editor.hints() == CNN_HINTS
    assert any("layerhints.hints.maximumLength" in message for message in editor.log)


async def test_a_changed_pyproject_counts_at_once(start: Start, tmp_path: Path) -> None:
    editor = await start(VSCODE)
    editor.open(CNN)
    assert await editor.hints() == CNN_HINTS
    assert any("pyproject.toml" in str(each.register_options) for each in editor.registered)
    file = tmp_path / "pyproject.toml"
    file.write_text("[tool.layerhints.hints]\nenable = false\n", encoding="utf-8")
    event = types.FileEvent(file.as_uri(), types.FileChangeType.Created)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert await editor.hints() == []
    assert editor.refreshes == 1
