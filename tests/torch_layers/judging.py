"""One drawn call of a module, judged by real torch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from layerhints.algebra import Unknown

from . import check, torch_oracle
from .check import Configuration


@dataclass(frozen=True)
class Outcome:
    """What came of a comparison in which nothing was wrong."""

    kind: str
    """`taken` by torch, or `refused`."""
    unknown: tuple[str, ...] = ()
    """Why sizes of a call that torch takes are not known."""


def compare(name: str, drawn: Configuration) -> Outcome:
    """Our rule against torch. Raises AssertionError where we say something that is not so."""
    drawn_from = check.configurations(name)
    device = getattr(drawn_from, "DEVICES", {}).get(name, "cpu")
    try:
        verdict = torch_oracle.judge_drawn(drawn, device)
    except torch_oracle.REFUSALS:
        assert refused(drawn)
        return Outcome("refused")
    ours = check.judged(drawn)
    agree(ours, verdict)
    if name not in getattr(drawn_from, "SAYS_LESS", ()):
        assert ours.outputs == verdict.outputs
    for less in (check.with_symbols(drawn), *check.with_less_known(drawn)):
        less_is_no_error(less, verdict)
    return Outcome("taken", tuple(sorted(set(reasons(ours.outputs)))))


def agree(ours: check.Result, verdict: torch_oracle.Verdict) -> None:
    """Whatever is said of the outputs is so; parameters and buffers are the same, in the same order."""
    assert ours.problems == ()
    assert len(ours.outputs) == len(verdict.outputs)
    assert all(map(check.agrees, ours.outputs, verdict.outputs))
    assert ours.explained == ours.outputs
    assert ours.weights == verdict.weights and list(ours.weights) == list(verdict.weights)
    assert ours.buffers == verdict.buffers


def refused(drawn: Configuration) -> bool:
    """Whether our rule reports a problem, or does not know what comes out."""
    try:
        ours = check.judged(drawn)
    except TypeError:
        return True  # `forward` does not take these arguments
    return bool(ours.problems) or any(reasons(ours.outputs))


def reasons(outputs: tuple[Any, ...]) -> Iterator[str]:
    """Why shapes, or sizes in them, are not known."""
    for shape in outputs:
        if isinstance(shape, Unknown):
            yield shape.reason
        else:
            yield from (size.reason for size in shape if isinstance(size, Unknown))


def less_is_no_error(ours: check.Result, verdict: torch_oracle.Verdict) -> None:
    """What is right for numbers stays right for symbols, and where sizes or arguments are not known."""
    assert ours.problems == ()
    if len(ours.outputs) == len(verdict.outputs):
        assert all(map(check.agrees, ours.outputs, verdict.outputs))
    else:
        assert all(isinstance(shape, Unknown) for shape in ours.outputs)
    if not isinstance(ours.weights, Unknown):
        common = ours.weights.keys() & verdict.weights.keys()
        assert all(check.weight_agrees(ours.weights[name], verdict.weights[name]) for name in common)
