"""What arrives at once is read before anything is answered: the last of many edits is the one that is analysed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from .models import CNN
from .test_transports import INITIALIZE, PATIENCE, exchange
from .test_transports import start as start_process

URI = "file:///workspace/model.py"
DOCUMENT = {"uri": URI}
EVERYTHING = {"start": {"line": 0, "character": 0}, "end": {"line": 1000, "character": 0}}
CANCELLED, CONTENT_MODIFIED, INVALID_PARAMS, INVALID_REQUEST = -32800, -32801, -32602, -32600


class Wire:
    """A server and the messages to and from it, as they are."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self.writer, self.reader = process, process.stdin, process.stdout
        self.left = False

    def send(self, *messages: dict[str, Any]) -> None:
        """Write some messages at once."""
        bodies = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages]
        self.writer.write(b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies))

    async def answers(self, *numbers: int) -> dict[int, dict[str, Any]]:
        """The answers to some requests, in the order in which they came."""
        found: dict[int, dict[str, Any]] = {}
        while not found.keys() >= set(numbers):
            header = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), PATIENCE)
            lines = (line for line in header.split(b"\r\n") if line.lower().startswith(b"content-length:"))
            message = json.loads(await self.reader.readexactly(int(next(lines)[15:])))
            if "method" not in message:
                found[message["id"]] = message
        return found

    async def leave(self) -> None:
        """Say good-bye, once."""
        if not self.left:
            self.left = True
            self.send({"id": 2_000_000, "method": "shutdown"})
            await self.answers(2_000_000)

    async def status(self) -> dict[str, Any]:
        number = 1_000_000
        self.send({"id": number, "method": "workspace/executeCommand", "params": {"command": "layerhints.status"}})
        return dict((await self.answers(number))[number]["result"])


@pytest_asyncio.fixture
async def wire() -> AsyncIterator[Wire]:
    """A server that has answered for the open document once."""
    wire = Wire(await start_process())
    await exchange(wire.reader, wire.writer, INITIALIZE)
    item = {"uri": URI, "languageId": "python", "version": 1, "text": CNN}
    wire.send(
        {"method": "initialized", "params": {}},
        {"method": "textDocument/didOpen", "params": {"textDocument": item}},
        hints(2),
    )
    assert (await wire.answers(2))[2]["result"][0]["label"] == "(None, 32, 32, 32) · 896"
    yield wire
    await wire.leave()
    wire.send({"method": "exit"})
    assert await asyncio.wait_for(wire.process.wait(), PATIENCE) == 0
    assert wire.process.stderr is not None
    assert await wire.process.stderr.read() == b""


def hints(number: int, document: dict[str, Any] = DOCUMENT) -> dict[str, Any]:
    params = {"textDocument": document, "range": EVERYTHING}
    return {"id": number, "method": "textDocument/inlayHint", "params": params}


def hover(number: int, line: int, character: int) -> dict[str, Any]:
    params = {"textDocument": DOCUMENT, "position": {"line": line, "character": character}}
    return {"id": number, "method": "textDocument/hover", "params": params}


def filters(version: int, count: int) -> dict[str, Any]:
    """The whole text, with so many filters in the first layer."""
    text = CNN.replace("Conv2D(32, (3, 3), padding", f"Conv2D({count}, (3, 3), padding")
    document = {"uri": URI, "version": version}
    params = {"textDocument": document, "contentChanges": [{"text": text}]}
    return {"method": "textDocument/didChange", "params": params}


def cancel(number: int) -> dict[str, Any]:
    return {"method": "$/cancelRequest", "params": {"id": number}}


async def test_of_questions_that_edits_overtook_only_the_last_is_answered(wire: Wire) -> None:
    before = await wire.status()
    numbers = range(10, 30)
    wire.send(*(message for number in numbers for message in (filters(number, number + 30), hints(number))))
    found = await wire.answers(*numbers)
    assert {found[number]["error"]["code"] for number in numbers[:-1]} == {CONTENT_MODIFIED}
    assert found[29]["result"][0]["label"] == "(None, 32, 32, 59) · 1,652"
    after = await wire.status()
    assert after["definitions_run"] - before["definitions_run"] == 5  # the stack, a step for each layer


async def test_a_question_that_is_cancelled_is_dropped(wire: Wire) -> None:
    before = await wire.status()
    wire.send(filters(2, 40), hints(10), cancel(10), filters(3, 41), hints(11), cancel(11))
    found = await wire.answers(10, 11)
    assert [found[number]["error"]["code"] for number in (10, 11)] == [CANCELLED, CANCELLED]
    after = await wire.status()
    assert after["definitions_run"] == before["definitions_run"]


async def test_questions_on_the_same_text_are_all_answered(wire: Wire) -> None:
    wire.send(filters(2, 40), hints(10), hints(11), hover(12, 4, 11))
    found = await wire.answers(10, 11, 12)
    assert found[10]["result"] == found[11]["result"]
    assert found[11]["result"][0]["label"] == "(None, 32, 32, 40) · 1,120"
    assert "Conv2D" in found[12]["result"]["contents"]["value"]


def outline(number: int) -> dict[str, Any]:
    return {"id": number, "method": "textDocument/documentSymbol", "params": {"textDocument": DOCUMENT}}


async def test_an_outline_waits_for_a_pause(wire: Wire) -> None:
    """Editors ask for it after every edit, and of several they look at the last."""
    wire.send(filters(2, 40), outline(10), outline(11), hints(12), cancel(11), filters(3, 41), outline(13), hints(14))
    found = await wire.answers(10, 11, 12, 13, 14)
    assert [found[number]["error"]["code"] for number in (10, 11)] == [CONTENT_MODIFIED, CANCELLED]
    assert [*found][-2:] == [14, 13]
    model, *layers = found[13]["result"]
    assert model["location"]["range"]["start"]["line"] == 3
    assert len(layers) == 5


async def test_cancelling_what_was_answered_does_nothing(wire: Wire) -> None:
    wire.send(hints(10))
    answer = (await wire.answers(10))[10]
    wire.send(cancel(10), cancel(99), hints(11))
    assert (await wire.answers(11))[11]["result"] == answer["result"]


async def test_messages_in_pieces_are_put_together(wire: Wire) -> None:
    body = json.dumps({"jsonrpc": "2.0", **hints(10)}).encode()
    kind = b"Content-Type: application/vscode-jsonrpc; charset=utf-8"
    message = b"%b\r\ncontent-length:%d\r\n\r\n%b" % (kind, len(body), body)
    for place in range(0, len(message), 7):
        wire.writer.write(message[place : place + 7])
        await wire.writer.drain()
        await asyncio.sleep(0)
    assert len((await wire.answers(10))[10]["result"]) == 5


async def test_a_question_that_names_no_document_is_refused(wire: Wire) -> None:
    wire.send({"id": 10, "method": "textDocument/inlayHint", "params": {}})
    assert (await wire.answers(10))[10]["error"]["code"] == INVALID_PARAMS


async def test_a_question_after_the_good_bye_is_refused(wire: Wire) -> None:
    await wire.leave()
    wire.send(hints(10))
    assert (await wire.answers(10))[10]["error"]["code"] == INVALID_REQUEST


HEAVY = (
    "from keras import Input, Model\nfrom keras.layers import Conv2D\n\n"
    + "".join(
        f"\ndef build_{number}():\n    x = inputs = Input((512, 512, 3))\n    for width in range(1, 200):\n"
        "        x = Conv2D(width, 3, padding='same')(x)\n    return Model(inputs, x)\n\n"
        for number in range(120)
    )
)


async def test_a_hover_is_answered_amid_a_long_analysis(wire: Wire) -> None:
    heavy = "file:///workspace/heavy.py"
    item = {"uri": heavy, "languageId": "python", "version": 1, "text": HEAVY}
    before = await wire.status()
    wire.send({"method": "textDocument/didOpen", "params": {"textDocument": item}}, hints(10, {"uri": heavy}))
    while (await wire.status())["entry_points_run"] == before["entry_points_run"]:
        await asyncio.sleep(0.01)
    wire.send(hover(11, 4, 11))
    found = await wire.answers(10, 11)
    assert list(found) == [11, 10]
    assert len(found[10]["result"]) >= 120


async def test_a_long_analysis_ends_when_its_question_is_cancelled(wire: Wire) -> None:
    heavy = "file:///workspace/heavy.py"
    item = {"uri": heavy, "languageId": "python", "version": 1, "text": HEAVY}
    wire.send({"method": "textDocument/didOpen", "params": {"textDocument": item}}, hints(10, {"uri": heavy}))
    await asyncio.sleep(0.2)
    wire.send(cancel(10))
    assert (await wire.answers(10))[10]["error"]["code"] == CANCELLED
    assert (await wire.status())["entry_points_run"] < 120


BUILDER = """\
from keras import Input, Model
from keras.layers import Dense


def head(x):
    return Dense({units})(x)


def build():
    x = inputs = Input((8,))
    x = head(x)
{line}    return Model(inputs, x)
"""


async def test_behind_a_letter_without_an_effect_the_next_one_is_made_ready(wire: Wire) -> None:
    document = {"uri": "file:///workspace/builder.py"}
    item = {**document, "languageId": "python", "version": 1, "text": BUILDER.format(units=4, line="")}
    wire.send({"method": "textDocument/didOpen", "params": {"textDocument": item}}, hints(10, document))
    opened = (await wire.answers(10))[10]["result"]
    for number, line in enumerate(("", "    y\n"), start=11):  # first an edit elsewhere
        changes = [{"text": BUILDER.format(units=5, line=line)}]
        edit = {"textDocument": {**document, "version": number}, "contentChanges": changes}
        wire.send({"method": "textDocument/didChange", "params": edit}, hints(number, document))
        assert len((await wire.answers(number))[number]["result"]) == len(opened) > 0
    for _ in range(100):
        status = await wire.status()
        if status["tracks_run"]:
            break
        await asyncio.sleep(PATIENCE / 100)
    assert (status["entry_points_run"], status["tracks_run"]) == (2, 1)
