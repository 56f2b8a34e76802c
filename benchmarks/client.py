"""A client of the language server protocol that only waits for answers, so that it costs as little as it can."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {"inlayHint": {}, "diagnostic": {}, "hover": {"contentFormat": ["markdown"]}},
}
URI = "file:///benchmark/model.py"


class Client:
    """One server process and one document."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **environment}
        )
        self._id = 0
        self._version = 1

    def request(self, method: str, params: Any = None) -> Any:
        """The result of a request; requests of the server are answered with null meanwhile."""
        self._id += 1
        self._send({"jsonrpc": "2.0", "id": self._id, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" in message:
                if "id" in message:
                    self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            elif message["id"] == self._id:
                if "error" in message:
                    raise RuntimeError(message["error"])
                return message["result"]

    def notify(self, method: str, params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def initialize(self) -> None:
        self.request("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": CAPABILITIES})
        self.notify("initialized", {})

    def open(self, text: str) -> None:
        item = {"uri": URI, "languageId": "python", "version": self._version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def type(self, line: int, column: int, old: str, new: str) -> None:
        """Replace `old`, which stands at a place, as a keystroke does."""
        self._version += 1
        ends = {"line": line, "character": column}, {"line": line, "character": column + len(old)}
        change = {"range": {"start": ends[0], "end": ends[1]}, "text": new}
        document = {"uri": URI, "version": self._version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def hints(self, first: int, last: int) -> list[Any]:
        stretch = {"start": {"line": first, "character": 0}, "end": {"line": last, "character": 0}}
        answer = self.request("textDocument/inlayHint", {"textDocument": {"uri": URI}, "range": stretch})
        if not answer:
            raise RuntimeError("the server shows no hints: there is nothing to measure")
        return list(answer)

    def resident_memory(self) -> int:
        """The bytes that the server holds now."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def stop(self) -> None:
        self.request("shutdown")
        self.notify("exit", None)
        self.process.wait(timeout=10)

    def _send(self, message: Any) -> None:
        assert self.process.stdin is not None
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _receive(self) -> Any:
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline()) != b"\r\n":
            if not line:
                raise RuntimeError("the server has ended")
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return json.loads(self.process.stdout.read(length))
