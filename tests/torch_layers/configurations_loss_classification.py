"""Random calls of the losses of scores for classes: most of them valid, some not."""

from __future__ import annotations

from hypothesis import strategies as st

from .check import Configuration, Tensor, call, use
from .configurations_loss import REDUCED, REDUCTION, reduced
from .draw_shapes import FLAG, SIZE, altered, rather, shapes, some

DTYPES = {
    "CTCLoss": ("float32", "int64", "int64", "int64"),
    **dict.fromkeys(
        ("CrossEntropyLoss", "MultiLabelMarginLoss", "MultiMarginLoss", "NLLLoss", "NLLLoss2d"), ("float32", "int64")
    ),
}
DEVICES = dict.fromkeys(("CTCLoss", "MultiLabelMarginLoss", "MultiMarginLoss"), "cpu")


@st.composite
def of_classes(draw: st.DrawFn, name: str, **optional: st.SearchStrategy[object]) -> Configuration:
    """Scores, and class indices or probabilities."""
    words = reduced(draw(some(**REDUCED, **optional)))
    scores = draw(rather(shapes(1, 4), ()))
    if name == "MultiMarginLoss":
        scores = draw(rather(shapes(1, 2), (), (2, 2, 2)))
    place = 0 if len(scores) == 1 else 1
    classes = scores[place] if scores else 1
    if draw(st.sampled_from([False, False, True])):
        words["weight"] = Tensor(draw(rather(st.just((classes,)), (3,), (classes, 1), ())))
    target = draw(altered((*scores[:place], *scores[place + 1 :])))
    if name == "CrossEntropyLoss" and draw(st.sampled_from([False, False, True])):
        target = scores
    dtype = "float32" if target == scores and name == "CrossEntropyLoss" else "int64"
    return use(call(name, **words), scores, Tensor(target, dtype))


@st.composite
def of_labels(draw: st.DrawFn, name: str) -> Configuration:
    """Scores, and several classes for each sample."""
    words = reduced(draw(some(**REDUCED)))
    scores = draw(rather(shapes(1, 2), (), (2, 2, 2)))
    if name == "MultiLabelSoftMarginLoss":
        scores = draw(shapes(0, 3))
        if draw(st.sampled_from([False, False, True])):
            words["weight"] = Tensor(draw(altered(scores[-1:])))
        return use(call(name, **words), draw(altered(scores)), draw(altered(scores)))
    return use(call(name, **words), scores, Tensor(draw(altered(scores)), "int64"))


@st.composite
def of_sequences(draw: st.DrawFn) -> Configuration:
    steps, samples, classes, length = (
        draw(st.integers(3, 5)),
        draw(SIZE),
        draw(st.integers(2, 4)),
        draw(st.integers(1, 2)),
    )
    words = draw(some(zero_infinity=FLAG, blank=rather(st.integers(0, 1), -1, 4), **REDUCTION))
    batched = draw(st.sampled_from([True, True, False]))
    scores = draw(altered((steps, samples, classes) if batched else (steps, classes)))
    count = scores[1] if len(scores) == 3 else 1
    # Targets in one row must be as many as all the lengths together, which are numbers inside a tensor.
    targets = draw(
        st.one_of(altered((count, length)).filter(lambda shape: len(shape) != 1), st.just((count * length,)))
    )
    lengths = [
        Tensor(draw(altered((count,) if len(scores) == 3 else draw(st.sampled_from([(), (1,)])))), "int64", fill)
        for fill in (min(steps, scores[0] if scores else 1), length if len(targets) == 1 else 1)
    ]
    return use(call("CTCLoss", **words), scores, Tensor(targets, "int64", 1), *lengths)


CONFIGURATIONS = {
    "CTCLoss": of_sequences(),
    "CrossEntropyLoss": of_classes(
        "CrossEntropyLoss", label_smoothing=rather(st.sampled_from([0.0, 0.1, 1.0]), 1.5), ignore_index=st.just(-1)
    ),
    "MultiLabelMarginLoss": of_labels("MultiLabelMarginLoss"),
    "MultiLabelSoftMarginLoss": of_labels("MultiLabelSoftMarginLoss"),
    "MultiMarginLoss": of_classes("MultiMarginLoss", p=rather(st.sampled_from([1, 2]), 3), margin=st.just(0.5)),
    "NLLLoss": of_classes("NLLLoss", ignore_index=st.just(-1)),
    "NLLLoss2d": of_classes("NLLLoss2d"),
}
