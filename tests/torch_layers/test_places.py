"""The module that a class is defined in, and the classes that it derives from, are those of real torch."""

from __future__ import annotations

import pytest

from layerhints.libraries.torch.layers import ABSTRACT
from layerhints.libraries.torch.places import BASES, place_of

from . import check
from .torch_oracle import class_of

pytestmark = pytest.mark.oracle
CLASSES = [name for _, name in check.MODULES]


@pytest.mark.parametrize("name", CLASSES)
def test_place(name: str) -> None:
    assert place_of(name) == class_of(name).__module__


@pytest.mark.parametrize("name", CLASSES)
def test_ancestors(name: str) -> None:
    ours: set[str] = set()
    waiting = [name]
    while waiting:
        bases = BASES.get(waiting.pop(), ())
        ours.update(bases)
        waiting += bases
    theirs = {cls.__name__ for cls in class_of(name).__mro__[1:]}
    assert ours == theirs & {*CLASSES, *ABSTRACT}
