"""timm, interpreted from its source: every module of one model of most kinds, as the real library builds it."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from .check import differences, new_project, summary
from .record_timm import MODELS, TRUTH

if TYPE_CHECKING:
    from layerhints.project.project import Project

TRUTHS: list[dict[str, Any]] = json.loads(gzip.decompress(TRUTH.read_bytes()))["models"]


@pytest.fixture(scope="module")
def project() -> Project:
    return new_project()


def test_every_model_is_there() -> None:
    assert [truth["name"] for truth in TRUTHS] == list(MODELS)
    assert all(truth["inputs"] and truth["layers"] for truth in TRUTHS)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: str(truth["name"]))
def test_model(project: Project, truth: dict[str, Any]) -> None:
    found = summary(truth["module"], truth["symbol"], {}, truth["inputs"], project)
    assert differences(truth, found) == []
