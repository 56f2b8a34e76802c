"""Tensors in lists, tuples and dicts, as layers take and give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.rules import Several
from layerhints.values.objects import Dict, List
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable


def tensors_in(value: Any) -> tuple[Tensor, ...]:
    """Every tensor of a structure, in Keras's order (dicts by sorted key)."""
    if isinstance(value, Tensor):
        return (value,)
    return tuple(tensor for item in _items(value) for tensor in tensors_in(item))


def _items(value: Any) -> tuple[Any, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(value)
    if isinstance(value, List) and not isinstance(value.content, Unknown):
        return value.content
    if isinstance(value, Dict) and not isinstance(value.content, Unknown):
        return tuple(value.content[key] for key in sorted(value.content, key=str))
    return ()


def shapes_in(value: Any) -> Any:
    """The shapes of a structure of tensors: a shape, Unknown, or Several."""
    if isinstance(value, Tensor):
        return value.shape
    if isinstance(value, Unknown):
        return value
    if isinstance(value, (tuple, List, Dict)):
        content = getattr(value, "content", value)
        if isinstance(content, Unknown):
            return content
        return Several(shapes_in(item) for item in _items(value))
    return Unknown("what the layer is applied to is not a tensor that is understood")


def plain_structure(value: Any) -> Any:
    """The structure with lists as host tuples, so that it no longer changes."""
    if isinstance(value, (tuple, List)):
        content = getattr(value, "content", value)
        return content if isinstance(content, Unknown) else tuple(plain_structure(item) for item in content)
    return value


def map_tensors(function: Callable[[Tensor], Any], value: Any) -> Any:
    if isinstance(value, Tensor):
        return function(value)
    if isinstance(value, tuple):
        return tuple(map_tensors(function, item) for item in value)
    return value


def build_outputs(make: Callable[[Any, int], Tensor], shapes: Any, counter: list[int] | None = None) -> Any:
    """Tensors for the shapes that came out: one tensor, or a tuple of them for Several."""
    counter = [0] if counter is None else counter
    if isinstance(shapes, Several):
        return tuple(build_outputs(make, shape, counter) for shape in shapes)
    counter[0] += 1
    return make(shapes, counter[0] - 1)
