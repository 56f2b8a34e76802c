"""Parameters: what each of them is when a function is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn

from layerhints.algebra import Unknown
from layerhints.interp.frames import Misfit, Raised
from layerhints.interp.joining import one_of
from layerhints.values.described import WORD, overridden, shown
from layerhints.values.holes import Hole
from layerhints.values.objects import ABSENT, Dict, Function, Rest
from layerhints.values.origins import Perhaps

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax import tree
    from layerhints.values.arguments import Arguments


def _rests_unheard(function: Function, arguments: Arguments) -> bool:
    """Is it called from outside, with nothing, while all that it needs would come in `*args`, or in both rests?

    Empty rests would then be no default that anybody means.
    """
    if arguments.site is not None or arguments.more is not None or arguments.keywords or len(arguments.positional) > 1:
        return False
    kinds = [parameter.kind for parameter in function.node.parameters.items[len(arguments.positional) :]]
    return "variadic" in kinds


def _for_the_one_inside(machine: Interpreter, inside: Function, given: int) -> tuple[Any, ...]:
    """What `*args` of a decorator's function is where nothing is given: what the function inside cannot do without."""
    return tuple(
        unheard_of(machine, inside, parameter)
        for parameter in inside.node.parameters.items[given:]
        if parameter.kind.startswith("positional") and parameter.name not in inside.defaults
    )


def bind_parameters(machine: Interpreter, function: Function, arguments: Arguments, names: dict[str, Any]) -> None:
    """Bind as Python does. A parameter that nothing gives is unknown when called from outside, an error otherwise."""
    positional = list(arguments.positional)
    keywords = dict(arguments.keywords)
    taken = 0
    unheard = _rests_unheard(function, arguments)
    inside = function.described
    for parameter in function.node.parameters.items:
        name = parameter.name
        if unheard and inside is not function and parameter.kind == "variadic":
            names[name] = (*positional[taken:], *_for_the_one_inside(machine, inside, max(taken, len(positional))))
            taken = len(positional)
        elif unheard and inside is function and parameter.kind in ("variadic", "keywords"):
            reason = Unknown(f"nothing in the file says what `{name}` of `{function.name}` is")
            names[name] = reason if parameter.kind == "variadic" else machine.new_dict(reason)
        elif parameter.kind == "variadic":
            rest = tuple(positional[taken:])
            names[name] = rest if _is_whole(arguments) else arguments.more
            taken = len(positional)
        elif parameter.kind == "keywords":
            made = names[name] = _named_rest(machine, function, arguments, name, keywords)
            if isinstance(arguments.more, Unknown):
                made.content = _unseen_rest(made, keywords, names, arguments.more)
            keywords = {}
        elif parameter.kind in ("positional", "positional_only") and taken < len(positional):
            names[name] = positional[taken]
            taken += 1
        elif name in keywords and parameter.kind != "positional_only":
            names[name] = keywords.pop(name)
        elif arguments.more is not None and (unseen := _unseen(function, name, arguments.more)) is not ABSENT:
            names[name] = unseen
        elif name in function.defaults:
            names[name] = function.defaults[name]
        elif taken <= len(positional) and isinstance(arguments.rest, Unknown):
            names[name] = arguments.rest
        elif taken <= len(positional) and (arguments.rest or arguments.site is None):
            names[name] = unheard_of(machine, function, parameter)
        elif not machine.minds_exceptions and _is_unused(function, name):
            names[name] = Unknown(f"the call does not give `{name}`")
        else:
            _misfit(machine, f"{function.name}() is missing the argument '{name}'")
    if taken < len(positional):
        _misfit(machine, f"{function.name}() takes {taken} positional arguments but got {len(positional)}")
    if keywords:
        _misfit(machine, f"{function.name}() got an unexpected keyword argument '{next(iter(keywords))}'")
    if WORD in function.unit.definition.mentions:
        _heed_comments(machine, function, names)


def _is_whole(arguments: Arguments) -> bool:
    """Are all positional arguments seen?"""
    return arguments.more is None or isinstance(arguments.more.origin, Perhaps)


def _unseen(function: Function, name: str, more: Unknown) -> Any:
    """What a parameter may have been given unseen; ABSENT where it cannot have been."""
    if not isinstance(more.origin, Perhaps):
        return more
    given, default = more.origin.values.get(name, ABSENT), function.defaults.get(name, ABSENT)
    return given if given is ABSENT or default is ABSENT else one_of([given, default], Unknown(more.reason))


def _unseen_rest(made: Dict, keywords: dict[str, Any], names: dict[str, Any], more: Unknown) -> Any:
    """What `**kwargs` holds where some of it may have been given unseen."""
    if not isinstance(more.origin, Perhaps):
        return more
    perhaps = {key: value for key, value in more.origin.values.items() if key not in names}
    return made.holding({**perhaps, **keywords}, keywords.keys(), more)


def _is_unused(function: Function, name: str) -> bool:
    """Does a parameter decide nothing, as nothing in the function reads it? Somebody may be adding it, and the calls
    come next.
    """
    span = function.node.span
    rows = function.unit.definition.text.splitlines()[span.row : span.end_row + 1]
    return len(re.findall(rf"\b{re.escape(name)}\b", "\n".join(rows))) == 1


def _heed_comments(machine: Interpreter, function: Function, names: dict[str, Any]) -> None:
    """A comment of ours says what a tensor is of which the caller knows nothing."""
    from layerhints.interp.annotations import tensor_said

    said = overridden(function)
    for parameter in function.node.parameters.items if said else ():
        value = names[parameter.name]
        if parameter.name in said and isinstance(getattr(value, "shape", value), Unknown):
            tensor = tensor_said(machine, function, parameter)
            if tensor is not None:
                names[parameter.name] = tensor


def _misfit(machine: Interpreter, message: str) -> NoReturn:
    try:
        machine.throw("TypeError", message)
    except Raised as error:
        raise Misfit(error.value) from None


def _named_rest(
    machine: Interpreter, function: Function, arguments: Arguments, name: str, keywords: dict[str, Any]
) -> Dict:
    """What `**kwargs` holds."""
    cls = machine.builtin_class("dict")
    if arguments.site is not None and arguments.rest is False:
        return Dict(keywords, cls)
    rest = Rest(keywords, cls, _hole(function, name) if machine.holes.active else None)
    taken = function.node.parameters.items[len(arguments.positional) :]
    rest.all = arguments.site is None and len(taken) == 1 and machine.holes.active
    return rest


def _hole(function: Function, name: str) -> Hole:
    return Hole((function.unit.file, function.name, function.node.span), (name,))


def unheard_of(machine: Interpreter, function: Function, parameter: tree.Parameter) -> Any:
    """What a parameter is that nothing gives: what is written at it, and what was learned of it."""
    from layerhints.interp.annotations import evaluated, tensor_said
    from layerhints.interp.configured import annotated

    said = tensor_said(machine, function, parameter)
    if said is not None:
        return said
    hole = _hole(function, parameter.name)
    if parameter.annotation is None:
        value = machine.hole_value(hole)
    else:
        value = annotated(machine, evaluated(machine, function, parameter.annotation), hole)
    return shown(machine, function, parameter, value)
