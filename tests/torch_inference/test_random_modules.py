"""What is learned of a module that nobody calls fits an input that it was written for, and all that comes of that."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from layerhints.algebra import Expression, Unknown, substitute, symbols
from layerhints.project.project import Project
from layerhints.rules import Several

from . import probe
from .formulas import at, formulas

pytestmark = pytest.mark.oracle
PROGRAMS = int(os.environ.get("MODULES_THAT_NOBODY_CALLS", "25"))
BLOCKS = 4
LONGEST = 1000


def bound(learned: Any, given: tuple[int, ...], sizes: dict[str, int]) -> dict[str, int] | None:
    """What the symbols of a shape stand for if it is that of an input; None if it cannot be."""
    if isinstance(learned, (Unknown, Several)):
        return sizes
    if len(learned) != len(given):
        return None
    pairs = sorted(zip(learned, given, strict=True), key=lambda pair: len(str(pair[0])))
    for size, number in pairs:
        free = {str(name) for name in symbols(size)} - sizes.keys() if isinstance(size, Expression) else set()
        if len(free) == 1:
            (name,) = free
            fitting = (n for n in range(1, LONGEST) if substitute(size, {**sizes, name: n}) == number)
            sizes = {**sizes, name: next(fitting, 0)}
        value = substitute(size, dict(sizes)) if isinstance(size, Expression) else size
        if isinstance(value, int) and value != number:
            return None
    return sizes


def fits(said: Any, shape: Any) -> bool:
    """Is a shape as far as anything is said of it what is said?"""
    if isinstance(said, (Unknown, list)) or isinstance(shape, list):
        return True
    if len(said) != len(shape):
        return False
    return all(size == number for size, number in zip(said, shape, strict=True) if isinstance(size, int))


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_is_learned_fits(block: int, tmp_path: Path) -> None:
    import torch

    from .random_modules import ARGUMENTS, program

    known = 0
    for seed in range(block * PROGRAMS, (block + 1) * PROGRAMS):
        source, given = program(seed)
        file = tmp_path / f"net{seed}.py"
        file.write_text(source)
        with torch.no_grad():
            real = probe.run(file, "Net", ARGUMENTS, [given])
        view = Project().view(str(file))
        assert not view.analysis.findings, f"{view.analysis.findings[0].message}\n{source}"
        (model,) = (model for model in view.analysis.models if model.symbol == "Net")
        ((_, learned, _),) = model.summary.inputs
        sizes = bound(learned, tuple(given.shape), dict(ARGUMENTS))
        assert sizes is not None, f"{learned} is learned of what takes {tuple(given.shape)}\n{source}"
        lines = formulas(file)
        for line, shapes in real.items():
            for said in [at(structure, sizes) for structure in lines.get(line, ())]:
                assert None in shapes or any(fits(said, shape) for shape in shapes), f"{said} in line {line}\n{source}"
                known += sum(isinstance(size, int) for size in said) if isinstance(said, tuple) else 0
    assert known > 4 * PROGRAMS, "hardly anything is said of what comes out"
