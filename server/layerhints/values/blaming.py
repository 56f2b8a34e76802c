"""Where a problem that a rule found is shown: on an argument, on an input, or on the whole call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.rules import Argument, Place
from layerhints.values.facts import NOT_READ, UNWRITTEN, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layerhints.rules import Problem
    from layerhints.values.facts import LayerInfo
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site


def report(
    machine: Machine,
    info: LayerInfo,
    problems: Iterable[Problem],
    places: Mapping[int | str, Site],
    inputs: Sequence[Site] | None,
    otherwise: Site | None,
) -> None:
    """Report the problems of a layer where their blame stands. `places` are those of the arguments of the call at hand,
    `inputs` those of the tensors that go in, None where the layer is made; what has no place of its own is shown at
    `otherwise`.
    """
    for problem in problems:
        site: Site | None = None
        blame = problem.blame
        if isinstance(blame, Argument):
            site = info.places.get(blame.field)
        elif isinstance(blame, Place):
            site = places.get(blame.at)
        elif inputs:
            site = inputs[min(getattr(blame, "index", 0), len(inputs) - 1)]
        site = site or otherwise or machine.site
        if site is not None:
            machine.report(Finding(problem.code, problem.message, site, machine.stack, problem.correction))


def leave_unwritten(machine: Machine, site: Site | None) -> None:
    """From here on the run goes on without what is not written to its end at `site`."""
    if site is not None:
        machine.report(Finding(UNWRITTEN, NOT_READ, site, machine.stack))
