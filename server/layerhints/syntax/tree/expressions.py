"""Expressions, and the parameters of functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.syntax.node import node

if TYPE_CHECKING:
    from layerhints.syntax.tree.span import Span


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
