"""`tf.nn` beyond single convolutions and pools: transposed, depthwise and separable ones, normalisation, losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.keras.ops import neural, reducing
from layerhints.libraries.keras.ops.kernel import Operations, Typed, tensor
from layerhints.libraries.keras.ops.reading import known_shape, number, shape, size, sizes
from layerhints.libraries.keras.ops.types import FLOATING, dtype_asked
from layerhints.libraries.keras.tensorflow.numbers import arrangement_of, conv, inner, pool
from layerhints.rules import Several
from layerhints.rules.geometry.axes import normalize_axis, reduce
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal
from layerhints.rules.shapes import with_axis
from layerhints.values.reading import NotKnown, flag

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


@define("conv_transpose", "conv1d_transpose", "conv2d_transpose", "conv3d_transpose", dtype=FLOATING)
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


@define("pool", dtype=FLOATING)
def pool_of(
    machine: Machine, input: Any, window_shape: Any, pooling_type: Any, strides: Any = None, padding: Any = "VALID",
    data_format: Any = None, dilations: Any = None, name: Any = None,
) -> Any:  # fmt: skip
    if dilations is not None or isinstance(strides, str):
        raise NotKnown("windows with gaps, and the arguments of TensorFlow 1, are not followed")
    return pool(machine, input, window_shape, 1 if strides is None else strides, padding, data_format)


@define("max_pool_with_argmax", results=("output", "argmax"))
def max_pool_with_argmax(
    machine: Machine, input: Any, ksize: Any, strides: Any, padding: Any, data_format: Any = "NHWC",
    output_dtype: Any = None, include_batch_in_index: Any = False, name: Any = None,
) -> Any:  # fmt: skip
    pooled = pool(machine, input, ksize, strides, padding, data_format)
    kind = "int64" if output_dtype is None else dtype_asked(output_dtype)
    return Several((pooled, Typed(pooled, kind)))


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


@define("weighted_cross_entropy_with_logits", dtype=FLOATING)
def weighted_cross_entropy(
    machine: Machine, labels: Any = None, logits: Any = None, pos_weight: Any = None, name: Any = None,
    targets: Any = None,
) -> Any:  # fmt: skip
    wanted, given = known_shape(machine, targets if labels is None else labels), known_shape(machine, logits)
    _same(wanted, given)
    return broadcast(given, shape(machine, pos_weight))


@define("log_poisson_loss", dtype=FLOATING)
def log_poisson_loss(
    machine: Machine, targets: Any, log_input: Any, compute_full_loss: Any = False, name: Any = None
) -> Any:
    return shape(machine, log_input)


@define("sampled_softmax_loss", "nce_loss", dtype=FLOATING)
def sampled(machine: Machine, weights: Any, biases: Any, labels: Any, inputs: Any, *settings: Any, **more: Any) -> Any:
    """A loss for each sample."""
    return known_shape(machine, inputs)[:1]


@define("ctc_loss", dtype=FLOATING)
def ctc_loss(
    machine: Machine, labels: Any, logits: Any = None, label_length: Any = None, logit_length: Any = None,
    logits_time_major: Any = True, *settings: Any, **more: Any,
) -> Any:  # fmt: skip
    given = known_shape(machine, logits)
    if len(given) != 3:
        raise NotKnown("where the batch stands in the scores is not known")
    return (given[1 if flag(machine, logits_time_major) else 0],)


@define("in_top_k", dtype="bool")
def in_top_k(machine: Machine, targets: Any, predictions: Any, k: Any, name: Any = None) -> Any:
    """One answer for each sample; TensorFlow 1 takes the predictions first."""
    return known_shape(machine, targets)[:1]


@define("weighted_moments", dtype=FLOATING)
def weighted_moments(
    machine: Machine, x: Any, axes: Any, frequency_weights: Any, keepdims: Any = False, name: Any = None,
    keep_dims: Any = None,
) -> Any:  # fmt: skip
    each = reducing.over_axes(machine, x, axes, keepdims if keep_dims is None else keep_dims)
    return Several((each, each))


@define("confusion_matrix", dtype=None)
def confusion_matrix(
    machine: Machine, labels: Any, predictions: Any, num_classes: Any = None, weights: Any = None, dtype: Any = "int32",
    name: Any = None,
) -> Any:  # fmt: skip
    if num_classes is None:
        raise NotKnown("how many classes there are depends on the numbers in the labels")
    count = size(machine, num_classes)
    return (count, count)


@define("compute_average_loss", "scale_regularization_loss", dtype=FLOATING)
def averaged(machine: Machine, loss: Any = None, *settings: Any, **more: Any) -> Any:
    return ()


@define("l2_loss", "zero_fraction", dtype=FLOATING)
def one_number(machine: Machine, t: Any = None, name: Any = None, value: Any = None) -> Any:
    return ()
