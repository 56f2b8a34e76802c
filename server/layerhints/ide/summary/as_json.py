"""The summary as JSON, the form that other programs rely on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from layerhints import __version__
from layerhints.algebra import Unknown, dims_to_json
from layerhints.ide.diagnostics import diagnostics
from layerhints.ide.summary.cost import macs
from layerhints.interp import Model
from layerhints.project.view import Location, View
from layerhints.rules.count import Count, counts
from layerhints.rules.formula import formula
from layerhints.rules.shapes import Named, Several, structured
from layerhints.values.facts import Row


def as_json(view: View, models: Iterable[Model] | None = None) -> dict[str, Any]:
    """All models of the document (or those given) as one object; lines start at 1, what is not known is None."""
    chosen = view.analysis.models if models is None else models
    return {"layerhints": __version__, "models": [_model(view, model) for model in chosen]}


def _model(view: View, model: Model) -> dict[str, Any]:
    summary = model.summary
    location = view.locate(model.site)
    count = _only(summary.weights)
    rows = list(_rows(view, summary.rows))
    return {
        "file": view.file if location is None else location.file,
        "symbol": model.symbol,
        "kind": model.kind,
        "framework": summary.framework,
        **_line(view, location),
        "inputs": [
            {"name": name, "shape": shape_to_json(shape), "source": source} for name, shape, source in summary.inputs
        ],
        "output": shape_to_json(summary.output),
        "params": {
            "total": _size(count.total),
            "trainable": _size(count.trainable),
            "non_trainable": _size(count.non_trainable),
        },
        "layers": rows,
        "problems": [
            {
                "code": problem.code,
                "message": problem.message,
                "file": view.file,
                **_line(view, Location(view.file, problem.range)),
                "column": problem.range.start.column + 1,
            }
            for problem in diagnostics(view)
        ],
        "unknown": [{"path": path, "reason": reason} for path, reason in _unknown(summary.rows, summary.unknown)],
    }


def _line(view: View, location: Location | None) -> dict[str, int | None]:
    """The line, and in a notebook the cell of code in which it is counted."""
    return {"line": None} if location is None else {**view.place(location).plain()}


def _rows(view: View, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        location = view.locate(row.site)
        count = _only(row.weights)
        answer = {
            "path": row.path,
            "type": row.type,
            **_line(view, location),
            "file": None if location is None else location.file,
            "outputs": [shape_to_json(output) for output in row.outputs],
            "params": _size(count.total),
            "trainable": _size(count.trainable),
            "formula": formula(row.weights).numeric or None,
            "macs": _size(macs(row)),
        }
        if row.children:
            answer["layers"] = list(_rows(view, row.children))
        yield answer


def _only(weights: Any) -> Count:
    """The count of which each number is known that all possible counts agree in."""
    possible = counts(weights)
    if len(possible) == 1:
        return possible[0]
    return Count(
        _agreed([count.total for count in possible]),
        _agreed([count.trainable for count in possible]),
        _agreed([count.macs for count in possible]),
    )


def _agreed(sizes: Sequence[Any]) -> Any:
    """The size in which all outcomes agree, else Unknown."""
    different = list(dict.fromkeys(sizes))
    return different[0] if len(different) == 1 else Unknown(" or ".join(map(str, different)))


def _unknown(rows: Iterable[Row], said: Iterable[tuple[str, str]]) -> dict[tuple[str, str], None]:
    """What is not known, by layer: what the library says, and each layer's own reasons; each once."""
    found = dict.fromkeys(said)
    for row in rows:
        if row.unknown is not None:
            found[row.path, row.unknown] = None
        if isinstance(total := _only(row.weights).total, Unknown):
            found[row.path, total.reason] = None
        found |= _unknown(row.children, ())
    return found


def shape_to_json(structure: Any) -> Any:
    """A shape as a list; several tensors as `{"tuple": […]}` or `{"dict": {…}}`; None for what is not known."""
    structure = structured(structure)
    if isinstance(structure, Named):
        return {"dict": {name: shape_to_json(item) for name, item in zip(structure.names, structure, strict=True)}}
    if isinstance(structure, Several):
        return {"tuple": [shape_to_json(item) for item in structure]}
    return None if structure is None else dims_to_json(structure)


def _size(size: Any) -> int | str | None:
    answer = dims_to_json((size,))
    return None if answer is None else answer[0]
