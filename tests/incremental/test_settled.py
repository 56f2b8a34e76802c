"""A statement of the module that is run again and does what it had done before concerns nothing behind it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incremental.check import Session, fresh

TEXT = """\
import copy

import torch
from torch import nn

CONFIGS = {'small': {'width': 8, 'depths': [1, 2]}, 'large': {'width': 64, 'depths': [2, 2]}}
NAMES = [name for name in CONFIGS]
WIDTH = 4

for name in NAMES:
    config = copy.deepcopy(CONFIGS[name])
    config['width'] = config['width'] * 2
    CONFIGS[name + '_wide'] = config

CONFIGS['small_wide']['depths'].append(3)
BUILDERS = {}


def register(function):
    BUILDERS[function.__name__] = (function, CONFIGS[function.__name__])
    return function


@register
def small(**given):
    return make('small', **given)


@register
def large_wide(**given):
    return make('large_wide', **given)


def make(name, **given):
    function, config = BUILDERS[name]
    sizes = [config['width'] * depth for depth in config['depths']]
    return nn.Sequential(*[nn.Linear(4, size) for size in sizes[:1]], nn.Flatten())(torch.zeros(2, 4))


config['depths'].append(5)
extra = nn.Linear(WIDTH, CONFIGS['large_wide']['width'])(torch.zeros(3, WIDTH))
"""
ENTERED = "    CONFIGS[name + '_wide'] = config"
CHANGES = [
    ("config['width'] * 2", "config['width'] * 3"),
    (ENTERED, f"{ENTERED}\n    y = nn"),
    (ENTERED, f"{ENTERED}\n    y = CONFIGS"),
    (ENTERED, f"{ENTERED}\n    kept = config"),
    (ENTERED, "    CONFIGS[name + '_wide'] = dict(config)"),
    (ENTERED, f"{ENTERED}\n    WIDTH = 5"),
    (ENTERED, f"{ENTERED}\n    y = nn.Linear(3, 4)"),
    (ENTERED, f"{ENTERED}\n    kept = [nn.ReLU(), config]"),
    (ENTERED, f"{ENTERED}\n    kept = [nn.Linear(2, 3)]"),
    (ENTERED, f"{ENTERED}\n    kept = lambda: config"),
    (ENTERED, "    kept = CONFIGS[name + '_wide'] = config"),
    (ENTERED, f"{ENTERED}\n    make = register"),
    (ENTERED, f"{ENTERED}\n    y = nn.Linear(4, 4)(torch.ones(4))"),
    (ENTERED, "    CONFIGS[name + '_wide'] = config  # wide"),
    ("copy.deepcopy(CONFIGS[name])", "CONFIGS[name]"),
    ("copy.deepcopy(CONFIGS[name])", "{**CONFIGS[name]}"),
    ("copy.deepcopy(CONFIGS[name])", "copy.deepcopy("),
    ("['depths'].append(3)", "['depths'].append(4)"),
    ("BUILDERS = {}", "BUILDERS = dict()"),
    ("BUILDERS = {}", "BUILDERS = {}\nWIDTH = kept['width'] if 'kept' in dir() else 6"),
    ("[name for name in CONFIGS]", "list(CONFIGS)"),
    ("[name for name in CONFIGS]", "['small', 'large']"),
    ("WIDTH = 4", "WIDTH = 2 + 2"),
    ("config['depths'].append(5)", "config['depths'].append(6)"),
    ("config['depths'].append(5)", "kept[-1]['width'] = 77"),
    ("config['depths'].append(5)", "kept()['width'] = 78"),
    ("config['depths'].append(5)", "kept['depths'].append(kept['width'])"),
    ("config['depths'].append(5)", "y.out_features = kept[0].out_features\nlast = nn.Sequential(y, kept[0])"),
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.sampled_from(CHANGES), max_size=3, unique=True), min_size=2, max_size=6))
def test_whatever_is_edited_the_answer_is_that_of_a_fresh_server(steps: list[list[tuple[str, str]]]) -> None:
    session = Session()
    session.shows(TEXT)
    for changes in steps:
        text = TEXT
        for old, new in changes:
            text = text.replace(old, new)
        assert session.shows(text) == fresh(text)


def test_a_statement_that_does_the_same_again_runs_nothing_else() -> None:
    session = Session()
    session.shows(TEXT)
    for old, new in (
        ("= config\n", "= config\n    y = n\n"),
        ("= config\n", "= config\n    y = nn.Linear\n"),
        ("config['width'] * 2", "2 * config['width']"),
        ("CONFIGS[name + '_wide']", "CONFIGS[f'{name}_wide']"),
    ):
        assert old in TEXT
        text = TEXT.replace(old, new)
        assert session.shows(text) == fresh(text)
        session.shows(TEXT)
        answered = session.answered()
        cost = session.cost(text)
        assert cost["definitions_run"] == 1
        assert "entry_points_run" not in cost
        if "nn.Linear" not in new:  # a class leads to other entry points, for all that can be told from names
            assert session.answered() == answered + 1


def test_a_layer_that_nobody_reads_runs_nothing_else() -> None:
    session = Session()
    session.shows(TEXT)
    session.shows(TEXT.replace("= config\n", "= config\n    y = nn.Linear(6, 1)\n"))  # entry points may apply it
    session.shows(TEXT.replace("= config\n", "= config\n    y = nn.Linear(6, \n"))
    for line in ("y = nn.Linear(6, 9)", "y = nn.Linear(6, 8)", "y = [nn.Linear(6, 7)]", "y = nn.Linear(6, 7).weight"):
        text = TEXT.replace("= config\n", f"= config\n    {line}\n")
        cost = session.cost(text)
        assert cost["definitions_run"] == 1
        assert "entry_points_run" not in cost
        assert session.shows(text) == fresh(text)


def test_what_two_names_share_they_still_share() -> None:
    session = Session()
    text = TEXT.replace("config['depths'].append(5)", "kept[-1]['width'] = 77")
    assert text != TEXT
    for line in ("kept = [{}]", "kept = [nn.ReLU(), {}]", "kept = [nn.ReLU(), config]", "kept = (nn.ReLU(), config)"):
        shown = session.shows(text.replace(ENTERED, f"{ENTERED}\n    {line}"))
        assert ("(3, 77) · 385" in [label for _, label in shown]) == ("config" in line)  # 77 · (4 + 1)


KERAS = """\
from keras import Sequential
from keras.layers import Dense, Flatten

SIZES = {}
for name in ('small', 'large'):
    SIZES[name] = [len(name)]

model = Sequential([Dense(SIZES['small'][0], input_shape=(3,))])


def build():
    SIZES['small'].append(1)
    return Sequential([Flatten(input_shape=(2, 2)), Dense(SIZES['large'][0])])


net = build()
"""


def test_a_layer_of_keras_concerns_only_those_that_are_counted_with_it() -> None:
    session = Session()
    session.shows(KERAS)
    for line, run in (("y = Flatten", 1), ("y = Flatten()", 2), ("y = Dense(3)", 3), ("y = Dense(4)", 1)):
        text = KERAS.replace("= [len(name)]\n", f"= [len(name)]\n    {line}\n")
        assert session.cost(text)["definitions_run"] == run
        assert session.says(text) == Session().says(text)


@st.composite
def typed(draw: st.DrawFn) -> list[str]:
    """Texts of which some that follow each other differ in one place, as when a line is typed there."""
    text, texts = TEXT, [TEXT]
    for _ in range(draw(st.integers(1, 3))):
        old = draw(st.sampled_from([old for old, _ in CHANGES if old in text]))
        lines = [old, *(new for place, new in CHANGES if place == old)]
        texts += [text.replace(old, line) for line in draw(st.lists(st.sampled_from(lines), min_size=3, max_size=5))]
        text = texts[-1] if draw(st.booleans()) else text
    return texts


@settings(max_examples=60, deadline=None)
@given(typed())
def test_what_is_taken_back_again_and_again_is_put_in_place_as_it_was(texts: list[str]) -> None:
    session = Session()
    for text in texts:
        assert session.shows(text) == fresh(text)


def test_what_stands_behind_a_line_that_is_typed_is_taken_back_as_one() -> None:
    session = Session()
    session.shows(TEXT)
    course = session.course()
    for letter in ("n", "nn", "nn.", "nn.L"):
        text = TEXT.replace(ENTERED, f"{ENTERED}\n    y = CONFIGS, {letter}")
        assert session.shows(text) == fresh(text)
    assert course._stretch is not None
    assert course._stretch.steps == course.steps[-len(course._stretch.steps) :]
    places = [(id(change.target), change.key) for change in course._stretch.changes]
    assert len(places) == len(set(places)) < sum(len(step.changes) for step in course._stretch.steps)
    session.shows(TEXT.replace("WIDTH = 4", "WIDTH = 5"))
    assert course._stretch is None
