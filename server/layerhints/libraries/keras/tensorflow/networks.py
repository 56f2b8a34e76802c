"""`tf.nn` beyond single convolutions and pools: transposed, depthwise and separable ones, normalisation, losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.keras.ops import neural
from layerhints.libraries.keras.ops.kernel import Operations, tensor
from layerhints.libraries.keras.ops.reading import known_shape, number, shape, sizes
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.libraries.keras.tensorflow.numbers import arrangement_of, conv, inner
from layerhints.rules.geometry.axes import normalize_axis, reduce
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal
from layerhints.rules.shapes import with_axis
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONS = Operations("tf", counted=False)
define = FUNCTIONS.define


@define("convolution", dtype=FLOATING)
def convolution(
    machine: Machine, input: Any, filters: Any, strides: Any = None, padding: Any = "VALID", data_format: Any = None,
    dilations: Any = None, name: Any = None,
) -> Any:  # fmt: skip
    return conv(machine, input, filters, 1 if strides is None else strides, padding, data_format, dilations)


@define("atrous_conv2d", dtype=FLOATING)
def atrous_conv2d(
    machine: Machine, value: Any, filters: Any, rate: Any, padding: Any, name: Any = None
) -> Any:
    return conv(machine, value, filters, 1, padding, None, rate)


@define("conv1d_transpose", "conv2d_transpose", "conv3d_transpose", dtype=FLOATING)
def conv_transpose(
    machine: Machine, input: Any = None, filters: Any = None, output_shape: Any = None, strides: Any = None,
    padding: Any = "SAME", data_format: Any = None, dilations: Any = None, name: Any = None, value: Any = None,
    filter: Any = None,
) -> Any:  # fmt: skip
    """The program says what comes out."""
    given = known_shape(machine, value if input is None else input)
    if output_shape is None:
        raise NotKnown("the shape of the output is not given")
    found = sizes(machine, output_shape)
    if len(found) != len(given):
        raise Mismatch(f"the output has {len(found)} axes, the input {len(given)}")
    return found


@define("depthwise_conv2d", dtype=FLOATING)
def depthwise_conv2d(
    machine: Machine, input: Any, filter: Any, strides: Any, padding: Any, data_format: Any = None,
    dilations: Any = None, name: Any = None,
) -> Any:  # fmt: skip
    given, arrangement = known_shape(machine, input), arrangement_of(data_format)
    steps = inner(machine, strides, len(given), arrangement)
    spread = 1 if dilations is None else dilations
    return neural.depthwise_conv(machine, tensor(given), filter, steps, padding, arrangement, spread)


@define("separable_conv2d", dtype=FLOATING)
def separable_conv2d(
    machine: Machine, input: Any, depthwise_filter: Any, pointwise_filter: Any, strides: Any, padding: Any,
    data_format: Any = None, dilations: Any = None, name: Any = None,
) -> Any:  # fmt: skip
    middle = depthwise_conv2d(machine, input, depthwise_filter, strides, padding, data_format, dilations)
    return conv(machine, tensor(middle), pointwise_filter, 1, "VALID", data_format)


@define("lrn", "local_response_normalization", dtype=FLOATING)
def local_response_normalization(
    machine: Machine, input: Any, depth_radius: Any = 5, bias: Any = 1, alpha: Any = 1, beta: Any = 0.5,
    name: Any = None,
) -> Any:  # fmt: skip
    return shape(machine, input)


@define("batch_normalization", dtype=FLOATING)
def batch_normalization(
    machine: Machine, x: Any, mean: Any, variance: Any, offset: Any, scale: Any, variance_epsilon: Any,
    name: Any = None,
) -> Any:  # fmt: skip
    statistics = [each for each in (mean, variance, offset, scale) if each is not None]
    return broadcast(shape(machine, x), *(shape(machine, each) for each in statistics))


@define("crelu", dtype=FLOATING)
def crelu(machine: Machine, features: Any, axis: Any = -1, name: Any = None) -> Any:
    """What is positive, and beside it what is negative."""
    given = known_shape(machine, features)
    place = normalize_axis(number(machine, axis), len(given))
    return with_axis(given, place, given[place] * 2)


# --- losses


@define("sigmoid_cross_entropy_with_logits", dtype=FLOATING)
def sigmoid_cross_entropy(machine: Machine, labels: Any = None, logits: Any = None, name: Any = None) -> Any:
    wanted, given = known_shape(machine, labels), known_shape(machine, logits)
    _same(wanted, given)
    return given


@define("softmax_cross_entropy_with_logits", "softmax_cross_entropy_with_logits_v2", dtype=FLOATING)
def softmax_cross_entropy(
    machine: Machine, labels: Any, logits: Any, axis: Any = -1, name: Any = None
) -> Any:
    """Classes may be broadcast, so that of the labels only the scores' shape counts."""
    return reduce(known_shape(machine, logits), (number(machine, axis),))


@define("sparse_softmax_cross_entropy_with_logits", dtype=FLOATING)
def sparse_softmax_cross_entropy(machine: Machine, labels: Any = None, logits: Any = None, name: Any = None) -> Any:
    wanted, given = known_shape(machine, labels), known_shape(machine, logits)
    _same(wanted, given[:-1])
    return given[:-1]


def _same(labels: tuple[Any, ...], scores: tuple[Any, ...]) -> None:
    if len(labels) != len(scores) or any(equal(a, b) is False for a, b in zip(labels, scores, strict=True)):
        raise Mismatch("labels and scores do not go together")


@define("l2_loss", "zero_fraction", dtype=FLOATING)
def one_number(machine: Machine, t: Any = None, name: Any = None, value: Any = None) -> Any:
    return ()
