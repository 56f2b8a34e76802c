"""Functions of neural networks: products with weights, tables, distances.

https://docs.pytorch.org/docs/stable/nn.functional.html#linear-functions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.torch import dtypes
from layerhints.libraries.torch.number_types import indices_refused
from layerhints.libraries.torch.ops.by_rule import of_module
from layerhints.libraries.torch.ops.kernel import Operations, Typed, define_in
from layerhints.libraries.torch.ops.operands import common_floating
from layerhints.libraries.torch.ops.reading import known_shape, shape, size
from layerhints.libraries.torch.promotion import part_type
from layerhints.rules.geometry.broadcast import broadcast, broadcast_to
from layerhints.rules.geometry.mismatch import Mismatch, OfNothing
from layerhints.rules.quantity import equal, less, text
from layerhints.rules.shapes import axis as axis_of
from layerhints.rules.shapes import show_structure, with_axis
from layerhints.values.learned import equate, require
from layerhints.values.reading import choice, flag
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONAL = Operations("torch.nn.functional")
define = FUNCTIONAL.define
TORCH = Operations("torch")
define_both = define_in(FUNCTIONAL, TORCH)


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


@define("embedding")
def embedding(
    machine: Machine, input: Any, weight: Any, padding_idx: Any = None, max_norm: Any = None, norm_type: Any = 2.0,
    scale_grad_by_freq: Any = False, sparse: Any = False,
) -> Any:  # fmt: skip
    """Each index becomes its row of the table."""
    table = known_shape(machine, weight, 2)
    if len(table) != 2:
        raise Mismatch(f"the table {show_structure(table)} has {len(table)} axes; it must have two")
    if (message := indices_refused(machine, input)) is not None:
        raise Mismatch(message)
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
    if (message := indices_refused(machine, tensor)) is not None:
        raise Mismatch(message)
    if equal(classes, -1) is True:
        classes = Unknown("the number of classes depends on the values: give `num_classes`")
    elif less(classes, 1) is True:
        raise (OfNothing if equal(classes, 0) is True else Mismatch)(f"there are no {text(classes)} classes")
    return Open(found.reason, tail=(classes,)) if isinstance(found, Unknown) else (*found, classes)


@define_both("cosine_similarity")
def cosine_similarity(machine: Machine, x1: Any, x2: Any, dim: Any = 1, eps: Any = 1e-08) -> Any:
    """The operands stretched to one another without the axis."""
    return Typed(of_module(machine, "CosineSimilarity", x1, x2, dim=dim, eps=eps), common_floating(x1, x2))


@define_both("pairwise_distance")
def pairwise_distance(machine: Machine, x1: Any, x2: Any, p: Any = 2.0, eps: Any = 1e-06, keepdim: Any = False) -> Any:
    """The operands stretched to one another without the last axis, which `keepdim` leaves with length 1."""
    found = of_module(machine, "PairwiseDistance", x1, x2, p=p, eps=eps, keepdim=keepdim)
    return Typed(found, part_type(common_floating(x1, x2)))


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


__all__ = ["FUNCTIONAL", "TORCH"]
