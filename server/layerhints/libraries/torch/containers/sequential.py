"""`Sequential`: how it is made, and its `forward`, which applies one module to what the one before it gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.torch.containers.content import fill, forget, held_by, update
from layerhints.libraries.torch.module import begin, registered
from layerhints.rules import equal, show_structure
from layerhints.values.arguments import Arguments
from layerhints.values.blaming import leave_unwritten
from layerhints.values.modules import DescribedModule
from layerhints.values.objects import ABSENT, Dict, Instance
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site


def make_sequential(machine: Machine, arguments: Arguments) -> None:
    module, *items = arguments.positional
    begin(machine, module)
    if arguments.unread or any(isinstance(item, DescribedModule) for item in items):
        _make_without(machine, module, items, arguments)
    elif arguments.more is not None:
        forget(machine, module, arguments.more, arguments.each if not items else ABSENT)
    elif len(items) == 1 and isinstance(items[0], Dict):
        update(machine, module, items[0])
    else:
        fill(machine, module, tuple(items), arguments.without_first().places)


def _make_without(machine: Machine, module: Instance, items: list[Any], arguments: Arguments) -> None:
    """Sequential: an item is being typed, so it is not there yet."""
    fill(machine, module, tuple(item for item in items if not isinstance(item, DescribedModule)))
    leave_unwritten(machine, arguments.site)


def forward(machine: Machine, arguments: Arguments) -> Any:
    """Sequential: each module on what the one before it gave."""
    module, call = arguments.positional[0], arguments.without_first()
    held = held_by(module)
    if isinstance(held, Unknown):
        return _any_number_of_times(machine, registered(module, "modules").alike, call, held)
    value, given = call.get(0, "input"), call.places.get(0) or call.places.get("input")
    for place, item in enumerate(held.values()):
        site = given if place == 0 else _written_here(machine, item)
        value = machine.call(item, Arguments([value], {}, None, {} if site is None else {0: site}))
    return value


def _any_number_of_times(machine: Machine, item: Any, call: Arguments, reason: Unknown) -> Any:
    """What comes out of a module that is applied again and again: what is certain after any number of times."""
    value = call.get(0, "input")
    for _ in range(_PATIENCE if item is not ABSENT else 0):
        with machine.silent():
            joined = machine.join(value, machine.call(item, Arguments([value])), reason)
        if not isinstance(joined, Tensor):
            break
        if _alike(value.shape, joined.shape):
            machine.call(item, Arguments([value]))
            return joined
        value = joined
    return Unknown(reason.reason)


_PATIENCE = 3
"""How many applications may change what is known of a shape before nothing is said of it."""


def _alike(one: Any, other: Any) -> bool:
    """Is the same known of both shapes?"""
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return isinstance(one, Open) and isinstance(other, Open) and show_structure(one) == show_structure(other)
    return len(one) == len(other) and all(
        isinstance(a, Unknown) if isinstance(b, Unknown) else equal(a, b) is True
        for a, b in zip(one, other, strict=True)
    )


def _written_here(machine: Machine, item: Any) -> Site | None:
    """Where an item was made, if that is in the file of the call: what does not fit into it is blamed there."""
    site = item.hidden.get("site") if isinstance(item, Instance) else None
    called = machine.site
    return site if site is not None and called is not None and site.unit.file == called.unit.file else None
