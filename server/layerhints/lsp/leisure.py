"""What nobody waits for at once: problems, other documents that an edit concerns, and what the next start can use. It
is done when nobody types, and all that arrives goes first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types

from layerhints.lsp.uris import file_of
from layerhints.lsp.wire import NULL
from layerhints.values.host import Interrupted

if TYPE_CHECKING:
    from layerhints.lsp.questions import Question
    from layerhints.lsp.server import Handler, LayerhintsServer
    from layerhints.lsp.wire import Pieces
    from layerhints.project.view import View

T = TypeVar("T")

_BREATH = 0.005
"""How many seconds behind an answer nothing is to arrive before what the next letter needs is done."""
_PAUSE = 0.03
"""How many seconds after an edit nothing is begun that nobody waits for: an editor asks for hints next."""
_QUIET = 0.3
"""How many seconds without an edit pass before problems are pushed, outlines are made and other documents are looked
at.
"""
_REST = 2.0
"""So many seconds after an edit somebody types no more, and what the next start can use is written."""


class Leisure:
    """What waits for a pause."""

    def __init__(self, server: LayerhintsServer) -> None:
        self._server = server
        self._pending: dict[str, asyncio.TimerHandle] = {}
        self._publishing: dict[str, asyncio.Future[None]] = {}
        self._told_stale: set[str] = set()
        self._shown: str | None = None
        """The file that the last answer spoke of, while it is as it was."""
        self._breath: asyncio.TimerHandle | None = None
        self._working = 0
        """How many answers are prepared that nobody sees at once."""
        self._keeping = self._noticing = False
        self._edited = 0.0
        """When the last edit came, by the clock of the loop."""
        self.tasks: set[asyncio.Future[None]] = set()

    async def rested(self) -> None:
        """Wait until all that has arrived was read and answered, and nobody types."""
        await self._begun(_QUIET)

    async def _begun(self, pause: float = _PAUSE) -> None:
        """Wait until all that has arrived was read and answered, and for what is asked right after an edit."""
        now = asyncio.get_running_loop().time
        await asyncio.sleep(0)
        await self._server.settings.known()
        while self._server.is_asked() or now() < self._edited + pause:
            await asyncio.sleep(0 if self._server.is_asked() else self._edited + pause - now())

    async def answer(self, uri: str, feature: Callable[[View], T], otherwise: T) -> T:
        """What `LayerhintsServer.answer` gives, for what nobody sees at once: everything that is asked meanwhile, and
        every edit, goes first.
        """
        more = True
        self._working += 1
        try:
            while more:
                await self._begun()
                with suppress(Interrupted):
                    more = self._server.answer_now(uri, lambda view: self._server.project.work(view.file), False)
            return await self._server.answer(uri, feature, otherwise)
        finally:
            self._working -= 1
            self._keep_soon()

    # --- between two letters

    def replied(self, file: str) -> None:
        """Somebody who waited for it has an answer that speaks of `file`: do what the next letter needs if nothing else
        comes now.
        """
        self._shown = file
        if self._breath is not None:
            self._breath.cancel()
        self._breath = asyncio.get_running_loop().call_later(_BREATH, self._go_ahead, file, False)

    def make_sure(self, handler: Handler, question: Question, shown: Pieces) -> None:
        """A question was answered with what was kept: find the answer, too, for what is asked next. Were it another
        one, the client is told to ask again.
        """
        self._have_done(self._make_sure(handler, question, shown))

    async def _make_sure(self, handler: Handler, question: Question, shown: Pieces) -> None:
        server = self._server
        await self._begun()
        now = await server.answer(question.uri, lambda view: handler(server, view, question.params), NULL)
        is_same = now is NULL or b"".join(now) == b"".join(shown)
        if not is_same and server.version_of(question.uri) == question.version:
            self.ask_again({file_of(question.uri)})
        self.replied(file_of(question.uri))

    def _go_ahead(self, file: str, rests: bool) -> None:
        server = self._server
        if file == self._shown and not server.is_asked():
            with suppress(Interrupted):
                server.answer_now(server.uri(file), lambda view: server.project.go_ahead(file, rests), None)

    # --- after an edit

    def edited(self, file: str) -> None:
        """Look after `file`, and those that depend on it, when no edit came for a while."""
        self._edited = asyncio.get_running_loop().time()
        self._shown = None
        self.look_after(file, _QUIET)

    def look_after(self, file: str, delay: float = 0) -> None:
        """The same in `delay` seconds; what is being done for an older text of it ends, or would begin amid typing."""
        self.forget(file)
        self._pending[file] = asyncio.get_running_loop().call_later(delay, self.settled, file)

    def forget(self, file: str) -> None:
        """Nothing is to be done for `file` any more."""
        if (timer := self._pending.pop(file, None)) is not None:
            timer.cancel()
        if (task := self._publishing.pop(file, None)) is not None:
            task.cancel()

    def settled(self, file: str) -> None:
        """No edit of `file` came for a while."""
        self._pending.pop(file, None)
        self._go_ahead(file, True)
        self._server.project.tidy()
        if not self._server.client.pulls_diagnostics:
            self._publishing[file] = self._have_done(self._publish(self._server.uri(file)))
        if not self._noticing:
            self._noticing = True
            self._have_done(self._notice())
        self._keep_soon()

    async def _notice(self) -> None:
        """Have the client ask again for documents that were answered from something that has changed since, be it in
        files of which nobody tells.
        """
        project = self._server.project
        try:
            while True:
                await self._begun()
                with suppress(Interrupted):
                    stale = set(project.stale_documents(project.gives_way))
                    break
        finally:
            self._noticing = False
        if stale - self._told_stale:
            self.ask_again(stale)

    def ask_again(self, files: set[str]) -> None:
        """Have the client ask again for what these show, for it may be stale; once until they are looked at."""
        self._told_stale |= files
        self._server.refresh(files)

    def answered(self, file: str) -> None:
        """What `file` shows is up to date."""
        self._told_stale.discard(file)

    async def _publish(self, uri: str) -> None:
        from layerhints.lsp import answers

        nothing: list[types.Diagnostic] = []
        problems = await self.answer(uri, lambda view: answers.diagnostics(self._server, view), nothing)
        if (document := self._server.project.document(file_of(uri))) is not None:
            self._server.publish(uri, problems, document.version)

    def _have_done(self, work: Coroutine[Any, Any, None]) -> asyncio.Future[None]:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    # --- for the next start

    def _keep_soon(self) -> None:
        """Have what the next start can use written once nobody waits for anything."""
        if not self._working and not self._keeping:
            self._keeping = True
            self._have_done(self._keep())

    async def _keep(self) -> None:
        now = asyncio.get_running_loop().time
        try:
            more = True
            while more:
                await asyncio.sleep(max(0, self._edited + _REST - now()))
                await self._begun()
                if now() >= self._edited + _REST:
                    more = not self._working and self._server.keep_next()
            self._server.project.rest()
        finally:
            self._keeping = False
