"""What an analysis found, by the definition in which it stands, so that a feature looks only at what is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from layerhints.values.facts import LayerApplied

if TYPE_CHECKING:
    from layerhints.interp import Analysis
    from layerhints.values.facts import Fact, Finding
    from layerhints.values.sites import Site

Place = tuple[str, tuple[str, int]]
"""A definition of a file: the file and the definition's key."""


class Findings:
    """The facts and problems of one analysis; a layer is found at its calls, where it is made, and at its class."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self._facts: dict[Place, list[Fact]] = defaultdict(list)
        self._problems: dict[Place, list[Finding]] = defaultdict(list)
        for fact in analysis.facts:
            for place in {_place(site) for site in _sites(fact) if site is not None}:
                self._facts[place].append(fact)
        for finding in analysis.findings:
            self._problems[_place(finding.site)].append(finding)

    def facts(self, file: str, key: tuple[str, int]) -> Sequence[Fact]:
        return self._facts.get((file, key), ())

    def problems(self, file: str, key: tuple[str, int]) -> Sequence[Finding]:
        return self._problems.get((file, key), ())


def _sites(fact: Fact) -> tuple[Site | None, ...]:
    if isinstance(fact, LayerApplied):
        return fact.site, fact.layer.site, fact.layer.definition
    return (fact.site,)


def _place(site: Site) -> Place:
    return site.unit.file, site.unit.definition.key
