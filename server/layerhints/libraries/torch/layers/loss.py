"""Losses of single values: one number, or with `reduction='none'` one for each value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import Other, OtherInputs
from layerhints.libraries.torch.layers.operands import (
    Operands,
    broadcast_problems,
    common,
    same_shape,
    stretching_problems,
    unequal,
)
from layerhints.rules import (
    Argument,
    Factor,
    Input,
    Place,
    Problem,
    Weight,
    either,
    equal,
    require,
    show_structure,
)
from layerhints.rules.fields import ChoiceField, argument, choice, flag, number, tensor
from layerhints.rules.geometry.broadcast import broadcast

REDUCTIONS = ("none", "mean", "sum")
FORMER_MEAN = "elementwise_mean"
"""What `mean` was called in an older release; most losses still take it."""


class Loss(Operands):
    """What all losses share: `single_losses` says what comes out before it is reduced."""

    tensors: ClassVar[tuple[str, ...]] = ()
    """The arguments of the constructor that are tensors: buffers of the module."""

    size_average = argument(None)
    reduce = argument(None)
    reduction: Any = choice(*REDUCTIONS, FORMER_MEAN, default="mean")

    def single_losses(self, x: Any) -> Any:
        raise NotImplementedError

    def is_reduced(self) -> Any:
        """Whether a single number comes out. `size_average` and `reduce`, of an older release, win over `reduction`."""
        if self.reduce is not None:
            return Unknown("`reduce` is not known") if not isinstance(self.reduce, (bool, int)) else bool(self.reduce)
        given = Unknown("`reduction` is not known") if isinstance(self.reduction, Unknown) else self.reduction != "none"
        if self.size_average is None or given is True:
            return given
        return Unknown("`size_average` is not known") if isinstance(self.size_average, Unknown) else True

    def output_of(self, x: Any) -> Any:
        # Asked only where it matters: of losses that become one number the shape need not be known.
        reduced = self.is_reduced()
        return () if reduced is True else either(reduced, (), self.single_losses(x))

    def buffers_of(self) -> Iterable[Weight]:
        for name in self.tensors:
            shape = getattr(self, name)
            if shape is not None:
                sizes = (shape,) if isinstance(shape, Unknown) else shape
                axes = tuple(Factor("values", size) for size in sizes)
                because = f"the argument `{name}`, kept as a buffer: not trained and not in the count"
                yield Weight(name, axes, trainable=False, because=because)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if self.is_reduced() is True:
            how = "their sum" if self.reduction == "sum" else "their mean"
            if self.reduce is not None or self.size_average is not None:
                how = "a single number"
            yield f"The losses of the single values are reduced to {how}: a tensor without axes. It has no parameters."
        elif self.is_reduced() is False:
            yield "Nothing is reduced: each loss comes out by itself. It has no parameters."


class TargetLoss(Loss):
    """A loss that compares an input with a target."""

    operands = ("input", "target")

    def forward(self, input: Any, target: Any) -> tuple[Any, Any]:
        return self.on(input, target)


class PointwiseLoss(TargetLoss):
    """A loss of each value; input and target stretch to one another."""

    def requirements(self, x: Any) -> Iterable[Problem]:
        return broadcast_problems(self.operands, *x)

    def single_losses(self, x: Any) -> Any:
        return broadcast(*x)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield from super().notes(x, y)
        if same_shape(x[0], x[1]) is False:
            yield (
                f"Input {show_structure(x[0])} and target {show_structure(x[1])} are not alike, so they stretch to one "
                f"another: the losses have the shape {show_structure(broadcast(*x))}, which is rarely what is meant. "
                f"`unsqueeze` or `squeeze` makes the shapes equal."
            )


class L1Loss(PointwiseLoss):
    """The absolute difference.

    Examples:
        L1Loss(): N 10, N 10 -> ()
        L1Loss(reduction="none"): N 10, N 10 -> N 10
        L1Loss(): 4 3, 4 5 !! shape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html
    """


class MSELoss(PointwiseLoss):
    """The squared difference.

    Examples:
        MSELoss(): N 1, N 1 -> ()
        MSELoss(reduction="none"): N 3 8 8, N 3 8 8 -> N 3 8 8
        MSELoss(reduction="none"): 64, 64 1 -> 64 64
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html
    """


class SmoothL1Loss(PointwiseLoss):
    """The squared difference where it is small, else the absolute one.

    Examples:
        SmoothL1Loss(): N 4, N 4 -> ()
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html
    """

    beta = number(1.0, low=0)


class HuberLoss(PointwiseLoss):
    """The squared difference up to `delta`, from there on a straight line.

    Examples:
        HuberLoss(): N 4, N 4 -> ()
        HuberLoss("none", 0.5): N 4, N 4 -> N 4
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html
    """

    first_fields = ("reduction", "delta")

    delta = number(1.0)
    size_average = None
    reduce = None

    def conflicts(self) -> Iterable[Problem]:
        if isinstance(self.delta, (int, float)) and self.delta <= 0:
            message = f"`delta` is {self.delta}; it must be greater than 0"
            yield Problem("bad-number", message, Argument("delta"))


class HingeEmbeddingLoss(PointwiseLoss):
    """Distances that are to be small where the target is 1 and large where it is −1.

    Examples:
        HingeEmbeddingLoss(): N, N -> ()
        HingeEmbeddingLoss(reduction="none"): N, N -> N
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html
    """

    first_fields = ("margin",)

    margin = number(1.0)


class KLDivLoss(PointwiseLoss):
    """The divergence of a distribution (the target) from the logarithm of another (the input).

    Examples:
        KLDivLoss(reduction="batchmean"): N 10, N 10 -> ()
        KLDivLoss(reduction="none"): N 10, N 10 -> N 10
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html
    """

    reduction = choice(*REDUCTIONS, FORMER_MEAN, "batchmean", default="mean")
    log_target = flag(False)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield from super().notes(x, y)
        if self.reduction == "mean":
            yield (
                "`reduction='mean'` divides by all values, not by the samples; the divergence per sample is "
                "`reduction='batchmean'`."
            )


class PoissonNLLLoss(PointwiseLoss):
    """The loss of counts that follow a Poisson distribution.

    Examples:
        PoissonNLLLoss(): N 5, N 5 -> ()
        PoissonNLLLoss(reduction="none"): N 5, N 5 -> N 5
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html
    """

    first_fields = ("log_input", "full", "size_average", "eps")
    operands = ("log_input", "target")

    log_input = flag(True)
    full = flag(False)
    eps = number(1e-8)
    reduction = choice(*REDUCTIONS, default="mean")

    def forward(self, log_input: Any, target: Any) -> tuple[Any, Any]:
        return self.on(log_input, target)


class SoftMarginLoss(TargetLoss):
    """A logistic loss for targets of 1 and −1.

    Examples:
        SoftMarginLoss(): N 5, N 5 -> ()
        SoftMarginLoss(reduction="none"): N 5, N 5 -> N 5
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html
    """

    def requirements(self, x: Any) -> Iterable[Problem]:
        return stretching_problems("target", x[1], x[0], Input(1))

    def single_losses(self, x: Any) -> Any:
        return x[0]


class BinaryLoss(TargetLoss):
    """A loss of a probability for each value: target and input have one shape, weights stretch to it."""

    def requirements(self, x: Any) -> Iterable[Problem]:
        message = unequal(self.operands, *x)
        problems = list(require(same_shape(*x), "shape-mismatch", message, Input(1)))
        yield from problems
        if not problems:
            for name in self.tensors:
                if getattr(self, name) is not None:
                    yield from stretching_problems(name, getattr(self, name), common(*x), Argument(name))

    def single_losses(self, x: Any) -> Any:
        return common(*x)


class BCELoss(BinaryLoss):
    """The binary cross-entropy of probabilities.

    Examples:
        BCELoss(): N 1, N 1 -> ()
        BCELoss(reduction="none"): N 5, N 5 -> N 5
        BCELoss(): N 1, N !! shape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
    """

    first_fields = ("weight",)
    tensors = ("weight",)

    weight = tensor(None)


class BCEWithLogitsLoss(BinaryLoss):
    """The binary cross-entropy of numbers before their sigmoid.

    Examples:
        BCEWithLogitsLoss(): N 1, N 1 -> ()
        BCEWithLogitsLoss(reduction="none"): N 5, N 5 -> N 5
        BCEWithLogitsLoss(): N 1, N !! shape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
    """

    first_fields = ("weight",)
    tensors = ("weight", "pos_weight")

    weight = tensor(None)
    pos_weight = tensor(None)


class GaussianNLLLoss(Loss):
    """The loss of a normal distribution whose mean is the input and whose variance is given.

    Examples:
        GaussianNLLLoss(): N 5, N 5, N 5 -> ()
        GaussianNLLLoss(reduction="none"): N 5, N 5, N 1 -> N 5
        GaussianNLLLoss(): N 5, N 5, 2 5 5 !! shape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GaussianNLLLoss.html
    """

    operands = ("input", "target", "var")
    other_inputs: ClassVar[OtherInputs] = {"var": Other.PLAIN}

    first_fields = ("full", "eps", "reduction")

    size_average = None
    reduce = None
    full = flag(False, keyword_only=True)
    eps = number(1e-6, keyword_only=True)
    reduction = ChoiceField(*REDUCTIONS, default="mean", keyword_only=True)

    variance: Any = None
    """The number that the call gives as the variance of every value."""

    def forward(self, input: Any, target: Any, var: Any) -> tuple[Any, Any]:
        if not isinstance(var, (int, float)):
            return self.on(input, target, var)
        return self.replace(variance=var).on(input, target, input)

    def requirements(self, x: Any) -> Iterable[Problem]:
        given, target, variance = x
        if self.variance is not None and not (isinstance(self.variance, float) and self.variance >= 0):
            message = f"`var` is {self.variance}; as a number it must be a float that is not negative"
            yield Problem("bad-number", message, Place("var"))
            return
        problems = list(broadcast_problems(self.operands[:2], given, target))
        yield from problems
        if problems or isinstance(given, Unknown) or isinstance(variance, Unknown):
            return
        if same_shape(given[:-1], variance) is False and self._stretches(given, variance) is False:
            message = (
                f"`var` {show_structure(variance)} must have the shape of `input` {show_structure(given)}, with 1 in "
                f"place of one size, or without the last axis"
            )
            yield Problem("shape-mismatch", message, Input(2))
        else:
            yield from broadcast_problems(self.operands, given, target, self._aligned(given, variance))

    @staticmethod
    def _stretches(given: Any, variance: Any) -> bool | None:
        if len(given) != len(variance):
            return False
        answers = [equal(a, b) for a, b in zip(given, variance, strict=True)]
        if None in answers:
            return None
        differing = [size for size, same in zip(variance, answers, strict=True) if not same]
        return not differing or (len(differing) == 1 and equal(differing[0], 1) is not False)

    @staticmethod
    def _aligned(given: Any, variance: Any) -> Any:
        """The variance with the axis that it may leave out."""
        if isinstance(variance, Unknown) or isinstance(given, Unknown):
            return Unknown("the shape of the variance is not known")
        if same_shape(given, variance) is not True and same_shape(given[:-1], variance) is True:
            return (*variance, 1)
        return variance if len(variance) == len(given) else (*variance, 1)

    def single_losses(self, x: Any) -> Any:
        # The variance stretches to the input, not the other way round.
        return broadcast(*x[:2])
