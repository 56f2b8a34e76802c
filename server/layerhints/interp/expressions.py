"""Evaluation of expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.frames import EnoughYielded, OutOfBudget
from layerhints.interp.names import lookup, store
from layerhints.syntax import tree
from layerhints.values.arguments import Arguments
from layerhints.values.objects import (
    ABSENT,
    Class,
    ClassScope,
    Dict,
    Function,
    HalfRead,
    Iterator,
    Scope,
    Super,
    Value,
    first_reason,
)
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.interp.interpreter import Interpreter


def evaluate(machine: Interpreter, node: tree.Expression) -> Any:
    """The value of an expression in the current frame. One step of the budget."""
    machine.steps -= 1
    if machine.steps < 0:
        raise OutOfBudget
    return _EVALUATE[type(node)](machine, node)


def _constant(machine: Interpreter, node: tree.Constant) -> Any:
    return node.value


def _name(machine: Interpreter, node: tree.Name) -> Any:
    return lookup(machine, node.id)


def _items(machine: Interpreter, nodes: tuple[tree.Expression, ...]) -> list[Any] | Unknown:
    items: list[Any] = []
    unknown: Unknown | None = None
    for node in nodes:
        if isinstance(node, tree.Starred):
            more = machine.iterate(evaluate(machine, node.value))
            if isinstance(more, Unknown):
                unknown = more
            else:
                machine.bounded(len(more))
                items.extend(more)
        elif isinstance(node, tree.BrokenExpression):
            unknown = evaluate(machine, node)
        else:
            items.append(evaluate(machine, node))
    return items if unknown is None else unknown


def _tuple(machine: Interpreter, node: tree.TupleDisplay) -> Any:
    items = _items(machine, node.items)
    return items if isinstance(items, Unknown) else tuple(items)


def _list(machine: Interpreter, node: tree.ListDisplay) -> Any:
    if any(isinstance(item, tree.BrokenExpression) for item in node.items):
        items = [evaluate(machine, item) for item in node.items]
        return machine.new_list(Unknown("an item of the list cannot be read yet", HalfRead(tuple(items))))
    return machine.new_list(_items(machine, node.items))


def _set(machine: Interpreter, node: tree.SetDisplay) -> Any:
    items = _items(machine, node.items)
    if isinstance(items, Unknown):
        return machine.new_set(items)
    for item in items:
        if not hashable(item):
            return machine.new_set(Unknown("a member of the set is not known"))
    return machine.new_set(items)


def hashable(value: Any) -> bool:
    """Can this value be a key of a host dict and mean what it means in the program?"""
    if isinstance(value, tuple):
        return all(hashable(item) for item in value)
    return not isinstance(value, (Unknown, Tensor, slice))


def _dict(machine: Interpreter, node: tree.DictDisplay) -> Any:
    entries: dict[Any, Any] = {}
    unknown: Unknown | None = None
    for key_node, value_node in node.items:
        if key_node is None:
            more = evaluate(machine, value_node)
            if isinstance(more, Dict) and not isinstance(more.content, Unknown):
                entries.update(more.content)
            else:
                unknown = _reason(more, "what `**` adds to the dict is not known")
            continue
        key = evaluate(machine, key_node)
        value = evaluate(machine, value_node)
        if hashable(key):
            entries[key] = value
        else:
            unknown = _reason(key, "a key of the dict is not known")
    return machine.new_dict(entries if unknown is None else unknown)


def _reason(value: Any, otherwise: str) -> Unknown:
    if isinstance(value, Unknown):
        return value
    content = getattr(value, "content", None)
    return content if isinstance(content, Unknown) else Unknown(otherwise)


def _starred(machine: Interpreter, node: tree.Starred) -> Any:
    evaluate(machine, node.value)
    return Unknown("a starred expression stands where it cannot be unpacked")


def _attribute(machine: Interpreter, node: tree.Attribute) -> Any:
    value = evaluate(machine, node.value)
    if type(value) is Unknown:
        return value
    result = machine.attribute(value, node.name)
    if result is ABSENT:
        return missing_attribute(machine, value, node.name)
    return result


def missing_attribute(machine: Interpreter, value: Any, name: str) -> Any:
    """The program reads an attribute that is not there: certain for the program's own objects and classes."""
    what = value.describe() if isinstance(value, Value) else "the value"
    message = f"{what} has no attribute `{name}`"
    cls = value if isinstance(value, Class) else machine.class_of(value)
    if cls is not None and cls.open is None and cls.site is not None:
        machine.throw("AttributeError", message)
    return Unknown(message)


def _subscript(machine: Interpreter, node: tree.Subscript) -> Any:
    value = evaluate(machine, node.value)
    index = evaluate(machine, node.index)
    with machine.at(Site(machine.frame.unit, node.span)):
        return machine.item(value, index)


def _slice(machine: Interpreter, node: tree.SliceExpression) -> Any:
    parts = [None if part is None else evaluate(machine, part) for part in (node.lower, node.upper, node.step)]
    return slice(*parts)


def _call(machine: Interpreter, node: tree.Call) -> Any:
    function = node.function
    if isinstance(function, tree.Name) and function.id == "super":
        return _super(machine, node)
    callee = evaluate(machine, function)
    arguments = arguments_of(machine, node)
    previous, machine._site = machine._site, arguments.site
    try:
        return machine.call(callee, arguments)
    finally:
        machine._site = previous


def arguments_of(machine: Interpreter, node: tree.Call) -> Arguments:
    """Evaluate the arguments of a call, with the place of each."""
    unit = machine.frame.unit
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    places: dict[int | str, Site] = {}
    more: Unknown | None = None
    for argument in node.arguments:
        value = evaluate(machine, argument.value)
        if isinstance(argument.value, tree.BrokenExpression) and argument.name is None:
            more = value  # it may stand for any number of arguments
        elif argument.stars == 1:
            items = machine.iterate(value)
            if isinstance(items, Unknown):
                more = items
            else:
                machine.bounded(len(items))
                for item in items:
                    places[len(positional)] = Site(unit, argument.span)
                    positional.append(item)
        elif argument.stars == 2:
            if isinstance(value, Dict) and not isinstance(value.content, Unknown):
                for key, item in value.content.items():
                    if isinstance(key, str):
                        places[key] = Site(unit, argument.span)
                        keywords[key] = item
            else:
                more = _reason(value, "what `**` passes is not known")
        elif argument.name is not None:
            places[argument.name] = Site(unit, argument.value.span)
            keywords[argument.name] = value
        else:
            places[len(positional)] = Site(unit, argument.span)
            positional.append(value)
    return Arguments(positional, keywords, Site(unit, node.span), places, more)


def _super(machine: Interpreter, node: tree.Call) -> Any:
    given = [evaluate(machine, argument.value) for argument in node.arguments]
    if len(given) >= 2:
        after, receiver = given[0], given[1]
        return Super(after, receiver) if isinstance(after, Class) else Unknown("what `super()` stands for is not known")
    function, owner = machine.frame.function, machine.frame.owner
    if function is None or owner is None or not function.node.parameters.items:
        return Unknown("`super()` stands outside of a method")
    receiver = machine.frame.scope.names.get(function.node.parameters.items[0].name)
    return Super(owner, receiver)


def _unary(machine: Interpreter, node: tree.Unary) -> Any:
    return machine.unary(node.operator, evaluate(machine, node.operand))


def _binary(machine: Interpreter, node: tree.Binary) -> Any:
    left = evaluate(machine, node.left)
    right = evaluate(machine, node.right)
    if type(left) is int and type(right) is int:
        return machine.binary(node.operator, left, right)
    with machine.at(Site(machine.frame.unit, node.span)):
        return machine.binary(node.operator, left, right)


def _boolean(machine: Interpreter, node: tree.Boolean) -> Any:
    """`and` / `or` give one of their values; behind an unknown one the rest may or may not be evaluated."""
    stop_at = node.operator == "or"
    value: Any = None
    for position, operand in enumerate(node.values):
        value = evaluate(machine, operand)
        known = machine.truth(value)
        if known is stop_at or position == len(node.values) - 1:
            return value
        if known is None:
            rest = tree.Boolean(node.operator, node.values[position + 1 :], node.span)
            reason = value if isinstance(value, Unknown) else Unknown("the condition is not known")
            joined: list[Any] = []

            def go_on(rest: tree.Boolean = rest, joined: list[Any] = joined) -> None:
                joined.append(_boolean(machine, rest))

            machine.fork([go_on, lambda: None], reason)
            final = machine.truth(joined[0]) if joined else None
            if joined and final is stop_at:
                # whichever operand decides, the truth of the whole is that of the last
                return joined[0] if isinstance(joined[0], bool) else machine.join(value, joined[0], reason)
            return machine.join(value, joined[0], reason) if joined else value
    return value


def _compare(machine: Interpreter, node: tree.Compare) -> Any:
    left = evaluate(machine, node.left)
    result: Any = True
    for operator, operand in node.comparisons:
        right = evaluate(machine, operand)
        outcome = machine.compare(operator, left, right)
        if len(node.comparisons) == 1:
            return outcome
        known = machine.truth(outcome)
        if known is False:
            return False
        if known is None:
            result = outcome if isinstance(outcome, Unknown) else Unknown("whether the comparison holds is not known")
        left = right
    return result


def _conditional(machine: Interpreter, node: tree.Conditional) -> Any:
    test = evaluate(machine, node.test)
    known = machine.truth(test)
    if known is not None:
        return evaluate(machine, node.body if known else node.orelse)
    reason = test if isinstance(test, Unknown) else Unknown("the condition is not known")
    values: list[Any] = []
    courses: list[Callable[[], None]] = [
        lambda: values.append(evaluate(machine, node.body)),
        lambda: values.append(evaluate(machine, node.orelse)),
    ]
    machine.fork(courses, reason)
    value = values[0]
    for other in values[1:]:
        value = machine.join(value, other, reason)
    return value


def _lambda(machine: Interpreter, node: tree.Lambda) -> Any:
    return Function("<lambda>", node, defaults_of(machine, node.parameters), closure(machine), machine.frame.unit)


def defaults_of(machine: Interpreter, parameters: tree.Parameters) -> dict[str, Any]:
    return {
        parameter.name: evaluate(machine, parameter.default)
        for parameter in parameters.items
        if parameter.default is not None
    }


def closure(machine: Interpreter) -> Scope:
    """The scope that a function made here sees; a class body is not seen from the methods in it."""
    scope = machine.frame.scope
    while isinstance(scope, ClassScope) and scope.parent is not None:
        scope = scope.parent
    return scope


def _comprehension(machine: Interpreter, node: tree.Comprehension) -> Any:
    results: list[Any] = []
    frame = machine.frame
    outer, frame.scope = frame.scope, Scope(frame.scope, frame.scope.globals)
    try:
        unknown = _clauses(machine, node, 0, results)
    finally:
        frame.scope = outer
    if node.kind == "dict":
        entries: dict[Any, Any] = {}
        for key, value in results:
            if hashable(key):
                entries[key] = value
            else:
                unknown = first_reason(unknown, _reason(key, "a key of the dict is not known"))
        return machine.new_dict(entries if unknown is None else unknown)
    if node.kind == "list":
        return machine.new_list(results if unknown is None else unknown)
    if node.kind == "set":
        if not all(hashable(item) for item in results):
            unknown = first_reason(unknown, Unknown("a member of the set is not known"))
        return machine.new_set(results if unknown is None else unknown)
    return Iterator(tuple(results) if unknown is None else unknown)


def _clauses(machine: Interpreter, node: tree.Comprehension, depth: int, results: list[Any]) -> Unknown | None:
    """Run the clauses from `depth` on; the reason is given when the items that come out are not all known."""
    from layerhints.interp.statements import assign

    if depth == len(node.clauses):
        element = evaluate(machine, node.element)
        results.append((element, evaluate(machine, node.value)) if node.value is not None else element)
        return None
    clause = node.clauses[depth]
    items = machine.iterate(evaluate(machine, clause.iterable))
    unknown: Unknown | None = None
    once = isinstance(items, Unknown)
    if isinstance(items, Unknown):
        unknown, items = items, (items,)
    for item in items:
        assign(machine, clause.target, item)
        doubt: Unknown | None = None
        for condition in clause.conditions:
            value = evaluate(machine, condition)
            known = machine.truth(value)
            if known is False:
                break
            if known is None:
                doubt = value if isinstance(value, Unknown) else Unknown("the condition is not known")
        else:
            inner = _clauses(machine, node, depth + 1, results)
            unknown = first_reason(unknown, doubt, inner)
    if once:
        results.clear()
    return unknown


def _formatted(machine: Interpreter, node: tree.FormattedString) -> Any:
    text: list[str] = []
    unknown: Unknown | None = None
    for part in node.parts:
        if isinstance(part, str):
            text.append(part)
            continue
        value = evaluate(machine, part.value)
        template = "" if part.format is None else _formatted(machine, part.format)
        if isinstance(value, Unknown) or isinstance(template, Unknown):
            unknown = value if isinstance(value, Unknown) else template
        elif isinstance(value, (Value, tuple)) or not isinstance(value, (str, int, float, complex, bytes, type(None))):
            unknown = Unknown("the text of a formatted value is not known")
        else:
            try:
                text.append(format(_converted(value, part.conversion), template))
            except (ValueError, TypeError):
                unknown = Unknown("the format does not fit the value")
    if unknown is not None:
        return unknown
    return "".join(text)


def _converted(value: Any, conversion: str | None) -> Any:
    if conversion is None:
        return value
    return {"r": repr, "s": str, "a": ascii}[conversion](value)


def _named(machine: Interpreter, node: tree.NamedExpression) -> Any:
    value = evaluate(machine, node.value)
    store(machine, node.target.id, value)
    return value


def _await(machine: Interpreter, node: tree.Await) -> Any:
    return evaluate(machine, node.value)


def _yield(machine: Interpreter, node: tree.Yield) -> Any:
    value = None if node.value is None else evaluate(machine, node.value)
    yields = machine.frame.yields
    if yields is None:
        return Unknown("`yield` stands outside of a generator")
    if node.delegates:
        items = machine.iterate(value)
        if isinstance(items, Unknown):
            raise EnoughYielded
        yields.extend(items)
    else:
        yields.append(value)
    if len(yields) > machine.budget.yields:
        raise EnoughYielded
    return None if not node.delegates else Unknown("what `yield from` gives is not known")


def _broken(machine: Interpreter, node: tree.BrokenExpression) -> Any:
    return Unknown("this part of the code cannot be read yet")


_EVALUATE: dict[type, Callable[[Any, Any], Any]] = {
    tree.Constant: _constant,
    tree.Name: _name,
    tree.TupleDisplay: _tuple,
    tree.ListDisplay: _list,
    tree.SetDisplay: _set,
    tree.DictDisplay: _dict,
    tree.Starred: _starred,
    tree.Attribute: _attribute,
    tree.Subscript: _subscript,
    tree.SliceExpression: _slice,
    tree.Call: _call,
    tree.Unary: _unary,
    tree.Binary: _binary,
    tree.Boolean: _boolean,
    tree.Compare: _compare,
    tree.Conditional: _conditional,
    tree.Lambda: _lambda,
    tree.Comprehension: _comprehension,
    tree.FormattedString: _formatted,
    tree.NamedExpression: _named,
    tree.Await: _await,
    tree.Yield: _yield,
    tree.BrokenExpression: _broken,
}

