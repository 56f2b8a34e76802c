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
CHANGES = [
    ("config['width'] * 2", "config['width'] * 3"),
    ("    CONFIGS[name + '_wide'] = config", "    CONFIGS[name + '_wide'] = config\n    y = nn"),
    ("    CONFIGS[name + '_wide'] = config", "    CONFIGS[name + '_wide'] = config\n    y = CONFIGS"),
    ("    CONFIGS[name + '_wide'] = config", "    CONFIGS[name + '_wide'] = config\n    kept = config"),
    ("    CONFIGS[name + '_wide'] = config", "    CONFIGS[name + '_wide'] = dict(config)"),
    ("    CONFIGS[name + '_wide'] = config", "    CONFIGS[name + '_wide'] = config\n    WIDTH = 5"),
    ("    CONFIGS[name + '_wide'] = config", "    CONFIGS[name + '_wide'] = config\n    y = nn.Linear(3, 4)"),
    ("    CONFIGS[name + '_wide'] = config", "    CONFIGS[name + '_wide'] = config  # wide"),
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
        cost = session.cost(text)
        assert cost["definitions_run"] == 1
        assert "entry_points_run" not in cost
