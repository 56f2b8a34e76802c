"""A client that says anything at all: the server lives on, answers each request once, and then shows what it should."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from typing import Any

import pytest

from .editor import PATIENCE
from .models import CNN, CNN_HINTS
from .test_transports import start

JUNK: list[Any] = [
    *(None, True, 0, -1, 2**31, 10**40, 1.5, 1e300, "", "x", "\ud800", "\0", "file:///x", "é😀"),
    *([], {}, [None], {"a": 1}, {"uri": None}, ["file:///a.py"]),
]
ADDRESSES = [
    *("file:///tmp/a.py", "file:///tmp/b%20c.py", "file:///tmp/b c.py", "file:///tmp/%F0%9F%98%80/%zz.py"),
    *("untitled:U-1", "vscode-notebook-cell:/tmp/x.ipynb#W0s%3D", "http://[bad", "file://[::1/x.py", "file:", "", "file:///%00/a.py"),
]
TEXTS = [
    *(CNN, "a\rb\r\nc\n\rd\x0ce\x0b\u2028f", "\ufeffx = '😀é'\r\n"),
    *("\ud800 = 1", "\0", "(" * 500, "x" * 50_000, "", "x"),
]
CAPABILITIES: dict[str, Any] = {
    "hover": {"contentFormat": ["markdown"]},
    "inlayHint": {"resolveSupport": {"properties": ["tooltip"]}},
}
REQUESTS = [
    *("textDocument/hover", "textDocument/inlayHint", "textDocument/diagnostic", "inlayHint/resolve", "unheard"),
    *("workspace/executeCommand", "workspace/symbol", "$/unheard", "initialize", "textDocument/completion"),
]
NOTIFICATIONS = [
    *("textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "$/cancelRequest", "initialized"),
    *("workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles", "workspace/didChangeWorkspaceFolders"),
    *("$/setTrace", "textDocument/didSave", "window/workDoneProgress/cancel"),
]
NO_MESSAGES = [b"[]", b"null", b"{", b"", b"\xff", b'{"jsonrpc":"2.0"}', b"[" * 20_000]


class Hostile:
    """Draws messages. Everything is a choice among what is right and what is not."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def one(self, *right: Any) -> Any:
        """One of these, or in one of twelve cases anything."""
        return self.chance.choice(right if self.chance.random() < 0.92 else JUNK)

    def place(self) -> Any:
        line = self.one(0, 1, 5, 10**6, 2**40, -1)
        return self.one({"line": line, "character": self.one(0, 3, 40, 2**70, -1)}, {"line": line})

    def stretch(self) -> Any:
        return self.one({"start": self.place(), "end": self.place()})

    def document(self) -> Any:
        uri = self.one(*ADDRESSES)
        return self.one({"uri": uri, "version": self.one(1, 2, -5), "text": self.one(*TEXTS), "languageId": "python"})

    def change(self) -> Any:
        whole = {"text": self.one(*TEXTS)}
        return self.one(whole, *[{**whole, "range": self.stretch(), "rangeLength": self.one(0, 7)}] * 3)

    def params(self) -> Any:
        """What any of the methods may take: they look for what they know."""
        setting = self.one({"hints": self.one({"enable": self.one(True), "maximumLength": self.one(9)})})
        folder = {"uri": self.one(*ADDRESSES), "name": "x"}
        return self.one(
            {
                "textDocument": self.document(),
                "contentChanges": self.one([self.change()], [self.change(), self.change()]),
                "position": self.place(),
                "range": self.stretch(),
                "label": self.one("x"),
                "id": self.one(3, 9),
                "data": self.one({"uri": self.one(*ADDRESSES), "about": self.place()}),
                "value": self.one("off"),
                "command": self.one("layerhints.status", "layerhints.summary"),
                "arguments": self.one([], ADDRESSES),
                "settings": self.one({"layerhints": self.one(setting, {"python": self.one("x")})}),
                "event": self.one({"added": self.one([folder]), "removed": self.one([folder])}),
                "changes": [],
                "capabilities": {},
                "token": 3,
            }
        )

    def message(self, number: int) -> dict[str, Any]:
        is_request = self.chance.random() < 0.6
        method = self.one(*(REQUESTS if is_request != (self.chance.random() < 0.05) else NOTIFICATIONS))
        said = {"jsonrpc": "2.0", "method": method, "params": self.params()}
        if self.chance.random() < 0.1:
            del said["params"]
        return {**said, "id": self.chance.choice([number, str(number), 10**30 + number])} if is_request else said


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_said(seed: int) -> None:
    server = await start("--stdio")
    assert server.stdin is not None
    assert server.stdout is not None
    out, source, client, answers = server.stdin, server.stdout, Hostile(seed), []

    async def listen() -> None:
        while header := await source.readline():
            length = int(header.split(b":")[1])
            while await source.readline() != b"\r\n":
                pass
            message = json.loads(await source.readexactly(length))
            if "method" not in message:
                answers.append(message)
            elif "id" in message:  # as wrong as all else
                say({"jsonrpc": "2.0", "id": message["id"], "result": client.one([None])})

    def say(message: dict[str, Any]) -> None:
        out.write(framed(json.dumps(message).encode()))

    def request(number: str, method: str, params: Any = None) -> None:
        say({"jsonrpc": "2.0", "id": number, "method": method, "params": params})

    async def answer(number: str) -> Any:
        while not (found := [each for each in answers if each["id"] == number]):
            assert not listening.done()
            await asyncio.sleep(0.01)
        return found[0]

    listening = asyncio.ensure_future(listen())
    capabilities = {"textDocument": {**CAPABILITIES, "diagnostic": {}}, "workspace": {"configuration": True}}
    request("first", "initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
    await asyncio.wait_for(answer("first"), PATIENCE)
    say({"jsonrpc": "2.0", "method": "initialized", "params": {}})
    asked = Counter(["first", "last", "end"])
    for number in range(150):
        message = client.message(number)
        asked.update([message["id"]] if "id" in message else [])
        body = framed(json.dumps(message).encode()) + client.chance.choice([b"", *map(framed, NO_MESSAGES)])
        cut = client.chance.randrange(len(body))
        out.write(body[:cut])
        await out.drain()
        out.write(body[cut:])
    uri = "file:///nowhere/last.py"
    say({"jsonrpc": "2.0", "method": "workspace/didChangeConfiguration", "params": {"settings": {"layerhints": {}}}})
    opened = {"uri": uri, "languageId": "python", "version": 1, "text": CNN}
    say({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": opened}})
    stretch = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    request("last", "textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": stretch})
    hints = (await asyncio.wait_for(answer("last"), PATIENCE))["result"]
    assert [(hint["position"]["line"] + 1, hint["label"]) for hint in hints] == CNN_HINTS
    request("end", "shutdown")
    await asyncio.wait_for(answer("end"), PATIENCE)
    say({"jsonrpc": "2.0", "method": "exit"})
    assert await asyncio.wait_for(server.wait(), PATIENCE) == 0
    await listening
    assert Counter(each["id"] for each in answers if each["id"] is not None) == asked
    assert all(("result" in each) != ("error" in each) for each in answers)
