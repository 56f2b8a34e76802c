"""Lenses over entry points and their selection, in the protocol's terms and the client's position encoding."""

from __future__ import annotations

from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from layerhints.ide import code_lenses as ide_code_lenses
from layerhints.lsp.parameters import SELECT
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.wire import Pieces, compact
from layerhints.project.view import View


def code_lenses(server: LayerhintsServer, view: View) -> Pieces:
    found = []
    for lens in ide_code_lenses.code_lenses(view):
        arguments = [server.uri(view.file), lens.selects]
        command = {"title": lens.title, "command": "" if lens.is_fixed else SELECT, "arguments": arguments}
        found.append({"range": server.encoding.write_range(view.text, lens.range), "command": command})
    return (compact(found).encode(),)


def select(server: LayerhintsServer, view: View, symbol: str | None) -> None:
    """Show the hints of a document for an entry point, or with None as the file itself has it. What is in view is found
    before the editor is told to ask: some show nothing until they have the answer.

    Raises:
        JsonRpcInvalidParams: There is no such entry point.
        Interrupted: Something has arrived that comes first.
    """
    known = [entry.symbol for entry in ide_code_lenses.entry_points(view)]
    if symbol is not None and symbol not in known:
        raise JsonRpcInvalidParams(
            f"`{symbol}` is no entry point of {view.file}: a function or class of the file that nothing in it uses"
        )
    server.project.select(view.file, symbol)
    for key in [*view.looked_at()]:
        view.analysis.facts_in(key)
    server.refresh({view.file})


def entry_points(view: View) -> dict[str, Any]:
    """Those that are selected, and all that may be; their lines count from 1, in a notebook within a cell."""
    known = ide_code_lenses.entry_points(view)
    return {
        "selected": [*view.analysis.selected],
        "entry_points": [{"symbol": one.symbol, "kind": one.kind, **view.text.place(one.row).plain()} for one in known],
    }
