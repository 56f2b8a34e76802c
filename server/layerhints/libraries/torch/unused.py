"""Modules that a program makes and never applies: what their own use of the input says."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.application import forward_of, forward_of_rule
from layerhints.libraries.torch.inside import modules_inside, parts
from layerhints.libraries.torch.making import settle
from layerhints.libraries.torch.rehearsal import rehearse
from layerhints.values.objects import HALF_MADE, Native

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance
    from layerhints.values.sites import Site


_NO_MODELS = frozenset({HALF_MADE, "pattern"})


def outermost(made: Sequence[Instance]) -> list[Instance]:
    """The modules that are in no other one of these, and that were made."""
    modules = [module for module in made if "torch" in module.hidden and module.hidden.keys().isdisjoint(_NO_MODELS)]
    inner: set[int] = set()
    seen: set[int] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if id(module) not in seen:
            seen.add(id(module))
            inside = [child for child in parts(module) if child is not module]
            inner.update(map(id, inside))
            waiting += inside
    return [module for module in modules if id(module) not in inner]


def apply_unused(machine: Machine) -> None:
    """Apply each module that is in no other one and that was not applied. Where others were made by the same line and
    applied, these speak for it: a block may put another module in the place of what it made first, or copies of it into
    a list. What the program did
    apply of its parts stays what is known of these: a list that was unpacked into another module holds them, too. What
    is wrong inside of a module that is perhaps never made is no problem.
    """
    made = [module for module in machine.made if "torch" in module.hidden]
    outer = outermost(made)
    idle = [module for module in outer if _is_idle(module)]
    shown = {module.hidden["site"] for module in _applied(made, outer)} if idle else set()
    for module in idle:
        if _is_idle(module) and module.hidden["site"] not in shown:
            inside = [(each, each.hidden.get("applications", ())) for each in modules_inside(module)]
            applied = partial(rehearse, machine, module, ())
            machine.attempt(partial(machine.doubting, applied) if module.hidden["perhaps"] else applied)
            for each, uses in inside:
                if uses != ():
                    machine.write(each.hidden, "applications", uses)
    left_out = {id(part): part for module in outer for part in modules_inside(module)[1:] if _is_idle(part)}
    if left_out:
        _apply_left_out(machine, list(left_out.values()), _applied(made, outer))


def _is_idle(module: Instance) -> bool:
    """Has nothing applied it?"""
    return module.hidden.get("applications") == ()


def _applied(made: Sequence[Instance], outer: Sequence[Instance]) -> Iterator[Instance]:
    """The modules that something was sent through."""
    known = (made, *map(modules_inside, outer))
    return (module for each in known for module in each if module.hidden.get("applications") != ())


def _kind(module: Instance) -> tuple[Any, ...]:
    """What modules of one line have in common of which one speaks for all: the class, and the same layers."""
    return module.cls, *(id(each.hidden.get("rule")) for each in modules_inside(module))


def _speaks(kinds: Collection[tuple[Any, ...]], kind: tuple[Any, ...]) -> bool:
    """Does one of these, all of which one line made, speak for another? A module does for what torch puts into it, as
    that stands nowhere else.
    """
    return kind in kinds or (bool(kinds) and all(cls is not kind[0] for cls, *_ in kinds))


def _apply_left_out(machine: Machine, left_out: Sequence[Instance], applied: Iterable[Instance]) -> None:
    """Apply what is inside and nothing has applied, each by itself: parts of a model whose `forward` is not written
    yet, or passes them by. Only their own places speak of that: what fails is no problem, as no `forward` does it, and
    what is known of the calls of their models stays.
    """
    shown: dict[Site, set[tuple[Any, ...]]] = {part.hidden["site"]: set() for part in left_out}
    for module in applied:
        if module.hidden["site"] in shown:
            shown[module.hidden["site"]].add(_kind(module))
    for part in left_out:
        inside = modules_inside(part)
        waits = all(map(_is_idle, inside)) and not _speaks(shown[part.hidden["site"]], _kind(part))
        if waits and not _only_holds(machine, part):
            machine.attempt(partial(machine.doubting, partial(rehearse, machine, part, ())))
            for each in inside:
                if each.hidden.get("applications", ()) != ():
                    shown.setdefault(each.hidden["site"], set()).add(_kind(each))
                    machine.write(each.hidden, "applications", ())


def _only_holds(machine: Machine, module: Instance) -> bool:
    """Is it one of torch's own modules that do nothing, as a `ModuleList`?"""
    forward = forward_of(machine, module)
    of_rule = isinstance(forward, Native) and forward.implementation is forward_of_rule
    return of_rule and module.cls.site is None and settle(machine, module) is None
