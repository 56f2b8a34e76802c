"""The sample inputs that torch tests its own modules with, judged by torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from tests.torch_layers.judging import Outcome
from tests.torch_ops.check import Dtype
from tests.torch_ops.samples import Unplain, given
from torch.testing._internal.common_modules import module_db

from layerhints.algebra import Unknown

from .check import Call, Said, agree, knows, ours, quietly, shown

ENTRIES = {entry.module_cls.__name__: entry for entry in module_db}
TYPE = torch.float64
"""The type of numbers: the one in which some samples are written, whatever type is asked for."""


@dataclass(frozen=True)
class Sample:
    """A module made and called, as the tests write it, and what torch says of it; the exception that it raises."""

    module: Call
    inputs: Call
    result: Said | Exception


def samples(entry: Any) -> Iterator[Sample]:
    """The samples with plain arguments, in training and, where that differs, in evaluation."""
    for training in (True, False) if entry.train_and_eval_differ else (True,):
        for sample in entry.module_inputs_func(
            entry, device="cpu", dtype=TYPE, requires_grad=False, training=training
        ):
            making, applying = sample.constructor_input, sample.forward_input
            name = f"torch.nn.{entry.module_cls.__name__}"
            try:
                module = Call(name, plain(making.args), {key: plain(item) for key, item in making.kwargs.items()})
                inputs = Call("", plain(applying.args), {key: plain(item) for key, item in applying.kwargs.items()})
            except Unplain:
                continue
            yield Sample(module, inputs, quietly(lambda: said(entry.module_cls, making, applying, training)))  # noqa: B023


def plain(value: Any) -> Any:
    """An argument as the tests write it; a type of numbers decides no shape."""
    if type(value) is tuple or isinstance(value, list):
        return type(value)(map(plain, value))
    if isinstance(value, tuple):
        raise Unplain  # a packed sequence
    found = given(value)
    return None if isinstance(found, Dtype) else found


def said(cls: type[torch.nn.Module], making: Any, applying: Any, training: bool) -> Said:
    made = cls(*making.args, **making.kwargs).to(TYPE).train(training)
    output = made(*applying.args, **applying.kwargs)
    return Said(
        shown(output),
        [(name, tuple(each.shape)) for name, each in made.named_parameters()],
        [(path, type(each).__name__) for path, each in made.named_modules()],
    )


def compare(sample: Sample) -> Outcome:
    """Our word against torch's. Raises AssertionError where we say something that is not so."""
    found, expected = ours(sample.module, sample.inputs), sample.result
    if isinstance(expected, Exception):
        assert found.problems or not knows(found.output), f"torch raises {expected!r}, but it is {found.output}"
        return Outcome("refused")
    assert found.problems == ()
    assert agree(found.output, expected.output), f"{found.output}, in torch {expected.output}"
    assert found.parameters == expected.parameters
    # In torch, a lazy module is of another class after its first input.
    assert [(path, name.removeprefix("Lazy")) for path, name in found.modules] == expected.modules
    return Outcome("taken", tuple(sorted(set(reasons(found.output)))))


def reasons(found: Any) -> Iterator[str]:
    """Why shapes, or sizes in them, are not known."""
    if isinstance(found, Unknown):
        yield found.reason
    elif isinstance(found, (tuple, list)):
        for item in found:
            yield from reasons(item)


def cases_by_module() -> Iterator[tuple[str, Iterator[tuple[Any, Callable[[], Outcome]]]]]:
    """The comparisons of every module, by its name."""
    for name, entry in ENTRIES.items():
        yield (
            name,
            (((sample.module, sample.inputs), lambda sample=sample: compare(sample)) for sample in samples(entry)),
        )
