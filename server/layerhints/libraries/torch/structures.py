"""Tuples, lists and dicts of tensors, as shapes and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.packed import Packed
from layerhints.libraries.torch.packed_sequence import PackedSequence
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.rules import Several
from layerhints.rules.shapes import Named
from layerhints.values.base import Value
from layerhints.values.objects import Dict, List
from layerhints.values.results import Results
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.facts import LayerApplied

NOTHING = object()
"""Stands for what is no tensor and holds none."""


def shapes_in(value: Any) -> Any:
    """The shapes of the tensors in a value, in its arrangement; NOTHING where it has none.

    What is not known may be a tensor.
    """
    if isinstance(value, Tensor):
        return value.shape
    if isinstance(value, Unknown):
        return Unknown(value.reason)
    if isinstance(value, Dict):
        if isinstance(value.content, Unknown):
            return value.content
        found = {str(key): shapes_in(item) for key, item in value.content.items()}
        kept = {key: item for key, item in found.items() if item is not NOTHING}
        return Named(kept, kept.values()) if kept else NOTHING
    if isinstance(value, List):
        value = value.content
        if isinstance(value, Unknown):
            return value
    if isinstance(value, PackedSequence):
        return value.packed
    items_with_names = value.as_tuple() if isinstance(value, Value) else None
    if items_with_names is not None:
        value = items_with_names
    if isinstance(value, tuple):
        items = [shapes_in(item) for item in value]
        kept_items = [item for item in items if item is not NOTHING]
        return Several(kept_items) if kept_items else NOTHING
    return NOTHING


def tensors_in(value: Any) -> Iterator[Tensor]:
    """The tensors in a value, in order."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, Dict) and not isinstance(value.content, Unknown):
        yield from tensors_in(tuple(value.content.values()))
    elif isinstance(value, List) and not isinstance(value.content, Unknown):
        yield from tensors_in(value.content)
    elif isinstance(value, PackedSequence):
        yield from tensors_in(value.items[0])
    elif isinstance(value, Value) and (items := value.as_tuple()) is not None:
        yield from tensors_in(items)
    elif isinstance(value, tuple):
        for item in value:
            yield from tensors_in(item)


def program_value(structure: Any, producer: LayerApplied | None, dtype: str | None = None) -> Any:
    """What the program gets of a structure of shapes: tensors, in tuples, which may have names."""
    return _tensors(structure, producer, dtype, iter(range(1_000_000)))


def _tensors(structure: Any, producer: LayerApplied | None, dtype: str | None, indices: Iterator[int]) -> Any:
    if structure is None:
        return None
    if isinstance(structure, Packed):
        return PackedSequence(tensor_of(structure.data, dtype, producer, next(indices)), structure)
    if isinstance(structure, Several):
        items = tuple(_tensors(item, producer, dtype, indices) for item in structure)
        return Results(structure.names, items) if isinstance(structure, Named) else items
    return tensor_of(structure, dtype, producer, next(indices))
