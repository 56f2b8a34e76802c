"""What goes into a module of a class that a function makes anew, each time that it is run, is learned once for all."""

from __future__ import annotations

from tests.incremental.check import fresh

TEXT = """\
import torch
from torch import nn


def build(x=torch.zeros(2, 4)):
    class Local(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(5, 2)

        def forward(self, v):
            u = self.layer(v)
            return u

    local = Local()
    x = local(unheard_of(x))
    functions = [lambda t, i=i: nn.Linear(i, 2)(t) for i in range(1, 3)]
    return also_unheard_of["b"](x)
"""


def test_what_is_learned_does_not_hang_on_where_the_class_lies_in_memory() -> None:
    shown = [fresh(TEXT) for _ in range(12)]
    assert all(each == shown[0] for each in shown)
    assert (10, "(…, 5)") in shown[0]  # a Linear takes its features in the last axis
