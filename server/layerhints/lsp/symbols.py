"""The outline of a document, in the protocol's terms and the client's position encoding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lsprotocol import types

from layerhints.ide import symbols as ide_symbols
from layerhints.ide.symbols import Kind, Symbol
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.wire import Pieces, compact
from layerhints.project.view import View

_KINDS = {
    Kind.CLASS: types.SymbolKind.Class.value,
    Kind.FUNCTION: types.SymbolKind.Function.value,
    Kind.MODEL: types.SymbolKind.Module.value,
    Kind.LAYER: types.SymbolKind.Field.value,
}
"""All of them older than the client's list of kinds."""


def symbols(server: LayerhintsServer, view: View) -> Pieces:
    """The symbols within each other, or one after the other for a client that cannot show that."""
    found = ide_symbols.symbols(view)
    nested = server.client.nests_symbols
    plain = [_nested(server, view, each) for each in found] if nested else list(_flat(server, view, found, None))
    return (compact(plain).encode(),)


def _nested(server: LayerhintsServer, view: View, symbol: Symbol) -> dict[str, Any]:
    plain = {
        "name": symbol.name,
        "kind": _KINDS[symbol.kind],
        "range": server.encoding.write_range(view.text, symbol.range),
        "selectionRange": server.encoding.write_range(view.text, symbol.selection),
    }
    if symbol.detail:
        plain["detail"] = symbol.detail
    if symbol.children:
        plain["children"] = [_nested(server, view, child) for child in symbol.children]
    return plain


def _flat(
    server: LayerhintsServer, view: View, symbols: Iterable[Symbol], container: str | None
) -> Iterator[dict[str, Any]]:
    for symbol in symbols:
        location = {"uri": server.uri(view.file), "range": server.encoding.write_range(view.text, symbol.range)}
        name = f"{symbol.name}  {symbol.detail}" if symbol.detail else symbol.name
        plain = {"name": name, "kind": _KINDS[symbol.kind], "location": location}
        yield plain if container is None else {**plain, "containerName": container}
        yield from _flat(server, view, symbol.children, symbol.name)
