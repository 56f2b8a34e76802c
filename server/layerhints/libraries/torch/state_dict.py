"""`state_dict()`: the parameters and buffers of a module and of all modules inside, at each of their places. Buffers
that are registered not to be persistent are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch import inside
from layerhints.libraries.torch.persistence import left_out_of

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


def state_dict(machine: Machine, arguments: Arguments) -> Any:
    module, prefix = arguments.positional[0], arguments.get(2, "prefix", "")
    missing = inside.gap_with_buffers(module)
    if not isinstance(prefix, str):
        missing = Unknown("the prefix of the names is not known")
    if missing is not None:
        return machine.new_dict(missing)
    found: dict[Any, Any] = {}
    for path, each in inside.named_modules(module, repeated=True):
        left_out = left_out_of(each)
        if isinstance(left_out, Unknown):
            return machine.new_dict(left_out)
        found.update({prefix + name: value for name, value in inside.named_tensors([(path, each)], "parameters", True)})
        for name, value in inside.named_tensors([(path, each)], "buffers", True):
            if name.removeprefix(f"{path}.") not in left_out:
                found[prefix + name] = value
    return machine.new_dict(found)
