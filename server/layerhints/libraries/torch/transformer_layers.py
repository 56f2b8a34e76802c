"""The layers of transformers: attentions and two linear modules, each with a normalization and a dropout.

https://docs.pytorch.org/docs/stable/nn.html#transformer-layers
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.composing import Making, call

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

ACTIVATIONS = ("relu", "gelu")
"""The activations that may be given as a word."""


def make_layer(*attentions: str) -> Callable[..., None]:
    """The `__init__` of a layer with these attentions; behind each of them, and behind the two linear modules, stand a
    normalization and a dropout.
    """

    def make(
        making: Making,
        d_model: Any,
        nhead: Any,
        dim_feedforward: Any = 2048,
        dropout: Any = 0.1,
        activation: Any = "relu",
        layer_norm_eps: Any = 1e-5,
        batch_first: Any = False,
        norm_first: Any = False,
        bias: Any = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        attention = {"embed_dim": d_model, "num_heads": nhead, "dropout": dropout, "bias": bias}
        attention["batch_first"] = batch_first
        for name in attentions:
            sources = {"embed_dim": "d_model", "num_heads": "nhead"}
            making.set(name, making.of_rule("MultiheadAttention", attention, sources))
        drop = {"p": dropout}
        wide = {"in_features": d_model, "out_features": dim_feedforward, "bias": bias}
        making.set(
            "linear1", making.of_rule("Linear", wide, {"in_features": "d_model", "out_features": "dim_feedforward"})
        )
        making.set("dropout", making.of_rule("Dropout", drop, {"p": "dropout"}))
        narrow = {"in_features": dim_feedforward, "out_features": d_model, "bias": bias}
        making.set(
            "linear2", making.of_rule("Linear", narrow, {"in_features": "dim_feedforward", "out_features": "d_model"})
        )
        making.set("norm_first", norm_first)
        blocks = range(1, len(attentions) + 2)
        for number in blocks:
            making.set(f"norm{number}", layer_norm(making, d_model, layer_norm_eps, bias))
        for number in blocks:
            making.set(f"dropout{number}", making.of_rule("Dropout", drop, {"p": "dropout"}))
        making.set("activation", _activation(making, activation))

    return make


def layer_norm(making: Making, d_model: Any, layer_norm_eps: Any, bias: Any) -> Any:
    """A normalization of the features, blamed on the arguments of the whole."""
    values = {"normalized_shape": d_model, "eps": layer_norm_eps, "bias": bias}
    return making.of_rule("LayerNorm", values, {"normalized_shape": "d_model", "eps": "layer_norm_eps"})


def _activation(making: Making, activation: Any) -> Any:
    """A function or a module; a word stands for a function."""
    if not isinstance(activation, str):
        return activation
    if activation in ACTIVATIONS:
        return making.machine.attribute(making.machine.import_module("torch.nn.functional"), activation)
    message = f"`activation` is '{activation}'; it takes 'relu', 'gelu', a function or a module"
    making.report("bad-choice", message, "activation")
    return Unknown(message)


def _in_blocks(machine: Machine, self: Any, x: Any, blocks: Sequence[Callable[[Any], Any]]) -> Any:
    """Each block is added to what goes into it; a normalization stands in front of it, or behind the sum."""
    first = machine.truth(machine.attribute(self, "norm_first")) is True  # shapes are the same either way
    for number, block in enumerate(blocks, 1):
        if first:
            x = machine.binary("+", x, block(call(machine, self, f"norm{number}", x)))
        else:
            x = call(machine, self, f"norm{number}", machine.binary("+", x, block(x)))
    return x


def forward_encoder_layer(
    machine: Machine,
    self: Any,
    src: Any,
    src_mask: Any = None,
    src_key_padding_mask: Any = None,
    is_causal: Any = False,
) -> Any:
    return _in_blocks(
        machine,
        self,
        src,
        (
            lambda x: call(machine, self, "_sa_block", x, src_mask, src_key_padding_mask, is_causal=is_causal),
            lambda x: call(machine, self, "_ff_block", x),
        ),
    )


def forward_decoder_layer(
    machine: Machine,
    self: Any,
    tgt: Any,
    memory: Any,
    tgt_mask: Any = None,
    memory_mask: Any = None,
    tgt_key_padding_mask: Any = None,
    memory_key_padding_mask: Any = None,
    tgt_is_causal: Any = False,
    memory_is_causal: Any = False,
) -> Any:
    seen = (memory_mask, memory_key_padding_mask, memory_is_causal)
    return _in_blocks(
        machine,
        self,
        tgt,
        (
            lambda x: call(machine, self, "_sa_block", x, tgt_mask, tgt_key_padding_mask, tgt_is_causal),
            lambda x: call(machine, self, "_mha_block", x, memory, *seen),
            lambda x: call(machine, self, "_ff_block", x),
        ),
    )


def _attend(machine: Machine, self: Any, name: str, x: Any, mem: Any, masks: Mapping[str, Any], dropout: str) -> Any:
    result = call(machine, self, name, x, mem, mem, **masks, need_weights=False)
    return call(machine, self, dropout, result[0] if isinstance(result, tuple) else result)


def self_attention(
    machine: Machine, self: Any, x: Any, attn_mask: Any, key_padding_mask: Any, is_causal: Any = False
) -> Any:
    masks = {"attn_mask": attn_mask, "key_padding_mask": key_padding_mask, "is_causal": is_causal}
    return _attend(machine, self, "self_attn", x, x, masks, "dropout1")


def attention_to_memory(
    machine: Machine, self: Any, x: Any, mem: Any, attn_mask: Any, key_padding_mask: Any, is_causal: Any = False
) -> Any:
    masks = {"attn_mask": attn_mask, "key_padding_mask": key_padding_mask, "is_causal": is_causal}
    return _attend(machine, self, "multihead_attn", x, mem, masks, "dropout2")


def feed_forward(last_dropout: str) -> Callable[..., Any]:
    def run(machine: Machine, self: Any, x: Any) -> Any:
        x = call(machine, self, "activation", call(machine, self, "linear1", x))
        x = call(machine, self, "linear2", call(machine, self, "dropout", x))
        return call(machine, self, last_dropout, x)

    return run
