"""Functions of `torch` that the ones of `torch.nn.functional` are made of: reductions are numbers there.

They are not documented, but programs find them. Where their schemas say `mean`, calls without a reduction get none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.ops import neural_convolution, neural_loss, neural_normalization, neural_spatial
from layerhints.libraries.torch.ops.kernel import FRACTIONS, Operations, Typed
from layerhints.libraries.torch.ops.reading import number, shape, sizes
from layerhints.rules import Several
from layerhints.rules.geometry.axes import reduce
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.reading import NotKnown, flag

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define

REDUCTIONS = ("none", "mean", "sum")


def word(machine: Machine, reduction: Any) -> str:
    """The word for the number of a reduction."""
    place = number(machine, reduction)
    if not 0 <= place < len(REDUCTIONS):
        raise Mismatch(f"{place} is no reduction")
    return REDUCTIONS[place]


@define("binary_cross_entropy_with_logits", dtype=FRACTIONS)
def binary_cross_entropy_with_logits(
    machine: Machine, input: Any, target: Any, weight: Any = None, pos_weight: Any = None, reduction: Any = 1
) -> Any:
    """One number, or one for each value without a reduction."""
    return neural_loss.binary_cross_entropy_with_logits(
        machine, input, target, weight, reduction=word(machine, reduction), pos_weight=pos_weight
    )


@define("cosine_embedding_loss", dtype=FRACTIONS)
def cosine_embedding_loss(
    machine: Machine, input1: Any, input2: Any, target: Any, margin: Any = 0.0, reduction: Any = 0
) -> Any:
    """One number, or one for each pair without a reduction."""
    return neural_loss.cosine_embedding_loss(machine, input1, input2, target, reduction=word(machine, reduction))


@define("margin_ranking_loss", dtype=FRACTIONS)
def margin_ranking_loss(
    machine: Machine, input1: Any, input2: Any, target: Any, margin: Any = 0.0, reduction: Any = 0
) -> Any:
    """One number, or one for each pair without a reduction."""
    return neural_loss.margin_ranking_loss(machine, input1, input2, target, reduction=word(machine, reduction))


@define("hinge_embedding_loss", dtype=FRACTIONS)
def hinge_embedding_loss(
    machine: Machine, input: Any, target: Any, margin: Any = 1.0, reduction: Any = 0
) -> Any:
    """One number, or one for each value without a reduction."""
    return neural_loss.hinge_embedding_loss(machine, input, target, reduction=word(machine, reduction))


@define("kl_div", dtype=FRACTIONS)
def kl_div(machine: Machine, input: Any, target: Any, reduction: Any = 0, *, log_target: Any = False) -> Any:
    """One number, or one for each value without a reduction."""
    return neural_loss.kl_div(machine, input, target, reduction=word(machine, reduction))


@define("poisson_nll_loss", dtype=FRACTIONS)
def poisson_nll_loss(
    machine: Machine, input: Any, target: Any, log_input: Any, full: Any, eps: Any, reduction: Any
) -> Any:
    """One number, or one for each value without a reduction."""
    return neural_loss.poisson_nll_loss(machine, input, target, reduction=word(machine, reduction))


@define("triplet_margin_loss", dtype=FRACTIONS)
def triplet_margin_loss(
    machine: Machine, anchor: Any, positive: Any, negative: Any, margin: Any = 1.0, p: Any = 2.0, eps: Any = 1e-06,
    swap: Any = False, reduction: Any = 0,
) -> Any:  # fmt: skip
    """One number, or one for each triple without a reduction."""
    return neural_loss.triplet_margin_loss(
        machine, anchor, positive, negative, p=p, swap=swap, reduction=word(machine, reduction)
    )


@define("ctc_loss", dtype=FRACTIONS)
def ctc_loss(
    machine: Machine, log_probs: Any, targets: Any, input_lengths: Any, target_lengths: Any, blank: Any = 0,
    reduction: Any = 1, zero_infinity: Any = False,
) -> Any:  # fmt: skip
    """One number, or one for each sequence without a reduction."""
    return neural_loss.ctc_loss(
        machine, log_probs, targets, input_lengths, target_lengths, blank, word(machine, reduction)
    )


@define("instance_norm")
def instance_norm(
    machine: Machine, input: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any, use_input_stats: Any,
    momentum: Any, eps: Any, cudnn_enabled: Any,
) -> Any:  # fmt: skip
    """The shape stays; weights and statistics have one number per channel."""
    return neural_normalization.instance_norm(machine, input, running_mean, running_var, weight, bias, use_input_stats)


@define("native_layer_norm")
def native_layer_norm(
    machine: Machine, input: Any, normalized_shape: Any, weight: Any, bias: Any, eps: Any
) -> Any:
    """The output, and mean and deviation with 1 in place of the axes that are normalised."""
    found = neural_normalization.layer_norm(machine, input, normalized_shape, weight, bias)
    count = len(sizes(machine, normalized_shape))
    each = reduce(found, range(-count, 0), True)
    return Several((found, each, each))


@define("native_group_norm")
def native_group_norm(
    machine: Machine, input: Any, weight: Any, bias: Any, N: Any, C: Any, HxW: Any, group: Any, eps: Any
) -> Any:
    """The shape stays; mean and deviation have a number for each sample and group."""
    batch, groups = sizes(machine, (N, group))
    return Several((shape(machine, input), (batch, groups), (batch, groups)))


@define("affine_grid_generator")
def affine_grid_generator(machine: Machine, theta: Any, size: Any, align_corners: Any) -> Any:
    """The sampling grid of images or volumes: their spatial sizes, and a place of 2 or 3 numbers each."""
    return neural_spatial.affine_grid(machine, theta, size)


@define("convolution")
def convolution(
    machine: Machine, input: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, transposed: Any,
    output_padding: Any, groups: Any,
) -> Any:  # fmt: skip
    """What a convolution gives with this weight, transposed or not."""
    found = shape(machine, weight)
    if not isinstance(found, tuple):
        raise NotKnown(found)
    rank = len(found) - 2
    if rank not in (1, 2, 3):
        raise Mismatch("there are convolutions over one, two or three spatial axes")
    if flag(machine, transposed):
        return neural_convolution.transposed_convolution(
            machine, rank, input, weight, bias, stride, padding, output_padding, groups, dilation
        )
    return neural_convolution.convolution(machine, rank, input, weight, bias, stride, padding, dilation, groups)


@define("frobenius_norm")
def frobenius_norm(machine: Machine, input: Any, dim: Any, keepdim: Any = False) -> Any:
    """The axes go, or stay with length 1."""
    from layerhints.libraries.torch.ops.reducing import reduced

    return Typed(reduced(machine, input, dim, keepdim), None)


__all__ = ["OPERATIONS"]
