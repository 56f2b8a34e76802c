"""Losses of scores for classes, and of sequences of classes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import Lengths, Other, OtherInputs
from layerhints.libraries.torch.layers.loss import REDUCTIONS, Loss, TargetLoss
from layerhints.libraries.torch.layers.operands import (
    broadcast_problems,
    common,
    same_shape,
    unequal,
)
from layerhints.rules import (
    Argument,
    Input,
    Problem,
    Size,
    equal,
    less,
    product,
    require,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.fields import choice, flag, number, tensor
from layerhints.rules.geometry.axes import reduce as reduced_over
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.shapes import known_rank, without_axis


class ClassLoss(TargetLoss):
    """A loss of one class among several: scores for each class in, the index of the right one as target.

    Scores are (C,), (N, C) or (N, C, d1, …); the target has the same axes without the classes.
    """

    tensors = ("weight",)
    weight: Any
    label_smoothing: Any = 0.0

    def weight_problems(self, classes: Any, flat: bool = True) -> Iterable[Problem]:
        """What is wrong with the weights of the classes; `flat`: they must have one axis."""
        if not isinstance(self.weight, Unknown) and self.weight is not None:
            if flat and len(self.weight) != 1:
                message = f"`weight` has one number for each class; it has {len(self.weight)} axes"
                yield Problem("wrong-rank", message, Argument("weight"))
                return
            count = product(self.weight)
            message = f"`weight` has {text(count)} numbers for {text(classes)} classes"
            yield from require(equal(count, classes), "shape-mismatch", message, Argument("weight"))

    def index_problems(self, scores: Any, target: Any) -> Iterable[Problem]:
        """What is wrong with a target of class indices; `scores` have at least one axis."""
        if isinstance(scores, Unknown) or isinstance(target, Unknown):
            return
        wanted = places(scores)
        if same_shape(wanted, target) is False and not (wanted == () and self.takes_a_row(target)):
            message = (
                f"scores {show_structure(scores)} have their classes on axis {0 if len(scores) == 1 else 1}, so a "
                f"target of class indices is {show_structure(wanted)}; this one is {show_structure(target)}"
            )
            yield Problem("shape-mismatch", message, Input(1))

    def takes_a_row(self, target: Any) -> bool:
        """Whether a single index may have an axis of its own; smoothed labels do not let it."""
        smoothed = not isinstance(self.label_smoothing, Unknown) and self.label_smoothing > 0
        return not smoothed and same_shape((1,), target) is not False

    def no_axes(self, scores: Any) -> Iterable[Problem]:
        if scores == ():
            yield Problem("wrong-rank", "the scores have no axis for the classes", Input())

    def single_losses(self, x: Any) -> Any:
        scores, target = x
        found = places(scores)
        if isinstance(found, Unknown):
            return found
        return found if isinstance(target, Unknown) or len(target) != len(found) else common(found, target)


def places(scores: Any) -> Any:
    """The shape of the scores without their classes: what is judged one by one."""
    return Unknown(scores.reason) if isinstance(scores, Unknown) else without_axis(scores, 0 if len(scores) == 1 else 1)


def classes_of(scores: Any) -> tuple[Size, bool]:
    """How many classes the scores are for, and whether weights of them must have one axis: with places, any will do."""
    rank = known_rank(scores)
    if rank is None:
        return Unknown("the number of axes is not known"), False
    return scores[0 if rank == 1 else 1], rank < 3


class NLLLoss(ClassLoss):
    """The negative logarithm of the probability of the right class; the input are logarithms (LogSoftmax).

    Examples:
        NLLLoss(): N 10, N -> ()
        NLLLoss(reduction="none"): N 21 32 32, N 32 32 -> N 32 32
        NLLLoss(): 10, () -> ()
        NLLLoss(): N 10, N 10 !! shape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
    """

    first_fields = ("weight", "size_average", "ignore_index")

    weight = tensor(None)
    ignore_index = number(-100)

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = list(self.no_axes(x[0])) or list(self.index_problems(*x))
        return problems or self.weight_problems(*classes_of(x[0]))


class NLLLoss2d(NLLLoss):
    """NLLLoss under the name that it once had for images.

    Examples:
        NLLLoss2d(): N 21 32 32, N 32 32 -> ()
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
    """


class CrossEntropyLoss(ClassLoss):
    """The cross-entropy of scores: softmax and NLLLoss in one. The target are class indices or probabilities.

    Examples:
        CrossEntropyLoss(): N 10, N -> ()
        CrossEntropyLoss(reduction="none"): N 21 32 32, N 32 32 -> N 32 32
        CrossEntropyLoss(): N 20 10, N 20 !! shape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
    """

    first_fields = ("weight", "size_average", "ignore_index")

    weight = tensor(None)
    ignore_index = number(-100)
    label_smoothing = number(0.0, high=1)

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = list(self.no_axes(x[0]))
        if not problems and same_shape(*x) is False:
            problems += self.index_problems(*x)
        return problems or self.weight_problems(*classes_of(x[0]))

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield from super().notes(x, y)
        classes, _ = classes_of(x[0])
        if not isinstance(value_of(classes), Unknown):
            place = 0 if len(x[0]) == 1 else 1
            kind = "probabilities" if same_shape(*x) is True else "class indices"
            yield (
                f"Axis {place} of the scores holds the {text(classes)} classes; the target holds {kind}. The softmax "
                f"is part of the loss: the network puts out raw scores."
            )


class MultiMarginLoss(ClassLoss):
    """The score of the right class should be greater than all others by a margin.

    Examples:
        MultiMarginLoss(): N 10, N -> ()
        MultiMarginLoss(reduction="none"): N 10, N -> N
        MultiMarginLoss(): N 10 4, N !! wrong-rank
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html
    """

    first_fields = ("p", "margin", "weight")

    p = number(1)
    margin = number(1.0)
    weight = tensor(None)

    def conflicts(self) -> Iterable[Problem]:
        if isinstance(self.p, (int, float)) and self.p not in (1, 2):
            yield Problem("bad-number", f"`p` is {self.p}; it must be 1 or 2", Argument("p"))
        if isinstance(self.weight, tuple) and len(self.weight) != 1:
            message = f"`weight` has one number for each class; it has {len(self.weight)} axes"
            yield Problem("wrong-rank", message, Argument("weight"))

    def requirements(self, x: Any) -> Iterable[Problem]:
        scores, target = x
        if isinstance(scores, Unknown):
            return
        if len(scores) > 2:
            message = f"`MultiMarginLoss` takes scores (C,) or (N, C); these are {show_structure(scores)}"
            yield Problem("wrong-rank", message, Input())
            return
        samples = scores[0] if len(scores) == 2 else 1
        if not isinstance(target, Unknown):
            if len(target) > 1:
                message = f"the target has one axis, with the class of each sample; it is {show_structure(target)}"
                yield Problem("wrong-rank", message, Input(1))
                return
            message = f"the target {show_structure(target)} must name one class for each of {text(samples)} samples"
            yield from require(equal(product(target), samples), "shape-mismatch", message, Input(1))
        yield from self.weight_problems(scores[-1] if scores else 1)

    def single_losses(self, x: Any) -> Any:
        scores, target = x
        # The shape of the target is that of the losses, with a batch or without.
        if not isinstance(target, Unknown):
            return common(target, (scores[0],)) if known_rank(scores) == 2 and len(target) == 1 else target
        if known_rank(scores) == 2 and equal(scores[0], 1) is False:
            return (scores[0],)
        return Unknown(target.reason)


class MultiLabelMarginLoss(TargetLoss):
    """The scores of several right classes should be greater than those of all others.

    Examples:
        MultiLabelMarginLoss(): N 4, N 4 -> ()
        MultiLabelMarginLoss(reduction="none"): N 4, N 4 -> N
        MultiLabelMarginLoss(): N 4, N !! shape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelMarginLoss.html
    """

    def requirements(self, x: Any) -> Iterable[Problem]:
        scores, target = x
        if not isinstance(scores, Unknown) and len(scores) > 2:
            message = f"`MultiLabelMarginLoss` takes scores (C,) or (N, C); these are {show_structure(scores)}"
            yield Problem("wrong-rank", message, Input())
            return
        # Without axes counts as one class.
        one, other = ((1,) if shape == () else shape for shape in x)
        yield from require(same_shape(one, other), "shape-mismatch", unequal(self.operands, scores, target), Input(1))

    def single_losses(self, x: Any) -> Any:
        scores = common(*x)
        return Unknown(scores.reason) if isinstance(scores, Unknown) else scores[:-1]


class MultiLabelSoftMarginLoss(TargetLoss):
    """The binary cross-entropy of each class, as the mean over the classes.

    Examples:
        MultiLabelSoftMarginLoss(): N 4, N 4 -> ()
        MultiLabelSoftMarginLoss(reduction="none"): N 4, N 4 -> N
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html
    """

    first_fields = ("weight",)
    tensors = ("weight",)

    weight = tensor(None)

    reduction = choice(*REDUCTIONS, default="mean")

    def _stretched(self) -> tuple[Any, ...]:
        return () if self.weight is None else (self.weight,)

    def requirements(self, x: Any) -> Iterable[Problem]:
        if x[0] == ():
            yield Problem("wrong-rank", "the scores have no axis for the classes", Input())
            return
        problems = list(broadcast_problems(self.operands, *x))
        yield from problems
        if not problems and self._stretched():
            try:
                broadcast(*x, *self._stretched())
            except Mismatch as mismatch:
                yield Problem("shape-mismatch", f"`weight`: {mismatch}", Argument("weight"))

    def single_losses(self, x: Any) -> Any:
        whole = broadcast(*x, *self._stretched())
        if isinstance(whole, Unknown) or isinstance(x[0], Unknown):
            return Unknown("the shapes that the loss comes from are not known")
        # The classes are looked for where the input has them, counted from the front.
        return reduced_over(whole, (len(x[0]) - 1,))


class CTCLoss(Loss):
    """The loss of sequences that are not aligned: the probabilities of each step, and shorter targets.

    Examples:
        CTCLoss(): 50 N 20, N 30, N, N -> ()
        CTCLoss(reduction="none"): 50 N 20, N 30, N, N -> N
        CTCLoss(blank=20): 50 N 20, N 30, N, N !! bad-number
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html
    """

    first_fields = ("blank", "reduction", "zero_infinity")
    operands = ("log_probs", "targets", "input_lengths", "target_lengths")
    other_inputs: ClassVar[OtherInputs] = {"input_lengths": Other.LENGTHS, "target_lengths": Other.LENGTHS}

    size_average = None
    reduce = None
    blank = number(0)
    zero_infinity = flag(False)

    def forward(self, log_probs: Any, targets: Any, input_lengths: Any, target_lengths: Any) -> tuple[Any, Any]:
        return self.on(log_probs, targets, input_lengths, target_lengths)

    def requirements(self, x: Any) -> Iterable[Problem]:
        scores, targets, *lengths = x
        if isinstance(scores, Unknown):
            return
        if len(scores) not in (2, 3):
            message = f"`log_probs` are (steps, batch, classes) or (steps, classes); these are {show_structure(scores)}"
            yield Problem("wrong-rank", message, Input())
            return
        if isinstance(self.blank, int) and (less(self.blank, 0) is True or less(self.blank, scores[-1]) is False):
            message = f"`blank` is {self.blank}; the {text(scores[-1])} classes count from 0"
            yield Problem("bad-number", message, Argument("blank"))
        samples = scores[1] if len(scores) == 3 else 1
        if not isinstance(targets, Unknown):
            if len(targets) not in (1, 2):
                message = f"`targets` are (batch, length), or all in one row; these are {show_structure(targets)}"
                yield Problem("wrong-rank", message, Input(1))
            elif len(targets) == 2:
                message = f"`targets` are for {text(targets[0])} samples; `log_probs` have {text(samples)}"
                yield from require(equal(targets[0], samples), "shape-mismatch", message, Input(1))
        if len({isinstance(given, Lengths) for given in lengths if not isinstance(given, Unknown)}) > 1:
            message = "`input_lengths` and `target_lengths` are both tensors, or both tuples of numbers"
            yield Problem("wrong-inputs", message, Input(3))
        for index, given in enumerate(lengths, 2):
            if not isinstance(given, Unknown):
                message = f"`{self.operands[index]}` has {text(product(given))} numbers for {text(samples)} samples"
                yield from require(equal(product(given), samples), "shape-mismatch", message, Input(index))

    def single_losses(self, x: Any) -> Any:
        scores = x[0]
        if isinstance(scores, Unknown):
            return Unknown(scores.reason)
        return (scores[1],) if len(scores) == 3 else ()
