"""A message that cannot be understood, or that nobody waits for any more, costs no other message its answer."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from dataclasses import fields
from typing import Any

import pytest

from layerhints.lsp.client import Client
from layerhints.lsp.handlers import create_server
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.settings import EditorSettings
from layerhints.lsp.wire import Inbox, Outbox

from .editor import PATIENCE

URI = "file:///project/model.py"
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
NOT_INITIALIZED = -32002
PLACE = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
QUESTION = {"id": 8, "method": "textDocument/inlayHint", "params": {"textDocument": {"uri": URI}, "range": PLACE}}
INITIALIZE = {"id": "first", "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}}
DENSE = "from keras import layers, Input\nlayers.Dense(3)(Input((4,)))\n"
LABELS = ["(None, 4)", "(None, 3) · 15"]
"""What Keras says of it."""


class Stream:
    """What a client would read."""

    def __init__(self) -> None:
        self.written = b""

    def writelines(self, pieces: tuple[bytes, ...]) -> None:
        self.written += b"".join(pieces)

    def flush(self) -> None: ...

    def messages(self) -> list[dict[str, Any]]:
        found, rest = [], self.written
        while rest:
            header, _, rest = rest.partition(b"\r\n\r\n")
            length = int(re.search(rb"Content-Length: (\d+)", header)[1])  # type: ignore[index]
            found.append(json.loads(rest[:length]))
            rest = rest[length:]
        return found


class Wire:
    """A server whose messages the test puts in its inbox."""

    def __init__(self) -> None:
        self.server, self._stream = create_server(), Stream()
        self.server.inbox = Inbox(lambda size: b"", lambda: None)
        self.server._outbox = Outbox(self._stream)  # type: ignore[arg-type]
        self.server.protocol.set_writer(self.server._outbox)

    def send(self, *messages: bytes | dict[str, Any]) -> None:
        """Messages that arrive together; what is no bytes is said to be JSON-RPC."""
        assert self.server.inbox is not None
        self.server.inbox.waiting.extend(
            message if isinstance(message, bytes) else json.dumps({"jsonrpc": "2.0", **message}).encode()
            for message in messages
        )
        self.server._read_all()

    async def answers(self, number: object) -> list[dict[str, Any]]:
        """All answers to a request, of which there is one at least."""

        async def found() -> list[dict[str, Any]]:
            while not (answers := [m for m in self._stream.messages() if "method" not in m and m["id"] == number]):
                await asyncio.sleep(0.001)
            return answers

        return await asyncio.wait_for(found(), PATIENCE)


def labels(answer: dict[str, Any]) -> list[str]:
    return [hint["label"] for hint in answer["result"]]


def begun() -> Wire:
    wire = Wire()
    wire.send(INITIALIZE)
    return wire


LEFT_OUT = [
    b'{"jsonrpc": "2.0", "method": 3}',
    b'{"jsonrpc": "2.0", "method": ["textDocument/hover"]}',
    b'{"jsonrpc": "2.0", "method": "textDocument/hover", "params": {}}',
    b'{"jsonrpc": "2.0", "method": "shutdown"}',
    b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": null}',
    b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"uri": 3, "text": ""}}}',
    b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"uri": "a:b", "text": 3}}}',
    b'{"jsonrpc": "2.0", "method": "notebookDocument/didOpen", "params": {"notebookDocument": {"cells": []}}}',
    b'{"jsonrpc": "2.0", "method": "notebookDocument/didOpen", "params": {"notebookDocument": {"uri": "a:b"}}}',
    b'{"jsonrpc": "2.0", "method": "notebookDocument/didChange", "params": {"notebookDocument": {"uri": "a:b"}}}',
    b'{"jsonrpc": "2.0", "method": "notebookDocument/didClose", "params": {}}',
    b'{"jsonrpc": "2.0", "method": "workspace/didChangeWorkspaceFolders", "params": {"event": []}}',
    b'{"jsonrpc": "2.0", "method": "$/unheard"}',
    b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": []}',
    b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": [7]}}',
    b'{"jsonrpc": "2.0", "id": 7, "result": {}}',
    b'{"jsonrpc": "2.0", "id": [7], "result": {}}',
]


@pytest.mark.parametrize("bad", LEFT_OUT)
async def test_a_bad_message_is_left_out(bad: bytes, caplog: pytest.LogCaptureFixture) -> None:
    wire = begun()
    wire.server.opened(URI, DENSE, 1)
    with caplog.at_level(logging.CRITICAL):
        wire.send(bad, QUESTION)
    (answer,) = await wire.answers(8)
    assert labels(answer) == LABELS
    wire.server.closed(URI)


REFUSED: list[tuple[bytes, object, int]] = [
    (b"", None, PARSE_ERROR),
    (b"{", None, PARSE_ERROR),
    (b"\xff\xfe", None, PARSE_ERROR),
    (b"[" * 100_000, None, PARSE_ERROR),
    (b"[]", None, INVALID_REQUEST),
    (b"null", None, INVALID_REQUEST),
    (b'"text"', None, INVALID_REQUEST),
    (b'{"jsonrpc": "2.0", "id": [7], "method": "shutdown"}', None, INVALID_REQUEST),
    (b'{"jsonrpc": "2.0", "id": null, "method": "shutdown"}', None, INVALID_REQUEST),
    (b'{"jsonrpc": "1.0", "id": 7, "method": "shutdown"}', 7, INVALID_REQUEST),
    (b'{"jsonrpc": "2.0", "id": 7, "method": 3}', 7, INVALID_REQUEST),
    (b'{"jsonrpc": "2.0", "id": 7, "method": "initialize", "params": {"capabilities": {}}}', 7, INVALID_REQUEST),
    (b'{"jsonrpc": "2.0", "id": 7, "method": "textDocument/didClose", "params": {}}', 7, INVALID_REQUEST),
    (b'{"jsonrpc": "2.0", "id": 7, "method": "unheard"}', 7, METHOD_NOT_FOUND),
    (b'{"jsonrpc": "2.0", "id": 7, "method": "workspace/symbol", "params": null}', 7, METHOD_NOT_FOUND),
    (b'{"jsonrpc": "2.0", "id": 7, "method": "workspace/executeCommand"}', 7, INVALID_PARAMS),
    (b'{"jsonrpc": "2.0", "id": "7", "method": "workspace/executeCommand", "params": 3}', "7", INVALID_PARAMS),
    (b'{"jsonrpc": "2.0", "id": 7, "method": "textDocument/hover"}', 7, INVALID_PARAMS),
    (b'{"jsonrpc": "2.0", "id": 7, "method": "textDocument/hover", "params": {"textDocument": 3}}', 7, INVALID_PARAMS),
]


@pytest.mark.parametrize(("bad", "number", "code"), REFUSED)
async def test_what_cannot_be_done_is_refused(
    bad: bytes, number: object, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    wire = begun()
    with caplog.at_level(logging.CRITICAL):
        wire.send(bad, {"id": 9, "method": "textDocument/hover", "params": {"textDocument": {"uri": URI}}})
    (answer,) = await wire.answers(number)
    assert answer["error"]["code"] == code
    assert (await wire.answers(9))[0]["result"] is None


@pytest.mark.parametrize(
    "place",
    [
        *(None, [], {}, {"line": 0}, {"line": 0, "character": -1}),
        *({"line": "0", "character": 0}, {"line": 0, "character": True}),
    ],
)
async def test_a_place_that_cannot_be_read_is_the_fault_of_the_question(place: object) -> None:
    wire = begun()
    wire.server.opened(URI, DENSE, 1)
    document = {"uri": URI}
    hover = {"method": "textDocument/hover", "params": {"textDocument": document, "position": place}}
    stretch = {"start": {"line": 0, "character": 0}, "end": place}
    hints = {"method": "textDocument/inlayHint", "params": {"textDocument": document, "range": stretch}}
    wire.send({"id": 1, **hover}, {"id": 2, **hints}, QUESTION)
    assert [(await wire.answers(number))[0]["error"]["code"] for number in (1, 2)] == [INVALID_PARAMS] * 2
    assert labels((await wire.answers(8))[0]) == LABELS
    wire.server.closed(URI)


@pytest.mark.parametrize(
    "uri",
    ["http://[bad", "file://[::1/x.py", "", "://", "file:", "\0", "file:///a%00/b.py", "\ud83d", "//", "file:///\ud83d/a"],
)
async def test_any_text_is_an_address(uri: str) -> None:
    wire = begun()
    wire.server.opened(uri, DENSE, None)
    wire.send({**QUESTION, "params": {"textDocument": {"uri": uri}, "range": PLACE}})
    assert labels((await wire.answers(8))[0]) == LABELS
    wire.server.closed(uri)


async def test_nothing_is_shown_of_a_document_whose_edit_cannot_be_read() -> None:
    wire = begun()
    wire.server.opened(URI, DENSE, 1)
    document = {"uri": URI, "version": 2}
    changes = [{"text": "# "}, {"range": {"start": {"line": 1}}, "text": "\n"}]
    wire.send({"method": "textDocument/didChange", "params": {"textDocument": document, "contentChanges": changes}})
    wire.send(QUESTION)
    assert (await wire.answers(8))[0]["result"] is None
    opened = {"uri": URI, "languageId": "python", "version": 3, "text": DENSE}
    wire.send({"method": "textDocument/didOpen", "params": {"textDocument": opened}}, {**QUESTION, "id": 9})
    assert labels((await wire.answers(9))[0]) == LABELS
    wire.server.closed(URI)


NOTEBOOK, CELL = "file:///project/model.ipynb", "vscode-notebook-cell:/project/model.ipynb#1"
NOTEBOOK_OPENED = {
    "method": "notebookDocument/didOpen",
    "params": {
        "notebookDocument": {"uri": NOTEBOOK, "notebookType": "jupyter", "version": 1, "cells": [{"document": CELL}]},
        "cellTextDocuments": [{"uri": CELL, "languageId": "python", "version": 1, "text": DENSE}],
    },
}
EDITS_OF_CELLS: list[dict[str, Any]] = [
    {"structure": 3},
    {"structure": {"array": {"start": -1, "deleteCount": 0}}},
    {"structure": {"array": {"start": 0, "deleteCount": 0, "cells": [CELL]}}},
    {"structure": {"array": {"start": 0, "deleteCount": 0}, "didOpen": 3}},
    {"textContent": [{"document": {"uri": CELL}, "changes": [{"range": 3, "text": ""}]}]},
    {"textContent": {"document": CELL}},
]


@pytest.mark.parametrize("edit", EDITS_OF_CELLS)
async def test_nothing_is_shown_of_a_notebook_whose_edit_cannot_be_read(edit: dict[str, Any]) -> None:
    wire = begun()
    question = {**QUESTION, "params": {"textDocument": {"uri": CELL}, "range": PLACE}}
    document = {"uri": NOTEBOOK, "version": 2}
    params = {"notebookDocument": document, "change": {"cells": edit}}
    edited = {"method": "notebookDocument/didChange", "params": params}
    wire.send(NOTEBOOK_OPENED, edited, {**question, "id": 1})
    (answer,) = await wire.answers(1)
    assert answer["result"] is None
    wire.send(NOTEBOOK_OPENED, {**question, "id": 2})
    (answer,) = await wire.answers(2)
    assert labels(answer) == LABELS
    wire.server.closed(NOTEBOOK)


async def test_a_range_of_null_is_none() -> None:
    wire = begun()
    wire.server.opened(URI, "x = 1\n", 1)
    wire.server.changed(URI, [{"range": None, "text": DENSE}], 2)
    wire.send(QUESTION)
    assert labels((await wire.answers(8))[0]) == LABELS
    wire.server.closed(URI)


async def test_each_of_two_requests_with_one_id_is_answered() -> None:
    wire = begun()
    wire.send(QUESTION, QUESTION)
    await wire.answers(8)
    for _ in range(9):
        await asyncio.sleep(0)
    assert sorted("error" in answer for answer in await wire.answers(8)) == [False, True]


async def test_nothing_is_answered_before_the_beginning_and_behind_the_end() -> None:
    wire = Wire()
    opened = {"uri": URI, "languageId": "python", "version": 3, "text": DENSE}
    wire.send(QUESTION, {"method": "textDocument/didOpen", "params": {"textDocument": opened}})
    assert (await wire.answers(8))[0]["error"]["code"] == NOT_INITIALIZED
    assert wire.server.project.open_files == ()
    wire.send({**INITIALIZE, "id": 1, "params": {}}, {**INITIALIZE, "id": 2})
    assert (await wire.answers(1))[0]["error"]["code"] == INVALID_PARAMS
    assert "result" in (await wire.answers(2))[0]
    assert wire.server.exit_status == 1
    wire.send({"id": 3, "method": "shutdown"}, {**QUESTION, "id": 4}, {"id": 5, "method": "unheard"})
    assert (await wire.answers(3))[0]["result"] is None
    assert [(await wire.answers(number))[0]["error"]["code"] for number in (4, 5)] == [INVALID_REQUEST] * 2
    assert wire.server.exit_status == 0


LONG = f"Content-Length: {'9' * 5000}"
"""More digits than Python reads."""


@pytest.mark.parametrize("header", ["", "X: y", "Content-Length: 5 or so", "Content-Length: -3", LONG])
async def test_what_follows_a_bad_header_is_read(header: str) -> None:
    """The message behind it is lost, as nobody knows how long it is."""
    good = b'{"jsonrpc":"2.0"}'
    sent = [f"{header}\r\n\r\n".encode(), good, *[b"Content-Length: %d\r\n\r\n%b" % (len(good), good)] * 2]
    received = iter([*sent, b""])
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    inbox = Inbox(lambda size: next(received), lambda: inbox.ended and loop.call_soon_threadsafe(ended.set))
    inbox.start()
    await asyncio.wait_for(ended.wait(), 10)
    assert list(inbox.waiting)[-2:] == [good] * 2
    assert b"" in inbox.waiting


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
    server.client = Client(*[True] * len(fields(Client)))
    settings = EditorSettings(server)
    await settings.fetch()
    assert settings.awaited() is None
    assert server.project.settings.hints_enable
    assert not server.asked.cancelled()
    server.asked.set_result([{"hints": {"enable": False}}])
    while server.refreshed == 0:
        await asyncio.sleep(0)
    assert not server.project.settings.hints_enable
