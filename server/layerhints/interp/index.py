"""What was found, by the definition in which it stands, so that a feature looks only at what is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from layerhints.values.facts import LayerApplied

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layerhints.interp.steps import Step
    from layerhints.syntax.tree import Definition
    from layerhints.values.facts import Fact
    from layerhints.values.sites import Site

Place: TypeAlias = "tuple[str, tuple[str, int]]"
"""A definition of a file: the file and the definition's key."""


class Index:
    """The facts of some steps; a layer is found at its calls, where it is made, and at its class."""

    def __init__(self) -> None:
        self._facts: dict[Place, dict[Step, list[Fact]]] = {}
        self.touched: set[Place] = set()
        """Where something came or went since somebody cleared this."""

    def add(self, step: Step) -> None:
        for fact in step.facts:
            for place in _places(fact):
                self._facts.setdefault(place, {}).setdefault(step, []).append(fact)
                self.touched.add(place)

    def remove(self, step: Step) -> None:
        for fact in step.facts:
            for place in _places(fact):
                steps = self._facts.get(place)
                self.touched.add(place)
                if steps is not None and steps.pop(step, None) is not None and not steps:
                    del self._facts[place]

    def facts(self, file: str, key: tuple[str, int]) -> list[Fact]:
        """The facts that stand in a definition, in the order of the steps that found them."""
        steps = self._facts.get((file, key), {})
        return [fact for step in sorted(steps, key=_order) for fact in steps[step]]


def by_definition(
    facts: Iterable[Fact], file: str, old: Definition | None = None, now: Definition | None = None
) -> dict[tuple[str, int], list[Fact]]:
    """The facts that stand in each definition of a file (by its key). What stood in `old` stands in what it is `now`.
    """
    found: dict[tuple[str, int], list[Fact]] = {}
    for fact in facts:
        last = None
        for site in _sites(fact):
            if site is not None and site.unit is not last and site.unit.file == file:
                last = site.unit
                definition = last.definition
                if now is not None and definition is old:
                    definition = now
                there = found.setdefault(definition.key, [])
                if not there or there[-1] is not fact:
                    there.append(fact)
    return found


def _order(step: Step) -> int:
    return step.position


def _places(fact: Fact) -> set[Place]:
    return {_place(site) for site in _sites(fact) if site is not None}


def _sites(fact: Fact) -> tuple[Site | None, ...]:
    return (fact.site, fact.layer.site, fact.layer.definition) if isinstance(fact, LayerApplied) else (fact.site,)


def _place(site: Site) -> Place:
    return site.unit.file, site.unit.definition.key
