"""What a model that is being run gives way to: edits if somebody waits for it, anything if nobody does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from layerhints.lsp.leisure import _PAUSE
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.uris import file_of
from layerhints.lsp.wire import Inbox
from layerhints.project.view import View
from layerhints.values.host import Interrupted

URI = "file:///project/model.py"


def message(method: str) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": {"textDocument": {"uri": URI}}}).encode()


def test_messages_that_wait() -> None:
    server = LayerhintsServer()
    server.inbox = Inbox(lambda size: b"", lambda: None)
    assert not server.project.gives_way()
    assert not server.project.overtaken()
    server.inbox.waiting.append(message("textDocument/hover"))
    assert server.project.gives_way()
    assert not server.project.overtaken()
    server.inbox.waiting.append(message("textDocument/didChange"))
    assert server.project.overtaken()


async def test_questions_come_before_what_nobody_waits_for() -> None:
    server = LayerhintsServer()
    server.opened(URI, "x = 1\n", 1)
    done: list[str] = []
    answered = [False]

    def work(file: str) -> bool:
        done.append("part of the work")
        if len(done) == 1:
            server.is_asked = lambda: not answered[0]  # type: ignore[method-assign]
            asyncio.get_running_loop().call_later(0.01, answer)
            raise Interrupted
        return False

    def answer() -> None:
        done.append("answer")
        answered[0] = True

    def problems(view: View) -> str:
        done.append("problems")
        return "none"

    server.project.work = work  # type: ignore[method-assign]
    assert await server.leisure.answer(URI, problems, "") == "none"
    assert done == ["part of the work", "answer", "part of the work", "problems"]
    server.closed(URI)


async def test_what_an_editor_asks_right_after_an_edit_comes_before_what_nobody_waits_for() -> None:
    server = LayerhintsServer()
    server.opened(URI, "x = 1\n", 1)
    begun: list[float] = []
    now = asyncio.get_running_loop().time

    def work(file: str) -> bool:
        begun.append(now())
        return False

    server.project.work = work  # type: ignore[method-assign]
    server.changed(URI, [{"text": "x = 2\n"}], 2)
    edited = now()
    await server.leisure.answer(URI, lambda view: "none", "")
    assert begun[0] >= edited + _PAUSE - 0.01
    server.closed(URI)


async def test_what_the_next_start_can_use_is_written_when_nobody_waits() -> None:
    server = LayerhintsServer()
    server.opened(URI, "x = 1\n", 1)
    done: list[str] = []

    def work(file: str) -> bool:
        done.append("part of the work")
        return len(done) < 3

    def keep_next() -> bool:
        done.append("written")
        return done.count("written") < 2

    def problems(view: View) -> str:
        done.append("problems")
        return "none"

    server.project.work = work  # type: ignore[method-assign]
    server.project.keep_next = keep_next  # type: ignore[method-assign]
    asked = asyncio.ensure_future(server.leisure.answer(URI, problems, ""))
    await asyncio.sleep(0)
    server.leisure.settled(file_of(URI))
    await asked
    while server.leisure.tasks:
        await asyncio.sleep(0)
    assert "problems" in done[: done.index("written")]
    assert done.count("written") == 2
    server.closed(URI)


async def test_what_changed_elsewhere_is_looked_for_when_nobody_waits() -> None:
    server = LayerhintsServer()
    server.opened(URI, "x = 1\n", 1)
    file, looks = file_of(URI), 0
    refreshed: list[set[str]] = []

    def stale_documents(gives_way: Callable[[], bool]) -> list[str]:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise Interrupted
        return [file]

    server.project.stale_documents = stale_documents  # type: ignore[method-assign,assignment]
    server.refresh = refreshed.append  # type: ignore[method-assign,assignment]
    for _ in range(2):
        server.leisure.settled(file)
    while server.leisure.tasks:
        await asyncio.sleep(0)
    assert looks == 2
    assert refreshed == [{file}]
    server.closed(URI)
