"""What `torchinfo.summary(model)` would say: the leaves of `named_modules()`, in its order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.application import names_of
from layerhints.libraries.torch.module import children, gap, is_module, named_modules, type_of, weights_of
from layerhints.rules import shapes_of
from layerhints.values.facts import LayerApplied, ModelSummary, Row
from layerhints.values.holes import hole_of
from layerhints.values.objects import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerhints.values.machine import Machine


def summarise(machine: Machine, value: Any) -> ModelSummary | None:
    """The summary of a module; None for any other value."""
    if not is_module(value):
        return None
    rows = tuple(
        _row(path, module)
        for path, module in named_modules(value)
        if path and not any(True for _ in named_modules_below(module))
    )
    weights = weights_of(value)
    first = [use for use in _applications(value) if isinstance(use, LayerApplied)][:1]
    unknown = tuple((row.path, row.unknown) for row in rows if row.unknown is not None)
    missing = gap(value)
    if missing is not None:
        unknown = (*unknown, ("", missing.reason))
    return ModelSummary(
        "torch",
        value.cls.name,
        _inputs(machine, value, first[0]) if first else (),
        first[0].outputs if first else Unknown("nothing says what goes into the module"),
        rows,
        weights,
        unknown,
        _tree(value, set()),
    )


def _tree(module: Instance, seen: set[int]) -> tuple[Row, ...]:
    """The modules inside, within each other; one that is registered at several places stands at the first."""
    seen.add(id(module))
    rows = []
    for name, child in children(module):
        if id(child) not in seen:
            row = _row(name, child)
            rows.append(replace(row, children=_tree(child, seen)))
    return tuple(rows)


def named_modules_below(module: Instance) -> Any:
    found = named_modules(module)
    next(found)
    return found


def _applications(module: Instance) -> tuple[LayerApplied | Unknown, ...]:
    """Each call of the module; one that is different in several courses of events is unknown."""
    found = module.hidden.get("applications", ())
    return found if isinstance(found, tuple) else ()


def _row(path: str, module: Instance) -> Row:
    uses = _applications(module)
    outputs = tuple(use if isinstance(use, Unknown) else use.outputs for use in uses)
    application = next((use for use in uses if isinstance(use, LayerApplied)), None)
    reason = next((reason for output in outputs for shape in shapes_of(output) for reason in _reasons(shape)), None)
    weights = weights_of(module) if application is None else application.weights
    return Row(path, type_of(module.cls), module.hidden.get("site"), outputs, weights, (), application, reason)


def _reasons(shape: Any) -> Iterator[str]:
    """Why a shape, or a size in it, is not known."""
    for size in (shape,) if isinstance(shape, Unknown) else shape:
        if isinstance(size, Unknown):
            yield size.reason


def _inputs(machine: Machine, module: Instance, use: LayerApplied) -> tuple[tuple[str, Any, str], ...]:
    names = names_of(machine, module)
    result = []
    for place, tensor in enumerate(use.sources):
        if tensor is None:
            continue
        name = names[place] if place < len(names) else "input" if place == 0 else f"input_{place}"
        inferred = hole_of(tensor.shape) is not None or (tensor.source or "").startswith("what is done")
        result.append((name, tensor.shape, "inferred" if inferred else "call"))
    return tuple(result)
