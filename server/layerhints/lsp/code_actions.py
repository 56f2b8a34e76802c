"""What is offered to do about the problems at a place, in the protocol's terms and the client's position encoding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lsprotocol import types

from layerhints.ide import code_actions as ide_code_actions
from layerhints.lsp.answers import SOURCE
from layerhints.lsp.parameters import fields, items, text
from layerhints.lsp.questions import Params
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.wire import Pieces, compact
from layerhints.project.view import View

_FIX, _REWRITE = types.CodeActionKind.QuickFix.value, types.CodeActionKind.RefactorRewrite.value


def code_actions(server: LayerhintsServer, view: View, params: Params) -> Pieces:
    """Quick fixes of those problems among the client's that are ours, and what can be written at the place."""
    context = fields(params, "context")
    place = server.encoding.read_range(view.text, fields(params, "range"))
    wanted = context.get("only") if server.client.takes_code_actions else []
    offered = []
    if _is_wanted(wanted, _FIX):
        for problem in items(context, "diagnostics"):
            if isinstance(problem, Mapping) and problem.get("source") == SOURCE:
                start = server.encoding.read(view.text, fields(fields(problem, "range"), "start"))
                for action in ide_code_actions.fixes(view, start, text(problem, "code")):
                    offered.append({**_plain(server, view, action, _FIX), "diagnostics": [problem]})
    if _is_wanted(wanted, _REWRITE):
        offered += [_plain(server, view, action, _REWRITE) for action in ide_code_actions.rewrites(view, place.start)]
    return (compact(offered).encode(),)


def _is_wanted(kinds: Any, kind: str) -> bool:
    """Is a kind among those that the client asks for? It may ask for what it is a kind of."""
    return not isinstance(kinds, list) or any(each in ("", kind) or kind.startswith(f"{each}.") for each in kinds)


def _plain(server: LayerhintsServer, view: View, action: ide_code_actions.CodeAction, kind: str) -> dict[str, Any]:
    start, end = (server.encoding.write(view.text, place) for place in action.edit.range)
    edit = {"range": {"start": start, "end": end}, "newText": action.edit.text}
    plain = {"title": action.title, "kind": kind, "edit": {"changes": {server.uri(view.file): [edit]}}}
    return {**plain, "isPreferred": True} if action.mends else plain
