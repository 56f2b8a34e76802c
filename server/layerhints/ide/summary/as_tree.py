"""The summary as a tree of modules, in the manner of torchinfo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from layerhints.algebra import Dim, product, total
from layerhints.ide.summary.cost import macs
from layerhints.ide.words import short_type, size_text, structure_text, total_text
from layerhints.rules.count import BYTES_PER_FLOAT32, counts
from layerhints.rules.shapes import shapes_of, structured
from layerhints.values.facts import ModelSummary, Row

MEGABYTE = 1_000_000
"""Bytes, as torchinfo counts them."""


def tree(summary: ModelSummary, depth: int | None = None) -> Iterator[RenderableType]:
    """The table of the modules down to `depth` (all of them without one), and the totals below it."""
    table = Table(expand=False)
    for heading in ("module (type)", "input", "output"):
        table.add_column(heading, overflow="fold")
    for heading in ("parameters", "MACs"):
        table.add_column(heading, justify="right", overflow="fold")
    for cells in _lines(summary.tree, 0, depth):
        table.add_row(*map(Text, cells))
    yield table
    for line in _totals(summary):
        yield Text(line)


def _lines(rows: Iterable[Row], level: int, depth: int | None) -> Iterator[tuple[str, ...]]:
    if depth is not None and level >= depth:
        return
    for row in rows:
        inputs = structure_text(row.application.inputs) if row.application is not None else ""
        outputs = dict.fromkeys(structure_text(output) for output in row.outputs)
        folded = not row.children or (depth is not None and level + 1 >= depth)
        yield (
            f"{'  ' * level}{row.path} ({short_type(row.type)})",
            inputs,
            "\n".join(outputs),
            total_text(row.weights) if folded else "",
            size_text(total(map(macs, within(row)))) if folded else "",
        )
        yield from _lines(row.children, level + 1, depth)


def within(row: Row) -> Iterator[Row]:
    """The row and all rows inside it: an attention multiplies with weights of its own beside those of its parts."""
    yield row
    for child in row.children:
        yield from within(child)


def _totals(summary: ModelSummary) -> Iterator[str]:
    possible = counts(summary.weights)
    yield f"total parameters:         {total_text(summary.weights)}"
    if len(possible) == 1:
        yield f"trainable parameters:     {size_text(possible[0].trainable)}"
        yield f"non-trainable parameters: {size_text(possible[0].non_trainable)}"
    yield f"MACs for one sample:      {size_text(total(macs(row) for top in summary.tree for row in within(top)))}"
    inputs = _megabytes(_elements(shape for _, shape, _ in summary.inputs))
    yield f"input:                    {inputs}"
    outputs = _elements(output for row in summary.rows for output in row.outputs)
    yield f"forward pass:             {_megabytes(outputs)} (the outputs of all leaves, as float32)"
    if len(possible) == 1:
        yield f"parameters:               {_megabytes(possible[0].total)} as float32"


def _elements(structures: Iterable[Any]) -> Dim:
    """How many numbers are in all tensors of these shapes."""
    return total(
        shape if not isinstance(shape, tuple) else product(shape)
        for structure in structures
        for shape in shapes_of(structured(structure))
    )


def _megabytes(elements: Any) -> str:
    return f"{elements * BYTES_PER_FLOAT32 / MEGABYTE:,.2f} MB" if isinstance(elements, int) else "?"
