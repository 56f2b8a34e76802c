"""What `ide` found, in the protocol's terms and the client's position encoding.

What is asked with every keystroke is plain data. Hints are kept as JSON but for the lines that they stand in, so that
nothing of a hint is made again when its definition has only moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from lsprotocol import types

from layerhints.ide import diagnostics as ide_diagnostics
from layerhints.ide.hints import Hint, drawn
from layerhints.lsp.parameters import fields
from layerhints.lsp.questions import Params
from layerhints.lsp.server import LayerhintsServer
from layerhints.lsp.wire import Pieces, compact
from layerhints.lsp.written import Block, Written
from layerhints.project.text import Range
from layerhints.project.view import View, reaching

SOURCE = "layerhints"
"""Whose problems these are, among those of other servers."""
_KIND = "JSON"
_TYPE = types.InlayHintKind.Type.value


def inlay_hints(server: LayerhintsServer, view: View, params: Params) -> Pieces:
    """The hints of a stretch of the document, each with a plain tooltip and what resolving it needs."""
    range = server.encoding.read_range(view.text, fields(params, "range"))

    return _within(range, drawn(view, range, _KIND, partial(_written, server, view), Block))


def inlay_hints_known(server: LayerhintsServer, view: View, params: Params) -> Pieces:
    """Of the same, those that were found so far; nothing is run for it."""
    range = server.encoding.read_range(view.text, fields(params, "range"))
    return _within(range, [block for _, block in reaching(view.shown(_KIND), range) if block is not None])


def inlay_hints_before(server: LayerhintsServer, file: str, params: Params) -> Pieces | None:
    """What the hints were when the document was open last, if they still are."""
    document = server.project.document(file)
    if document is None:
        return None
    range = server.encoding.read_range(document.text, fields(params, "range"))
    blocks = server.project.shown_before(file, _manner(server, file), range)
    return None if blocks is None else _within(range, [Block.of(plain) for plain in blocks])


def keep_hints(server: LayerhintsServer, file: str) -> None:
    """Have the hints that are known of a document there when it is opened again."""
    server.project.keep_shown(file, _KIND, _manner(server, file), Block.plain)


def _manner(server: LayerhintsServer, file: str) -> str:
    """What decides how hints are written beside what they say."""
    return f"{server.encoding.kind.value} {server.client.resolves_hint_tooltips} {server.uri(file)}"


def _within(range: Range, blocks: Sequence[Block]) -> Pieces:
    """The hints that stand in `range`, of the definitions that may reach into it."""
    pieces = [block.text for block in blocks]
    for place in {0, len(blocks) - 1} if blocks else ():  # no other definition sticks out of the stretch
        pieces[place] = blocks[place].within(range)
    first = next((place for place, piece in enumerate(pieces) if piece), None)
    if first is None:
        return (b"[]",)
    pieces[first] = b"[" + pieces[first][1:]
    return (*pieces, b"]")


def _written(server: LayerhintsServer, view: View, hint: Hint) -> Written:
    character = server.encoding.write(view.text, hint.position)["character"]
    rest: dict[str, Any] = {"label": hint.label, "kind": _TYPE, "paddingLeft": True}
    if hint.tooltip:
        rest["tooltip"] = hint.tooltip
    body = f',"character":{character}}},{compact(rest)[1:-1]}'
    if not server.client.resolves_hint_tooltips:
        return Written(hint.position, f"{body}}}", 0, "")
    uri = compact(server.uri(view.file))
    about = server.encoding.write(view.text, hint.about)["character"]
    body = f'{body},"data":{{"uri":{uri},"about":{{"line":'
    return Written(hint.position, body, hint.about.row, f',"character":{about}}}}}}}')


def diagnostics(server: LayerhintsServer, view: View) -> list[types.Diagnostic]:
    found = []
    for problem in ide_diagnostics.diagnostics(view):
        found.append(
            types.Diagnostic(
                server.encoding.typed_range(view.text, problem.range),
                problem.message,
                severity=types.DiagnosticSeverity.Error,
                code=problem.code,
                source=SOURCE,
                related_information=_links(server, problem),
            )
        )
    return found


def _links(server: LayerhintsServer, problem: ide_diagnostics.Diagnostic) -> list[types.DiagnosticRelatedInformation]:
    """The line of another file that is wrong, where the client shows such links."""
    if problem.elsewhere is None or not server.client.links_diagnostics:
        return []
    line = types.Position(problem.elsewhere.range.start.row, 0)
    place = types.Location(server.uri(problem.elsewhere.file), types.Range(line, line))
    return [types.DiagnosticRelatedInformation(place, problem.message)]
