"""The only code of this suite that touches the API: what layerhints finds in a file, in the form of the truth."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from layerhints.ide.summary.as_json import as_json
from layerhints.interp import Model
from layerhints.project.project import Project


def found(path: Path) -> dict[str, dict[str, Any]]:
    """The models of a file by symbol, as `summary --format json` gives them, with the names of the models."""
    view = Project({}).view(str(path))
    models = as_json(view)["models"]
    for model, known in zip(models, view.analysis.models, strict=True):
        model["name"] = known.summary.name
    return {model["symbol"]: model for model in models}


def built(file: str, symbol: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The model that a function of a file in this Python environment makes with these arguments."""
    project = Project({"VIRTUAL_ENV": sys.prefix})
    view, model = project.summarise(file, symbol, arguments, ())
    assert isinstance(model, Model), model
    return {**as_json(view, [model])["models"][0], "name": model.summary.name}


def differences(truth: dict[str, Any], model: dict[str, Any]) -> list[str]:
    """Where a model differs from what Keras says; what Keras does not say (None) is not compared."""
    result: list[str] = []

    def compare(what: str, expected: Any, actual: Any) -> None:
        if expected != actual:
            result.append(f"{what}: {actual} instead of {expected}")

    compare("kind", truth["kind"], model["kind"])
    compare("name", truth["name"], model["name"])
    if truth["inputs"] is not None:
        compare("inputs", truth["inputs"], [{"name": i["name"], "shape": i["shape"]} for i in model["inputs"]])
        compare("output", truth["output"], model["output"])
    if truth["params"]["total"] is not None:
        compare("params", truth["params"], model["params"])
    result += _layers("", truth["layers"], model["layers"])
    return result


def _layers(inside: str, expected: list[dict[str, Any]], actual: list[dict[str, Any]]) -> list[str]:
    names, found_names = [row["path"] for row in expected], [row["path"] for row in actual]
    if names != found_names:
        return [f"layers of {inside or 'the model'}: {found_names} instead of {names}"]
    result: list[str] = []
    for truth, row in zip(expected, actual, strict=True):
        path = f"{inside}{truth['path']}"
        for key in ("type", "outputs", "params", "trainable"):
            if truth[key] is not None and truth[key] != row[key]:
                result.append(f"{path} {key}: {row[key]} instead of {truth[key]}")
        result += _layers(f"{path}/", truth.get("layers", []), row.get("layers", []))
    return result
