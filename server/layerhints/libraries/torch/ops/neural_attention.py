"""Attention as a function.

https://docs.pytorch.org/docs/stable/nn.functional.html#attention-mechanisms
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.ops.kernel import Operations, Plain
from layerhints.libraries.torch.ops.reading import known_shape, shape, size
from layerhints.rules import Several
from layerhints.rules.geometry.broadcast import broadcast_to
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import divides, equal, text
from layerhints.values.learned import equate
from layerhints.values.reading import NotKnown, flag
from layerhints.values.stretching import stretched

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONAL = Operations("torch.nn.functional")
define = FUNCTIONAL.define


@define("scaled_dot_product_attention")
def scaled_dot_product_attention(
    machine: Machine, query: Any, key: Any, value: Any, attn_mask: Any = None, dropout_p: Any = 0.0,
    is_causal: Any = False, scale: Any = None, enable_gqa: Any = False,
) -> Any:  # fmt: skip
    """`(…, L, E)`, `(…, S, E)` and `(…, S, Ev)` to `(…, L, Ev)`."""
    asked, keys, values = (known_shape(machine, each) for each in (query, key, value))
    if min(map(len, (asked, keys, values))) < 2:
        raise Mismatch("queries, keys and values have positions and features")
    equate(machine, asked[-1], keys[-1])
    equate(machine, keys[-2], values[-2])
    if equal(asked[-1], keys[-1]) is False:
        raise Mismatch(f"queries of {text(asked[-1])} features do not meet keys of {text(keys[-1])}")
    if equal(values[-2], 0) is True and equal(keys[-2], 0) is False:
        raise NotKnown("torch does not check how many keys meet no values")
    if equal(keys[-2], values[-2]) is False:
        raise Mismatch(f"{text(keys[-2])} keys do not meet {text(values[-2])} values")
    batches = [each[:-2] for each in (asked, keys, values)]
    if flag(machine, enable_gqa):
        batches = _shared_heads(batches)
    batch = stretched(*batches)
    if isinstance(batch, Unknown):
        raise NotKnown(batch)
    if attn_mask is not None:
        if flag(machine, is_causal):
            raise Mismatch("`is_causal` cannot be given with an `attn_mask`")
        broadcast_to(shape(machine, attn_mask), (*batch, asked[-2], keys[-2]))
    return (*batch, asked[-2], values[-1])


def _shared_heads(batches: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Keys and values may have fewer heads (axis −3) than the queries, each for several of them."""
    heads = batches[0][-1:]
    for batch in batches[1:]:
        if not batch or not heads or divides(batch[-1], heads[0]) is not True:
            raise NotKnown("heads that do not divide those of the queries are not followed")
    return [(*batch[:-1], *heads) for batch in batches]


@define("multi_head_attention_forward")
def multi_head_attention_forward(
    machine: Machine, query: Any, key: Any, value: Any, embed_dim_to_check: Any, num_heads: Any, in_proj_weight: Any,
    in_proj_bias: Any, bias_k: Any, bias_v: Any, add_zero_attn: Any, dropout_p: Any, out_proj_weight: Any,
    out_proj_bias: Any, training: Any = True, key_padding_mask: Any = None, need_weights: Any = True,
    attn_mask: Any = None, use_separate_proj_weight: Any = False, q_proj_weight: Any = None, k_proj_weight: Any = None,
    v_proj_weight: Any = None, static_k: Any = None, static_v: Any = None, average_attn_weights: Any = True,
    is_causal: Any = False,
) -> Any:  # fmt: skip
    """Queries (L, [N,] E) and keys (S, [N,] E) to (L, [N,] F), by a last matrix (F, E); scores ([N,] [heads,] L, S)."""
    asked, keys, values = (known_shape(machine, each) for each in (query, key, value))
    features, heads = size(machine, embed_dim_to_check), size(machine, num_heads)
    if len(asked) not in (2, 3) or len(keys) != len(asked) or len(values) != len(asked):
        raise Mismatch("queries, keys and values have positions, the batch, which may be absent, and features")
    if equal(asked[-1], features) is False:
        raise Mismatch(f"queries have {text(asked[-1])} features, not {text(features)}")
    if divides(heads, features) is False:
        raise Mismatch(f"{text(features)} features are not shared out evenly among {text(heads)} heads")
    if any(equal(one, other) is False for one, other in zip(keys[:-1], values[:-1], strict=True)) or (
        len(asked) == 3 and equal(asked[1], keys[1]) is False
    ):
        raise Mismatch("queries, keys and values do not belong together")
    if static_k is not None or static_v is not None:
        raise NotKnown("keys and values that are given ready-made are not followed")
    projection = shape(machine, out_proj_weight)
    made = (*asked[:-1], Unknown(projection.reason) if isinstance(projection, Unknown) else projection[0])
    if not flag(machine, need_weights):
        return Several((made, Plain(None)))
    positions = keys[0]
    for more in (bias_k is not None, flag(machine, add_zero_attn)):
        positions = positions + 1 if more else positions
    alone = () if flag(machine, average_attn_weights) else (heads,)
    return Several((made, (*asked[1:-1], *alone, asked[0], positions)))


__all__ = ["FUNCTIONAL"]
