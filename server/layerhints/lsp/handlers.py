"""One short handler for each message; none keeps anything between two of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from layerhints.lsp.parameters import SELECT, input_shape_arguments, selection, summary_arguments, text
from layerhints.lsp.questions import Params
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.wire import Pieces

if TYPE_CHECKING:
    from layerhints.project.view import View


_TRIGGERS = "(=,\"':["
"""Behind these an argument begins, or a comment says something to us: there editors ask what may be written."""


def create_server() -> LayerhintsServer:
    """A server with all its handlers."""
    server = LayerhintsServer()
    server.feature(types.INITIALIZE)(initialize)
    server.feature(types.INITIALIZED)(initialized)
    server.question(types.TEXT_DOCUMENT_INLAY_HINT)(inlay_hint)
    server.question(types.TEXT_DOCUMENT_HOVER)(hover)
    kinds = types.CodeActionOptions([types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite])
    server.question(types.TEXT_DOCUMENT_CODE_ACTION, kinds)(code_action)
    server.question(types.TEXT_DOCUMENT_CODE_LENS, waits=True)(code_lens)
    server.question(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(list(_TRIGGERS)))(completion)
    outline = types.DocumentSymbolOptions(label="layerhints")
    server.question(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, outline, waits=True)(document_symbol)
    server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(did_change_configuration)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(did_change_watched_files)
    server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(did_change_workspace_folders)
    server.command("layerhints.status")(status)
    server.command("layerhints.summary")(summary)
    server.command(SELECT)(select_entry_point)
    server.command("layerhints.setInputShape")(set_input_shape)
    return server


def initialize(ls: LayerhintsServer, params: types.InitializeParams) -> None:
    ls.initialize(params)
    if ls.client.pulls_diagnostics:
        options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False)
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(diagnostic)
    if ls.client.resolves_hint_tooltips:
        ls.feature(types.INLAY_HINT_RESOLVE)(inlay_hint_resolve)


async def initialized(ls: LayerhintsServer, params: types.InitializedParams) -> None:
    await ls.initialized()


def inlay_hint(ls: LayerhintsServer, view: View, params: Params) -> Pieces:
    from layerhints.lsp import answers

    return answers.inlay_hints(ls, view, params)


async def inlay_hint_resolve(ls: LayerhintsServer, hint: types.InlayHint) -> types.InlayHint:
    from layerhints.lsp import hovers

    if not isinstance(hint.data, dict):
        return hint
    return await ls.answer(text(hint.data, "uri"), lambda view: hovers.resolved(ls, view, hint), hint)


def hover(ls: LayerhintsServer, view: View, params: Params) -> Pieces:
    from layerhints.lsp import hovers

    return hovers.hover(ls, view, params)


def completion(ls: LayerhintsServer, view: View, params: Params) -> Pieces:
    from layerhints.lsp import completions

    return completions.completion(ls, view, params)


def code_action(ls: LayerhintsServer, view: View, params: Params) -> Pieces:
    from layerhints.lsp import code_actions

    return code_actions.code_actions(ls, view, params)


def document_symbol(ls: LayerhintsServer, view: View, params: Params) -> Pieces:
    from layerhints.lsp import symbols

    return symbols.symbols(ls, view)


async def diagnostic(
    ls: LayerhintsServer, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    from layerhints.lsp import answers

    nothing: list[types.Diagnostic] = []
    uri = params.text_document.uri
    problems = await ls.leisure.answer(uri, lambda view: answers.diagnostics(ls, view), nothing)
    if (asked := ls.notebooks.asked(uri)) is not None:
        problems = asked.notebook.problems(problems).get(uri, [])
    return types.RelatedFullDocumentDiagnosticReport(problems)


def code_lens(ls: LayerhintsServer, view: View, params: Params) -> Pieces:
    from layerhints.lsp import code_lenses

    return code_lenses.code_lenses(ls, view)


async def did_change_configuration(ls: LayerhintsServer, params: types.DidChangeConfigurationParams) -> None:
    await ls.settings.changed(params.settings)


def did_change_watched_files(ls: LayerhintsServer, params: types.DidChangeWatchedFilesParams) -> None:
    ls.files_changed()


def did_change_workspace_folders(ls: LayerhintsServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    ls.set_folders([folder.uri for folder in ls.workspace.folders.values()])


def status(ls: LayerhintsServer) -> dict[str, Any]:
    return ls.project.status()


async def summary(ls: LayerhintsServer, *arguments: Any) -> Any:
    """The models of the open document at `uri`: a table, or with `"json"` what the command line writes as JSON."""
    from layerhints.ide import summary

    uri, format = summary_arguments(arguments)

    def written(view: View) -> Any:
        return summary.as_json(view) if format == "json" else summary.as_text(view)

    return await ls.answer(uri, written, None)


async def select_entry_point(ls: LayerhintsServer, *arguments: Any) -> Any:
    """Show the hints of the open document at `uri` for the entry point `symbol`, or with None as the file itself has
    it. Gives which are selected then and which there are, as it does with a URI alone.
    """
    from layerhints.lsp import code_lenses

    uri, selected = selection(arguments)
    for symbol in selected:
        await ls.answer(uri, partial(code_lenses.select, ls, symbol=symbol), None)
    return await ls.answer(uri, code_lenses.entry_points, None)


async def set_input_shape(ls: LayerhintsServer, *arguments: Any) -> None:
    """Write into the open document at `uri` that an input of a class, which is named or around a position, has the
    shape that is given as the command line's `--input` takes it: `x=N,3,224,224`, or `N,3,224,224` for the first.
    """
    from layerhints.lsp import input_shapes

    await input_shapes.set_input_shape(ls, *input_shape_arguments(arguments))
