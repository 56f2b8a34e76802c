"""The parameters of messages that are read as plain data; what is missing or of another type is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pygls.exceptions import JsonRpcInvalidParams

T = TypeVar("T")

SELECT = "layerhints.selectEntryPoint"
"""The command that says for which entry point hints are shown."""


def fields(data: Any, name: str) -> Mapping[str, Any]:
    """The object that is called `name` in `data`; raises JsonRpcInvalidParams, as all here."""
    return _typed(data, name, Mapping)  # type: ignore[type-abstract]


def text(data: Any, name: str) -> str:
    return _typed(data, name, str)


def items(data: Any, name: str) -> list[Any]:
    return _typed(data, name, list)


def items_if_any(data: Mapping[str, Any], name: str) -> list[Any]:
    return [] if data.get(name) is None else items(data, name)


def count(data: Any, name: str) -> int:
    """A number from 0."""
    number = _typed(data, name, int)
    if isinstance(number, bool) or number < 0:
        raise JsonRpcInvalidParams(f"`{name}` cannot be {number}")
    return number


def summary_arguments(arguments: Sequence[Any]) -> tuple[str, str]:
    """The URI and the format of `layerhints.summary`."""
    match arguments:
        case [str(uri)]:
            return uri, "text"
        case [str(uri), "text" | "json" as format]:
            return uri, format
    raise JsonRpcInvalidParams('`layerhints.summary` takes the URI of a document and, where wanted, "text" or "json"')


def selection(arguments: Sequence[Any]) -> tuple[str, tuple[str | None, ...]]:
    """The URI of `layerhints.selectEntryPoint`, and what is selected if anything is to be selected."""
    match arguments:
        case [str(uri)]:
            return uri, ()
        case [str(uri), str() | None as symbol]:
            return uri, (symbol,)
    raise JsonRpcInvalidParams(
        f"`{SELECT}` takes the URI of a document and, to select it, the name of a function or class, or null"
    )


def input_shape_arguments(arguments: Sequence[Any]) -> tuple[str, str | Mapping[str, Any], str]:
    """The URI of `layerhints.setInputShape`, the class, by its name or a position in it, and the shape."""
    match arguments:
        case [str(uri), str() | {"line": _, "character": _} as where, str(given)]:
            return uri, where, given
    raise JsonRpcInvalidParams(
        "`layerhints.setInputShape` takes the URI of a document, the name of a class in it or a position, and "
        'a shape such as "x=N,3,224,224" or "N,3,224,224"'
    )


def _typed(data: Any, name: str, kind: type[T]) -> T:
    value = data.get(name) if isinstance(data, Mapping) else None
    if not isinstance(value, kind):
        raise JsonRpcInvalidParams(f"`{name}` is missing or of another type")
    return value
