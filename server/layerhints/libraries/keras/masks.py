"""Masks: which steps of a tensor count. Layers hand them on beside the tensor, and give them to a `call` that asks.

Where Keras computes a mask it applies operations, which are a part of the graph and take names.
Source: `Layer.__call__` and the `compute_mask` of each layer in Keras 3.15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.structures import leaves_of, plain_structure, program_structure, tensors_in
from layerhints.libraries.keras.tensors import mask_of
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Function, Property
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

PASSING = frozenset({
    "Activation", "ActivityRegularization", "AlphaDropout", "BatchNormalization", "Dense", "Dropout", "ELU",
    "GaussianDropout", "GaussianNoise", "GroupNormalization", "GroupQueryAttention", "Identity", "LayerNormalization",
    "LeakyReLU", "MultiHeadAttention", "Normalization", "PReLU", "ReLU", "Rescaling", "Softmax", "SpatialDropout1D",
    "SpatialDropout2D", "SpatialDropout3D", "TimeDistributed", "UnitNormalization",
})  # fmt: skip
"""The layers whose output has the mask of their first input."""

ASKING = frozenset({
    "AdditiveAttention", "Attention", "BatchNormalization", "Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D",
    "GRU", "GlobalAveragePooling1D", "LSTM", "Lambda", "Pipeline", "RNN", "SimpleRNN", "Softmax", "TimeDistributed",
})  # fmt: skip
"""The layers whose own `call` takes a `mask`, which is thereby an input of theirs."""

_FOREIGN = Unknown("which mask comes with a tensor of unknown origin is not known")


def with_masks(machine: Machine, layer: Instance, arguments: Arguments) -> Arguments:
    """The arguments of a `call` of the program's, with the masks of its tensors where it asks for them.

    A `call` of one tensor gets its mask as `mask`; one of several gets that of `x` as `x_mask`.
    """
    method = layer.cls.lookup("call")
    names = [parameter.name for parameter in method.node.parameters.items[1:]]
    if not any(name.endswith("mask") for name in names):
        return arguments
    values = {**dict(zip(names, arguments.positional, strict=False)), **arguments.keywords}
    plain = {name: plain_structure(value) for name, value in values.items()}
    tensors = {name: value for name, value in plain.items() if _is_tensors(value)}
    uncertain = any(isinstance(value, Unknown) for value in plain.values())
    open_names = names[len(arguments.positional) :]
    added = {}
    for tensor, value in tensors.items():
        name, mask = "mask" if len(tensors) == 1 else f"{tensor}_mask", mask_of(value)
        if mask is not None and name in open_names and arguments.keywords.get(name) is None:
            added[name] = _FOREIGN if uncertain else program_structure(machine, mask)
    if not added:
        return arguments
    return Arguments(
        arguments.positional, {**arguments.keywords, **added}, arguments.site, arguments.places, arguments.more
    )


def _is_tensors(value: Any) -> bool:
    """Is it a tensor, or a structure of nothing but tensors and None?"""
    return bool(tensors_in(value)) and all(item is None or isinstance(item, Tensor) for item in leaves_of(value))


def mask_given(inputs: Any, call: Arguments | None) -> Any:
    """The mask that goes into an application: that of the call, or else that of the (plain) input."""
    given = None if call is None else call.keywords.get("mask")
    return mask_of(inputs) if given is None else plain_structure(given)


def is_edge(layer: Instance, call: Arguments | None) -> bool:
    """Whether a mask that nobody wrote into the call is noted down as an input of it."""
    if call is not None and (len(call.positional) > 1 or call.keywords):
        return False
    method = layer.cls.lookup("call")
    if isinstance(method, Function):
        return any(parameter.name == "mask" for parameter in method.node.parameters.items)
    return type(layer.hidden.get("rule")).__name__ in ASKING


def may_mask(layer: Instance) -> bool:
    """Can a mask come out of the layer where none goes in?"""
    if layer.cls.site is None:
        return type(layer.hidden.get("rule")).__name__ in ("Embedding", "Masking") or "mask" in layer.hidden
    return True


def output_masks(machine: Machine, layer: Instance, inputs: Any, mask: Any, count: int) -> tuple[Any, ...]:
    """The masks of what comes out of an application, one for each of `count` tensors; `mask` is what goes in."""
    supported = supports(machine, layer)
    if supported is False:
        return ()
    own = layer.cls.lookup("compute_mask")
    if isinstance(own, Function):
        bound = machine.bind(own, layer, layer.cls)
        found = machine.call_values(bound, program_structure(machine, inputs), program_structure(machine, mask))
        found = plain_structure(found)
    else:
        found = _of_rule(machine, layer, inputs, mask)
    if supported is None and tensors_in(found):
        found = Unknown("whether the layer supports masks is not known")
    if isinstance(found, Unknown):
        return (found,) * count
    return tuple(item if isinstance(item, (Tensor, Unknown)) else None for item in leaves_of(found))


def supports(machine: Machine, layer: Instance) -> bool | None:
    """`Layer.supports_masking`: as the program says, or as the layer's `compute_mask` does; None if not known."""
    said = layer.hidden.get("supports_masking", ABSENT)
    member = layer.cls.lookup("supports_masking")
    if said is ABSENT and not isinstance(member, Property):
        said = member
    if said is not ABSENT:
        return machine.truth(said)
    if isinstance(layer.cls.lookup("compute_mask"), Function) or layer.hidden.get("mask") is not None:
        return True
    bound: Any = layer.hidden.get("rule")
    name = type(bound).__name__
    if name == "Embedding":
        return True if bound.mask_zero is True else None if isinstance(bound.mask_zero, Unknown) else False
    return name in PASSING or name in COMPUTED


def supports_masking(machine: Machine, arguments: Arguments) -> Any:
    found = supports(machine, arguments.positional[0])
    return Unknown("whether the layer supports masks is not known") if found is None else found


def set_supports_masking(machine: Machine, arguments: Arguments) -> None:
    layer, value = arguments.positional
    machine.write(layer.hidden, "supports_masking", value)


def compute_mask(machine: Machine, arguments: Arguments) -> Any:
    """`Layer.compute_mask(inputs, mask)`, as each of Keras's layers has it."""
    layer, call = arguments.positional[0], arguments.without_first()
    mask = call.get(1, "mask", call.keywords.get("previous_mask"))
    found = _of_rule(machine, layer, plain_structure(call.get(0, "inputs")), plain_structure(mask))
    return program_structure(machine, found)


def _of_rule(machine: Machine, layer: Instance, inputs: Any, mask: Any) -> Any:
    if "function" in layer.hidden:
        made = layer.hidden.get("mask")
        return plain_structure(machine.call_values(made, inputs, mask)) if isinstance(made, Function) else made
    bound = layer.hidden.get("rule")
    rule = COMPUTED.get(type(bound).__name__)
    return mask if rule is None else rule(machine, bound, inputs, mask)


def _apply(machine: Machine, name: str, *operands: Any, **keywords: Any) -> Any:
    from layerhints.libraries.keras.ops import MEMBERS

    return machine.call(MEMBERS[name], Arguments(list(operands), keywords, machine.site))


def _embedding(machine: Machine, rule: Any, inputs: Any, mask: Any) -> Any:
    if isinstance(rule.mask_zero, Unknown):
        return Unknown("whether the embedding masks zeros is not known")
    return _apply(machine, "not_equal", inputs, 0) if rule.mask_zero else None


def _masking(machine: Machine, rule: Any, inputs: Any, mask: Any) -> Any:
    return _apply(machine, "any", _apply(machine, "not_equal", inputs, 0), axis=-1)


def _merge(machine: Machine, rule: Any, inputs: Any, mask: Any) -> Any:
    """A step counts where it does in one of the inputs; an input without a mask makes an end of them."""
    if not isinstance(mask, tuple) or not mask or any(each is None for each in mask):
        return None
    found = mask[0]
    for each in mask[1:]:
        found = _apply(machine, "logical_or", found, each)
    return found


def _concatenate(machine: Machine, rule: Any, inputs: Any, mask: Any) -> Any:
    if not isinstance(mask, tuple) or not isinstance(inputs, tuple) or all(each is None for each in mask):
        return None
    masks = []
    for tensor, each in zip(inputs, mask, strict=False):
        if isinstance(each, Unknown) or isinstance(tensor, Unknown) or isinstance(tensor.shape, Unknown):
            return Unknown("the masks that are put together are not all known")
        if each is None:
            masks.append(_apply(machine, "ones_like", tensor, dtype="bool"))
        elif not isinstance(each.shape, Unknown) and len(each.shape) < len(tensor.shape):
            zeros = _apply(machine, "zeros_like", tensor, dtype="bool")
            masks.append(_apply(machine, "logical_or", _apply(machine, "expand_dims", each, axis=-1), zeros))
        else:
            masks.append(each)
    whole = _apply(machine, "concatenate", machine.new_list(masks), axis=rule.axis)
    return _apply(machine, "any", whole, axis=-1, keepdims=False)


def _first(machine: Machine, rule: Any, inputs: Any, mask: Any) -> Any:
    return mask[0] if isinstance(mask, tuple) and mask else None


def _recurrent(machine: Machine, rule: Any, inputs: Any, mask: Any) -> Any:
    steps = next(iter(leaves_of(mask)), None)
    sequences = getattr(rule, "return_sequences", None)
    if isinstance(sequences, Unknown) and steps is not None:
        return (Unknown("whether all steps come out is not known"),)
    return (steps,) if sequences is True else None


def _bidirectional(machine: Machine, rule: Any, inputs: Any, mask: Any) -> Any:
    found = _recurrent(machine, rule.layer, inputs, mask)
    return (*found, *found) if found is not None and rule.merge_mode is None else found


def _none(machine: Machine, rule: Any, inputs: Any, mask: Any) -> Any:
    return None


COMPUTED: dict[str, Callable[[Machine, Any, Any, Any], Any]] = {
    "AdditiveAttention": _first,
    "Attention": _first,
    "Bidirectional": _bidirectional,
    "Concatenate": _concatenate,
    "Dot": _none,
    "Embedding": _embedding,
    "GlobalAveragePooling1D": _none,
    "Masking": _masking,
    **dict.fromkeys(("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"), _merge),
    **dict.fromkeys(("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "GRU", "LSTM", "RNN", "SimpleRNN"), _recurrent),
}
"""What the other layers that support masks make of them."""
