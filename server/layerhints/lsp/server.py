"""The server: the project, what the client can do, and when to answer. What it answers is decided in `ide`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from layerhints import __version__
from layerhints.lsp.client import Client
from layerhints.lsp.log import EditorLog, quiet_protocol
from layerhints.lsp.positions import Encoding
from layerhints.lsp.protocol import Protocol
from layerhints.lsp.uris import file_of, uri_of
from layerhints.project.project import Project
from layerhints.project.text import Text

if TYPE_CHECKING:
    from layerhints.project.view import View

T = TypeVar("T")
Change = types.TextDocumentContentChangeEvent

_SECTION = "layerhints"
_CONFIGURATION_PATIENCE = 2.0
"""How many seconds an answer waits for the client's settings before it goes by what is known."""
_QUIET = 0.3
"""How many seconds without an edit pass before problems are pushed and other documents are looked at."""

log = logging.getLogger("layerhints")


class LayerhintsServer(LanguageServer):
    """One client, one project. Handlers live in `handlers`; they keep nothing between requests."""

    def __init__(self) -> None:
        super().__init__(_SECTION, __version__, protocol_cls=Protocol)
        self.project = Project()
        self.encoding = Encoding()
        self.client = Client.of(types.ClientCapabilities())
        self._uris: dict[str, str] = {}
        self._configured: asyncio.Future[None] | None = None
        self._pending: dict[str, asyncio.TimerHandle] = {}
        self._told_stale: set[str] = set()
        self._reported: dict[str, int | None] = {}
        self._tasks: set[asyncio.Future[None]] = set()
        quiet_protocol()
        log.setLevel(logging.INFO)
        log.addHandler(EditorLog(self))

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
        self._configured = asyncio.get_running_loop().create_future()
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
        try:
            await self.fetch_settings()
        finally:
            self._configured.set_result(None)
        self.project.load_analysis()

    def set_folders(self, uris: Iterable[str]) -> None:
        """The folders of the workspace."""
        self._complain(self.project.set_roots([file_of(uri) for uri in uris]))

    # --- settings

    async def fetch_settings(self) -> None:
        """Ask the client for its settings, where it answers such questions."""
        if not self.client.answers_configuration:
            return
        question = types.ConfigurationParams([types.ConfigurationItem(section=_SECTION)])
        try:
            answers = await asyncio.wait_for(
                self.workspace_configuration_async(question), timeout=_CONFIGURATION_PATIENCE
            )
        except (asyncio.TimeoutError, JsonRpcException) as error:
            log.warning("the editor did not tell its settings (%s); the defaults hold", error or "no answer in time")
            return
        for answer in answers or ():
            if isinstance(answer, Mapping):
                self._take_settings(answer)

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

    def opened(self, uri: str, content: str, version: int) -> None:
        file = file_of(uri)
        self._uris[file] = uri
        self.project.open(file, Text(content), version)
        self._later(file, 0)

    def changed(self, uri: str, changes: Sequence[Change], version: int) -> None:
        file = file_of(uri)
        document = self.project.document(file)
        if document is None:
            log.warning("an edit of %s, which is not open, is left out", uri)
            return
        text = document.text
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                text = text.edited(self.encoding.read_range(text, change.range), change.text)
            else:
                text = Text(change.text)
        self.project.change(file, text, version)
        self._later(file, _QUIET)

    def closed(self, uri: str) -> None:
        file = file_of(uri)
        self.project.close(file)
        self._uris.pop(file, None)
        self._reported.pop(file, None)
        if (timer := self._pending.pop(file, None)) is not None:
            timer.cancel()
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
        if self._configured is not None and not self._configured.done():
            await asyncio.shield(self._configured)
        return self.answer_now(uri, feature, otherwise)

    async def answer_at_leisure(self, uri: str, feature: Callable[[View], T], otherwise: T) -> T:
        """The same for what nobody sees at once: everything that is asked meanwhile, and every edit, goes first."""
        more = True
        while more:
            await asyncio.sleep(0)
            more = await self.answer(uri, lambda view: self.project.work(view.file), False)
        return await self.answer(uri, feature, otherwise)

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
        self._pending[file] = asyncio.get_running_loop().call_later(delay, self._settled, file)

    def _settled(self, file: str) -> None:
        self._pending.pop(file, None)
        if not self.client.pulls_diagnostics:
            task = asyncio.ensure_future(self._publish(self.uri(file)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        others = {other for other in self.project.stale_documents() if other != file}
        if others - self._told_stale:
            self._told_stale |= others
            self.refresh(others)

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
