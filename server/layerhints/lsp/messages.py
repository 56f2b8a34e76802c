"""Messages: which of them are read and answered here as plain data, when, and in which order. The rest is pygls'."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO, Generic, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from layerhints.lsp.admission import Admission, number_of, read
from layerhints.lsp.client import asked_for
from layerhints.lsp.conversion import converter
from layerhints.lsp.parameters import fields, text
from layerhints.lsp.questions import Params, Question, Questions
from layerhints.lsp.wire import Inbox, Outbox, Pieces, compact
from layerhints.values.host import Interrupted

H = TypeVar("H", bound=Callable[..., Any])

_EDIT = b"ocument/didChange"
"""Of a text or a notebook."""
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

    def __init__(self, name: str, version: str, notebooks: types.NotebookDocumentSyncOptions) -> None:
        super().__init__(name, version, converter_factory=converter, notebook_document_sync=notebooks)
        self.inbox: Inbox | None = None
        self._outbox: Outbox | None = None
        self._handlers: dict[str, H] = {}
        self._noted: dict[str, Callable[[Params], None]] = {types.CANCEL_REQUEST: self._cancel}
        self._questions = Questions(self._refuse)
        self._interrupted: Question | None = None
        """The question whose answer gave way to what has arrived: all that has goes first."""
        self._patient: set[str] = set()
        self._waiting = Questions(self._refuse)
        self._waiter: asyncio.Future[None] | None = None
        self._answering: asyncio.Handle | None = None
        self._admission = Admission(self._handles)
        self._ended: asyncio.Future[None] | None = None

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

    async def pause(self) -> None:
        """Wait until nothing else is asked, and nobody types."""
        raise NotImplementedError

    # --- who handles what

    def question(self, method: str, options: Any = None, waits: bool = False) -> Callable[[H], H]:
        """Have questions of a kind answered by a function; if they may wait (`waits`), when there is a pause. pygls is
        told, too: it announces what the server can do.
        """

        def taken(handler: H) -> H:
            self.feature(method, options)(handler)
            self._handlers[method] = handler
            if waits:
                self._patient.add(method)
            return handler

        return taken

    def note(self, method: str, handler: Callable[[Params], None]) -> None:
        """Have a function take note of what the client tells, as plain data."""
        self._noted[method] = handler

    def _handles(self, method: str) -> bool:
        ours, theirs = self._noted, self.protocol.fm
        return method in ours or method in theirs.features or method in theirs.builtin_features

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
        ended = self._ended = loop.create_future()

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

    @property
    def exit_status(self) -> int:
        """What the process is to end with: 0 where the client asked for the end before it left, 1 otherwise."""
        return 0 if self._admission.is_leaving else 1

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
        """Take note of everything that has arrived. Whatever one message brings about, those behind it are read."""
        assert self.inbox is not None
        while self.inbox.waiting:
            body, message = self.inbox.waiting.popleft(), None
            try:
                message = read(body)
                self._take(message)
            except JsonRpcException as error:
                self._turn_down(message, error)
            except Exception as error:
                log.exception("a message that cannot be understood is left out")
                self._turn_down(message, JsonRpcInternalError(f"a defect in layerhints: {error!r}"))

    def _take(self, message: dict[str, Any]) -> None:
        """Do what a message says, or have it done.

        Raises:
            JsonRpcException: It is refused.
        """
        method = message.get("method", "")
        if "method" not in message and "id" in message:
            self._told(message)
        elif not self._admission.lets_in(message):
            pass
        elif method in self._handlers:
            self._asked(message["id"], method, fields(message, "params"))
        elif method in self._noted:
            self._noted[method](fields(message, "params"))
        elif method == types.EXIT:
            if self._ended is not None and not self._ended.done():
                self._ended.set_result(None)
        else:
            if method == types.INITIALIZE:
                params = fields(message, "params")
                message["params"] = {**params, "capabilities": asked_for(fields(params, "capabilities"))}
            self.protocol.handle_message(self._structured(message))
            self._admission.has_begun |= method == types.INITIALIZE
            self._admission.is_leaving |= method == types.SHUTDOWN

    def _structured(self, message: dict[str, Any]) -> Any:
        """The message as an object of the protocol's."""
        try:
            return self.protocol.structure_message(message)
        except JsonRpcException as error:
            raise JsonRpcInvalidParams(f"what is in {message.get('method', 'an answer')} cannot be read") from error

    def _told(self, answer: dict[str, Any]) -> None:
        """The client has answered. What cannot be read is as good as an error: somebody waits for it."""
        try:
            read_answer = self._structured(answer)
        except JsonRpcInvalidParams as error:
            problem = {"code": error.code, "message": error.message}
            read_answer = self._structured({"jsonrpc": "2.0", "id": answer["id"], "error": problem})
        self.protocol.handle_message(read_answer)

    def _asked(self, number: int | str, method: str, params: Params) -> None:
        """A question has arrived: it waits until all that came with it was read."""
        uri = text(fields(params, "textDocument"), "uri")
        question = Question(number, method, uri, self.version_of(uri), params)
        if method in self._patient:
            self._waiting.add(question)
            if self._waiter is None:
                self._waiter = asyncio.ensure_future(self._answer_in_pauses())
        else:
            self._questions.add(question)
            self._answer_soon()

    def _cancel(self, params: Params) -> None:
        number = number_of(params)
        if number is not None and not (self._questions.cancel(number) or self._waiting.cancel(number)):
            cancelled: Any = types.CancelNotification(types.CancelParams(number))
            self.protocol.handle_message(cancelled)

    def _turn_down(self, message: dict[str, Any] | None, error: JsonRpcException) -> None:
        """Tell the client that a message of it is of no use."""
        if message is not None and "id" not in message:
            log.warning("a message is left out: %s", error.message)
        else:
            self._refuse(number_of(message), error.code, error.message)

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
        if self._interrupted is not None:
            self._questions.put_last(self._interrupted)
            self._interrupted = None
        if (awaited := self.awaited()) is not None:
            awaited.add_done_callback(lambda _: self._answer_soon())
            return
        if self._questions:
            question = self._questions.next()
            try:
                self._answer(question)
            except Interrupted:
                self._questions.add(question)
                self._interrupted = question
                self._answer_soon()
                return
        if self._questions:
            self._answer_soon()

    async def _answer_in_pauses(self) -> None:
        """Answer what waits for a pause. What has arrived comes first, also amid such an answer."""
        try:
            while self._waiting:
                await self.pause()
                if self._waiting:
                    question = self._waiting.next()
                    try:
                        self._answer(question)
                    except Interrupted:
                        self._waiting.add(question)
        finally:
            self._waiter = None

    def _answer(self, question: Question) -> None:
        """Send the answer to a question.

        Raises:
            Interrupted: Something has arrived that comes first.
        """
        try:
            result = self.reply(self._handlers[question.method], question)
        except Interrupted:
            raise
        except JsonRpcException as error:
            self._refuse(question.id, error.code, error.message)
        except Exception as error:
            log.exception("a question cannot be answered because of a defect in layerhints; please report it")
            self._refuse(question.id, JsonRpcInternalError.CODE, f"a defect in layerhints: {error!r}")
        else:
            self._send(b'{"jsonrpc":"2.0","id":%b,"result":' % compact(question.id).encode(), *result, b"}")

    def _refuse(self, number: int | str | None, code: int, reason: str) -> None:
        self._send(compact({"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": reason}}).encode())

    def _send(self, *pieces: bytes) -> None:
        assert self._outbox is not None
        self._outbox.send(*pieces)
