"""Hovers over PyTorch's layers, with the numbers of real PyTorch."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from .golden import CASES
from .test_hover import check, parts_of, plain
from .torch_oracle import Notes

pytestmark = pytest.mark.oracle

BLOCKS, PYRAMID, TIED, OPEN = (CASES / f"torch_{name}.py" for name in ("blocks", "pyramid", "tied", "open"))


@pytest.fixture(scope="module")
def real() -> dict[str, dict[str, Any]]:
    """The names of each case after it ran with real PyTorch."""
    found: dict[str, dict[str, Any]] = {}
    for case in (BLOCKS, PYRAMID, TIED):
        Notes().watch(case, lambda names, notes, case=case: found.setdefault(case.stem, names))  # type: ignore[misc]
    return found


def rows(text: str) -> dict[str, str]:
    """Of each weight that a hover lists, its count as it is written."""
    lines = [line.split() for line in text.splitlines() if line.startswith("  ")]
    return {line[0]: line[-1] for line in lines if line[0] != "weight" or line[-1] != "count"}


def counts(module: torch.nn.Module) -> dict[str, str]:
    return {name: f"{parameter.numel():,}" for name, parameter in module.named_parameters()}


def total(module: torch.nn.Module) -> str:
    return f"{sum(parameter.numel() for parameter in module.parameters()):,}"


def test_a_convolution_that_is_used_many_times_alike(real: dict[str, Any]) -> None:
    text = plain(BLOCKS, "Conv2d(")
    convolution = real["torch_blocks"]["net"].blocks[0].conv
    assert text.startswith("Conv2d (2, 32, 16, 16) → (2, 32, 16, 16)\n")
    assert "Used as blocks.0.conv, blocks.1.conv, blocks.2.conv, blocks.3.conv and 12 more" in text
    assert f"Parameters {total(convolution)} = (32·3·3 + 1)·32" in text
    assert rows(text) == counts(convolution)
    assert "Height and width ⌊(16 + 2·1 − 3)/1⌋ + 1 = 16: padding=1 adds zeros at both ends" in text
    assert "output channels 32 and input channels 32 = channels" in text


def test_passes_that_are_not_alike_are_listed_with_their_paths(real: dict[str, Any]) -> None:
    text = plain(PYRAMID, "Conv2d(")
    assert text.startswith("Conv2d, 3 uses → (4, …, …, …)\n")
    sizes = [((4, 3, 40, 40), (4, 8, 40, 40)), ((4, 8, 20, 20), (4, 16, 20, 20)), ((4, 16, 10, 10), (4, 32, 10, 10))]
    for index, (stage, (before, after)) in enumerate(zip(real["torch_pyramid"]["model"].stages, sizes, strict=True)):
        assert tuple(stage.conv(torch.zeros(before)).shape) == after
        (line,) = [line for line in text.splitlines() if line.strip().startswith(f"stages.{index}.conv")]
        assert line.split() == [f"stages.{index}.conv", *f"line 25 {before} {after}".split(), total(stage.conv)]


@pytest.mark.parametrize("marked", ["Stage(nn.Module", "Stage(a, b)", "stage(x)"])
def test_a_class_its_making_and_its_call_list_the_passes(marked: str, real: dict[str, Any]) -> None:
    text = plain(PYRAMID, marked)
    assert text.startswith("Stage, 3 uses → (4, …, …, …)\n")
    for index, stage in enumerate(real["torch_pyramid"]["model"].stages):
        (line,) = [line for line in text.splitlines() if line.strip().startswith(f"stages.{index} ")]
        assert line.split()[1:3] == ["line", "32"]
        assert line.split()[-1] == total(stage)


def test_a_class_says_its_total_and_the_parts_that_it_adds_up(real: dict[str, Any]) -> None:
    text = plain(BLOCKS, "Net(nn.Module")
    net = real["torch_blocks"]["net"]
    assert text.startswith("Net (2, 3, 64, 64) → (2, 10)\n")
    assert f"Parameters {total(net)}, " in text
    first = total(net.blocks[0])
    assert {total(block) for block in net.blocks} == {first}
    assert [part for part, _, _, _ in parts_of(text)] == ["stem", "blocks.0", "head"]
    assert [f"{count:,}" for _, _, _, count in parts_of(text)] == [total(net.stem), total(net.blocks), total(net.head)]
    assert f"16·((32·3·3 + 1)·32 + 2·32)  {total(net.blocks)}" in text


def test_a_normalization_tells_parameters_from_statistics(real: dict[str, Any]) -> None:
    text = plain(TIED, "BatchNorm1d(")
    norm = real["torch_tied"]["reader"].norm
    assert rows(text) == counts(norm)
    running = norm.running_mean.numel() + norm.running_var.numel()
    assert f"running_mean and running_var (2·64 = {running} numbers) are statistics" in text
    assert "not parameters and not in the count" in text


def test_a_recurrent_layer_names_its_gates_and_states(real: dict[str, Any]) -> None:
    text = plain(TIED, "LSTM(")
    memory = real["torch_tied"]["reader"].memory
    assert text.startswith("LSTM (2, 16, 64) → [(2, 16, 64), [(1, 2, 64), (1, 2, 64)]]\n")
    assert f"Parameters {total(memory)} = 4·(2·64 + 2)·64" in text
    assert rows(text) == counts(memory)
    assert "gates 4 · hidden size 64 × input size 64" in text


def test_an_attention_counts_what_is_inside_of_it(real: dict[str, Any]) -> None:
    text = plain(TIED, "MultiheadAttention(")
    attention = real["torch_tied"]["reader"].attention
    assert f"Parameters {total(attention)} = 3·(64 + 1)·64 + (64 + 1)·64, " in text
    assert "All in all" not in text
    assert rows(text) == counts(attention)
    assert "4 heads of 64/4 = 16 each" in text


PARTS = ("position", "token", "attention", "memory", "norm")


def test_a_tied_weight_is_explained_on_both_sides_and_counted_once(real: dict[str, Any]) -> None:
    reader = real["torch_tied"]["reader"]
    assert reader.out.weight is reader.token.weight
    assert "Parameters 64,000 = 1000·64" in plain(TIED, "Embedding(")
    assert "Parameters 64,000 = 1000·64" in plain(TIED, "Linear(")
    whole = plain(TIED, "Reader(nn.Module")
    assert f"Parameters {total(reader)}, " in whole
    truth = {name: sum(p.numel() for n, p in reader.named_parameters() if n.startswith(name)) for name in PARTS}
    assert {part: count for part, _, _, count in parts_of(whole)} == truth
    assert sum(truth.values()) == sum(parameter.numel() for parameter in reader.parameters())


def test_sizes_that_nothing_gives_stay_in_the_arithmetic() -> None:
    text = plain(OPEN, "Conv2d(")
    assert text.startswith("Conv2d (N, 3, H, W) → (N, 64, (H+1)//2, (W+1)//2)\n")
    assert "Height ⌊(H + 2·3 − 7)/2⌋ + 1 = (H+1)//2: padding=3 adds zeros at both ends" in text
    assert "height H and width W = what is done with x" in text
    linear = plain(OPEN, "Linear(d_model")
    assert "Parameters d_ff·d_model+d_ff = (d_model + 1)·d_ff" in linear
    assert "d_ff = d_ff" not in linear


FROZEN = """\
import torch
from torch import nn
from torch.nn.utils import weight_norm

frozen = nn.Linear(3, 4)
frozen.weight.requires_grad_(False)
y = frozen(torch.zeros(2, 3))
normed = weight_norm(nn.Linear(3, 4))
y = normed(torch.zeros(2, 3))
"""


def test_frozen_and_replaced_weights_are_shown_as_they_are() -> None:
    frozen = plain(FROZEN, "Linear(")
    assert "Frozen weight: 4 of 16 are trained" in frozen
    normed = plain(FROZEN, "Linear(", 1)
    names: dict[str, Any] = {}
    exec(FROZEN, names)
    assert "All in all it holds these weights:" in normed
    held = {part: f"{count:,}" for part, _, _, count in parts_of(normed)}
    assert f"Parameters {total(names['normed'])}, " in normed
    assert held == counts(names["normed"])


@pytest.mark.parametrize("marked", ["super()", "def forward", "torch.zeros", "range(depth)"])
def test_nothing_is_said_of_what_has_no_shape(marked: str) -> None:
    assert check(BLOCKS, marked) is None
