"""The formula of a hover, read as arithmetic, comes to the count, and its words name every number in it."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest
import torch

from layerhints.libraries.keras.layers import ALIASES, NAMES
from layerhints.libraries.keras.layers import rule as keras_rule
from layerhints.libraries.torch.layers import FAMILY_OF as TORCH
from layerhints.libraries.torch.layers import rule as torch_rule
from layerhints.rules import Several
from layerhints.rules.examples import Example, examples
from layerhints.rules.explain import Explanation, explain

from .test_hover import parts_of, plain


def number(size: int | str) -> int:
    return size if isinstance(size, int) else NUMBERS.get(size, 3)


KERAS = [name for name in NAMES if name not in ALIASES]
NUMBERS = {"B": 2, "N": 2, "L": 19, "S": 13, "T": 11, "D": 17, "H": 23, "W": 29}


def explained(
    names: Iterable[str], rule: Callable[[str], Any], call: Callable[[Any, list[Any]], tuple[Any, Any]]
) -> Iterator[tuple[Example, Explanation]]:
    """Every example of the rules, explained with a number in the place of each name."""

    def make(name: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        return rule(name).bind(positional, keywords).layer

    for example in (example for name in names for example in examples(rule(name) or object)):
        if example.problem is None:
            shapes = [tuple(map(number, shape)) for shape in example.inputs]
            called, x = call(example.layer.make(make), shapes)
            yield example, explain(called, x)


def of_keras(layer: Any, shapes: list[Any]) -> tuple[Any, Any]:
    return layer, shapes[0] if len(shapes) == 1 else Several(shapes)


def of_torch(layer: Any, shapes: list[Any]) -> tuple[Any, Any]:
    called: tuple[Any, Any] = layer.forward(*shapes)
    return called


EXPLAINED = [*explained(KERAS, keras_rule, of_keras), *explained(TORCH, torch_rule, of_torch)]
COSTLY = [(example, explanation) for example, explanation in EXPLAINED if example.total]


def evaluate(text: str, numbers: Mapping[str, int] = {}) -> int:
    """A formula as a number; `numbers` says what its words stand for."""
    for word in sorted(numbers, key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(word)}(?![\w-])", f" {numbers[word]} ", text)
    result: int = _value(ast.parse(text.replace("·", "*").strip(), mode="eval").body)
    return result


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return operator.add(_value(left), _value(right))
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return operator.mul(_value(left), _value(right))
    raise AssertionError(f"no formula: {ast.unparse(node)}")


@pytest.mark.parametrize(("example", "explanation"), COSTLY, ids=lambda value: getattr(value, "text", ""))
def test_the_numbers_come_to_the_count(example: Example, explanation: Explanation) -> None:
    assert evaluate(explanation.formula.numeric) == example.total
    assert sum(row.count for row in explanation.weights) == example.total  # each weight has its row


@pytest.mark.parametrize(("example", "explanation"), COSTLY, ids=lambda value: getattr(value, "text", ""))
def test_the_words_stand_for_the_numbers_of_the_rows(example: Example, explanation: Explanation) -> None:
    named = {part.label: part.value for row in explanation.weights for part in row.factors if part.label}
    if explanation.formula.symbolic:
        assert evaluate(explanation.formula.symbolic, named) == example.total
    else:  # one word would stand for two numbers
        values = [(part.label, part.value) for row in explanation.weights for part in row.factors]
        assert len(set(values)) > len(dict(values))


def test_all_kinds_of_layers_are_read() -> None:
    assert len(COSTLY) > 150
    assert not [example.text for example, explanation in EXPLAINED if not example.total and explanation.formula.numeric]


# --- what is made of other layers

COMPOSED = [
    ("nn.TransformerEncoderLayer(32, 4, dim_feedforward=48)", (32,)),
    ("nn.TransformerEncoderLayer(32, 4, dim_feedforward=48, bias=False)", (32,)),
    ("nn.TransformerDecoderLayer(32, 4, dim_feedforward=48)", (32, 32)),
    ("nn.TransformerEncoder(nn.TransformerEncoderLayer(32, 4, 48), 3, nn.LayerNorm(32))", (32,)),
    ("nn.Transformer(32, 4, 2, 3, 48)", (32, 32)),
    ("nn.Sequential(nn.Linear(32, 5), nn.ReLU(), nn.Linear(5, 7))", (32,)),
    ("nn.Sequential(nn.Linear(32, 32), nn.Linear(32, 32), nn.Linear(32, 7))", (32,)),
]


@pytest.mark.oracle
@pytest.mark.parametrize(("made", "sizes"), COMPOSED, ids=[made for made, _ in COMPOSED])
def test_a_whole_is_the_sum_of_its_parts(made: str, sizes: tuple[int, ...]) -> None:
    real = eval(made, {"nn": torch.nn})
    inputs = ", ".join(f"torch.zeros(5, 2, {size})" for size in sizes)
    text = plain(f"import torch\nfrom torch import nn\n\nwhole = {made}\nwhole({inputs})\n", made.partition("(")[0])
    total = sum(parameter.numel() for parameter in real.parameters())
    assert f"Parameters {total:,}, " in text
    parts = list(parts_of(text))
    assert sum(count for _, _, _, count in parts) == total
    for first, last, formula, count in parts:
        truth = sum(p.numel() for name, p in real.named_parameters() if f"{name}.".startswith(f"{first}."))
        if first != last:
            times, _, formula = re.sub("^([0-9]+) × ", r"\1·", formula).partition("·")
            count //= int(times)
        assert count == truth
        assert not formula or evaluate(formula.replace(",", "")) == truth
