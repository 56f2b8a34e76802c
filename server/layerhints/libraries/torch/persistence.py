"""Which buffers of a module its state dict has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.algebra import Unknown

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

TRANSIENT = "transient"
"""The names of the buffers that `state_dict()` leaves out (in `hidden`)."""


def keep(machine: Machine, module: Instance, name: str, persistent: bool | None) -> None:
    """Note down whether the state dict has a buffer."""
    left_out = left_out_of(module)
    if persistent is None:
        machine.write(module.hidden, TRANSIENT, Unknown(f"whether `{name}` is in the state dict is not known"))
    elif isinstance(left_out, frozenset) and (name in left_out) is persistent:
        machine.write(module.hidden, TRANSIENT, left_out ^ {name})


def left_out_of(module: Instance) -> frozenset[str] | Unknown:
    found: frozenset[str] | Unknown = module.hidden.get(TRANSIENT, frozenset())
    return found
