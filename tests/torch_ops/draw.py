"""Drawing shapes and arguments, and the table of what is drawn for each operation.

Each `calls_<family>.py` holds functions under `@operation(names…)`: they get a Draw and a name and make a call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from .check import Call, Given

Maker = Callable[["Draw", str], Call]
OPERATIONS: dict[str, Maker] = {}
"""How the arguments of each operation are drawn, by its name: `torch.cat`, `Tensor.view`."""
UNFOLLOWED: set[str] = set()
"""Operations whose result may be unknown where all sizes are known: it depends on the numbers in the tensors."""


def operation(*names: str, followed: bool = True) -> Callable[[Maker], Maker]:
    """A decorator: the function draws calls of each of `names`."""

    def register(maker: Maker) -> Maker:
        for name in names:
            assert name not in OPERATIONS, f"{name} is drawn twice"
            OPERATIONS[name] = maker
            if not followed:
                UNFOLLOWED.add(name)
        return maker

    return register


def both(*names: str, followed: bool = True) -> Callable[[Maker], Maker]:
    """The same for functions of torch that tensors have as methods, too."""
    return operation(*(f"{place}.{name}" for name in names for place in ("torch", "Tensor")), followed=followed)


class Draw:
    """What one test draws."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self._draw = draw

    def int(self, low: int, high: int) -> int:
        found: int = self._draw(st.integers(low, high))
        return found

    def pick(self, *options: Any) -> Any:
        return self._draw(st.sampled_from(options))

    def chance(self) -> bool:
        return bool(self._draw(st.booleans()))

    def rarely(self) -> bool:
        """One time in ten."""
        return self.int(0, 9) == 9

    def size(self) -> int:
        """The size of an axis: now and then 0."""
        return 0 if self.int(0, 39) == 39 else self.int(1, 6)

    def shape(self, low: int = 0, high: int = 4) -> tuple[int, ...]:
        return tuple(self.size() for _ in range(self.int(low, high)))

    def tensor(self, low: int = 0, high: int = 4, dtype: str = "float32") -> Given:
        return Given(self.shape(low, high), dtype)

    def axis(self, rank: int) -> int:
        """Mostly one that exists, counted from either end."""
        if self.rarely():
            return self.pick(-rank - 1, max(rank, 1))
        return self.int(-max(rank, 1), max(rank, 1) - 1)

    def axes(self, rank: int) -> tuple[int, ...]:
        """Several axes, each once."""
        order = self.order(rank)
        return order[: self.int(0, len(order))]

    def order(self, rank: int) -> tuple[int, ...]:
        """All axes, each counted from either end."""
        found = self._draw(st.permutations(range(rank)))
        return tuple(place - rank if self.chance() else place for place in found)

    def stretched(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """A shape that mostly broadcasts with this one."""
        kept = shape[self.int(0, len(shape)) :]
        return tuple(self.pick(size, size, 1, self.size() if self.rarely() else size) for size in kept)

    def varied(self, shape: tuple[int, ...], axis: int | None = None) -> tuple[int, ...]:
        """The same shape but for the size of one axis; rarely, one of the others differs, too."""
        if self.rarely():
            return self.shape()
        place = None if axis is None or not -len(shape) <= axis < len(shape) else axis % len(shape)
        return tuple(self.size() if each == place else size for each, size in enumerate(shape))
