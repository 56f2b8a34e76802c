"""A message that cannot be understood, or that nobody waits for any more, costs no other message its answer."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest

from layerhints.lsp.handlers import create_server
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.settings import EditorSettings
from layerhints.lsp.wire import Inbox, Outbox

URI = "file:///project/model.py"


class Stream:
    """What a client would read."""

    def __init__(self) -> None:
        self.written = b""

    def writelines(self, pieces: tuple[bytes, ...]) -> None:
        self.written += b"".join(pieces)

    def flush(self) -> None: ...


def connected() -> tuple[LayerhintsServer, Stream]:
    """A server whose messages the test puts in its inbox."""
    server, stream = create_server(), Stream()
    server.inbox = Inbox(lambda size: b"", lambda: None)
    server._outbox = Outbox(stream)  # type: ignore[arg-type]
    server.protocol.set_writer(server._outbox)
    return server, stream


@pytest.mark.parametrize(
    "bad",
    [
        b"[]",
        b"null",
        b'"text"',
        b"{",
        b"\xff\xfe",
        b'{"jsonrpc": "2.0", "method": 3}',
        b'{"jsonrpc": "2.0", "method": ["textDocument/hover"]}',
        b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": null}',
        b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": []}',
        b'{"jsonrpc": "2.0", "method": "initialize", "id": 7, "params": {}}',
        b'{"jsonrpc": "2.0", "id": 7, "result": {}}',
    ],
)
async def test_a_bad_message_is_left_out(bad: bytes, caplog: pytest.LogCaptureFixture) -> None:
    server, stream = connected()
    server.opened(URI, "from keras import layers, Input\nlayers.Dense(3)(Input((4,)))\n", 1)
    place = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
    params = {"textDocument": {"uri": URI}, "range": place}
    question = {"jsonrpc": "2.0", "id": 8, "method": "textDocument/inlayHint", "params": params}
    assert server.inbox is not None
    server.inbox.waiting.extend([bad, json.dumps(question).encode()])
    with caplog.at_level(logging.CRITICAL):
        server._read_all()
    while b'"id":8' not in stream.written:
        await asyncio.sleep(0)
    assert "15 parameters = (4 + 1)" in stream.written.decode()
    server.closed(URI)


class Slow(LayerhintsServer):
    """Its client takes its time to tell its settings."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.refreshed = 0

    async def workspace_configuration_async(self, params: Any) -> Any:
        return await self.asked

    def refresh(self, files: set[str] | None = None) -> None:
        self.refreshed += 1


async def test_settings_that_come_late_hold_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layerhints.lsp.settings._PATIENCE", 0.01)
    server = Slow()
    server.client = create_server().client.__class__(*[True] * 9)
    settings = EditorSettings(server)
    await settings.fetch()
    assert settings.awaited() is None
    assert server.project.settings.hints_enable
    assert not server.asked.cancelled()
    server.asked.set_result([{"hints": {"enable": False}}])
    while server.refreshed == 0:
        await asyncio.sleep(0)
    assert not server.project.settings.hints_enable
