"""Random transformers, whole ones and their parts: ours against torch's."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from tests.torch_ops.check import Given

from .check import Call, call, check

pytestmark = pytest.mark.oracle

CASES = int(os.environ.get("TORCH_CASES_PER_MODULE", "40"))
FLAG = st.booleans()
SIZE = st.integers(1, 4)
RARELY = st.sampled_from([False] * 19 + [True])

ACTIVATIONS: list[Any] = ["relu", "gelu", call("torch.nn.GELU"), call("torch.nn.ReLU"), call("torch.nn.PReLU")]
MAKING: dict[str, st.SearchStrategy[Any]] = {
    "dim_feedforward": SIZE,
    "dropout": st.sampled_from([0.0, 0.2]),
    "activation": st.sampled_from([*ACTIVATIONS * 4, "tanh"]),
    "layer_norm_eps": st.just(1e-6),
    "batch_first": FLAG,
    "norm_first": FLAG,
    "bias": FLAG,
}


class Drawing:
    """One drawn case: sizes, and whether there is a batch."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.heads = draw(SIZE)
        self.features = draw(SIZE) * self.heads + (draw(SIZE) if draw(RARELY) else 0)
        self.options = draw(st.fixed_dictionaries({}, optional=MAKING))
        self.source, self.target, self.batch = draw(SIZE), draw(SIZE), draw(SIZE)
        self.batched = draw(st.sampled_from([True, True, True, False]))

    def sequence(self, length: int) -> Given:
        sizes = [length, self.features]
        if self.batched:
            sizes = [self.batch, *sizes] if self.options.get("batch_first") else [length, self.batch, self.features]
        return self.disturbed(sizes)

    def disturbed(self, sizes: list[int], dtype: str = "float32") -> Given:
        """Rarely with another size, or another number of axes."""
        if self.draw(RARELY):
            sizes[self.draw(st.integers(0, len(sizes) - 1))] = self.draw(SIZE)
        if self.draw(RARELY):
            sizes = [*sizes, 1] if self.draw(FLAG) else sizes[1:]
        return Given(tuple(sizes), dtype, 0)

    def masks(self, **lengths: tuple[int, int]) -> dict[str, Any]:
        """Sometimes masks: `name=(rows, columns)`, for paddings `name=(0, columns)`."""
        made: dict[str, Any] = {}
        for name, (rows, columns) in lengths.items():
            if not self.draw(st.sampled_from([False, False, True])):
                continue
            if rows == 0:
                made[name] = self.disturbed([self.batch, columns] if self.batched else [columns], "bool")
            else:
                stacked = [self.batch * self.heads if self.batched else self.heads] if self.draw(RARELY) else []
                made[name] = self.disturbed([*stacked, rows, columns], "bool")
        return made

    def causal(self, *names: str) -> dict[str, Any]:
        return {name: self.draw(FLAG) for name in names if self.draw(RARELY)}

    def layer(self, kind: str) -> Call:
        options = dict(self.options)
        sizes = (self.features, self.heads)
        if self.draw(FLAG):
            return call(f"torch.nn.{kind}", *sizes, **options)
        return call(f"torch.nn.{kind}", d_model=sizes[0], nhead=sizes[1], **options)

    def norm(self) -> dict[str, Any]:
        return {"norm": call("torch.nn.LayerNorm", self.features)} if self.draw(FLAG) else {}


@st.composite
def encoder_layers(draw: st.DrawFn) -> tuple[Call, Call]:
    case = Drawing(draw)
    square = (case.source, case.source)
    masks = case.masks(src_mask=square, src_key_padding_mask=(0, case.source)) | case.causal("is_causal")
    return case.layer("TransformerEncoderLayer"), call("forward", case.sequence(case.source), **masks)


@st.composite
def decoder_layers(draw: st.DrawFn) -> tuple[Call, Call]:
    case = Drawing(draw)
    return case.layer("TransformerDecoderLayer"), decoding(case)


def decoding(case: Drawing) -> Call:
    masks = case.masks(
        tgt_mask=(case.target, case.target),
        memory_mask=(case.target, case.source),
        tgt_key_padding_mask=(0, case.target),
        memory_key_padding_mask=(0, case.source),
    )
    causal = case.causal("tgt_is_causal", "memory_is_causal")
    return call("forward", case.sequence(case.target), case.sequence(case.source), **masks, **causal)


@st.composite
def encoders(draw: st.DrawFn) -> tuple[Call, Call]:
    case = Drawing(draw)
    module = call("torch.nn.TransformerEncoder", case.layer("TransformerEncoderLayer"), draw(SIZE), **case.norm())
    masks = case.masks(mask=(case.source, case.source), src_key_padding_mask=(0, case.source))
    return module, call("forward", case.sequence(case.source), **masks, **case.causal("is_causal"))


@st.composite
def decoders(draw: st.DrawFn) -> tuple[Call, Call]:
    case = Drawing(draw)
    layer = case.layer("TransformerDecoderLayer")
    return call("torch.nn.TransformerDecoder", decoder_layer=layer, num_layers=draw(SIZE), **case.norm()), decoding(
        case
    )


@st.composite
def transformers(draw: st.DrawFn) -> tuple[Call, Call]:
    case = Drawing(draw)
    numbers = {"num_encoder_layers": draw(SIZE), "num_decoder_layers": draw(SIZE)}
    module = call("torch.nn.Transformer", case.features, case.heads, **numbers, **case.options)
    masks = case.masks(
        src_mask=(case.source, case.source),
        tgt_mask=(case.target, case.target),
        memory_mask=(case.target, case.source),
        src_key_padding_mask=(0, case.source),
        tgt_key_padding_mask=(0, case.target),
        memory_key_padding_mask=(0, case.source),
    )
    causal = case.causal("src_is_causal", "tgt_is_causal", "memory_is_causal")
    return module, call("forward", case.sequence(case.source), case.sequence(case.target), **masks, **causal)


DRAWN = {
    "TransformerEncoderLayer": encoder_layers(),
    "TransformerDecoderLayer": decoder_layers(),
    "TransformerEncoder": encoders(),
    "TransformerDecoder": decoders(),
    "Transformer": transformers(),
}


@pytest.mark.parametrize("name", DRAWN)
def test_transformers_agree_with_torch(name: str) -> None:
    @settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(DRAWN[name])
    def agrees(drawn: tuple[Call, Call]) -> None:
        event("taken" if check(*drawn) else "refused")

    agrees()
