"""The floor: a pygls server that answers one constant hint and knows nothing. pygls by itself is not faster."""

from __future__ import annotations

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("floor", "0")


@server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
def inlay_hint(params: types.InlayHintParams) -> list[types.InlayHint]:
    return [types.InlayHint(params.range.start, "hint")]


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(params: types.HoverParams) -> types.Hover:
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "hover"))


if __name__ == "__main__":
    server.start_io()
