"""Losses that hold the last Linear of a network themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.loss import FORMER_MEAN, REDUCTIONS
from layerhints.libraries.torch.layers.loss_classification import ClassLoss
from layerhints.libraries.torch.layers.operands import (
    Operands,
    common,
    same_shape,
)
from layerhints.rules import (
    Argument,
    Input,
    Problem,
    Weight,
    equal,
    factor,
    less,
    product,
    require,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.fields import ChoiceField, flag, number, setting, size, tensor
from layerhints.rules.fields import shape as shape_field
from layerhints.rules.shapes import Named, axis, known_rank, with_axis


class LinearCrossEntropyLoss(ClassLoss):
    """A Linear and the CrossEntropyLoss of its scores, without the scores in memory at once.

    Examples:
        LinearCrossEntropyLoss(128, 1000): N 128, N -> () | 128000
        LinearCrossEntropyLoss(8, 5, bias=True, reduction="none"): N 8, N -> N | 45
        LinearCrossEntropyLoss(8, 5, out_features=(2,), reduction="none"): N 8, N 2 -> N 2 | 80
        LinearCrossEntropyLoss(8, 5): N 9, N !! wrong-features
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LinearCrossEntropyLoss.html
    """

    first_fields = ("in_features", "num_classes", "out_features", "bias", "device", "dtype")

    size_average = None
    reduce = None
    in_features = size(label="input features", minimum=0)
    num_classes = size(label="classes", minimum=0)
    out_features = shape_field((), label="outputs of each class", keyword_only=True)
    bias = flag(False, keyword_only=True)
    device = setting(None, keyword_only=True)
    dtype = setting(None, keyword_only=True)
    reduction = ChoiceField(*REDUCTIONS, FORMER_MEAN, default="mean", keyword_only=True)
    weight = tensor(None, keyword_only=True)
    ignore_index = number(None, keyword_only=True)
    label_smoothing = number(0.0, low=0, high=1, keyword_only=True)
    options = setting(None, keyword_only=True)

    def conflicts(self) -> Iterable[Problem]:
        return self.weight_problems(self.num_classes)

    def scores(self, given: Any) -> Any:
        """The shape of what the Linear puts out."""
        if isinstance(self.out_features, Unknown):
            return Unknown(self.out_features.reason)
        rows = with_axis(given, -1, self.num_classes)
        return Unknown(given.reason) if isinstance(given, Unknown) else (*rows, *self.out_features)

    def requirements(self, x: Any) -> Iterable[Problem]:
        given, target = x
        if not isinstance(given, Unknown):
            least = 2 if isinstance(self.out_features, tuple) and self.out_features else 1
            if not least <= len(given) <= 2:
                message = f"`LinearCrossEntropyLoss` takes (N, features); this is {show_structure(given)}"
                yield Problem("wrong-rank", message, Input())
                return
        found = axis(given, -1)
        message = f"the input has {text(found)} features, but `in_features` is {text(self.in_features)}"
        yield from require(equal(found, self.in_features), "wrong-features", message, Input())
        scores = self.scores(given)
        if same_shape(scores, target) is False:
            yield from self.index_problems(scores, target)
        elif same_shape(scores, target) is True and isinstance(self.ignore_index, int):
            message = "the target holds probabilities, with which `ignore_index` cannot be given"
            yield Problem("conflicting-arguments", message, Argument("ignore_index"))

    def single_losses(self, x: Any) -> Any:
        return super().single_losses((self.scores(x[0]), x[1]))

    def weights_of(self, x: Any) -> Iterable[Weight]:
        further = self.out_features
        more = (further,) if isinstance(further, Unknown) else further
        rows = (factor("classes", self.num_classes), *(factor("outputs of each class", count) for count in more))
        yield Weight(
            "weight",
            (rows, factor("input features", self.in_features)),
            times=None if x is None else 1,
            because="each class weighs each input feature",
        ).within("linear")
        yield Weight("bias", (rows,), when=self.bias, because="one per class", flag="bias").within("linear")

    def parts_of(self) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
        further = self.untraced_field("out_features")
        outputs = Unknown(further.reason) if isinstance(further, Unknown) else product(further)
        rows = outputs if isinstance(outputs, Unknown) else self.untraced_field("num_classes") * outputs
        linear = {"in_features": self.untraced_field("in_features"), "out_features": rows, "bias": self.bias}
        return [("linear", "Linear", linear)]

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "The Linear inside it holds the weights of the last layer: `linear.weight` is part of the count."


class AdaptiveLogSoftmaxWithLoss(Operands):
    """A softmax over very many classes: the frequent ones have weights of full width, the rare ones narrower ones.

    Examples:
        AdaptiveLogSoftmaxWithLoss(64, 1000, (100, 500)): N 64, N -> N, () | 16208
        AdaptiveLogSoftmaxWithLoss(8, 20, (5, 10), div_value=2.0): 8, () -> (), () | 144
        AdaptiveLogSoftmaxWithLoss(64, 1000, (100,)): N 32, N !! wrong-features
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveLogSoftmaxWithLoss.html
    """

    operands = ("input_", "target_")

    in_features = size(label="input features", minimum=0)
    n_classes = size(label="classes")
    cutoffs = shape_field()
    div_value = number(4.0)
    head_bias = flag(False)
    device = setting(None)
    dtype = setting(None)

    def forward(self, input_: Any, target_: Any) -> tuple[Any, Any]:
        return self.on(input_, target_)

    def conflicts(self) -> Iterable[Problem]:
        if self.div_value == 0:
            yield Problem("bad-number", "`div_value` is 0; widths are divided by it", Argument("div_value"))
        if isinstance(self.cutoffs, Unknown):
            return
        bounds = (0, *self.cutoffs, self.n_classes)
        rising = [less(low, high) for low, high in pairwise(bounds)]
        if False in rising or not self.cutoffs:
            message = (
                f"`cutoffs` {show_structure(self.cutoffs)} must rise, from at least 1 to at most "
                f"{text(self.n_classes - 1)}"
            )
            yield Problem("bad-size", message, Argument("cutoffs"))

    def requirements(self, x: Any) -> Iterable[Problem]:
        given, target = x
        ranks = known_rank(given), known_rank(target)
        if not any(
            all(found in (None, wanted) for found, wanted in zip(ranks, allowed, strict=True))
            for allowed in ((2, 1), (1, 0))
        ):
            message = (
                f"it takes (N, features) with a target (N,), or (features,) with a single one; these are "
                f"{show_structure(given)} and {show_structure(target)}"
            )
            yield Problem("wrong-rank", message, Input(1))
            return
        found = axis(given, -1) if ranks[0] != 0 else Unknown("no axes")
        message = f"the input has {text(found)} features, but `in_features` is {text(self.in_features)}"
        yield from require(equal(found, self.in_features), "wrong-features", message, Input())
        if ranks == (2, 1):
            message = f"{text(given[0])} samples go in, and {text(target[0])} targets"
            yield from require(equal(given[0], target[0]), "shape-mismatch", message, Input(1))

    def output_of(self, x: Any) -> Any:
        """The logarithm of the probability of each target, and their mean as the loss."""
        given, target = x
        rows = Unknown(given.reason) if isinstance(given, Unknown) else given[:-1]
        return Named(("output", "loss"), (common(rows, target), ()))

    def parts_of(self) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
        features, cutoffs = self.untraced_field("in_features"), self.untraced_field("cutoffs")
        known = () if isinstance(cutoffs, Unknown) else (*cutoffs, self.untraced_field("n_classes"))
        shortlist = known[0] + len(cutoffs) if known else Unknown(cutoffs.reason)
        yield "head", "Linear", {"in_features": features, "out_features": shortlist, "bias": self.head_bias}
        yield "tail", "ModuleList", {}
        for index, (low, high) in enumerate(pairwise(known)):
            width = value_of(self._width(index + 1))
            yield f"tail.{index}", "Sequential", {}
            yield f"tail.{index}.0", "Linear", {"in_features": features, "out_features": width, "bias": False}
            yield f"tail.{index}.1", "Linear", {"in_features": width, "out_features": high - low, "bias": False}

    def weights_of(self, x: Any) -> Iterable[Weight]:
        if isinstance(self.cutoffs, Unknown):
            head = factor("head", Unknown(self.cutoffs.reason))
            clusters = []
        else:
            bounds = (*self.cutoffs, self.n_classes)
            head = factor("shortlist and clusters", bounds[0] + len(self.cutoffs))
            clusters = list(pairwise(bounds))
        features = factor("input features", self.in_features)
        because = "one row for each frequent class and each cluster of rarer ones"
        yield Weight("weight", (head, features), because=because).within("head")
        because = "one per row"
        yield Weight("bias", (head,), when=self.head_bias, because=because, flag="head_bias").within("head")
        for index, (low, high) in enumerate(clusters):
            width = factor(f"width of cluster {index + 1}", self._width(index + 1))
            classes = factor(f"classes of cluster {index + 1}", high - low)
            yield Weight("weight", (width, features), because="narrows the features").within("tail", str(index), "0")
            yield Weight("weight", (classes, width), because="one row per class").within("tail", str(index), "1")

    def _width(self, power: int) -> Any:
        """How many features a cluster has: for each further one `div_value` times fewer, rounded down."""
        if isinstance(self.div_value, Unknown):
            return Unknown(self.div_value.reason)
        divisor = self.div_value**power
        if divisor == int(divisor):
            return self.in_features // int(divisor)
        features = value_of(self.in_features)
        return int(features // divisor) if isinstance(features, int) else Unknown("`div_value` is not a whole number")
