"""An analysis that gives way goes on where it was: what was done is not run twice, and the answer is that of one go."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest
from tests.incremental.check import FILE, Session, at_look, fresh, worked

from layerhints.ide.diagnostics import diagnostics
from layerhints.ide.hints import hints
from layerhints.ide.summary import as_json
from layerhints.interp.aside import Aside
from layerhints.interp.heap import Heap
from layerhints.project.project import Project
from layerhints.project.text import Text
from layerhints.values.host import Interrupted

BUILDER = """
def build_{number}(width={number}):
    return Sequential([Input((8, 8, 3)), Conv2D(width + 1, 3), Flatten(), Dense(UNITS)])

"""
MODEL = """
model_{number} = Sequential([Input((8, 8, 3)), Conv2D({number} + 1, 3), Flatten(), Dense(UNITS)])

"""
HEAD = "from keras import Input, Sequential\nfrom keras.layers import Conv2D, Dense, Flatten\n\nUNITS = 4\n"
TEXT = HEAD + "".join(part.format(number=number) for number in range(6) for part in (BUILDER, MODEL))


def shows_with_pauses(project: Project, text: str) -> tuple[list[tuple[int, str]], int]:
    """The hints, and how often their analysis gave way before it had them."""
    project.open(FILE, Text(text))
    pauses = 0
    while True:
        try:
            return [(hint.position.row, hint.label) for hint in hints(project.view(FILE))], pauses
        except Interrupted:
            pauses += 1


def always() -> bool:
    return True


def never() -> bool:
    return False


def every_third() -> Callable[[], bool]:
    calls = iter(range(1_000_000))
    return lambda: next(calls) % 3 == 0


@pytest.mark.parametrize("gives_way", [lambda: always, every_third])
def test_what_was_done_is_kept(gives_way: Callable[[], Callable[[], bool]]) -> None:
    project = Project({})
    project.gives_way = gives_way()
    shown, pauses = shows_with_pauses(project, TEXT)
    assert pauses > 5
    assert shown == fresh(TEXT)
    whole = Session()
    whole.shows(TEXT)
    status = project.status()
    assert {name: status[name] for name in whole.counters()} == dict(whole.counters())


def test_edits_amid_an_analysis_count() -> None:
    project = Project({})
    project.gives_way = always
    for units in (5, 6, 7):
        text = TEXT.replace("UNITS = 4", f"UNITS = {units}")
        project.open(FILE, Text(text))
        for _ in range(units):
            with pytest.raises(Interrupted):
                hints(project.view(FILE))
    shown, _ = shows_with_pauses(project, text)
    assert shown == fresh(text)
    text = text.replace("def build_3", "x = 1\n\n\ndef build_3").replace("Dense(UNITS)", "Dense(UNITS + 1)", 3)
    assert shows_with_pauses(project, text)[0] == fresh(text)


WITHIN = """
import torch
from torch import nn
from keras import Input, Model, layers


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(width, width) for _ in range(4))

    def forward(self, x):
        for layer in self.layers:
            try:
                x = x + layer(x)
            except KeyError:
                x = layer(x)
        return x


class Classifier(nn.Module):
    def __init__(self, width=16, depth=3, flag=None):
        super().__init__()
        self.blocks = nn.Sequential(*[Block(width) for _ in range(depth)])
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        if flag:
            x = x.flatten(1)
        return self.head(self.blocks(x))


def residual(x, width):
    y = layers.Conv2D(width, 3, padding="same")(x)
    y = layers.BatchNormalization()(y)
    return layers.add([x, y])


def build(width=8, depth=5):
    import math

    inputs = x = Input((32, 32, 8))
    for step in range(depth):
        with naming(step):
            x = residual(x, int(math.sqrt(width * width)))
    return Model(inputs, layers.Dense(10)(layers.Flatten()(x)))


def wrong(x=Input((4, 4, 8))):
    return layers.Conv2D(2, 9)(x)
"""
EDITED = WITHIN.replace("nn.Linear(width, 10)", "nn.Linear(width, 12)").replace("Dense(10)", "Dense(12)")


def answers(project: Project) -> list[object]:
    """Everything that there is to say about the file, but for hovers."""
    view = project.view(FILE)
    return [*hints(view), *diagnostics(view), as_json(view)]


def answers_of(text: str) -> list[object]:
    project = Project({})
    project.open(FILE, Text(text))
    return answers(project)


def test_a_model_that_gives_way_leaves_no_trace() -> None:
    expected = [answers_of(WITHIN), answers_of(EDITED)]
    wanted, asked = 0, 1
    while wanted < asked:
        wanted += 1
        project = Project({})
        found = []
        for text in (WITHIN, EDITED, WITHIN):
            project.open(FILE, Text(text))
            project.gives_way, count = at_look(wanted)
            pauses = worked(project)
            project.gives_way = never
            found.append(answers(project))
            asked = max(asked, count())
            assert pauses == (count() >= wanted)
        assert found == [*expected, expected[0]], wanted
    assert wanted > 20


def test_an_edit_stops_a_model_that_somebody_waits_for_once() -> None:
    project = Project({})
    project.open(FILE, Text(WITHIN))
    project.overtaken = always
    shown, pauses = shows_with_pauses(project, WITHIN)
    assert shown == fresh(WITHIN)
    assert 1 < pauses <= len(project.view(FILE).analysis.entries)
    assert shows_with_pauses(project, WITHIN) == (shown, 0)
    assert answers(project) == answers_of(WITHIN)


TYPED = ("y = layers.Dense(3)", "y = layers.Dense(34)", "y = layers.Dense(34)(x)", "x = layers.Dense(4)(x)", "pass")


@pytest.mark.usefixtures("crowded")
def test_a_run_that_goes_on_with_another_may_give_way() -> None:
    texts = [WITHIN.replace("return Model", f"{line}\n    return Model") for line in TYPED]
    expected = [fresh(text) for text in texts]
    for wanted in range(1, 1000):
        project = Project({})
        project.open(FILE, Text(WITHIN))
        hints(project.view(FILE))
        given = 0
        for text, shown in zip(texts, expected, strict=True):
            project.overtaken, _ = at_look(wanted)
            found, pauses = shows_with_pauses(project, text)
            assert found == shown, wanted
            given += pauses
        assert project.status()["statements_reused"] > 0
        if not given:
            break
    assert wanted > 4


BETWEEN = [("y =", TYPED[0]), ("y = layers.De", TYPED[0]), (TYPED[0],), ("x = layers.Dense(4)(x)",), ("",)]


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("lines", BETWEEN)
def test_a_run_ahead_of_the_letter_that_needs_it_stands_aside(lines: Sequence[str]) -> None:
    texts = [WITHIN.replace("return Model", f"{line}\n    return Model") for line in ("y", *lines)]
    expected = [fresh(text) for text in texts]
    wanted, asked = -1, 1
    while wanted < asked:
        wanted += 1  # which look: none at first
        project = Project({})
        shows_with_pauses(project, WITHIN)
        before = dict(project.view(FILE).analysis.values)
        for text, shown in zip(texts, expected, strict=True):
            assert shows_with_pauses(project, text) == (shown, 0), wanted
            if text == texts[0]:
                project.gives_way, count = at_look(wanted)
                with suppress(Interrupted):
                    project.go_ahead(FILE)
                project.gives_way = never
                assert [*project.view(FILE).analysis.values.items()] == [*before.items()]
                asked = max(asked, count())
            else:
                project.go_ahead(FILE)
        assert answers(project) == answers_of(texts[-1]), wanted
    assert wanted > 4


@pytest.mark.usefixtures("crowded")
def test_what_stands_aside_is_not_run_twice() -> None:
    project = Project({})
    project.gives_way = every_third()
    text = WITHIN.replace("return Model", "y\n    return Model")
    shows_with_pauses(project, WITHIN)
    shows_with_pauses(project, text)
    steps, pauses, threads = project.status()["interpreter_steps"], 0, threading.active_count()
    while not project.status()["tracks_run"]:
        try:
            project.go_ahead(FILE)
        except Interrupted:
            pauses += 1
    once = Project({})
    for each in (WITHIN, text):
        shows_with_pauses(once, each)
    assert once.status()["interpreter_steps"] == steps
    once.go_ahead(FILE)
    assert once.status()["interpreter_steps"] == project.status()["interpreter_steps"] > steps
    assert pauses > 1
    assert threading.active_count() == threads


LETTERS = ("y", "y = layers", "y = layers.De", TYPED[0])


@pytest.mark.parametrize("letters", [LETTERS[:-1], LETTERS, (TYPED[3],)])
def test_what_nobody_waits_for_stands_aside_while_somebody_types(letters: Sequence[str]) -> None:
    texts = [WITHIN.replace("return Model", f"{line}\n    return Model") for line in letters]
    expected = [answers_of(texts[-1]), [fresh(text) for text in texts]]
    wanted, is_done = 0, False
    while not is_done:
        wanted += 1
        project = Project({})
        project.open(FILE, Text(WITHIN))
        project.view(FILE)
        project.gives_way, _ = at_look(wanted)
        with suppress(Interrupted):
            while project.work(FILE):
                pass
            is_done = True
        project.gives_way = never
        assert [shows_with_pauses(project, text)[0] for text in texts] == expected[1], wanted
        assert answers(project) == expected[0], wanted
    assert wanted > 20


def test_letters_without_effect_do_not_have_it_begin_again() -> None:
    project, once = Project({}), Project({})
    texts = [WITHIN.replace("return Model", f"{line}\n    return Model") for line in LETTERS[:-1]]
    for each in (project, once):
        each.open(FILE, Text(WITHIN))
        each.view(FILE)
    worked(once)
    project.gives_way = every_third()
    pauses, working = 0, True
    while working and pauses < 1000:
        try:
            working = project.work(FILE)
        except Interrupted:
            pauses += 1
            project.open(FILE, Text(texts[pauses % len(texts)]))
            project.view(FILE)
    assert pauses > 10
    assert project.status()["interpreter_steps"] == once.status()["interpreter_steps"]


@pytest.mark.usefixtures("crowded")
def test_who_needs_the_machine_again_and_again_leaves_what_stands_aside_for_a_rest() -> None:
    project = Project({})
    shows_with_pauses(project, WITHIN)
    begun = 0
    for length in range(1, 10):
        project.gives_way = never
        shows_with_pauses(project, WITHIN.replace("return Model", f"layers.{'y' * length}\n    return Model"))
        project.view(FILE).analysis.rule_of("layers.Dense")
        project.gives_way = always
        with suppress(Interrupted):
            project.go_ahead(FILE)
            continue
        begun += 1
    assert 0 < begun < 9
    project.gives_way = never
    project.go_ahead(FILE, rests=True)
    assert project.status()["tracks_run"] == 1


def test_what_has_a_thread_of_its_own_has_room_for_its_calls() -> None:
    def work(given_up: Callable[[], bool]) -> int:
        return sys._getframe(1).f_code.co_stacksize

    aside = Aside(Heap(), work, never)
    assert aside.go_on()
    assert aside.result > 2**17


@pytest.mark.usefixtures("crowded")
def test_nothing_stands_aside_of_a_file_that_is_closed() -> None:
    threads = threading.active_count()
    project = Project({})
    for text in (WITHIN, WITHIN.replace("return Model", "y\n    return Model")):
        shows_with_pauses(project, text)
    project.gives_way = always
    with pytest.raises(Interrupted):
        project.go_ahead(FILE)
    assert threading.active_count() == threads + 1
    project.close(FILE)
    assert threading.active_count() == threads


PAIRS = ", ".join(f"('{number}', {number})" for number in range(500))
ENTRIES = ", ".join(f"'{number}': {number}" for number in range(500))


@pytest.mark.parametrize(
    "value",
    [
        f"[{PAIRS}]",
        f"{{{ENTRIES}}}",
        "[number + 1 for number in range(500)]",
        "{number: str(number) for number in range(500)}",
    ],
)
def test_a_long_statement_gives_way_in_its_middle(value: str) -> None:
    project = Project({})
    project.open(FILE, Text(f"def build():\n    table = {value}\n    return table\n"))
    project.gives_way, asked = at_look(0)
    worked(project)
    assert asked() > 20
