"""The examples in a rule's docstring: `Conv2D(32, 3): B 28 28 1 -> B 26 26 32 | 320`.

Before the arrow stand the shapes that go in, after it those that come out, several separated by commas; behind the bar
the number of parameters, followed by that of the trained ones in parentheses where some are not trained. A shape is
its sizes, numbers or names, or `()` for a tensor without axes. No bar: no parameters. An example that ends in
`!! code` shows a problem instead.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any


@dataclass(frozen=True, slots=True)
class LayerCall:
    """A layer as an example writes it; arguments are literals, such calls, or tuples of them (lists become tuples)."""

    name: str
    positional: tuple[Any, ...]
    keywords: dict[str, Any]

    def make(self, maker: Callable[[str, tuple[Any, ...], dict[str, Any]], Any]) -> Any:
        """The layer that `maker` makes of a name and its arguments, inner layers first."""

        def resolve(value: Any) -> Any:
            if isinstance(value, tuple):
                return tuple(map(resolve, value))
            return value.make(maker) if isinstance(value, LayerCall) else value

        keywords = {name: resolve(value) for name, value in self.keywords.items()}
        return maker(self.name, tuple(map(resolve, self.positional)), keywords)


ExampleShape = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One example: a layer, shapes in and out, the counts; or the code of the problem that it shows."""

    text: str
    layer: LayerCall
    inputs: tuple[ExampleShape, ...]
    outputs: tuple[ExampleShape, ...]
    total: int
    trainable: int
    problem: str | None = None


def examples(documented: type) -> Iterator[Example]:
    """The examples of a rule's own docstring, in order. Raises ValueError for a line that is none."""
    documentation = cleandoc(vars(documented).get("__doc__") or "")
    inside = False
    for line in documentation.splitlines():
        if line.startswith("Examples:"):
            inside = True
        elif inside and line.startswith("    "):
            yield parse(line.strip())
        else:
            inside = False


def source(documented: type) -> str:
    """The address of the library's own page on the layer; empty where the docstring names none."""
    for line in cleandoc(vars(documented).get("__doc__") or "").splitlines():
        if line.startswith("Source: "):
            return line.removeprefix("Source: ")
    return ""


def parse(line: str) -> Example:
    """One line of the notation."""
    call, _, rest = line.partition("): ")
    shapes, _, code = rest.partition(" !! ")
    shapes, _, counts = shapes.partition(" | ")
    before, arrow, after = f" {shapes} ".partition("->")
    if not arrow and not code:
        raise ValueError(f"an example needs an arrow: {line}")
    total, _, trainable = counts.partition(" ")
    return Example(
        text=line,
        layer=_layer(ast.parse(call + ")", mode="eval").body),
        inputs=_shapes(before),
        outputs=_shapes(after),
        total=int(total or 0),
        trainable=int(trainable.strip("() ") or total or 0),
        problem=code.strip() or None,
    )


def _shapes(written: str) -> tuple[ExampleShape, ...]:
    return tuple(
        tuple(int(word) if word.lstrip("-").isdigit() else word for word in shape.split() if word != "()")
        for shape in written.split(",")
        if shape.strip()
    )


def _layer(node: ast.expr) -> LayerCall:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise ValueError(f"an example starts with a call of a layer: {ast.unparse(node)}")
    keywords = {str(keyword.arg): _value(keyword.value) for keyword in node.keywords}
    return LayerCall(node.func.id, tuple(map(_value, node.args)), keywords)


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Call):
        return _layer(node)
    return tuple(map(_value, node.elts)) if isinstance(node, (ast.List, ast.Tuple)) else ast.literal_eval(node)
