"""Cells of recurrent layers: what is computed in one step; and the layer that runs them along a sequence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers import recurrent
from layerhints.libraries.keras.layers.base import KerasLayer, is_none
from layerhints.libraries.keras.layers.calling import Calling
from layerhints.libraries.keras.layers.recurrent import Wrapping, within
from layerhints.rules import (
    Applied,
    Input,
    Problem,
    Ranks,
    Several,
    Size,
    Structure,
    Weight,
    at_least,
    counted,
    either,
    equal,
    exactly,
    factor,
    shapes_of,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.field import Field, Invalid, written
from layerhints.rules.fields import LayerField, flag, number, setting, size
from layerhints.rules.geometry.broadcast import broadcast_dims
from layerhints.rules.shapes import axis, map_shapes


class Stepping(KerasLayer):
    """What can be the cell of an RNN: it takes the input of one step and states, and gives an output and states."""

    calling = Calling(("inputs", "states", "training"), tensors=("inputs", "states"))

    def output_size(self) -> Size:
        """How many features come out of a step."""
        raise NotImplementedError

    def state_sizes(self) -> Any:
        """The size of each state; nested where cells are stacked."""
        raise NotImplementedError

    def step_weights(self, x: Any) -> Iterator[Weight]:
        """The weights for steps of this shape, used once a step."""
        raise NotImplementedError

    def ranks(self) -> Ranks:
        return Ranks()  # there are several tensors; each has two axes

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        # A call passes the input of a step, and one state or a list of them.
        if isinstance(inputs, Unknown):
            shape, _ = self.with_rank(Unknown(inputs.reason), exactly(2))
            return Several((shape, Unknown(inputs.reason))), ()
        if not isinstance(inputs, Several) or len(inputs) < 2 or isinstance(inputs[0], Several):
            message = f"`{type(self).__name__}` takes the input of a step, and states"
            return inputs, (Problem("wrong-inputs", message, Input()),)
        # Keras lets a step of another rank through where it can be added to the states.
        ranks = at_least(1) if isinstance(inputs[0], tuple) else exactly(2)
        shape, problems = self.with_rank(inputs[0], ranks)
        return Several((shape, inputs[1] if len(inputs) == 2 else Several(inputs[1:]))), problems

    def requirements(self, x: Any) -> Iterable[Problem]:
        yield from self.defined((axis(x[0], -1),), "features axis")
        states = shapes_of(x[1])
        needed = list(flat(self.state_sizes()))
        if any(isinstance(state, Unknown) for state in states) or not self.are_states(states):
            return
        if any(isinstance(value_of(size), Unknown) for size in needed):
            return
        if any(equal(state[-1], needs) is False for state, needs in zip(states, needed, strict=True)):
            message = f"the states {show_structure(x[1])} are not of the sizes {', '.join(map(text, needed))}"
            yield Problem("shape-mismatch", message, Input(1))
        elif len(x[0]) == 2 and any(broadcast_dims(x[0][0], state[0]) is None for state in states):
            message = f"the states {show_structure(x[1])} are not of the batch {text(x[0][0])}"
            yield Problem("shape-mismatch", message, Input(1))

    def are_states(self, shapes: Sequence[Any]) -> bool:
        """Whether there are as many as there are states, with two axes each; of others Keras lets some through."""
        needed = list(flat(self.state_sizes()))
        if any(isinstance(value_of(size), Unknown) for size in needed):
            return True
        return len(shapes) == len(needed) and all(isinstance(shape, Unknown) or len(shape) == 2 for shape in shapes)

    def batch_of(self, x: Any) -> Size:
        """The number of samples: that of the input and of the states, of which one may be stretched."""
        result = axis(x[0], 0)
        for state in shapes_of(x[1]):
            batch = axis(state, 0) if isinstance(state, Unknown) or state else 1
            if isinstance(value_of(batch), Unknown):
                continue
            if is_none(batch) is not is_none(result) and equal(batch, 1) is not True and equal(result, 1) is not True:
                return Unknown(f"whether the batch {text(batch)} of the states is {text(result)} is not known")
            common = broadcast_dims(result, batch)
            result = result if common is None else common
        return result

    def output_of(self, x: Any) -> Structure:
        batch = self.batch_of(x)
        states = self.states_of(batch, x[1])
        unclear = batch
        if len(x[0]) != 2:
            unclear = Unknown(f"a step has 2 axes; the one that `{type(self).__name__}` is given has {len(x[0])}")
        if not self.are_states(shapes_of(x[1])) and not isinstance(x[1], Unknown):
            unclear = Unknown(f"what `{type(self).__name__}` does with the states {show_structure(x[1])} is not known")
        if isinstance(unclear, Unknown) and not isinstance(value_of(axis(x[0], 0)), Unknown):
            return Several((unclear, map_shapes(lambda _: unclear, states)))
        return Several(((batch, self.output_size()), states))

    def states_of(self, batch: Size, given: Structure) -> Structure:
        """The states after a step: one of its own is given back alone where it came alone."""
        states = Several((batch, units) for units in self.state_sizes())
        return states if isinstance(given, Several) or len(states) > 1 else states[0]

    def weights_of(self, x: Any) -> Iterable[Weight]:
        return self.step_weights(x[0])

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return ("batch", "features") if rank == 2 else super().axis_names(rank)


def flat(sizes: Any) -> Iterator[Size]:
    for item in sizes:
        if isinstance(item, tuple):
            yield from flat(item)
        else:
            yield item


class Cell(Stepping):
    """One step of a recurrent layer."""

    along: ClassVar[type[recurrent.Recurrent]]
    """The layer that runs this cell along a sequence."""

    units: Any
    use_bias: Any

    def whole(self) -> recurrent.Recurrent:
        """That layer, as far as weights depend on it."""
        layer = self.along()
        for name in ("units", "use_bias", "reset_after"):
            if name in self.fields:
                setattr(layer, name, getattr(self, name))
        return layer

    def output_size(self) -> Size:
        return self.units

    def state_sizes(self) -> Any:
        return (self.units,) * self.along.states

    def step_weights(self, x: Any) -> Iterator[Weight]:
        return self.whole().cell_weights((axis(x, 0), 1, axis(x, -1)))

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "A cell computes one step; `RNN` runs it along a sequence."
        if self.along.gates > 1:
            yield f"A step computes {self.along.gates} arrays of {text(self.units)} numbers: {self.along.gate_names}."


class SimpleRNNCell(Cell):
    """A step without gates.

    Examples:
        SimpleRNNCell(16): B 8, B 16 -> B 16, B 16 | 400
    Source: https://keras.io/api/layers/recurrent_layers/simple_rnn_cell/
    """

    along = recurrent.SimpleRNN
    calling = Calling(("sequence", "states", "training"), tensors=("sequence", "states"))

    units = size(label="units")
    activation = setting("tanh")
    use_bias = flag(True)
    kernel_initializer = setting("glorot_uniform")
    recurrent_initializer = setting("orthogonal")
    bias_initializer = setting("zeros")
    kernel_regularizer = setting(None)
    recurrent_regularizer = setting(None)
    bias_regularizer = setting(None)
    kernel_constraint = setting(None)
    recurrent_constraint = setting(None)
    bias_constraint = setting(None)
    dropout = number(0.0)
    recurrent_dropout = number(0.0)
    seed = setting(None)


class LSTMCell(Cell):
    """A step of a long short-term memory.

    Examples:
        RNN(LSTMCell(64)): B 10 128 -> B 64 | 49408
    Source: https://keras.io/api/layers/recurrent_layers/lstm_cell/
    """

    along = recurrent.LSTM

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
    kernel_constraint = setting(None)
    recurrent_constraint = setting(None)
    bias_constraint = setting(None)
    dropout = number(0.0)
    recurrent_dropout = number(0.0)
    seed = setting(None)
    implementation = setting(2, keyword_only=True)


class GRUCell(Cell):
    """A step of a gated recurrent unit.

    Examples:
        GRUCell(5): B 3, B 5 -> B 5, B 5 | 150
        GRUCell(5, reset_after=False): B 3, B 5 -> B 5, B 5 | 135
        GRUCell(5): B 3, B 4 !! shape-mismatch
    Source: https://keras.io/api/layers/recurrent_layers/gru_cell/
    """

    along = recurrent.GRU

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
    kernel_constraint = setting(None)
    recurrent_constraint = setting(None)
    bias_constraint = setting(None)
    dropout = number(0.0)
    recurrent_dropout = number(0.0)
    reset_after = flag(True)
    seed = setting(None)
    implementation = setting(2, keyword_only=True)


class CellField(LayerField):
    """A cell; a tuple of cells stands for a stack of them."""

    def expected(self, owner: Any) -> str:
        return "it takes a cell, such as `LSTMCell(32)`"

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, Stepping) or hasattr(value, "step_weights"):  # or one that the program defines
            return value
        if isinstance(value, tuple) and value:
            return StackedRNNCells.bind((value,)).layer
        if isinstance(value, KerasLayer):
            raise Invalid(self.code, f"`{self.name}` is a `{type(value).__name__}`; {self.expected(owner)}")
        if hasattr(value, "apply"):
            return Unknown("what a cell of the program's own does in a step is not known")
        return super().convert(value, owner)


class CellsField(Field):
    """A tuple of cells."""

    code = "bad-layer"

    def expected(self, owner: Any) -> str:
        return "it takes a list of cells"

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, tuple) and value:
            one = CellField()
            one.name = self.name
            cells = tuple(item if isinstance(item, Unknown) else one.convert(item, owner) for item in value)
            unknown = [cell for cell in cells if isinstance(cell, Unknown)]
            return unknown[0] if unknown else cells
        if isinstance(value, (bool, int, float, str, tuple)):
            raise Invalid(self.code, f"`{self.name}` is {written(value)}; {self.expected(owner)}")
        return Unknown("which cells are stacked is not known")

    def trace(self, value: Any) -> Any:
        return tuple(cell.traced() for cell in value) if isinstance(value, tuple) else value


class StackedRNNCells(Stepping, Wrapping):
    """Several cells as one: each takes what the one before gives out.

    Examples:
        RNN(StackedRNNCells([LSTMCell(4), LSTMCell(5)])): B 5 3 -> B 5 | 328
    Source: https://keras.io/api/layers/recurrent_layers/stacked_rnn_cell/
    """

    cells: Any = CellsField()

    def output_size(self) -> Size:
        return self.cells if isinstance(self.cells, Unknown) else self.cells[-1].output_size()

    def state_sizes(self) -> Any:
        if isinstance(self.cells, Unknown):
            return (self.cells,)
        nested = tuple(cell.state_sizes() for cell in self.cells)
        return tuple(sizes[0] if len(sizes) == 1 else sizes for sizes in nested)

    def states_of(self, batch: Size, given: Structure) -> Structure:
        if isinstance(self.cells, Unknown) or not isinstance(given, Several) or len(given) != len(self.cells):
            return Unknown("how the states of stacked cells are nested is not known")
        states = Several(cell.states_of(batch, one) for cell, one in zip(self.cells, given, strict=True))
        return states[0] if len(states) == 1 else states

    def requirements(self, x: Any) -> Iterable[Problem]:
        return () if isinstance(self.cells, Unknown) else super().requirements(x)

    def step_weights(self, x: Any) -> Iterator[Weight]:
        if isinstance(self.cells, Unknown):
            yield Weight("weights", (factor("weights", self.cells),), times=self.cells)
            return
        for place, cell in enumerate(self.cells):
            for weight in cell.step_weights(x):
                yield replace(weight.within(self.folder(cell)), group=str(place))  # the folders may have one name
            x = (axis(x, 0), cell.output_size())

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "Each cell has weights of its own; from the second on, the input is the output of the cell before."


class RNN(Wrapping):
    """Runs a cell, or a stack of cells, along a sequence.

    Examples:
        RNN(GRUCell(5)): B 7 3 -> B 5 | 150
        RNN(SimpleRNNCell(16), return_sequences=True): B 10 8 -> B 10 16 | 400
        RNN([LSTMCell(4), GRUCell(5)], return_state=True): B 5 3 -> B 5, B 4, B 4, B 5 | 293
        RNN(LSTMCell(4), stateful=True): 2 5 3 -> 2 4 | 128
    Source: https://keras.io/api/layers/recurrent_layers/rnn/
    """

    calling = Calling(("sequences", "initial_state", "mask", "training"), tensors=("sequences",))

    cell: Any = CellField()
    return_sequences = flag(False)
    return_state = flag(False)
    go_backwards = flag(False)
    stateful = flag(False)
    unroll = flag(False)
    zero_output_for_mask = setting(False)

    def ranks(self) -> Ranks:
        return exactly(3)

    def requirements(self, x: Any) -> Iterable[Problem]:
        if isinstance(self.cell, Unknown):
            return
        yield from self.defined((x[2],), "features axis")
        if self.stateful is True and is_none(x[0]):
            message = "`stateful=True` keeps a state for each sample, so the batch size must be given"
            yield Problem("undefined-axis", message, Input())

    def output_of(self, x: Any) -> Structure:
        if isinstance(self.cell, Unknown):
            return Unknown(self.cell.reason)
        units, sizes = self.cell.output_size(), self.cell.state_sizes()
        if isinstance(units, Unknown):
            return either(self.return_state, units, either(self.return_sequences, (x[0], x[1], units), (x[0], units)))
        result = either(self.return_sequences, (x[0], x[1], units), (x[0], units))
        return either(self.return_state, Several((result, *states(x[0], sizes))), result)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        if isinstance(self.cell, Unknown):
            return within(Applied(self.cell, self.cell), "cell")
        step = (x[0], x[2])
        return within(Applied(step, tuple(self.cell.step_weights(step))), self.folder(self.cell), x[1])

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return {2: ("batch", "features"), 3: ("batch", "steps", "features")}.get(rank) or super().axis_names(rank)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield (
            f"The same weights serve every step, so the number of parameters does not depend on the "
            f"{counted(x[1], 'steps')}."
        )
        if self.return_sequences is False:
            yield f"{self.says('return_sequences')}: only the output of the last step comes out."


def states(batch: Size, sizes: Any) -> Iterator[Structure]:
    """The shapes of states of these sizes, nested alike."""
    for item in sizes:
        yield Several(states(batch, item)) if isinstance(item, tuple) else (batch, item)
