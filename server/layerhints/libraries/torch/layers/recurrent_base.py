"""What reads an input and a state: its weights, and the states that it takes.

The stacks of `recurrent.py` and the cells of `recurrent_cells.py` share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import Other, OtherInputs, TorchModule
from layerhints.libraries.torch.layers.packed import data_of
from layerhints.rules import (
    Input,
    Problem,
    Ranks,
    Several,
    Size,
    Structure,
    Weight,
    counted,
    equal,
    factor,
    require,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.shapes import axis, known_rank
from layerhints.rules.weights import Axis, Factor

GATE_NAMES = {
    1: "",
    3: "reset gate, update gate and candidate for the state",
    4: "input, forget and output gate and the candidate for the cell",
}


class Recurrent(TorchModule):
    """What reads an input and a state, and gives out a state.

    What goes in is the input alone, or Several((input, hx)), where the state to start with is a shape, or Several.
    """

    computes = True
    other_inputs: ClassVar[OtherInputs] = {"hx": Other.STATE}

    states: ClassVar[int] = 1
    """How many tensors the state has."""
    batched_rank: ClassVar[int]
    """How many axes an input with a batch has; without one it has one fewer."""

    input_size: Any
    hidden_size: Any
    bias: Any

    def forward(self, input: Any, hx: Any = None) -> tuple[Any, Any]:
        return self, input if hx is None and not isinstance(input, Several) else Several((input, hx))

    def gates(self) -> Size:
        """How many arrays of the size of the state one step computes."""
        raise NotImplementedError

    def state_shapes(self, x: Any) -> tuple[Any, ...]:
        """The shape of each tensor of the state, for an input of known rank."""
        raise NotImplementedError

    def output_for(self, x: Any) -> Structure:
        """What comes out for an input of this shape."""
        raise NotImplementedError

    def ranks(self) -> Ranks:
        return Ranks(self.batched_rank - 1, self.batched_rank)

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        x, hx = inputs if isinstance(inputs, Several) and len(inputs) == 2 else (inputs, None)
        if isinstance(x, Several):
            message = f"`{type(self).__name__}` takes one tensor as its input; {len(x)} are given"
            return inputs, (Problem("wrong-inputs", message, Input()),)
        x, problems = self.with_rank(x, self.ranks())
        return Several((x, hx)), problems

    def batched(self, x: Any) -> bool | None:
        """Whether the input has a batch; None when its rank is not known."""
        rank = known_rank(x)
        return None if rank is None else rank == self.batched_rank

    def requirements(self, x: Any) -> Iterable[Problem]:
        x, hx = x
        features = axis(data_of(x), -1)
        yield from require(
            equal(features, self.input_size),
            "wrong-features",
            f"the last axis of the input has {text(features)} features; with `input_size={text(self.input_size)}` it "
            f"must have {text(self.input_size)}",
            Input(),
        )
        yield from self.wrong_states(x, hx)

    def wrong_states(self, x: Any, hx: Any) -> Iterator[Problem]:
        """What is wrong with the state to start with."""
        if hx is None or isinstance(hx, Unknown):
            return
        if self.states == 1:
            given = (hx,)
        elif isinstance(hx, Several):
            given = tuple(hx)
            if len(given) < self.states or (len(given) > self.states and self.batched(x)):
                yield self._not_a_pair(f"{len(given)} tensors are given")
                return
        else:
            if self.batched(x):
                yield self._not_a_pair("one tensor is given")
            return
        for index, state in enumerate(given):
            if state is None or isinstance(state, Several):
                yield Problem("wrong-inputs", f"`hx` of `{type(self).__name__}` is one tensor", Input(1))
                return
            if index < self.states and self.batched(x) is not None and known_rank(state) is not None:
                yield from self.wrong_state(state, self.state_shapes(x)[index], index)

    def _not_a_pair(self, given: str) -> Problem:
        message = f"`hx` of `{type(self).__name__}` is a pair (h_0, c_0) of hidden state and cell state; {given}"
        return Problem("wrong-inputs", message, Input(1))

    def wrong_state(self, state: Any, expected: Any, index: int) -> Iterator[Problem]:
        fits = len(state) == len(expected)
        if not fits or any(equal(*pair) is False for pair in zip(state, expected, strict=True)):
            name = ("hidden", "cell")[index]
            message = (
                f"the {name} state to start with has the shape {show_structure(state)}; it must be "
                f"{show_structure(expected)}"
            )
            yield Problem("shape-mismatch", message, Input(1 + index))

    def output_of(self, x: Any) -> Structure:
        x, hx = x
        if self.strange_state(x, hx):
            return Unknown("the state to start with has an unusual form")
        return self.output_for(x)

    def strange_state(self, x: Any, hx: Any) -> bool:
        """Whether torch takes the state, but not in the way that its documentation describes."""
        if self.states == 1 or hx is None or isinstance(hx, (Unknown, Several)):
            return False
        return self.batched(x) is not True

    def step_weights(self, suffix: str, inputs: Axis, outputs: Factor, because: str, times: Any) -> Iterator[Weight]:
        """The weights of one direction of one layer. `outputs` is the size of the state that is fed back."""
        gates = value_of(self.gates())
        hidden = factor("hidden size", self.hidden_size)
        rows: Axis = hidden if gates == 1 else (Factor("gates", gates, fixed=isinstance(gates, int)), hidden)
        of_state, bias = "weighs the state of the step before", self.bias
        yield Weight(f"weight_ih{suffix}", (rows, inputs), times=times, because=because, group=suffix)
        yield Weight(f"weight_hh{suffix}", (rows, outputs), times=times, because=of_state, group=suffix)
        yield Weight(f"bias_ih{suffix}", (rows,), when=bias, because="a bias", flag="bias", group=suffix)
        yield Weight(f"bias_hh{suffix}", (rows,), when=bias, because="a second bias", flag="bias", group=suffix)

    def step_notes(self, state: Size) -> Iterator[str]:
        """What one step of the first layer computes, in numbers. `state` is the size of the state that is fed back."""
        gates, hidden = value_of(self.gates()), text(self.hidden_size)
        if isinstance(gates, int) and gates > 1:
            biases = f", and 2·{hidden} biases" if self.bias is True else ""
            yield (
                f"A step computes {gates} arrays of {counted(self.hidden_size, 'numbers')}: {GATE_NAMES[gates]}. Each "
                f"of them has ({text(self.input_size)} + {text(state)})·{hidden} weights{biases}."
            )
        if self.bias is True:
            yield (
                "There are two biases, `bias_ih` and `bias_hh`: they are added to one another, so that one would do, "
                "but cuDNN has both, and so has torch."
            )
