"""`import` and `from … import`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.syntax.lower.source import Source, children, field
from layerhints.syntax.tree import Import, ImportedName, ImportFrom

if TYPE_CHECKING:
    from tree_sitter import Node


def import_names(node: Node, source: Source) -> Import:
    return Import(_imported(node, source), source.span(node))


def import_from(node: Node, source: Source) -> ImportFrom:
    """`from module import names`, the `__future__` module included."""
    module, level = "__future__", 0
    origin = node.child_by_field_name("module_name")
    if origin is not None:
        module = _dotted(origin, source)
        level = len(module) - len(module.lstrip("."))
        module = module[level:]
    star = next((child for child in children(node) if child.type == "wildcard_import"), None)
    names = (ImportedName("*", None, source.span(star)),) if star else _imported(node, source)
    return ImportFrom(module, level, names, source.span(node))


def _imported(node: Node, source: Source) -> tuple[ImportedName, ...]:
    found: list[ImportedName] = []
    for child in node.children_by_field_name("name"):
        name, alias = child, None
        if child.type == "aliased_import":
            name = field(child, "name")
            alias = source.slice(field(child, "alias"))
        found.append(ImportedName(_dotted(name, source), alias, source.span(child)))
    return tuple(found)


def _dotted(node: Node, source: Source) -> str:
    """A dotted name without the spaces that may stand around its dots."""
    return "".join(source.slice(node).split())
