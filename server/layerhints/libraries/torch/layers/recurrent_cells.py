"""Recurrent cells: they compute one step, and the program runs them along the sequence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from layerhints.libraries.torch.layers.base import Pattern
from layerhints.libraries.torch.layers.recurrent_base import Recurrent
from layerhints.rules import (
    Call,
    Problem,
    Several,
    Size,
    Structure,
    Weight,
    equal,
    factor,
)
from layerhints.rules.fields import FlagField, choice, flag, setting, size
from layerhints.rules.shapes import known_rank, with_axis


class RNNCellBase(Recurrent):
    """The base class of the cells: it has their weights, and no `forward`.

    Examples:
        RNNCellBase(10, 20, True, 4): N 10 !! abstract-layer
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html
    """

    batched_rank = 2

    input_size = size(label="input size", minimum=0)
    hidden_size = size(label="hidden size", minimum=0)
    bias: Any = FlagField()
    num_chunks: Any = size(label="gates", minimum=0)
    device = setting(None)
    dtype = setting(None)

    def forward(self, *input: Any) -> tuple[Any, Any]:
        return self, Several((*input, None)[:2])

    def gates(self) -> Size:
        return self.num_chunks

    def requirements(self, x: Any) -> Iterable[Problem]:
        if type(self) is RNNCellBase:
            yield Problem("abstract-layer", "`RNNCellBase` has no `forward`; use LSTMCell, GRUCell or RNNCell", Call())
            return
        yield from super().requirements(x)

    def patterns(self) -> tuple[Pattern, ...]:
        return (("N", self.input_size),)

    def state_shapes(self, x: Any) -> tuple[Any, ...]:
        return (with_axis(x, -1, self.hidden_size),) * self.states

    def wrong_state(self, state: Any, expected: Any, index: int) -> Iterator[Problem]:
        if len(expected) == 1 and len(state) == 2 and equal(state[0], expected[0]) is not False:
            return
        yield from super().wrong_state(state, expected, index)

    def strange_state(self, x: Any, hx: Any) -> bool:
        if super().strange_state(x, hx):
            return True
        # Without a batch torch adds one to the state, and does not look whether there is one already.
        given = hx if isinstance(hx, Several) else (hx,)
        return self.batched(x) is not True and any(known_rank(state) == 2 for state in given if state is not None)

    def output_for(self, x: Any) -> Structure:
        states = self.state_shapes(x)
        return states[0] if self.states == 1 else Several(states)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return {1: ("features",), 2: ("batch", "features")}.get(rank) or super().axis_names(rank)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        yield from self.step_weights(
            "",
            factor("input size", self.input_size),
            factor("hidden size", self.hidden_size),
            "weighs the input",
            None if x is None else 1,
        )

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "A cell computes one step; the program runs it along the sequence."
        yield from self.step_notes(self.hidden_size)


class RNNCell(RNNCellBase):
    """A step without gates.

    Examples:
        RNNCell(10, 20): N 10 -> N 20 | 640
        RNNCell(10, 20, bias=False): N 10, N 20 -> N 20 | 600
        RNNCell(10, 20): 10 -> 20 | 640
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html
    """

    first_fields = ("input_size", "hidden_size", "bias", "nonlinearity")

    num_chunks = 1
    bias = flag(True)
    nonlinearity = choice("tanh", "relu", default="tanh")
    forward = Recurrent.forward


class LSTMCell(RNNCellBase):
    """A step of a long short-term memory.

    Examples:
        LSTMCell(10, 20): N 10 -> N 20, N 20 | 2560
        LSTMCell(10, 20): 10 -> 20, 20 | 2560
        LSTMCell(10, 20): N 10, N 20 !! wrong-inputs
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html
    """

    states = 2
    num_chunks = 4
    bias = flag(True)
    forward = Recurrent.forward


class GRUCell(RNNCellBase):
    """A step of a gated recurrent unit.

    Examples:
        GRUCell(10, 20): N 10, N 20 -> N 20 | 1920
        GRUCell(10, 20): N 10, N 12 !! shape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html
    """

    num_chunks = 3
    bias = flag(True)
    forward = Recurrent.forward
