"""A defect in the analysis ends neither the server nor the document: it is logged, once for each version."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from layerhints.lsp.server import LayerhintsServer
from layerhints.project.view import View

URI = "file:///project/model.py"


async def check(server: LayerhintsServer) -> list[str]:
    """The answer of a feature that has a defect."""

    def defective(view: View) -> list[str]:
        raise ZeroDivisionError(f"a defect that {view.file} shows")

    return await server.answer(URI, defective, [])


async def test_a_defect_is_answered_and_logged_once_for_each_version() -> None:
    server = LayerhintsServer()
    logged: list[types.LogMessageParams] = []
    server.window_log_message = logged.append  # type: ignore[method-assign]
    server.opened(URI, "x = 1\n", 1)
    assert await check(server) == []
    assert await check(server) == []
    assert len(logged) == 1
    assert logged[0].type == types.MessageType.Error
    assert "/project/model.py cannot be analysed because of a defect in layerhints" in logged[0].message
    assert "ZeroDivisionError: a defect that /project/model.py shows" in logged[0].message
    server.changed(URI, [{"text": "x = 2\n"}], 2)
    assert await check(server) == []
    assert len(logged) == 2
    assert await server.answer(URI, lambda view: [view.text.content], []) == ["x = 2\n"]
    server.closed(URI)
    await asyncio.sleep(0)
