"""Whether a call of a layer or module fits the method that the program gives its class for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.rules import Call, Place, Problem
from layerhints.rules.misspelt import correction
from layerhints.syntax import tree
from layerhints.values.facts import Finding
from layerhints.values.objects import Bound, Function, StaticMethod

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance
    from layerhints.values.sites import Site


def check_fit(machine: Machine, layer: Instance, method: Any, call: Arguments) -> None:
    """Report a call that stands in the program and raises TypeError, unless somebody may be waiting for that. `method`
    is that of the class, or bound to the layer.
    """
    function = method.function if isinstance(method, Bound) else method
    if call.site is None or call.more is not None or machine.trying:
        return
    if not isinstance(function, Function) or not isinstance(function.node, tree.Function):
        return
    found = _misfit(f"`{layer.cls.name}.{function.node.name}`", function, call, "input")
    if found is not None and (call.rest is False or found.code != "missing-argument"):
        _report(machine, found, call, call.site)


def check_making(machine: Machine, layer: Instance, call: Arguments) -> None:
    """The same of the call of a class, which its own `__init__` takes."""
    function = layer.cls.lookup("__init__")
    if not isinstance(function, Function) or not isinstance(function.node, tree.Function):
        return
    if call.site is None or call.more is not None or machine.trying:
        return
    if isinstance(layer.cls.lookup("__new__"), (Function, StaticMethod)):
        return
    found = _misfit(f"`{layer.cls.name}`", function, call, "positional argument")
    if found is not None and (call.rest is False or found.code != "missing-argument"):
        _report(machine, found, call, call.site)


def _report(machine: Machine, problem: Problem, call: Arguments, otherwise: Site) -> None:
    place = call.places.get(problem.blame.at) if isinstance(problem.blame, Place) else None
    machine.report(Finding(problem.code, problem.message, place or otherwise, machine.stack, problem.correction))


def _misfit(title: str, function: Function, call: Arguments, item: str) -> Problem | None:
    """What is wrong; `item` is what stands in the call by its position."""
    assert isinstance(function.node, tree.Function)
    items = function.node.parameters.items
    own = items if items and items[0].kind == "variadic" else items[1:]
    in_order = [one.name for one in own if one.kind in ("positional_only", "positional")]
    named = {one.name for one in own if one.kind in ("positional", "keyword_only")}
    kinds = {one.kind for one in own}
    given = len(call.positional)
    if given > len(in_order) and "variadic" not in kinds:
        takes = f"{len(in_order)} {item}{'' if len(in_order) == 1 else 's'}"
        return Problem("too-many-arguments", f"{title} takes {takes}; {given} are given", Call())
    unknown = next((name for name in call.keywords if name not in named), None)
    if unknown is not None and "keywords" not in kinds:
        near = correction(unknown, sorted(named))
        hint = f". {near.question}" if near else ""
        return Problem("unexpected-argument", f"{title} has no parameter `{unknown}`{hint}", Place(unknown), near)
    twice = next((name for name in in_order[:given] if name in call.keywords), None)
    if twice is not None:
        return Problem("repeated-argument", f"{title} is given `{twice}` twice", Place(twice))
    filled = {*in_order[:given], *call.keywords, *function.defaults}
    missing = [one.name for one in own if one.kind not in ("variadic", "keywords") and one.name not in filled]
    if missing:
        named_so = " and ".join(f"`{name}`" for name in missing)
        return Problem("missing-argument", f"{title} is not given {named_so}", Call())
    return None
