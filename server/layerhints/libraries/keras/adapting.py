"""What is done to a layer after it is made: LoRA and quantization change its weights; an argument is given late."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layer import info_of
from layerhints.libraries.keras.layers.low_rank import low_rank
from layerhints.rules.field import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerhints.rules import Rule, Weight
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

_ADAPTED = ("kernel", "embeddings")


def enable_lora(machine: Machine, arguments: Arguments) -> Any:
    """`layer.enable_lora(rank)`: from now on it is as if it had been made with this `lora_rank`."""
    layer, call = arguments.positional[0], arguments.without_first()
    bound: Rule | None = layer.hidden.get("rule")
    weights = layer.hidden.get("weights")
    is_built = isinstance(weights, tuple) and Unknown not in map(type, weights)
    if bound is None or "lora_rank" not in bound.fields or not is_built:
        return Unknown("what `enable_lora` does to a layer that is not built is not known")
    rank = machine.plain(call.get(0, "rank", Unknown("the rank is not given")))
    try:
        read = bound.fields["lora_rank"].read(rank, bound)
    except Invalid as invalid:
        read = Unknown(invalid.message)
    make_anew(machine, layer, bound.replace(lora_rank=read), "lora_rank", rank)
    machine.write(layer.hidden, "weights", tuple(_with_low_rank(weights, read)))
    return None


def make_anew(machine: Machine, layer: Instance, bound: Rule, name: str, argument: Any) -> None:
    """From now on it is as if the layer had been made with this argument, which gives this rule."""
    machine.write(layer.hidden, "rule", bound)
    machine.write(layer.hidden, "given", {**layer.hidden.get("given", {}), name: argument})
    for kept in ("info", "made"):
        machine.write(layer.hidden, kept, replace(info_of(machine, layer), rule=bound))


def _with_low_rank(weights: tuple[Weight, ...], rank: Any) -> Iterator[Weight]:
    for weight in weights:
        yield replace(weight, trainable=False) if weight.name in _ADAPTED else weight
    for weight in weights:
        if weight.name in _ADAPTED:
            yield from low_rank(weight, rank)


_QUANTIZED = frozenset(
    {
        "Dense", "EinsumDense", "Embedding", "GroupQueryAttention", "MultiHeadAttention", "ReversibleEmbedding",
        "SpectralNormalization", "TimeDistributed",
    }
)  # fmt: skip
"""The layers that have a kernel or a table which quantization replaces, or hold such a layer."""


def quantize(machine: Machine, arguments: Arguments) -> Any:
    """`layer.quantize(mode)` and `model.quantize(mode)`: which weights stand for a kernel then hangs on the mode."""
    from layerhints.libraries.keras.nested import sublayers

    reason = Unknown("`quantize` puts other weights in the place of the kernel")
    pending: list[Instance] = [arguments.positional[0]]
    seen: set[int] = set()
    while pending:
        layer = pending.pop()
        if id(layer) in seen:
            continue
        seen.add(id(layer))
        bound = layer.hidden.get("rule")
        if bound is not None and type(bound).__name__ in _QUANTIZED:
            machine.write(layer.hidden, "added", reason)
        pending.extend(sublayers(machine, layer))
    return Unknown("what `quantize` gives is not known")
