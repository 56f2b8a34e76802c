"""Statements written at random, in courses that hang on a `flag` of which nothing is known."""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import chain
from random import Random

Lines = list[str]
MOST_NESTED = 2


def indented(lines: Lines, times: int = 1) -> Lines:
    return [f"{'    ' * times}{line}" for line in lines]


class Writer(ABC):
    """Says what stands in a block; what decides over it is the same everywhere."""

    conditions: tuple[str, ...] = (
        "flag",
        "flag",
        "not flag",
        "flag > 1",
        "flag == 2",
        "flag in (0, 2)",
        "n % 2",
        "n > 2",
    )
    error = "KeyError"

    def __init__(self, random: Random) -> None:
        self.random = random

    @abstractmethod
    def simple(self) -> Lines:
        """A statement without a block, or a loop that everybody would write."""

    def one_of(self, *choices: str) -> str:
        return self.random.choice(choices)

    def condition(self) -> str:
        return self.one_of(*self.conditions)

    def statements(self, least: int, most: int, depth: int = 0) -> Lines:
        return list(chain(*(self.statement(depth) for _ in range(self.random.randint(least, most)))))

    def statement(self, depth: int = 0) -> Lines:
        if depth >= MOST_NESTED or self.random.random() < 0.5:
            return self.simple()

        def block() -> Lines:
            return indented(self.statements(1, 2, depth + 1))

        leaving = indented([f"if {self.condition()}:", f"    {self.one_of('break', 'continue')}"])
        failing = indented([f"if {self.condition()}:", f"    raise {self.error}"])
        times = self.one_of("flag", "flag + 1", "2", "n")
        kinds = {
            "if": lambda: [f"if {self.condition()}:", *block()],
            "if else": lambda: [f"if {self.condition()}:", *block(), "else:", *block()],
            "repeated": lambda: [f"for i in range({times}):", *block()],
            "left": lambda: ["for i in range(3):", *block(), *leaving, *block()],
            "tried": lambda: ["try:", *block(), *failing, *block(), f"except {self.error}:", *block()],
            "while": lambda: ["while n < 4:", *block(), "    n += 1"],
        }
        return kinds[self.one_of(*kinds, "if")]()


def helper(random: Random, other: str) -> Lines:
    """A function that gives back what it is given, or something else."""
    test = random.choice(("flag", "flag > 1", "not flag"))
    returned = random.choice(("one", other, other))
    return ["", "", "def helper(one):", f"    if {test}:", f"        return {returned}", "    return one", "", ""]


__all__ = ["Lines", "Writer", "helper", "indented"]
