"""Evaluation of expressions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeGuard

from layerhints.algebra import Expression, Unknown
from layerhints.interp.builtins.text import formatted
from layerhints.interp.comprehensions import ComprehensionScope, comprehension
from layerhints.interp.conditions import condition, decided, why_open
from layerhints.interp.dispatch import EVALUATE, evaluate
from layerhints.interp.displays import as_dict, dict_display, list_display, reason_of, set_display, tuple_display
from layerhints.interp.frames import EnoughYielded
from layerhints.interp.misspelt import report_no_such_attribute, report_no_such_member
from layerhints.interp.misused import missing_size, report_no_attribute_of_tuple, report_no_call, report_no_items
from layerhints.interp.names import lookup, store
from layerhints.interp.unwritten import attribute_before, is_not_there, is_one_item, tensors_given
from layerhints.syntax import tree
from layerhints.values.arguments import Arguments
from layerhints.values.facts import NOT_READ
from layerhints.values.holes import WholeNumber, hole_of
from layerhints.values.modules import DescribedModule
from layerhints.values.objects import (
    ABSENT,
    Alike,
    Bound,
    Class,
    ClassScope,
    Container,
    Dict,
    Function,
    Instance,
    Rest,
    Scope,
    Super,
    Value,
    item_of_any,
)
from layerhints.values.origins import AN_OBJECT, Entries, Perhaps
from layerhints.values.sites import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.interp.interpreter import Interpreter


def _constant(machine: Interpreter, node: tree.Constant) -> Any:
    return node.value


def _name(machine: Interpreter, node: tree.Name) -> Any:
    scope = machine.frame.scope
    if scope is not scope.globals and not scope.global_names:
        value = scope.names.get(node.id, ABSENT)
        if value is not ABSENT:
            return value
    return lookup(machine, node.id)


def _starred(machine: Interpreter, node: tree.Starred) -> Any:
    evaluate(machine, node.value)
    return Unknown("a starred expression stands where it cannot be unpacked")


def _attribute(machine: Interpreter, node: tree.Attribute) -> Any:
    return read_attribute(machine, node, True)


def read_attribute(machine: Interpreter, node: tree.Attribute, is_used: bool) -> Any:
    """The attribute. Where nothing is done with it, that it is not there is no problem: `self.re` is half typed."""
    value = evaluate(machine, node.value)
    if type(value) is Unknown and value.origin is None:
        return value
    result = machine.attribute(value, node.name)
    if result is ABSENT:
        result = attribute_before(machine, node, value)
    if result is ABSENT:
        if is_used and not machine.minds_exceptions:
            report_no_such_attribute(machine, node, value)
            report_no_attribute_of_tuple(machine, node, value)
        return missing_attribute(machine, value, node.name)
    if isinstance(value, DescribedModule) and is_used:
        report_no_such_member(machine, value, node.name, node.span)
    if machine.wary and machine.may_lack(value, node.name):
        machine.may_raise = Unknown(f"the attribute `{node.name}` may be missing")
    return result


def missing_attribute(machine: Interpreter, value: Any, name: str) -> Any:
    """The program reads an attribute that is not there: certain for the program's own objects and classes. Where nobody
    minds, it is an object that may hold anything, and the lines that do not depend on it are as they were.
    """
    what = value.describe() if isinstance(value, Value) else "the value"
    message = f"{what} has no attribute `{name}`"
    cls = value if isinstance(value, Class) else machine.class_of(value)
    if cls is None or cls.open is not None or cls.site is None:
        return Unknown(message)
    if machine.minds_exceptions:
        machine.throw("AttributeError", message)
    return Unknown(message, AN_OBJECT)


def _subscript(machine: Interpreter, node: tree.Subscript) -> Any:
    value = evaluate(machine, node.value)
    index = evaluate(machine, node.index)
    if isinstance(value, Bound) or isinstance(index, tuple):
        report_no_items(machine, node, value, index)
    elif type(value) is tuple and type(index) is int and not -len(value) <= index < len(value):
        missing = missing_size(machine, node, value, index)
        if missing is not None:
            return missing
    if machine.wary and isinstance(value, Container) and isinstance(value.content, Unknown):
        machine.may_raise = Unknown("whether there is such an item is not known")
    previous, machine._site = machine._site, Site(machine.frame.unit, node.span)
    try:
        return machine.item(value, index)
    finally:
        machine._site = previous


def _slice(machine: Interpreter, node: tree.SliceExpression) -> Any:
    parts = [None if part is None else evaluate(machine, part) for part in (node.lower, node.upper, node.step)]
    return slice(*parts)


def _call(machine: Interpreter, node: tree.Call) -> Any:
    function = node.function
    if isinstance(function, tree.Name) and function.id == "super":
        return _super(machine, node)
    callee = evaluate(machine, function)
    arguments = arguments_of(machine, node)
    if isinstance(callee, Instance) and callee.cls.site is None:
        tensors_given(machine, node, arguments.positional)
    if isinstance(callee, tuple):
        report_no_call(machine, node, callee)
    previous, machine._site = machine._site, arguments.site
    try:
        return machine.call(callee, arguments)
    finally:
        machine._site = previous


def _hands_on(machine: Interpreter) -> bool:
    """Does the function take keywords of callers that nobody wrote? A dict that it passes on may hold some of them."""
    function = machine.frame.function
    if function is None or not machine.holes.active:
        return False
    names = machine.frame.scope.names
    return any(
        parameter.kind == "keywords" and isinstance(names.get(parameter.name), Rest)
        for parameter in function.node.parameters.items
    )


def arguments_of(machine: Interpreter, node: tree.Call) -> Arguments:
    """Evaluate the arguments of a call, with the place of each."""
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    spans: list[tuple[int | str, tree.Span]] = []
    more: Unknown | None = None
    spread = handed_on = unread = False
    rest: bool | Unknown = False
    each: Any = ABSENT
    perhaps: dict[str, Any] = {}
    unsure = Unknown("")
    for argument in node.arguments:
        value = evaluate(machine, argument.value)
        if argument.name is not None:
            spans.append((argument.name, argument.value.span))
            keywords[argument.name] = value
        elif not argument.stars and not (type(value) is Unknown and is_not_there(machine, argument.value)):
            spans.append((len(positional), argument.span))
            positional.append(value)
        elif not argument.stars:
            unread = (unread or more is None) and is_one_item(argument.value)
            more = value  # it may stand for any number of arguments
        elif argument.stars == 1:
            items = machine.iterate(value)
            if isinstance(items, Unknown):
                more, spread = (Unknown(items.reason) if isinstance(items.origin, Alike) else items), True
                each = item_of_any(value, items) if len(node.arguments) == 1 else ABSENT
            elif not spread:
                machine.bounded(len(items))
                for item in items:
                    spans.append((len(positional), argument.span))
                    positional.append(item)
        elif isinstance(named := as_dict(machine, value), Dict) and not isinstance(named.content, Unknown):
            for key, item in named.content.items():
                if isinstance(key, str):
                    spans.append((key, argument.span))
                    keywords[key] = item
            if isinstance(named, Rest):
                rest = True
            elif rest is False and _hands_on(machine):
                rest = Unknown("what `**` passes may be among the keywords that callers give")
            handed_on = True
        elif isinstance(named, Dict) and _may_be_passed(entries := named.entries()):
            given = {key: item for key, item in entries.values.items() if key in entries.certain}
            spans += ((key, argument.span) for key in given)
            keywords.update(given)
            perhaps.update((key, item) for key, item in entries.values.items() if key not in given)
            unsure, handed_on = Unknown(named.content.reason), True
            rest = True if isinstance(named, Rest) else rest
        else:
            more = reason_of(named, "what `**` passes is not known")
    if more is not None and isinstance(more.origin, Perhaps):
        more = Unknown(more.reason)
    elif more is None and perhaps:
        more = Unknown(unsure.reason, Perhaps(perhaps))
    found = Arguments(positional, keywords, Site(machine.frame.unit, node.span), None, more, spans)
    found.each, found.rest, found.spread = each, rest, handed_on
    found.unread = unread and not spread
    return found


def _may_be_passed(entries: Entries | None) -> TypeGuard[Entries]:
    return entries is not None and all(type(key) is str for key in entries.values)


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
    previous, machine._site = machine._site, Site(machine.frame.unit, node.span)
    try:
        return machine.binary(node.operator, left, right)
    finally:
        machine._site = previous


def _boolean(machine: Interpreter, node: tree.Boolean) -> Any:
    return _operands(machine, node, 0)


def _operands(machine: Interpreter, node: tree.Boolean, position: int) -> Any:
    """`and` / `or` give one of their values; behind an unknown one the rest may or may not be evaluated. Nobody asks
    whether the last one is true.
    """
    value = evaluate(machine, node.values[position])
    if position == len(node.values) - 1:
        return value
    known = decided(machine, node.values[position], value)
    if known is (node.operator == "or"):
        return value
    if known is not None:
        return _operands(machine, node, position + 1)
    return one_of(machine, [lambda: _operands(machine, node, position + 1), lambda: value], why_open(value))


def one_of(machine: Interpreter, courses: Sequence[Callable[[], Any]], reason: Unknown) -> Any:
    """What is certain of a value that one of several courses gives."""
    values: list[Any] = []

    def course(evaluated: Callable[[], Any]) -> None:
        values.append(evaluated())

    machine.fork([partial(course, evaluated) for evaluated in courses], reason)
    if any(isinstance(each, Expression) for each in values):
        for hole in filter(None, map(hole_of, values)):
            machine.learn(hole, WholeNumber())  # what stands in the place of a size is one
    value = values[0]
    for other in values[1:]:
        value = machine.join(value, other, reason)
    return value


def _compare(machine: Interpreter, node: tree.Compare) -> Any:
    return _chain(machine, evaluate(machine, node.left), node.comparisons)


def _chain(machine: Interpreter, left: Any, comparisons: Sequence[tuple[str, tree.Expression]]) -> Any:
    """`a < b < c`: the rest is evaluated only where what stands before it holds."""
    operator, operand = comparisons[0]
    right = evaluate(machine, operand)
    outcome = machine.compare(operator, left, right)
    if len(comparisons) == 1:
        return outcome
    rest = comparisons[1:]
    known = machine.truth(outcome)
    if known is not None:
        return _chain(machine, right, rest) if known else outcome
    reason = outcome if isinstance(outcome, Unknown) else Unknown("whether the comparison holds is not known")
    return one_of(machine, [lambda: _chain(machine, right, rest), lambda: outcome], reason)


def _conditional(machine: Interpreter, node: tree.Conditional) -> Any:
    known, reason = condition(machine, node.test)
    if known is not None:
        return evaluate(machine, node.body if known else node.orelse)
    return one_of(machine, [lambda: evaluate(machine, node.body), lambda: evaluate(machine, node.orelse)], reason)


def _lambda(machine: Interpreter, node: tree.Lambda) -> Any:
    return define_function(machine, "<lambda>", node)


def define_function(machine: Interpreter, name: str, node: tree.Function | tree.Lambda) -> Function:
    scope = machine.frame.scope
    function = Function(name, node, defaults_of(machine, node.parameters), closure(machine), machine.frame.unit)
    if isinstance(scope, ClassScope):
        scope.functions.append(function)
    return function


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


def _formatted(machine: Interpreter, node: tree.FormattedString) -> Any:
    text: list[str] = []
    unknown: Unknown | None = None
    for part in node.parts:
        if isinstance(part, str):
            text.append(part)
            continue
        value = evaluate(machine, part.value)
        template = "" if part.format is None else _formatted(machine, part.format)
        shown = formatted(machine, value, part.conversion, template)
        if isinstance(shown, Unknown):
            unknown = shown
        else:
            text.append(shown)
    if unknown is not None:
        return unknown
    return "".join(text)


def _named(machine: Interpreter, node: tree.NamedExpression) -> Any:
    """In a comprehension, the name belongs to the function around it."""
    value = evaluate(machine, node.value)
    frame = machine.frame
    inner = frame.scope
    try:
        while isinstance(frame.scope, ComprehensionScope) and frame.scope.parent is not None:
            frame.scope = frame.scope.parent
        store(machine, node.target.id, value)
    finally:
        frame.scope = inner
    return value


def _await(machine: Interpreter, node: tree.Await) -> Any:
    return evaluate(machine, node.value)


def _yield(machine: Interpreter, node: tree.Yield) -> Any:
    value = None if node.value is None else evaluate(machine, node.value)
    yields = machine.frame.yields
    if yields is None:
        return Unknown("`yield` stands outside of a generator")
    items = machine.iterate(value) if node.delegates else (value,)
    if isinstance(items, Unknown):
        machine.replace(yields, items)
    elif not isinstance(yields.content, Unknown):
        machine.replace(yields, (*yields.content, *items))
        if len(yields.content) > machine.budget.yields:
            raise EnoughYielded
    return Unknown("what is sent to the generator is not known")


def _broken(machine: Interpreter, node: tree.BrokenExpression) -> Any:
    machine.frame.unwritten = True
    return Unknown(NOT_READ)


EVALUATE.update(
    {
        tree.Constant: _constant,
        tree.Name: _name,
        tree.TupleDisplay: tuple_display,
        tree.ListDisplay: list_display,
        tree.SetDisplay: set_display,
        tree.DictDisplay: dict_display,
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
        tree.Comprehension: comprehension,
        tree.FormattedString: _formatted,
        tree.NamedExpression: _named,
        tree.Await: _await,
        tree.Yield: _yield,
        tree.BrokenExpression: _broken,
    }
)
