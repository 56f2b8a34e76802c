"""`numbers`: the tower of abstract number classes."""

from __future__ import annotations

from typing import Any

from layerhints.interp.builtins.numbers import COMPLEX, FLOAT, INT
from layerhints.values.objects import Class

_MEMBERS = {
    "Number": (INT, FLOAT, COMPLEX),
    "Complex": (INT, FLOAT, COMPLEX),
    "Real": (INT, FLOAT),
    "Rational": (INT,),
    "Integral": (INT,),
}


class NumberClass(Class):
    """An abstract class of numbers."""

    __slots__ = ()

    def adopts(self, cls: Class) -> bool:
        return any(member in cls.order for member in _MEMBERS[self.name])


def names(module: str) -> dict[str, Any]:
    return {name: NumberClass(name, (), {}, module="numbers") for name in _MEMBERS}
