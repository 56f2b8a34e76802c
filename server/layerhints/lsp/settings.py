"""The settings of the editor: sent by it, or asked for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from layerhints.lsp.server import LayerhintsServer

SECTION = "layerhints"
"""What editors file our settings under."""
_PATIENCE = 2.0
"""How many seconds an answer waits for the client's settings before it goes by what is known."""

log = logging.getLogger("layerhints")


def complain(complaints: Iterable[str]) -> None:
    """Say what is wrong in the settings where the editor shows it."""
    for complaint in complaints:
        log.warning("%s", complaint)


class EditorSettings:
    """What the client at the other end says of its settings."""

    def __init__(self, server: LayerhintsServer) -> None:
        self._server = server
        self._fetching: asyncio.Future[None] | None = None

    def awaited(self) -> asyncio.Future[None] | None:
        """Done when the settings are known that were asked for, None if none are on their way."""
        return None if self._fetching is None or self._fetching.done() else self._fetching

    async def known(self) -> None:
        """Wait for settings that are on their way."""
        if (awaited := self.awaited()) is not None:
            await asyncio.shield(awaited)

    def take(self, values: Any) -> None:
        """These hold from now on."""
        if isinstance(values, Mapping):
            complain(self._server.project.set_editor_settings(values))

    def fetch(self) -> Awaitable[None]:
        """Ask the client for its settings, where it answers such questions. Until it has answered, or patience ends, it
        gets no answers either. What it says later holds from then on.
        """
        fetching = self._fetching = asyncio.get_running_loop().create_future()
        return asyncio.ensure_future(self._fetched(fetching))

    async def _fetched(self, fetching: asyncio.Future[None]) -> None:
        try:
            if not self._server.client.answers_configuration:
                return
            question = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
            asked = asyncio.ensure_future(self._server.workspace_configuration_async(question))
            answered, _ = await asyncio.wait([asked], timeout=_PATIENCE)
            if answered:
                self._take_answers(asked)
            else:
                log.warning("the editor did not tell its settings in time; until it does the defaults hold")
                asked.add_done_callback(self._told_late)
        finally:
            fetching.set_result(None)

    def _take_answers(self, asked: asyncio.Future[Sequence[Any]]) -> None:
        try:
            for answer in asked.result() or ():
                self.take(answer)
        except JsonRpcException as error:
            log.warning("the editor did not tell its settings (%s); the defaults hold", error)

    def _told_late(self, asked: asyncio.Future[Sequence[Any]]) -> None:
        if asked.cancelled():
            return
        before = self._server.project.settings
        self._take_answers(asked)
        if self._server.project.settings != before:
            self._server.refresh()

    async def changed(self, sent: Any) -> None:
        """The client says that its settings changed, and sends them along or waits to be asked."""
        before = self._server.project.settings
        if isinstance(sent, Mapping) and isinstance(sent.get(SECTION), Mapping):
            self.take(sent[SECTION])
        else:
            await self.fetch()
        if self._server.project.settings != before:
            self._server.refresh()
