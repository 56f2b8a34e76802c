"""Telling what an assignment binds and a `return` gives: a tensor that shows its shape in every line, or a model that a
library put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.rules import Several
from layerhints.values.facts import ModelMade, TensorMade
from layerhints.values.objects import Instance, List, Value
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax.tree import Span
    from layerhints.values.sites import Unit


def announce(machine: Interpreter, value: Any, span: Span, taken_apart: bool = False) -> None:
    """Note down the shape of a tensor, or of several, that the expression at `span` gave. Only the file that is being
    read has hints; what happens in a library is not noted. A list counts as several tensors where it is `taken_apart`.
    """
    unit = machine.frame.unit
    if not isinstance(value, (Value, tuple)) or unit is None or unit.file != machine.file:
        return
    if taken_apart and isinstance(value, List) and isinstance(value.content, tuple):
        value = value.content
    shape = _shown(value)
    if shape is not None and not _made_here(value, unit, span):
        machine.observe(TensorMade(shape, Site(unit, span), None, machine.frame.stack))


def _made_here(value: Any, unit: Unit, span: Span) -> bool:
    """Whether the expression itself makes the layer that the tensors come out of: the layer's own line says it."""
    first = value[0] if isinstance(value, tuple) else value
    made = first.producer.layer.site if isinstance(first, Tensor) and first.producer is not None else None
    if made is None or made.unit != unit:
        return False
    applied = first.producer.site
    if applied is None or applied.span != span or applied.unit != unit:
        return False
    start, end = (made.span.row, made.span.column), (made.span.end_row, made.span.end_column)
    return (span.row, span.column) <= start and end <= (span.end_row, span.end_column)


def announce_model(machine: Interpreter, value: Any, span: Span) -> None:
    """Note down the model that the call at `span` gave, if it was made in another file: no other line shows it."""
    unit = machine.frame.unit
    if not isinstance(value, Instance) or unit is None or unit.file != machine.file or not machine.recording:
        return
    site = value.hidden.get("site")
    if not isinstance(site, Site) or site.unit.file == machine.file:
        return
    for library in machine.libraries:
        total = library.total(machine, value)
        if total is not None:
            machine.observe(ModelMade(total, Site(unit, span), machine.frame.stack))
            return


def _shown(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.shape if value.kind.announced else None
    items = value.as_tuple() if isinstance(value, Value) else value
    if not isinstance(items, tuple) or not items:
        return None
    shapes = [_shown(item) for item in items]
    return None if None in shapes else Several(shapes)
