"""Recurrent layers, and the wrappers that apply a layer along a sequence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.keras.layers.base import KerasLayer, is_none, snake_case
from layerhints.rules import (
    Applied,
    Argument,
    Input,
    Problem,
    Ranks,
    Rule,
    Several,
    Size,
    Structure,
    Weight,
    agreed,
    at_least,
    choose,
    counted,
    either,
    exactly,
    factor,
    fields,
    fixed,
    plain,
)
from layerhints.rules.fields import choice, flag, number, setting, size
from layerhints.rules.shapes import axis, map_shapes, with_axis
from layerhints.rules.weights import Axis


class Recurrent(KerasLayer):
    """A layer that reads a sequence step by step and carries a state of `units` numbers along."""

    gates = 1
    """How many arrays of the size of the state one step computes."""
    gate_names = ""
    states = 1
    """How many arrays the state has."""
    cell = ""
    """What Keras calls the inner cell that holds the weights."""

    units: Any
    use_bias: Any
    return_sequences: Any
    return_state: Any
    stateful: Any
    implementation = setting(2, keyword_only=True)
    zero_output_for_mask = setting(False, keyword_only=True)

    def ranks(self) -> Ranks:
        return exactly(3)

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        # In a list, the states to start with follow the sequence.
        return super().arrange(inputs[0] if isinstance(inputs, Several) and inputs else inputs)

    def requirements(self, x: Any) -> Iterable[Problem]:
        yield from self.defined((x[2],), "features axis")
        if self.stateful is True and is_none(x[0]):
            message = "`stateful=True` keeps a state for each sample, so the batch size must be given"
            yield Problem("undefined-axis", message, Input())

    def output_of(self, x: Any) -> Structure:
        state = (x[0], self.units)
        result = either(self.return_sequences, (x[0], x[1], self.units), state)
        return either(self.return_state, Several((result, *(state for _ in range(self.states)))), result)

    def stacked(self, size: Size) -> Axis:
        """One axis for all gates side by side."""
        return factor("units", size) if self.gates == 1 else (fixed("gates", self.gates), factor("units", size))

    def weights_of(self, x: Any) -> Iterable[Weight]:
        for weight in self.cell_weights(x):
            yield weight.within(self.cell)

    def cell_weights(self, x: Any) -> Iterator[Weight]:
        yield Weight(
            "kernel",
            (factor("input features", x[2]), self.stacked(self.units)),
            times=x[1],
            because="weighs the input of a step",
        )
        yield Weight(
            "recurrent_kernel",
            (factor("units", self.units), self.stacked(self.units)),
            times=x[1],
            because="weighs the state of the step before",
        )
        yield Weight("bias", self.bias_axes(), when=self.use_bias, because="one per unit and gate", flag="use_bias")

    def bias_axes(self) -> tuple[Axis, ...]:
        return (self.stacked(self.units),)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield (
            f"The same weights serve every step, so the number of parameters does not depend on the "
            f"{counted(x[1], 'steps')}."
        )
        if self.gates > 1:
            yield f"Each step computes {self.gates} arrays of {counted(self.units, 'numbers')}: {self.gate_names}."
        if self.return_sequences is False:
            yield f"{self.says('return_sequences')}: only the output of the last step comes out."


class SimpleRNN(Recurrent):
    """A recurrent layer without gates.

    Examples:
        SimpleRNN(16): B 10 8 -> B 16 | 400
        SimpleRNN(16, return_sequences=True, use_bias=False): B 10 8 -> B 10 16 | 384
        SimpleRNN(4, return_state=True): B 10 8 -> B 4, B 4 | 52
    Source: https://keras.io/api/layers/recurrent_layers/simple_rnn/
    """

    cell = "simple_rnn_cell"

    units = size(label="units")
    activation = setting("tanh")
    use_bias = flag(True)
    kernel_initializer = setting("glorot_uniform")
    recurrent_initializer = setting("orthogonal")
    bias_initializer = setting("zeros")
    kernel_regularizer = setting(None)
    recurrent_regularizer = setting(None)
    bias_regularizer = setting(None)
    activity_regularizer = setting(None)
    kernel_constraint = setting(None)
    recurrent_constraint = setting(None)
    bias_constraint = setting(None)
    dropout = number(0.0)
    recurrent_dropout = number(0.0)
    return_sequences = flag(False)
    return_state = flag(False)
    go_backwards = flag(False)
    stateful = flag(False)
    unroll = flag(False)
    seed = setting(None)


class LSTM(Recurrent):
    """A long short-term memory: three gates decide what the cell forgets, takes in and gives out.

    Examples:
        LSTM(64): B 10 128 -> B 64 | 49408
        LSTM(32, return_sequences=True): B 20 8 -> B 20 32 | 5248
        LSTM(32, return_state=True, use_bias=False): B 20 8 -> B 32, B 32, B 32 | 5120
    Source: https://keras.io/api/layers/recurrent_layers/lstm/
    """

    cell = "lstm_cell"
    gates = 4
    gate_names = "the input, forget and output gates and the candidate for the cell"
    states = 2

    units = size(label="units")
    activation = setting("tanh")
    recurrent_activation = setting("sigmoid")
    use_bias = flag(True)
    kernel_initializer = setting("glorot_uniform")
    recurrent_initializer = setting("orthogonal")
    bias_initializer = setting("zeros")
    unit_forget_bias = setting(True)
    kernel_regularizer = setting(None)
    recurrent_regularizer = setting(None)
    bias_regularizer = setting(None)
    activity_regularizer = setting(None)
    kernel_constraint = setting(None)
    recurrent_constraint = setting(None)
    bias_constraint = setting(None)
    dropout = number(0.0)
    recurrent_dropout = number(0.0)
    seed = setting(None)
    return_sequences = flag(False)
    return_state = flag(False)
    go_backwards = flag(False)
    stateful = flag(False)
    unroll = flag(False)
    use_cudnn = setting("auto")


class GRU(Recurrent):
    """A gated recurrent unit: two gates decide what the state keeps and takes in.

    Examples:
        GRU(64): B 10 128 -> B 64 | 37248
        GRU(64, reset_after=False): B 10 128 -> B 64 | 37056
        GRU(5, return_sequences=True, return_state=True): B 7 3 -> B 7 5, B 5 | 150
    Source: https://keras.io/api/layers/recurrent_layers/gru/
    """

    cell = "gru_cell"
    gates = 3
    gate_names = "the update and reset gates and the candidate for the state"

    units = size(label="units")
    activation = setting("tanh")
    recurrent_activation = setting("sigmoid")
    use_bias = flag(True)
    kernel_initializer = setting("glorot_uniform")
    recurrent_initializer = setting("orthogonal")
    bias_initializer = setting("zeros")
    kernel_regularizer = setting(None)
    recurrent_regularizer = setting(None)
    bias_regularizer = setting(None)
    activity_regularizer = setting(None)
    kernel_constraint = setting(None)
    recurrent_constraint = setting(None)
    bias_constraint = setting(None)
    dropout = number(0.0)
    recurrent_dropout = number(0.0)
    seed = setting(None)
    return_sequences = flag(False)
    return_state = flag(False)
    go_backwards = flag(False)
    stateful = flag(False)
    unroll = flag(False)
    reset_after = flag(True)
    use_cudnn = setting("auto")

    def bias_axes(self) -> tuple[Axis, ...]:
        biases = factor("biases", either(self.reset_after, 2, 1))
        return (self.stacked(self.units),) if self.reset_after is False else (biases, self.stacked(self.units))

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield from super().notes(x, y)
        if self.reset_after is True and self.use_bias is True:
            yield f"{self.says('reset_after')} gives the input and the state a bias each."


class Wrapping(KerasLayer):
    """A layer around another layer."""

    layer: Any

    def inner(self, wrapped: Any, x: Any) -> Applied:
        """What the wrapped layer does to the shape."""
        if isinstance(wrapped, Unknown):
            return Applied(wrapped, wrapped)
        applied: Applied = wrapped.apply(x if isinstance(wrapped, Rule) else plain(x))
        return applied

    def inner_problems(self, applied: Applied) -> Iterator[Problem]:
        for problem in applied.problems:
            yield replace(problem, blame=Argument("layer"))

    def folder(self, wrapped: Any) -> str:
        """The name under which Keras keeps the weights of the wrapped layer."""
        name = getattr(wrapped, "name", None)
        return name if isinstance(name, str) else snake_case(type(wrapped).__name__)


def within(applied: Applied, folder: str, times: Size = 1) -> Iterator[Weight]:
    """The weights of a wrapped layer, used `times` as often."""
    if isinstance(applied.weights, Unknown):
        yield Weight("weights", (factor("weights", applied.weights),)).within(folder)
        return
    for weight in applied.weights:
        used = weight if weight.times is None else replace(weight, times=weight.times * times)
        yield used.within(folder)


class Bidirectional(Wrapping):
    """Reads a sequence in both directions, with a layer of its own for each.

    Examples:
        Bidirectional(LSTM(64)): B 10 128 -> B 128 | 98816
        Bidirectional(GRU(8, return_sequences=True), merge_mode="sum"): B 10 4 -> B 10 8 | 672
        Bidirectional(SimpleRNN(5), merge_mode=None): B 10 4 -> B 5, B 5 | 100
        Bidirectional(LSTM(3, return_state=True)): B 10 4 -> B 6, B 3, B 3, B 3, B 3 | 192
        Bidirectional(ConvLSTM2D(4, 3)): B 7 10 10 3 -> B 8 8 8 | 2048
    Source: https://keras.io/api/layers/recurrent_layers/bidirectional/
    """

    layer = fields.layer()
    merge_mode = choice("concat", "sum", "mul", "ave", default="concat", absent=True)
    weights = setting(None)
    backward_layer = fields.layer(None)

    def ranks(self) -> Ranks:
        return self.layer.ranks() if isinstance(self.layer, Rule) else at_least(3)

    def conflicts(self) -> Iterable[Problem]:
        if isinstance(self.layer, Rule) and "go_backwards" not in self.layer.fields:
            message = f"`{type(self.layer).__name__}` is not a recurrent layer: it cannot read backwards"
            yield Problem("bad-layer", message, Argument("layer"))
            return
        forward = getattr(self.layer, "go_backwards", None)
        backward = True if self.backward_layer is None else getattr(self.backward_layer, "go_backwards", None)
        if isinstance(forward, bool) and forward is backward:
            message = f"both layers have `go_backwards={forward}`; one of them reads forwards, the other backwards"
            blamed = "layer" if self.backward_layer is None else "backward_layer"
            yield Problem("conflicting-arguments", message, Argument(blamed))

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        return super().arrange(inputs[0] if isinstance(inputs, Several) and inputs else inputs)

    def directions(self, x: Any) -> tuple[tuple[Applied, str], ...]:
        """The two layers on this input, each with the name that Keras gives it."""
        forward = self.inner(self.layer, x), f"forward_{self.folder(self.layer)}"
        if self.backward_layer is None:
            return forward, (forward[0], f"backward_{self.folder(self.layer)}")
        return forward, (self.inner(self.backward_layer, x), self.folder(self.backward_layer))

    def requirements(self, x: Any) -> Iterable[Problem]:
        return self.inner_problems(self.directions(x)[0][0])

    def output_of(self, x: Any) -> Structure:
        one = self.directions(x)[0][0].outputs
        if isinstance(one, Unknown):
            return one
        y, states = (one[0], tuple(one[1:])) if isinstance(one, Several) else (one, ())
        merged = self.merged(y)
        if not states:
            return merged
        if isinstance(merged, Several):
            return Several((*merged, *states, *states))
        return merged if isinstance(self.merge_mode, Unknown) else Several((merged, *states, *states))

    def merged(self, y: Any) -> Structure:
        """The outputs of both directions, put together."""
        if self.merge_mode is None:
            return Several((y, y))
        if isinstance(y, Unknown):
            return y
        doubled = with_axis(y, -1, y[-1] * 2)
        if isinstance(self.merge_mode, Unknown):
            return agreed((doubled, y, Several((y, y))), self.merge_mode)
        return choose(self.merge_mode, concat=doubled, sum=y, mul=y, ave=y)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        for applied, folder in self.directions(x):
            yield from within(applied, folder)

    def reason(self, x: Any, y: Any, axis: int) -> str:
        if self.merge_mode != "concat" or isinstance(y, (Unknown, Several)) or axis != len(y) - 1:
            return ""
        return f"{self.says('merge_mode')} puts the outputs of both directions side by side"

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "Each direction has weights of its own, so there are twice as many as in one layer."


class TimeDistributed(Wrapping):
    """Applies a layer to every step of a sequence, with the same weights.

    Examples:
        TimeDistributed(Dense(8)): B 10 16 -> B 10 8 | 136
        TimeDistributed(Conv2D(4, 3)): B 5 28 28 1 -> B 5 26 26 4 | 40
        TimeDistributed(Flatten()): B 5 4 4 2 -> B 5 32
    Source: https://keras.io/api/layers/recurrent_layers/time_distributed/
    """

    layer = fields.layer()

    def ranks(self) -> Ranks:
        wrapped = self.layer.ranks() if isinstance(self.layer, Rule) else Ranks()
        return at_least(3) if wrapped.exact is None else exactly(max(3, wrapped.exact + 1))

    def one_step(self, x: Any) -> Applied:
        """The wrapped layer on one step."""
        if isinstance(x, Unknown):
            # Of three axes or more, the last one is never that of the steps.
            return self.inner(self.layer, Open(x.reason, tail=x.tail[-1:]) if isinstance(x, Open) else x)
        return self.inner(self.layer, (x[0], *x[2:]))

    def requirements(self, x: Any) -> Iterable[Problem]:
        return self.inner_problems(self.one_step(x))

    def output_of(self, x: Any) -> Structure:
        return map_shapes(lambda y: self._with_steps(y, axis(x, 1)), self.one_step(x).outputs)

    def _with_steps(self, y: Any, steps: Size) -> Any:
        if isinstance(y, Unknown):
            return Open(y.reason, tail=y.tail[-1:]) if isinstance(y, Open) else y
        return (y[0], steps, *y[1:])

    def weights_of(self, x: Any) -> Iterable[Weight]:
        return within(self.one_step(x), self.folder(self.layer), axis(x, 1))

    def axis_names(self, rank: int) -> tuple[str, ...]:
        if rank < 3 or not isinstance(self.layer, Rule):
            return super().axis_names(rank)
        batch, *others = self.layer.axis_names(rank - 1)
        return (batch, "steps", *others)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "One layer serves all steps, so its parameters count once, whatever the number of steps."
