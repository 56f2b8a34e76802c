"""The bounds of an analysis. Beyond one, a value is unknown with that reason and the rest of the file still answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """`statement` and `total` count evaluated nodes; a node takes a few microseconds."""

    statement: int = 1_000_000
    total: int = 4_000_000
    rehearsal: int = 1_000_000
    depth: int = 80
    items: int = 100_000
    digits: int = 4_096
    yields: int = 4_096
