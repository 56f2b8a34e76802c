"""Tensors in lists, tuples and dicts, as layers take and give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.rules import Several
from layerhints.rules.shapes import Named
from layerhints.values.objects import Dict, List
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from layerhints.values.machine import Machine


def tensors_in(value: Any) -> tuple[Tensor, ...]:
    """Every tensor of a structure, in Keras's order (dicts by sorted key)."""
    if isinstance(value, Tensor):
        return (value,)
    found: list[Tensor] = []
    _collect(value, found)
    return tuple(found)


def _collect(value: Any, found: list[Tensor]) -> None:
    for item in _items(value):
        if isinstance(item, Tensor):
            found.append(item)
        else:
            _collect(item, found)


def _items(value: Any) -> tuple[Any, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(value)
    if isinstance(value, List) and not isinstance(value.content, Unknown):
        return value.content
    if isinstance(value, dict):
        return tuple(value[key] for key in sorted(value, key=str))
    if isinstance(value, Dict) and not isinstance(value.content, Unknown):
        return _items(value.content)
    return ()


def leaves_of(value: Any) -> tuple[Any, ...]:
    """Every item of a plain structure, in Keras's order; what is no structure is the only one."""
    if isinstance(value, (tuple, dict)):
        return tuple(leaf for item in _items(value) for leaf in leaves_of(item))
    return (value,)


def counterparts(value: Any, other: Any) -> Iterator[tuple[Tensor, Any]]:
    """Each tensor of a structure, with what stands in its place in another: not always a tensor."""
    if isinstance(value, Tensor):
        yield value, other
        return
    items, others = _items(value), _items(other)
    if len(items) == len(others):
        for pair in zip(items, others, strict=True):
            yield from counterparts(*pair)
        return
    reason = other if isinstance(other, Unknown) else Unknown("not as much came out as before")
    for tensor in tensors_in(value):
        yield tensor, reason


def shapes_in(value: Any) -> Any:
    """The shapes of a structure of tensors: a shape, Unknown, or Several."""
    if isinstance(value, Tensor):
        return value.shape
    if isinstance(value, Unknown):
        return value
    if isinstance(value, (tuple, dict, List, Dict)):
        content: Any = getattr(value, "content", value)
        if isinstance(content, Unknown):
            return content
        if isinstance(content, dict):
            return Named(map(str, sorted(content, key=str)), map(shapes_in, _items(content)))
        return Several(map(shapes_in, content))
    return Unknown("what the layer is applied to is not a tensor that is understood")


def has_unknown(shape: Any) -> bool:
    """Is something of one tensor's shape not known?"""
    return isinstance(shape, Unknown) or any(isinstance(size, Unknown) for size in shape)


def unknown_in(value: Any) -> Unknown | None:
    """The first thing in a plain structure of tensors that is not known."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, (tuple, dict)):
        return next((found for item in _items(value) if (found := unknown_in(item)) is not None), None)
    return None


def plain_structure(value: Any) -> Any:
    """The structure with lists as host tuples and dicts as host dicts, so that it no longer changes."""
    content = value.content if isinstance(value, (List, Dict)) else value
    if isinstance(content, tuple):
        return tuple(plain_structure(item) for item in content)
    if isinstance(content, dict):
        return {key: plain_structure(item) for key, item in content.items()}
    return content


def program_structure(machine: Machine, value: Any, like: Any = None) -> Any:
    """The structure as the program gets it: several tensors are a list, or a tuple where `like` has one."""
    if isinstance(value, tuple):
        given = _items(like)
        pairs = zip(value, given if len(given) == len(value) else (None,) * len(value), strict=True)
        items = [program_structure(machine, *pair) for pair in pairs]
        return tuple(items) if isinstance(like, tuple) else machine.new_list(items)
    if isinstance(value, dict):
        return machine.new_dict({key: program_structure(machine, item) for key, item in value.items()})
    return value


def map_tensors(function: Callable[[Tensor], Any], value: Any) -> Any:
    """The same structure with what the function gives for each tensor, which it gets in Keras's order."""
    if isinstance(value, Tensor):
        return function(value)
    if isinstance(value, tuple):
        return tuple(map_tensors(function, item) for item in value)
    if isinstance(value, dict):
        mapped = {key: map_tensors(function, value[key]) for key in sorted(value, key=str)}
        return {key: mapped[key] for key in value}
    return value


def tensors_for(make: Callable[[Any], Tensor], shapes: Any) -> Any:
    """Tensors of these shapes: one tensor, or a tuple of them for Several, a dict where they have names."""
    if isinstance(shapes, Named):
        return {name: tensors_for(make, shape) for name, shape in zip(shapes.names, shapes, strict=True)}
    if isinstance(shapes, Several):
        return tuple(tensors_for(make, shape) for shape in shapes)
    return make(shapes)
