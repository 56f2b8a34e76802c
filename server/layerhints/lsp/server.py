"""The server: the project, what the client can do, and when to answer. What it answers is decided in `ide`."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from layerhints import __version__
from layerhints.lsp.client import Client, asked_for
from layerhints.lsp.conversion import converter
from layerhints.lsp.log import EditorLog, quiet_protocol
from layerhints.lsp.positions import Encoding
from layerhints.lsp.questions import INVALID_PARAMS, INVALID_REQUEST, Handler, Params, Question, Questions
from layerhints.lsp.uris import file_of, uri_of
from layerhints.lsp.wire import Inbox, Outbox, compact
from layerhints.project.project import Project
from layerhints.project.text import Text
from layerhints.values.host import Interrupted

if TYPE_CHECKING:
    from layerhints.project.view import View

T = TypeVar("T")

_SECTION = "layerhints"
_CONFIGURATION_PATIENCE = 2.0
"""How many seconds an answer waits for the client's settings before it goes by what is known."""
_EDIT = types.TEXT_DOCUMENT_DID_CHANGE.encode()
_QUIET = 0.3
"""How many seconds without an edit pass before problems are pushed and other documents are looked at."""
_REST, _FAREWELL = 2.0, 1.0
"""So many seconds after an edit somebody types no more, and what the next start can use is written. When the client has
gone so many are taken for what is left of that.
"""
_SWITCHES = 0.0001
"""After how many seconds an analysis lets the thread that reads take what arrived. Nobody else ever waits for the
interpreter, so that it costs nothing.
"""

log = logging.getLogger("layerhints")


class LayerhintsServer(LanguageServer):
    """One client, one project. Handlers live in `handlers`; they keep nothing between requests.

    What editors send with every keystroke (edits, questions for hints and hovers, cancellations) is handled here as
    plain data; all else is pygls' to read, to dispatch and to answer. A question is answered when everything that has
    arrived was read, so that the last of many edits is the only one that is analysed.
    """

    def __init__(self) -> None:
        super().__init__(_SECTION, __version__, converter_factory=converter)
        self.project = Project()
        self._handlers: dict[str, Handler] = {}
        self._notified: dict[str, Callable[[Params], None]] = {
            types.TEXT_DOCUMENT_DID_OPEN: self._did_open,
            types.TEXT_DOCUMENT_DID_CHANGE: self._did_change,
            types.TEXT_DOCUMENT_DID_CLOSE: self._did_close,
        }
        self.project.gives_way = lambda: self._inbox is not None and bool(self._inbox.waiting)
        self.project.overtaken = lambda: self._inbox is not None and self._inbox.holds(_EDIT)
        self._inbox: Inbox | None = None
        self._outbox: Outbox | None = None
        self._questions = Questions(self._refuse)
        self._answering: asyncio.Handle | None = None
        self._leaving = False
        self.encoding = Encoding()
        self.client = Client.of(types.ClientCapabilities())
        self._uris: dict[str, str] = {}
        self._configured: asyncio.Future[None] | None = None
        self._pending: dict[str, asyncio.TimerHandle] = {}
        self._told_stale: set[str] = set()
        self._reported: dict[str, int | None] = {}
        self._tasks: set[asyncio.Future[None]] = set()
        self._publishing: dict[str, asyncio.Future[None]] = {}
        self._working = 0
        """How many answers are prepared that nobody sees at once."""
        self._keeping = False
        self._edited = 0.0
        """When the last edit came, by the clock of the loop."""
        quiet_protocol()
        log.setLevel(logging.INFO)
        log.addHandler(EditorLog(self))

    # --- messages

    def question(self, method: str) -> Callable[[Handler], Handler]:
        """Have questions of a kind answered by a function. pygls is told, too: it announces what the server can do."""

        def taken(handler: Handler) -> Handler:
            self.feature(method)(handler)
            self._handlers[method] = handler
            return handler

        return taken

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
        self.project.keep(_FAREWELL)

    async def _converse(self, receive: Callable[[int], bytes], stream: BinaryIO) -> None:
        loop = asyncio.get_running_loop()
        ended = loop.create_future()

        def look() -> None:
            self._read_all()
            if inbox.ended and not ended.done():
                ended.set_result(None)

        def arrived() -> None:
            loop.call_soon_threadsafe(look)

        inbox = self._inbox = Inbox(receive, arrived)
        self._outbox = Outbox(stream)
        self.protocol.set_writer(self._outbox)
        sys.setswitchinterval(_SWITCHES)
        inbox.start()
        await ended

    def _read_all(self) -> None:
        """Take note of everything that has arrived."""
        assert self._inbox is not None
        while self._inbox.waiting:
            body = self._inbox.waiting.popleft()
            try:
                self._take(json.loads(body))
            except (ValueError, TypeError, KeyError, JsonRpcException):
                log.exception("a message that cannot be understood is left out")

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method", "")
        if method in self._handlers and "id" in message:
            self._asked(message)
        elif method in self._notified:
            self._notified[method](message["params"])
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
        document = self.project.document(file_of(uri))
        version = None if document is None else document.version
        self._questions.add(Question(number, method, uri, version, params))
        self._answer_soon()

    def _answer_soon(self) -> None:
        if self._answering is None:
            self._answering = asyncio.get_running_loop().call_soon(self._answer_next)

    def _answer_next(self) -> None:
        """Answer one question, the rest later: what has arrived meanwhile comes first, and so do settings. An answer
        that takes long gives way to messages and then to other questions, and goes on from there.
        """
        self._answering = None
        self._read_all()
        if self._configured is not None and not self._configured.done():
            self._configured.add_done_callback(lambda _: self._answer_soon())
            return
        if self._questions:
            question = self._questions.next()
            handler = self._handlers[question.method]
            try:
                result = self.answer_now(question.uri, lambda view: handler(self, view, question.params), "null")
            except Interrupted:
                self._questions.add(question)
                self._read_all()
                self._questions.put_last(question)
                self._answer_soon()
                return
            self._send(f'{{"jsonrpc":"2.0","id":{compact(question.id)},"result":{result}}}')
        if self._questions:
            self._answer_soon()

    def _refuse(self, number: int | str, code: int, reason: str) -> None:
        self._send(compact({"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": reason}}))

    def _send(self, body: str) -> None:
        assert self._outbox is not None
        self._outbox.send(body)

    # --- life

    def initialize(self, params: types.InitializeParams) -> None:
        """Take note of the client; this comes before capabilities are answered and imports nothing of the analysis."""
        self.client = Client.of(params.capabilities)
        self.encoding = Encoding(self.workspace.position_encoding or types.PositionEncodingKind.Utf16)
        folders = [folder.uri for folder in params.workspace_folders or ()]
        self.set_folders(folders or ([params.root_uri] if params.root_uri else []))
        options = params.initialization_options
        if isinstance(options, Mapping):
            self._take_settings(options.get(_SECTION, options))

    async def initialized(self) -> None:
        """Ask for settings and for news of files, then load the analysis while the editor is busy opening."""
        fetched = self.fetch_settings()
        registrations = []
        if self.client.registers_configuration:
            registrations.append(
                types.Registration("settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, {"section": _SECTION})
            )
        if self.client.registers_watchers:
            watchers = [{"globPattern": pattern} for pattern in ("**/*.py", "**/pyproject.toml", "**/pyvenv.cfg")]
            registrations.append(
                types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, {"watchers": watchers})
            )
        if registrations:
            self.client_register_capability(types.RegistrationParams(registrations))
        await asyncio.sleep(0)  # the question for settings is on its way
        self.project.load_analysis()
        await fetched

    def set_folders(self, uris: Iterable[str]) -> None:
        """The folders of the workspace."""
        self._complain(self.project.set_roots([file_of(uri) for uri in uris]))

    # --- settings

    def fetch_settings(self) -> Awaitable[None]:
        """Ask the client for its settings, where it answers such questions. From now on until it has answered, it gets
        no answers either.
        """
        self._configured = asyncio.get_running_loop().create_future()
        return asyncio.ensure_future(self._fetched(self._configured))

    async def _fetched(self, configured: asyncio.Future[None]) -> None:
        question = types.ConfigurationParams([types.ConfigurationItem(section=_SECTION)])
        try:
            if not self.client.answers_configuration:
                return
            answers = await asyncio.wait_for(
                self.workspace_configuration_async(question), timeout=_CONFIGURATION_PATIENCE
            )
            for answer in answers or ():
                if isinstance(answer, Mapping):
                    self._take_settings(answer)
        except (asyncio.TimeoutError, JsonRpcException) as error:
            log.warning("the editor did not tell its settings (%s); the defaults hold", error or "no answer in time")
        finally:
            configured.set_result(None)

    async def settings_changed(self, sent: Any) -> None:
        """The client says that its settings changed, and sends them along or waits to be asked."""
        before = self.project.settings
        if isinstance(sent, Mapping) and isinstance(sent.get(_SECTION), Mapping):
            self._take_settings(sent[_SECTION])
        else:
            await self.fetch_settings()
        if self.project.settings != before:
            self.refresh()

    def _take_settings(self, values: Any) -> None:
        if isinstance(values, Mapping):
            self._complain(self.project.set_editor_settings(values))

    def _complain(self, complaints: Iterable[str]) -> None:
        for complaint in complaints:
            log.warning("%s", complaint)

    # --- documents

    def _did_open(self, params: Params) -> None:
        document = params["textDocument"]
        self.opened(document["uri"], document["text"], document["version"])

    def _did_change(self, params: Params) -> None:
        document = params["textDocument"]
        self.changed(document["uri"], params["contentChanges"], document["version"])

    def _did_close(self, params: Params) -> None:
        self.closed(params["textDocument"]["uri"])

    def opened(self, uri: str, content: str, version: int) -> None:
        file = file_of(uri)
        self._uris[file] = uri
        self.project.open(file, Text(content), version)
        self._later(file, 0)

    def changed(self, uri: str, changes: Sequence[Params], version: int) -> None:
        """Each change replaces a range of the text, or all of it."""
        file = file_of(uri)
        document = self.project.document(file)
        if document is None:
            log.warning("an edit of %s, which is not open, is left out", uri)
            return
        text = document.text
        for change in changes:
            if "range" in change:
                text = text.edited(self.encoding.read_range(text, change["range"]), change["text"])
            else:
                text = Text(change["text"])
        self.project.change(file, text, version)
        self._edited = asyncio.get_running_loop().time()
        self._later(file, _QUIET)

    def closed(self, uri: str) -> None:
        file = file_of(uri)
        self.project.close(file)
        self._uris.pop(file, None)
        self._reported.pop(file, None)
        if (timer := self._pending.pop(file, None)) is not None:
            timer.cancel()
        if (task := self._publishing.pop(file, None)) is not None:
            task.cancel()
        if not self.client.pulls_diagnostics:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def uri(self, file: str) -> str:
        """The address of a file, in the client's own spelling where it opened the file."""
        return self._uris.get(file) or uri_of(file)

    # --- answers

    async def answer(self, uri: str, feature: Callable[[View], T], otherwise: T) -> T:
        """What `feature` says of the current state of a document, `otherwise` if the document is not known.

        This is the one place where a defect in the analysis is caught: it is logged once per version of the document,
        and the answer is `otherwise` rather than a guess.
        """
        while True:
            await self._settings_known()
            try:
                return self.answer_now(uri, feature, otherwise)
            except Interrupted:
                await asyncio.sleep(0)

    async def _settings_known(self) -> None:
        if self._configured is not None and not self._configured.done():
            await asyncio.shield(self._configured)

    async def answer_at_leisure(self, uri: str, feature: Callable[[View], T], otherwise: T) -> T:
        """The same for what nobody sees at once: everything that is asked meanwhile, and every edit, goes first."""
        more = True
        self._working += 1
        try:
            while more:
                await self._leisure()
                with suppress(Interrupted):
                    more = self.answer_now(uri, lambda view: self.project.work(view.file), False)
            return await self.answer(uri, feature, otherwise)
        finally:
            self._working -= 1
            self._keep_at_leisure()

    def _keep_at_leisure(self) -> None:
        """Have what the next start can use written once nobody waits for anything."""
        if not self._working and not self._keeping:
            self._keeping = True
            self._later_on(self._keep())

    async def _keep(self) -> None:
        now = asyncio.get_running_loop().time
        try:
            more = True
            while more:
                await asyncio.sleep(max(0, self._edited + _REST - now()))
                await self._leisure()
                if now() >= self._edited + _REST:
                    more = not self._working and self.project.keep_next()
        finally:
            self._keeping = False

    async def _leisure(self) -> None:
        """Wait until all that has arrived was read and answered."""
        await asyncio.sleep(0)
        await self._settings_known()
        while self._questions or self.project.gives_way():
            await asyncio.sleep(0)

    def answer_now(self, uri: str, feature: Callable[[View], T], otherwise: T) -> T:
        file = file_of(uri)
        document = self.project.document(file)
        if document is None:
            return otherwise
        try:
            result = feature(self.project.view(file))
        except Exception:
            if self._reported.get(file, -1) != document.version:
                self._reported[file] = document.version
                log.exception("%s cannot be analysed because of a defect in layerhints; please report it", file)
            return otherwise
        self._told_stale.discard(file)
        return result

    # --- what is sent unasked

    def _later(self, file: str, delay: float) -> None:
        """Look after `file` and those that depend on it when no edit came for `delay` seconds."""
        if (timer := self._pending.pop(file, None)) is not None:
            timer.cancel()
        if (task := self._publishing.pop(file, None)) is not None:
            task.cancel()  # it would speak of an older text, or begin amid typing
        self._pending[file] = asyncio.get_running_loop().call_later(delay, self._settled, file)

    def _later_on(self, work: Coroutine[Any, Any, None]) -> asyncio.Future[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _settled(self, file: str) -> None:
        self._pending.pop(file, None)
        self.project.tidy()
        if not self.client.pulls_diagnostics:
            self._publishing[file] = self._later_on(self._publish(self.uri(file)))
        others = {other for other in self.project.stale_documents() if other != file}
        if others - self._told_stale:
            self._told_stale |= others
            self.refresh(others)
        self._keep_at_leisure()

    async def _publish(self, uri: str) -> None:
        from layerhints.lsp import answers

        nothing: list[types.Diagnostic] = []
        problems = await self.answer_at_leisure(uri, lambda view: answers.diagnostics(self, view), nothing)
        if (document := self.project.document(file_of(uri))) is not None:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, problems, document.version))

    def files_changed(self) -> None:
        """Files on disk changed: settings may be others, and answers that were given from them may be stale."""
        before = self.project.settings
        self._complain(self.project.files_changed())
        if self.project.settings != before:
            self.refresh()
        elif stale := set(self.project.stale_documents()):
            self._told_stale |= stale
            self.refresh(stale)

    def refresh(self, files: set[str] | None = None) -> None:
        """Have the client ask again, or push again what it cannot ask for (`files`, or all that are open)."""
        if self.client.refreshes_hints:
            self.workspace_inlay_hint_refresh(None)
        if self.client.refreshes_diagnostics:
            self.workspace_diagnostic_refresh(None)
        if not self.client.pulls_diagnostics:
            for file in self.project.open_files if files is None else files:
                self._later(file, 0)
