"""Servers for tests: started as an editor starts them, and ended without a defect in their log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest_asyncio

from .editor import Editor

Start = Callable[..., Awaitable[Editor]]


@pytest_asyncio.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Starts a server as a named editor would; the workspace is `tmp_path`."""
    editors: list[Editor] = []

    async def started(name: str, **options: object) -> Editor:
        editor = await Editor.start(name, tmp_path, **options)  # type: ignore[arg-type]
        editors.append(editor)
        return editor

    yield started
    for editor in editors:
        await editor.stop()
