"""Programs of many kinds, written from papers: what real torch says of each, without running it."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from layerhints.ide.summary.as_json import as_json, shape_to_json
from layerhints.libraries.torch.structures import shapes_in
from layerhints.project.project import Project

from .record_programs import FOLDER, TRUTH

PROGRAMS: dict[str, Any] = json.loads(TRUTH.read_text())["programs"]


def test_every_program_is_recorded() -> None:
    assert set(PROGRAMS) == {file.name for file in FOLDER.glob("*.py")}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    project = Project()
    project.set_editor_settings({"python": sys.prefix})
    view = project.view(str(FOLDER / name))
    model = next(model for model in as_json(view)["models"] if model["symbol"] == "net")
    truth = PROGRAMS[name]
    assert (model["params"]["total"], model["params"]["trainable"]) == (truth["total"], truth["trainable"])
    assert shape_to_json(shapes_in(view.analysis.values["y"])) == truth["y"]
    assert view.analysis.findings == ()
