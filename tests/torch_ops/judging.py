"""One call of an operation, drawn or taken from torch's own sample inputs, judged by real torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from tests.torch_layers.judging import Outcome

from layerhints.algebra import Unknown
from layerhints.values.objects import ABSENT
from layerhints.values.tensor import Tensor

from . import check
from .check import Call, claims, items, ours, shown, theirs, with_less_known
from .draw import OPERATIONS, UNFOLLOWED, Draw
from .samples import ENTRIES, Sample, samples

for _file in sorted(Path(__file__).parent.glob("calls_*.py")):
    import_module(f"{__package__}.{_file.stem}")

OPERATIONS_BY_FAMILY = sorted((maker.__module__.rpartition("calls_")[2], name) for name, maker in OPERATIONS.items())
"""Every operation that is drawn, with the family whose file draws it."""
BY_NUMBERS = {"Tensor.as_strided_"}
"""Functions that refuse samples for other reasons than shapes: a place in memory."""


def drawn_call(name: str, draw: Callable[[Any], Any]) -> Call:
    return OPERATIONS[name](Draw(draw), name)


def compare(name: str, made: Call) -> Outcome:
    """Our word against torch's. Raises AssertionError where we say something that is not so."""
    check.check(made, followed=name not in UNFOLLOWED)
    return outcome(theirs(made), ours(made))


def compare_sample(sample: Sample) -> Outcome:
    """The same for a call that torch made itself; nothing is said of what layerhints does not have."""
    call, expected = sample.call, sample.result
    found = ours(call)
    if found is ABSENT:
        return Outcome("taken", ("it is not described",))
    if isinstance(expected, Exception):
        message = f"{call}: torch raises {expected}, but it is {shown(found)}"
        assert call.name in BY_NUMBERS or not claims(found), message
    else:
        check.compare(call, expected, found, False)
        for less in with_less_known(call):
            check.compare(call, expected, less, False)
    return outcome(expected, found)


def outcome(expected: Any, found: Any) -> Outcome:
    if isinstance(expected, Exception):
        return Outcome("refused")
    holds_tensors = isinstance(expected, (torch.Tensor, tuple, list))
    return Outcome("taken", tuple(sorted(set(reasons(found)))) if holds_tensors else ())


def reasons(found: Any) -> Iterator[str]:
    """Why shapes, or sizes in them, are not known. (Numbers in tensors are not followed, and not counted.)"""
    if isinstance(found, Unknown):
        yield found.reason
    elif isinstance(found, Tensor):
        shape = found.shape
        yield from (
            [shape.reason]
            if isinstance(shape, Unknown)
            else (size.reason for size in shape if isinstance(size, Unknown))
        )
    else:
        for item in items(found) or ():
            yield from reasons(item)


def sample_cases() -> Iterator[tuple[str, str, Iterator[tuple[Call, Callable[[], Outcome]]]]]:
    """The calls that torch's sample inputs make, for each entry of the table of operations."""
    for key, entry in sorted(ENTRIES.items()):
        place = key.rpartition(".")[0] or "torch"
        yield place, key, ((sample.call, lambda sample=sample: compare_sample(sample)) for sample in samples(entry))
