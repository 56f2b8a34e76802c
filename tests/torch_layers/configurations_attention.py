"""Random calls of the attention: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, Tensor, call, use

FLAG = st.booleans()
SIZE = st.integers(1, 4)
RARELY = st.sampled_from([False] * 19 + [True])


def rather(usual: st.SearchStrategy[Any], *rare: Any) -> st.SearchStrategy[Any]:
    """Mostly what is usual."""
    return st.one_of(*[usual] * 15, *[st.just(value) for value in rare])


MAKING = {
    "dropout": rather(st.sampled_from([0, 0.0, 0.3]), 1.5),
    "bias": FLAG,
    "add_bias_kv": FLAG,
    "add_zero_attn": FLAG,
    "kdim": rather(SIZE, None),
    "vdim": rather(SIZE, None),
    "batch_first": FLAG,
}
CALLING = {
    "need_weights": FLAG,
    "average_attn_weights": FLAG,
    "is_causal": rather(st.just(False), True, True),
}


@st.composite
def attentions(draw: st.DrawFn) -> Configuration:
    heads = draw(rather(SIZE, 0))
    features = draw(rather(SIZE.map(lambda each: each * max(heads, 1)), 5, 0, 2.0))
    words = draw(st.fixed_dictionaries({}, optional=MAKING))
    length, sources, batch = (draw(rather(SIZE, 0)) for _ in range(3))
    if 0 in (length, sources, batch):
        words.pop("dropout", None)  # torch does not look at it where there is nothing to drop
    batched = draw(st.sampled_from([True, True, False]))

    def tensor(length: int, features: Any) -> Tensor:
        sizes = [length, int(features)]
        if batched:
            sizes = [batch, *sizes] if words.get("batch_first") else [length, batch, int(features)]
        return disturbed(draw, sizes)

    query = tensor(length, features)
    key = tensor(sources, words.get("kdim") or features)
    value = tensor(sources, words.get("vdim") or features)
    keywords: dict[str, Any] = draw(st.fixed_dictionaries({}, optional=CALLING))
    if draw(st.sampled_from([False, False, True])):
        keywords["key_padding_mask"] = disturbed(draw, [batch, sources] if batched else [sources], "bool")
    if draw(st.sampled_from([False, False, True])):
        stacked = (batch * heads if batched else heads,) if draw(FLAG) else ()
        keywords["attn_mask"] = disturbed(draw, [*stacked, length, sources], "bool")
    return use(call("MultiheadAttention", features, heads, **words), query, key, value, **keywords)


def disturbed(draw: st.DrawFn, sizes: list[int], dtype: str = "float32") -> Tensor:
    """Rarely with another size, or another number of axes."""
    if draw(RARELY):
        sizes[draw(st.integers(0, len(sizes) - 1))] = draw(SIZE)
    if draw(RARELY):
        sizes = [*sizes, 1] if draw(FLAG) else sizes[1:]
    return Tensor(tuple(sizes), dtype)


CONFIGURATIONS = {"MultiheadAttention": attentions()}
