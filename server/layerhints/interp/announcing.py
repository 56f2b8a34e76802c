"""Telling what an assignment binds and a `return` gives: a tensor that shows its shape in every line, or a model that a
library put together.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.rules import Several, show_structure
from layerhints.rules.shapes import Named
from layerhints.values.facts import ModelMade, TensorMade
from layerhints.values.objects import Dict, Instance, List, Value
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax.tree import Span
    from layerhints.values.sites import Unit


def announce(machine: Interpreter, value: Any, span: Span) -> None:
    """Note down the shape of a tensor, or of several, that the expression at `span` gave. Only the file that is being
    read has hints; what happens in a library is not noted.
    """
    unit = machine.frame.unit
    if not isinstance(value, (Value, tuple)) or unit is None or unit.file != machine.file:
        return
    shape = _shown(value)
    if shape is not None and not _made_here(value, unit, span):
        machine.observe(TensorMade(shape, Site(unit, span), None, machine.frame.stack))


def _made_here(value: Any, unit: Unit, span: Span) -> bool:
    """Whether the expression itself makes the layer that the tensors come out of, or is a list or dict of what layers
    give that are applied in it: the layers' own hints say it, unless one place gives several shapes.
    """
    if isinstance(value, (List, Dict)):
        tensors = _items(value)
        given = {(tensor.producer.site, show_structure(tensor.shape)) for tensor in tensors if _is_given(tensor)}
        is_one_each = len(given) == len({site for site, _ in given})
        return is_one_each and all(_is_applied_in(tensor, unit, span) for tensor in tensors)
    first = value[0] if isinstance(value, tuple) else value
    made = first.producer.layer.site if isinstance(first, Tensor) and first.producer is not None else None
    if made is None or made.unit != unit:
        return False
    applied = first.producer.site
    return applied is not None and applied.span == span and applied.unit == unit and _is_within(made.span, span)


def _is_given(value: Any) -> bool:
    return isinstance(value, Tensor) and value.producer is not None


def _is_applied_in(value: Any, unit: Unit, span: Span) -> bool:
    applied = value.producer.site if _is_given(value) else None
    return applied is not None and applied.unit == unit and _is_within(applied.span, span)


def _is_within(inner: Span, outer: Span) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]


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


MOST_TOGETHER = 256
"""So many tensors, and what they lie in, are shown together at most."""


def _shown(value: Any) -> Any:
    """The shape of a tensor, or those of a tuple, list or dict that holds nothing else; None of all other values."""
    return _counted(value, count(1))


def _counted(value: Any, seen: Iterator[int]) -> Any:
    """The same. A list may hold itself, so what was `seen` is counted."""
    if next(seen) > MOST_TOGETHER:
        return None
    if isinstance(value, Tensor):
        return value.shape if value.kind.announced else None
    shapes: list[Any] = []
    for item in _items(value):
        shape = _counted(item, seen)
        if shape is None:
            return None
        shapes.append(shape)
    if not shapes:
        return None
    return Named(map(str, value.content), shapes) if isinstance(value, Dict) else Several(shapes)


def _items(value: Any) -> tuple[Any, ...]:
    """What is in a tuple, list or dict, as far as that is known."""
    if isinstance(value, (List, Dict)):
        content = value.content
        return () if isinstance(content, Unknown) else tuple(content.values() if isinstance(content, dict) else content)
    items = value.as_tuple() if isinstance(value, Value) else value
    return items if isinstance(items, tuple) else ()
