"""The server: the project, and what the client knows of it. What it answers is decided in `ide`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial, reduce
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from layerhints import __version__
from layerhints.lsp.client import Client
from layerhints.lsp.leisure import Leisure
from layerhints.lsp.log import EditorLog, quiet_protocol
from layerhints.lsp.messages import MessageServer
from layerhints.lsp.notebooks import NOTEBOOKS, Notebooks
from layerhints.lsp.parameters import fields, items, text
from layerhints.lsp.positions import Encoding
from layerhints.lsp.questions import Params, Question
from layerhints.lsp.settings import SECTION, EditorSettings, complain
from layerhints.lsp.unfinished import Unfinished
from layerhints.lsp.uris import file_of, uri_of
from layerhints.lsp.wire import NULL, Pieces
from layerhints.project.project import Project
from layerhints.project.text import Text
from layerhints.values.host import Interrupted

if TYPE_CHECKING:
    from layerhints.project.view import View

T = TypeVar("T")
Handler = Callable[["LayerhintsServer", "View", Params], Pieces]
"""Answers a question on a document; the answer is JSON."""

_FAREWELL = 1.0
"""When the client has gone so many seconds are taken for what the next start can use."""

log = logging.getLogger("layerhints")


def _log_defect(error: Exception) -> None:
    log.error("a defect in layerhints hides part of what it could show; please report it", exc_info=error)


class LayerhintsServer(MessageServer[Handler]):
    """One client, one project. Handlers live in `handlers`; they keep nothing between requests."""

    def __init__(self) -> None:
        super().__init__(SECTION, __version__, NOTEBOOKS)
        self.project = Project()
        self.unfinished = Unfinished(self)
        self.project.gives_way = lambda: self.has_mail() or self.unfinished.is_enough()
        self.project.overtaken = self.has_edits
        self.project.tell_defects(_log_defect)
        self.encoding = Encoding()
        self.client = Client.of(types.ClientCapabilities())
        self.settings = EditorSettings(self)
        self.leisure = Leisure(self)
        self.notebooks = Notebooks()
        self._uris: dict[str, str] = {}
        self._reported: dict[str, int | None] = {}
        self.note(types.TEXT_DOCUMENT_DID_OPEN, self._did_open)
        self.note(types.TEXT_DOCUMENT_DID_CHANGE, self._did_change)
        self.note(types.TEXT_DOCUMENT_DID_CLOSE, self._did_close)
        self.note(types.NOTEBOOK_DOCUMENT_DID_OPEN, self._did_open_notebook)
        self.note(types.NOTEBOOK_DOCUMENT_DID_CHANGE, self._did_change_notebook)
        self.note(types.NOTEBOOK_DOCUMENT_DID_CLOSE, self._did_close_notebook)
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
            self.settings.take(options.get(SECTION, options))

    async def initialized(self) -> None:
        """Ask for settings and for news of files, then load the analysis while the editor is busy opening."""
        fetched = self.settings.fetch()
        registrations = []
        if self.client.registers_configuration:
            registrations.append(
                types.Registration("settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, {"section": SECTION})
            )
        if self.client.registers_watchers:
            watchers = [{"globPattern": pattern} for pattern in ("**/*.py", "**/pyproject.toml", "**/pyvenv.cfg")]
            registrations.append(
                types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, {"watchers": watchers})
            )
        if registrations:
            self.client_register_capability(types.RegistrationParams(registrations), self._registered)
        await asyncio.sleep(0)  # the question for settings is on its way
        self.project.load_analysis()
        await fetched

    def _registered(self, _: None) -> None:
        if self.client.registers_watchers:
            self.project.will_be_told()

    def set_folders(self, uris: Iterable[str]) -> None:
        """The folders of the workspace."""
        complain(self.project.set_roots([file_of(uri) for uri in uris]))

    def start_io(self, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> None:
        super().start_io(stdin, stdout)
        self._take_leave()

    def start_tcp(self, host: str, port: int) -> None:
        super().start_tcp(host, port)
        self._take_leave()

    def _take_leave(self) -> None:
        """The client has gone: write what the next start can use."""
        self.keep_hints(self.project.open_files)
        self.project.keep(_FAREWELL)

    # --- documents

    def _did_open(self, params: Params) -> None:
        document = fields(params, "textDocument")
        self.opened(text(document, "uri"), text(document, "text"), document.get("version"))

    def _did_change(self, params: Params) -> None:
        document = fields(params, "textDocument")
        self.changed(text(document, "uri"), items(params, "contentChanges"), document.get("version"))

    def _did_close(self, params: Params) -> None:
        self.closed(text(fields(params, "textDocument"), "uri"))

    def _did_open_notebook(self, params: Params) -> None:
        notebook = self.notebooks.opened(params)
        version = fields(params, "notebookDocument").get("version")
        self._opened(notebook.file, notebook.uri, notebook.text, version)

    def _did_change_notebook(self, params: Params) -> None:
        document = fields(params, "notebookDocument")
        try:
            notebook = self.notebooks.changed(params, self._edited)
        except JsonRpcException:
            self.closed(text(document, "uri"))
            raise
        if notebook is not None:
            self.project.change(notebook.file, notebook.text, document.get("version"))
            self.leisure.edited(notebook.file)

    def _did_close_notebook(self, params: Params) -> None:
        self.closed(text(fields(params, "notebookDocument"), "uri"))

    def opened(self, uri: str, content: str, version: int | None) -> None:
        self._opened(file_of(uri), uri, Text(content), version)

    def _opened(self, file: str, uri: str, text: Text, version: int | None) -> None:
        self._uris[file] = uri
        self.project.open(file, text, version)
        self.leisure.look_after(file)

    def changed(self, uri: str, changes: Sequence[Params], version: int | None) -> None:
        """Each change replaces a range of the text, or all of it. When one cannot be read nobody knows any more what
        the document says, and nothing is shown of it until it is opened again.
        """
        file = file_of(uri)
        document = self.project.document(file)
        if document is None:
            log.warning("an edit of %s, which is not open, is left out", uri)
            return
        try:
            edited = reduce(self._edited, changes, document.text)
        except JsonRpcException:
            self.closed(uri)
            raise
        self.project.change(file, edited, version)
        self.leisure.edited(file)

    def _edited(self, document: Text, change: Params) -> Text:
        new = text(change, "text")
        if change.get("range") is None:
            return Text(new)
        return document.edited(self.encoding.read_range(document, fields(change, "range")), new)

    def closed(self, uri: str) -> None:
        file = file_of(uri)
        self.keep_hints([file])
        self.project.close(file)
        self._uris.pop(file, None)
        self._reported.pop(file, None)
        self.leisure.forget(file)
        self.publish(uri, [], None)
        self.notebooks.closed(file)

    def publish(self, uri: str, problems: Sequence[types.Diagnostic], version: int | None) -> None:
        """Tell a client that does not ask for them the problems of a document, or of the cells of a notebook."""
        if self.client.pulls_diagnostics:
            return
        notebook = self.notebooks.at(file_of(uri))
        told = {uri: problems} if notebook is None else notebook.problems(problems)
        for each, those in told.items():
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(each, those, version))

    def uri(self, file: str) -> str:
        """The address of a file, in the client's own spelling where it opened the file."""
        return self._uris.get(file) or uri_of(file)

    def address_of_lines(self, file: str) -> str:
        """What is in front of `#L5` for a file's fifth line; nothing for a notebook, whose cells have their own."""
        return self.uri(file) if self.notebooks.at(file) is None else ""

    def file_of(self, uri: str) -> str:
        """The file of a document; that of the notebook for one of its cells."""
        asked = self.notebooks.asked(uri)
        return file_of(uri) if asked is None else asked.notebook.file

    def version_of(self, uri: str) -> int | None:
        document = self.project.document(self.file_of(uri))
        return None if document is None else document.version

    # --- answers

    def awaited(self) -> asyncio.Future[None] | None:
        return self.settings.awaited()

    async def pause(self) -> None:
        await self.leisure.rested()

    def reply(self, handler: Handler, question: Question) -> Pieces:
        asked = self.notebooks.asked(question.uri)
        if asked is None:
            return self._reply(handler, question)
        return asked.of_cell(self._reply(handler, asked.of_notebook(question))) if asked.rows else NULL

    def _reply(self, handler: Handler, question: Question) -> Pieces:
        file = file_of(question.uri)
        shows_hints = question.method == types.TEXT_DOCUMENT_INLAY_HINT
        if shows_hints and (before := self._before(file, question.params)):
            self.leisure.make_sure(handler, question, before)
            return before
        if shows_hints and self.client.refreshes_hints:
            result = self.answer_now(question.uri, partial(self.unfinished.answer, handler, question), NULL)
        else:
            result = self.answer_now(question.uri, lambda view: handler(self, view, question.params), NULL)
        self.leisure.replied(file)
        return result

    def _before(self, file: str, params: Params) -> Pieces | None:
        """The hints of a document that was not analysed so far, as they were when it was open last."""
        from layerhints.lsp import answers

        return answers.inlay_hints_before(self, file, params)

    def keep_hints(self, files: Iterable[str]) -> None:
        """Write the hints that are known of documents for the next time that they are opened."""
        from layerhints.lsp import answers

        for file in files:
            answers.keep_hints(self, file)

    def keep_next(self) -> bool:
        """Write a part of what the next start can use; is there more? The hints of a document are written once, as it
        was opened, and again when it is left: its editor may be typing.
        """
        if self.project.keep_next():
            return True
        self.keep_hints(file for file in self.project.open_files if not self.project.is_kept(file))
        return False

    async def answer(self, uri: str, feature: Callable[[View], T], otherwise: T) -> T:
        """What `feature` says of the current state of a document, `otherwise` if the document is not known."""
        while True:
            await self.settings.known()
            try:
                return self.answer_now(uri, feature, otherwise)
            except Interrupted:
                await asyncio.sleep(0)

    def answer_now(self, uri: str, feature: Callable[[View], T], otherwise: T) -> T:
        """The same without waiting for anything.

        This is the one place where a defect in the analysis is caught: it is logged once per version of the document,
        and the answer is `otherwise` rather than a guess.

        Raises:
            Interrupted: Something has arrived that comes first.
            JsonRpcException: The question cannot be read.
        """
        file = self.file_of(uri)
        document = self.project.document(file)
        if document is None:
            return otherwise
        try:
            result = feature(self.project.view(file))
        except JsonRpcException:  # the question is at fault
            raise
        except Exception:
            if self._reported.get(file, -1) != document.version:
                self._reported[file] = document.version
                log.exception("%s cannot be analysed because of a defect in layerhints; please report it", file)
            return otherwise
        self.leisure.answered(file)
        return result

    # --- what others changed

    def files_changed(self) -> None:
        """Files on disk changed: settings may be others, and answers that were given from them may be stale."""
        before = self.project.settings
        complain(self.project.files_changed())
        if self.project.settings != before:
            self.refresh()
        elif stale := set(self.project.stale_documents()):
            self.leisure.ask_again(stale)

    def refresh(self, files: set[str] | None = None) -> None:
        """Have the client ask again, or push again what it cannot ask for (`files`, or all that are open)."""
        if self.client.refreshes_hints:
            self.workspace_inlay_hint_refresh(None)
        if self.client.refreshes_diagnostics:
            self.workspace_diagnostic_refresh(None)
        if self.client.refreshes_code_lenses:
            self.workspace_code_lens_refresh(None)
        if not self.client.pulls_diagnostics:
            for file in self.project.open_files if files is None else files:
                self.leisure.look_after(file)
