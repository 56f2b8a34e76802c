"""The classes of Keras layers, from which programs derive their own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras import legacy
from layerhints.libraries.keras.call_parameters import call_parameters
from layerhints.libraries.keras.era import major_of
from layerhints.libraries.keras.layers import CLASS_NAMES
from layerhints.libraries.keras.session import session
from layerhints.values.arguments import Arguments
from layerhints.values.objects import (
    ABSENT,
    Class,
    ClassMethod,
    Function,
    Instance,
    Method,
    Native,
    Property,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine

PARENTS: dict[str, tuple[str, ...]] = {
    "ConvLSTM1D": ("RNN",),
    "ConvLSTM2D": ("RNN",),
    "ConvLSTM3D": ("RNN",),
    "GRU": ("RNN",),
    "LSTM": ("RNN",),
    "ReversibleEmbedding": ("Embedding",),
    "SimpleRNN": ("RNN",),
    "SpatialDropout1D": ("Dropout",),
    "SpatialDropout2D": ("Dropout",),
    "SpatialDropout3D": ("Dropout",),
}
"""The public layers of Keras that derive from other public layers, in Keras 2 and 3 alike."""

DISPUTED: dict[str, tuple[str, ...]] = {
    "AdditiveAttention": ("Attention",),
    "Bidirectional": ("Wrapper",),
    "Conv1DTranspose": ("Conv1D",),
    "Conv2DTranspose": ("Conv2D",),
    "Conv3DTranspose": ("Conv3D",),
    "CuDNNGRU": ("RNN",),
    "CuDNNLSTM": ("RNN",),
    "DepthwiseConv1D": ("Conv1D",),
    "DepthwiseConv2D": ("Conv2D",),
    "SeparableConv1D": ("Conv1D",),
    "SeparableConv2D": ("Conv2D",),
    "SpectralNormalization": ("Wrapper",),
    "TimeDistributed": ("Wrapper",),
}
"""Layers that derived from others in some versions of Keras and not in all."""

OF_KERAS_3 = frozenset({"AdditiveAttention", "SpectralNormalization", "TimeDistributed"})
"""Those of them that do so in Keras 3."""

ADAPTABLE = frozenset({"Conv1D", "Conv2D", "Conv3D", "Dense", "EinsumDense", "Embedding", "ReversibleEmbedding"})
"""The layers with an `enable_lora`."""


class LayerClass(Class):
    """A class of Keras layers; `layer_name` is the public name under which its rule is found, None for `Layer`.

    `spelling` is the name that the program used (`Convolution2D`), which may say how its arguments are meant; `major`
    the first number of the version of Keras, which those in DISPUTED have.
    """

    __slots__ = ("layer_name", "major", "origin", "spelling")

    layer_name: str | None
    major: int | None
    spelling: str
    origin: str

    @property
    def is_described(self) -> bool:
        """Is it certainly a class? A name that no rule describes may be half typed (`layers.De`)."""
        return self.layer_name is not None or not self.namespace.keys().isdisjoint(("__new__", "__init__"))

    def signature(self, method: str) -> Sequence[tuple[str, str, Any]] | None:
        names = call_parameters(self.name) if method == "call" and self.layer_name is not None else None
        if names is None:
            return None
        default = Unknown("the default of this is not described")
        return [(name, "positional", default if place else ABSENT) for place, name in enumerate(names)]

    def adopts(self, cls: Class) -> bool | None:
        """A layer of one name is the same class wherever it is imported from; some derive from others."""
        if self.layer_name is None:
            return False
        for base in cls.order:
            if not isinstance(base, LayerClass):
                continue
            if self.name == base.name or self.name in PARENTS.get(base.name, ()):
                return True
            if self.name in DISPUTED.get(base.name, ()):
                return base.name in OF_KERAS_3 if (base.major or 0) >= 3 else None
        return False

    def join(self, other: Value, reason: Unknown) -> Any:
        """A layer from Keras or, where a version decides, from TensorFlow's: that one has no era but its own."""
        if not isinstance(other, LayerClass) or self.layer_name is None or self.spelling != other.spelling:
            return NotImplemented
        return other if other.origin.startswith("tensorflow") else self


def layer_class(machine: Machine, name: str, origin: str) -> LayerClass:
    """The class called `name`, as the module `origin` gives it."""
    classes = session(machine).classes
    key = f"{origin}:{name}"
    if key not in classes:
        classes[key] = _make_class(machine, name, origin)
    found = classes[key]
    assert isinstance(found, LayerClass)
    return found


def _make_class(machine: Machine, name: str, origin: str) -> LayerClass:
    base = base_class(machine)
    shown = CLASS_NAMES.get(name) or legacy.todays_name(name)
    cls = LayerClass(shown, (base,), {}, "keras.layers", None, base.open)
    cls.layer_name, cls.spelling, cls.origin = name, name, origin
    if shown in DISPUTED:
        cls.major = major_of(machine, cls)
    if legacy.todays_name(name) in ADAPTABLE:
        from layerhints.libraries.keras.adapting import enable_lora

        cls.namespace["enable_lora"] = Native(f"{shown}.enable_lora", enable_lora)
    if shown in _OF_SEVERAL:
        from layerhints.libraries.keras.application import call_rule

        cls.namespace[MERGING] = Native(f"{shown}.{MERGING}", call_rule)
    if name in _LOOKING_AT_DATA:
        cls.namespace["adapt"] = Native(f"{shown}.adapt", lambda *_: None)
    if name in _WITH_WORDS:
        from layerhints.libraries.keras.vocabularies import adapt, get_vocabulary, set_vocabulary, vocabulary_size

        for method in (adapt, get_vocabulary, set_vocabulary, vocabulary_size):
            cls.namespace[method.__name__] = Native(f"{shown}.{method.__name__}", method)
    return cls


MERGING = "_merge_function"
"""What the `call` of a layer that merges tensors is. Of symbolic tensors Keras 3 asks their shapes alone."""
_OF_SEVERAL = frozenset({"Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract"})
"""The layers that merge tensors."""
_LOOKING_AT_DATA = frozenset({"Discretization", "Normalization"})
"""The layers that look at data to find their means or their bins, which changes no data and no shape."""
_WITH_WORDS = frozenset({"IntegerLookup", "StringLookup", "TextVectorization"})
"""Those that look for words."""


def opaque_layer_class(machine: Machine, name: str, origin: str) -> LayerClass:
    """A class of layers that no rule describes: what comes out of them is not known, and neither is their cost."""
    classes = session(machine).classes
    key = f"{origin}:{name}"
    if key not in classes:
        reason = Unknown(f"what `{origin}.{name}` does is not described by a rule")
        cls = LayerClass(name, (base_class(machine),), {}, origin, None, reason)
        cls.layer_name, cls.spelling, cls.origin = None, name, origin
        classes[key] = cls
    found = classes[key]
    assert isinstance(found, LayerClass)
    return found


def base_class(machine: Machine) -> LayerClass:
    """`keras.layers.Layer`."""
    classes = session(machine).classes
    if "Layer" not in classes:
        from layerhints.libraries.keras import configurations, masks
        from layerhints.libraries.keras.adapting import quantize
        from layerhints.libraries.keras.application import apply_layer, call_rule
        from layerhints.libraries.keras.custom import add_weight, count_params, get_weights, weights_property
        from layerhints.libraries.keras.flattening import flatten_layers
        from layerhints.libraries.keras.layer import (
            hand_on,
            initialise,
            inner_name,
            layer_attribute,
            layer_name,
            new_layer,
            set_inner_name,
            set_layer_attribute,
            set_name,
            set_trainable,
        )
        from layerhints.libraries.keras.layer_building import build, compute_output_shape

        reason = Unknown("this attribute of a Keras layer is not understood")
        cls = LayerClass("Layer", (), {}, "keras.layers", None, reason)
        cls.layer_name, cls.spelling, cls.origin = None, "Layer", "keras"
        cls.namespace.update(
            {
                "__new__": Method("Layer.__new__", new_layer),
                "__init__": Method("Layer.__init__", initialise),
                "__call__": Method("Layer.__call__", apply_layer),
                "__getattr__": Native("Layer.__getattr__", layer_attribute),
                "__setattr__": Native("Layer.__setattr__", set_layer_attribute),
                "__bool__": Native("Layer.__bool__", _truth),
                "__eq__": Native("object.__eq__", _same),
                "__forget__": Native("Layer.__forget__", hand_on),
                "add_weight": Native("Layer.add_weight", add_weight),
                "build": Native("Layer.build", build),
                "call": Native("Layer.call", call_rule),
                "compute_output_shape": Native("Layer.compute_output_shape", compute_output_shape),
                "compute_mask": Native("Layer.compute_mask", masks.compute_mask),
                "get_config": Native("Layer.get_config", configurations.get_config),
                "from_config": ClassMethod(Native("Layer.from_config", configurations.from_config)),
                "trainable": Property(
                    Native("trainable", lambda m, a: a.positional[0].hidden.get("trainable", True)),
                    Native("trainable", set_trainable),
                ),
                "name": Property(
                    Native("name", lambda m, a: layer_name(a.positional[0])),
                    Native("name", set_name),
                ),
                "_name": Property(
                    Native("_name", lambda m, a: inner_name(m, a.positional[0])),
                    Native("_name", set_inner_name),
                ),
                "supports_masking": Property(
                    Native("supports_masking", masks.supports_masking),
                    Native("supports_masking", masks.set_supports_masking),
                ),
                "weights": Property(Native("weights", weights_property)),
                **{
                    name: Property(Native(name, partial(weights_property, trainable=trainable)))
                    for name, trainable in {
                        "trainable_weights": True, "trainable_variables": True, "non_trainable_weights": False,
                    }.items()
                },
                "get_weights": Native("Layer.get_weights", get_weights),
                "count_params": Native("Layer.count_params", count_params),
                "quantize": Native("Layer.quantize", quantize),
                "_flatten_layers": Native("Layer._flatten_layers", flatten_layers),
            }
        )
        cls.created = _created
        classes["Layer"] = cls
    found = classes["Layer"]
    assert isinstance(found, LayerClass)
    return found


def _truth(machine: Machine, arguments: Arguments) -> Any:
    """A layer counts as true, unless the program says how long one is."""
    layer = arguments.positional[0]
    return True if layer.cls.lookup("__len__") is ABSENT else machine.compare("!=", machine.length(layer), 0)


def _same(machine: Machine, arguments: Arguments) -> Any:
    """A layer is equal to itself alone; what is no layer may say otherwise."""
    layer, other = arguments.positional
    is_other = not isinstance(other, Instance) or "keras" in other.hidden
    return layer is other if is_other and not isinstance(other, Unknown) else NotImplemented


class OwnBuild(Function):
    """A `build` that the program writes: after it the layer is built, whoever called it."""

    __slots__ = ()

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        layer = arguments.positional[0] if arguments.positional else None
        if isinstance(layer, Instance) and layer.cls.lookup("build") is self:
            machine.write(layer.hidden, "built", True)
        return super().call(machine, arguments)


def _created(machine: Machine, cls: Class) -> None:
    """The program has derived a class from a layer."""
    build = cls.namespace.get("build")
    if type(build) is Function:
        own = OwnBuild(build.name, build.node, build.defaults, build.scope, build.unit)
        own.owner, own.attributes = build.owner, build.attributes
        machine.write(cls.namespace, "build", own)
    if type(cls.namespace.get(MERGING)) is Function and isinstance(cls.lookup("call"), Native):
        layer = rule_class_of(cls)
        if layer is not None and MERGING in layer.namespace and (major_of(machine, layer) or 0) < 3:
            machine.write(cls.namespace, "call", cls.namespace[MERGING])


def rule_class_of(cls: Class) -> LayerClass | None:
    """The Keras layer with a rule that a class is or derives from."""
    for base in cls.order:
        if isinstance(base, LayerClass) and base.layer_name is not None:
            return base
    return None
