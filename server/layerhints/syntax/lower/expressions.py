"""Expressions other than literals.

Chains that grow to the left (`a.b(c)[d]`, `a + b + c`) are walked in a loop, since real code makes them long; what
lies deeper in them than EXPRESSION_DEPTH becomes a BrokenExpression.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.syntax.lower.dispatch import EXPRESSIONS, expression, expressions, sequence
from layerhints.syntax.lower.literals import LITERALS
from layerhints.syntax.lower.parameters import parameters
from layerhints.syntax.lower.source import EXPRESSION_DEPTH, Source, children, field
from layerhints.syntax.node import replaced
from layerhints.syntax.tree import (
    Argument,
    Attribute,
    Await,
    Binary,
    Boolean,
    Call,
    Clause,
    Compare,
    Comprehension,
    Conditional,
    Constant,
    DictDisplay,
    Expression,
    Lambda,
    ListDisplay,
    Name,
    NamedExpression,
    Parameters,
    SetDisplay,
    SliceExpression,
    Span,
    Starred,
    Subscript,
    TupleDisplay,
    Unary,
    Yield,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

_CHAIN = {"attribute": "object", "call": "function", "subscript": "value", "binary_operator": "left"}


def _chain(node: Node, source: Source) -> Expression:
    """An attribute, call, subscript or binary operation, and all that stands to its left."""
    links: list[Node] = []
    inner = node
    while (left := _CHAIN.get(inner.type)) is not None and source.depth < EXPRESSION_DEPTH:
        if left == "left" and _mixes_and_with_xor(inner):
            break
        links.append(inner)
        source.depth += 1
        inner = field(inner, left)
    lowered = _and_before_xor(inner, source) if left == "left" else expression(inner, source)
    star = lowered if isinstance(lowered, Starred) else None
    if star is not None:
        lowered = star.value  # in a list or set, tree-sitter-python reads `*f(x)` as `(*f)(x)`
    for link in reversed(links):
        # The depth is that of the link in the tree: arguments and right sides hang off it.
        source.depth -= 1
        lowered = _LINKS[link.type](link, lowered, source)
        if star is not None:
            start, span = star.value.span, lowered.span
            lowered = replaced(lowered, span=Span(start.row, start.column, span.end_row, span.end_column))
    return lowered if star is None else Starred(lowered, source.span(node))


def _mixes_and_with_xor(node: Node) -> bool:
    """Whether a node is an `&` with an `^` beside it, which tree-sitter-python wrongly lets bind more tightly."""
    return field(node, "operator").type == "&" and any(
        side.type == "binary_operator" and field(side, "operator").type in ("^", "&") for side in _sides(node)
    )


def _sides(node: Node) -> tuple[Node, Node]:
    return field(node, "left"), field(node, "right")


def _and_before_xor(node: Node, source: Source) -> Expression:
    """A run of `&` and `^`, put together again by Python's own precedence."""
    operands: list[Node] = []
    operators: list[str] = []
    pending = [node]
    while pending:
        each = pending.pop()
        if each.type == "binary_operator" and field(each, "operator").type in ("&", "^"):
            pending += [field(each, "right"), field(each, "operator"), field(each, "left")]
        elif each.is_named:
            operands.append(each)
        else:
            operators.append(each.type)
    if len(operands) > EXPRESSION_DEPTH - source.depth:
        return source.broken(node)
    source.depth += len(operands)
    first, *rest = expressions(operands, source)
    source.depth -= len(operands)
    terms = [first]
    for operator, operand in zip(operators, rest, strict=True):
        if operator == "&":
            terms[-1] = _joined("&", terms[-1], operand)
        else:
            terms.append(operand)
    lowered = terms[0]
    for term in terms[1:]:
        lowered = _joined("^", lowered, term)
    return lowered


def _joined(operator: str, left: Expression, right: Expression) -> Expression:
    span = Span(left.span.row, left.span.column, right.span.end_row, right.span.end_column)
    return Binary(operator, left, right, span)


def _attribute(node: Node, value: Expression, source: Source) -> Expression:
    name = field(node, "attribute")
    return Attribute(value, source.slice(name), source.span(name), source.span(node))


def _call(node: Node, function: Expression, source: Source) -> Expression:
    given = field(node, "arguments")
    if given.type == "generator_expression":
        value = expression(given, source)
        return Call(function, (Argument(value, None, 0, source.span(given)),), source.span(node))
    return Call(function, arguments(given, source), source.span(node))


def arguments(node: Node, source: Source) -> tuple[Argument, ...]:
    """The arguments of an argument list, in order."""
    return tuple([_argument(child, source) for child in children(node)])


def _argument(node: Node, source: Source) -> Argument:
    span = source.span(node)
    kind = node.type
    if kind == "keyword_argument":
        return Argument(expression(field(node, "value"), source), source.slice(field(node, "name")), 0, span)
    if kind == "list_splat":
        return Argument(expression(children(node)[0], source), None, 1, span)
    if kind == "dictionary_splat":
        return Argument(expression(children(node)[0], source), None, 2, span)
    hidden = source.hidden.get(node.start_byte)
    if hidden is not None:
        return Argument(hidden.broken, hidden.name, 0, hidden.span)
    return Argument(expression(node, source), None, 0, span)


def _subscript(node: Node, value: Expression, source: Source) -> Expression:
    indices = node.children_by_field_name("subscript")
    return Subscript(value, sequence(indices, source, _trailing_comma(node, -2)), source.span(node))


def _binary(node: Node, left: Expression, source: Source) -> Expression:
    right = expression(field(node, "right"), source)
    return Binary(source.slice(field(node, "operator")), left, right, source.span(node))


_LINKS = {"attribute": _attribute, "call": _call, "subscript": _subscript, "binary_operator": _binary}


def _trailing_comma(node: Node, index: int) -> Node | None:
    """The comma that stands last in a node, counted from the end."""
    tokens = [child for child in node.children if not child.is_extra]
    return tokens[index] if len(tokens) >= -index and tokens[index].type == "," else None


def _name(node: Node, source: Source) -> Expression:
    if source.hidden and (hidden := source.hidden.get(node.start_byte)) is not None:
        return hidden.broken
    return Name(source.slice(node), source.span(node))


def _parenthesized(node: Node, source: Source) -> Expression:
    return expression(children(node)[0], source)


def _boolean(node: Node, source: Source) -> Expression:
    operator = field(node, "operator").type
    values = [field(node, "right")]
    left = field(node, "left")
    while left.type == "boolean_operator" and field(left, "operator").type == operator:
        values.append(field(left, "right"))
        left = field(left, "left")
    values.append(left)
    return Boolean(operator, expressions(values[::-1], source), source.span(node))


def _compare(node: Node, source: Source) -> Expression:
    operators = ["!=" if op.type == "<>" else op.type for op in node.children_by_field_name("operators")]
    first, *rest = expressions(children_of_comparison(node), source)
    return Compare(first, tuple(zip(operators, rest, strict=True)), source.span(node))


def children_of_comparison(node: Node) -> list[Node]:
    return [
        child
        for index, child in enumerate(node.children)
        if child.is_named and not child.is_extra and node.field_name_for_child(index) != "operators"
    ]


def _unary(node: Node, source: Source) -> Expression:
    return Unary(field(node, "operator").type, expression(field(node, "argument"), source), source.span(node))


def _not(node: Node, source: Source) -> Expression:
    return Unary("not", expression(field(node, "argument"), source), source.span(node))


def _conditional(node: Node, source: Source) -> Expression:
    body, test, orelse = expressions(children(node), source)
    return Conditional(test, body, orelse, source.span(node))


def _lambda(node: Node, source: Source) -> Expression:
    outer = source.yields
    given = node.child_by_field_name("parameters")
    body = expression(field(node, "body"), source)
    source.yields = outer
    return Lambda(parameters(given, source) if given else Parameters(()), body, source.span(node))


def _tuple(node: Node, source: Source) -> Expression:
    return TupleDisplay(expressions(children(node), source), source.span(node))


def _tuple_pattern(node: Node, source: Source) -> Expression:
    """A target in brackets: a tuple of one has a comma, `(x)` is the target itself."""
    items = expressions(children(node), source)
    return items[0] if len(items) == 1 and _trailing_comma(node, -2) is None else TupleDisplay(items, source.span(node))


def _expression_list(node: Node, source: Source) -> Expression:
    return TupleDisplay(expressions(children(node), source), source.span(node))


def _list(node: Node, source: Source) -> Expression:
    return ListDisplay(expressions(children(node), source), source.span(node))


def _set(node: Node, source: Source) -> Expression:
    return SetDisplay(expressions(children(node), source), source.span(node))


def _dictionary(node: Node, source: Source) -> Expression:
    items: list[tuple[Expression | None, Expression]] = []
    for child in children(node):
        if child.type == "pair":
            items.append((expression(field(child, "key"), source), expression(field(child, "value"), source)))
        elif child.type == "dictionary_splat":
            items.append((None, expression(children(child)[0], source)))
        else:
            items.append((None, expression(child, source)))
    return DictDisplay(tuple(items), source.span(node))


def _starred(node: Node, source: Source) -> Expression:
    return Starred(expression(children(node)[0], source), source.span(node))


def _slice(node: Node, source: Source) -> Expression:
    bounds: list[Expression | None] = [None]
    for child in node.children:
        if child.type == ":":
            bounds.append(None)
        elif child.is_named and not child.is_extra:
            bounds[-1] = expression(child, source)
    bounds += [None] * (3 - len(bounds))
    return SliceExpression(bounds[0], bounds[1], bounds[2], source.span(node))


_COMPREHENSIONS = {
    "list_comprehension": "list",
    "set_comprehension": "set",
    "dictionary_comprehension": "dict",
    "generator_expression": "generator",
}


def _comprehension(node: Node, source: Source) -> Expression:
    body, *rest = children(node)
    value = None
    if body.type == "pair":
        value = expression(field(body, "value"), source)
        body = field(body, "key")
    element = expression(body, source)
    clauses: list[Clause] = []
    for part in rest:
        if part.type == "if_clause":
            last = clauses[-1]
            condition = expression(children(part)[0], source)
            clauses[-1] = Clause(last.target, last.iterable, (*last.conditions, condition), last.is_async)
        else:
            iterables = part.children_by_field_name("right")
            clauses.append(
                Clause(
                    expression(field(part, "left"), source),
                    sequence([each for each in iterables if each.is_named], source),
                    (),
                    part.children[0].type == "async",
                )
            )
    return Comprehension(_COMPREHENSIONS[node.type], element, value, tuple(clauses), source.span(node))


def _named(node: Node, source: Source) -> Expression:
    name = field(node, "name")
    target = Name(source.slice(name), source.span(name))
    return NamedExpression(target, expression(field(node, "value"), source), source.span(node))


def _await(node: Node, source: Source) -> Expression:
    return Await(expression(children(node)[0], source), source.span(node))


def _yield(node: Node, source: Source) -> Expression:
    source.yields = True
    values = children(node)
    delegates = any(child.type == "from" for child in node.children)
    return Yield(sequence(values, source) if values else None, delegates, source.span(node))


def _type(node: Node, source: Source) -> Expression:
    return expression(children(node)[0], source)


def _generic_type(node: Node, source: Source) -> Expression:
    """`Name[type, type]` in an annotation."""
    base, given = children(node)
    indices = sequence(children(given), source, _trailing_comma(given, -2))
    return Subscript(expression(base, source), indices, source.span(node))


def _member_type(node: Node, source: Source) -> Expression:
    value, name = children(node)
    return Attribute(expression(value, source), source.slice(name), source.span(name), source.span(node))


def _union_type(node: Node, source: Source) -> Expression:
    left, right = expressions(children(node), source)
    return Binary("|", left, right, source.span(node))


def _constant(value: object) -> Callable[[Node, Source], Expression]:
    def lower(node: Node, source: Source) -> Expression:
        return Constant(value, source.span(node))

    return lower


def dotted_name(node: Node, source: Source) -> Expression:
    """`a.b.c` where the grammar has a dotted name, as in patterns."""
    first, *rest = children(node)
    start = source.span(first)
    value: Expression = Name(source.slice(first), start)
    for name in rest:
        span = source.span(name)
        value = Attribute(value, source.slice(name), span, Span(start.row, start.column, span.end_row, span.end_column))
    return value


EXPRESSIONS.update(
    {
        **dict.fromkeys(_CHAIN, _chain),
        **dict.fromkeys(_COMPREHENSIONS, _comprehension),
        **LITERALS,
        "identifier": _name,
        "parenthesized_expression": _parenthesized,
        "boolean_operator": _boolean,
        "comparison_operator": _compare,
        "unary_operator": _unary,
        "not_operator": _not,
        "conditional_expression": _conditional,
        "lambda": _lambda,
        "tuple": _tuple,
        "tuple_pattern": _tuple_pattern,
        "expression_list": _expression_list,
        "pattern_list": _expression_list,
        "list": _list,
        "list_pattern": _list,
        "set": _set,
        "dictionary": _dictionary,
        "list_splat": _starred,
        "list_splat_pattern": _starred,
        "splat_type": _starred,
        "slice": _slice,
        "named_expression": _named,
        "await": _await,
        "yield": _yield,
        "type": _type,
        "generic_type": _generic_type,
        "member_type": _member_type,
        "union_type": _union_type,
        "dotted_name": dotted_name,
        "true": _constant(True),
        "false": _constant(False),
        "none": _constant(None),
        "ellipsis": _constant(...),
    }
)
