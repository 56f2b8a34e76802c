"""What the gatherers of evidence share: many drawn comparisons, their tally, and a page of sections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

Case = tuple[Any, Callable[[], Any]]
"""What a call is, and how to compare it."""


@dataclass
class Tally:
    """What a number of comparisons came to."""

    kinds: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    """How many calls that the library takes left something unknown, by reason."""
    partly: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def calls(self) -> int:
        return self.kinds.total()

    def judge(self, what: Any, compare: Callable[[], Any]) -> None:
        try:
            outcome = compare()
        except Exception as difference:  # whatever goes wrong in a comparison is a difference, and the run goes on
            self.kinds["different"] += 1
            self.differences.append(f"{what}: {type(difference).__name__} {difference}"[:1000])
            return
        self.kinds[outcome.kind] += 1
        self.partly += bool(outcome.unknown)
        self.unknown.update(set(outcome.unknown))

    def add(self, other: Tally) -> None:
        self.kinds += other.kinds
        self.unknown += other.unknown
        self.partly += other.partly
        self.differences += other.differences


def judge_drawn(draw_case: Callable[[Any], Case], count: int, start: int) -> Tally:
    """`count` comparisons, each of a call that was not drawn before, as far as there are so many."""
    tally = Tally()
    seen: set[str] = set()

    @seed(start)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def each(data: st.DataObject) -> None:
        what, compare = draw_case(data.draw)
        if repr(what) not in seen:
            seen.add(repr(what))
            tally.judge(what, compare)

    each()
    return tally


_TOGETHER = re.compile(r"^\| \*\*together\*\* \|(.*)\|$", re.MULTILINE)
_HEADER = re.compile(r"^\| \w+ \|( calls \|.*)\|$", re.MULTILINE)


def write_section(page: Path, heading: str, words: str, title: str, lines: list[str]) -> None:
    """Put a section in the place of the one that the page has, or at its end, and sum up all that the page tells."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    sections = {part.partition("\n")[0]: part.partition("\n")[2].strip() for part in text.split("\n## ")[1:]}
    sections[title] = "\n".join(lines).strip()
    text = "\n\n".join(f"## {name}\n\n{body}" for name, body in sections.items())
    calls = sum(_column(text, "calls"))
    different = sum(_column(text, "different"))
    head = f"# {heading}\n\n**{calls:,} comparisons, {different:,} differences.**\n\n{words}"
    page.write_text(f"{head}\n\n{text}\n", encoding="utf-8")


def _column(text: str, name: str) -> list[int]:
    """What the last lines of all tables say in the column of that name."""
    headers = [_cells(found) for found in _HEADER.findall(text)]
    numbers = [_cells(found) for found in _TOGETHER.findall(text)]
    return [int(row[header.index(name)].replace(",", "")) for header, row in zip(headers, numbers, strict=True)]


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]
