"""Recurrent layers whose gates are convolutions: for sequences of images."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.base import is_none, kernel_labels, spatial_names
from layerhints.libraries.keras.layers.calling import Calling
from layerhints.libraries.keras.layers.window import Kernel
from layerhints.rules import (
    Input,
    Problem,
    Ranks,
    Several,
    Size,
    Structure,
    Weight,
    counted,
    either,
    exactly,
    factor,
    fixed,
    product,
)
from layerhints.rules.fields import choice, flag, number, setting, size, sizes
from layerhints.rules.weights import Axis

CELL = "conv_lstm_cell"
"""What Keras calls the inner cell that holds the weights."""
GATES = 4


class ConvLSTM(Kernel):
    """An LSTM over a sequence of images (signals, volumes), whose products are convolutions."""

    calling = Calling(("sequences", "initial_state", "mask", "training"), tensors=("sequences",))

    filters = size(label="filters")
    kernel_size = sizes(label="kernel {}")
    strides = sizes(1, label="stride")
    padding = choice("valid", "same", default="valid", folded=True)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    dilation_rate = sizes(1, label="dilation")
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
    unroll = flag(False, keyword_only=True)
    zero_output_for_mask = setting(False, keyword_only=True)

    def ranks(self) -> Ranks:
        return exactly(self.rank + 3)

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        # In a list, the states to start with follow the sequence.
        return super().arrange(inputs[0] if isinstance(inputs, Several) and inputs else inputs)

    def frame(self, x: Any) -> Any:
        """One image of the sequence, with the batch."""
        return (x[0], *x[2:])

    def requirements(self, x: Any) -> Iterable[Problem]:
        frame = self.frame(x)
        spatial = list(self.defined(self.spatial(frame), "spatial size"))
        yield from spatial[:1]
        yield from self.defined((self.channels(frame),), "channel axis")
        if not spatial:
            yield from self.fits(frame)
        if self.stateful is True and is_none(x[0]):
            message = "`stateful=True` keeps a state for each sample, so the batch size must be given"
            yield Problem("undefined-axis", message, Input())

    def output_of(self, x: Any) -> Structure:
        frame = self.frame(x)
        state = self.arranged(x[0], self.positions(frame), self.filters)
        result = either(self.return_sequences, self.with_steps(state, x[1]), state)
        return either(self.return_state, Several((result, state, state)), result)

    def with_steps(self, state: Any, steps: Size) -> Any:
        return state if isinstance(state, Unknown) else (state[0], steps, *state[1:])

    def weights_of(self, x: Any) -> Iterable[Weight]:
        frame = self.frame(x)
        sides = tuple(factor(*side) for side in zip(kernel_labels(self.rank), self.kernel_size, strict=True))
        gates: Axis = (fixed("gates", GATES), factor("filters", self.filters))
        times: Size = product((x[1], *self.positions(frame)))
        channels = factor("input channels", self.channels(frame))
        of_input, of_state = "weighs the image of a step", "weighs the state of the step before"
        yield Weight("kernel", (*sides, channels, gates), times=times, because=of_input).within(CELL)
        state = factor("filters", self.filters)
        yield Weight("recurrent_kernel", (*sides, state, gates), times=times, because=of_state).within(CELL)
        because = "one per filter and gate"
        yield Weight("bias", (gates,), when=self.use_bias, because=because, flag="use_bias").within(CELL)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        if rank != self.rank + 3 or not isinstance(self.data_format, str):
            return super().axis_names(rank)
        batch, *others = self.arranged("batch", spatial_names(self.rank), "channels")
        return (batch, "steps" if self.rank > 1 else "frames", *others)

    def reason(self, x: Any, y: Any, axis: int) -> str:
        return ""

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield (
            f"An LSTM whose products are convolutions: each of the {GATES} gates has "
            f"{counted(self.filters, 'filters')} over the {counted(self.channels(self.frame(x)), 'channels')} of the "
            f"image, and as many over the {counted(self.filters, 'channels')} of the state. The weights serve every "
            f"step."
        )
        if self.return_sequences is False:
            yield f"{self.says('return_sequences')}: only the output of the last step comes out."


class ConvLSTM1D(ConvLSTM):
    """An LSTM over a sequence of signals.

    Examples:
        ConvLSTM1D(4, 3): B 7 10 3 -> B 8 4 | 352
        ConvLSTM1D(4, 3, strides=2, padding="same", return_sequences=True): B 7 10 3 -> B 7 5 4 | 352
    Source: https://keras.io/api/layers/recurrent_layers/conv_lstm1d/
    """

    rank = 1


class ConvLSTM2D(ConvLSTM):
    """An LSTM over a sequence of images.

    Examples:
        ConvLSTM2D(40, (3, 3), padding="same", return_sequences=True): B None 40 40 1 -> B None 40 40 40 | 59200
        ConvLSTM2D(4, 3, return_state=True, use_bias=False): B 7 10 9 3 -> B 8 7 4, B 8 7 4, B 8 7 4 | 1008
        ConvLSTM2D(4, 3): B 7 10 None 3 !! undefined-axis
        ConvLSTM2D(4, (11, 3)): B 7 10 10 3 !! window-too-large
    Source: https://keras.io/api/layers/recurrent_layers/conv_lstm2d/
    """

    rank = 2


class ConvLSTM3D(ConvLSTM):
    """An LSTM over a sequence of volumes.

    Examples:
        ConvLSTM3D(2, 2, data_format="channels_first"): B 3 1 4 5 6 -> B 2 3 4 5 | 200
    Source: https://keras.io/api/layers/recurrent_layers/conv_lstm3d/
    """

    rank = 3
