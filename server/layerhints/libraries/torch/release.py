"""`torch.__version__`: a text that compares as releases do, "1.10" being later than "1.9".

https://packaging.python.org/en/latest/specifications/version-specifiers/#version-scheme
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Class, Native

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

_FINAL = re.compile(r"v?(?P<numbers>\d+(?:\.\d+)*)(?:\+(?P<local>\w+))?")
"""A release that is neither a candidate nor from between two others."""
_NUMBER = re.compile(r"\d")

Rank = tuple[tuple[int, ...], bool]


def release(machine: Machine) -> Any:
    """The release of PyTorch in the user's environment."""
    text = machine.host.distribution("torch")
    if text is None:
        return Unknown("which release of `torch` is installed is not known")
    comparisons = {
        name: Native(f"TorchVersion.{name}", _comparison(operator, text))
        for name, operator in (
            ("__lt__", lt), ("__le__", le), ("__gt__", gt), ("__ge__", ge), ("__eq__", eq), ("__ne__", ne)
        )
    }  # fmt: skip
    cls = Class("TorchVersion", (machine.builtin_class("str"),), dict(comparisons), module="torch.torch_version")
    return machine.call(cls, Arguments([text]))


def _comparison(operator: Callable[[Any, Any], bool], text: str) -> Callable[[Machine, Arguments], Any]:
    def compare(machine: Machine, arguments: Arguments) -> Any:
        given = _spelled(machine.plain(arguments.positional[1]))
        if isinstance(given, str) and not _NUMBER.search(given):
            return operator(text, given)  # "parrots" is no release: as texts compare
        own, other = _rank(text), _rank(given)
        if own is None or other is None:
            return Unknown("how the release of `torch` compares with this is not known")
        return operator(own, other)

    return compare


def _spelled(value: Any) -> Any:
    """Releases are written as tuples of their numbers, too."""
    return ".".join(map(str, value)) if isinstance(value, tuple) else value


def _rank(text: Any) -> Rank | None:
    """What orders final releases: zeros at the end do not count, and a build of its own comes behind the release."""
    found = _FINAL.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        return None
    numbers = tuple(map(int, found["numbers"].split(".")))
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return numbers, found["local"] is not None
