"""The lowered tree: a small frozen model of Python source, the only one that the interpreter sees.

Every node carries a `span` that is relative to the definition it stands in: rows count from the definition's first line
and columns are code points, both from 0. A tree therefore does not change when text above its definition does.

Equality is identity: two nodes with the same text are two places in the program.
"""

from __future__ import annotations

import re
from functools import cached_property
from sys import intern
from typing import NamedTuple

from layerhints.syntax.node import FIELDS, PutOff, can_be_put_off, node
from layerhints.syntax.shadowed import shadowed

WORD = re.compile(r"[^\W\d]\w*")
_LATER = frozenset({"class", "def", "lambda"})
_FOR = re.compile(r"\bfor\b")
_LOOP = re.compile(r"^[ \t]*for\b[^\n]*:[ \t]*$", re.MULTILINE)
"""A line that is the head of a loop. One that holds the `for` of a generator as well has two of these words."""


class Span(NamedTuple):
    """A half-open stretch of text, relative to a definition; columns are code points."""

    row: int
    column: int
    end_row: int
    end_column: int


# --- expressions ---------------------------------------------------------------------------------------------------


@node
class Constant:
    """A literal number, string, bytes, bool, None or Ellipsis."""

    value: object
    span: Span


@node
class Name:
    id: str
    span: Span


@node
class TupleDisplay:
    items: tuple[Expression, ...]
    span: Span


@node
class ListDisplay:
    items: tuple[Expression, ...]
    span: Span


@node
class SetDisplay:
    items: tuple[Expression, ...]
    span: Span


@node
class DictDisplay:
    """`items` are key and value; a key of None stands for `**value`."""

    items: tuple[tuple[Expression | None, Expression], ...]
    span: Span


@node
class Starred:
    value: Expression
    span: Span


@node
class Attribute:
    value: Expression
    name: str
    name_span: Span
    span: Span


@node
class Subscript:
    value: Expression
    index: Expression
    span: Span


@node
class SliceExpression:
    lower: Expression | None
    upper: Expression | None
    step: Expression | None
    span: Span


@node
class Argument:
    """One argument of a call. `stars` is 1 for `*value` and 2 for `**value`; `name` is set for `name=value`."""

    value: Expression
    name: str | None
    stars: int
    span: Span


@node
class Call:
    function: Expression
    arguments: tuple[Argument, ...]
    span: Span


@node
class Unary:
    """`operator` is one of `-`, `+`, `~`, `not`."""

    operator: str
    operand: Expression
    span: Span


@node
class Binary:
    """`operator` is as written: `+ - * / // % ** @ & | ^ << >>`."""

    operator: str
    left: Expression
    right: Expression
    span: Span


@node
class Boolean:
    """`and` or `or` over two or more values."""

    operator: str
    values: tuple[Expression, ...]
    span: Span


@node
class Compare:
    """A chain `left op value op value …`; operators as written, with `not in` and `is not` as one; `<>` is `!=`."""

    left: Expression
    comparisons: tuple[tuple[str, Expression], ...]
    span: Span


@node
class Conditional:
    """`body if test else orelse`."""

    test: Expression
    body: Expression
    orelse: Expression
    span: Span


@node
class Lambda:
    parameters: Parameters
    body: Expression
    span: Span


@node
class Clause:
    """`for target in iterable if condition if condition` of a comprehension."""

    target: Expression
    iterable: Expression
    conditions: tuple[Expression, ...]
    is_async: bool = False


@node
class Comprehension:
    """`kind` is `list`, `set`, `dict` or `generator`; `value` is set for a dict only."""

    kind: str
    element: Expression
    value: Expression | None
    clauses: tuple[Clause, ...]
    span: Span


@node
class Formatted:
    """One `{value!conversion:format}` of an f-string; `conversion` is `r`, `s`, `a` or None."""

    value: Expression
    conversion: str | None
    format: FormattedString | None


@node
class FormattedString:
    """An f-string; the parts are literal text and formatted values, in order."""

    parts: tuple[str | Formatted, ...]
    span: Span


@node
class NamedExpression:
    """`target := value`."""

    target: Name
    value: Expression
    span: Span


@node
class Await:
    value: Expression
    span: Span


@node
class Yield:
    """`yield value`, or `yield from value` where `delegates`."""

    value: Expression | None
    delegates: bool
    span: Span


@node
class BrokenExpression:
    """Text that could not be read as an expression; `names` are the identifiers in it."""

    names: tuple[str, ...]
    span: Span


Expression = (
    Constant
    | Name
    | TupleDisplay
    | ListDisplay
    | SetDisplay
    | DictDisplay
    | Starred
    | Attribute
    | Subscript
    | SliceExpression
    | Call
    | Unary
    | Binary
    | Boolean
    | Compare
    | Conditional
    | Lambda
    | Comprehension
    | FormattedString
    | NamedExpression
    | Await
    | Yield
    | BrokenExpression
)


# --- parameters ----------------------------------------------------------------------------------------------------


@node
class Parameter:
    """`kind` is one of `positional_only`, `positional`, `variadic` (*args), `keyword_only`, `keywords` (**kwargs)."""

    name: str
    kind: str
    annotation: Expression | None
    default: Expression | None
    span: Span


@node
class Parameters:
    items: tuple[Parameter, ...]


# --- statements ----------------------------------------------------------------------------------------------------


@node
class ExpressionStatement:
    """Also what Python 2's `print x, y` and `exec x` lower to: a call of the name `print` or `exec`."""

    value: Expression
    span: Span


@node
class Assign:
    """`target = target = value`."""

    targets: tuple[Expression, ...]
    value: Expression
    span: Span


@node
class AnnotatedAssign:
    target: Expression
    annotation: Expression
    value: Expression | None
    span: Span


@node
class AugmentedAssign:
    """`target operator= value`; `operator` without its equals sign."""

    target: Expression
    operator: str
    value: Expression
    span: Span


@node
class Return:
    value: Expression | None
    span: Span


@node
class Delete:
    targets: tuple[Expression, ...]
    span: Span


@node
class Pass:
    span: Span


@node
class Break:
    span: Span


@node
class Continue:
    span: Span


@node
class Raise:
    exception: Expression | None
    cause: Expression | None
    span: Span


@node
class Assert:
    test: Expression
    message: Expression | None
    span: Span


@node
class Global:
    names: tuple[str, ...]
    span: Span


@node
class Nonlocal:
    names: tuple[str, ...]
    span: Span


@node
class ImportedName:
    """`name as alias`; for `import a.b` the name is dotted. `*` stands for all names."""

    name: str
    alias: str | None
    span: Span


@node
class Import:
    names: tuple[ImportedName, ...]
    span: Span


@node
class ImportFrom:
    """`from ..module import names`: `level` counts the leading dots, `module` may be empty."""

    module: str
    level: int
    names: tuple[ImportedName, ...]
    span: Span


@node
class If:
    """An `elif` is an If that stands alone in `orelse`."""

    test: Expression
    body: Block
    orelse: Block
    span: Span


@node
class For:
    target: Expression
    iterable: Expression
    body: Block
    orelse: Block
    is_async: bool
    span: Span


@node
class While:
    test: Expression
    body: Block
    orelse: Block
    span: Span


@node
class Handler:
    """`except types as name:`; `types` is None for a bare except."""

    types: Expression | None
    name: str | None
    body: Block
    span: Span


@node
class Try:
    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    final: Block
    span: Span


@node
class WithItem:
    value: Expression
    target: Expression | None


@node
class With:
    items: tuple[WithItem, ...]
    body: Block
    is_async: bool
    span: Span


@node
class Case:
    pattern: Pattern
    guard: Expression | None
    body: Block
    span: Span


@node
class Match:
    subject: Expression
    cases: tuple[Case, ...]
    span: Span


@node
class Function:
    """`def name(parameters) -> returns: body`. `is_generator` says that a yield stands in its own body.

    `span` starts at the first decorator where there is one; `name_span` is the name behind `def`.
    """

    name: str
    parameters: Parameters
    returns: Expression | None
    body: Block
    decorators: tuple[Expression, ...]
    is_async: bool
    is_generator: bool
    name_span: Span
    span: Span


@node
class Class:
    """`class name(arguments): body`."""

    name: str
    arguments: tuple[Argument, ...]
    body: Block
    decorators: tuple[Expression, ...]
    name_span: Span
    span: Span


@node
class BrokenStatement:
    """Text that could not be read as a statement.

    `names` are the root names that it may bind or change: every identifier in it that is not an attribute. Whoever
    interprets it must not trust what these names held before.
    """

    names: tuple[str, ...]
    span: Span


Statement = (
    ExpressionStatement
    | Assign
    | AnnotatedAssign
    | AugmentedAssign
    | Return
    | Delete
    | Pass
    | Break
    | Continue
    | Raise
    | Assert
    | Global
    | Nonlocal
    | Import
    | ImportFrom
    | If
    | For
    | While
    | Try
    | With
    | Match
    | Function
    | Class
    | BrokenStatement
)

Block = tuple[Statement, ...]


# --- patterns of `match` -------------------------------------------------------------------------------------------


@node
class ValuePattern:
    """A literal, a dotted name, or a signed number: matches what equals it (None, True, False: what is it)."""

    value: Expression
    span: Span


@node
class CapturePattern:
    """A bare name; `_` has the name None and binds nothing."""

    name: str | None
    span: Span


@node
class StarPattern:
    """`*name` in a sequence; `*_` has the name None."""

    name: str | None
    span: Span


@node
class SequencePattern:
    items: tuple[Pattern, ...]
    span: Span


@node
class MappingPattern:
    """`{key: pattern, **rest}`."""

    items: tuple[tuple[Expression, Pattern], ...]
    rest: str | None
    span: Span


@node
class ClassPattern:
    type: Expression
    positional: tuple[Pattern, ...]
    keywords: tuple[tuple[str, Pattern], ...]
    span: Span


@node
class AlternativePattern:
    alternatives: tuple[Pattern, ...]
    span: Span


@node
class AsPattern:
    pattern: Pattern
    name: str
    span: Span


Pattern = (
    ValuePattern
    | CapturePattern
    | StarPattern
    | SequencePattern
    | MappingPattern
    | ClassPattern
    | AlternativePattern
    | AsPattern
)


# --- definitions ---------------------------------------------------------------------------------------------------


@node
class Comment:
    """A comment, without its `#` and the space behind it."""

    text: str
    span: Span


class Definition:
    """One top-level statement of a file (or what is broken between two), lowered by itself.

    `key` names the definition within its file by content: a digest of the text, and which one of equal texts it is.
    """

    def __init__(
        self,
        key: tuple[str, int],
        body: Block | PutOff,
        comments: tuple[Comment, ...] | PutOff,
        text: str | PutOff = "",
    ) -> None:
        self.key = key
        self._text = text
        self._comments = comments
        self._body = body
        self.again: PutOff | None = None
        """Makes the statements once more, if they may be let go."""

    @property
    def body(self) -> Block:
        """The statement, or several where it is broken; lowered when somebody looks at it."""
        held = self._body
        if isinstance(held, PutOff):
            held = self._body = held.make()
        return held

    def let_go(self) -> None:
        """Forget the statements, if they can be made again for whoever looks next. The nodes will be others."""
        if self.again is not None:
            self._body = self.again

    @property
    def comments(self) -> tuple[Comment, ...]:
        held = self._comments
        if isinstance(held, PutOff):
            held = self._comments = held.make()
        return held

    @property
    def text(self) -> str:
        held = self._text
        return held.make() if isinstance(held, PutOff) else held

    @cached_property
    def mentions(self) -> frozenset[str]:
        """The words in its text, each held once for all definitions."""
        return frozenset(map(intern, WORD.findall(self.text)))

    @cached_property
    def runs_later(self) -> bool:
        """May code that stands in it be run when its statements have been?"""
        words = self.mentions
        if "for" not in words or not words.isdisjoint(_LATER):
            return not words.isdisjoint(_LATER)
        text = self.text
        return len(_FOR.findall(text)) > len(_LOOP.findall(text)) and _has_generator(self.body)

    @cached_property
    def shadowed(self) -> frozenset[str]:
        """Those of them that are names of functions' own wherever something is named by them."""
        return shadowed(self.text)


def _has_generator(found: object) -> bool:
    if isinstance(found, tuple):
        return any(map(_has_generator, found))
    if isinstance(found, Comprehension) and found.kind == "generator":
        return True
    return any(_has_generator(getattr(found, name)) for name in FIELDS.get(type(found), ()))


can_be_put_off(Function, "body")
