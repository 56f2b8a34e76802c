"""Calls of `compile`, `fit` and their like that Keras 3 refuses whatever the data is: keywords and methods it lacks.

https://keras.io/api/models/model_training_apis/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.era import runs_with_keras_3
from layerhints.libraries.keras.layer_classes import LayerClass
from layerhints.libraries.keras.mistaken import report_at
from layerhints.rules.misspelt import Correction, correction
from layerhints.values.objects import Instance, Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

KEYWORDS = {
    "compile": (
        "optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly", "steps_per_execution",
        "jit_compile", "auto_scale_loss",
    ),
    "fit": (
        "x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data", "shuffle",
        "class_weight", "sample_weight", "initial_epoch", "steps_per_epoch", "validation_steps",
        "validation_batch_size", "validation_freq",
    ),
    "evaluate": ("x", "y", "batch_size", "verbose", "sample_weight", "steps", "callbacks", "return_dict"),
    "predict": ("x", "batch_size", "verbose", "steps", "callbacks"),
    "train_on_batch": ("x", "y", "sample_weight", "class_weight", "return_dict"),
    "test_on_batch": ("x", "y", "sample_weight", "return_dict"),
    "predict_on_batch": ("x",),
}  # fmt: skip
_RENAMED = {"nb_epoch": "epochs", "val_split": "validation_split", "val_data": "validation_data"}

FORMER = {
    "fit_generator": "`fit` takes generators, too",
    "evaluate_generator": "`evaluate` takes generators, too",
    "predict_generator": "`predict` takes generators, too",
    "predict_classes": "`predict(x).argmax(axis=-1)` gives the numbers of the classes",
    "predict_proba": "`predict` gives the same",
}
"""Methods of models up to Keras 2, and what stands in their place."""


def report_keywords(machine: Machine, model: Any, call: Arguments, name: str) -> None:
    """`fit(x, y, epoch=3)`, `compile("adam", metric=["accuracy"])`"""
    known = KEYWORDS.get(name)
    if known is None or not _is_plain(machine, model):
        return
    for keyword in call.keywords:
        if keyword not in known and keyword in call.places:
            meant = _RENAMED.get(keyword)
            near = correction(keyword, known) if meant is None or meant not in known else Correction(keyword, meant)
            hint = f". {near.question}" if near else ""
            message = f"`{name}` has no argument `{keyword}`{hint}"
            report_at(machine, "unexpected-argument", message, call.places[keyword], near)


def _is_plain(machine: Machine, model: Any) -> bool:
    """Is it a model of one of Keras's own classes, which does what that release of Keras does?"""
    plain = isinstance(model, Instance) and isinstance(model.cls, LayerClass) and model.cls.site is None
    return plain and not machine.trying and runs_with_keras_3(machine)


def report_former(machine: Machine, model: Any, name: str) -> None:
    """`fit_generator` and its like."""
    if name in FORMER and _is_plain(machine, model):
        report_at(machine, "no-such-attribute", f"models of Keras 3 have no `{name}`: {FORMER[name]}", None)


def _add(machine: Machine, arguments: Arguments) -> Any:
    """`Model(inputs, outputs).add(…)`: only a stack grows."""
    if _is_plain(machine, arguments.positional[0]):
        message = "only a `Sequential` has `add`: apply the layer to what comes out, and make the model behind it"
        report_at(machine, "no-such-attribute", message, None)
    return Unknown("only a `Sequential` has `add`")


METHODS = {"add": Native("Model.add", _add)}
