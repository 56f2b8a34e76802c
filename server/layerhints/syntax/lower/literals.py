"""Numbers, strings and f-strings."""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING

from layerhints.syntax.lower.dispatch import sequence
from layerhints.syntax.lower.source import Source, children
from layerhints.syntax.tree import Constant, Expression, Formatted, FormattedString

if TYPE_CHECKING:
    from tree_sitter import Node

_START = re.compile(r"([A-Za-z]*)(\"\"\"|'''|\"|')")


def integer(node: Node, source: Source) -> Expression:
    text = source.slice(node)
    if text[-1] in "jJ":
        return floating(node, source)
    try:
        return Constant(int(text, 0), source.span(node))
    except ValueError:
        return _old_integer(text, node, source)


def _old_integer(text: str, node: Node, source: Source) -> Expression:
    """Python 2's `10L` and `0777`."""
    digits = text.rstrip("lL")
    octal = len(digits) > 1 and digits[0] == "0" and digits[1:].isdigit()
    try:
        return Constant(int(digits, 8 if octal else 0), source.span(node))
    except ValueError:
        return source.broken(node)


def floating(node: Node, source: Source) -> Expression:
    text = source.slice(node)
    try:
        value: object = complex(text) if text[-1] in "jJ" else float(text)
    except ValueError:
        return source.broken(node)
    return Constant(value, source.span(node))


def _evaluate(literal: str) -> str | bytes | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = ast.literal_eval(literal)
    except (SyntaxError, ValueError):
        return None
    return value if isinstance(value, str | bytes) else None


def _value(text: str) -> str | bytes | None:
    """What a string literal without replacement fields stands for; None where it is not one."""
    start = _START.match(text)
    if start is None:
        return None
    prefix, quotes = start[1].lower(), start[2]
    if not text.endswith(quotes) or len(text) < start.end() + len(quotes):
        return None
    if prefix in ("", "u", "r") and "\\" not in text and "\r" not in text and "\0" not in text:
        return text[start.end() : len(text) - len(quotes)]
    # Python 2 knows `ur`, which Python 3 calls a syntax error.
    return _evaluate(text[1:] if prefix == "ur" else text)


def string(node: Node, source: Source) -> Expression:
    """A string, bytes, or an f-string."""
    parts = _parts(node, source)
    return source.broken(node) if parts is None else _joined(parts, node, source)


def concatenated(node: Node, source: Source) -> Expression:
    """Literals side by side."""
    parts: list[str | bytes | Formatted] = []
    for child in children(node):
        more = _parts(child, source)
        if more is None:
            return source.broken(node)
        parts += more
    return _joined(parts, node, source)


def _joined(parts: list[str | bytes | Formatted], node: Node, source: Source) -> Expression:
    joined: list[str | Formatted] = []
    data = [part for part in parts if isinstance(part, bytes)]
    if data:
        return Constant(b"".join(data), source.span(node)) if len(data) == len(parts) else source.broken(node)
    for part in parts:
        assert not isinstance(part, bytes)
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    if len(joined) == 1 and isinstance(joined[0], str) and not _is_formatted(node):
        return Constant(joined[0], source.span(node))
    return FormattedString(tuple(part for part in joined if part != ""), source.span(node))


def _is_formatted(node: Node) -> bool:
    literals = children(node) if node.type == "concatenated_string" else [node]
    return any("f" in (start.text or b"").lower().decode() for each in literals for start in each.named_children[:1])


def _parts(node: Node, source: Source) -> list[str | bytes | Formatted] | None:
    text = source.slice(node)
    start = _START.match(text)
    if start is None:
        return None
    prefix = start[1].lower()
    if "f" not in prefix and "t" not in prefix:
        value = _value(text)
        return None if value is None else [value]
    parts: list[str | bytes | Formatted] = [""]
    raw = "r" if "r" in prefix else ""
    position = node.start_byte + start.end()
    for child in node.named_children[1:]:
        # Text before a replacement field is read from the gap, not from tree-sitter's own pieces.
        if child.type not in ("interpolation", "string_end"):
            continue
        literal = _literal(source.text[position : child.start_byte], raw, start[2])
        if literal is None:
            return None
        parts.append(literal)
        if child.type == "interpolation":
            parts += formatted(child, source)
        position = child.end_byte
    return parts


def _literal(text: str, raw: str, quotes: str) -> str | bytes | None:
    text = text.replace("{{", "{").replace("}}", "}")
    if "\\" not in text and "\r" not in text:
        return text
    return _evaluate(f"{raw}{quotes}{text}{quotes}")


def formatted(node: Node, source: Source) -> list[str | Formatted]:
    """One replacement field, with the text that `{value=}` writes before it."""
    conversion = format_node = None
    debug: Node | None = None
    values = []
    for child in node.children:
        match child.type:
            case "type_conversion":
                conversion = source.slice(child)[1:]
            case "format_specifier":
                format_node = child
            case "=":
                debug = child
            case _ if child.is_named and not child.is_extra:
                values.append(child)
    value = sequence(values, source)
    specifier = _specifier(format_node, source) if format_node else None
    if debug is None:
        return [Formatted(value, conversion, specifier)]
    written_end = next(child.start_byte for child in node.children if child.start_byte >= debug.end_byte)
    written = source.text[node.start_byte + 1 : written_end]
    if conversion is None and specifier is None:
        conversion = "r"
    return [written, Formatted(value, conversion, specifier)]


def _specifier(node: Node, source: Source) -> FormattedString:
    parts: list[str | Formatted] = []
    position = node.start_byte + 1
    for child in node.named_children:
        if child.type in ("format_expression", "interpolation"):
            if text := source.text[position : child.start_byte]:
                parts.append(text)
            parts += formatted(child, source)
            position = child.end_byte
    if text := source.text[position : node.end_byte]:
        parts.append(text)
    return FormattedString(tuple(parts), source.span(node))



LITERALS = {"integer": integer, "float": floating, "string": string, "concatenated_string": concatenated}
