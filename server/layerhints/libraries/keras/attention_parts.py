"""The parts of Keras's attentions, as classes that derive from them use them: their projections, and what is between.

Source: `MultiHeadAttention._query_dense` and its like, and `_compute_attention`, in Keras 3.15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.tensors import tensor_of
from layerhints.rules.shapes import known_rank
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Function, Native, Value
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

_PROJECTIONS = {
    "_query_dense": ("query", "abc,cde->abde"),
    "_key_dense": ("key", "abc,cde->abde"),
    "_value_dense": ("value", "abc,cde->abde"),
    "_output_dense": ("attention_output", "abcd,cde->abe"),
}
"""The weights of each projection, and what it does to a sequence."""


def attention_part(layer: Instance, name: str) -> Any:
    """A part of the layer, which has a rule; ABSENT where it has none of that name."""
    kind = type(layer.hidden["rule"]).__name__
    if name in _PROJECTIONS and kind in _ATTENTIONS:
        return Projection(layer, *_PROJECTIONS[name])
    if name == "_compute_attention" and kind == "MultiHeadAttention":
        return Native(name, _compute_attention)
    if name in _KEPT and kind == "MultiHeadAttention":
        rule = layer.hidden["rule"]
        kept = rule.untraced_field(_KEPT[name])
        if name == "_output_shape" and kept is not None:
            return Unknown("what an attention makes of its `output_shape` is not described")
        return rule.untraced_field("key_dim") if name == "_value_dim" and kept is None else kept
    if name in _BUILDING and kind == "MultiHeadAttention":
        return Native(name, _BUILDING[name])
    return ABSENT


def parts_of(layer: Instance, built_alone: bool) -> list[Part] | None:
    """The layers that an attention makes for itself when it is built, in their order; None where that is not known. Was
    it `built_alone` by the program, then attributes hold those that have weights.
    """
    if type(layer.hidden.get("rule")).__name__ not in _ATTENTIONS:
        return None
    rest = [Part(layer, "softmax"), Part(layer, "dropout")]
    if isinstance(layer.cls.lookup("build"), Function):
        return rest if built_alone else None
    if not isinstance(layer.hidden.get("weights"), tuple):
        return [] if "weights" not in layer.hidden else None
    *first, last = (Projection(layer, *each) for each in _PROJECTIONS.values())
    return [*first, *rest, last]


_KEPT = {f"_{name}": name for name in ("num_heads", "key_dim", "value_dim", "output_shape", "use_bias", "dropout")}
"""The attributes in which a MultiHeadAttention keeps its arguments."""
_BUILDING: dict[str, Any] = {
    "_get_common_kwargs_for_sublayer": lambda machine, _: machine.new_dict({}),  # settings, which decide nothing
    "_build_attention": lambda machine, _: None,  # makes what has no weights
}
"""The methods that a `build` in the place of its own calls."""
_ATTENTIONS = ("MultiHeadAttention", "GroupQueryAttention")
_READ = frozenset({"name", "path", "built", "trainable", "dtype", "dtype_policy", "quantization_mode", "losses"})
"""To ask a part for these changes nothing."""


class Part(Value):
    """One of the layers that an attention makes for itself. What changes it changes the attention."""

    __slots__ = ("layer", "name")

    def __init__(self, layer: Instance, name: str) -> None:
        self.layer = layer
        self.name = name

    def describe(self) -> str:
        return f"the layer `{self.name}` of an attention"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name not in _READ:
            self._may_change(machine)
        return Unknown(f"`{name}` of a layer inside an attention is not understood")

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        self._may_change(machine)

    def _may_change(self, machine: Machine) -> None:
        machine.write(self.layer.hidden, "added", Unknown(f"the program may change the layer `{self.name}` inside"))


class Projection(Part):
    """A layer of an attention that has weights, which are counted with those of the attention."""

    __slots__ = ("equation",)

    def __init__(self, layer: Instance, name: str, equation: str) -> None:
        super().__init__(layer, name)
        self.equation = equation

    def attribute(self, machine: Machine, name: str) -> Any:
        return self.name if name == "name" else super().attribute(machine, name)

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        x = arguments.get(0, "inputs")
        weights = self.layer.hidden.get("weights", ())
        kernels = weights if isinstance(weights, tuple) else ()
        kernel = next((weight.shape for weight in kernels if weight.full_name == f"{self.name}/kernel"), None)
        if kernel is None or not isinstance(x, Tensor) or known_rank(x.shape) != len(self.equation.partition(",")[0]):
            return tensor_of(Unknown(f"what the projection `{self.name}` is applied to is not known"))
        return _einsum(machine, self.equation, x, tensor_of(kernel))


def _compute_attention(machine: Machine, arguments: Arguments) -> Any:
    """What comes out for each head, and how much each position takes from each other; attention over one axis."""
    query, key, value = (arguments.get(place, name) for place, name in enumerate(("query", "key", "value")))
    if any(not isinstance(each, Tensor) or known_rank(each.shape) != 4 for each in (query, key, value)):
        reason = Unknown("what the attention is computed of is not known")
        return tensor_of(reason), tensor_of(reason)
    scores = _einsum(machine, "aecd,abcd->acbe", key, query)
    return _einsum(machine, "acbe,aecd->abcd", scores, value), scores


def _einsum(machine: Machine, equation: str, *operands: Any) -> Any:
    from layerhints.libraries.keras.ops import MEMBERS

    return machine.call_values(MEMBERS["einsum"], equation, *operands)
