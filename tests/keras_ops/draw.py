"""Drawing shapes and arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from tests.keras_ops.check import Call, Shape

SIZES = st.integers(1, 6)


class Draw:
    """What a test draws, and the tensors that it has drawn so far."""

    def __init__(self, draw: Callable[[Any], Any], holes: bool) -> None:
        self._draw = draw
        self.holes = holes
        self.tensors: dict[str, tuple[Shape, str]] = {}

    def int(self, low: int, high: int) -> int:
        found: int = self._draw(st.integers(low, high))
        return found

    def pick(self, *options: Any) -> Any:
        return self._draw(st.sampled_from(options))

    def chance(self) -> bool:
        return bool(self._draw(st.booleans()))

    def size(self) -> int:
        return self.int(1, 6)

    def shape(self, low: int = 0, high: int = 4) -> tuple[int, ...]:
        return tuple(self.size() for _ in range(self.int(low, high)))

    def opened(self, shape: Shape) -> Shape:
        """Some of the sizes left open."""
        if not self.holes:
            return shape
        return tuple(None if self.int(0, 3) == 0 else size for size in shape)

    def tensor(self, shape: Shape, dtype: str = "float32") -> str:
        name = "abcdefgh"[len(self.tensors)]
        self.tensors[name] = (self.opened(shape), dtype)
        return name

    def any(self, low: int = 0, high: int = 4, dtype: str = "float32") -> str:
        return self.tensor(self.shape(low, high), dtype)

    def rank(self, name: str) -> int:
        return len(self.tensors[name][0])

    def axis(self, rank: int) -> int:
        """Mostly one that exists."""
        return self.int(-rank - (self.int(0, 9) == 0), max(rank - 1, 0) + (self.int(0, 9) == 0))

    def axes(self, rank: int) -> Any:
        """None, one axis or several."""
        if rank == 0 or self.chance():
            return self.pick(None, self.axis(rank)) if rank else None
        count = self.int(1, rank)
        return tuple(self._draw(st.permutations(range(rank)))[:count])

    def order(self, rank: int) -> tuple[int, ...]:
        found = list(self._draw(st.permutations(range(rank))))
        return tuple(place - rank if self.chance() else place for place in found)

    def stretched(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """A shape that mostly broadcasts with this one."""
        kept = shape[self.int(0, len(shape)) :]
        return tuple(self.pick(size, size, 1, self.size() if self.int(0, 9) == 0 else size) for size in kept)

    def call(self, expression: str) -> Call:
        return Call(expression, dict(self.tensors))


Family = Callable[[Draw, str], Call]
FAMILIES: dict[str, Family] = {}
"""How the arguments of each function are drawn, by its name in keras.ops (or `image.`, `random.`)."""
UNFOLLOWED: set[str] = set()
"""Functions of which the shape may be unknown even where Keras knows it."""


def family(*names: str, followed: bool = True) -> Callable[[Family], Family]:
    def register(function: Family) -> Family:
        for name in names:
            assert name not in FAMILIES, name
            FAMILIES[name] = function
            if not followed:
                UNFOLLOWED.add(name)
        return function

    return register


def path(name: str) -> str:
    """How a program spells the function."""
    return name if name.startswith("random.") else f"ops.{name}"
