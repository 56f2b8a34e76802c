"""A client of the language server protocol that only waits for answers, so that it costs as little as it can."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "inlayHint": {},
        "diagnostic": {},
        "hover": {"contentFormat": ["markdown"]},
        "synchronization": {"didSave": True},
    },
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
}
MOVED_ON = (-32801, -32802)
"""Errors by which a server says that a question came while it was busy with an edit; editors ask again."""

Hint = tuple[int, int, str]


class Client:
    """One server process and one document."""

    def __init__(
        self, command: list[str], environment: Mapping[str, str], configuration: Mapping[str, Any], log: Path
    ) -> None:
        self.started = self.arrived = time.perf_counter()
        """When the process was started, and when the last message of the server was there as a whole."""
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, **environment},
        )
        self._configuration = configuration
        self._id = 0
        self._version = 1
        self._answers: dict[int, Any] = {}
        self._uri = ""

    # --- messages

    def ask(self, method: str, params: Any = None) -> int:
        """Send a request; returns its number."""
        self._id += 1
        self._send({"jsonrpc": "2.0", "id": self._id, "method": method, "params": params})
        return self._id

    def answer(self, number: int) -> Any:
        """Wait for the answer to a request, the whole message; questions of the server are answered meanwhile."""
        while number not in self._answers:
            message = self._receive()
            if "method" not in message:
                self._answers[message["id"]] = message
            elif "id" in message:
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": self._told(message)})
        return self._answers.pop(number)

    def request(self, method: str, params: Any = None) -> Any:
        """The result of a request, which is repeated where the server says that it was overtaken by an edit."""
        while True:
            message = self.answer(self.ask(method, params))
            if "error" not in message:
                return message["result"]
            if message["error"]["code"] not in MOVED_ON:
                raise RuntimeError(message["error"])

    def notify(self, method: str, params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def _told(self, message: Any) -> Any:
        if message["method"] != "workspace/configuration":
            return None
        return [self._configuration.get(item.get("section")) for item in message["params"]["items"]]

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
        body = self.process.stdout.read(length)
        self.arrived = time.perf_counter()
        return json.loads(body)

    # --- what an editor does

    def initialize(self, root: Path) -> None:
        folder = {"uri": root.as_uri(), "name": root.name}
        self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root.as_uri(),
                "workspaceFolders": [folder],
                "capabilities": CAPABILITIES,
            },
        )
        self.notify("initialized", {})

    def open(self, file: Path, text: str) -> None:
        self._uri = file.as_uri()
        item = {"uri": self._uri, "languageId": "python", "version": self._version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def edit(self, row: int, column: int, old: str, new: str) -> None:
        """Replace `old`, which stands at a place and may hold line ends, as a keystroke does."""
        self._version += 1
        ends = old.count("\n")
        last = len(old) - old.rfind("\n") - 1 if ends else column + len(old)
        stretch = {"start": {"line": row, "character": column}, "end": {"line": row + ends, "character": last}}
        self.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self._uri, "version": self._version},
                "contentChanges": [{"range": stretch, "text": new}],
            },
        )

    def hints_asked(self, first: int, last: int) -> int:
        """Ask for the hints of some lines; returns the number of the request."""
        return self.ask("textDocument/inlayHint", self._stretch(first, last))

    def hints(self, first: int, last: int) -> Any:
        """The hints of some lines, as the server sent them."""
        return self.request("textDocument/inlayHint", self._stretch(first, last))

    def problems_asked(self) -> int:
        """Ask for the problems of the file; returns the number of the request."""
        return self.ask("textDocument/diagnostic", {"textDocument": {"uri": self._uri}})

    def hover(self, row: int, column: int) -> Any:
        place = {"textDocument": {"uri": self._uri}, "position": {"line": row, "character": column}}
        return self.request("textDocument/hover", place)

    def cancel(self, number: int) -> None:
        self.notify("$/cancelRequest", {"id": number})

    def _stretch(self, first: int, last: int) -> Any:
        ends = {"start": {"line": first, "character": 0}, "end": {"line": last, "character": 0}}
        return {"textDocument": {"uri": self._uri}, "range": ends}

    # --- the process

    def peak_memory(self) -> int:
        """The most bytes that the server and all processes that it started held, each at its own time."""
        return sum(_peak(process) for process in _tree(self.process.pid))

    def stop(self) -> None:
        try:
            self.request("shutdown")
            self.notify("exit", None)
            self.process.wait(timeout=10)
        except (RuntimeError, BrokenPipeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        self._log.close()


def plain(answer: Any) -> list[Hint]:
    """Hints as what can be compared."""
    found = []
    for hint in answer or ():
        label = hint["label"]
        text = label if isinstance(label, str) else "".join(part["value"] for part in label)
        found.append((hint["position"]["line"], hint["position"]["character"], text))
    return sorted(found)


def _tree(process: int) -> list[int]:
    found = [process]
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text(encoding="ascii").split():
            found += _tree(int(child))
    return found


def _peak(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
