"""Whatever a program passes, binding, applying and explaining answer instead of raising."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layerhints.algebra import Open, Unknown, symbol
from layerhints.libraries.keras.keras1 import NAMES, SIGNATURES
from layerhints.libraries.keras.layers import FORMER, rule
from layerhints.libraries.keras.legacy import modernise
from layerhints.rules import Settings, Several, count_text, formula

from . import check

UNREAD = Unknown("not read")
H = symbol("H")
NUMBERS: list[Any] = [3, 1, 0, -1, 7, 2.5, math.inf, math.nan, True, False]
SCALARS: list[Any] = [None, UNREAD, H, "same", "sum", "th", *NUMBERS, object(), print]
VALUES = st.one_of(
    st.sampled_from(SCALARS),
    st.lists(st.sampled_from(SCALARS), max_size=4).map(tuple),
    st.lists(st.lists(st.sampled_from(SCALARS), max_size=3).map(tuple), max_size=3).map(tuple),
    st.sampled_from(["LSTM", "Dense", "Conv2D"]).map(lambda name: check.bind(name, 4, 2).layer),
)
SIZES: list[Any] = [None, UNREAD, H, 1, 2, 5, 8, 0, check.open_size("batch")]
SHAPES = st.one_of(
    st.lists(st.sampled_from(SIZES[1:]), max_size=6).map(tuple),
    st.just(UNREAD),
    st.lists(st.sampled_from(SIZES[1:]), max_size=3).map(
        lambda sizes: Open("?", head=tuple(sizes[:1]), tail=tuple(sizes))
    ),
)
STRUCTURES = st.one_of(SHAPES, st.lists(SHAPES, max_size=3).map(Several), st.just(Several([Several([(1, 2)])])))
QUICK = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.mark.parametrize("name", [*check.LAYERS, *FORMER])
def test_nothing_raises(name: str) -> None:
    declared = rule(name)
    assert declared is not None
    words = st.dictionaries(st.sampled_from([*declared.fields, "no_such"]), VALUES, max_size=4)
    formats = st.sampled_from(["channels_last", "channels_first", UNREAD])

    @QUICK
    @given(st.lists(VALUES, max_size=4), words, st.sampled_from([None, UNREAD]), formats, STRUCTURES)
    def answers(positional: list[Any], keywords: dict[str, Any], more: Any, data_format: Any, inputs: Any) -> None:
        bound = declared.bind(positional, keywords, Settings(data_format), more)
        applied = bound.layer.apply(inputs)
        assert isinstance(count_text(applied.weights), str)
        assert isinstance(formula(applied.weights).numeric, str)
        explained = bound.layer.explain(inputs)
        assert [problem.code for problem in explained.problems] == [problem.code for problem in applied.problems]

    answers()


@pytest.mark.parametrize("name", sorted({*SIGNATURES, *NAMES}))
def test_reading_an_old_call_never_raises(name: str) -> None:
    parameters = SIGNATURES[name].parameters if name in SIGNATURES else ("nb_filter",)
    words = st.dictionaries(st.sampled_from([*parameters, "padding", "no_such"]), VALUES, max_size=4)

    @QUICK
    @given(st.lists(VALUES, max_size=6), words, st.sampled_from(["keras1", "modern"]))
    def answers(positional: list[Any], keywords: dict[str, Any], era: Any) -> None:
        call = modernise(name, positional, keywords, era)
        declared = rule(call.name)
        assert declared is not None
        declared.bind(call.positional, call.keywords)

    answers()
