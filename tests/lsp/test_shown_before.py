"""Hints that were kept are the first answer to who opens the same text again; then they are made sure of."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from layerhints.lsp import answers
from layerhints.lsp.handlers import inlay_hint
from layerhints.lsp.questions import Question
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.uris import file_of
from layerhints.lsp.wire import compact
from layerhints.lsp.written import Block
from layerhints.project import shown
from layerhints.project.cache import Cache

from .conftest import Start
from .editor import HELIX, NEOVIM, VSCODE

TEXT = "from keras.layers import Dense, Input\n\nx = Input((3,))\ny = Dense(4)(x)\n"  # (3 + 1)·4 = 16
HINTS = [(3, "(None, 3)"), (4, "(None, 4) · 16")]
URI = "file:///project/model.py"
QUESTION = Question(
    1,
    "textDocument/inlayHint",
    URI,
    1,
    {"textDocument": {"uri": URI}, "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}},
)


@pytest.mark.parametrize("name", [VSCODE, NEOVIM, HELIX])
async def test_the_next_session_shows_the_same(start: Start, tmp_path: Path, name: str) -> None:
    cache = {"LAYERHINTS_CACHE": str(tmp_path / "cache")}
    first = await start(name, environment=cache)
    first.open(TEXT)
    assert await first.hints() == HINTS
    first.close()
    assert await first.status() is not None  # so that the server has read it
    (kept,) = (tmp_path / "cache").glob("*.shown")
    second = await start(name, environment=cache)
    second.open(TEXT)
    assert await second.hints() == HINTS
    second.replace("Dense(4)", "Dense(5)")
    assert await second.hints() == [HINTS[0], (4, "(None, 5) · 20")]
    assert second.refreshes == 0
    assert kept.exists()


def server_on(tmp_path: Path) -> LayerhintsServer:
    server = LayerhintsServer()
    server.project._world.cache = Cache({"LAYERHINTS_CACHE": str(tmp_path)})
    server.opened(URI, TEXT, 1)
    return server


async def settled(server: LayerhintsServer) -> None:
    while server.leisure.tasks:
        await asyncio.sleep(0)


async def test_what_was_kept_is_made_sure_of(tmp_path: Path) -> None:
    first = server_on(tmp_path)
    answer = b"".join(first.reply(inlay_hint, QUESTION))
    first.closed(URI)
    second = server_on(tmp_path)
    told: list[set[str] | None] = []
    second.refresh = told.append  # type: ignore[method-assign]
    assert b"".join(second.reply(inlay_hint, QUESTION)) == answer
    assert second.project.status()["queries_run"] == 0
    await settled(second)
    assert second.project.status()["definitions_run"] == 3
    assert not told
    assert b"".join(second.reply(inlay_hint, QUESTION)) == answer
    second.closed(URI)


async def test_who_was_shown_something_else_is_told_to_ask_again(tmp_path: Path) -> None:
    """That takes a defect of ours, or a file that changed and looks as if it had not."""
    first = server_on(tmp_path)
    answer = b"".join(first.reply(inlay_hint, QUESTION))
    stretch = first.project.view(file_of(URI)).shown("JSON")
    wrong = [(row, Block(()).plain()) for row, _ in stretch]
    asked = first.project._memos[file_of(URI)].answers
    manner = answers._manner(first, file_of(URI))
    shown.keep(first.project._world, file_of(URI), manner, first.project.settings, asked, wrong)
    second = server_on(tmp_path)
    told: list[set[str] | None] = []
    second.refresh = told.append  # type: ignore[method-assign]
    assert b"".join(second.reply(inlay_hint, QUESTION)) == b"[]"
    await settled(second)
    assert told == [{file_of(URI)}]
    assert b"".join(second.reply(inlay_hint, QUESTION)) == answer
    first.project.close(file_of(URI))
    second.project.close(file_of(URI))


async def test_an_edit_is_answered_anew(tmp_path: Path) -> None:
    first = server_on(tmp_path)
    first.reply(inlay_hint, QUESTION)
    first.closed(URI)
    second = server_on(tmp_path)
    second.reply(inlay_hint, QUESTION)
    second.changed(URI, [{"text": TEXT.replace("Dense(4)", "Dense(5)")}], 2)
    assert compact("(None, 5) · 20").encode() in b"".join(second.reply(inlay_hint, QUESTION))
    await settled(second)
    second.closed(URI)


async def test_hints_are_written_when_they_were_shown_first_and_when_they_are_left(tmp_path: Path) -> None:
    """In between nothing is written: somebody types."""
    server = server_on(tmp_path)
    server.reply(inlay_hint, QUESTION)
    assert not server.keep_next()
    (kept,) = tmp_path.glob("*.shown")
    first = kept.read_bytes()
    server.changed(URI, [{"text": TEXT.replace("Dense(4)", "Dense(5)")}], 2)
    server.reply(inlay_hint, QUESTION)
    assert not server.keep_next()
    assert kept.read_bytes() == first
    server.closed(URI)
    assert kept.read_bytes() != first
