"""Lenses that choose for which entry point hints are shown, and the command behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from .conftest import Start
from .editor import CAPABILITIES, HELIX, NEOVIM, VSCODE, Editor

NETS = """\
from torch import nn


class Größe(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        return self.fc(x)


def small(): return Größe(16)


def large(): return Größe(32)
"""
FC, SMALL, LARGE = 7, 13, 16
"""Lines, from 1."""
COUNTED = {"small": "272", "large": "1,056"}
"""What nn.Linear(16, 16) and nn.Linear(32, 32) cost, by torch."""


async def counted(editor: Editor) -> str:
    (hint,) = await editor.hints(first=FC, last=FC)
    return hint[1].rpartition(" ")[2]


@pytest.mark.parametrize("name", CAPABILITIES)
async def test_a_lens_shows_the_hints_for_its_entry_point(start: Start, name: str) -> None:
    editor = await start(name)
    editor.open(NETS)
    assert await counted(editor) == COUNTED["small"]
    small, large = await editor.lenses()
    titles = [lens.command.title for lens in (small, large) if lens.command is not None]
    assert titles == ["Show hints for small", "Show hints for large"]
    assert [lens.range.start.line + 1 for lens in (small, large)] == [SMALL, LARGE]
    assert [editor.blamed(lens.range) for lens in (small, large)] == ["small", "large"]
    await editor.follow(large)
    assert await counted(editor) == COUNTED["large"]
    _, reset = await editor.lenses()
    assert reset.command is not None
    assert reset.command.title == "Hints are for large · reset"
    await editor.follow(reset)
    assert await counted(editor) == COUNTED["small"]


async def test_the_editor_asks_again_when_the_selection_changes(start: Start) -> None:
    editor = await start(VSCODE)
    editor.open(NETS)
    await editor.hints()
    await editor.command("selectEntryPoint", editor.uri("model.py"), "large")
    await editor.status()
    assert (editor.refreshes, editor.lens_refreshes) == (1, 1)


async def test_what_is_selected_by_a_comment_is_told_and_no_command_ends_it(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open(NETS.replace("def large():", "# layerhints: entry point\ndef large():"))
    assert await counted(editor) == COUNTED["large"]
    _, large = await editor.lenses()
    assert large.command is not None
    assert (large.command.title, large.command.command) == ("Hints are for large, as a comment says", "")


async def test_the_comment_is_offered_to_be_written(start: Start) -> None:
    editor = await start(VSCODE)
    editor.open(NETS)
    (action,) = await editor.rewrites("def large")
    assert action.title == "Always show hints for large"
    editor.apply(action)
    assert editor.texts["model.py"].endswith("def large(): return Größe(32)  # layerhints: entry point\n")
    assert await counted(editor) == COUNTED["large"]
    assert await editor.rewrites("def large") == []


async def test_programs_are_told_what_there_is_to_select(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open(NETS)
    entry_points = [
        {"symbol": "Größe", "kind": "class", "line": 4},
        {"symbol": "small", "kind": "function", "line": SMALL},
        {"symbol": "large", "kind": "function", "line": LARGE},
    ]
    uri = editor.uri("model.py")
    assert await editor.command("selectEntryPoint", uri) == {"selected": [], "entry_points": entry_points}
    chosen = await editor.command("selectEntryPoint", uri, "large")
    assert chosen == {"selected": ["large"], "entry_points": entry_points}
    assert (await editor.command("selectEntryPoint", uri, None))["selected"] == []
    assert await editor.command("selectEntryPoint", editor.uri("elsewhere.py")) is None


async def test_the_selection_lasts_when_the_file_is_opened_again(start: Start, tmp_path: Path) -> None:
    cache = {"LAYERHINTS_CACHE": str(tmp_path / "cache")}
    before = await start(NEOVIM, environment=cache)
    before.open(NETS)
    assert await counted(before) == COUNTED["small"]
    before.close()
    await before.status()  # what was shown is written
    editor = await start(NEOVIM, environment=cache)
    editor.open(NETS)
    await editor.command("selectEntryPoint", editor.uri("model.py"), "large")
    editor.close()
    editor.open(NETS)
    assert await counted(editor) == COUNTED["large"]


async def test_another_server_knows_nothing_of_it(start: Start, tmp_path: Path) -> None:
    cache = {"LAYERHINTS_CACHE": str(tmp_path / "cache")}
    first = await start(NEOVIM, environment=cache)
    first.open(NETS)
    await first.command("selectEntryPoint", first.uri("model.py"), "large")
    assert await counted(first) == COUNTED["large"]
    first.close()
    await first.status()  # so that the server has read it
    second = await start(NEOVIM, environment=cache)
    second.open(NETS)
    assert await counted(second) == COUNTED["small"]


async def test_there_are_none_where_they_are_switched_off(start: Start) -> None:
    editor = await start(VSCODE, settings={"codeLens": {"enable": False}})
    editor.open(NETS)
    assert await editor.lenses() == []


@pytest.mark.parametrize("arguments", [[], [3], ["file:///x.py", 3], ["file:///x.py", "a", "b"]])
async def test_what_cannot_be_selected_is_told(start: Start, arguments: list[Any]) -> None:
    editor = await start(HELIX)
    with pytest.raises(JsonRpcException, match="takes the URI of a document") as refused:
        await editor.command("selectEntryPoint", *arguments)
    assert refused.value.code == JsonRpcInvalidParams.CODE


async def test_what_is_no_entry_point_is_told(start: Start) -> None:
    editor = await start(HELIX)
    editor.open(NETS)
    with pytest.raises(JsonRpcException, match=r"`huge` is no entry point of .*model\.py") as refused:
        await editor.command("selectEntryPoint", editor.uri("model.py"), "huge")
    assert refused.value.code == JsonRpcInvalidParams.CODE
