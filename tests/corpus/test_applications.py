"""keras.applications, interpreted from the installed source: every layer of every model as real Keras builds it."""

from __future__ import annotations

import gzip
import importlib.util
import json
from typing import Any

import pytest
from tests.corpus.check import built, differences
from tests.corpus.record_applications import CONFIGURATIONS, TRUTH

MODELS: list[dict[str, Any]] = json.loads(gzip.decompress(TRUTH.read_bytes()))["models"]


def test_every_builder_is_there_twice() -> None:
    assert len(MODELS) == 80
    assert sum(len(model["layers"]) for model in MODELS) == 32_494


@pytest.mark.parametrize("truth", MODELS, ids=lambda model: f"{model['symbol']}, {model['configuration']}")
def test_application(truth: dict[str, Any]) -> None:
    spec = importlib.util.find_spec(truth["module"])
    assert spec is not None and spec.origin is not None
    found = built(spec.origin, truth["symbol"], CONFIGURATIONS[truth["configuration"]])
    assert differences(truth, found) == []
