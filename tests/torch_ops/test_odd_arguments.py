"""Nothing makes an operation raise: every one is called with what no signature has in mind."""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest

from layerhints.algebra import Open, Unknown, symbol
from layerhints.interp.frames import OutOfBudget, Raised
from layerhints.libraries.numpy.arrays import Array
from layerhints.libraries.torch.dtypes import DTYPES
from layerhints.libraries.torch.ops.members import FFT, FUNCTIONAL, LINALG, METHODS, PROPERTIES, SPECIAL, TORCH
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.values.arguments import Arguments

from .check import MACHINE, MANY, SITE

CASES = int(os.environ.get("TORCH_CASES_PER_OPERATION", "12"))
UNKNOWN = Unknown("the test does not say")
OPERATIONS = {
    f"{place}.{name}": native
    for place, members in (
        ("torch", TORCH), ("F", FUNCTIONAL), ("linalg", LINALG), ("fft", FFT), ("special", SPECIAL),
        ("Tensor", METHODS),
    )
    for name, native in members.items()
}  # fmt: skip
SHAPES: tuple[Any, ...] = (
    (), (3,), (2, 3), (2, 3, 4, 4), (1, 3, 0), (symbol("N"), symbol("C")), (symbol("N"), UNKNOWN, 4), UNKNOWN,
    Open("the test does not say", tail=(4,)), Open("the test does not say", head=(2,), tail=(symbol("W"), 3)),
)  # fmt: skip


def odd(random: Random, depth: int = 0) -> Any:
    """Something that a program may pass."""
    plain: list[Any] = [
        None, True, False, 0, 1, 2, -1, -7, 10**12, 2.5, -0.0, float("nan"), float("inf"), 1j, "", "word", "ij,jk->ik",
        "mean", "fro", "same", b"", ..., UNKNOWN, symbol("S"), symbol("N"), slice(None), slice(1, None, -1),
        slice(UNKNOWN, symbol("S")), DTYPES["int64"], DTYPES["bool"], Array((2,), "int64", items=(1, 2)),
        Array(UNKNOWN), MACHINE.new_list(UNKNOWN), MACHINE.new_dict({"a": 1}), MACHINE.builtin_class("int"), range(3),
        (),
    ]  # fmt: skip
    kind = random.randrange(4)
    if kind == 0 or depth > 2:
        return random.choice(plain)
    if kind == 1:
        items = [odd(random, depth + 1) for _ in range(random.randrange(4))]
        return MACHINE.new_list(items) if random.random() < 0.5 else tuple(items)
    return tensor_of(random.choice(SHAPES), random.choice(["float32", "int64", "bool", "complex64", None]))


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_odd_arguments(name: str) -> None:
    random = Random(name)
    for _ in range(CASES):
        first = [tensor_of(random.choice(SHAPES), "float32")] if random.random() < 0.7 else []
        arguments = [*first, *(odd(random) for _ in range(random.randrange(6)))]
        MACHINE.steps = MANY
        try:
            with MACHINE.at(SITE):
                OPERATIONS[name].call(MACHINE, Arguments(arguments))
        except (OutOfBudget, Raised):
            continue


@pytest.mark.parametrize("name", sorted(PROPERTIES))
def test_attributes(name: str) -> None:
    for shape in SHAPES:
        for dtype in ("float32", None):
            PROPERTIES[name](MACHINE, tensor_of(shape, dtype))
