"""Whether two values of different runs behave alike: what was found with one then holds for the other.

The answer «no» only costs a second look, so everything that is not understood is no.
"""

from __future__ import annotations

from functools import partial
from types import FunctionType
from typing import Any

from layerhints.algebra import Expression, Open, Unknown
from layerhints.values.objects import Scope, Value
from layerhints.values.sites import Site, Unit

_CONSTANTS = (int, float, complex, str, bytes, bool, range, slice, type(None), type(...), Expression)
_MOST = 20_000
"""Values that are looked at, at the most, in one comparison of two runs."""


class Equivalence:
    """Compares values of an earlier run with those of this one. Pairs once found alike are remembered."""

    def __init__(self) -> None:
        self._alike: dict[tuple[int, int], tuple[Any, Any]] = {}
        self._left = _MOST

    def holds(self, old: Any, new: Any) -> bool:
        if old is new:
            return True
        if type(old) is not type(new):
            return False
        if isinstance(old, _CONSTANTS):
            return bool(old == new)
        pair = (id(old), id(new))
        if pair in self._alike:
            return True
        self._left -= 1
        if self._left < 0:
            return False
        self._alike[pair] = (old, new)  # a cycle is alike if everything else is; holding both keeps their ids theirs
        if self._parts(old, new):
            return True
        del self._alike[pair]
        return False

    def _parts(self, old: Any, new: Any) -> bool:
        if isinstance(old, Open) and (old.head != new.head or old.tail != new.tail):
            return False
        if isinstance(old, Unknown):
            return bool(old.reason == new.reason)
        if isinstance(old, Unit):
            return old.file == new.file and old.definition is new.definition
        if isinstance(old, Site):
            return old.span == new.span and self.holds(old.unit, new.unit)
        if isinstance(old, (tuple, list)):
            return len(old) == len(new) and all(map(self.holds, old, new))
        if isinstance(old, dict):
            return list(old) == list(new) and all(self.holds(old[key], new[key]) for key in old)
        if isinstance(old, (set, frozenset)):
            return bool(old == new)
        if isinstance(old, Scope):
            # Of a module, only the names that were read count, and each of them is compared where it was read.
            return old.parent is None and new.parent is None and old.names.get("__name__") == new.names.get("__name__")
        if isinstance(old, partial):
            return self.holds((old.func, old.args, old.keywords), (new.func, new.args, new.keywords))
        if isinstance(old, FunctionType):
            return self._functions(old, new)
        return isinstance(old, Value) and all(
            self.holds(getattr(old, name, None), getattr(new, name, None)) for name in _slots(type(old))
        )

    def _functions(self, old: FunctionType, new: FunctionType) -> bool:
        """Functions of the host: the same code with alike values closed over."""
        if old.__code__ is not new.__code__ or not self.holds(old.__defaults__, new.__defaults__):
            return False
        cells = zip(old.__closure__ or (), new.__closure__ or (), strict=True)
        return all(self.holds(a.cell_contents, b.cell_contents) for a, b in cells)


def _slots(kind: type) -> list[str]:
    """The parts of a kind of value, but for when it was made."""
    return [name for base in kind.__mro__ for name in getattr(base, "__slots__", ()) if name != "born"]
