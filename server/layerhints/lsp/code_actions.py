"""What is offered to do about the problems at a place, in the protocol's terms and the client's position encoding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lsprotocol import types

from layerhints.ide import code_actions as ide_code_actions
from layerhints.lsp.parameters import fields, items, text
from layerhints.lsp.questions import Params
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.wire import Pieces, compact
from layerhints.project.view import View

_KIND = types.CodeActionKind.QuickFix.value
_SOURCE = "layerhints"


def code_actions(server: LayerhintsServer, view: View, params: Params) -> Pieces:
    """Quick fixes of those problems among the client's that are ours. Nothing is analysed: the client sends them."""
    context = fields(params, "context")
    offered = []
    if server.client.takes_code_actions and _is_wanted(context.get("only")):
        for problem in items(context, "diagnostics"):
            if isinstance(problem, Mapping) and problem.get("source") == _SOURCE:
                offered += _quick_fixes(server, view, problem)
    return (compact(offered).encode(),)


def _is_wanted(kinds: Any) -> bool:
    """Are quick fixes among the kinds that the client asks for? A kind is also asked for by what it is a kind of."""
    return not isinstance(kinds, list) or any(kind in ("", _KIND) for kind in kinds)


def _quick_fixes(server: LayerhintsServer, view: View, problem: Mapping[str, Any]) -> list[dict[str, Any]]:
    row = server.encoding.read(view.text, fields(fields(problem, "range"), "start")).row
    action = ide_code_actions.ignore(view, row, text(problem, "code"))
    if action is None:
        return []
    place = server.encoding.write(view.text, action.position)
    edit = {"range": {"start": place, "end": place}, "newText": action.text}
    return [
        {
            "title": action.title,
            "kind": _KIND,
            "diagnostics": [problem],
            "edit": {"changes": {server.uri(view.file): [edit]}},
        }
    ]
