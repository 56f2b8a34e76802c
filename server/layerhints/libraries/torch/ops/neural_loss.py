"""Losses: what the modules of the same purpose give.

https://docs.pytorch.org/docs/stable/nn.functional.html#loss-functions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.number_types import binary_target_refused, class_target_refused
from layerhints.libraries.torch.ops.by_rule import of_module
from layerhints.libraries.torch.ops.kernel import FRACTIONS, Operations
from layerhints.libraries.torch.ops.operands import together
from layerhints.libraries.torch.ops.reading import known_shape, shape
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONAL = Operations("torch.nn.functional")
define = FUNCTIONAL.define


def refuse(message: str | None) -> None:
    """Fail with this message, if there is one."""
    if message is not None:
        raise Mismatch(message)


# --- of each value


@define("l1_loss", dtype=FRACTIONS)
def l1_loss(
    machine: Machine, input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: Any = "mean",
    weight: Any = None,
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each value."""
    _weigh(machine, weight, input, target)
    return of_module(machine, "L1Loss", input, target, size_average=size_average, reduce=reduce, reduction=reduction)


@define("mse_loss", dtype=FRACTIONS)
def mse_loss(
    machine: Machine, input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: Any = "mean",
    weight: Any = None,
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each value."""
    _weigh(machine, weight, input, target)
    return of_module(machine, "MSELoss", input, target, size_average=size_average, reduce=reduce, reduction=reduction)


@define("smooth_l1_loss", dtype=FRACTIONS)
def smooth_l1_loss(
    machine: Machine, input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: Any = "mean",
    beta: Any = 1.0,
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each value."""
    return of_module(
        machine, "SmoothL1Loss", input, target, size_average=size_average, reduce=reduce, reduction=reduction, beta=beta
    )


@define("huber_loss", dtype=FRACTIONS)
def huber_loss(
    machine: Machine, input: Any, target: Any, reduction: Any = "mean", delta: Any = 1.0, weight: Any = None
) -> Any:
    """One number, or without a reduction one for each value."""
    _weigh(machine, weight, input, target)
    return of_module(machine, "HuberLoss", input, target, reduction=reduction, delta=delta)


def _weigh(machine: Machine, weight: Any, input: Any, target: Any) -> None:
    """Weights have the shape that the values have together."""
    if weight is None:
        return
    whole, given = together(machine, input, target), shape(machine, weight)
    if isinstance(given, Unknown) or isinstance(whole, Unknown) or given != whole:
        raise NotKnown("weights of another shape than the values are not followed")


@define("kl_div", dtype=FRACTIONS)
def kl_div(
    machine: Machine, input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: Any = "mean",
    log_target: Any = False,
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each value."""
    return of_module(
        machine, "KLDivLoss", input, target, size_average=size_average, reduce=reduce, reduction=reduction,
        log_target=log_target,
    )  # fmt: skip


@define("poisson_nll_loss", dtype=FRACTIONS)
def poisson_nll_loss(
    machine: Machine, input: Any, target: Any, log_input: Any = True, full: Any = False, size_average: Any = None,
    eps: Any = 1e-08, reduce: Any = None, reduction: Any = "mean",
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each value."""
    return of_module(
        machine, "PoissonNLLLoss", input, target, log_input=log_input, full=full, size_average=size_average, eps=eps,
        reduce=reduce, reduction=reduction,
    )  # fmt: skip


@define("gaussian_nll_loss", dtype=FRACTIONS)
def gaussian_nll_loss(
    machine: Machine, input: Any, target: Any, var: Any, full: Any = False, eps: Any = 1e-06, reduction: Any = "mean"
) -> Any:
    """One number, or without a reduction one for each value."""
    # A number is the variance of every value.
    given = input if isinstance(var, float) else var
    return of_module(machine, "GaussianNLLLoss", input, target, given, full=full, eps=eps, reduction=reduction)


@define("hinge_embedding_loss", dtype=FRACTIONS)
def hinge_embedding_loss(
    machine: Machine, input: Any, target: Any, margin: Any = 1.0, size_average: Any = None, reduce: Any = None,
    reduction: Any = "mean",
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each value."""
    return of_module(
        machine, "HingeEmbeddingLoss", input, target, margin=margin, size_average=size_average, reduce=reduce,
        reduction=reduction,
    )  # fmt: skip


@define("soft_margin_loss", dtype=FRACTIONS)
def soft_margin_loss(
    machine: Machine, input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: Any = "mean"
) -> Any:
    """One number, or without a reduction one for each value."""
    return of_module(
        machine, "SoftMarginLoss", input, target, size_average=size_average, reduce=reduce, reduction=reduction
    )


@define("binary_cross_entropy", dtype=FRACTIONS)
def binary_cross_entropy(
    machine: Machine, input: Any, target: Any, weight: Any = None, size_average: Any = None, reduce: Any = None,
    reduction: Any = "mean",
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each value."""
    refuse(binary_target_refused(machine, target))
    return of_module(
        machine, "BCELoss", input, target, weight=weight, size_average=size_average, reduce=reduce, reduction=reduction
    )


@define("binary_cross_entropy_with_logits", dtype=FRACTIONS)
def binary_cross_entropy_with_logits(
    machine: Machine, input: Any, target: Any, weight: Any = None, size_average: Any = None, reduce: Any = None,
    reduction: Any = "mean", pos_weight: Any = None,
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each value."""
    refuse(binary_target_refused(machine, target))
    return of_module(
        machine, "BCEWithLogitsLoss", input, target, weight=weight, size_average=size_average, reduce=reduce,
        reduction=reduction, pos_weight=pos_weight,
    )  # fmt: skip


# --- of scores for classes


@define("cross_entropy", dtype=FRACTIONS)
def cross_entropy(
    machine: Machine, input: Any, target: Any, weight: Any = None, size_average: Any = None, ignore_index: Any = -100,
    reduce: Any = None, reduction: Any = "mean", label_smoothing: Any = 0.0,
) -> Any:  # fmt: skip
    """One number, or without a reduction the shape without the axis of classes."""
    refuse(class_target_refused(machine, input, target))
    return of_module(
        machine, "CrossEntropyLoss", input, target, weight=weight, size_average=size_average,
        ignore_index=ignore_index, reduce=reduce, reduction=reduction, label_smoothing=label_smoothing,
    )  # fmt: skip


@define("nll_loss", dtype=FRACTIONS)
def nll_loss(
    machine: Machine, input: Any, target: Any, weight: Any = None, size_average: Any = None, ignore_index: Any = -100,
    reduce: Any = None, reduction: Any = "mean",
) -> Any:  # fmt: skip
    """One number, or without a reduction the shape without the axis of classes."""
    refuse(class_target_refused(machine, input, target))
    return of_module(
        machine, "NLLLoss", input, target, weight=weight, size_average=size_average, ignore_index=ignore_index,
        reduce=reduce, reduction=reduction,
    )  # fmt: skip


@define("linear_cross_entropy", dtype=FRACTIONS)
def linear_cross_entropy(
    machine: Machine, input: Any, linear_weight: Any, target: Any, *, linear_bias: Any = None, weight: Any = None,
    reduction: Any = "mean", ignore_index: Any = None, label_smoothing: Any = 0.0, options: Any = None,
) -> Any:  # fmt: skip
    """`linear_weight` is (classes, outputs of each class …, features)."""
    weights = known_shape(machine, linear_weight)
    if len(weights) < 2:
        raise Mismatch("the weights of a Linear have two axes at least")
    return of_module(
        machine, "LinearCrossEntropyLoss", input, target, in_features=weights[-1], num_classes=weights[0],
        out_features=weights[1:-1], weight=weight, reduction=reduction, ignore_index=ignore_index,
        label_smoothing=label_smoothing,
    )  # fmt: skip


@define("multi_margin_loss", dtype=FRACTIONS)
def multi_margin_loss(
    machine: Machine, input: Any, target: Any, p: Any = 1, margin: Any = 1.0, weight: Any = None,
    size_average: Any = None, reduce: Any = None, reduction: Any = "mean",
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each sample."""
    return of_module(
        machine, "MultiMarginLoss", input, target, p=p, margin=margin, weight=weight, size_average=size_average,
        reduce=reduce, reduction=reduction,
    )  # fmt: skip


@define("multilabel_margin_loss", dtype=FRACTIONS)
def multilabel_margin_loss(
    machine: Machine, input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: Any = "mean"
) -> Any:
    """One number, or without a reduction one for each sample."""
    return of_module(
        machine, "MultiLabelMarginLoss", input, target, size_average=size_average, reduce=reduce, reduction=reduction
    )


@define("multilabel_soft_margin_loss", dtype=FRACTIONS)
def multilabel_soft_margin_loss(
    machine: Machine, input: Any, target: Any, weight: Any = None, size_average: Any = None, reduce: Any = None,
    reduction: Any = "mean",
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each sample."""
    return of_module(
        machine, "MultiLabelSoftMarginLoss", input, target, weight=weight, size_average=size_average, reduce=reduce,
        reduction=reduction,
    )  # fmt: skip


@define("ctc_loss", dtype=FRACTIONS)
def ctc_loss(
    machine: Machine, log_probs: Any, targets: Any, input_lengths: Any, target_lengths: Any, blank: Any = 0,
    reduction: Any = "mean", zero_infinity: Any = False,
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each sequence."""
    lengths = [_counted(machine, given) for given in (input_lengths, target_lengths)]
    return of_module(
        machine, "CTCLoss", log_probs, targets, *lengths, blank=blank, reduction=reduction, zero_infinity=zero_infinity
    )


def _counted(machine: Machine, lengths: Any) -> Any:
    """Lengths as a tensor: a sequence of numbers counts by how many it has."""
    from layerhints.libraries.torch.tensors import tensor_of

    found = machine.plain(lengths)
    return tensor_of((len(found),)) if isinstance(found, tuple) else lengths


# --- of vectors


@define("margin_ranking_loss", dtype=FRACTIONS)
def margin_ranking_loss(
    machine: Machine, input1: Any, input2: Any, target: Any, margin: Any = 0, size_average: Any = None,
    reduce: Any = None, reduction: Any = "mean",
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each pair."""
    return of_module(
        machine, "MarginRankingLoss", input1, input2, target, margin=margin, size_average=size_average, reduce=reduce,
        reduction=reduction,
    )  # fmt: skip


@define("cosine_embedding_loss", dtype=FRACTIONS)
def cosine_embedding_loss(
    machine: Machine, input1: Any, input2: Any, target: Any, margin: Any = 0, size_average: Any = None,
    reduce: Any = None, reduction: Any = "mean",
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each pair."""
    return of_module(
        machine, "CosineEmbeddingLoss", input1, input2, target, margin=margin, size_average=size_average,
        reduce=reduce, reduction=reduction,
    )  # fmt: skip


@define("triplet_margin_loss", dtype=FRACTIONS)
def triplet_margin_loss(
    machine: Machine, anchor: Any, positive: Any, negative: Any, margin: Any = 1.0, p: Any = 2, eps: Any = 1e-06,
    swap: Any = False, size_average: Any = None, reduce: Any = None, reduction: Any = "mean",
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each triple."""
    return of_module(
        machine, "TripletMarginLoss", anchor, positive, negative, margin=margin, p=p, eps=eps, swap=swap,
        size_average=size_average, reduce=reduce, reduction=reduction,
    )  # fmt: skip


@define("triplet_margin_with_distance_loss", dtype=FRACTIONS)
def triplet_margin_with_distance_loss(
    machine: Machine, anchor: Any, positive: Any, negative: Any, *, distance_function: Any = None, margin: Any = 1.0,
    swap: Any = False, reduction: Any = "mean",
) -> Any:  # fmt: skip
    """One number, or without a reduction one for each triple."""
    return of_module(
        machine, "TripletMarginWithDistanceLoss", anchor, positive, negative, distance_function=distance_function,
        margin=margin, swap=swap, reduction=reduction,
    )  # fmt: skip


__all__ = ["FUNCTIONAL"]
