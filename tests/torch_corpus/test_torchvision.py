"""torchvision, interpreted from its installed source: every module of every model as the real library builds it."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from .check import differences, summary
from .record_torchvision import TRUTH

MODELS: list[dict[str, Any]] = json.loads(gzip.decompress(TRUTH.read_bytes()))["models"]


def test_every_builder_is_there() -> None:
    assert len(MODELS) == 121
    assert sum(bool(model["inputs"]) for model in MODELS) == 109
    assert sum(len(model["layers"]) for model in MODELS) == 27_371


@pytest.mark.parametrize("truth", MODELS, ids=lambda model: str(model["name"]))
def test_model(truth: dict[str, Any]) -> None:
    found = summary(truth["module"], truth["symbol"], truth["arguments"], truth["inputs"])
    assert differences(truth, found) == []
