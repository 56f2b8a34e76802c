"""The bounds of an analysis. Beyond one, a value is unknown with that reason and the rest of the file still answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """`statement` and `total` count evaluated nodes; a node takes a few microseconds. `asked` is what the summary of a
    symbol may take that a person asked for by its name. `iterations` is how many turns of a `while` are followed one by
    one, `recursion` how often a function may call itself behind unknown conditions.
    """

    statement: int = 500_000
    total: int = 1_200_000
    asked: int = 1_200_000
    rehearsal: int = 120_000
    depth: int = 80
    items: int = 100_000
    digits: int = 4_096
    yields: int = 4_096
    iterations: int = 10_000
    recursion: int = 2
