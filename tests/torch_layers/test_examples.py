"""Every example in a docstring, through our rule and through real torch, on the meta device where it can.

Names of sizes stay symbols in our rule; torch gets a number for each. `configurations_<family>.py` may hold `DTYPES`:
for a module the dtypes of what its examples put in, and `DEVICES`: where torch judges a module that the meta device
does not take.
"""

from __future__ import annotations

import pytest

from layerhints.libraries.torch.layers import rule
from layerhints.rules.examples import Example, examples, source

from . import check, torch_oracle
from .check import Tensor

NUMBERS = {"B": 2, "N": 2, "L": 19, "S": 13, "T": 11, "D": 17, "H": 23, "W": 29}
"""What torch gets for the names in examples."""


def examples_of(name: str) -> list[Example]:
    found = list(examples(rule(name)))
    assert found, "a rule shows what it does"
    return found


@pytest.mark.parametrize(("family", "name"), check.MODULES, ids=check.NAMES)
def test_every_module_names_its_page(family: str, name: str) -> None:
    assert source(rule(name)).startswith("https://docs.pytorch.org/docs/")


@pytest.mark.parametrize(("family", "name"), check.MODULES, ids=check.NAMES)
def test_the_rule_does_what_the_examples_say(family: str, name: str) -> None:
    for example in examples_of(name):
        inputs = tuple(Tensor(shape) for shape in example.inputs)  # type: ignore[arg-type]
        ours = check.run(example.layer, inputs, {}, lambda tensor, index: check.example_shape(tensor.shape))
        if example.problem:
            assert [problem.code for problem in ours.problems] == [example.problem], example.text
            continue
        assert ours.problems == (), example.text
        assert ours.outputs == tuple(map(check.example_shape, example.outputs)), example.text
        assert ours.total == (example.total,), example.text


@pytest.mark.oracle
@pytest.mark.parametrize(("family", "name"), check.MODULES, ids=check.NAMES)
def test_torch_does_what_the_examples_say(family: str, name: str) -> None:
    device = getattr(check.configurations(name), "DEVICES", {}).get(name, "meta")
    dtypes = getattr(check.configurations(name), "DTYPES", {}).get(name, ())
    for example in examples_of(name):
        inputs = tuple(
            Tensor(numbers(shape), dtypes[index] if index < len(dtypes) else "float32")
            for index, shape in enumerate(example.inputs)
        )
        if example.problem:
            with pytest.raises(torch_oracle.REFUSALS):
                torch_oracle.judge(example.layer, inputs, {})
            continue
        verdict = torch_oracle.judge(example.layer, inputs, {}, device)
        assert verdict.outputs == tuple(map(numbers, example.outputs)), example.text
        ours = check.run(example.layer, inputs, {}, lambda tensor, index: tensor.shape)
        assert ours.weights == verdict.weights, example.text
        assert list(ours.weights) == list(verdict.weights), example.text
        assert ours.buffers == verdict.buffers, example.text


def numbers(shape: tuple[int | str, ...]) -> tuple[int, ...]:
    return tuple(NUMBERS[size] if isinstance(size, str) else size for size in shape)
