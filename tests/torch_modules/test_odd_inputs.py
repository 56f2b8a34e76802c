"""What is no tensor goes into a module: where torch raises, no shape is given, and the analysis goes on."""

from __future__ import annotations

from typing import Any

import pytest
from tests.torch_layers.test_examples import examples_of, numbers
from tests.torch_ops.check import Given

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers import FAMILY_OF, rule

from .check import Call, agree, call, check, knows, ours, theirs

pytestmark = pytest.mark.oracle

ODD = (None, True, 5, 2.5, "same", (), (2, 3), [1, 3, 8, 8], (Given((2, 3)),), (Given((2, 3)), Given((2, 3))))
TENSOR = Given((2, 3, 4))
PLACES = {"NonDynamicallyQuantizableLinear": "torch.nn.modules.linear"}
CALLS = [
    (call("torch.nn.TransformerEncoderLayer", 4, 2), (TENSOR,)),
    (call("torch.nn.TransformerDecoderLayer", 4, 2), (TENSOR, TENSOR)),
    (call("torch.nn.Transformer", 4, 2, 1, 1), (TENSOR, TENSOR)),
    (call("torch.nn.LSTM", 4, 5), (TENSOR, (Given((1, 3, 5)), Given((1, 3, 5))))),
    (call("torch.nn.GRU", 4, 5), (TENSOR, Given((1, 3, 5)))),
    (call("torch.nn.GRUCell", 4, 5), (Given((3, 4)), Given((3, 5)))),
    (call("torch.nn.ConvTranspose1d", 3, 5, 2), (TENSOR, (5,))),
    (call("torch.nn.MaxUnpool1d", 2), (TENSOR, Given((2, 3, 4), "int64"), (2, 3, 8))),
    (call("torch.nn.GaussianNLLLoss"), (TENSOR, TENSOR, 1.0)),
]


def made(name: str) -> tuple[Call, tuple[Any, ...]]:
    """A module and what goes into it, as its first example has them."""
    example = examples_of(name)[0]
    module = call(f"{PLACES.get(name, 'torch.nn')}.{name}", *example.layer.positional, **example.layer.keywords)
    return module, tuple(Given(numbers(shape)) for shape in example.inputs)


@pytest.mark.parametrize("name", sorted(FAMILY_OF))
def test_of_every_module(name: str) -> None:
    judge(*made(name))


@pytest.mark.parametrize(("module", "inputs"), CALLS, ids=[module.name for module, _ in CALLS])
def test_of_calls_with_more(module: Call, inputs: tuple[Any, ...]) -> None:
    judge(module, inputs)


@pytest.mark.parametrize("name", sorted(FAMILY_OF))
@pytest.mark.parametrize("dtype", ["int64", "uint8", "bool"])
def test_whole_numbers(name: str, dtype: str) -> None:
    """What multiplies takes none; a problem is said of nothing that torch takes."""
    module, inputs = made(name)
    given = call("", *(Given(each.shape, dtype) for each in inputs))
    expected, found = theirs(module, given), ours(module, given)
    refused = isinstance(expected, Exception)
    assert refused or not found.problems, f"{given}: {found.problems}"
    if inputs and rule(name).computes:
        assert refused and found.problems, f"{given}: {expected}"


def judge(module: Call, inputs: tuple[Any, ...]) -> None:
    for place in range(len(inputs)):
        for odd in ODD:
            given = call("", *inputs[:place], odd, *inputs[place + 1 :])
            expected, found = theirs(module, given), ours(module, given)
            if isinstance(expected, Exception):
                assert found.problems or not knows(found.output), f"{given}: {found.output}, torch raises {expected!r}"
            else:
                assert found.problems == (), f"{given}: {expected.output} in torch"
                assert isinstance(found.output, Unknown) or agree(found.output, expected.output), f"{given}"


@pytest.mark.parametrize("options", [{}, {"head_bias": True}, {"div_value": 2.0}])
def test_the_modules_inside_a_loss(options: dict[str, Any]) -> None:
    module = call("torch.nn.AdaptiveLogSoftmaxWithLoss", 8, 20, (5, 10), **options)
    assert check(module, call("", Given((3, 8)), Given((3,), "int64")))
