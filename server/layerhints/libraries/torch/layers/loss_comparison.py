"""Losses of vectors that are compared with one another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.distance import distance_shape
from layerhints.libraries.torch.layers.loss import REDUCTIONS, Loss
from layerhints.libraries.torch.layers.operands import (
    broadcast_problems,
    rank_problems,
)
from layerhints.rules import (
    Argument,
    Input,
    Problem,
    show_structure,
)
from layerhints.rules.fields import ChoiceField, argument, flag, number
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.shapes import known_rank


class MarginRankingLoss(Loss):
    """Of two inputs the one that the target names should be greater.

    Examples:
        MarginRankingLoss(): N, N, N -> ()
        MarginRankingLoss(reduction="none"): N 5, N 5, N 1 -> N 5
        MarginRankingLoss(): N 5, N 5, N !! wrong-rank
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MarginRankingLoss.html
    """

    first_fields = ("margin",)
    operands = ("input1", "input2", "target")

    margin = number(0.0)

    def forward(self, input1: Any, input2: Any, target: Any) -> tuple[Any, Any]:
        return self.on(input1, input2, target)

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = list(rank_problems(self, x))
        return problems or broadcast_problems(self.operands, *x)

    def single_losses(self, x: Any) -> Any:
        return broadcast(*x)


class CosineEmbeddingLoss(Loss):
    """Vectors that are to point the same way where the target is 1, and apart where it is −1.

    Examples:
        CosineEmbeddingLoss(): N 128, N 128, N -> ()
        CosineEmbeddingLoss(reduction="none"): N 128, N 128, N -> N
        CosineEmbeddingLoss(): N 128, N 128, N 1 !! wrong-rank
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineEmbeddingLoss.html
    """

    first_fields = ("margin",)
    operands = ("input1", "input2", "target")

    margin = number(0.0)

    def forward(self, input1: Any, input2: Any, target: Any) -> tuple[Any, Any]:
        return self.on(input1, input2, target)

    def requirements(self, x: Any) -> Iterable[Problem]:
        ranks = tuple(map(known_rank, x))
        fits = any(
            all(found in (None, wanted) for found, wanted in zip(ranks, allowed, strict=True))
            for allowed in ((2, 2, 1), (1, 1, 0))
        )
        if not fits:
            message = (
                f"`CosineEmbeddingLoss` takes (N, D), (N, D) and a target (N,), or without the batch (D,), (D,) and a "
                f"single number; these are {', '.join(map(show_structure, x))}"
            )
            yield Problem("wrong-rank", message, Input(2))
            return
        problems = list(broadcast_problems(self.operands[:2], *x[:2]))
        yield from problems
        if not problems:
            yield from broadcast_problems(self.operands[1:], self._pairs(x), x[2])

    def _pairs(self, x: Any) -> Any:
        both = broadcast(*x[:2])
        return both if isinstance(both, Unknown) else both[:-1]

    def single_losses(self, x: Any) -> Any:
        return broadcast(self._pairs(x), x[2])


class TripletLoss(Loss):
    """An anchor should be nearer to the positive example than to the negative one."""

    operands = ("anchor", "positive", "negative")

    margin: Any
    swap: Any

    def forward(self, anchor: Any, positive: Any, negative: Any) -> tuple[Any, Any]:
        return self.on(anchor, positive, negative)

    def conflicts(self) -> Iterable[Problem]:
        if isinstance(self.margin, (int, float)) and self.margin <= 0:
            message = f"`margin` is {self.margin}; it must be greater than 0"
            yield Problem("bad-number", message, Argument("margin"))

    def compared(self, x: Any) -> list[tuple[int, int]]:
        """The pairs whose distances go into the loss."""
        return [(0, 1), (0, 2), (1, 2)] if self.swap is True else [(0, 1), (0, 2)]

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = list(rank_problems(self, x))
        for one, other in self.compared(x):
            if not problems:
                problems += broadcast_problems((self.operands[one], self.operands[other]), x[one], x[other])
        if not problems:
            distances = [distance_shape(x[one], x[other]) for one, other in self.compared(x)]
            problems += broadcast_problems(self.operands, *distances)
        return problems

    def single_losses(self, x: Any) -> Any:
        return broadcast(*(distance_shape(x[one], x[other]) for one, other in self.compared(x)))


class TripletMarginLoss(TripletLoss):
    """A triplet loss of p-norms.

    Examples:
        TripletMarginLoss(): N 128, N 128, N 128 -> ()
        TripletMarginLoss(reduction="none"): N 128, N 128, N 128 -> N
        TripletMarginLoss(): N 128, N 128, 128 !! wrong-rank
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginLoss.html
    """

    first_fields = ("margin", "p", "eps", "swap")

    margin = number(1.0)
    p = number(2.0)
    eps = number(1e-6)
    swap = flag(False)


class TripletMarginWithDistanceLoss(TripletLoss):
    """A triplet loss with a distance of the program's own.

    Examples:
        TripletMarginWithDistanceLoss(): N 128, N 128, N 128 -> ()
        TripletMarginWithDistanceLoss(reduction="none"): N 128, N 128, N 128 -> N
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginWithDistanceLoss.html
    """

    first_fields = ("distance_function", "margin", "swap", "reduction")

    size_average = None
    reduce = None
    distance_function = argument(None, keyword_only=True)
    margin = number(1.0, keyword_only=True)
    swap = flag(False, keyword_only=True)
    reduction = ChoiceField(*REDUCTIONS, default="mean", keyword_only=True)

    def requirements(self, x: Any) -> Iterable[Problem]:
        return super().requirements(x) if self.distance_function is None else rank_problems(self, x)

    def single_losses(self, x: Any) -> Any:
        if self.distance_function is None:
            return super().single_losses(x)
        return Unknown("what `distance_function` gives back is not known")
