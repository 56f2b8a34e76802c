"""When the cycle collector runs, where a server has switched it off."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from layerhints.project.project import Project
from layerhints.project.text import Text

FILE = "/project/model.py"


@pytest.fixture
def collections(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[None]]:
    """As many items as times somebody asked for a collection."""
    found: list[None] = []
    gc.collect()
    was_enabled = gc.isenabled()
    gc.disable()
    with monkeypatch.context() as patched:
        patched.setattr(gc, "collect", lambda: found.append(None))
        yield found
    if was_enabled:
        gc.enable()


def test_the_first_run_of_a_long_file_makes_what_lives_on(collections: list[None]) -> None:
    project = Project({})
    project.open(FILE, Text("x = 1\n" * 20_000))
    assert project.view(FILE).analysis.size == 20_000
    assert not collections
