"""What is shown under the pointer, in the protocol's terms and the client's position encoding."""

from __future__ import annotations

from lsprotocol import types

from layerhints.ide import hover as ide_hover
from layerhints.lsp.parameters import fields
from layerhints.lsp.questions import Params
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.wire import NULL, Pieces, compact
from layerhints.project.view import View


def resolved(server: LayerhintsServer, view: View, hint: types.InlayHint) -> types.InlayHint:
    """The hint with its layer's whole hover as its tooltip."""
    found = ide_hover.hover(view, server.encoding.read(view.text, fields(hint.data, "about")))
    if found is not None:
        contents = _contents(server, found)
        hint.tooltip = types.MarkupContent(types.MarkupKind(contents["kind"]), contents["value"])
    return hint


def hover(server: LayerhintsServer, view: View, params: Params) -> Pieces:
    found = ide_hover.hover(view, server.encoding.read(view.text, fields(params, "position")))
    if found is None:
        return NULL
    range = server.encoding.write_range(view.text, found.range)
    return (compact({"contents": _contents(server, found), "range": range}).encode(),)


def _contents(server: LayerhintsServer, found: ide_hover.Hover) -> dict[str, str]:
    if server.client.reads_markdown:
        return {"kind": "markdown", "value": found.markdown(server.address_of_lines)}
    return {"kind": "plaintext", "value": found.plain()}
