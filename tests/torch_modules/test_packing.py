"""Random sequences of different lengths, packed, run through a recurrent module and padded: ours against torch's."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from tests.torch_ops.check import Given

from .check import Call, call, knows, ours_of, theirs_of

pytestmark = pytest.mark.oracle

CASES = int(os.environ.get("TORCH_CASES_PER_MODULE", "60"))
FLAG = st.booleans()
SIZE = st.integers(1, 4)
RARELY = st.sampled_from([False] * 14 + [True])
RNN = "torch.nn.utils.rnn"


@st.composite
def packed(draw: st.DrawFn, features: int) -> Call:
    """A packed sequence, of padded ones or of a list."""
    lengths = draw(st.lists(SIZE, min_size=1, max_size=4))
    ordered = draw(FLAG)
    if ordered and not draw(RARELY):
        lengths.sort(reverse=True)
    words: dict[str, Any] = {} if ordered else {"enforce_sorted": False}
    if draw(FLAG):
        sequences = [Given((length, features + draw(RARELY)), fill=0) for length in lengths]
        return call(f"{RNN}.pack_sequence", sequences, **words)
    first = draw(FLAG)
    steps, batch = max(lengths) + draw(st.integers(0, 2)), len(lengths) + draw(RARELY)
    shape: tuple[int, ...] = (batch, steps, features) if first else (steps, batch, features)
    if draw(RARELY):
        shape = shape[:-1] if draw(FLAG) else (*shape, 2)
    if first or draw(FLAG):
        words["batch_first"] = first
    return call(f"{RNN}.pack_padded_sequence", Given(shape, fill=0), lengths, **words)


@st.composite
def runs(draw: st.DrawFn) -> Call:
    """What a recurrent module makes of a packed sequence."""
    features, hidden = draw(SIZE), draw(st.integers(2, 4))
    name = draw(st.sampled_from(["RNN", "GRU", "LSTM"]))
    words = draw(st.fixed_dictionaries({}, optional={"bidirectional": FLAG, "batch_first": FLAG, "num_layers": SIZE}))
    if name == "LSTM" and draw(FLAG):
        words["proj_size"] = 1
    module = call(f"torch.nn.{name}", features, hidden, **words)
    return call("()", module, draw(packed(draw(SIZE) if draw(RARELY) else features)))


@st.composite
def with_states(draw: st.DrawFn) -> Call:
    """The same with a state to start with."""
    hidden, batch = draw(SIZE), draw(SIZE)
    sequences = [Given((draw(SIZE), 3), fill=0) for _ in range(batch)]
    x = call(f"{RNN}.pack_sequence", sequences, enforce_sorted=False)
    name = draw(st.sampled_from(["GRU", "LSTM"]))
    # An LSTM takes some states of other layers, too, and computes with what it finds.
    state = Given((1 + (draw(RARELY) if name == "GRU" else 0), batch + draw(RARELY), hidden), fill=0)
    return call("()", call(f"torch.nn.{name}", 3, hidden), x, (state, state) if name == "LSTM" else state)


@st.composite
def padded(draw: st.DrawFn) -> Call:
    words = draw(st.fixed_dictionaries({}, optional={"batch_first": FLAG, "total_length": st.integers(2, 7)}))
    return call(f"{RNN}.pad_packed_sequence", draw(packed(draw(SIZE))), **words)


@st.composite
def listed(draw: st.DrawFn) -> Call:
    if draw(FLAG):
        return call(f"{RNN}.unpack_sequence", draw(packed(draw(SIZE))))
    rest = draw(st.lists(SIZE, max_size=2))
    shapes = []
    for _ in range(draw(st.integers(0 if draw(RARELY) else 1, 4))):
        sizes = [draw(st.integers(0, 4)), *rest]
        if draw(RARELY):
            sizes[draw(st.integers(0, len(sizes) - 1))] = draw(SIZE)
        shapes.append(Given(tuple(sizes), fill=0))
    words = draw(st.fixed_dictionaries({}, optional={"batch_first": FLAG, "padding_side": st.just("left")}))
    return call(f"{RNN}.pad_sequence", shapes, **words)


DRAWN = {"packed": SIZE.flatmap(packed), "run": runs(), "state": with_states(), "padded": padded(), "list": listed()}


@pytest.mark.parametrize("what", DRAWN)
def test_sequences_agree_with_torch(what: str) -> None:
    @settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(DRAWN[what])
    def agrees(drawn: Call) -> None:
        expected, (found, problems) = theirs_of(drawn), ours_of(drawn)
        if isinstance(expected, Exception):
            event("refused")
            assert problems or not knows(found)
            return
        event("taken")
        assert problems == ()
        assert found == expected

    agrees()
