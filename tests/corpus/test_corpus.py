"""Real model files: every layer's name, type, output shapes and counts, and every total, as real Keras gives them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .check import differences, found

SOURCES = sorted((Path(__file__).parent / "sources").glob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_models(path: Path) -> None:
    truth = json.loads(path.with_suffix(".json").read_text())
    models = found(path)
    assert sorted(models) == sorted(model["symbol"] for model in truth["models"])
    wrong = {model["symbol"]: differences(model, models[model["symbol"]]) for model in truth["models"]}
    assert not any(wrong.values()), "\n".join(f"{symbol}: {line}" for symbol in wrong for line in wrong[symbol])
