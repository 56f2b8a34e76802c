"""Which targets a loss takes for the outputs of a model. https://keras.io/api/losses/

Keras adds or takes away a last axis of 1 where the ranks of targets and outputs differ by one.
"""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Unknown, equal, show_shape
from layerhints.libraries.keras.opaque import Opaque

_SAME = frozenset({
    "binary_crossentropy", "binary_focal_crossentropy", "categorical_crossentropy", "categorical_focal_crossentropy",
})  # fmt: skip
"""These want targets of the same shape as the outputs."""

SPARSE = "sparse_categorical_crossentropy"
_STRETCHING = frozenset({
    "mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_logarithmic_error",
    "huber", "log_cosh", "hinge", "squared_hinge", "categorical_hinge", "kl_divergence", "poisson",
    "cosine_similarity", "mse", "mae", "mape", "msle", "kld", "logcosh",
})  # fmt: skip
"""These stretch an axis of 1 in either of the two."""

CLASS_FUNCTIONS = {
    "BinaryCrossentropy": "binary_crossentropy",
    "BinaryFocalCrossentropy": "binary_focal_crossentropy",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy",
    "CategoricalHinge": "categorical_hinge",
    "CosineSimilarity": "cosine_similarity",
    "Hinge": "hinge",
    "Huber": "huber",
    "KLDivergence": "kl_divergence",
    "LogCosh": "log_cosh",
    "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanSquaredError": "mean_squared_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error",
    "Poisson": "poisson",
    "SparseCategoricalCrossentropy": SPARSE,
    "SquaredHinge": "squared_hinge",
}
"""The classes of losses, and what each computes for a sample; the last axis of targets and outputs is gone from it."""

SHORT_NAMES = {
    "bce": "binary_crossentropy", "kld": "kl_divergence", "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh", "mae": "mean_absolute_error", "mape": "mean_absolute_percentage_error",
    "mse": "mean_squared_error", "msle": "mean_squared_logarithmic_error",
}  # fmt: skip
"""Other names of these functions, among them those of Keras 1 and 2."""


def mismatch(loss: Any, outputs: Any, targets: Any) -> str | None:
    """Why these targets certainly do not go with the outputs of the model; both shapes include the batch."""
    name = _name(loss)
    if name is None or isinstance(outputs, Unknown) or isinstance(targets, Unknown) or not (outputs and targets):
        return None
    if name == SPARSE:
        return _of_classes(outputs, targets)
    wanted, given = same_rank(outputs, targets)
    pairs = list(zip(wanted[1:], given[1:], strict=False))
    differ = [pair for pair in pairs if equal(*pair) is False]
    if name in _SAME and (len(wanted) != len(given) or differ):
        message = f"`{name}` wants targets like the outputs, {show_shape(outputs)}; these are {show_shape(targets)}"
        numbers = len(given) < len(wanted) or equal(given[-1], 1) is True
        if len(given) < len(wanted) > 2:
            message += _AXES_LEFT
        elif name == "categorical_crossentropy" and numbers:
            message += ". Numbers of classes go with `sparse_categorical_crossentropy`, or into `to_categorical`"
        return message
    if name in _STRETCHING and len(wanted) == len(given) and any(_apart(*pair) for pair in differ):
        return f"the model gives {show_shape(outputs)}; targets of {show_shape(targets)} cannot be compared with that"
    return None


def _apart(first: Any, second: Any) -> bool:
    """Are the sizes different, and neither 1?"""
    return equal(first, 1) is False and equal(second, 1) is False


def _of_classes(outputs: tuple[Any, ...], targets: tuple[Any, ...]) -> str | None:
    """Targets that are numbers of classes lack the last axis of the outputs."""
    if len(targets) > len(outputs) or equal(outputs[-1], 1) is not False:
        return None
    given = targets[:-1] if len(targets) == len(outputs) and equal(targets[-1], 1) is not False else targets
    pairs = list(zip(outputs[1:-1], given[1:], strict=False))
    if len(given) == len(outputs) - 1 and all(equal(*pair) is not False for pair in pairs):
        return None
    wanted = show_shape(outputs[:-1])
    message = f"`{SPARSE}` takes numbers of classes, {wanted}; these targets are {show_shape(targets)}"
    if len(targets) == len(outputs) and equal(targets[-1], outputs[-1]) is True:
        message += ". One number for each class goes with `categorical_crossentropy`"
    elif len(targets) + 1 < len(outputs):
        message = f"the model gives {show_shape(outputs)}; these targets are {show_shape(targets)}" + _AXES_LEFT
    return message


_AXES_LEFT = (
    ". It has an answer for each place: a `Flatten()`, a pooling over all of them, or a recurrent layer without "
    "`return_sequences` leaves one for each sample"
)


def same_rank(first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    if len(first) > len(second):
        shorter, longer = same_rank(second, first)
        return longer, shorter
    if len(second) != len(first) + 1 or equal(second[-1], 1) is False:
        return first, second
    return ((*first, 1), second) if len(first) == 1 else (first, second[:-1])


def _name(loss: Any) -> str | None:
    """What the loss is called as a function, for one that Keras has."""
    if isinstance(loss, Opaque):
        word = loss.name.removesuffix("()").split(".")[-1]
        loss = CLASS_FUNCTIONS.get(word, word)
    return loss if isinstance(loss, str) else None
