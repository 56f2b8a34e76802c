"""Numbers that are repeated for each axis: `torch.nn.modules.utils`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.objects import Native
from layerhints.values.origins import is_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


def _repeated(count: int) -> Native:
    """`torch.nn.modules.utils._pair` and its like: what can be iterated over as a tuple, all else so many times."""

    def repeated(machine: Machine, arguments: Arguments) -> Any:
        value = arguments.get(0, "x")
        if is_number(value):
            return (value,) * count
        items = machine.iterate(value)
        return items if isinstance(items, Unknown) else tuple(items)

    return Native("torch.nn.modules.utils._ntuple", repeated)


def _repeating(machine: Machine, arguments: Arguments) -> Any:
    """`_ntuple(n)` makes a function such as `_pair`."""
    count = arguments.get(0, "n")
    if type(count) is not int:
        return Unknown("how often a number is repeated is not known")
    return _repeated(machine.bounded(count))


def _reversed_repeated(machine: Machine, arguments: Arguments) -> Any:
    """`_reverse_repeat_tuple((1, 2), 2)` is (2, 2, 1, 1)."""
    given, times = machine.plain(arguments.get(0, "t")), arguments.get(1, "n")
    if not isinstance(given, tuple) or type(times) is not int:
        return Unknown("what is repeated is not known")
    return tuple(item for item in reversed(given) for _ in range(machine.bounded(times)))


MEMBERS: Mapping[str, Any] = {
    "_single": _repeated(1),
    "_pair": _repeated(2),
    "_triple": _repeated(3),
    "_quadruple": _repeated(4),
    "_ntuple": Native("torch.nn.modules.utils._ntuple", _repeating),
    "_reverse_repeat_tuple": Native("torch.nn.modules.utils._reverse_repeat_tuple", _reversed_repeated),
}
PLACES = tuple(f"torch.nn.modules.{room}" for room in ("conv", "padding", "pooling", "utils"))
"""From where programs import them: the modules that use them have the names, too."""
