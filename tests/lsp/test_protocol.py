"""The base protocol: what comes at the wrong time, what nobody answers, what is cancelled; and addresses of files."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from layerhints.lsp.uris import file_of, uri_of

from .test_bursts import CANCELLED, HEAVY, INVALID_PARAMS, Wire, hints, wire
from .test_transports import PATIENCE, start

METHOD_NOT_FOUND, NOT_INITIALIZED = -32601, -32002

__all__ = ["wire"]


async def test_nothing_is_answered_before_the_session_begins() -> None:
    wire = Wire(await start())
    wire.send({"id": 1, "method": "workspace/executeCommand", "params": {"command": "layerhints.status"}}, hints(2))
    found = await wire.answers(1, 2)
    assert [found[number]["error"]["code"] for number in (1, 2)] == [NOT_INITIALIZED] * 2
    wire.send({"method": "exit"})
    await asyncio.wait_for(wire.process.wait(), PATIENCE)


async def test_what_nobody_answers_is_refused_and_what_nobody_heeds_is_passed_over(wire: Wire) -> None:
    wire.send(
        {"method": "$/setTrace", "params": {"value": "off"}},
        {"method": "textDocument/didSave", "params": {}},
        {"id": 10, "method": "textDocument/definition", "params": {}},
        {"id": "eleven", "method": "workspace/executeCommand", "params": {"command": "layerhints.nothing"}},
        {"id": 12, "method": "textDocument/diagnostic", "params": {}},
        {"id": 4_000, "result": None},
    )
    found = await wire.answers(10, "eleven", 12)  # type: ignore[arg-type]
    codes = [answer["error"]["code"] for answer in found.values()]
    assert codes == [METHOD_NOT_FOUND, INVALID_PARAMS, INVALID_PARAMS]


async def test_a_message_that_cannot_be_read_is_logged_and_passed_over(wire: Wire) -> None:
    for body in (b"{", b"[]", b'{"method": "textDocument/didOpen", "params": {}, "jsonrpc": "2.0"}'):
        wire.writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    wire.send(hints(10))
    logged = 0
    while True:
        header = await asyncio.wait_for(wire.reader.readuntil(b"\r\n\r\n"), PATIENCE)
        message = json.loads(await wire.reader.readexactly(int(header.split(b":")[1])))
        if message.get("id") == 10:
            break
        logged += message["method"] == "window/logMessage"
    assert len(message["result"]) == 5
    assert logged == 3


async def test_a_request_that_waits_for_leisure_can_be_cancelled(wire: Wire) -> None:
    heavy = "file:///workspace/heavy.py"
    item = {"uri": heavy, "languageId": "python", "version": 1, "text": HEAVY}
    problems = {"method": "textDocument/diagnostic", "params": {"textDocument": {"uri": heavy}}}
    wire.send({"method": "textDocument/didOpen", "params": {"textDocument": item}}, {"id": 10, **problems})
    wire.send({"method": "$/cancelRequest", "params": {"id": 10}})
    assert (await wire.answers(10))[10]["error"]["code"] == CANCELLED
    assert (await wire.status())["entry_points_run"] < 60


@pytest.mark.parametrize("file", ["/home/me/model.py", "/home/é ü/a#b;c%d?.py", "//server/share/model.py"])
def test_an_address_names_its_file(file: str) -> None:
    assert file_of(uri_of(file)) == file
    assert file.startswith("//") or uri_of(file) == Path(file).as_uri()


def test_addresses_of_other_kinds() -> None:
    assert file_of("untitled:Untitled-1") == uri_of("untitled:Untitled-1") == "untitled:Untitled-1"
    assert file_of("git:/home/me/model.py?ref") == "git:/home/me/model.py?ref"
    assert file_of("file:///C%3A/me/model.py") == "c:/me/model.py"
    assert uri_of("c:/me/a b.py") == "file:///c:/me/a%20b.py"
