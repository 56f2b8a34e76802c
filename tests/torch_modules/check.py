"""The only code of this suite that touches the API: a module made and called, through layerhints and through torch."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from tests.nowhere import Nowhere
from tests.torch_layers.check import agrees
from tests.torch_ops.check import MANY, REFUSALS, Given

from layerhints.algebra import Unknown
from layerhints.interp.interpreter import Interpreter
from layerhints.libraries import LIBRARIES
from layerhints.libraries.torch.inside import named_modules, named_parameters
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.values.arguments import Arguments
from layerhints.values.objects import List
from layerhints.values.results import Results
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

HERE: Any = Site(None, None)  # type: ignore[arg-type]
"""The place that everything is blamed on."""


@dataclass(frozen=True)
class Call:
    """A call of `name` in torch, whose arguments may be calls themselves, tensors (Given), or numbers.

    `()` calls its first argument.
    """

    name: str
    positional: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What comes out: shapes in their arrangement; parameters and modules by name; whether something is wrong."""

    output: Any
    parameters: list[tuple[str, Any]]
    modules: list[tuple[str, str]]
    problems: tuple[str, ...] = ()


def call(name: str, *positional: Any, **keywords: Any) -> Call:
    return Call(name, positional, keywords)


class Reader:
    """What layerhints makes of calls."""

    def __init__(self) -> None:
        self.machine = Interpreter(Nowhere(), LIBRARIES, "program.py")
        self.machine.steps = MANY

    def value(self, each: Any) -> Any:
        machine = self.machine
        if isinstance(each, Call) and each.name == "()":
            function, *positional = each.positional
            return self.applied(self.value(function), Call("", tuple(positional), each.keywords))
        if isinstance(each, Call):
            place, _, name = each.name.rpartition(".")
            return self.applied(machine.attribute(machine.import_module(place), name), each)
        if isinstance(each, Given):
            return tensor_of(each.shape, each.dtype)
        if isinstance(each, list):
            return machine.new_list([self.value(item) for item in each])
        return tuple(map(self.value, each)) if isinstance(each, tuple) else each

    def applied(self, function: Any, each: Call) -> Any:
        keywords = {name: self.value(item) for name, item in each.keywords.items()}
        return self.machine.call(function, Arguments([self.value(item) for item in each.positional], keywords, HERE))

    def problems(self) -> tuple[str, ...]:
        return tuple(finding.code for finding in self.machine.findings)


def real(each: Any) -> Any:
    """What torch makes of calls."""
    if isinstance(each, Call):
        positional = [real(item) for item in each.positional]
        keywords = {name: real(item) for name, item in each.keywords.items()}
        if each.name == "()":
            return positional[0](*positional[1:], **keywords)
        owner: Any = torch
        for part in each.name.split(".")[1:]:
            owner = getattr(owner, part)
        return owner(*positional, **keywords)
    if isinstance(each, Given):
        return each.real()
    return type(each)(map(real, each)) if isinstance(each, (list, tuple)) else each


def quietly(action: Callable[[], Any]) -> Any:
    """What comes out; the exception that torch raises."""
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            return action()
        except REFUSALS as refusal:
            return refusal


def ours_of(made: Call) -> tuple[Any, tuple[str, ...]]:
    """The shapes that a call gives, and the problems."""
    reader = Reader()
    with reader.machine.at(HERE):
        output = reader.value(made)
    return shown(output), reader.problems()


def theirs_of(made: Call) -> Any:
    """The shapes that a call gives in torch; the exception that it raises."""
    return quietly(lambda: shown(real(made)))


def ours(module: Call, inputs: Call) -> Said:
    """The module made, and called with the arguments of `inputs`."""
    reader = Reader()
    with reader.machine.at(HERE):
        made = reader.value(module)
        output = reader.applied(made, inputs)
    return Said(
        shown(output),
        [(name, each.shape) for name, each in named_parameters(made)],
        [(path, each.cls.name) for path, each in named_modules(made)],
        reader.problems(),
    )


def theirs(module: Call, inputs: Call, training: bool = True) -> Said | Exception:
    """What torch says; the exception that it raises."""

    def run() -> Said:
        made = real(module).train(training)
        output = made(*map(real, inputs.positional), **{name: real(item) for name, item in inputs.keywords.items()})
        return Said(
            shown(output),
            [(name, tuple(each.shape)) for name, each in made.named_parameters()],
            [(path, type(each).__name__) for path, each in made.named_modules()],
        )

    result: Said | Exception = quietly(run)
    return result


def shown(value: Any) -> Any:
    """Shapes as tuples, several of them as a list."""
    if isinstance(value, torch.Tensor):
        return tuple(value.shape)
    if isinstance(value, Tensor):
        return value.shape
    if isinstance(value, List):
        value = value.content
    if isinstance(value, Results):
        value = value.items
    return list(map(shown, value)) if isinstance(value, (tuple, list)) else value


def knows(output: Any) -> bool:
    """Is everything about the shapes that come out known?"""
    if isinstance(output, list):
        return all(map(knows, output))
    if isinstance(output, tuple):
        return not any(isinstance(size, Unknown) for size in output)
    return not isinstance(output, Unknown)


def agree(found: Any, expected: Any) -> bool:
    """Whether nothing that is known of our shapes differs from theirs."""
    if isinstance(found, list):
        return len(found) == len(expected) and all(map(agree, found, expected))
    if isinstance(found, Unknown):
        return True
    return agrees(found, expected) if isinstance(found, tuple) and isinstance(expected, tuple) else found == expected


def check(module: Call, inputs: Call, training: bool = True) -> bool:
    """Shapes, parameters and modules are torch's; where torch refuses, there is a problem or no shape is given.

    Whether torch took it.
    """
    expected, found = theirs(module, inputs, training), ours(module, inputs)
    if isinstance(expected, Exception):
        assert found.problems or not knows(found.output), f"torch raises {expected!r}, but it is {found.output}"
        return False
    assert found.problems == ()
    assert found.output == expected.output
    assert found.parameters == expected.parameters
    assert found.modules == expected.modules
    return True
