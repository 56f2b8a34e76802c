"""Transformers: modules that PyTorch puts together from others.

They are made of the real children, under the real names and in the real order, and their `forward` calls these; so
shapes, counts and problems are those of the children. https://docs.pytorch.org/docs/stable/nn.html#transformer-layers
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.libraries.torch.containers import container_class
from layerhints.libraries.torch.module import (
    ModuleClass,
    base_class,
    info_of,
    is_module,
    module_class,
    named_modules,
    put,
    registered,
)
from layerhints.libraries.torch.places import place_of
from layerhints.libraries.torch.session import session
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.values.arguments import Arguments
from layerhints.values.facts import Finding
from layerhints.values.objects import ABSENT, Instance, Native, StaticMethod
from layerhints.values.signature import Signature
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site

ACTIVATIONS = ("relu", "gelu")
"""The activations that may be given as a word."""


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


class Method(Native):
    """A method that is written as a function with PyTorch's own signature behind the machine."""

    __slots__ = ("signature",)

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.signature = Signature(name, function)

        def run(machine: Machine, arguments: Arguments) -> Any:
            bound = self.signature.bind(arguments)
            if isinstance(bound, Unknown):
                return bound
            positional, keywords = bound
            return function(machine, *positional, **keywords)

        super().__init__(name, run)


def maker(name: str, function: Callable[..., None]) -> Native:
    """An `__init__`, whose function gets a Making in place of machine and module."""
    signature = Signature(f"{name}.__init__", function)

    def run(machine: Machine, arguments: Arguments) -> None:
        module, call = arguments.positional[0], arguments.without_first()
        bound = signature.bind(call)
        if isinstance(bound, Unknown):
            machine.write(module.hidden, "gap", bound)
            return
        places: dict[str, Site] = {}
        for index, parameter in enumerate(signature.positional):
            site = call.places.get(index) or call.places.get(parameter)
            if site is not None:
                places[parameter] = site
        positional, keywords = bound
        function(Making(machine, module, places), *positional, **keywords)

    return Native(f"{name}.__init__", run)


class Making:
    """A module that is being made. `places` says where the argument of each parameter stands."""

    def __init__(self, machine: Machine, module: Instance, places: Mapping[str, Site]) -> None:
        self.machine = machine
        self.module = module
        self.places = places

    def child(
        self, cls: ModuleClass, values: Mapping[str, Any], sources: Mapping[str, str] = MappingProxyType({})
    ) -> Any:
        """A module inside. `sources` names the parameter that an argument comes from, where it is called otherwise.

        The line of the program is that of the whole, which has a hint of its own, so the child claims none.
        """
        machine = self.machine
        places: dict[int | str, Site] = {}
        for name in values:
            site = self.places.get(sources.get(name, name))
            if site is not None:
                places[name] = site
        made = machine.instantiate(cls, Arguments([], dict(values), machine.site, places))
        if is_module(made):
            machine.write(made.hidden, "info", replace(info_of(machine, made), site=None))
        return made

    def of_rule(self, name: str, values: Mapping[str, Any], sources: Mapping[str, str]) -> Any:
        return self.child(module_class(self.machine, name), values, sources)

    def set(self, name: str, value: Any) -> None:
        self.machine.set_attribute(self.module, name, value)

    def report(self, code: str, message: str, parameter: str) -> None:
        site = self.places.get(parameter) or self.machine.site
        if site is not None:
            self.machine.report(Finding(code, message, site, self.machine.stack))


def call(machine: Machine, module: Any, name: str, *positional: Any, **keywords: Any) -> Any:
    """Call what the module has under the name: a module inside, or a method that the program may have replaced."""
    found = machine.attribute(module, name)
    if found is ABSENT:
        machine.throw("AttributeError", f"the module has no attribute `{name}`")
    return machine.call(found, Arguments(list(positional), keywords))


# --- one layer


def _layer(*attentions: str) -> Callable[..., None]:
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
            making.set(f"norm{number}", _layer_norm(making, d_model, layer_norm_eps, bias))
        for number in blocks:
            making.set(f"dropout{number}", making.of_rule("Dropout", drop, {"p": "dropout"}))
        making.set("activation", _activation(making, activation))

    return make


def _layer_norm(making: Making, d_model: Any, layer_norm_eps: Any, bias: Any) -> Any:
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


def _forward_encoder_layer(
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


def _forward_decoder_layer(
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


def _self_attention(
    machine: Machine, self: Any, x: Any, attn_mask: Any, key_padding_mask: Any, is_causal: Any = False
) -> Any:
    masks = {"attn_mask": attn_mask, "key_padding_mask": key_padding_mask, "is_causal": is_causal}
    return _attend(machine, self, "self_attn", x, x, masks, "dropout1")


def _attention_to_memory(
    machine: Machine, self: Any, x: Any, mem: Any, attn_mask: Any, key_padding_mask: Any, is_causal: Any = False
) -> Any:
    masks = {"attn_mask": attn_mask, "key_padding_mask": key_padding_mask, "is_causal": is_causal}
    return _attend(machine, self, "multihead_attn", x, mem, masks, "dropout2")


def _feed_forward(last_dropout: str) -> Callable[..., Any]:
    def run(machine: Machine, self: Any, x: Any) -> Any:
        x = call(machine, self, "activation", call(machine, self, "linear1", x))
        x = call(machine, self, "linear2", call(machine, self, "dropout", x))
        return call(machine, self, last_dropout, x)

    return run


# --- stacks of layers


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
    for _, each in named_modules(layer) if is_module(layer) else ():
        machine.write(each.hidden, "pattern", True)
    making.set("layers", layers)
    making.set("num_layers", num_layers)
    making.set("norm", norm)


def _clone(machine: Machine, layer: Any) -> Any:
    """A deep copy, which nothing was applied to yet."""
    copy = machine.call_values(machine.attribute(machine.import_module("copy"), "deepcopy"), layer)
    if is_module(copy):
        for _, each in named_modules(copy):
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


# --- the whole


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
        norm = _layer_norm(making, d_model, layer_norm_eps, bias)
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
        _layer("self_attn"),
        {"forward": _forward_encoder_layer, "_sa_block": _self_attention, "_ff_block": _feed_forward("dropout2")},
    ),
    "TransformerDecoderLayer": (
        _layer("self_attn", "multihead_attn"),
        {
            "forward": _forward_decoder_layer,
            "_sa_block": _self_attention,
            "_mha_block": _attention_to_memory,
            "_ff_block": _feed_forward("dropout3"),
        },
    ),
}
"""For each class its `__init__` and its methods."""

NAMES = tuple(_CLASSES)
