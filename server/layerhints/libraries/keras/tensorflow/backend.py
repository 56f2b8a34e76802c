"""The functions on tensors that `keras.backend` had before Keras 3.

Their names and parameters are those of https://keras.io/2.18/api/utils/backend_utils/ and of Keras 2's own source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.keras.layers.base import is_none
from layerhints.libraries.keras.ops import creation, elementwise, indexing, joining, linear, neural, reducing, shaping
from layerhints.libraries.keras.ops.creation import new_shape
from layerhints.libraries.keras.ops.kernel import Operations, tensor
from layerhints.libraries.keras.ops.reading import data_format as read_format
from layerhints.libraries.keras.ops.reading import known_shape, number, shape, size, sizes
from layerhints.libraries.keras.ops.spatial import Images
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.tensorflow.shapes import shape_
from layerhints.libraries.keras.variables import backend_variable
from layerhints.rules.geometry import contraction
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.padding import pad
from layerhints.rules.shapes import elements
from layerhints.values.objects import Function
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONS = Operations("keras.backend", counted=False)
define = FUNCTIONS.define

FUNCTIONS.plain("shape")(lambda machine, x: shape_(machine, x))


@define("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "hard_sigmoid", "softplus", "softsign", dtype=FLOATING)
@define("square", "abs", "sign", "round", "identity", "stop_gradient")
def of_one(machine: Machine, x: Any, name: Any = None) -> Any:
    return shape(machine, x)


@define("zeros_like", "ones_like")
def like(machine: Machine, x: Any, dtype: Any = None, name: Any = None) -> Any:
    return shape(machine, x)


@define("relu", dtype=FLOATING)
def relu(machine: Machine, x: Any, alpha: Any = 0.0, max_value: Any = None, threshold: Any = 0.0) -> Any:
    return shape(machine, x)


@define("elu", dtype=FLOATING)
def elu(machine: Machine, x: Any, alpha: Any = 1.0) -> Any:
    return shape(machine, x)


@define("pow")
def power(machine: Machine, x: Any, a: Any) -> Any:
    return shape(machine, x)


@define("cast_to_floatx", dtype=FLOATING)
def cast_to_floatx(machine: Machine, x: Any) -> Any:
    return shape(machine, x)


@define("batch_normalization", dtype=FLOATING)
def batch_normalization(
    machine: Machine, x: Any, mean: Any, var: Any, beta: Any, gamma: Any, axis: Any = -1, epsilon: Any = 1e-3
) -> Any:
    return shape(machine, x)


@define("ctc_batch_cost", dtype=FLOATING)
def ctc_batch_cost(machine: Machine, y_true: Any, y_pred: Any, input_length: Any, label_length: Any) -> Any:
    """One number for each of the batch."""
    return (known_shape(machine, y_pred)[0], 1)


@define("clip")
def clip(machine: Machine, x: Any, min_value: Any, max_value: Any) -> Any:
    return shape(machine, x)


@define("dropout", dtype=FLOATING)
def dropout(machine: Machine, x: Any, level: Any, noise_shape: Any = None, seed: Any = None) -> Any:
    return shape(machine, x)


@define("cast")
def cast(machine: Machine, x: Any, dtype: Any) -> Any:
    return shape(machine, x)


@define("maximum", "minimum")
@define("equal", "not_equal", "greater", "greater_equal", "less", "less_equal", dtype="bool")
def of_two(machine: Machine, x: Any, y: Any) -> Any:
    return elementwise.of_two(machine, x, y)


@define("sum", "max", "min", "prod")
@define("all", "any", dtype="bool")
@define("mean", "std", "var", "logsumexp", dtype=FLOATING)
def reduction(machine: Machine, x: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return reducing.over_axes(machine, x, axis, keepdims)


@define("argmax", "argmin", dtype="int64")
def position(machine: Machine, x: Any, axis: Any = -1) -> Any:
    return reducing.over_axes(machine, x, axis)


@define("cumsum", "cumprod")
def cumulated(machine: Machine, x: Any, axis: Any = 0) -> Any:
    return shape(machine, x)


@define("softmax", dtype=FLOATING)
def softmax(machine: Machine, x: Any, axis: Any = -1) -> Any:
    return reducing.softmax(machine, x, axis)


@define("l2_normalize", dtype=FLOATING)
def l2_normalize(machine: Machine, x: Any, axis: Any = None) -> Any:
    return shape(machine, x)


# --- products


@define("dot")
def dot(machine: Machine, x: Any, y: Any) -> Any:
    return linear.dot(machine, x, y)


@define("batch_dot")
def batch_dot(machine: Machine, x: Any, y: Any, axes: Any = None) -> Any:
    """The product of each pair in a batch, over one axis of each; vectors leave an axis of size 1."""
    first, second = known_shape(machine, x), known_shape(machine, y)
    if len(first) < 2 or len(second) < 2:
        raise Mismatch("`batch_dot` wants a batch and at least one axis more")
    if axes is None:
        axes = (len(first) - 1, 1 if len(second) == 2 else len(second) - 2)
    pair = axes if isinstance(axes, tuple) else (axes, axes)
    return contraction.batch_dot(first, second, (number(machine, pair[0]), number(machine, pair[1])))


# --- arrangement


@define("reshape")
def reshape(machine: Machine, x: Any, shape: Any) -> Any:
    return shaping.reshape(machine, x, shape)


@define("transpose")
def transpose(machine: Machine, x: Any) -> Any:
    return shaping.transpose(machine, x)


@define("permute_dimensions")
def permute_dimensions(machine: Machine, x: Any, pattern: Any) -> Any:
    return shaping.transpose(machine, x, pattern)


@define("expand_dims")
def expand_dims(machine: Machine, x: Any, axis: Any = -1, dim: Any = None) -> Any:
    return shaping.expand_dims(machine, x, axis if dim is None else dim)


@define("squeeze")
def squeeze(machine: Machine, x: Any, axis: Any) -> Any:
    return shaping.squeeze_(machine, x, axis)


@define("flatten")
def flatten(machine: Machine, x: Any) -> Any:
    return shaping.ravel(machine, x)


@define("batch_flatten")
def batch_flatten(machine: Machine, x: Any) -> Any:
    """TensorFlow is given both sizes as tensors; it looks into them only where all sizes of `x` are known."""
    given = known_shape(machine, x)
    if not given:
        raise Mismatch("a tensor without axes has no batch")
    rest = session(machine).none() if is_none(given[0]) else elements(given, 1)
    return (given[0], rest)


@define("repeat_elements")
def repeat_elements(machine: Machine, x: Any, rep: Any, axis: Any) -> Any:
    return shaping.repeat(machine, x, rep, axis)


@define("repeat")
def repeat(machine: Machine, x: Any, n: Any) -> Any:
    """A row of each batch so many times."""
    given = known_shape(machine, x)
    if len(given) != 2:
        raise Mismatch("`K.repeat` wants a batch of rows")
    return (given[0], size(machine, n), given[1])


@define("tile")
def tile(machine: Machine, x: Any, n: Any) -> Any:
    return shaping.tile(machine, x, n)


@define("reverse")
def reverse(machine: Machine, x: Any, axes: Any) -> Any:
    return shape(machine, x)


@define("concatenate")
def concatenate(machine: Machine, tensors: Any, axis: Any = -1) -> Any:
    return joining.concatenate(machine, tensors, axis)


@define("stack")
def stack(machine: Machine, x: Any, axis: Any = 0) -> Any:
    return joining.stack(machine, x, axis)


@define("gather")
def gather(machine: Machine, reference: Any, indices: Any) -> Any:
    return indexing.take(machine, reference, indices, 0)


@define("one_hot", dtype=None)
def one_hot(machine: Machine, indices: Any, num_classes: Any = None, nb_classes: Any = None) -> Any:
    return neural.one_hot(machine, indices, num_classes if nb_classes is None else nb_classes)


@define("resize_images")
def resize_images(
    machine: Machine, x: Any, height_factor: Any, width_factor: Any, data_format: Any = None,
    interpolation: Any = "nearest",
) -> Any:  # fmt: skip
    images = Images(known_shape(machine, x), read_format(machine, data_format))
    if len(images.sides) != 2:
        raise Mismatch("images have four axes")
    factors = size(machine, height_factor), size(machine, width_factor)
    return images.arranged([side * by for side, by in zip(images.sides, factors, strict=True)], images.channels)


@define("spatial_2d_padding")
def spatial_2d_padding(
    machine: Machine, x: Any, padding: Any = ((1, 1), (1, 1)), data_format: Any = None
) -> Any:
    images = Images(known_shape(machine, x), read_format(machine, data_format))
    return images.arranged(pad(images.sides, shaping.widths(machine, padding, 2)), images.channels)


@define("temporal_padding")
def temporal_padding(machine: Machine, x: Any, padding: Any = (1, 1)) -> Any:
    given = known_shape(machine, x)
    if len(given) != 3:
        raise Mismatch("`temporal_padding` wants batch, steps and features")
    return (given[0], *pad(given[1:2], shaping.widths(machine, padding, 1)), given[2])


# --- making


@define("arange", dtype="int32")
def arange(machine: Machine, start: Any, stop: Any = None, step: Any = 1, dtype: Any = "int32") -> Any:
    return creation.arange(machine, start, stop, step)


@define("zeros", "ones", dtype=None)
def of_shape(machine: Machine, shape: Any, dtype: Any = None, name: Any = None) -> Any:
    return new_shape(machine, shape)


@define("random_normal", "truncated_normal", "random_normal_variable", dtype=None)
def random_normal(
    machine: Machine, shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None,
    std: Any = None,
) -> Any:  # fmt: skip
    return new_shape(machine, shape)


@define("random_uniform", dtype=None)
def random_uniform(
    machine: Machine, shape: Any, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    return new_shape(machine, shape)


@define("random_binomial", "random_bernoulli", dtype=None)
def random_binomial(machine: Machine, shape: Any, p: Any = 0.0, dtype: Any = None, seed: Any = None) -> Any:
    return new_shape(machine, shape)


@define("constant", dtype=None)
def constant(machine: Machine, value: Any, dtype: Any = None, shape: Any = None, name: Any = None) -> Any:
    return _shape(machine, value) if shape is None else new_shape(machine, shape)


FUNCTIONS.plain("variable")(backend_variable)


def _shape(machine: Machine, value: Any) -> Any:
    return shape(machine, value)


@define("in_train_phase")
def in_train_phase(machine: Machine, x: Any, alt: Any, training: Any = None) -> Any:
    """Either of two tensors; they may be given as functions that make them."""
    return switch(machine, training, *(machine.call_values(v) if isinstance(v, Function) else v for v in (x, alt)))


@define("in_test_phase")
def in_test_phase(machine: Machine, x: Any, alt: Any, training: Any = None) -> Any:
    return in_train_phase(machine, alt, x, training)


@define("switch")
def switch(machine: Machine, condition: Any, then_expression: Any, else_expression: Any) -> Any:
    then = shape(machine, then_expression)
    if then != shape(machine, else_expression):
        raise NotKnown("the two expressions have different shapes")
    return then


@define("binary_crossentropy", "categorical_crossentropy", dtype=FLOATING)
def crossentropy(machine: Machine, target: Any, output: Any, from_logits: Any = False) -> Any:
    raise NotKnown("which axes a loss of the backend leaves depends on its release")


# --- convolutions and pools


@define("conv1d", "conv2d", "conv3d", dtype=FLOATING)
def conv(
    machine: Machine, x: Any, kernel: Any, strides: Any = 1, padding: Any = "valid", data_format: Any = None,
    dilation_rate: Any = 1,
) -> Any:  # fmt: skip
    return neural.conv(machine, tensor(known_shape(machine, x)), kernel, strides, padding, data_format, dilation_rate)


@define("depthwise_conv2d", dtype=FLOATING)
def depthwise_conv2d(
    machine: Machine, x: Any, depthwise_kernel: Any, strides: Any = (1, 1), padding: Any = "valid",
    data_format: Any = None, dilation_rate: Any = (1, 1),
) -> Any:  # fmt: skip
    return neural.depthwise_conv(machine, x, depthwise_kernel, strides, padding, data_format, dilation_rate)


@define("separable_conv1d", "separable_conv2d", dtype=FLOATING)
def separable_conv(
    machine: Machine, x: Any, depthwise_kernel: Any, pointwise_kernel: Any, strides: Any = 1, padding: Any = "valid",
    data_format: Any = None, dilation_rate: Any = 1,
) -> Any:  # fmt: skip
    kernels = depthwise_kernel, pointwise_kernel
    return neural.separable_conv(machine, x, *kernels, strides, padding, data_format, dilation_rate)


@define("conv2d_transpose", dtype=FLOATING)
def conv2d_transpose(
    machine: Machine, x: Any, kernel: Any, output_shape: Any, strides: Any = (1, 1), padding: Any = "valid",
    data_format: Any = None, dilation_rate: Any = (1, 1),
) -> Any:  # fmt: skip
    """The program says what comes out."""
    return sizes(machine, output_shape)


@define("pool2d", "pool3d", dtype=FLOATING)
def pool(
    machine: Machine, x: Any, pool_size: Any, strides: Any = 1, padding: Any = "valid", data_format: Any = None,
    pool_mode: Any = "max",
) -> Any:  # fmt: skip
    return neural.pool(machine, x, pool_size, strides, padding, data_format)


@define("bias_add")
def bias_add(machine: Machine, x: Any, bias: Any, data_format: Any = None) -> Any:
    return shape(machine, x)


@define("print_tensor")
def print_tensor(machine: Machine, x: Any, message: Any = "", summarize: Any = 3) -> Any:
    return shape(machine, x)


@define("eye", dtype=None)
def eye(machine: Machine, size: Any, dtype: Any = None, name: Any = None) -> Any:
    return new_shape(machine, size if isinstance(size, tuple) else (size, size))


@define("spatial_3d_padding")
def spatial_3d_padding(
    machine: Machine, x: Any, padding: Any = ((1, 1), (1, 1), (1, 1)), data_format: Any = None
) -> Any:
    volumes = Images(known_shape(machine, x), read_format(machine, data_format))
    return volumes.arranged(pad(volumes.sides, shaping.widths(machine, padding, 3)), volumes.channels)
