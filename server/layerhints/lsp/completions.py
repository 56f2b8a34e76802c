"""What may be written at the cursor, in the protocol's terms and the client's position encoding."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from layerhints.ide.completion import Completion, Kind, completions
from layerhints.lsp.parameters import fields
from layerhints.lsp.questions import Params
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.wire import Pieces, compact
from layerhints.project.view import View

_KINDS = {
    Kind.SIZE: types.CompletionItemKind.Value.value,
    Kind.WORD: types.CompletionItemKind.EnumMember.value,
    Kind.NAME: types.CompletionItemKind.Field.value,
    Kind.DIRECTIVE: types.CompletionItemKind.Keyword.value,
}


def completion(server: LayerhintsServer, view: View, params: Params) -> Pieces:
    """The items in the order in which they are to be shown, in front of those of other servers."""
    position = server.encoding.read(view.text, fields(params, "position"))
    found = completions(view, position)
    return (compact([_plain(server, view, number, item) for number, item in enumerate(found)]).encode(),)


def _plain(server: LayerhintsServer, view: View, number: int, item: Completion) -> dict[str, Any]:
    range = server.encoding.write_range(view.text, item.range)
    plain: dict[str, Any] = {
        "label": item.text,
        "kind": _KINDS[item.kind],
        "sortText": f"!{number:03}",
        "textEdit": {"range": range, "newText": item.text},
    }
    if item.detail:
        plain["detail"] = item.detail
    if item.explanation:
        plain["documentation"] = {"kind": "markdown", "value": item.explanation}
        if not server.client.reads_markdown_of_items:
            plain["documentation"] = item.explanation
    if item.fits:
        if server.client.preselects:
            plain["preselect"] = True
        if written := _written(view, item):  # editors leave out what does not begin as what stands there
            plain["filterText"] = written
    return plain


def _written(view: View, item: Completion) -> str:
    """What stands where an item is to be written."""
    start, end = item.range
    return view.text.line(start.row)[start.column : end.column]
