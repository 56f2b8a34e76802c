"""A command line that a program gives itself is parsed by argparse, which refuses what is declared wrongly."""

from __future__ import annotations

import pytest
from tests.incremental.check import fresh

PROGRAM = """\
import argparse
from torch import nn

parser = argparse.ArgumentParser()
{declared}
options = parser.parse_args(["--width", "3"])
layer = nn.Linear(options.width, 4)
"""
WIDTH = 'parser.add_argument("--width", type=int)'


def test_options_have_the_values_of_the_words() -> None:
    assert fresh(PROGRAM.format(declared=WIDTH)) == [(6, "(…, 4) · 16")]  # 3·4 + 4


@pytest.mark.parametrize(
    "declared",
    [
        'parser.add_argument("--width", action="store_true", nargs=2)',
        'parser.add_argument("--width", action=argparse.BooleanOptionalAction, nargs=3)',
        'parser.add_argument("--width", nargs=0)',
        'parser.add_argument("--width", nargs="x")',
        'parser.add_argument("--width", nargs=undefined)',
        f'{WIDTH}; parser.add_argument("rest", nargs=10**9)',
        f'{WIDTH}; parser.add_argument("")',
        f'{WIDTH}; parser.add_argument("rest", required=True)',
        f'{WIDTH}; parser.add_argument("rest")',
    ],
)
def test_what_argparse_refuses_is_unknown(declared: str) -> None:
    assert fresh(PROGRAM.format(declared=declared)) == [(6, "(…, 4) · ?")]
