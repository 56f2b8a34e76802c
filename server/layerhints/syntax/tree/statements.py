"""Statements, and blocks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.syntax.node import can_be_put_off, node

if TYPE_CHECKING:
    from layerhints.syntax.tree.expressions import Argument, Expression, Parameters
    from layerhints.syntax.tree.patterns import Pattern
    from layerhints.syntax.tree.span import Span


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

can_be_put_off(Function, "body")
