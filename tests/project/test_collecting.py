"""When the cycle collector runs, where a server has switched it off."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from layerhints.ide.hints import hints
from layerhints.project.project import Project
from layerhints.project.text import Text

FILE = "/project/model.py"


@pytest.fixture
def collections(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The generations that somebody asked to have looked through."""
    found: list[int] = []
    collect = gc.collect
    collect()
    was_enabled = gc.isenabled()
    gc.disable()

    def noted(generation: int = 2) -> int:
        found.append(generation)
        return collect(generation)

    with monkeypatch.context() as patched:
        patched.setattr(gc, "collect", noted)
        yield found
    if was_enabled:
        gc.enable()


def test_the_first_run_of_a_long_file_makes_what_lives_on(collections: list[int]) -> None:
    project = Project({})
    project.open(FILE, Text("x = 1\n" * 20_000))
    assert project.view(FILE).analysis.size == 20_000
    assert not collections


class Cycle:
    """Something that only the collector takes away, and that is worth its while."""

    def __init__(self) -> None:
        self.own = self
        self.items: list[list[int]] = [[] for _ in range(20_000)]


def test_in_a_pause_only_what_is_new_is_looked_through(collections: list[int]) -> None:
    project = Project({})
    made = [weakref.ref(Cycle()), weakref.ref(lasting := Cycle())]
    project.tidy()
    assert [each() for each in made] == [None, lasting]
    del lasting
    for _ in range(2):
        project.tidy()
        assert made[1]() is not None
    assert collections == [1]
    project.rest()
    assert made[1]() is None
    project.rest()
    assert collections == [1, 2]


def test_who_never_rests_has_everything_looked_through_now_and_then(collections: list[int]) -> None:
    project = Project({})
    made = weakref.ref(lasting := Cycle())
    project.tidy()
    del lasting
    looks = 0
    while made() is not None:
        Cycle()
        project.tidy()
        looks += 1
        assert looks < 20
    assert collections == [*[1] * looks, 2]


def test_what_earlier_answers_left_is_collected_when_nobody_waits(collections: list[int]) -> None:
    project = Project({})
    text = "from keras.layers import Dense, Input\ndef net(size=8):\n    x = Input((4,))\n    return Dense(size)(x)\n"
    project.open(FILE, Text(text))
    assert len(hints(project.view(FILE))) == 2
    left = [weakref.ref(Cycle()) for _ in range(5)]
    project.change(FILE, Text(text.replace("8", "16")))
    assert len(hints(project.view(FILE))) == 2
    assert not collections
    project.go_ahead(FILE)
    assert [each() for each in left] == [None] * 5
    assert collections == [1]
