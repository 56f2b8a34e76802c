"""What is computed again in the backward pass to save memory: `torch.utils.checkpoint`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.opaque import Opaque
from layerhints.values.objects import Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


def _checkpoint(machine: Machine, arguments: Arguments) -> Any:
    """`checkpoint(function, *inputs)` gives what the function gives."""
    call = arguments.without_first()
    for option in ("use_reentrant", "preserve_rng_state", "context_fn", "determinism_check", "debug"):
        call.keywords.pop(option, None)
    return machine.call(arguments.positional[0], call)


def _checkpoint_sequential(machine: Machine, arguments: Arguments) -> Any:
    """`checkpoint_sequential(functions, segments, input)`: the functions, or what stands in a Sequential, in turn."""
    functions, value = machine.iterate(arguments.get(0, "functions")), arguments.get(2, "input")
    if isinstance(functions, Unknown):
        return Unknown(functions.reason)
    for function in functions:
        value = machine.call_values(function, value)
    return value


MEMBERS = {
    "checkpoint": Native("torch.utils.checkpoint.checkpoint", _checkpoint),
    "checkpoint_sequential": Native("torch.utils.checkpoint.checkpoint_sequential", _checkpoint_sequential),
    "get_device_states": Opaque("torch.utils.checkpoint.get_device_states"),
    "set_device_states": Opaque("torch.utils.checkpoint.set_device_states"),
}
