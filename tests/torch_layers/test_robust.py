"""Whatever a program passes, making, calling and explaining a module answer instead of raising."""

from __future__ import annotations

import inspect
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layerhints.algebra import Open, Unknown, symbol
from layerhints.libraries.torch.layers import rule
from layerhints.rules import Several, count_text, formula

from . import check

UNREAD = Unknown("not read")
H = symbol("H")
NUMBERS: list[Any] = [3, 1, 0, -1, 7, 2.5, math.inf, math.nan, True, False]
SCALARS: list[Any] = [None, UNREAD, H, "same", "sum", "none", *NUMBERS, object(), print]
VALUES = st.one_of(
    st.sampled_from(SCALARS),
    st.lists(st.sampled_from(SCALARS), max_size=4).map(tuple),
    st.lists(st.lists(st.sampled_from(SCALARS), max_size=3).map(tuple), max_size=3).map(tuple),
)
SIZES: list[Any] = [UNREAD, H, H // 2, 1, 2, 3, 5, 8, 0]
SHAPES = st.one_of(
    st.lists(st.sampled_from(SIZES), max_size=6).map(tuple),
    st.just(UNREAD),
    st.lists(st.sampled_from(SIZES), max_size=3).map(lambda sizes: Open("?", head=tuple(sizes[:1]), tail=tuple(sizes))),
)
TENSORS = st.one_of(*[SHAPES] * 6, st.lists(SHAPES, max_size=3).map(Several))
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.mark.parametrize(("family", "name"), check.MODULES, ids=check.NAMES)
def test_nothing_raises(family: str, name: str) -> None:
    declared = rule(name)
    words = st.dictionaries(st.sampled_from([*declared.fields, "no_such"]), VALUES, max_size=4)
    parameters = inspect.signature(declared.forward).parameters
    needed = len(parameters) - 1

    @QUICK
    @given(st.lists(VALUES, max_size=4), words, st.sampled_from([None, UNREAD]), st.data())
    def answers(positional: list[Any], keywords: dict[str, Any], more: Any, data: st.DataObject) -> None:
        layer = declared.bind(positional, keywords, more=more).layer
        layer.patterns()
        tuple(layer.buffers_of())
        if not layer.lazy:
            tuple(layer.weights_of(None))
        tensors = data.draw(st.lists(TENSORS, min_size=needed, max_size=needed))
        called, inputs = layer.forward(*tensors)
        applied = called.apply(inputs)
        assert isinstance(count_text(applied.weights), str)
        assert isinstance(formula(applied.weights).numeric, str)
        explained = called.explain(inputs)
        assert [problem.code for problem in explained.problems] == [problem.code for problem in applied.problems]

    answers()
