"""Telling what an assignment binds and a `return` gives: a tensor that shows its shape in every line, or a model that a
library put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.rules import Several
from layerhints.values.facts import ModelMade, TensorMade
from layerhints.values.objects import Instance
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax.tree import Span


def announce(machine: Interpreter, value: Any, span: Span) -> None:
    """Note down the shape of a tensor, or of several, that the expression at `span` gave. Only the file that is being
    read has hints; what happens in a library is not noted.
    """
    unit = machine.frame.unit
    if not isinstance(value, (Tensor, tuple)) or unit is None or unit.file != machine.file:
        return
    shape = _shown(value)
    if shape is not None:
        machine.observe(TensorMade(shape, Site(unit, span), None, machine.frame.stack))


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
    if not isinstance(value, tuple) or not value:
        return None
    shapes = [_shown(item) for item in value]
    return None if None in shapes else Several(shapes)
