"""Functions of neural networks: products with weights, tables, activations, normalisations, attention.

https://docs.pytorch.org/docs/stable/nn.functional.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.torch import dtypes
from layerhints.libraries.torch.inference import equate, require
from layerhints.libraries.torch.ops.by_rule import of_module
from layerhints.libraries.torch.ops.kernel import NotKnown, Operations, Plain, Typed
from layerhints.libraries.torch.ops.operands import stretched
from layerhints.libraries.torch.ops.reading import axis, choice, flag, known_shape, shape, size, sizes
from layerhints.libraries.torch.ops.reducing import along
from layerhints.rules import Several
from layerhints.rules.geometry.broadcast import broadcast, broadcast_to
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import divides, equal, less, text
from layerhints.rules.shapes import axis as axis_of
from layerhints.rules.shapes import show_structure, with_axis
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONAL = Operations("torch.nn.functional")
define = FUNCTIONAL.define
TORCH = Operations("torch")


def define_both(
    *names: str, method: bool = False, dtype: Any = "the type of the first tensor"
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The same function in `torch.nn.functional` and in `torch`."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        return define(*names, dtype=dtype)(TORCH.define(*names, dtype=dtype, method=method)(function))

    return register


# --- products with weights


@define("linear")
def linear(machine: Machine, input: Any, weight: Any, bias: Any = None) -> Any:
    """The weight is (output features, input features), or (input features,) for a single number that comes out."""
    weights = known_shape(machine, weight)
    if len(weights) not in (1, 2):
        raise Mismatch(f"the weight {show_structure(weights)} has {len(weights)} axes; it must have two")
    found = shape(machine, input)
    require(machine, found, Open("", tail=(weights[-1],)))
    if found == ():
        raise Mismatch("the input has no axis of features")
    if equal(axis_of(found, -1), weights[-1]) is False:
        raise Mismatch(
            f"the input {show_structure(found)} has {text(axis_of(found, -1))} features; the weight is for "
            f"{text(weights[-1])}"
        )
    if len(weights) == 1:
        result = Unknown(found.reason) if isinstance(found, Unknown) else found[:-1]
    else:
        result = with_axis(found, -1, weights[0])
    given = () if bias is None else shape(machine, bias)
    require(machine, given, weights[:1] if len(weights) == 2 else ())
    if isinstance(given, Unknown) or isinstance(result, Unknown):
        return result
    return broadcast_to(given, result)


@define_both("bilinear")
def bilinear(machine: Machine, input1: Any, input2: Any, weight: Any, bias: Any = None) -> Any:
    """The last axis has as many features as the weight has matrices."""
    weights = known_shape(machine, weight, 3)
    if len(weights) != 3:
        raise Mismatch("the weight has three axes: output features, and the features of the two inputs")
    return of_module(
        machine, "Bilinear", input1, input2, in1_features=weights[1], in2_features=weights[2], out_features=weights[0]
    )


# --- tables


@define("embedding")
def embedding(
    machine: Machine, input: Any, weight: Any, padding_idx: Any = None, max_norm: Any = None, norm_type: Any = 2.0,
    scale_grad_by_freq: Any = False, sparse: Any = False,
) -> Any:  # fmt: skip
    """Each index becomes its row of the table."""
    table = known_shape(machine, weight, 2)
    if len(table) != 2:
        raise Mismatch(f"the table {show_structure(table)} has {len(table)} axes; it must have two")
    found = shape(machine, input)
    dtype = weight.dtype if isinstance(weight, Tensor) else None
    if isinstance(found, Unknown):
        return Typed(Open(found.reason, tail=(table[1],)), dtype)
    return Typed((*found, table[1]), dtype)


@TORCH.define("embedding")
def torch_embedding(
    machine: Machine, weight: Any, indices: Any, padding_idx: Any = -1, scale_grad_by_freq: Any = False,
    sparse: Any = False,
) -> Any:  # fmt: skip
    """The shape of the indices, and the width of the table behind it."""
    return embedding(machine, indices, weight)


@define("embedding_bag")
def embedding_bag(
    machine: Machine, input: Any, weight: Any, offsets: Any = None, max_norm: Any = None, norm_type: Any = 2,
    scale_grad_by_freq: Any = False, mode: Any = "mean", sparse: Any = False, per_sample_weights: Any = None,
    include_last_offset: Any = False, padding_idx: Any = None,
) -> Any:  # fmt: skip
    """Bags are rows of the input, or what lies between the offsets into one row."""
    table, found = known_shape(machine, weight, 2), known_shape(machine, input)
    choice(mode, "sum", "mean", "max")
    # An older release had the table first.
    whole = dtypes.INTEGERS
    if isinstance(weight, Tensor) and isinstance(input, Tensor) and weight.dtype in whole and input.dtype not in whole:
        table, found = found, table
    if len(table) != 2:
        raise Mismatch(f"the table {show_structure(table)} has {len(table)} axes; it must have two")
    dtype = weight.dtype if isinstance(weight, Tensor) else None
    if len(found) == 2:
        if offsets is not None:
            raise Mismatch("rows of an input with two axes are bags: it takes no offsets")
        return Typed((found[0], table[1]), dtype)
    if len(found) != 1:
        raise Mismatch(f"the input {show_structure(found)} has {len(found)} axes; it must have one or two")
    if offsets is None:
        raise Mismatch("an input with one axis needs offsets")
    (bags,) = known_shape(machine, offsets, 1)
    return Typed((bags - 1 if flag(machine, include_last_offset) else bags, table[1]), dtype)


@define("one_hot", dtype="int64")
def one_hot(machine: Machine, tensor: Any, num_classes: Any = -1) -> Any:
    """A new last axis with a place for each class."""
    found, classes = shape(machine, tensor), size(machine, num_classes)
    if equal(classes, -1) is True:
        classes = Unknown("the number of classes depends on the values: give `num_classes`")
    elif less(classes, 1) is True:
        raise Mismatch(f"there are no {text(classes)} classes")
    return Open(found.reason, tail=(classes,)) if isinstance(found, Unknown) else (*found, classes)


# --- activations


@define("sigmoid", "tanh", "softsign", "tanhshrink", "logsigmoid", "relu_", "selu_")
def unchanged(machine: Machine, input: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("relu", "relu6", "selu", "silu", "mish", "hardsigmoid", "hardswish")
def maybe_in_place(machine: Machine, input: Any, inplace: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("celu", "elu")
def elu(machine: Machine, input: Any, alpha: Any = 1.0, inplace: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("celu_", "elu_")
def elu_in_place(machine: Machine, input: Any, alpha: Any = 1.0) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("leaky_relu")
def leaky_relu(machine: Machine, input: Any, negative_slope: Any = 0.01, inplace: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("leaky_relu_")
def leaky_relu_in_place(machine: Machine, input: Any, negative_slope: Any = 0.01) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("hardtanh")
def hardtanh(machine: Machine, input: Any, min_val: Any = -1.0, max_val: Any = 1.0, inplace: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("hardtanh_")
def hardtanh_in_place(machine: Machine, input: Any, min_val: Any = -1.0, max_val: Any = 1.0) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("threshold")
def threshold(machine: Machine, input: Any, threshold: Any, value: Any, inplace: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("threshold_")
def threshold_in_place(machine: Machine, input: Any, threshold: Any, value: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("gelu")
def gelu(machine: Machine, input: Any, *, approximate: Any = "none") -> Any:
    """The shape stays."""
    choice(approximate, "none", "tanh")
    return shape(machine, input)


@define("hardshrink", "softshrink")
def shrink(machine: Machine, input: Any, lambd: Any = 0.5) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("softplus")
def softplus(machine: Machine, input: Any, beta: Any = 1, threshold: Any = 20) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("rrelu")
def rrelu(
    machine: Machine, input: Any, lower: Any = 1 / 8, upper: Any = 1 / 3, training: Any = False, inplace: Any = False
) -> Any:
    """The shape stays."""
    return shape(machine, input)


@TORCH.define("rrelu", "rrelu_")
@define("rrelu_")
def torch_rrelu(machine: Machine, input: Any, lower: Any = 1 / 8, upper: Any = 1 / 3, training: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define_both("prelu", method=True)
def prelu(machine: Machine, input: Any, weight: Any) -> Any:
    """A weight has one number, or one for each channel of axis 1."""
    found, given = shape(machine, input), shape(machine, weight)
    if isinstance(found, Unknown) or isinstance(given, Unknown):
        return found
    if len(given) > 1:
        raise Mismatch(f"the weight {show_structure(given)} has {len(given)} axes; it must have one")
    channels = found[1] if len(found) > 1 else 1
    if given and equal(given[0], 1) is False and equal(given[0], channels) is False:
        raise Mismatch(f"the weight is for {text(given[0])} channels; the input has {text(channels)}")
    return found


@define("glu")
def glu(machine: Machine, input: Any, dim: Any = -1) -> Any:
    """The axis is halved: one half opens and closes the other."""
    return of_module(machine, "GLU", input, dim=dim)


@define("softmax", "log_softmax", "softmin")
def softmax(machine: Machine, input: Any, dim: Any = None, _stacklevel: Any = 3, dtype: Any = None) -> Any:
    """The shape stays."""
    found = shape(machine, input) if dim is None else along(machine, input, dim)
    return found if dtype is None else Typed(found, dtypes.name_of(dtype))


@define("gumbel_softmax")
def gumbel_softmax(
    machine: Machine, logits: Any, tau: Any = 1, hard: Any = False, eps: Any = 1e-10, dim: Any = -1
) -> Any:
    """The shape stays."""
    return along(machine, logits, dim)


@define("dropout", "alpha_dropout", "feature_alpha_dropout")
def dropout(machine: Machine, input: Any, p: Any = 0.5, training: Any = True, inplace: Any = False) -> Any:
    """The shape stays."""
    check_share(p)
    return shape(machine, input)


def check_share(p: Any) -> None:
    if isinstance(p, (int, float)) and not 0 <= p <= 1:
        raise Mismatch(f"the share {p} that is left out must lie between 0 and 1")


@define("dropout1d")
def dropout1d(machine: Machine, input: Any, p: Any = 0.5, training: Any = True, inplace: Any = False) -> Any:
    """The shape stays: sequences with channels."""
    check_share(p)
    found = shape(machine, input)
    if isinstance(found, tuple) and len(found) not in (2, 3):
        raise Mismatch(f"{show_structure(found)} has {len(found)} axes; `dropout1d` takes (C, L) or (N, C, L)")
    return found


@define("dropout2d", "dropout3d")
def dropout2d(machine: Machine, input: Any, p: Any = 0.5, training: Any = True, inplace: Any = False) -> Any:
    """The shape stays: images or volumes with channels."""
    check_share(p)
    return shape(machine, input)


@TORCH.define("dropout", "dropout_", "alpha_dropout", "alpha_dropout_", "feature_dropout", "feature_dropout_",
              "feature_alpha_dropout", "feature_alpha_dropout_")  # fmt: skip
def torch_dropout(machine: Machine, input: Any, p: Any, train: Any) -> Any:
    """The shape stays."""
    check_share(p)
    return shape(machine, input)


@TORCH.define("native_dropout")
def native_dropout(machine: Machine, input: Any, p: Any, train: Any) -> Any:
    found = shape(machine, input)
    return Several((found, Typed(found, "bool")))


# --- normalisations


def _of_channels(machine: Machine, found: Any, *weights: Any) -> None:
    """Statistics and weights have one number for each channel of axis 1."""
    if isinstance(found, tuple) and len(found) < 2:
        if found and equal(found[0], 0) is not False:
            raise NotKnown("what becomes of a row without values is not followed")
        raise Mismatch(f"the input {show_structure(found)} has no axis of channels")
    channels = axis_of(found, 1)
    for weight in weights:
        given = (channels,) if weight is None else shape(machine, weight)
        require(machine, given, (channels,))
        if isinstance(given, tuple):
            if len(given) != 1 or equal(given[0], channels) is False:
                raise Mismatch(f"{show_structure(given)} is not one number for each of {text(channels)} channels")
            equate(machine, channels, given[0])


@define("batch_norm")
def batch_norm(
    machine: Machine, input: Any, running_mean: Any, running_var: Any, weight: Any = None, bias: Any = None,
    training: Any = False, momentum: Any = 0.1, eps: Any = 1e-05,
) -> Any:  # fmt: skip
    """The shape stays; weights and statistics have one number per channel."""
    found = shape(machine, input)
    _of_channels(machine, found, running_mean, running_var, weight, bias)
    if training is not False and isinstance(found, tuple) and not _several_values(found):
        raise NotKnown("batch normalisation in training needs more than one value for each channel")
    return found


def _several_values(found: tuple[Any, ...]) -> bool:
    sides = (found[0], *found[2:])
    return not all(equal(side, 1) is True for side in sides) and all(equal(side, 0) is not True for side in sides)


@TORCH.define("batch_norm")
def torch_batch_norm(
    machine: Machine, input: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any, training: Any,
    momentum: Any, eps: Any, cudnn_enabled: Any,
) -> Any:  # fmt: skip
    """The shape stays; weights and statistics have one number per channel."""
    found = shape(machine, input)
    _of_channels(machine, found, running_mean, running_var, weight, bias)
    return found


@define("instance_norm")
def instance_norm(
    machine: Machine, input: Any, running_mean: Any = None, running_var: Any = None, weight: Any = None,
    bias: Any = None, use_input_stats: Any = True, momentum: Any = 0.1, eps: Any = 1e-05,
) -> Any:  # fmt: skip
    """The shape stays; weights and statistics have one number per channel."""
    found = shape(machine, input)
    _of_channels(machine, found, running_mean, running_var, weight, bias)
    if use_input_stats is not False and isinstance(found, tuple):
        if all(equal(side, 1) is True for side in found[2:]):
            raise Mismatch(f"{show_structure(found)} has one value for each channel; a norm needs several")
        if any(equal(side, 0) is True for side in found):
            raise NotKnown("an input without values has no norm")
    return found


@define("group_norm")
def group_norm(
    machine: Machine, input: Any, num_groups: Any, weight: Any = None, bias: Any = None, eps: Any = 1e-05
) -> Any:
    """The shape stays; the groups divide the channels."""
    found = shape(machine, input)
    _of_channels(machine, found, weight, bias)
    groups, channels = size(machine, num_groups), axis_of(found, 1)
    if less(groups, 1) is True or divides(groups, channels) is False:
        raise Mismatch(f"{text(groups)} groups do not divide {text(channels)} channels")
    alone = isinstance(found, tuple) and all(equal(side, 1) is True for side in (found[0], *found[2:]))
    if alone and equal(groups, channels) is True:
        raise Mismatch("each group has a single value; a norm needs several")
    return found


@TORCH.define("group_norm")
def torch_group_norm(
    machine: Machine, input: Any, num_groups: Any, weight: Any = None, bias: Any = None, eps: Any = 1e-05,
    cudnn_enabled: Any = True,
) -> Any:  # fmt: skip
    """The shape stays; the groups divide the channels."""
    return group_norm(machine, input, num_groups, weight, bias, eps)


def _of_last_axes(machine: Machine, input: Any, normalized_shape: Any, *weights: Any) -> Any:
    """The input ends in `normalized_shape`, and weights have that shape."""
    found, wanted = shape(machine, input), sizes(machine, normalized_shape)
    if not wanted:
        raise Mismatch("a norm is taken over one axis at least")
    require(machine, found, Open("", tail=wanted))
    count = len(wanted)
    given = [() if weight is None else shape(machine, weight) for weight in weights]
    ends = [found[-count:]] if isinstance(found, tuple) else []
    for end in (*ends, *(each for each, weight in zip(given, weights, strict=True) if weight is not None)):
        if isinstance(end, tuple) and (
            len(end) != count or any(equal(one, other) is False for one, other in zip(end, wanted, strict=True))
        ):
            raise Mismatch(f"{show_structure(end)} is not the normalized shape {show_structure(wanted)}")
    return found


@define("layer_norm")
def layer_norm(
    machine: Machine, input: Any, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: Any = 1e-05
) -> Any:
    """The shape stays; it ends in the axes that are normalised."""
    return _of_last_axes(machine, input, normalized_shape, weight, bias)


@TORCH.define("layer_norm")
def torch_layer_norm(
    machine: Machine, input: Any, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: Any = 1e-05,
    cudnn_enable: Any = True,
) -> Any:  # fmt: skip
    """The shape stays; it ends in the axes that are normalised."""
    return _of_last_axes(machine, input, normalized_shape, weight, bias)


@define_both("rms_norm")
def rms_norm(machine: Machine, input: Any, normalized_shape: Any, weight: Any = None, eps: Any = None) -> Any:
    """The shape stays; it ends in the axes that are normalised."""
    return _of_last_axes(machine, input, normalized_shape, weight)


@define("local_response_norm")
def local_response_norm(
    machine: Machine, input: Any, size: Any, alpha: Any = 0.0001, beta: Any = 0.75, k: Any = 1.0
) -> Any:
    """The shape stays."""
    return of_module(machine, "LocalResponseNorm", input, size=size, alpha=alpha, beta=beta, k=k)


@define("normalize")
def normalize(machine: Machine, input: Any, p: Any = 2.0, dim: Any = 1, eps: Any = 1e-12) -> Any:
    """Vectors along an axis scaled to length 1."""
    found = shape(machine, input)
    if isinstance(found, tuple):
        for place in sizes(machine, dim):
            axis(machine, place, len(found))
    return found


# --- distances


@define_both("cosine_similarity")
def cosine_similarity(machine: Machine, x1: Any, x2: Any, dim: Any = 1, eps: Any = 1e-08) -> Any:
    """The operands stretched to one another without the axis."""
    return of_module(machine, "CosineSimilarity", x1, x2, dim=dim, eps=eps)


@define_both("pairwise_distance")
def pairwise_distance(machine: Machine, x1: Any, x2: Any, p: Any = 2.0, eps: Any = 1e-06, keepdim: Any = False) -> Any:
    """The operands stretched to one another without the last axis, which `keepdim` leaves with length 1."""
    return of_module(machine, "PairwiseDistance", x1, x2, p=p, eps=eps, keepdim=keepdim)


@define_both("pdist")
def pdist(machine: Machine, input: Any, p: Any = 2.0) -> Any:
    """The distances between all pairs of rows."""
    found = known_shape(machine, input, 2)
    if len(found) != 2:
        raise Mismatch(f"{show_structure(found)} has {len(found)} axes; rows of a matrix are compared")
    if equal(found[0], 0) is True:
        return (0,)
    return (found[0] * (found[0] - 1) // 2,)


@TORCH.define("cdist")
def cdist(machine: Machine, x1: Any, x2: Any, p: Any = 2.0, compute_mode: Any = None) -> Any:
    """The distance of each row from each: `(…, P, M)` and `(…, R, M)` to `(…, P, R)`."""
    first, second = known_shape(machine, x1), known_shape(machine, x2)
    if len(first) < 2 or len(second) < 2:
        raise Mismatch("rows of matrices are compared")
    equate(machine, first[-1], second[-1])
    if equal(first[-1], second[-1]) is False:
        raise Mismatch(f"rows of {text(first[-1])} numbers have no distance from rows of {text(second[-1])}")
    batch = broadcast(first[:-2], second[:-2])
    return batch if isinstance(batch, Unknown) else (*batch, first[-2], second[-2])


# --- attention


@define("scaled_dot_product_attention")
def scaled_dot_product_attention(
    machine: Machine, query: Any, key: Any, value: Any, attn_mask: Any = None, dropout_p: Any = 0.0,
    is_causal: Any = False, scale: Any = None, enable_gqa: Any = False,
) -> Any:  # fmt: skip
    """`(…, L, E)`, `(…, S, E)` and `(…, S, Ev)` to `(…, L, Ev)`."""
    asked, keys, values = (known_shape(machine, each) for each in (query, key, value))
    if min(map(len, (asked, keys, values))) < 2:
        raise Mismatch("queries, keys and values have positions and features")
    equate(machine, asked[-1], keys[-1])
    equate(machine, keys[-2], values[-2])
    if equal(asked[-1], keys[-1]) is False:
        raise Mismatch(f"queries of {text(asked[-1])} features do not meet keys of {text(keys[-1])}")
    if equal(values[-2], 0) is True and equal(keys[-2], 0) is False:
        raise NotKnown("torch does not check how many keys meet no values")
    if equal(keys[-2], values[-2]) is False:
        raise Mismatch(f"{text(keys[-2])} keys do not meet {text(values[-2])} values")
    batches = [each[:-2] for each in (asked, keys, values)]
    if flag(machine, enable_gqa):
        batches = _shared_heads(batches)
    batch = stretched(*batches)
    if isinstance(batch, Unknown):
        raise NotKnown(batch)
    if attn_mask is not None:
        if flag(machine, is_causal):
            raise Mismatch("`is_causal` cannot be given with an `attn_mask`")
        broadcast_to(shape(machine, attn_mask), (*batch, asked[-2], keys[-2]))
    return (*batch, asked[-2], values[-1])


def _shared_heads(batches: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Keys and values may have fewer heads (axis −3) than the queries, each for several of them."""
    heads = batches[0][-1:]
    for batch in batches[1:]:
        if not batch or not heads or divides(batch[-1], heads[0]) is not True:
            raise NotKnown("heads that do not divide those of the queries are not followed")
    return [(*batch[:-1], *heads) for batch in batches]


@define("multi_head_attention_forward")
def multi_head_attention_forward(
    machine: Machine, query: Any, key: Any, value: Any, embed_dim_to_check: Any, num_heads: Any, in_proj_weight: Any,
    in_proj_bias: Any, bias_k: Any, bias_v: Any, add_zero_attn: Any, dropout_p: Any, out_proj_weight: Any,
    out_proj_bias: Any, training: Any = True, key_padding_mask: Any = None, need_weights: Any = True,
    attn_mask: Any = None, use_separate_proj_weight: Any = False, q_proj_weight: Any = None, k_proj_weight: Any = None,
    v_proj_weight: Any = None, static_k: Any = None, static_v: Any = None, average_attn_weights: Any = True,
    is_causal: Any = False,
) -> Any:  # fmt: skip
    """Queries (L, [N,] E) and keys (S, [N,] E) to (L, [N,] F), by a last matrix (F, E); scores ([N,] [heads,] L, S)."""
    asked, keys, values = (known_shape(machine, each) for each in (query, key, value))
    features, heads = size(machine, embed_dim_to_check), size(machine, num_heads)
    if len(asked) not in (2, 3) or len(keys) != len(asked) or len(values) != len(asked):
        raise Mismatch("queries, keys and values have positions, the batch, which may be absent, and features")
    if equal(asked[-1], features) is False:
        raise Mismatch(f"queries have {text(asked[-1])} features, not {text(features)}")
    if divides(heads, features) is False:
        raise Mismatch(f"{text(features)} features are not shared out evenly among {text(heads)} heads")
    if any(equal(one, other) is False for one, other in zip(keys[:-1], values[:-1], strict=True)) or (
        len(asked) == 3 and equal(asked[1], keys[1]) is False
    ):
        raise Mismatch("queries, keys and values do not belong together")
    if static_k is not None or static_v is not None:
        raise NotKnown("keys and values that are given ready-made are not followed")
    projection = shape(machine, out_proj_weight)
    made = (*asked[:-1], Unknown(projection.reason) if isinstance(projection, Unknown) else projection[0])
    if not flag(machine, need_weights):
        return Several((made, Plain(None)))
    positions = keys[0]
    for more in (bias_k is not None, flag(machine, add_zero_attn)):
        positions = positions + 1 if more else positions
    alone = () if flag(machine, average_attn_weights) else (heads,)
    return Several((made, (*asked[1:-1], *alone, asked[0], positions)))


__all__ = ["FUNCTIONAL", "TORCH"]
