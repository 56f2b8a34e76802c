"""The summary as a tree of modules, in the manner of torchinfo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from layerhints.algebra import Dim, Unknown, product, show, total
from layerhints.ide.summary.cost import macs
from layerhints.ide.words import short_type, size_text, structure_text, total_text
from layerhints.rules.count import BYTES_PER_FLOAT32, counts
from layerhints.rules.shapes import shapes_of, structured
from layerhints.rules.weights import Weight
from layerhints.values.facts import ModelSummary, Row

MEGABYTE = 1_000_000
"""Bytes, as torchinfo counts them."""
LONGEST_SHAPE, LONGEST_NUMBER = 80, 32
"""How many signs of a shape or number a line of the table shows at most."""


def tree(summary: ModelSummary, top: Row, depth: int | None = None) -> Iterator[RenderableType]:
    """The table of the model and the modules down to `depth` (all of them without one), and the totals below it."""
    table = Table(expand=False)
    table.add_column("module (type)", overflow="fold")
    for heading in ("input", "output"):
        table.add_column(heading, no_wrap=True)
    for heading in ("parameters", "MACs"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, before, after, *numbers in _lines(top, 0, depth):
        shapes = (_cut(before, LONGEST_SHAPE), _cut(after, LONGEST_SHAPE))
        table.add_row(*map(Text, (name, *shapes, *(_cut(cell, LONGEST_NUMBER) for cell in numbers))))
    yield table
    for line in _totals(summary, top):
        yield Text(line)


def _cut(cell: str, most: int) -> str:
    """The cell with long lines cut off: formulas in open sizes can have thousands of signs. The JSON has them whole."""
    return "\n".join(line if len(line) <= most else line[: most - 1] + "…" for line in cell.split("\n"))


def _lines(row: Row, level: int, depth: int | None) -> Iterator[tuple[str, ...]]:
    """Each parameter and each multiplication stands in one line: in that of the innermost module that is shown."""
    shown = depth is None or level < depth
    calls = dict.fromkeys(
        (structure_text(before), structure_text(after)) for before, after in zip(row.inputs, row.outputs, strict=True)
    )
    yield (
        "  " * level + _name(row),
        "\n".join(before for before, _ in calls),
        "\n".join(after for _, after in calls),
        _parameters([row] if shown else list(within(row)), bool(row.children) and shown),
        _multiplications([row] if shown else list(within(row)), bool(row.children) and shown),
    )
    for child in row.children if shown else ():
        yield from _lines(child, level + 1, depth)


def _name(row: Row) -> str:
    kind = short_type(row.type)
    name = f"{row.path} ({kind})" if row.path else kind
    return f"{name}, {len(row.outputs)} calls" if len(row.outputs) > 1 else name


def _parameters(rows: list[Row], is_inside_shown: bool) -> str:
    """What these rows have of their own; nothing for a module that only holds others."""
    weights: list[Weight] = []
    for row in rows:
        if isinstance(row.own, Unknown):
            return total_text(row.own)
        weights += row.own
    own = total_text(weights)
    shared = total_text([weight for row in rows for weight in row.shared])
    if shared != "0":
        return f"{shared} shared" if own == "0" else f"{own} + {shared} shared"
    return "" if own == "0" and is_inside_shown else own


def _multiplications(rows: list[Row], is_inside_shown: bool) -> str:
    """Those of the rows; nothing for modules that are not called."""
    if not any(row.outputs for row in rows):
        return ""
    found = total(map(macs, rows))
    return "" if found == 0 and is_inside_shown else size_text(found)


def within(row: Row) -> Iterator[Row]:
    """The row and all rows inside it: an attention multiplies with weights of its own beside those of its parts."""
    yield row
    for child in row.children:
        yield from within(child)


def _totals(summary: ModelSummary, top: Row) -> Iterator[str]:
    possible = counts(summary.weights)
    yield f"total parameters:         {total_text(summary.weights)}"
    if len(possible) == 1:
        yield f"trainable parameters:     {size_text(possible[0].trainable)}"
        yield f"non-trainable parameters: {size_text(possible[0].non_trainable)}"
    if any(row.outputs for row in within(top)):
        yield f"MACs for one sample:      {size_text(total(map(macs, within(top))))}"
        yield f"input:                    {_memory(_elements(shape for _, shape, _ in summary.inputs))}"
        yield f"forward pass:             {_memory(_elements(_results(top)))} (what the innermost modules give)"
    if len(possible) == 1:
        yield f"parameters:               {_memory(possible[0].total)}"


def _results(row: Row) -> Iterator[Any]:
    """What the modules give that hold none which was called."""
    inside = [output for child in row.children for output in _results(child)]
    yield from inside or row.outputs


def _elements(structures: Iterable[Any]) -> Dim:
    """How many numbers are in all tensors of these shapes."""
    return total(
        shape if not isinstance(shape, tuple) else product(shape)
        for structure in structures
        for shape in shapes_of(structured(structure))
    )


def _memory(elements: Any) -> str:
    """The memory of so many numbers; with open sizes, the bytes as a formula in them."""
    size = elements * BYTES_PER_FLOAT32
    if isinstance(size, Unknown):
        return "?"
    return f"{size / MEGABYTE:,.2f} MB as float32" if isinstance(size, int) else f"{show(size)} bytes as float32"
