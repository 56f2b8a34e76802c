"""Transformers: stacks of layers, and the whole that has two of them.

https://docs.pytorch.org/docs/stable/nn.html#transformer-layers
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.libraries.torch.composing import Making, Method, call, maker
from layerhints.libraries.torch.containers import container_class
from layerhints.libraries.torch.inside import modules_inside
from layerhints.libraries.torch.module import ModuleClass, base_class, is_module, put, registered
from layerhints.libraries.torch.places import place_of
from layerhints.libraries.torch.session import session
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.libraries.torch.transformer_layers import (
    attention_to_memory,
    feed_forward,
    forward_decoder_layer,
    forward_encoder_layer,
    layer_norm,
    make_layer,
    self_attention,
)
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, StaticMethod
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def _make_encoder(
    making: Making,
    encoder_layer: Any,
    num_layers: Any,
    norm: Any = None,
    enable_nested_tensor: Any = True,
    mask_check: Any = True,
) -> None:
    _stack(making, encoder_layer, num_layers, norm)


def _make_decoder(making: Making, decoder_layer: Any, num_layers: Any, norm: Any = None) -> None:
    _stack(making, decoder_layer, num_layers, norm)


def _stack(making: Making, layer: Any, num_layers: Any, norm: Any) -> None:
    machine = making.machine
    layers = making.child(container_class(machine, "ModuleList"), {})
    number = machine.plain(num_layers)
    if type(number) is int:
        for place in range(machine.bounded(number)):
            put(machine, layers, "modules", str(place), _clone(machine, layer))
    else:
        machine.replace(registered(layers, "modules"), Unknown("how many layers there are is not known"))
        machine.write(making.module.hidden, "layer", layer)
    # It is a pattern for copies, and nothing that wants to be applied itself.
    for each in modules_inside(layer) if is_module(layer) else ():
        machine.write(each.hidden, "pattern", True)
    making.set("layers", layers)
    making.set("num_layers", num_layers)
    making.set("norm", norm)


def _clone(machine: Machine, layer: Any) -> Any:
    """A deep copy, which nothing was applied to yet."""
    copy = machine.call_values(machine.attribute(machine.import_module("copy"), "deepcopy"), layer)
    if is_module(copy):
        for each in modules_inside(copy):
            machine.write(each.hidden, "applications", ())
    return copy


def _through(machine: Machine, self: Any, x: Any, *further: Any, **options: Any) -> Any:
    """One layer after the other, and the normalization behind them."""
    layers = machine.iterate(machine.attribute(self, "layers"))
    if isinstance(layers, Unknown):
        x = _through_any_number(machine, self, layers, x, *further, **options)
    else:
        if not layers:
            machine.throw("IndexError", "there are no layers")
        if machine.attribute(layers[0], "self_attn") is ABSENT:
            machine.throw("AttributeError", "the layer has no attribute `self_attn`")
        for layer in layers:
            x = machine.call(layer, Arguments([x, *further], options))
    norm = machine.attribute(self, "norm")
    return x if norm is None else machine.call(norm, Arguments([x]))


def _through_any_number(machine: Machine, self: Any, layers: Unknown, x: Any, *further: Any, **options: Any) -> Any:
    """So many layers that change nothing about the shape leave it as it is."""
    layer = self.hidden.get("layer")
    result = layers if layer is None else machine.call(layer, Arguments([x, *further], options))
    same = isinstance(x, Tensor) and isinstance(result, Tensor) and x.shape == result.shape
    return result if same else layers


def _certain(is_causal: Any) -> Any:
    """What the layers are told: where nothing is said, torch looks at the mask, which makes no difference to shapes."""
    return is_causal if isinstance(is_causal, Unknown) else is_causal is True


def _forward_encoder(
    machine: Machine, self: Any, src: Any, mask: Any = None, src_key_padding_mask: Any = None, is_causal: Any = None
) -> Any:
    options = {"src_mask": mask, "is_causal": _certain(is_causal), "src_key_padding_mask": src_key_padding_mask}
    return _through(machine, self, src, **options)


def _forward_decoder(
    machine: Machine,
    self: Any,
    tgt: Any,
    memory: Any,
    tgt_mask: Any = None,
    memory_mask: Any = None,
    tgt_key_padding_mask: Any = None,
    memory_key_padding_mask: Any = None,
    tgt_is_causal: Any = None,
    memory_is_causal: Any = False,
) -> Any:
    return _through(
        machine,
        self,
        tgt,
        memory,
        tgt_mask=tgt_mask,
        memory_mask=memory_mask,
        tgt_key_padding_mask=tgt_key_padding_mask,
        memory_key_padding_mask=memory_key_padding_mask,
        tgt_is_causal=_certain(tgt_is_causal),
        memory_is_causal=memory_is_causal,
    )


def _make_transformer(
    making: Making,
    d_model: Any = 512,
    nhead: Any = 8,
    num_encoder_layers: Any = 6,
    num_decoder_layers: Any = 6,
    dim_feedforward: Any = 2048,
    dropout: Any = 0.1,
    activation: Any = "relu",
    custom_encoder: Any = None,
    custom_decoder: Any = None,
    layer_norm_eps: Any = 1e-5,
    batch_first: Any = False,
    norm_first: Any = False,
    bias: Any = True,
    device: Any = None,
    dtype: Any = None,
) -> None:
    machine = making.machine
    options = {
        "d_model": d_model,
        "nhead": nhead,
        "dim_feedforward": dim_feedforward,
        "dropout": dropout,
        "activation": activation,
        "layer_norm_eps": layer_norm_eps,
        "batch_first": batch_first,
        "norm_first": norm_first,
        "bias": bias,
    }
    for name, custom, number in (
        ("encoder", custom_encoder, num_encoder_layers),
        ("decoder", custom_decoder, num_decoder_layers),
    ):
        if custom is not None:
            making.set(name, custom)
            continue
        kind = f"Transformer{name.capitalize()}"
        layer = making.child(transformer_class(machine, f"{kind}Layer"), options)
        norm = layer_norm(making, d_model, layer_norm_eps, bias)
        parts = {f"{name}_layer": layer, "num_layers": number, "norm": norm}
        making.set(name, making.child(transformer_class(machine, kind), parts))
    making.set("d_model", d_model)
    making.set("nhead", nhead)
    making.set("batch_first", batch_first)


def _forward_transformer(
    machine: Machine,
    self: Any,
    src: Any,
    tgt: Any,
    src_mask: Any = None,
    tgt_mask: Any = None,
    memory_mask: Any = None,
    src_key_padding_mask: Any = None,
    tgt_key_padding_mask: Any = None,
    memory_key_padding_mask: Any = None,
    src_is_causal: Any = None,
    tgt_is_causal: Any = None,
    memory_is_causal: Any = False,
) -> Any:
    if not isinstance(src, (Tensor, Unknown)):
        return Unknown("what goes in as `src` of `Transformer` is no tensor")
    options = {"src_key_padding_mask": src_key_padding_mask, "is_causal": src_is_causal}
    memory = call(machine, self, "encoder", src, mask=src_mask, **options)
    return call(
        machine,
        self,
        "decoder",
        tgt,
        memory,
        tgt_mask=tgt_mask,
        memory_mask=memory_mask,
        tgt_key_padding_mask=tgt_key_padding_mask,
        memory_key_padding_mask=memory_key_padding_mask,
        tgt_is_causal=tgt_is_causal,
        memory_is_causal=memory_is_causal,
    )


def _causal_mask(machine: Machine, sz: Any, device: Any = None, dtype: Any = None) -> Any:
    """A square that hides what comes later."""
    size = machine.plain(sz)
    known = isinstance(size, (int, Expression, Unknown)) and not isinstance(size, bool)
    side = size if known else Unknown("the length of the mask is not understood")
    return tensor_of((side, side), "float32")


_CLASSES: Mapping[str, tuple[Callable[..., None], Mapping[str, Callable[..., Any]]]] = {
    "Transformer": (_make_transformer, {"forward": _forward_transformer}),
    "TransformerEncoder": (_make_encoder, {"forward": _forward_encoder}),
    "TransformerDecoder": (_make_decoder, {"forward": _forward_decoder}),
    "TransformerEncoderLayer": (
        make_layer("self_attn"),
        {"forward": forward_encoder_layer, "_sa_block": self_attention, "_ff_block": feed_forward("dropout2")},
    ),
    "TransformerDecoderLayer": (
        make_layer("self_attn", "multihead_attn"),
        {
            "forward": forward_decoder_layer,
            "_sa_block": self_attention,
            "_mha_block": attention_to_memory,
            "_ff_block": feed_forward("dropout3"),
        },
    ),
}
"""For each class its `__init__` and its methods."""

NAMES = tuple(_CLASSES)


def transformer_class(machine: Machine, name: str) -> ModuleClass:
    """The class of torch.nn called `name`, one of NAMES."""
    classes = session(machine).classes
    found = classes.get(name)
    if found is None:
        found = ModuleClass(name, (base_class(machine),), {}, place_of(name))
        found.rule_name = None
        make, methods = _CLASSES[name]
        found.namespace["__init__"] = maker(name, make)
        found.namespace.update({method: Method(f"{name}.{method}", each) for method, each in methods.items()})
        if name == "Transformer":
            mask = Method("Transformer.generate_square_subsequent_mask", _causal_mask)
            found.namespace["generate_square_subsequent_mask"] = StaticMethod(mask)
        classes[name] = found
    assert isinstance(found, ModuleClass)
    return found
