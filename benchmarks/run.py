"""Measure layerhints beside the floor and write the ratios into benchmarks/README.md.

Both servers do the same things in turn in one run, so that what else the machine does meets both alike. Seconds are
shown for orientation only: they are those of one machine, the ratios are what to compare.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from client import Client
from models import keras_file

HERE = Path(__file__).resolve().parent
SIZES = (100, 1_000, 10_000)
ROUNDS = 15
STARTS = 5
WINDOW = 60
BEGIN, END = "<!-- written by run.py -->", "<!-- end -->"

ENVIRONMENT = {"PYTHONPATH": str(HERE.parent / "server")}
LAYERHINTS = [sys.executable, "-m", "layerhints", "server"]
FLOOR = [sys.executable, str(HERE / "floor.py")]


class Row(NamedTuple):
    """One thing measured: medians of layerhints and of the floor, and their unit."""

    what: str
    lines: int
    ours: float
    floor: float
    unit: str

    @property
    def ratio(self) -> float:
        return self.ours / self.floor


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def measure(lines: int) -> list[Row]:
    """All measurements on a file of that many lines."""
    text = keras_file(lines)
    rows = text.split("\n")
    names = ("start to initialize", "start to first hints", "keystroke in a layer to hints", "blank line to hints")
    samples: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in (*names, "hints again")}
    memory: tuple[list[float], list[float]] = ([], [])

    for _ in range(STARTS):
        for which, command in enumerate((LAYERHINTS, FLOOR)):
            client = Client(command, ENVIRONMENT)
            client.initialize()
            samples[names[0]][which].append((time.perf_counter() - client.started) * 1000)
            client.open(text)
            client.hints(0, WINDOW)
            samples[names[1]][which].append((time.perf_counter() - client.started) * 1000)
            client.stop()

    clients = [Client(LAYERHINTS, ENVIRONMENT), Client(FLOOR, ENVIRONMENT)]
    for client in clients:
        client.initialize()
        client.open(text)
        client.hints(0, WINDOW)
    edited = next(row for row in range(len(rows) - 1, 0, -1) if ".add(Conv2D(" in rows[row])
    column = rows[edited].index("(3, 3)") + 1
    window = max(0, edited - WINDOW // 2), edited + WINDOW // 2
    digit = "3"
    for _ in range(ROUNDS):
        new = "5" if digit == "3" else "3"
        for which, client in enumerate(clients):

            def edit_layer(client: Client = client, old: str = digit, new: str = new) -> None:
                client.type(edited, column, old, new)
                client.hints(*window)

            samples[names[2]][which].append(timed(edit_layer))
            samples["hints again"][which].append(timed(partial(client.hints, *window)))
        digit = new
    for which, client in enumerate(clients):
        memory[which].append(client.resident_memory() / 2**20)
    for _ in range(ROUNDS):
        for which, client in enumerate(clients):

            def add_line(client: Client = client) -> None:
                client.type(3, 0, "", "\n")
                client.hints(*window)

            samples[names[3]][which].append(timed(add_line))
    for client in clients:
        client.stop()
    found = [Row(what, lines, statistics.median(a), statistics.median(b), "ms") for what, (a, b) in samples.items()]
    return [*found, Row("memory after the edits", lines, memory[0][0], memory[1][0], "MiB")]


def table(rows: list[Row]) -> str:
    lines = ["| what | lines | layerhints | floor | ratio |", "| --- | ---: | ---: | ---: | ---: |"]
    lines += [
        f"| {row.what} | {row.lines:,} | {row.ours:.1f} {row.unit} | {row.floor:.1f} {row.unit} | {row.ratio:.1f} |"
        for row in rows
    ]
    return "\n".join(lines)


def main() -> None:
    rows = [row for lines in SIZES for row in measure(lines)]
    readme = HERE / "README.md"
    head, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    tail = rest.partition(END)[2]
    readme.write_text(f"{head}{BEGIN}\n{table(rows)}\n{END}{tail}", encoding="utf-8")
    print(table(rows))


if __name__ == "__main__":
    main()
