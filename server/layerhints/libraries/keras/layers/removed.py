"""Layers that Keras 1 or 2 had and that are gone. Source: the code of Keras 1.2.2 and 2.2.4, and TensorFlow 2.15."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers import recurrent
from layerhints.libraries.keras.layers.activation import LearnedCurve
from layerhints.libraries.keras.layers.base import KerasLayer
from layerhints.libraries.keras.layers.core import Unchanged
from layerhints.libraries.keras.layers.window import Kernel
from layerhints.rules import Problem, Ranks, Size, Weight, exactly, factor, fixed, product, text
from layerhints.rules.fields import argument, axes, choice, flag, setting, size, sizes
from layerhints.rules.weights import Axis


class LocallyConnected(Kernel):
    """A convolution without shared weights: each position has filters of its own."""

    dilation_rate: Any = ()

    filters = size(label="filters")
    kernel_size = sizes(label="kernel {}")
    strides = sizes(1, label="stride")
    padding = choice("valid", "same", default="valid", folded=True)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    activation = setting(None)
    use_bias = flag(True)
    kernel_initializer = setting("glorot_uniform")
    bias_initializer = setting("zeros")
    kernel_regularizer = setting(None)
    bias_regularizer = setting(None)
    activity_regularizer = setting(None)
    kernel_constraint = setting(None)
    bias_constraint = setting(None)
    implementation = argument(1)

    def window(self) -> tuple[Any, Any, str]:
        return self.kernel_size, (1,) * self.rank, "kernel_size"

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = [*self.defined(self.spatial(x), "spatial size"), *self.defined((self.channels(x),), "channel axis")]
        yield from problems[:1]
        if not problems:
            yield from self.fits(x)

    def output_of(self, x: Any) -> Any:
        return self.arranged(x[0], self.positions(x), self.filters)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        if self.implementation != 1 or self.padding != "valid":
            reason = Unknown("how many weights there are depends on the `implementation`")
            yield Weight("kernel", (factor("weights", reason),), times=reason)
            return
        places = [f"output {name}" for name in (("steps",) if self.rank == 1 else ("height", "width"))]
        positions = tuple(map(factor, places, self.positions(x)))
        filters = factor("filters", self.filters)
        window: Axis = (*self.kernel_factors(), factor("input channels", self.channels(x)))
        because = "every position has filters of its own"
        yield Weight("kernel", (positions, window, filters), times=1, because=because)
        because = "one per position and filter"
        yield Weight("bias", (*positions, filters), when=self.use_bias, because=because, flag="use_bias")

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield (
            f"A convolution would use one set of weights everywhere; here each of the "
            f"{text(product(self.positions(x)))} positions has its own. The layer is gone since Keras 3."
        )


class LocallyConnected1D(LocallyConnected):
    """A convolution over steps without shared weights.

    Examples:
        LocallyConnected1D(64, 3): B 10 32 -> B 8 64 | 49664
    """

    rank = 1


class LocallyConnected2D(LocallyConnected):
    """A convolution over images without shared weights.

    Examples:
        LocallyConnected2D(64, (3, 3)): B 32 32 3 -> B 30 30 64 | 1612800
    """

    rank = 2


class CuDNN(recurrent.Recurrent):
    """A recurrent layer in NVIDIA's implementation, which keeps two biases for each gate."""

    cell = ""
    use_bias = True
    unroll = False

    def weights_of(self, x: Any) -> Iterable[Weight]:
        return self.cell_weights(x)

    def bias_axes(self) -> tuple[Axis, ...]:
        return ((fixed("biases", 2), fixed("gates", self.gates), factor("units", self.units)),)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield from super().notes(x, y)
        yield (
            "NVIDIA's implementation gives the input and the state a bias each. Today's layers choose it by themselves "
            "where it serves."
        )


class CuDNNLSTM(CuDNN):
    """An LSTM that runs on NVIDIA's cards only.

    Examples:
        CuDNNLSTM(64): B 10 128 -> B 64 | 49664
        CuDNNLSTM(4, return_sequences=True, return_state=True): B 7 3 -> B 7 4, B 4, B 4 | 144
    """

    gates = recurrent.LSTM.gates
    gate_names = recurrent.LSTM.gate_names
    states = recurrent.LSTM.states

    units = size(label="units")
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
    return_sequences = flag(False)
    return_state = flag(False)
    stateful = flag(False)
    go_backwards = flag(False, keyword_only=True)


class CuDNNGRU(CuDNN):
    """A GRU that runs on NVIDIA's cards only.

    Examples:
        CuDNNGRU(64): B 10 128 -> B 64 | 37248
    """

    gates = recurrent.GRU.gates
    gate_names = recurrent.GRU.gate_names

    units = size(label="units")
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
    return_sequences = flag(False)
    return_state = flag(False)
    stateful = flag(False)
    go_backwards = flag(False, keyword_only=True)


class ThresholdedReLU(Unchanged):
    """Passes on values above a threshold, and 0 for the others.

    Examples:
        ThresholdedReLU(theta=2.0): B 5 -> B 5
    """

    theta = setting(1.0)


class SReLU(LearnedCurve):
    """A line with a bend on either side: where it bends and how steep it is there is learned.

    Examples:
        SReLU(): B 8 8 4 -> B 8 8 4 | 1024
        SReLU(shared_axes=(1, 2)): B 8 8 4 -> B 8 8 4 | 16
    """

    learned = ("t_left", "a_left", "t_right", "a_right")

    t_left_init = setting("zero")
    a_left_init = setting("glorot_uniform")
    t_right_init = setting("glorot_uniform")
    a_right_init = setting("one")
    shared_axes = axes(None)


class ParametricSoftplus(LearnedCurve):
    """alpha · log(1 + exp(beta · x)), where alpha and beta are learned.

    Examples:
        ParametricSoftplus(): B 8 8 4 -> B 8 8 4 | 512
    """

    learned = ("alphas", "betas")

    alpha_init = setting(0.2)
    beta_init = setting(5.0)
    weights = setting(None)
    shared_axes = axes(None)


class DenseOfKeras1(KerasLayer):
    """What the dense layers of Keras 1 share. It takes the words of that time."""

    bias: Any

    def ranks(self) -> Ranks:
        return exactly(2)

    def requirements(self, x: Any) -> Iterable[Problem]:
        return self.defined((x[1],), "last axis")

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return ("batch", "features") if rank == 2 else super().axis_names(rank)


class MaxoutDense(DenseOfKeras1):
    """Several dense layers, of which the largest value comes out.

    Examples:
        MaxoutDense(10): B 20 -> B 10 | 840
        MaxoutDense(10, nb_feature=2, bias=False): B 20 -> B 10 | 400
    """

    output_dim = size(label="units")
    nb_feature = size(4, label="pieces")
    init = setting("glorot_uniform")
    weights = setting(None)
    W_regularizer = setting(None)
    b_regularizer = setting(None)
    activity_regularizer = setting(None)
    W_constraint = setting(None)
    b_constraint = setting(None)
    bias = flag(True)
    input_dim = size(None, optional=True)

    def output_of(self, x: Any) -> Any:
        return (x[0], self.output_dim)

    def weights_of(self, x: Any) -> Iterator[Weight]:
        pieces, units = factor("pieces", self.nb_feature), factor("units", self.output_dim)
        because = "every unit weighs every input feature, once for each piece"
        yield Weight("W", (pieces, factor("input features", x[1]), units), times=1, because=because)
        yield Weight("b", (pieces, units), when=self.bias, because="one per unit and piece", flag="bias")

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield f"It computes {text(self.nb_feature)} dense layers and gives out the largest value of each unit."


class Highway(DenseOfKeras1):
    """A dense layer beside a way that passes on the input, and a gate between the two.

    Examples:
        Highway(): B 20 -> B 20 | 840
        Highway(bias=False): B 20 -> B 20 | 800
    """

    init = setting("glorot_uniform")
    activation = setting(None)
    weights = setting(None)
    W_regularizer = setting(None)
    b_regularizer = setting(None)
    activity_regularizer = setting(None)
    W_constraint = setting(None)
    b_constraint = setting(None)
    bias = flag(True)
    input_dim = size(None, optional=True)
    transform_bias = setting(None, keyword_only=True)

    def output_of(self, x: Any) -> Any:
        return x

    def weights_of(self, x: Any) -> Iterator[Weight]:
        features: Size = x[1]
        units = factor("units", features)
        for suffix, because in (("", "the dense layer"), ("_carry", "the gate")):
            yield Weight(f"W{suffix}", (factor("input features", features), units), times=1, because=because)
        for suffix, because in (("", "a bias of the dense layer"), ("_carry", "a bias of the gate")):
            yield Weight(f"b{suffix}", (units,), when=self.bias, because=because, flag="bias")

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "As many features come out as go in, so that the gate can choose between the two."
