"""The summary as a table for a terminal, in the manner of `model.summary()`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from layerhints.algebra import Unknown, total
from layerhints.ide.summary.as_tree import tree
from layerhints.ide.summary.cost import activation_bytes, macs
from layerhints.ide.words import short_type, size_text, structure_text, total_text
from layerhints.interp import Model
from layerhints.project.view import View
from layerhints.rules.count import BYTES_PER_FLOAT32, counts, memory_text, overflow
from layerhints.rules.explain import overflow_note
from layerhints.values.facts import ModelSummary, Row

_WIDEST = 10_000
"""Signs; more than any line has."""
_NARROWEST_NAMES = 24
"""Signs that a column of names keeps, where the names are not shorter."""


def as_text(view: View, models: Iterable[Model] | None = None, width: int = 100) -> str:
    """All models of the document (or those given) without colours, in tables as wide as `width` where they fit."""
    stream = StringIO()
    console = Console(file=stream, width=width, color_system=None, emoji=False, highlight=False, markup=False)
    print_summary(console, view, models)
    return stream.getvalue()


def print_summary(
    console: Console, view: View, models: Iterable[Model] | None = None, depth: int | None = None
) -> None:
    """Print the tables of the models; a tree of modules is shown down to `depth`.

    Where the console is narrow names are folded. Shapes and numbers are not: rather the table is wider than that.
    """
    chosen = list(view.analysis.models if models is None else models)
    if not chosen:
        console.print(Text(f"no model was found in {view.file}"))
    width = console.width
    for part in (part for model in chosen for part in _model(view, model, depth)):
        if isinstance(part, Table):
            console.width = max(width, _narrowest(console, part))
            console.print(part)
            console.width = width
        else:
            console.print(part, soft_wrap=not console.is_terminal)


def _narrowest(console: Console, table: Table) -> int:
    """The width of a table whose first column, the only one that may be folded, has its least width."""
    natural = Measurement.get(console, console.options.update(width=_WIDEST), table).maximum
    names = max((cell_len(str(cell)) for cell in table.columns[0].cells), default=0)
    return natural - max(0, names - _NARROWEST_NAMES)


def _model(view: View, model: Model, depth: int | None) -> Iterator[RenderableType]:
    summary = model.summary
    location = view.locate(model.site)
    line = "" if location is None else f", {view.place(location)}"
    yield Text.assemble((model.symbol, "bold"), f" ({model.kind}{line})")
    if summary.tree is not None:
        yield from tree(summary, summary.tree, depth)
        yield from _unknown(summary)
        return
    table = Table(expand=False)
    table.add_column("layer (type)", overflow="fold")
    table.add_column("output", no_wrap=True)
    for heading in ("parameters", "MACs", "activations"):
        table.add_column(heading, justify="right", no_wrap=True)
    for cells in _rows(summary.rows, 0):
        table.add_row(*map(Text, cells))
    yield table
    yield from (Text(line) for line in _totals(summary.weights))
    yield Text(f"MACs for one sample:      {size_text(total(map(macs, summary.rows)))}")
    yield Text(f"activations, one sample:  {_bytes(total(map(activation_bytes, summary.rows)))} as float32")
    yield from _unknown(summary)


def _unknown(summary: ModelSummary) -> Iterator[RenderableType]:
    """What is not known, each reason once, with the first place where it counts."""
    places: dict[str, list[str]] = {}
    counted = [("", count.total.reason) for count in counts(summary.weights) if isinstance(count.total, Unknown)]
    for path, reason in (*summary.unknown, *counted):
        places.setdefault(reason, []).append(path)
    for reason, paths in places.items():
        more = f" (and {len(paths) - 1} more)" if len(paths) > 1 else ""
        yield Text(f"not known: {paths[0]}{more}: {reason}" if paths[0] else f"not known: {reason}")
    yield Text("")


def _rows(rows: Iterable[Row], depth: int) -> Iterator[tuple[str, ...]]:
    for row in rows:
        outputs = dict.fromkeys(structure_text(output) for output in row.outputs)
        yield (
            f"{'  ' * depth}{row.path} ({short_type(row.type)})",
            "\n".join(outputs) or "?",
            total_text(row.weights),
            size_text(macs(row)),
            _bytes(activation_bytes(row)),
        )
        yield from _rows(row.children, depth + 1)


def _totals(weights: Any) -> Iterator[str]:
    possible = counts(weights)
    memory = _memory(possible[0].total) if len(possible) == 1 else ""
    yield f"total parameters:         {total_text(weights)}{memory}"
    if len(possible) == 1:
        yield f"trainable parameters:     {size_text(possible[0].trainable)}"
        yield f"non-trainable parameters: {size_text(possible[0].non_trainable)}"
        if (too_many := overflow(possible[0].total)) is not None:
            yield overflow_note(too_many)


def _memory(total: Any) -> str:
    return f" ({memory_text(total * BYTES_PER_FLOAT32)} as float32)" if isinstance(total, int) and total else ""


def _bytes(size: Any) -> str:
    return memory_text(size) if isinstance(size, int) else "?"
