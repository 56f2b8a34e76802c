"""Calls in which torch does what one would not expect, each judged by real torch."""

from __future__ import annotations

import pytest

from .check import Call, Given, call, check

pytestmark = pytest.mark.oracle

CASES = (
    call("Tensor.norm", Given((6, 1, 4, 3)), dim=(2, 3, 0, 1)),
    call("torch.norm", Given((6, 1, 4)), "fro", (0, 1, 2)),
    call("torch.norm", Given((6, 1, 4)), 2, (0, 1, 2)),
    call("Tensor.expand", Given(()), -1, 0),
    call("Tensor.expand", Given(()), 0, -1),
    call("Tensor.expand", Given((3,)), -1, 0),
    call("Tensor.expand", Given((3,)), 0, -1),
    call("torch.nn.functional.scaled_dot_product_attention", Given((4, 4)), Given((2, 4)), Given((0, 4))),
    call("torch.nn.functional.scaled_dot_product_attention", Given((4, 4)), Given((0, 4)), Given((2, 4))),
    call("torch.nn.functional.scaled_dot_product_attention", Given((2, 4, 4)), Given((2, 3, 4)), Given((2, 1, 4))),
)


@pytest.mark.parametrize("made", CASES, ids=str)
def test_call(made: Call) -> None:
    check(made, followed=False)
