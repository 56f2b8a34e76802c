"""Random calls of the losses that hold a Linear: most of them valid, some not."""

from __future__ import annotations

from hypothesis import strategies as st

from .check import Configuration, Tensor, call, use
from .configurations_loss import REDUCTION
from .draw_shapes import FLAG, SIZE, altered, rather, some

DTYPES = dict.fromkeys(("AdaptiveLogSoftmaxWithLoss", "LinearCrossEntropyLoss"), ("float32", "int64"))
DEVICES = {"AdaptiveLogSoftmaxWithLoss": "cpu"}
"""Torch looks at the targets themselves."""


@st.composite
def linear(draw: st.DrawFn) -> Configuration:
    features, classes = draw(rather(SIZE, -1)), draw(rather(st.integers(2, 5), 2.0))
    optional = {
        "bias": FLAG,
        "label_smoothing": rather(st.sampled_from([0.0, 0.1]), 2, -1),
        "ignore_index": st.sampled_from([None, 1]),
        **REDUCTION,
    }
    words = draw(some(**optional))
    further = draw(st.sampled_from([(), (), (2,), (2, 3)]))
    count = int(classes)
    if further:
        words["out_features"] = further
    if draw(st.sampled_from([False, False, True])):
        words["weight"] = Tensor(draw(rather(st.just((count,)), (count + 1,), (count, 1))))
    front = draw(st.sampled_from([(), (3,), (3,), (1,)]))
    given = draw(altered((*front, max(features, 1))))
    scores = (*given[:-1], count, *further)
    if draw(st.sampled_from([False, False, True])):
        target = Tensor(scores)
    else:
        target = Tensor(draw(altered((*front, *further))), "int64")
        if target.shape == scores:
            target = Tensor(scores)
    return use(call("LinearCrossEntropyLoss", features, classes, **words), given, target)


@st.composite
def adaptive(draw: st.DrawFn) -> Configuration:
    features, classes = draw(st.integers(1, 9)), draw(st.integers(3, 9))
    cutoffs = draw(
        rather(st.sets(st.integers(1, classes - 1), min_size=1, max_size=3).map(sorted).map(tuple), (), (2, 2))
    )
    words = draw(some(div_value=rather(st.sampled_from([4.0, 2.0, 2, 3, 1.5, 0.5]), 0), head_bias=FLAG))
    front = draw(st.sampled_from([(), (3,), (3,), (1,)]))
    x, target = draw(altered((*front, features))), draw(altered(front))
    return use(call("AdaptiveLogSoftmaxWithLoss", features, classes, cutoffs, **words), x, Tensor(target, "int64"))


CONFIGURATIONS = {"AdaptiveLogSoftmaxWithLoss": adaptive(), "LinearCrossEntropyLoss": linear()}
