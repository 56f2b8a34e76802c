"""Where a layer stands in the models of a document: `layer1.0.conv1`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from layerhints.project.view import View
from layerhints.values.facts import LayerApplied, LayerInfo, Row


def paths(view: View, uses: Sequence[LayerApplied]) -> list[str]:
    """The paths of the layers that were used, each once, in the order of the models' own rows."""
    wanted = {id(use.layer) for use in uses}
    found: dict[str, None] = {}
    for model in view.analysis.models:
        top = model.summary.tree
        for path, layer in _layers(top.children if top is not None else (), ""):
            if id(layer) in wanted:
                found[path] = None
    return list(found)


def _layers(rows: Iterable[Row], prefix: str) -> Iterator[tuple[str, LayerInfo]]:
    for row in rows:
        path = f"{prefix}.{row.path}" if prefix else row.path
        if row.application is not None:
            yield path, row.application.layer
        yield from _layers(row.children, path)
