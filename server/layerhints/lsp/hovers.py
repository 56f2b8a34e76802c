"""What is shown under the pointer, in the protocol's terms and the client's position encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.ide import hover as ide_hover
from layerhints.lsp.wire import compact

if TYPE_CHECKING:
    from layerhints.lsp.conversation import Params
    from layerhints.lsp.server import LayerhintsServer
    from layerhints.project.view import View


def hover(server: LayerhintsServer, view: View, params: Params) -> str:
    found = ide_hover.hover(view, server.encoding.read(view.text, params["position"]))
    if found is None:
        return "null"
    range = server.encoding.write_range(view.text, found.range)
    return compact({"contents": _contents(server, found), "range": range})


def resolved(server: LayerhintsServer, view: View, hint: Params) -> Params:
    """The hint with its layer's whole hover as its tooltip."""
    found = ide_hover.hover(view, server.encoding.read(view.text, hint["data"]["about"]))
    return hint if found is None else {**hint, "tooltip": _contents(server, found)}


def _contents(server: LayerhintsServer, found: ide_hover.Hover) -> dict[str, str]:
    if server.client.reads_markdown:
        return {"kind": "markdown", "value": found.markdown(server.uri)}
    return {"kind": "plaintext", "value": found.plain()}
