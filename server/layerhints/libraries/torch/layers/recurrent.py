"""Recurrent modules: whole stacks that read a sequence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from layerhints.algebra import Open, Unknown
from layerhints.libraries.torch.layers.base import Other, OtherInputs, Pattern
from layerhints.libraries.torch.layers.packed import Packed, data_of
from layerhints.libraries.torch.layers.recurrent_base import Recurrent
from layerhints.rules import (
    Argument,
    Call,
    Input,
    Problem,
    Several,
    Size,
    Structure,
    Weight,
    choose,
    counted,
    either,
    equal,
    exactly,
    factor,
    less,
    negate,
    require,
    text,
    value_of,
)
from layerhints.rules.field import Invalid, written
from layerhints.rules.fields import FlagField, NumberField, choice, setting, size
from layerhints.rules.shapes import forgotten, known_rank, map_shapes, with_axis
from layerhints.rules.weights import Axis, Factor

MOST_LAYERS = 500
"""Most layers of a stack whose weights are listed one by one."""


class StrictFlag(FlagField):
    """True or False and nothing that merely counts as one."""

    code = "bad-choice"

    def expected(self, owner: Any) -> str:
        return "it takes True or False"

    def read(self, value: Any, owner: Any) -> Any:
        if value is None or (isinstance(value, (int, float, str, tuple)) and not isinstance(value, bool)):
            raise Invalid(self.code, f"`{self.name}` is {written(value)}; {self.expected(owner)}")
        return super().read(value, owner)


class Probability(NumberField):
    """A number from 0 to 1; True and False are none."""

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, bool):
            raise Invalid(self.code, f"`{self.name}` is {value}; {self.expected(owner)}")
        return super().convert(value, owner)


class RNNBase(Recurrent):
    """The base class of the recurrent modules: it has their weights, and no `forward`.

    Examples:
        RNNBase("LSTM", 10, 20): L N 10 !! abstract-layer
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNBase.html
    """

    other_inputs: ClassVar[OtherInputs] = {"input": Other.PACKED, "hx": Other.STATE}
    batched_rank = 3

    mode: Any = choice("LSTM", "GRU", "RNN_TANH", "RNN_RELU")
    input_size = size(label="input size")
    hidden_size = size(label="hidden size")
    num_layers = size(1, label="layers")
    bias: Any = StrictFlag(True)
    batch_first: Any = StrictFlag(False)
    dropout: Any = Probability(0.0, low=0, high=1)
    bidirectional: Any = StrictFlag(False)
    proj_size: Any = size(0, minimum=0, label="projection size")
    device = setting(None)
    dtype = setting(None)

    def forward(self, *input: Any) -> tuple[Any, Any]:
        return self, Several((*input, None)[:2])

    def conflicts(self) -> Iterable[Problem]:
        yield from require(
            less(self.proj_size, self.hidden_size),
            "conflicting-arguments",
            f"`proj_size` is {text(self.proj_size)}; it must be smaller than the hidden size of "
            f"{text(self.hidden_size)}",
            Argument("proj_size"),
        )

    def requirements(self, x: Any) -> Iterable[Problem]:
        if type(self) is RNNBase:
            yield Problem("abstract-layer", "`RNNBase` has no `forward`; use LSTM, GRU or RNN", Call())
            return
        problems = list(super().requirements(x))
        yield from problems
        if not problems:
            yield from require(
                negate(equal(self.steps(x[0]), 0)), "wrong-shape", "the sequence has no step at all", Input()
            )

    def patterns(self) -> tuple[Pattern, ...]:
        if isinstance(self.batch_first, Unknown):
            return (Open(self.batch_first.reason, tail=(self.input_size,)),)
        return (("N", "L", self.input_size) if self.batch_first else ("L", "N", self.input_size),)

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        x, hx = inputs if isinstance(inputs, Several) and len(inputs) == 2 else (inputs, None)
        if not isinstance(x, Packed) or type(self) is RNNBase:
            return super().arrange(inputs)
        data, problems = self.with_rank(x.data, exactly(2))
        return Several((x.with_items((data,)), hx)), problems

    # --- sizes

    def wrong_states(self, x: Any, hx: Any) -> Iterator[Problem]:
        if isinstance(x, Packed) and x.is_sorted is not True and hx is not None:
            hx = map_shapes(lambda shape: picked(shape, x.batch), hx)
        found = super().wrong_states(x, hx)
        # An LSTM does not compare the states for a packed sequence: some that do not fit pass.
        return iter(()) if isinstance(x, Packed) and self.states > 1 else found

    def strange_state(self, x: Any, hx: Any) -> bool:
        if isinstance(x, Packed) and self.states > 1 and hx is not None:
            selected = map_shapes(lambda shape: picked(shape, x.batch), hx)
            return next(super().wrong_states(x, selected), None) is not None
        return super().strange_state(x, hx)

    def batched(self, x: Any) -> bool | None:
        return True if isinstance(x, Packed) else super().batched(x)

    def attributes_of(self) -> Mapping[str, Any]:
        return {} if type(self) is RNNBase else {"mode": self.mode, "proj_size": self.proj_size}

    def gates(self) -> Size:
        return choose(self.mode, LSTM=4, GRU=3, RNN_TANH=1, RNN_RELU=1)

    def projects(self) -> Any:
        """Whether a projection makes the hidden state smaller."""
        none = equal(self.proj_size, 0)
        return Unknown("whether `proj_size` is 0 is not known") if none is None else not none

    def state_size(self) -> Factor:
        """The size of the hidden state, with a projection behind it."""
        label = "projection size" if self.projects() is True else "hidden size"
        return factor(label, either(self.projects(), self.proj_size, self.hidden_size))

    def twice(self, number: Size) -> Size:
        """As many for each direction."""
        return either(self.bidirectional, 2 * number, number)

    def steps(self, x: Any) -> Size:
        """How long the sequence is; of packed ones the longest."""
        if isinstance(x, Packed):
            return x.longest
        if isinstance(x, Unknown):
            return forgotten(x)
        return x[0] if self.batched(x) is False else either(self.batch_first, x[1], x[0])

    def steps_of_a_sample(self, x: Any) -> Size:
        """How often one sample meets each weight."""
        return Unknown("the sequences differ in length") if isinstance(x, Packed) else self.steps(x)

    def batch(self, x: Any) -> Size:
        return x.batch if isinstance(x, Packed) else either(self.batch_first, x[0], x[1])

    # --- shapes

    def state_shapes(self, x: Any) -> tuple[Any, ...]:
        stacked = self.twice(self.num_layers)
        hidden = self.state_size().size
        if isinstance(x, Unknown):
            shapes: tuple[Any, ...] = tuple(
                Open(x.reason, head=(stacked,), tail=(last,)) for last in (hidden, self.hidden_size)
            )
        else:
            batch = (self.batch(x),) if self.batched(x) else ()
            shapes = ((stacked, *batch, hidden), (stacked, *batch, self.hidden_size))
        return shapes[: self.states]

    def output_for(self, x: Any) -> Structure:
        output = with_axis(data_of(x), -1, self.twice(self.state_size().size))
        if isinstance(x, Packed):
            output = x.with_items((output,))
        states = self.state_shapes(x)
        return Several((output, states[0] if self.states == 1 else Several(states)))

    def input_axis_names(self, index: int, rank: int) -> tuple[str, ...]:
        if rank not in (2, 3):
            return super().input_axis_names(index, rank)
        if index > 0:
            return ("layers and directions", *(("batch",) if rank == 3 else ()), "features")
        if rank == 2:
            return ("length", "features")
        if isinstance(self.batch_first, Unknown):
            return ("length or batch", "batch or length", "features")
        return ("batch", "length", "features") if self.batch_first else ("length", "batch", "features")

    def output_axis_names(self, index: int, rank: int) -> tuple[str, ...]:
        return self.input_axis_names(index, rank)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return self.input_axis_names(0, rank) if rank in (2, 3) else super().axis_names(rank)

    # --- weights

    def weights_of(self, x: Any) -> Iterable[Weight]:
        times = None if x is None else self.steps_of_a_sample(x[0])
        layers = value_of(self.num_layers)
        if isinstance(layers, int) and layers <= MOST_LAYERS:
            for layer in range(layers):
                yield from self.layer_weights(layer, times)
        else:
            # So many that one set stands for all the layers above the first.
            yield from self.layer_weights(0, times)
            further = factor("further layers", self.num_layers - 1)
            for weight in self.layer_weights("[k]", times):
                yield replace(weight, axes=(further, *weight.axes))

    def layer_weights(self, layer: int | str, times: Any) -> Iterator[Weight]:
        """The weights of one layer, forwards and backwards."""
        state = self.state_size()
        inputs: Axis = factor("input size", self.input_size)
        because = "weighs the input of a step"
        if layer != 0:
            inputs = (factor("directions", self.twice(1)), state)
            because = "weighs what the layer below gives out"
            if self.bidirectional is False:
                inputs = state
        for suffix, there in (("", True), ("_reverse", self.bidirectional)):
            for weight in self.direction_weights(f"_l{layer}{suffix}", inputs, because, times):
                yield weight if there is True else conditional(weight, there)

    def direction_weights(self, suffix: str, inputs: Axis, because: str, times: Any) -> Iterator[Weight]:
        state = self.state_size()
        yield from self.step_weights(suffix, inputs, state, because, times)
        yield Weight(
            f"weight_hr{suffix}",
            (factor("projection size", self.proj_size), factor("hidden size", self.hidden_size)),
            when=self.projects(),
            times=times,
            because=f"projects the hidden state to {text(self.proj_size)} numbers",
            group=suffix,
        )

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        x, _ = x
        steps = self.steps(x)
        yield (
            f"The same weights serve every step, so the number of parameters does not depend on the "
            f"{counted(steps, 'steps')}."
        )
        if self.batched(x) and not isinstance(x, Packed) and "batch_first" not in self.given:
            yield (
                f"Without `batch_first=True` axis 0 counts the steps ({text(x[0])}) and axis 1 the samples of the "
                f"batch ({text(x[1])})."
            )
        size_out = self.state_size().size
        yield from self.step_notes(size_out)
        if self.bidirectional is True:
            yield (
                f"Each direction has weights of its own, and their outputs stand side by side: 2·{text(size_out)} = "
                f"{text(2 * size_out)} features."
            )
        if less(1, self.num_layers) is True:
            features = counted(self.twice(size_out), "features")
            yield f"From the second layer on, the input has the {features} of the layer below."
        elif equal(self.num_layers, 1) is True and self.dropout not in (0, 0.0) and isinstance(self.dropout, float):
            yield f"`dropout={self.dropout}` has no effect: it stands between layers, and there is one only."


def picked(state: Any, batch: Size) -> Any:
    """A state brought into the order of sequences that torch has sorted: it picks as many as there are sequences."""
    if known_rank(state) != 3 or less(state[1], batch) is True:
        return state
    return (state[0], batch, state[2])


def conditional(weight: Weight, there: Any) -> Weight:
    """The weight of the direction backwards, if there is one."""
    if weight.when is False or there is False:
        when: Any = False
    else:
        when = there if weight.when is True else Unknown(f"whether there is a `{weight.name}` is not known")
    return replace(weight, when=when)


class RNN(RNNBase):
    """A recurrent module without gates.

    Examples:
        RNN(10, 20): L N 10 -> L N 20, 1 N 20 | 640
        RNN(10, 20, 2, nonlinearity="relu"): L N 10 -> L N 20, 2 N 20 | 1480
        RNN(10, 20, batch_first=True, bidirectional=True, bias=False): N L 10 -> N L 40, 2 N 20 | 1200
        RNN(10, 20): L 10 -> L 20, 1 20 | 640
        RNN(10, 20): L N 8 !! wrong-features
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RNN.html
    """

    first_fields = ("input_size", "hidden_size", "num_layers", "nonlinearity")

    mode = "RNN_TANH"  # the nonlinearity makes no difference to shapes
    proj_size = 0
    nonlinearity: Any = choice("tanh", "relu", default="tanh")
    forward = Recurrent.forward

    def attributes_of(self) -> Mapping[str, Any]:
        mode = self.nonlinearity if isinstance(self.nonlinearity, Unknown) else f"RNN_{self.nonlinearity.upper()}"
        return {"mode": mode, "proj_size": 0}


class LSTM(RNNBase):
    """A long short-term memory: three gates decide what the cell forgets, takes in and gives out.

    Examples:
        LSTM(10, 20): L N 10 -> L N 20, 1 N 20, 1 N 20 | 2560
        LSTM(10, 20, 2): L N 10, 2 N 20 !! wrong-inputs
        LSTM(10, 20, 2, batch_first=True): N L 10 -> N L 20, 2 N 20, 2 N 20 | 5920
        LSTM(10, 20, bidirectional=True): L N 10 -> L N 40, 2 N 20, 2 N 20 | 5120
        LSTM(10, 20, proj_size=5): L N 10 -> L N 5, 1 N 5, 1 N 20 | 1460
        LSTM(10, 20, bias=False): L 10 -> L 20, 1 20, 1 20 | 2400
        LSTM(10, 20): N 3 32 32 !! wrong-rank
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html
    """

    states = 2
    mode = "LSTM"
    forward = Recurrent.forward


class GRU(RNNBase):
    """A gated recurrent unit: two gates decide what the state keeps and takes in.

    Examples:
        GRU(10, 20): L N 10 -> L N 20, 1 N 20 | 1920
        GRU(10, 20, 2): L N 10, 2 N 20 -> L N 20, 2 N 20 | 4440
        GRU(10, 20, 2): L N 10, 1 N 20 !! shape-mismatch
        GRU(10, 20, batch_first=True, bidirectional=True): N L 10 -> N L 40, 2 N 20 | 3840
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html
    """

    mode = "GRU"
    proj_size = 0
    forward = Recurrent.forward
