"""What is claimed of a program with a `flag` that is not known holds whatever the flag is."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import keras
import pytest
import torch

from . import keras_programs, torch_programs
from .claims import Came, claim

pytestmark = pytest.mark.oracle
PROGRAMS = int(os.environ.get("PROGRAMS_WITH_A_FLAG", "20"))
BLOCKS = 6
FLAGS = (0, 1, 2)


def of_torch(names: dict[str, Any]) -> Came:
    return Came(tuple(names["y"].shape), sum(each.numel() for each in names["net"].parameters()))


def of_keras(names: dict[str, Any]) -> Came:
    return Came(tuple(names["y"].shape), names["net"].count_params())


def courses(source: str, came: Callable[[dict[str, Any]], Came]) -> dict[int, Came]:
    """What comes of the program with each flag with which it does not fail."""
    found: dict[int, Came] = {}
    for flag in FLAGS:
        names: dict[str, Any] = {}
        keras.backend.clear_session()
        with suppress(Exception), torch.no_grad():
            exec(compile(source.replace("from settings import flag", f"flag = {flag}"), "program", "exec"), names)
            found[flag] = came(names)
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize(
    ("program", "came"),
    [(torch_programs.program, of_torch), (keras_programs.program, of_keras)],
    ids=["torch", "keras"],
)
def test_claims_hold(program: Callable[[int], str], came: Callable[[dict[str, Any]], Came], block: int) -> None:
    ran = totals = 0
    for seed in range(block * PROGRAMS, (block + 1) * PROGRAMS):
        source = program(seed)
        found = courses(source, came)
        if not found:
            continue
        claimed = claim(source)
        ran, totals = ran + 1, totals + claimed.is_total
        wrong = {flag: each for flag, each in found.items() if not claimed.holds(each)}
        assert not wrong, f"{claimed} of\n{source}"
    assert ran > PROGRAMS // 2
    assert totals, "nothing is claimed of any program"
