"""The uses of layers that have a problem."""

from __future__ import annotations

from collections.abc import Iterator

from layerhints.ide.diagnostics import Diagnostic
from layerhints.project.view import View
from layerhints.rules import Rule
from layerhints.values.facts import LayerApplied


def wrong(view: View, problem: Diagnostic) -> Iterator[LayerApplied]:
    """The uses of layers that have the problem, as their rules say."""
    for placed in view.definitions(problem.range):
        for fact in view.facts(placed):
            if isinstance(fact, LayerApplied) and isinstance(fact.layer.rule, Rule):
                found = fact.layer.rule.apply(fact.inputs).problems
                if any((each.code, each.message) == (problem.code, problem.message) for each in found):
                    yield fact
