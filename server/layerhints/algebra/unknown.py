"""The value that is not known, together with why."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the analysis could not learn: `reason` is for people, `origin` is whatever its maker wants to find again.

    It stands for a dimension, a shape or any other value. Arithmetic with it gives it back unchanged (of two, the left
    one), even where the other side would decide the result (`0 * unknown`): a size that was never learned must not turn
    into a number. It has no truth value, so that nobody branches on it by accident.
    """

    reason: str
    origin: object = field(default=None, hash=False)

    def __bool__(self) -> bool:
        raise TypeError(f"an unknown value is neither true nor false: {self.reason}")

    def _absorb(self, other: object, modulus: object = None) -> Unknown:
        return self

    def _itself(self) -> Unknown:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _absorb
    __floordiv__ = __rfloordiv__ = __truediv__ = __rtruediv__ = __mod__ = __rmod__ = _absorb
    __pow__ = __rpow__ = _absorb
    __neg__ = __pos__ = __abs__ = _itself
