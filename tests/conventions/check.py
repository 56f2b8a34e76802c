"""The only code of this suite that touches the API: a program through layerhints, and through real Keras."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
from tests.corpus.check import differences
from tests.corpus.record import describe

from layerhints.ide.summary.as_json import as_json
from layerhints.project.project import Project
from layerhints.project.text import Text
from layerhints.values.facts import LayerApplied

FILE = "/program/main.py"


@dataclass(frozen=True)
class Read:
    """What layerhints says of a program: its models by symbol, and the places and codes of its problems."""

    models: dict[str, dict[str, Any]]
    problems: list[tuple[int, str, str]]
    """Line, code, and the text that is blamed."""
    notes: list[str]

    @property
    def codes(self) -> list[str]:
        return [code for _, code, _ in self.problems]


def read(source: str, folder: Path | None = None, variables: dict[str, str] | None = None) -> Read:
    """The program as a file of its own, in `folder` if that matters."""
    file = FILE if folder is None else str(folder / "main.py")
    project = Project(variables or {})
    project.open(file, Text(source))
    view = project.view(file)
    models = as_json(view)["models"]
    for model, known in zip(models, view.analysis.models, strict=True):
        model["name"] = known.summary.name
    problems = []
    for finding in view.analysis.findings:
        location = view.locate(finding.site)
        assert location is not None
        start, end = location.range
        lines = source.splitlines()[start.row : end.row + 1]
        lines[-1] = lines[-1][: end.column]
        lines[0] = lines[0][start.column :]
        problems.append((start.row + 1, finding.code, "\n".join(lines)))
    notes = [note for fact in view.analysis.facts if isinstance(fact, LayerApplied) for note in fact.layer.notes]
    return Read({model["symbol"]: model for model in models}, problems, notes)


def run(source: str) -> dict[str, Any]:
    """The names of the program after real Keras ran it, from a fresh session."""
    keras.backend.clear_session()
    names: dict[str, Any] = {"__name__": "__main__"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(source, names)
    return names


def disagreements(source: str) -> list[str]:
    """Where layerhints and Keras differ on the models that module-level names hold."""
    models = read(source).models
    truth = {
        symbol: {"kind": "variable", **describe(keras, value)}
        for symbol, value in run(source).items()
        if isinstance(value, keras.Model)
    }
    assert truth, "the program makes no model"
    missing = [f"{symbol} is missing" for symbol in truth if symbol not in models]
    for symbol in truth.keys() & models.keys():
        missing += [f"{symbol}: {line}" for line in differences(truth[symbol], models[symbol])]
    return missing


def unknown_reasons(model: dict[str, Any]) -> str:
    return "; ".join(entry["reason"] for entry in model["unknown"])


__all__ = ["Read", "disagreements", "read", "run", "unknown_reasons"]
