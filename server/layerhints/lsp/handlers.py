"""One short handler for each message; none keeps anything between two of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints import __version__
from layerhints.lsp.conversation import INVALID_PARAMS, Params, Refused
from layerhints.lsp.server import LayerhintsServer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from layerhints.project.view import View

_INCREMENTAL = 2
"""How the protocol numbers edits that are sent as such, and not as whole texts."""


def create_server() -> LayerhintsServer:
    """A server with all its handlers."""
    server = LayerhintsServer()
    server.questions.update({"textDocument/inlayHint": inlay_hint, "textDocument/hover": hover})
    for method, request in _REQUESTS.items():
        server.requests[method] = partial(request, server)
    for method, notification in _NOTIFICATIONS.items():
        server.notifications[method] = partial(notification, server)
    for name, command in _COMMANDS.items():
        server.commands[name] = partial(command, server)
    return server


# --- life


def initialize(ls: LayerhintsServer, params: Params) -> dict[str, Any]:
    ls.initialize(params)
    capabilities: dict[str, Any] = {
        "positionEncoding": ls.encoding.kind,
        "textDocumentSync": {"openClose": True, "change": _INCREMENTAL},
        "inlayHintProvider": {"resolveProvider": ls.client.resolves_hint_tooltips},
        "hoverProvider": True,
        "executeCommandProvider": {"commands": list(ls.commands)},
        "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
    }
    if ls.client.pulls_diagnostics:
        capabilities["diagnosticProvider"] = {"interFileDependencies": True, "workspaceDiagnostics": False}
    return {"capabilities": capabilities, "serverInfo": {"name": "layerhints", "version": __version__}}


async def initialized(ls: LayerhintsServer, params: Params) -> None:
    await ls.initialized()


# --- documents and their surroundings


def did_open(ls: LayerhintsServer, params: Params) -> None:
    document = params["textDocument"]
    ls.opened(document["uri"], document["text"], document["version"])


def did_change(ls: LayerhintsServer, params: Params) -> None:
    document = params["textDocument"]
    ls.changed(document["uri"], params["contentChanges"], document["version"])


def did_close(ls: LayerhintsServer, params: Params) -> None:
    ls.closed(params["textDocument"]["uri"])


async def did_change_configuration(ls: LayerhintsServer, params: Params) -> None:
    await ls.settings_changed(params.get("settings"))


def did_change_watched_files(ls: LayerhintsServer, params: Params) -> None:
    ls.files_changed()


def did_change_workspace_folders(ls: LayerhintsServer, params: Params) -> None:
    added, removed = ([folder["uri"] for folder in params["event"][kind]] for kind in ("added", "removed"))
    ls.change_folders(added, removed)


# --- questions


def inlay_hint(ls: LayerhintsServer, view: View, params: Params) -> str:
    from layerhints.lsp import answers

    return answers.inlay_hints(ls, view, params)


def hover(ls: LayerhintsServer, view: View, params: Params) -> str:
    from layerhints.lsp import hovers

    return hovers.hover(ls, view, params)


async def inlay_hint_resolve(ls: LayerhintsServer, hint: Params) -> Params:
    from layerhints.lsp import hovers

    about = hint.get("data")
    if not isinstance(about, dict):
        return hint
    return await ls.answer(about["uri"], lambda view: hovers.resolved(ls, view, hint), hint)


async def diagnostic(ls: LayerhintsServer, params: Params) -> dict[str, Any]:
    from layerhints.lsp import answers

    nothing: list[dict[str, Any]] = []
    uri = ls.uri_in(params)
    problems = await ls.answer_at_leisure(uri, lambda view: answers.diagnostics(ls, view), nothing)
    return {"kind": "full", "items": problems}


# --- commands


def execute_command(ls: LayerhintsServer, params: Params) -> Any:
    command = ls.commands.get(params.get("command", ""))
    if command is None:
        raise Refused(INVALID_PARAMS, f"there is no command `{params.get('command')}`")
    return command(*params.get("arguments") or ())


def status(ls: LayerhintsServer) -> dict[str, Any]:
    return ls.project.status()


async def summary(ls: LayerhintsServer, uri: str, format: str = "text") -> Any:
    from layerhints.ide import summary

    def written(view: View) -> Any:
        return summary.as_json(view) if format == "json" else summary.as_text(view)

    return await ls.answer(uri, written, None)


_REQUESTS: dict[str, Callable[[LayerhintsServer, Params], Any]] = {
    "initialize": initialize,
    "inlayHint/resolve": inlay_hint_resolve,
    "textDocument/diagnostic": diagnostic,
    "workspace/executeCommand": execute_command,
}
_NOTIFICATIONS: dict[str, Callable[[LayerhintsServer, Params], Awaitable[None] | None]] = {
    "initialized": initialized,
    "textDocument/didOpen": did_open,
    "textDocument/didChange": did_change,
    "textDocument/didClose": did_close,
    "workspace/didChangeConfiguration": did_change_configuration,
    "workspace/didChangeWatchedFiles": did_change_watched_files,
    "workspace/didChangeWorkspaceFolders": did_change_workspace_folders,
}
_COMMANDS: dict[str, Callable[..., Any]] = {"layerhints.status": status, "layerhints.summary": summary}
