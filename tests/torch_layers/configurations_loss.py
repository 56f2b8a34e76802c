"""Random calls of the losses of single values: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, Tensor, call, use
from .draw_shapes import FLAG, altered, rather, shapes, some

DEVICES = {"GaussianNLLLoss": "cpu"}
"""Torch looks at the variance itself."""

LEGACY = st.sampled_from([None, None, None, True, False])
REDUCTION: dict[str, Any] = {
    "reduction": rather(st.sampled_from(["none", "none", "none", "mean", "sum", "elementwise_mean"]), "all")
}
REDUCED: dict[str, Any] = {**REDUCTION, "size_average": LEGACY, "reduce": LEGACY}


def reduced(words: dict[str, Any]) -> dict[str, Any]:
    """The words of an older release make up for a reduction that does not exist."""
    if words.get("reduction") in ("all", "elementwise_mean"):
        return {name: value for name, value in words.items() if name not in ("size_average", "reduce")}
    return words


@st.composite
def of_values(draw: st.DrawFn, name: str, *weights: str, **optional: st.SearchStrategy[Any]) -> Configuration:
    """Input and target, alike or not, and weights of each value."""
    reduction = REDUCTION if name in ("HuberLoss",) else REDUCED
    words = reduced(draw(some(**reduction, **optional)))
    x = draw(shapes(0, 4))
    for weight in weights:
        if draw(FLAG):
            words[weight] = Tensor(draw(altered(x[draw(st.integers(0, len(x))) :])))
    return use(call(name, **words), draw(altered(x)), draw(altered(x)))


@st.composite
def gaussian(draw: st.DrawFn) -> Configuration:
    words = draw(some(full=FLAG, **REDUCTION))
    x = draw(shapes(0, 4))
    variance: Any = draw(rather(altered(x), 0.5, 0.0, x[:-1], (*x[:-1], 1), 1, True, -0.5))
    return use(call("GaussianNLLLoss", **words), draw(altered(x)), draw(altered(x)), variance)


CONFIGURATIONS = {
    "BCELoss": of_values("BCELoss", "weight"),
    "BCEWithLogitsLoss": of_values("BCEWithLogitsLoss", "weight", "pos_weight"),
    "GaussianNLLLoss": gaussian(),
    "HingeEmbeddingLoss": of_values("HingeEmbeddingLoss", margin=st.just(2.0)),
    "HuberLoss": of_values("HuberLoss", delta=rather(st.sampled_from([0.5, 1]), 0, -1.0, "d")),
    "KLDivLoss": of_values("KLDivLoss", log_target=FLAG),
    "L1Loss": of_values("L1Loss"),
    "MSELoss": of_values("MSELoss"),
    "PoissonNLLLoss": of_values("PoissonNLLLoss", log_input=FLAG, full=FLAG),
    "SmoothL1Loss": of_values("SmoothL1Loss", beta=rather(st.sampled_from([0.0, 1.0, 2]), -1.0)),
    "SoftMarginLoss": of_values("SoftMarginLoss"),
}
