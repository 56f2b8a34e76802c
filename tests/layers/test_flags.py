"""Flags of a call that decide about what comes out: scores of an attention, an embedding run backwards."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers import rule
from layerhints.rules import Several

from . import check
from .configurations import Configuration
from .judging import compare
from .rarer import RARER

pytestmark = pytest.mark.oracle

FLAGS = {
    "AdditiveAttention": "return_attention_scores",
    "Attention": "return_attention_scores",
    "GroupQueryAttention": "return_attention_scores",
    "MultiHeadAttention": "return_attention_scores",
    "ReversibleEmbedding": "reverse",
}


def test_every_flag_is_tried() -> None:
    callings = {name: getattr(rule(name), "calling", None) for name in check.LAYERS}
    flags = {name: list(calling.flags) for name, calling in callings.items() if calling and calling.flags}
    assert flags == {name: [flag] for name, flag in FLAGS.items()}


@pytest.mark.parametrize("name", FLAGS)
def test_the_rule_with_the_flag_agrees_with_keras(name: str) -> None:
    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(RARER[name])
    def agrees(drawn: Configuration) -> None:
        event(compare(drawn, {FLAGS[name]: True}).kind)

    agrees()


def test_the_scores_of_a_longer_value_are_not_what_keras_says() -> None:
    # The scores of a query of 4 and a value of 6 steps are 4×6 numbers; Keras says 4×4.
    layer: Any = check.make("MultiHeadAttention", (2, 3)).replace(return_attention_scores=True)
    output, scores = layer.apply(Several([(1, 4, 8), (1, 6, 8)])).outputs
    assert output == (1, 4, 8)
    assert scores[:3] == (1, 2, 4)
    assert isinstance(scores[3], Unknown)
