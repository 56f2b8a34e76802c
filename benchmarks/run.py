"""Measure layerhints beside the floor and its peers, and write the table into benchmarks/README.md.

All servers do the same things in turn in one run, so that what else the machine does meets all alike. Milliseconds are
those of one machine; the ratios are what to compare.
"""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Sequence
from pathlib import Path

from cold import cold_table
from measure import AMID, PACED, Measured, measure, middle, worst
from servers import FLOOR, OURS, Server, install, installed
from subjects import NAMES, Subject, subject
from together import memory_table

README = Path(__file__).resolve().parent / "README.md"
BEGIN, END = "<!-- written by run.py -->", "<!-- end -->"
SPREAD = ("keystroke → viewport", PACED, AMID, "keystroke → whole file", "a digit of the stem → viewport", "hover")
"""What is measured often enough to speak of its worst, too."""


def table(subject: Subject, found: Measured, servers: Sequence[Server]) -> str:
    """The measurements on one file; the ratios are those of the medians, ours to another server's."""
    peers = servers[2:]
    names = ["layerhints", "floor", "ratio", *(text for peer in peers for text in (peer.name, "ratio"))]
    lines = [
        f"**{subject.name}**, {subject.lines - 1:,} lines",
        "",
        f"| | {' | '.join(names)} |",
        f"| --- |{' ---: |' * len(names)}",
    ]
    for what, samples in found.samples.items():
        ours = middle(samples[OURS.name])
        cells = [_cell(what, samples[OURS.name])]
        for server in (FLOOR, *peers):
            values = samples[server.name]
            cells += [_cell(what, values), f"{ours / middle(values):.2f}"]
        lines.append(f"| {what} | {' | '.join(cells)} |")
        if what == AMID:
            lines.append(f"| idle work makes letters slower by | {' | '.join(_slower(found, servers))} |")
    stale = [str(found.stale[OURS.name])]
    for server in (FLOOR, *peers):
        stale += [str(found.stale[server.name]), ""]
    lines.append(f"| stale answers | {' | '.join(stale)} |")
    return "\n".join(lines)


def _slower(found: Measured, servers: Sequence[Server]) -> list[str]:
    """What letters take amid idle work to what they take at the same pace without it, of each server."""
    ratios = [middle(found.samples[AMID][one.name]) / middle(found.samples[PACED][one.name]) for one in servers]
    ours, *others = (f"× {ratio:.2f}" for ratio in ratios)
    return [ours, *(text for other in others for text in (other, ""))]


def _cell(what: str, values: Sequence[float]) -> str:
    if what == "peak memory":
        return f"{middle(values) / 2**20:,.0f} MiB"
    if what in SPREAD:
        return f"{middle(values):,.1f} / {worst(values):,.1f}"
    return f"{middle(values):,.0f}" if middle(values) >= 100 else f"{middle(values):,.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure layerhints beside a server that does nothing and its peers.")
    parser.add_argument("--files", nargs="*", default=NAMES, choices=NAMES, help="the files (default: all)")
    parser.add_argument("--peers", nargs="*", help="ty, pyrefly, basedpyright (default: those that are installed)")
    parser.add_argument("--rounds", type=int, default=2, help="how often a line is typed (default: %(default)s)")
    parser.add_argument("--starts", type=int, default=3, help="how often servers are started (default: %(default)s)")
    parser.add_argument("--together", action="store_true", help="measure the memory with all files open, too")
    parser.add_argument("--cold", action="store_true", help="measure cold summaries, too")
    parser.add_argument("--write", action="store_true", help="keep the tables in benchmarks/README.md")
    options = parser.parse_args()
    install()
    servers = installed(options.peers)
    tables = []
    for name in options.files:
        chosen = subject(name)
        tables.append(table(chosen, measure(chosen, servers, options.rounds, options.starts), servers))
        print(tables[-1], end="\n\n", flush=True)
    if options.together:
        tables.append(memory_table([subject(name) for name in options.files], servers))
        print(tables[-1], end="\n\n", flush=True)
    if options.cold:
        tables.append(cold_table(options.starts))
        print(tables[-1], flush=True)
    if options.write:
        head, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
        tail = rest.partition(END)[2]
        date = datetime.date.today().isoformat()
        body = "\n\n".join([f"Measured on {date}.", *tables])
        README.write_text(f"{head}{BEGIN}\n{body}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
