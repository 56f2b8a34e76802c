"""Words for losses, metrics and optimizers that `compile` of Keras 3 is given, and that are certainly misspelt.

https://keras.io/api/models/model_training_apis/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.libraries.keras.era import installed_major
from layerhints.libraries.keras.mistaken import report_at
from layerhints.rules.misspelt import slip
from layerhints.values.objects import List

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site

LOSSES = frozenset({
    "BinaryCrossentropy", "BinaryFocalCrossentropy", "CTC", "CategoricalCrossentropy", "CategoricalFocalCrossentropy",
    "CategoricalHinge", "Circle", "CosineSimilarity", "Dice", "Hinge", "Huber", "KLDivergence", "LogCosh",
    "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredError", "MeanSquaredLogarithmicError", "Poisson",
    "SparseCategoricalCrossentropy", "SquaredHinge", "Tversky", "bce", "binary_crossentropy",
    "binary_focal_crossentropy", "categorical_crossentropy", "categorical_focal_crossentropy", "categorical_hinge",
    "circle", "cosine_similarity", "ctc", "dice", "hinge", "huber", "kl_divergence", "kld", "log_cosh", "mae", "mape",
    "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_error", "mean_squared_logarithmic_error",
    "mse", "msle", "poisson", "sparse_categorical_crossentropy", "squared_hinge", "tversky",
})  # fmt: skip
METRICS = LOSSES | frozenset({
    "AUC", "Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "F1Score", "FBetaScore", "FalseNegatives",
    "FalsePositives", "Mean", "Precision", "R2Score", "Recall", "RootMeanSquaredError", "SparseCategoricalAccuracy",
    "SparseTopKCategoricalAccuracy", "Sum", "TopKCategoricalAccuracy", "TrueNegatives", "TruePositives", "acc",
    "accuracy", "auc", "binary_accuracy", "categorical_accuracy", "ce", "crossentropy", "f1_score", "f_beta_score",
    "false_negatives", "false_positives", "mean", "precision", "r2_score", "recall", "root_mean_squared_error",
    "sparse_categorical_accuracy", "sparse_top_k_categorical_accuracy", "sum", "top_k_categorical_accuracy",
    "true_negatives", "true_positives",
})  # fmt: skip
OPTIMIZERS = frozenset({
    "adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "ftrl", "lion", "muon", "nadam", "rmsprop", "sgd",
})  # fmt: skip
"""Words that `get` of `keras.losses`, `keras.metrics` and `keras.optimizers` knows, the last in any capitals. Programs
register others: one is wrong only if it certainly stands for one of these.
"""


def report_words(machine: Machine, call: Arguments) -> None:
    """`compile("adma", loss="mean_square_error", metrics=["acuracy"])`, and `metrics` without a list."""
    if machine.trying or (installed_major(machine) or 0) < 3:
        return
    for position, (argument, kind, known) in enumerate(_TAKING):
        value = call.get(position, argument)
        place = call.places.get(position) or call.places.get(argument)
        if argument == "metrics" and isinstance(value, str):
            report_at(machine, "bad-choice", f"`metrics` takes a list: `[{value!r}]`", place)
        content = machine.plain(value) if isinstance(value, List) else value
        for word in content if isinstance(content, tuple) else (content,):
            if isinstance(word, str):
                _report_word(machine, word.lower() if known is OPTIMIZERS else word, argument, kind, known, place)


_TAKING = (
    ("optimizer", "optimizer", OPTIMIZERS), ("loss", "loss", LOSSES), ("", "", frozenset[str]()),
    ("metrics", "metric", METRICS),
)  # fmt: skip
"""The arguments of `compile` in their order, and the words that they take; the weights of the losses are no words."""


def _report_word(
    machine: Machine, word: str, argument: str, kind: str, known: frozenset[str], place: Site | None
) -> None:
    meant = slip(word, known)
    if meant is not None:
        message = f"`{argument}` is '{word}'; Keras has no {kind} of that name. {meant.question_of_value}"
        report_at(machine, "bad-choice", message, place, meant)


__all__ = ["report_words"]
