"""What `ide` found, in the protocol's types and the client's position encoding."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from layerhints.ide import diagnostics as ide_diagnostics
from layerhints.ide import hover as ide_hover
from layerhints.ide import summary as ide_summary
from layerhints.ide.hints import hints
from layerhints.lsp.server import LayerhintsServer
from layerhints.project.view import View


def inlay_hints(server: LayerhintsServer, view: View, range: types.Range, uri: str) -> list[types.InlayHint]:
    """The hints of a stretch of the document, each with a plain tooltip and what resolving it needs."""
    found = []
    for hint in hints(view, server.encoding.read_range(view.text, range)):
        answer = types.InlayHint(
            server.encoding.write(view.text, hint.position),
            hint.label,
            kind=types.InlayHintKind.Type,
            tooltip=hint.tooltip or None,
            padding_left=True,
        )
        if server.client.resolves_hint_tooltips and hint.about is not None:
            answer.data = {"uri": uri, "about": server.encoding.write(view.text, hint.about)}
        found.append(answer)
    return found


def resolved(server: LayerhintsServer, view: View, hint: types.InlayHint) -> types.InlayHint:
    """The hint with its layer's whole hover as its tooltip."""
    assert isinstance(hint.data, dict)
    place = types.Position(**hint.data["about"])
    if (answer := hover(server, view, place)) is not None and isinstance(answer.contents, types.MarkupContent):
        hint.tooltip = answer.contents
    return hint


def hover(server: LayerhintsServer, view: View, position: types.Position) -> types.Hover | None:
    found = ide_hover.hover(view, server.encoding.read(view.text, position))
    if found is None:
        return None
    if server.client.reads_markdown:
        contents = types.MarkupContent(types.MarkupKind.Markdown, found.markdown(server.uri))
    else:
        contents = types.MarkupContent(types.MarkupKind.PlainText, found.plain())
    return types.Hover(contents, server.encoding.write_range(view.text, found.range))


def diagnostics(server: LayerhintsServer, view: View) -> list[types.Diagnostic]:
    return [
        types.Diagnostic(
            server.encoding.write_range(view.text, problem.range),
            problem.message,
            severity=types.DiagnosticSeverity.Error,
            code=problem.code,
            source="layerhints",
        )
        for problem in ide_diagnostics.diagnostics(view)
    ]


def summary(view: View, format: str) -> Any:
    """The summaries of a document's models: the text of `layerhints summary` or its JSON."""
    return ide_summary.as_json(view) if format == "json" else ide_summary.as_text(view)
