"""`tf.math`, `tf.nn` and the reductions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.ops import elementwise, indexing, linear, neural, reducing
from layerhints.libraries.keras.ops.kernel import Operations, Typed, tensor
from layerhints.libraries.keras.ops.reading import axes, known_shape, shape, shapes
from layerhints.libraries.keras.ops.types import FLOATING, dtype_asked
from layerhints.libraries.keras.tensorflow.signals import COMPLEX
from layerhints.rules import Several
from layerhints.rules.geometry.axes import along, swap_axes
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.concatenate import same_size
from layerhints.rules.geometry.contraction import matmul as product
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.shapes import show_structure, with_axis
from layerhints.values.reading import NotKnown, flag

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONS = Operations("tf", counted=False)
define = FUNCTIONS.define


@define(
    "abs", "negative", "square", "sign", "identity", "stop_gradient", "exp", "log", "log1p", "sqrt", "rsqrt", "sin",
    "cos", "tan", "acos", "asin", "atan", "sinh", "cosh", "expm1", "lgamma", "rint", "tanh",
    "sigmoid", "erf", "floor", "ceil", "round", "reciprocal", "softplus", "log_sigmoid",
    "zeros_like", "ones_like", "digamma", "erfc", "erfinv", "erfcinv", "ndtri", "reciprocal_no_nan", "bessel_i0",
    "bessel_i1", "bessel_i0e", "bessel_i1e", "invert_permutation",
)  # fmt: skip
@define("logical_not", "is_nan", "is_inf", "is_finite", dtype="bool")
def of_one(machine: Machine, x: Any = None, name: Any = None, dtype: Any = None, input: Any = None) -> Any:
    return shape(machine, _given(x, input))


def _given(*values: Any) -> Any:
    """The one that is given of a parameter under its several names."""
    for value in values:
        if value is not None:
            return value
    raise NotKnown("the tensor is not given")


@define("conj")
@define("real", "imag", "angle", dtype=None)
def part_of_complex(machine: Machine, input: Any = None, name: Any = None, x: Any = None) -> Any:
    return shape(machine, _given(input, x))


@define("relu", "relu6", "elu", "selu", "softsign", "silu", "swish", dtype=FLOATING)
def activation(machine: Machine, features: Any, name: Any = None) -> Any:
    return shape(machine, features)


@define("leaky_relu", dtype=FLOATING)
def leaky_relu(machine: Machine, features: Any, alpha: Any = 0.2, name: Any = None) -> Any:
    return shape(machine, features)


@define("gelu", dtype=FLOATING)
def gelu(machine: Machine, features: Any, approximate: Any = False, name: Any = None) -> Any:
    return shape(machine, features)


@define("softmax", "log_softmax", dtype=FLOATING)
def softmax(machine: Machine, logits: Any, axis: Any = None, name: Any = None, dim: Any = None) -> Any:
    return reducing.softmax(machine, logits, axis)


@define("clip_by_value")
def clip_by_value(machine: Machine, t: Any, clip_value_min: Any, clip_value_max: Any, name: Any = None) -> Any:
    return shape(machine, t)


@define("dropout", dtype=FLOATING)
def dropout(machine: Machine, x: Any, rate: Any = None, noise_shape: Any = None, seed: Any = None, name: Any = None,
            keep_prob: Any = None) -> Any:  # fmt: skip
    return shape(machine, x)


@define("add", "subtract", "multiply", "divide", "maximum", "minimum", "pow", "mod", "floordiv", "floormod", "truediv",
        "squared_difference", "atan2", "divide_no_nan", "multiply_no_nan", "xlogy", "xlog1py", "xdivy", "realdiv",
        "truncatediv", "truncatemod")  # fmt: skip
@define(
    "equal", "not_equal", "greater", "greater_equal", "less", "less_equal", "logical_and", "logical_or", "logical_xor",
    dtype="bool",
)
def of_two(machine: Machine, x: Any, y: Any, name: Any = None) -> Any:
    return elementwise.of_two(machine, x, y)


@define("complex", dtype=COMPLEX)
def complex_(machine: Machine, real: Any, imag: Any, name: Any = None) -> Any:
    return elementwise.of_two(machine, real, imag)


@define("add_n", "accumulate_n")
def add_n(machine: Machine, inputs: Any, *settings: Any, **more: Any) -> Any:
    return broadcast(*shapes(machine, inputs))


@define("scalar_mul")
def scalar_mul(machine: Machine, scalar: Any, x: Any, name: Any = None) -> Any:
    return shape(machine, x)


@define("clip_by_norm")
def clip_by_norm(machine: Machine, t: Any, clip_norm: Any, axes: Any = None, name: Any = None) -> Any:
    return shape(machine, t)


@define("clip_by_global_norm")
def clip_by_global_norm(
    machine: Machine, t_list: Any, clip_norm: Any, use_norm: Any = None, name: Any = None
) -> Any:
    """The tensors, and the norm of them all."""
    return Several((Several(shapes(machine, t_list)), ()))


@define("identity_n")
def identity_n(machine: Machine, input: Any, name: Any = None) -> Any:
    return Several(shapes(machine, input))


@define("where")
def where(machine: Machine, condition: Any, x: Any = None, y: Any = None, name: Any = None) -> Any:
    if x is None or y is None:
        given = known_shape(machine, condition)
        return Typed((Unknown("how many of the conditions hold is not known"), len(given)), "int64")
    return indexing.where(machine, condition, x, y)


@define("reduce_sum", "reduce_max", "reduce_min", "reduce_prod")
@define("count_nonzero", dtype="int64")
@define("reduce_all", "reduce_any", dtype="bool")
@define("reduce_mean", "reduce_std", "reduce_variance", "reduce_logsumexp", "reduce_euclidean_norm", dtype=FLOATING)
def reduction(
    machine: Machine, input_tensor: Any, axis: Any = None, keepdims: Any = None, name: Any = None,
    reduction_indices: Any = None, keep_dims: Any = None,
) -> Any:  # fmt: skip
    """TensorFlow 1 called the axes `reduction_indices` and the flag `keep_dims`."""
    along = axis if reduction_indices is None else reduction_indices
    kept = keepdims if keep_dims is None else keep_dims
    return reducing.over_axes(machine, input_tensor, along, False if kept is None else kept)


@define("argmax", "argmin")
def position(
    machine: Machine, input: Any, axis: Any = None, output_type: Any = None, name: Any = None, dimension: Any = None
) -> Any:
    along = axis if dimension is None else dimension
    dtype = "int64" if output_type is None else dtype_asked(output_type)
    return Typed(reducing.over_axes(machine, input, 0 if along is None else along), dtype)


@define("cumsum", "cumprod", "cumulative_logsumexp")
def cumulated(
    machine: Machine, x: Any, axis: Any = 0, exclusive: Any = False, reverse: Any = False, name: Any = None
) -> Any:
    return along(shape(machine, x), axes(machine, axis))


@define("l2_normalize", dtype=FLOATING)
def l2_normalize(
    machine: Machine, x: Any, axis: Any = None, epsilon: Any = 1e-12, name: Any = None, dim: Any = None
) -> Any:
    return along(shape(machine, x), axes(machine, axis if dim is None else dim))


@define("norm", dtype=FLOATING)
def norm(
    machine: Machine, tensor: Any, ord: Any = "euclidean", axis: Any = None, keepdims: Any = None, name: Any = None
) -> Any:
    return reducing.over_axes(machine, tensor, axis, False if keepdims is None else keepdims)


@define("moments", dtype=FLOATING)
def moments(
    machine: Machine, x: Any, axes: Any, shift: Any = None, keepdims: Any = False, name: Any = None,
    keep_dims: Any = None,
) -> Any:  # fmt: skip
    each = reducing.over_axes(machine, x, axes, keepdims if keep_dims is None else keep_dims)
    return Several((each, each))


@define("top_k", results=("values", "indices"))
def top_k(
    machine: Machine, input: Any, k: Any = 1, sorted: Any = True, index_type: Any = None, name: Any = None
) -> Any:
    return indexing.top_k(machine, input, k)


# --- products


@define("matmul")
def matmul(
    machine: Machine, a: Any, b: Any, transpose_a: Any = False, transpose_b: Any = False, adjoint_a: Any = False,
    adjoint_b: Any = False, a_is_sparse: Any = False, b_is_sparse: Any = False, output_type: Any = None,
    name: Any = None,
) -> Any:  # fmt: skip
    first = _turned(machine, a, flag(machine, transpose_a) or flag(machine, adjoint_a))
    return product(first, _turned(machine, b, flag(machine, transpose_b) or flag(machine, adjoint_b)))


def _turned(machine: Machine, value: Any, turned: bool) -> Any:
    given = known_shape(machine, value)
    if len(given) < 2:
        raise Mismatch("`tf.matmul` multiplies matrices")
    return swap_axes(given, -1, -2) if turned else given


@define("tensordot")
def tensordot(machine: Machine, a: Any, b: Any, axes: Any, name: Any = None) -> Any:
    return linear.tensordot(machine, a, b, axes)


@define("einsum")
def einsum(machine: Machine, equation: Any, *inputs: Any, **kwargs: Any) -> Any:
    return linear.einsum_of(machine, equation, inputs, drops_ellipsis=False)


# --- networks


@define("conv1d", "conv2d", "conv3d", dtype=FLOATING)
def conv(
    machine: Machine, input: Any, filters: Any = None, strides: Any = 1, padding: Any = "VALID",
    data_format: Any = None, dilations: Any = None, name: Any = None, filter: Any = None, stride: Any = None,
    use_cudnn_on_gpu: Any = True,
) -> Any:  # fmt: skip
    given = known_shape(machine, input)
    arrangement = arrangement_of(data_format)
    steps = inner(machine, strides if stride is None else stride, len(given), arrangement)
    spread = 1 if dilations is None else inner(machine, dilations, len(given), arrangement)
    return neural.conv(machine, tensor(given), _given(filters, filter), steps, padding, arrangement, spread)


def arrangement_of(value: Any) -> str:
    """`NHWC` has the channels last, `NCHW` first."""
    if value is None:
        return "channels_last"
    if not isinstance(value, str):
        raise NotKnown("the data format is not known")
    return "channels_first" if value.startswith("NC") and len(value) > 3 else "channels_last"


def inner(machine: Machine, value: Any, rank: int, arrangement: str) -> Any:
    """Of one number for each axis, those of the sides."""
    if isinstance(value, tuple) and len(value) == rank:
        return value[1:-1] if arrangement == "channels_last" else value[2:]
    return value


@define("max_pool", "max_pool1d", "max_pool2d", "max_pool3d", "avg_pool", "avg_pool1d", "avg_pool2d", "avg_pool3d")
def pool(
    machine: Machine, input: Any = None, ksize: Any = None, strides: Any = None, padding: Any = "VALID",
    data_format: Any = None, name: Any = None, value: Any = None,
) -> Any:  # fmt: skip
    given = known_shape(machine, _given(input, value))
    arrangement = arrangement_of(data_format)
    window, steps = (inner(machine, each, len(given), arrangement) for each in (_given(ksize), _given(strides)))
    word = padding.lower() if isinstance(padding, str) else padding
    return neural.pool(machine, tensor(given), window, steps, word, arrangement)


@define("bias_add")
def bias_add(machine: Machine, value: Any, bias: Any, data_format: Any = None, name: Any = None) -> Any:
    given, added = known_shape(machine, value), known_shape(machine, bias)
    if len(given) < 2:
        raise Mismatch("`tf.nn.bias_add` wants at least 2 axes")
    channels = 1 if arrangement_of(data_format) == "channels_first" else -1
    same = same_size(added[0], given[channels]) if len(added) == 1 else None
    if same is None:
        raise Mismatch(f"a bias of {show_structure(added)} is no number for each channel of {show_structure(given)}")
    return with_axis(given, channels % len(given), same)


@define("embedding_lookup")
def embedding_lookup(machine: Machine, params: Any, ids: Any, max_norm: Any = None, name: Any = None) -> Any:
    return indexing.take(machine, params, ids, 0)


def _blocks(function: Any) -> Any:
    def meaning(machine: Machine, input: Any, block_size: Any, data_format: Any = "NHWC", name: Any = None) -> Any:
        return function(machine, input, block_size, arrangement_of(data_format))

    return meaning


define("depth_to_space")(_blocks(neural.depth_to_space))
define("space_to_depth")(_blocks(neural.space_to_depth))
