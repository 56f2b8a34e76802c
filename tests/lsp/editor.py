"""A client that speaks as a real editor does: the only code of this suite that knows the protocol."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from lsprotocol import converters, types
from pytest_lsp import ClientServerConfig, LanguageClient

ROOT = Path(__file__).resolve().parents[2]
CAPABILITIES = {path.stem: path for path in sorted((Path(__file__).parent / "capabilities").glob("*.json"))}
"""What each editor really sent, and the position encoding that it chose."""

VSCODE, NEOVIM, HELIX, EGLOT = "code-server-1.139.1", "Neovim-0.12.4", "helix-25.01.1", "Eglot-1.17.30"
ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
UNIT = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
PATIENCE = 120.0

Hint = tuple[int, str]
"""A line from 1, and the text behind it."""


class Editor:
    """One editor with one server."""

    def __init__(self, client: LanguageClient, name: str, folder: Path) -> None:
        self.client = client
        self.name = name
        self.folder = folder
        self.versions: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.refreshes = 0
        self.server: types.ServerCapabilities = types.ServerCapabilities()

        @client.feature(types.WORKSPACE_INLAY_HINT_REFRESH)
        def refresh(_: Any) -> None:
            self.refreshes += 1

        @client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            self.registered = params.registrations

        self.registered: list[types.Registration] = []
        self.lens_refreshes = 0
        self._told: dict[str, types.PublishDiagnosticsParams] = {}
        """The newest problems that were pushed, by document."""
        self._news = asyncio.Event()
        self._listen()
        self.takes_edits = True
        """Does the editor do what servers want to be edited?"""
        self.keeps_edits = False
        """Does it only keep what they want, in `edits`?"""
        self.edits: list[types.WorkspaceEdit] = []

        @client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
        def refresh_lenses(_: Any) -> None:
            self.lens_refreshes += 1

        @client.feature(types.WORKSPACE_APPLY_EDIT)
        def edit(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
            if not self.takes_edits:
                return types.ApplyWorkspaceEditResult(applied=False, failure_reason="the file is read-only")
            if self.keeps_edits:
                self.edits.append(params.edit)
            else:
                self._apply(params.edit)
            return types.ApplyWorkspaceEditResult(applied=True)

    @classmethod
    async def start(
        cls, name: str, folder: Path, settings: dict[str, Any] | None = None, environment: dict[str, str] | None = None
    ) -> Editor:
        """Start a server and shake hands as the editor `name` does."""
        variables = {**os.environ, "PYTHONPATH": str(ROOT / "server"), "HOME": str(folder), **(environment or {})}
        command = [sys.executable, "-m", "layerhints", "server", "--stdio"]
        client = await ClientServerConfig(server_command=command, server_env=variables).start()
        client.set_configuration(settings or {}, section="layerhints")
        editor = cls(client, name, folder)
        sent = json.loads(CAPABILITIES[name].read_text(encoding="utf-8"))
        capabilities = converters.get_converter().structure(sent["capabilities"], types.ClientCapabilities)
        params = types.InitializeParams(capabilities, root_uri=folder.as_uri())
        answer = await asyncio.wait_for(client.initialize_session(params), PATIENCE)
        editor.server = answer.capabilities
        assert editor.encoding == sent["chosen"]
        return editor

    @property
    def encoding(self) -> str:
        return str(getattr(self.server.position_encoding, "value", self.server.position_encoding))

    async def stop(self) -> None:
        """End the session; nothing may have gone wrong in it."""
        await asyncio.wait_for(self.client.shutdown_session(), PATIENCE)
        await self.client.stop()
        assert [message for message in self.log if "Traceback" in message] == []

    @property
    def log(self) -> list[str]:
        return [message.message for message in self.client.log_messages]

    # --- documents

    def uri(self, name: str) -> str:
        """Documents are called as files of the folder, cells of a notebook by their addresses."""
        return name if ":" in name else (self.folder / name).as_uri()

    def open(self, text: str, name: str = "model.py") -> None:
        self.versions[name], self.texts[name] = 1, text
        item = types.TextDocumentItem(self.uri(name), "python", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def replace(self, old: str, new: str, name: str = "model.py") -> None:
        """Edit the only place that says `old`, sending nothing but the change."""
        text = self.texts[name]
        assert text.count(old) == 1, old
        start = text.index(old)
        stretch = types.Range(self._position(text, start), self._position(text, start + len(old)))
        self._change(types.TextDocumentContentChangePartial(range=stretch, text=new), name)
        self.texts[name] = text.replace(old, new)

    def rewrite(self, text: str, name: str = "model.py") -> None:
        """Send the whole text anew."""
        self._change(types.TextDocumentContentChangeWholeDocument(text), name)
        self.texts[name] = text

    def close(self, name: str = "model.py") -> None:
        del self.versions[name]
        identifier = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))

    def _change(self, change: types.TextDocumentContentChangeEvent, name: str) -> None:
        self.versions[name] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def _position(self, text: str, offset: int) -> types.Position:
        line = text.count("\n", 0, offset)
        before = text[text.rfind("\n", 0, offset) + 1 : offset]
        return types.Position(line, self.units(before))

    def place(self, word: str, name: str = "model.py") -> dict[str, int]:
        """Where a word stands first, as plain data."""
        position = self._position(self.texts[name], self.texts[name].index(word))
        return {"line": position.line, "character": position.character}

    def units(self, text: str) -> int:
        """The length of a text as this editor counts it."""
        return len(text.encode(ENCODINGS[self.encoding])) // UNIT[self.encoding]

    # --- questions

    async def raw_hints(self, name: str = "model.py", first: int = 1, last: int = 1_000_000) -> list[types.InlayHint]:
        stretch = types.Range(types.Position(first - 1, 0), types.Position(last, 0))
        params = types.InlayHintParams(types.TextDocumentIdentifier(self.uri(name)), stretch)
        answer = await asyncio.wait_for(self.client.text_document_inlay_hint_async(params), PATIENCE)
        return list(answer or [])

    async def hints(self, name: str = "model.py", first: int = 1, last: int = 1_000_000) -> list[Hint]:
        return [(hint.position.line + 1, str(hint.label)) for hint in await self.raw_hints(name, first, last)]

    async def hover(self, word: str, name: str = "model.py", occurrence: int = 0) -> types.Hover | None:
        """The hover on the last character but one of a word."""
        text = self.texts[name]
        offset = -1
        for _ in range(occurrence + 1):
            offset = text.index(word, offset + 1)
        place = self._position(text, offset + len(word) - 1)
        params = types.HoverParams(types.TextDocumentIdentifier(self.uri(name)), place)
        return await asyncio.wait_for(self.client.text_document_hover_async(params), PATIENCE)

    async def hover_text(self, word: str, name: str = "model.py", occurrence: int = 0) -> str:
        answer = await self.hover(word, name, occurrence)
        assert answer is not None
        assert isinstance(answer.contents, types.MarkupContent)
        return answer.contents.value

    async def problems(self, name: str = "model.py") -> list[tuple[str, str]]:
        """The code and the blamed text of each problem."""
        return [(str(problem.code), self.blamed(problem.range, name)) for problem in await self.raw_problems(name)]

    async def raw_problems(self, name: str = "model.py") -> list[types.Diagnostic]:
        """The problems, pulled or waited for as this editor does."""
        if self.server.diagnostic_provider is not None:
            params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(self.uri(name)))
            report = await asyncio.wait_for(self.client.text_document_diagnostic_async(params), PATIENCE)
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return list(report.items)
        return await self.pushed(self.uri(name), self.versions.get(name))

    async def pushed(self, uri: str, version: int | None) -> list[types.Diagnostic]:
        """The problems that are pushed for a version of a document, be it before or after the question."""
        while (told := self._told.get(uri)) is None or told.version != version:
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), PATIENCE)
        return list(told.diagnostics)

    def _listen(self) -> None:
        """Keep all that is pushed: messages that arrive together are read before anybody who waits goes on."""
        self.client.protocol.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, self._hear)

    def _hear(self, told: types.PublishDiagnosticsParams) -> None:
        self._told[told.uri] = told
        self._news.set()
        self._listen()

    def blamed(self, range: types.Range, name: str = "model.py") -> str:
        """The text of a stretch of one line."""
        line = self.texts[name].split("\n")[range.start.line]
        encoded = line.encode(ENCODINGS[self.encoding])
        unit = UNIT[self.encoding]
        return encoded[range.start.character * unit : range.end.character * unit].decode(ENCODINGS[self.encoding])

    async def quick_fixes(self, problems: list[types.Diagnostic], only: str = "quickfix") -> list[types.CodeAction]:
        """What is offered for problems, when actions of a kind are asked for."""
        place = problems[0].range if problems else types.Range(types.Position(0, 0), types.Position(0, 0))
        return await self._actions(place, types.CodeActionContext(problems, [types.CodeActionKind(only)]))

    async def rewrites(self, word: str) -> list[types.CodeAction]:
        """What is offered where a word stands first, when everything is asked for."""
        place = self._position(self.texts["model.py"], self.texts["model.py"].index(word))
        return await self._actions(types.Range(place, place), types.CodeActionContext([]))

    async def _actions(self, place: types.Range, context: types.CodeActionContext) -> list[types.CodeAction]:
        params = types.CodeActionParams(types.TextDocumentIdentifier(self.uri("model.py")), place, context)
        answer = await asyncio.wait_for(self.client.text_document_code_action_async(params), PATIENCE)
        assert answer is not None
        return [action for action in answer if isinstance(action, types.CodeAction)]

    def apply(self, action: types.CodeAction) -> None:
        """Do what an action says."""
        assert action.edit is not None
        self._apply(action.edit)

    def _apply(self, edit: types.WorkspaceEdit, name: str = "model.py") -> None:
        """Edit the document: it is one stretch of it that is replaced."""
        assert edit.changes is not None
        ((uri, (change,)),) = edit.changes.items()
        assert uri == self.uri(name)
        text = self.texts[name]
        start, end = (self._offset(text, place) for place in (change.range.start, change.range.end))
        self._change(types.TextDocumentContentChangePartial(range=change.range, text=change.new_text), name)
        self.texts[name] = text[:start] + change.new_text + text[end:]

    def _offset(self, text: str, position: types.Position) -> int:
        lines = text.split("\n")
        encoded = lines[position.line].encode(ENCODINGS[self.encoding])[: position.character * UNIT[self.encoding]]
        before = sum(len(line) + 1 for line in lines[: position.line])
        return before + len(encoded.decode(ENCODINGS[self.encoding]))

    async def lenses(self, name: str = "model.py") -> list[types.CodeLens]:
        params = types.CodeLensParams(types.TextDocumentIdentifier(self.uri(name)))
        return list(await asyncio.wait_for(self.client.text_document_code_lens_async(params), PATIENCE) or [])

    async def follow(self, lens: types.CodeLens) -> Any:
        """Have the server do what a lens stands for."""
        assert lens.command is not None
        params = types.ExecuteCommandParams(lens.command.command, lens.command.arguments)
        return await asyncio.wait_for(self.client.workspace_execute_command_async(params), PATIENCE)

    async def symbols(self, name: str = "model.py") -> list[types.DocumentSymbol | types.SymbolInformation]:
        """The outline, in whatever form this editor takes it."""
        params = types.DocumentSymbolParams(types.TextDocumentIdentifier(self.uri(name)))
        return list(await asyncio.wait_for(self.client.text_document_document_symbol_async(params), PATIENCE) or ())

    async def completions(self, word: str, name: str = "model.py") -> list[types.CompletionItem]:
        """What is offered behind the first place that says `word`."""
        text = self.texts[name]
        place = self._position(text, text.index(word) + len(word))
        params = types.CompletionParams(types.TextDocumentIdentifier(self.uri(name)), place)
        answer = await asyncio.wait_for(self.client.text_document_completion_async(params), PATIENCE)
        assert isinstance(answer, (list, tuple))
        return list(answer)

    def take(self, item: types.CompletionItem, name: str = "model.py") -> None:
        """Write an item where it says."""
        assert isinstance(item.text_edit, types.TextEdit)
        self._apply(types.WorkspaceEdit({self.uri(name): [item.text_edit]}), name)

    async def command(self, name: str, *arguments: Any) -> Any:
        params = types.ExecuteCommandParams(f"layerhints.{name}", list(arguments))
        answer = await asyncio.wait_for(self.client.workspace_execute_command_async(params), PATIENCE)
        return converters.get_converter().unstructure(answer) if hasattr(answer, "__attrs_attrs__") else answer

    async def status(self) -> dict[str, Any]:
        answer = await self.command("status")
        return answer if isinstance(answer, dict) else vars(answer)
