"""What `layerhints summary` was asked for: TARGET, the shapes of inputs, and arguments in place of defaults."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, NamedTuple

from layerhints.algebra import Dim, symbol


class Malformed(ValueError):
    """Text that cannot be read; the message says what is expected."""


class Target(NamedTuple):
    """`place` is a file or a dotted module; `symbol` a name in it, or None for all models."""

    place: str
    symbol: str | None


def read_target(text: str) -> Target:
    place, colons, name = text.partition("::")
    if colons and not all(part.isidentifier() for part in name.split(".")):
        raise Malformed(f"`{name}` is not the name of a variable, function or class")
    if not place:
        raise Malformed("the target needs a file or a module before `::`")
    return Target(place, name if colons else None)


def read_input(text: str) -> tuple[str | None, tuple[Dim, ...]]:
    """`x=N,3,H,W` or `2,3,224,224` as a name and a shape."""
    name, equals, sizes = text.rpartition("=")
    if equals and not name.strip().isidentifier():
        raise Malformed(f"`{name}` is not the name of an input")
    shape = tuple(_size(size.strip()) for size in sizes.strip("() ").split(",") if size.strip())
    if not shape and sizes.strip() != "()":
        raise Malformed(f"`{text}` gives no sizes; write for example `x=2,3,224,224`")
    return (name.strip() if equals else None), shape


def _size(text: str) -> Dim:
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    if text == "None":
        raise Malformed("give a size that stays open a name, such as `N`")
    if text.isidentifier():
        return symbol(text)
    raise Malformed(f"`{text}` is not a size; a size is a positive integer or a name")


def read_argument(text: str) -> tuple[str, Any]:
    """`NAME=VALUE` with VALUE a Python literal."""
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise Malformed(f"`{text}` is not NAME=VALUE")
    try:
        literal = ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise Malformed(f"`{value}` is not a Python literal; a text needs quotes: '{value}'") from None
    return name, _immutable(literal, value)


def _immutable(literal: Any, text: str) -> Any:
    if isinstance(literal, (list, tuple)):
        return tuple(_immutable(item, text) for item in literal)
    if isinstance(literal, (dict, set)):
        raise Malformed(f"`{text}` is a {type(literal).__name__}; numbers, texts, lists and tuples can be given")
    return literal


def read_inputs(texts: Sequence[str]) -> tuple[tuple[str | None, tuple[Dim, ...]], ...]:
    return tuple(map(read_input, texts))
