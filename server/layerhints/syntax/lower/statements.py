"""Statements and blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.syntax.lower.dispatch import expression, expressions, sequence
from layerhints.syntax.lower.expressions import arguments
from layerhints.syntax.lower.imports import import_from, import_names
from layerhints.syntax.lower.parameters import parameters
from layerhints.syntax.lower.patterns import patterns
from layerhints.syntax.lower.source import BLOCK_DEPTH, NotPython, Source, children, field
from layerhints.syntax.tokens import names
from layerhints.syntax.tree import (
    AnnotatedAssign,
    Argument,
    Assert,
    Assign,
    AugmentedAssign,
    Block,
    Break,
    BrokenStatement,
    Call,
    Case,
    Class,
    Continue,
    Delete,
    Expression,
    ExpressionStatement,
    For,
    Function,
    Global,
    Handler,
    If,
    Match,
    Name,
    Nonlocal,
    Pass,
    Raise,
    Return,
    Span,
    Statement,
    Try,
    While,
    With,
    WithItem,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

# A chain of `elif` is a list to the person who wrote it but nests in the tree.
ELIF_DEPTH = 200


def block(node: Node | None, source: Source) -> Block:
    """The statements of a block or module node."""
    if node is None:
        return ()
    if source.block_depth >= BLOCK_DEPTH:
        return (broken(node, source),)
    source.block_depth += 1
    lowered = tuple([statement(child, source) for child in children(node)])
    source.block_depth -= 1
    return lowered


def statement(node: Node, source: Source) -> Statement:
    """The statement of a node; what the tree has no node for becomes a BrokenStatement."""
    kept = source.kept
    key = None if kept is None else kept.key(node, source)
    if kept is None or key is None:
        return _lowered(node, source)
    found = kept.get(key)
    if found is None:
        found = _lowered(node, source)
        kept.keep(key, found)
    return found


def _lowered(node: Node, source: Source) -> Statement:
    lower = _STATEMENTS.get(node.type)
    if lower is None:
        return broken(node, source)
    depth, block_depth = source.depth, source.block_depth
    try:
        return lower(node, source)
    except NotPython:
        source.depth, source.block_depth = depth, block_depth
        return broken(node, source)


def broken(node: Node, source: Source) -> BrokenStatement:
    return BrokenStatement(names(source.slice(node)), source.span(node))


def _block(node: Node, name: str, source: Source) -> Block:
    return block(node.child_by_field_name(name), source)


# --- simple statements ---------------------------------------------------------------------------------------------


def _expression_statement(node: Node, source: Source) -> Statement:
    parts = children(node)
    first = parts[0]
    if first.type == "assignment":
        return _assignment(first, source)
    if first.type == "augmented_assignment":
        operator = source.slice(field(first, "operator"))[:-1]
        target = expression(field(first, "left"), source)
        return AugmentedAssign(target, operator, expression(field(first, "right"), source), source.span(node))
    last = node.children[-1]
    return ExpressionStatement(sequence(parts, source, last if last.type == "," else None), source.span(node))


def _assignment(node: Node, source: Source) -> Statement:
    span = source.span(node)
    annotation = node.child_by_field_name("type")
    if annotation is not None:
        right = node.child_by_field_name("right")
        return AnnotatedAssign(
            expression(field(node, "left"), source),
            expression(annotation, source),
            expression(right, source) if right else None,
            span,
        )
    targets = [field(node, "left")]
    value = field(node, "right")
    while value.type == "assignment":
        if value.child_by_field_name("type") is not None:
            raise NotPython("an annotation behind an equals sign")
        targets.append(field(value, "left"))
        value = field(value, "right")
    return Assign(expressions(targets, source), expression(value, source), span)


def _type_alias(node: Node, source: Source) -> Statement:
    """`type Name[T] = …`: the name is bound, to what nobody evaluates here."""
    left, right = children(node)
    target = children(left)[0]
    if target.type == "generic_type":
        target = children(target)[0]
    return Assign((expression(target, source),), source.broken(right), source.span(node))


def _called(name: str, values: list[Argument], node: Node, source: Source) -> Statement:
    span = source.span(node)
    function = Name(name, Span(span.row, span.column, span.row, span.column + len(name)))
    return ExpressionStatement(Call(function, tuple(values), span), span)


def _print(node: Node, source: Source) -> Statement:
    """Python 2's `print >>file, value, value`."""
    values: list[Argument] = []
    for child in children(node):
        if child.type == "chevron":
            values.append(Argument(expression(children(child)[0], source), "file", 0, source.span(child)))
        else:
            values.append(Argument(expression(child, source), None, 0, source.span(child)))
    return _called("print", values, node, source)


def _exec(node: Node, source: Source) -> Statement:
    """Python 2's `exec code in globals, locals`."""
    values = [Argument(expression(child, source), None, 0, source.span(child)) for child in children(node)]
    return _called("exec", values, node, source)


def _return(node: Node, source: Source) -> Statement:
    return Return(_optional(node, source), source.span(node))


def _optional(node: Node, source: Source) -> Expression | None:
    values = children(node)
    return expression(values[0], source) if values else None


def _delete(node: Node, source: Source) -> Statement:
    (target,) = children(node)
    targets = children(target) if target.type == "expression_list" else [target]
    return Delete(expressions(targets, source), source.span(node))


def _raise(node: Node, source: Source) -> Statement:
    """`raise exception from cause`; of Python 2's `raise class, argument, traceback` the class is kept."""
    values = [child for child in node.children if child.is_named and not child.is_extra]
    cause = node.child_by_field_name("cause")
    if not values:
        return Raise(None, None, source.span(node))
    exception = values[0]
    if exception.type == "expression_list":
        exception = children(exception)[0]
    return Raise(
        expression(exception, source) if values[0] != cause else None,
        expression(cause, source) if cause else None,
        source.span(node),
    )


def _assert(node: Node, source: Source) -> Statement:
    test, *message = expressions(children(node), source)
    return Assert(test, message[0] if message else None, source.span(node))


def _names(node: Node, source: Source) -> tuple[str, ...]:
    return tuple([source.slice(child) for child in children(node)])


# --- compound statements -------------------------------------------------------------------------------------------


def _if(node: Node, source: Source) -> Statement:
    branches = node.children_by_field_name("alternative")
    orelse: Block = ()
    if len(branches) > ELIF_DEPTH:
        orelse = (broken(branches[ELIF_DEPTH], source),)
        branches = branches[:ELIF_DEPTH]
    end = source.span(node)
    source.block_depth += 1
    lowered: list[tuple[Node, Expression, Block]] = []
    for branch in branches:
        if branch.type == "else_clause":
            orelse = _block(branch, "body", source)
        else:
            test = expression(field(branch, "condition"), source)
            lowered.append((branch, test, _block(branch, "consequence", source)))
    source.block_depth -= 1
    for branch, test, body in reversed(lowered):
        start = source.span(branch)
        orelse = (If(test, body, orelse, Span(start.row, start.column, end.end_row, end.end_column)),)
    return If(expression(field(node, "condition"), source), _block(node, "consequence", source), orelse, end)


def _for(node: Node, source: Source) -> Statement:
    return For(
        expression(field(node, "left"), source),
        expression(field(node, "right"), source),
        _block(node, "body", source),
        _else(node, source),
        _is_async(node),
        source.span(node),
    )


def _while(node: Node, source: Source) -> Statement:
    test = expression(field(node, "condition"), source)
    return While(test, _block(node, "body", source), _else(node, source), source.span(node))


def _else(node: Node, source: Source) -> Block:
    branch = node.child_by_field_name("alternative")
    return _block(branch, "body", source) if branch else ()


def _is_async(node: Node) -> bool:
    return node.children[0].type == "async"


def _try(node: Node, source: Source) -> Statement:
    handlers: list[Handler] = []
    orelse: Block = ()
    final: Block = ()
    for child in children(node):
        if child.type in ("except_clause", "except_group_clause"):
            handlers.append(_handler(child, source))
        elif child.type == "else_clause":
            orelse = _block(child, "body", source)
        elif child.type == "finally_clause":
            final = block(children(child)[-1], source)
    return Try(_block(node, "body", source), tuple(handlers), orelse, final, source.span(node))


def _handler(node: Node, source: Source) -> Handler:
    """`except types as name:`; also `except A, B:`, which is a tuple to Python 3.14 and a name to Python 2.

    Which of the two is told by the second word: exceptions have capital letters.
    """
    *types, body = children(node)
    name: str | None = None
    if len(types) == 1 and types[0].type == "as_pattern":
        types, alias = children(types[0])[:1], field(types[0], "alias")
        name = source.slice(alias)
    elif len(types) == 2 and types[1].type == "identifier" and not source.slice(types[1])[0].isupper():
        name = source.slice(types.pop())
    return Handler(sequence(types, source) if types else None, name, block(body, source), source.span(node))


def _with(node: Node, source: Source) -> Statement:
    items = []
    for item in children(next(child for child in children(node) if child.type == "with_clause")):
        value = field(item, "value")
        if value.type == "as_pattern":
            target = children(field(value, "alias"))[0]
            items.append(WithItem(expression(children(value)[0], source), expression(target, source)))
        else:
            items.append(WithItem(expression(value, source), None))
    return With(tuple(items), _block(node, "body", source), _is_async(node), source.span(node))


def _match(node: Node, source: Source) -> Statement:
    subjects = node.children_by_field_name("subject")
    tokens = [child for child in node.children if not child.is_extra]
    comma = next((child for child in tokens if child.type == ","), None)
    trailing = comma if len(subjects) == 1 else None
    cases = [_case(child, source) for child in children(field(node, "body")) if child.type == "case_clause"]
    return Match(sequence(subjects, source, trailing), tuple(cases), source.span(node))


def _case(node: Node, source: Source) -> Case:
    found = [child for child in children(node) if child.type == "case_pattern"]
    is_sequence = any(child.type == "," for child in node.children) or _is_star(found[0])
    guard = node.child_by_field_name("guard")
    return Case(
        patterns(found, source, is_sequence),
        expression(children(guard)[0], source) if guard else None,
        _block(node, "consequence", source),
        source.span(node),
    )


def _is_star(node: Node) -> bool:
    return node.children[0].type == "splat_pattern"


# --- definitions ---------------------------------------------------------------------------------------------------


def _decorated(node: Node, source: Source) -> Statement:
    decorators = [expression(children(child)[0], source) for child in children(node) if child.type == "decorator"]
    inner = field(node, "definition")
    lower = _function if inner.type == "function_definition" else _class
    return lower(inner, source, tuple(decorators), source.span(node))


def _function(
    node: Node, source: Source, decorators: tuple[Expression, ...] = (), span: Span | None = None
) -> Statement:
    name = field(node, "name")
    if not _has_body(node):
        return _not_known(name, node, source, span)
    returns = node.child_by_field_name("return_type")
    given = parameters(field(node, "parameters"), source)
    body, is_generator = _function_body(node, source)
    return Function(
        source.slice(name),
        given,
        expression(returns, source) if returns else None,
        body,
        decorators,
        _is_async(node),
        is_generator,
        source.span(name),
        span or source.span(node),
    )


def _has_body(node: Node) -> bool:
    """The grammar lets a definition end behind its colon. Comments are no body."""
    body = node.child_by_field_name("body")
    return body is not None and any(not child.is_extra for child in body.children)


def _not_known(name: Node, node: Node, source: Source, span: Span | None) -> Statement:
    """A function or class that has no body yet: it would take what it is given otherwise, and give something back."""
    target = Name(source.slice(name), source.span(name))
    return Assign((target,), source.broken(name), span or source.span(node))


def _function_body(node: Node, source: Source) -> tuple[Any, bool]:
    """The statements of a function, and whether it is a generator. Most functions of a library are never looked into:
    where their text has no `yield`, the statements may be lowered by who looks first.
    """
    body = node.child_by_field_name("body")
    if body is not None and source.bodies is not None and "yield" not in source.slice(body):
        return source.bodies.put_off(body, source), False
    outer, source.yields = source.yields, False
    lowered = block(body, source)
    is_generator, source.yields = source.yields, outer
    return lowered, is_generator


def _class(node: Node, source: Source, decorators: tuple[Expression, ...] = (), span: Span | None = None) -> Statement:
    name = field(node, "name")
    if not _has_body(node):
        return _not_known(name, node, source, span)
    bases = node.child_by_field_name("superclasses")
    return Class(
        source.slice(name),
        arguments(bases, source) if bases else (),
        _block(node, "body", source),
        decorators,
        source.span(name),
        span or source.span(node),
    )


_STATEMENTS: dict[str, Callable[[Node, Source], Statement]] = {
    "expression_statement": _expression_statement,
    "print_statement": _print,
    "exec_statement": _exec,
    "type_alias_statement": _type_alias,
    "return_statement": _return,
    "delete_statement": _delete,
    "pass_statement": lambda node, source: Pass(source.span(node)),
    "break_statement": lambda node, source: Break(source.span(node)),
    "continue_statement": lambda node, source: Continue(source.span(node)),
    "raise_statement": _raise,
    "assert_statement": _assert,
    "global_statement": lambda node, source: Global(_names(node, source), source.span(node)),
    "nonlocal_statement": lambda node, source: Nonlocal(_names(node, source), source.span(node)),
    "import_statement": import_names,
    "import_from_statement": import_from,
    "future_import_statement": import_from,
    "if_statement": _if,
    "for_statement": _for,
    "while_statement": _while,
    "try_statement": _try,
    "with_statement": _with,
    "match_statement": _match,
    "function_definition": _function,
    "class_definition": _class,
    "decorated_definition": _decorated,
}

