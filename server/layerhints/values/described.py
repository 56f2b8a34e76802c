"""What a program writes about the shape of a tensor: annotations, comments, and `# layerhints: x = (N, 3, H, W)`.

Understood are jaxtyping's `Float[Tensor, "b c h w"]`, `Tensor[[B, C, H, W]]` as Pyrefly has it, and a tuple of sizes in
a comment behind a parameter, behind the line of the signature, or behind the parameter's name in a docstring.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.syntax import tree
from layerhints.values.facts import TensorMade
from layerhints.values.holes import Documented, Hole
from layerhints.values.learned import WrittenSize
from layerhints.values.objects import Function
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

WORD = "layerhints"
"""Stands in the text of whatever says something to us."""
OVERRIDE = "an override in a comment"
ANNOTATION = "its annotation"
COMMENT = "a comment"
"""Where the shape of an input comes from, in words."""

DTYPES = {
    "Float": "float32", "Float16": "float16", "Float32": "float32", "Float64": "float64", "BFloat16": "bfloat16",
    "Int": "int64", "Int8": "int8", "Int16": "int16", "Int32": "int32", "Int64": "int64", "Integer": "int64",
    "UInt8": "uint8", "UInt": "uint8", "Bool": "bool", "Complex": "complex64", "Num": None, "Shaped": None,
    "Inexact": None, "Real": None, "Key": None,
}  # fmt: skip
"""jaxtyping's names, with the type of number that they stand for."""


def described(
    machine: Machine, function: Function, parameter: tree.Parameter
) -> tuple[Any, str, str | None] | None:
    """The shape that the program says a parameter has, in the order in which sources count, where it stands and the
    type of its numbers; None where it does not.
    """
    sizes = _Sizes(machine, function)
    found = _sources(function, parameter, sizes)
    return next((each for each in found if each[0] is not None), None)


def shown(machine: Machine, function: Function, parameter: tree.Parameter, value: Any) -> Any:
    """The value of a parameter that nothing gives; its shape is shown where it stands, if anything is known of that."""
    shape = getattr(value, "shape", None)
    says_something = bool(shape.head or shape.tail) if isinstance(shape, Open) else isinstance(shape, tuple)
    if shape is not None and says_something:
        machine.observe(TensorMade(shape, Site(function.unit, parameter.span), value.source, machine.stack))
    return value


def passed(machine: Machine, method: Any, call: Arguments) -> None:
    """Note down the tensors that a call passes to a method of the file's own, `self` aside: where the shape of a
    parameter is shown that another call leaves open, it is what all of them have in common.
    """
    if not isinstance(method, Function) or method.unit.file != machine.file:
        return
    for place, parameter in enumerate(method.node.parameters.items[1:]):
        value = call.positional[place] if place < len(call.positional) else call.keywords.get(parameter.name)
        if isinstance(value, Tensor):
            site = Site(method.unit, parameter.span)
            machine.observe(TensorMade(value.shape, site, None, machine.stack, passed=True))


def overridden(function: Function) -> frozenset[str]:
    """The parameters for which a comment gives a shape, whatever the program sends through."""
    if not function.unit.definition.comments:
        return frozenset()
    found = (GIVEN_IN_COMMENT.search(comment.text) for comment in _comments_of(function))
    return frozenset(match["name"] for match in found if match is not None)


def _sources(function: Function, parameter: tree.Parameter, sizes: _Sizes) -> Iterator[tuple[Any, str, str | None]]:
    comments = _comments_of(function)
    for comment in comments:
        found = GIVEN_IN_COMMENT.search(comment.text)
        if found is not None and found["name"] == parameter.name:
            yield sizes.of_words(_split(found["sizes"])), OVERRIDE, None
    if parameter.annotation is not None:
        yield from _annotated(parameter.annotation, sizes)
        if names_in(parameter.annotation) & CONTAINERS:
            return  # a shape in words is that of an item
    for comment in comments:
        yield sizes.of_words(_commented(function, parameter, comment)), COMMENT, None
    yield sizes.of_words(_believed(sizes.machine, function, parameter.name)), COMMENT, None


# --- sizes in words


class _Sizes:
    """Words for sizes, read as sizes: numbers, names (the same name is the same size), sums and products of these."""

    def __init__(self, machine: Machine, function: Function) -> None:
        self.machine = machine
        self.owner = ("sizes", function.unit.file, function.node.span)

    def of_words(self, words: list[str] | None) -> Any:
        """The shape; None where the words are none."""
        if words is None:
            return None
        ends: list[list[Any]] = [[]]
        for place, word in enumerate(words):
            if word in ("...", "…") or word.startswith("*"):
                ends.append([])
                continue
            size = self.of_word(word, place)
            if size is None:
                return None
            ends[-1].append(size)
        if len(ends) == 1:
            return tuple(ends[0])
        if len(ends) > 2:
            return None
        return Open("the description leaves axes open", None, tuple(ends[0]), tuple(ends[1]))

    def of_word(self, word: str, place: int) -> Any:
        word = word.lstrip("#").rpartition("=")[2] if not word.startswith("=") else word
        if word == "_":
            return self._symbol(f"d{place}")
        try:
            return self._size(ast.parse(word.strip(), mode="eval").body)
        except (SyntaxError, ValueError):
            return None

    def _size(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value >= 0:
            return node.value
        if isinstance(node, ast.Name):
            return self._symbol(node.id)
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            return _ARITHMETIC[type(node.op)](self._size(node.left), self._size(node.right))
        raise ValueError

    def _symbol(self, name: str) -> Any:
        """What the word stands for. What is done with the tensor may say that: `C` is 3 where three channels go in."""
        hole = Hole(self.owner, (name,))
        self.machine.learn(hole, WrittenSize(name))
        known = self.machine.hole_value(hole)
        return self.machine.symbol_of(hole, 0, name) if isinstance(known, Unknown) else known


_ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.FloorDiv: lambda a, b: a // b,
}
"""A division is written `//`; with `/` sizes would not be whole."""


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


# --- annotations

CONTAINERS = frozenset(
    {"List", "list", "Dict", "dict", "Tuple", "tuple", "Sequence", "Iterable", "Mapping", "OrderedDict"}
)


def names_in(annotation: Any) -> set[str]:
    """The names of classes that an annotation mentions."""
    return {node.id for node in _names(annotation)}


def _names(node: Any) -> Iterator[tree.Name]:
    if isinstance(node, tree.Name):
        yield node
    elif isinstance(node, tree.Attribute):
        yield tree.Name(node.name, node.span)
    elif isinstance(node, tree.Subscript):
        yield from _names(node.value)
        yield from _names(node.index)
    elif isinstance(node, (tree.TupleDisplay, tree.ListDisplay)):
        for item in node.items:
            yield from _names(item)
    elif isinstance(node, tree.Binary):
        yield from _names(node.left)
        yield from _names(node.right)


def _annotated(annotation: Any, sizes: _Sizes) -> Iterator[tuple[Any, str, str | None]]:
    if isinstance(annotation, tree.Constant) and isinstance(annotation.value, str):
        found = _QUOTED.fullmatch(annotation.value.strip())
        if found is not None:
            yield sizes.of_words(found["sizes"].split()), ANNOTATION, DTYPES.get(found["kind"])
    if not isinstance(annotation, tree.Subscript):
        return
    name = annotation.value.id if isinstance(annotation.value, tree.Name) else getattr(annotation.value, "name", "")
    index = annotation.index
    if name in DTYPES and isinstance(index, tree.TupleDisplay) and len(index.items) == 2:
        text = getattr(index.items[1], "value", None)
        if isinstance(text, str):
            yield sizes.of_words(text.split()), ANNOTATION, DTYPES[name]
    elif name.endswith("Tensor"):
        items = index.items if isinstance(index, (tree.ListDisplay, tree.TupleDisplay)) else (index,)
        words = [_word(item) for item in items]
        if None not in words:
            yield sizes.of_words([word for word in words if word is not None]), ANNOTATION, None


_QUOTED = re.compile(r"(?:\w+\.)*(?P<kind>\w+)\[\s*(?:\w+\.)*Tensor\s*,\s*['\"](?P<sizes>[^'\"]*)['\"]\s*\]")


def _word(node: Any) -> str | None:
    """An expression in an annotation as a word for a size."""
    if isinstance(node, tree.Name):
        return node.id
    if isinstance(node, tree.Constant):
        return "..." if node.value is Ellipsis else str(node.value)
    if isinstance(node, tree.Binary):
        left, right = _word(node.left), _word(node.right)
        return None if left is None or right is None else f"({left}){node.operator}({right})"
    return None


# --- comments and docstrings

_SIZE = r"[\w*.…]+(?:\s*[-+*/]+\s*\w+)*"
_TUPLE = rf"[\(\[](?P<sizes>\s*{_SIZE}(?:(?:\s*,\s*{_SIZE})+\s*,?|\s*,)\s*)[\)\]](?!`*,?\s*(?:or\b|\|))"
"""Not the first of several that the shape may be: which one it is is open."""
GIVEN_IN_COMMENT = re.compile(r"layerhints:\s*(?P<name>\w+)\s*=\s*[\(\[](?P<sizes>[^\)\]]*)[\)\]]")
_UNNAMED = re.compile(rf"^(?:input|shape|size|in)?\s*[:=]?\s*{_TUPLE}")
_NAMED = r"^(?:input\s+)?`?{name}`?\s*(?:\.shape|\.size\(\)|\s+is|\s+has\s+shape)?\s*[:=]*\s*(?:\w+\s+)?" + _TUPLE


def _comments_of(function: Function) -> list[tree.Comment]:
    """The comments inside a function."""
    span = function.node.span
    return [comment for comment in function.unit.definition.comments if span.row <= comment.span.row <= span.end_row]


def _commented(function: Function, parameter: tree.Parameter, comment: tree.Comment) -> list[str] | None:
    """What a comment says of a parameter, when it stands in the head of the function."""
    node = function.node
    assert isinstance(node, tree.Function)
    first = node.body[0].span.row if node.body else node.span.end_row
    row = comment.span.row
    if row > first:
        return None
    named = re.match(_NAMED.format(name=re.escape(parameter.name)), comment.text)
    if named is not None:
        return _split(named["sizes"])
    unnamed = _UNNAMED.match(comment.text)
    if unnamed is None:
        return None
    items = node.parameters.items
    own = items[1:] if items[0].name in ("self", "cls") else items
    alone = len([one for one in own if one.default is None]) == 1 and parameter is own[0]
    same_row = [one for one in own if one.span.end_row == row]
    if (same_row == [parameter] and (alone or row < first)) or (alone and row < first and not _goes_on(function, row)):
        return _split(unnamed["sizes"])
    return None


def _goes_on(function: Function, row: int) -> bool:
    """Is it part of a longer comment? That speaks of what is done next, and the sizes may be those that come out."""
    node = function.node
    assert isinstance(node, tree.Function)
    head = max([node.name_span.end_row, *(one.span.end_row for one in node.parameters.items)])
    return any(comment.span.row == row - 1 > head for comment in _comments_of(function))


def _believed(machine: Machine, function: Function, name: str) -> list[str] | None:
    """What the docstring says of the parameter, as long as nothing contradicts it."""
    words = _documented(function, name)
    if words is None:
        return None
    hole = Hole(("docstring", function.unit.file, function.node.span), (name,))
    machine.learn(hole, Documented())
    return None if machine.doubts(hole) else words


def _documented(function: Function, name: str) -> list[str] | None:
    """The shape behind the parameter's name in the docstring: `x: (B, T, C)`, `x (Tensor): input of shape (B, C)`."""
    node = function.node
    first = node.body[0] if isinstance(node, tree.Function) and node.body else None
    text = (
        getattr(getattr(first, "value", None), "value", None) if isinstance(first, tree.ExpressionStatement) else None
    )
    if not isinstance(text, str):
        return None
    for line in text.splitlines():
        found = re.match(
            rf"\s*(?:[-*]\s*)?`*{re.escape(name)}`*\b(?P<words>[^(\[]*(?:\([^,()]*\)[^(\[]*)?){_TUPLE}", line
        )
        if found is not None:
            sizes = _split(found["sizes"])
            return None if "0" in sizes or _OF_SOMETHING_ELSE.search(found["words"]) else sizes
    return None


_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:lists?|tuples?|sequences?|dict|array|each|range|interval|between)\b", re.IGNORECASE
)
"""What follows such a word is the shape of the items, or no shape: `values in [0, 255]`. An array is what a caller
passes to begin with (`triples: array, shape (n, 3)`), of which the tensor may be made.
"""
