"""Parameters of functions and lambdas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.syntax.lower.dispatch import expression
from layerhints.syntax.lower.source import Source, children, field
from layerhints.syntax.node import replaced
from layerhints.syntax.tree import Parameter, Parameters

if TYPE_CHECKING:
    from tree_sitter import Node

_STARS = {"list_splat_pattern": "variadic", "dictionary_splat_pattern": "keywords"}


def parameters(node: Node, source: Source) -> Parameters:
    """The parameters of a list, each with its kind.

    A parameter that is itself a tuple of names, as Python 2 had them, takes its text as its name.
    """
    found: list[Parameter] = []
    kind = "positional"
    for child in children(node):
        if child.type == "keyword_separator":
            kind = "keyword_only"
        elif child.type == "positional_separator":
            found = [replaced(parameter, kind="positional_only") for parameter in found]
        else:
            parameter = _parameter(child, kind, source)
            if parameter.kind == "variadic":
                kind = "keyword_only"
            found.append(parameter)
    return Parameters(tuple(found))


def _parameter(node: Node, kind: str, source: Source) -> Parameter:
    name, annotation, default = node, None, None
    if node.type in ("default_parameter", "typed_default_parameter"):
        name = field(node, "name")
        default = expression(field(node, "value"), source)
    elif node.type == "typed_parameter":
        name = children(node)[0]
    if node.type in ("typed_parameter", "typed_default_parameter"):
        annotation = expression(field(node, "type"), source)
    if name.type in _STARS:
        kind = _STARS[name.type]
        name = children(name)[0]
    return Parameter(source.slice(name), kind, annotation, default, source.span(node))
