"""Messages: which of them are read and answered here as plain data, when, and in which order. The rest is pygls'."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO, Generic, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from layerhints.lsp.client import asked_for
from layerhints.lsp.conversion import converter
from layerhints.lsp.questions import INVALID_PARAMS, INVALID_REQUEST, Params, Question, Questions
from layerhints.lsp.wire import Inbox, Outbox, Pieces, compact
from layerhints.values.host import Interrupted

H = TypeVar("H", bound=Callable[..., Any])

_EDIT = types.TEXT_DOCUMENT_DID_CHANGE.encode()
_SWITCHES = 0.0001
"""After how many seconds an analysis lets the thread that reads take what arrived. Nobody else ever waits for the
interpreter, so that it costs nothing.
"""

log = logging.getLogger("layerhints")


class MessageServer(LanguageServer, Generic[H]):
    """What editors send with every keystroke (edits, questions for hints and hovers, cancellations) is handled here as
    plain data; all else is pygls' to read, to dispatch and to answer. A question is answered by its handler (of type
    `H`) when everything that has arrived was read, so that the last of many edits is the only one that is analysed.

    A subclass says which versions the documents have (`version_of`), what answers wait for (`awaited`), and how a
    question is answered (`reply`).
    """

    def __init__(self, name: str, version: str) -> None:
        super().__init__(name, version, converter_factory=converter)
        self.inbox: Inbox | None = None
        self._outbox: Outbox | None = None
        self._handlers: dict[str, H] = {}
        self._noted: dict[str, Callable[[Params], None]] = {}
        self._questions = Questions(self._refuse)
        self._answering: asyncio.Handle | None = None
        self._leaving = False

    # --- what a subclass says

    def version_of(self, uri: str) -> int | None:
        """The version of a document, None where it has none or is not open."""
        raise NotImplementedError

    def awaited(self) -> asyncio.Future[None] | None:
        """What must have come before anything is answered."""
        raise NotImplementedError

    def reply(self, handler: H, question: Question) -> Pieces:
        """The answer to a question in JSON.

        Raises:
            Interrupted: Something has arrived that comes first.
        """
        raise NotImplementedError

    # --- who handles what

    def question(self, method: str) -> Callable[[H], H]:
        """Have questions of a kind answered by a function. pygls is told, too: it announces what the server can do."""

        def taken(handler: H) -> H:
            self.feature(method)(handler)
            self._handlers[method] = handler
            return handler

        return taken

    def note(self, method: str, handler: Callable[[Params], None]) -> None:
        """Have a function take note of what the client tells, as plain data."""
        self._noted[method] = handler

    # --- the connection

    def start_io(self, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> None:
        """Serve the client at the other end of standard input and output until it says good-bye or is gone."""
        source = (stdin or sys.stdin.buffer).fileno()
        self._serve(partial(os.read, source), stdout or sys.stdout.buffer)

    def start_tcp(self, host: str, port: int) -> None:
        """Wait for one client on a port, and serve it."""
        with socket.create_server((host, port)) as listening:
            connection, _ = listening.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._serve(connection.recv, connection.makefile("wb"))

    def _serve(self, receive: Callable[[int], bytes], stream: BinaryIO) -> None:
        try:
            asyncio.run(self._converse(receive, stream))
        except BrokenPipeError:
            log.error("the connection to the editor is lost")
        except (KeyboardInterrupt, SystemExit):  # pygls ends the process so when it is told to
            pass
        finally:
            self.shutdown()

    async def _converse(self, receive: Callable[[int], bytes], stream: BinaryIO) -> None:
        loop = asyncio.get_running_loop()
        ended = loop.create_future()

        def look() -> None:
            self._read_all()
            if inbox.ended and not ended.done():
                ended.set_result(None)

        def arrived() -> None:
            loop.call_soon_threadsafe(look)

        inbox = self.inbox = Inbox(receive, arrived)
        self._outbox = Outbox(stream)
        self.protocol.set_writer(self._outbox)
        sys.setswitchinterval(_SWITCHES)
        inbox.start()
        await ended

    # --- what has arrived

    def has_mail(self) -> bool:
        """Has anything arrived that nobody has looked at?"""
        return self.inbox is not None and bool(self.inbox.waiting)

    def has_edits(self) -> bool:
        """Is there an edit in it?"""
        return self.inbox is not None and self.inbox.holds(_EDIT)

    def is_asked(self) -> bool:
        """Does a question wait for its answer, or a message for being read?"""
        return bool(self._questions) or self.has_mail()

    def _read_all(self) -> None:
        """Take note of everything that has arrived."""
        assert self.inbox is not None
        while self.inbox.waiting:
            body = self.inbox.waiting.popleft()
            try:
                self._take(json.loads(body))
            except Exception:  # whatever one message brings about, those behind it are read
                log.exception("a message that cannot be understood is left out")

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method", "")
        if method in self._handlers and "id" in message:
            self._asked(message)
        elif method in self._noted:
            self._noted[method](message["params"])
        elif method != types.CANCEL_REQUEST or not self._questions.cancel(message["params"]["id"]):
            self._leaving = self._leaving or method == types.SHUTDOWN
            if method == types.INITIALIZE:
                message["params"]["capabilities"] = asked_for(message["params"]["capabilities"])
            self.protocol.handle_message(self.protocol.structure_message(message))

    def _asked(self, message: dict[str, Any]) -> None:
        """A question has arrived: it waits until all that came with it was read."""
        number, method, params = message["id"], message["method"], message["params"]
        try:
            uri = params["textDocument"]["uri"]
        except (KeyError, TypeError):
            self._refuse(number, INVALID_PARAMS, "the request names no document")
            return
        if self._leaving:
            self._refuse(number, INVALID_REQUEST, "the server is shutting down")
            return
        self._questions.add(Question(number, method, uri, self.version_of(uri), params))
        self._answer_soon()

    # --- answers

    def _answer_soon(self) -> None:
        if self._answering is None:
            self._answering = asyncio.get_running_loop().call_soon(self._answer_next)

    def _answer_next(self) -> None:
        """Answer one question, the rest later: what has arrived meanwhile comes first, and so does what is awaited. An
        answer that takes long gives way to messages and then to other questions, and goes on from there.
        """
        self._answering = None
        self._read_all()
        if (awaited := self.awaited()) is not None:
            awaited.add_done_callback(lambda _: self._answer_soon())
            return
        if self._questions:
            question = self._questions.next()
            try:
                result = self.reply(self._handlers[question.method], question)
            except Interrupted:
                self._questions.add(question)
                self._read_all()
                self._questions.put_last(question)
                self._answer_soon()
                return
            self._send(b'{"jsonrpc":"2.0","id":%b,"result":' % compact(question.id).encode(), *result, b"}")
        if self._questions:
            self._answer_soon()

    def _refuse(self, number: int | str, code: int, reason: str) -> None:
        self._send(compact({"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": reason}}).encode())

    def _send(self, *pieces: bytes) -> None:
        assert self._outbox is not None
        self._outbox.send(*pieces)
