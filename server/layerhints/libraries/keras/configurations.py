"""What `get_config` gives and `from_config` takes: a layer or model as values, from which it can be made again.

https://keras.io/guides/serialization_and_saving/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layer import STEPS, is_layer, layer_name
from layerhints.libraries.keras.layer_classes import rule_class_of
from layerhints.libraries.keras.opaque import Opaque
from layerhints.rules.fields import ChoiceField, FlagField, SizeField, SizesField
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Dict, Function, List, State, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.rules import Rule
    from layerhints.rules.field import Field
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

Maker: TypeAlias = "Callable[[], Any]"
"""Makes a layer or model that was frozen when its configuration was asked for."""
OF_KERAS_2 = frozenset(
    {
        "input_shape", "input_dim", "batch_input_shape", "batch_shape", "batch_size", "input_length", "weights",
        "autocast",
    }
)  # fmt: skip
"""Arguments of every layer that are no part of a configuration."""
DTYPE = Unknown("a configuration holds the dtype policy of a layer")


class Kept(Opaque):
    """An entry of a configuration whose spelling there is not known; to a constructor it means `original`."""

    __slots__ = ("original",)

    def __init__(self, original: Any) -> None:
        super().__init__("an entry of a configuration")
        self.original = original

    def attribute(self, machine: Machine, name: str) -> Any:
        return Unknown("what an entry of a configuration holds is not known")

    def item(self, machine: Machine, index: Any) -> Any:
        return Unknown("what an entry of a configuration holds is not known")

    def join(self, other: Value, reason: Unknown) -> Any:
        return NotImplemented


class Saved(Value):
    """A layer or model as `serialize` writes it, or the configuration of a model: what is inside is not spelt out.

    Whoever looks into it may change it: from then on it is not known what would be made of it.
    """

    __slots__ = ("make", "name", "state")

    def __init__(self, name: Any, make: Maker) -> None:
        self.name = name
        self.make = make
        self.state: dict[str, Any] = State({"doubt": None})

    def describe(self) -> str:
        return "a configuration"

    def item(self, machine: Machine, index: Any) -> Any:
        if index == "name":
            return self.name
        reason = Unknown("the configuration of the model may have been changed")
        self.forget(machine, reason)
        return reason

    def attribute(self, machine: Machine, name: str) -> Any:
        return ABSENT if name.startswith("__") else self.item(machine, None)

    def set_item(self, machine: Machine, index: Any, value: Any) -> None:
        self.forget(machine, Unknown("the configuration of the model was changed"))

    def forget(self, machine: Machine, reason: Unknown) -> None:
        machine.write(self.state, "doubt", reason)

    def revived(self) -> Any:
        """The layer or model that it is the configuration of, made anew."""
        doubt = self.state["doubt"]
        return self.make() if doubt is None else doubt


# --- layers


def get_config(machine: Machine, arguments: Arguments) -> Any:
    """`Layer.get_config`: the name, the flag and, for a layer of Keras's own, its arguments.

    A layer of the program's that does not say what its configuration is has the arguments that it was made with.
    """
    layer = arguments.positional[0]
    machine.bounded(STEPS)
    trainable = layer.hidden.get("trainable", True)
    config = {"name": layer_name(layer), "trainable": trainable, "dtype": DTYPE}
    bound = layer.hidden.get("rule")
    if bound is not None:
        return machine.new_dict({**config, **_entries(layer, bound)})
    if rule_class_of(layer.cls) is not None:
        return Unknown(f"what the configuration of `{layer.cls.name}` holds is not known")
    if isinstance(layer.cls.lookup("get_config"), Function):
        return machine.new_dict(config)
    made_with = _constructor_arguments(machine, layer)
    return made_with if isinstance(made_with, Unknown) else machine.new_dict(made_with)


def _entries(layer: Instance, bound: Rule) -> dict[str, Any]:
    given = layer.hidden.get("given", {})
    return {
        name: _entry(field, bound.untraced_field(name), given.get(name, field.default))
        for name, field in bound.fields.items()
        if not (name in OF_KERAS_2 and field.keyword_only) and name not in ("name", "trainable", "dtype")
    }


_SPELT = frozenset({ChoiceField, FlagField, SizeField, SizesField})
_AS_GIVEN = frozenset({"activation", "recurrent_activation", "rate", "seed"})


def _entry(field: Field, value: Any, given: Any) -> Any:
    """The value of one argument as the program may read it; where Keras may spell it otherwise it is `Kept`."""
    if type(field) in _SPELT and value is not None and field.name != "size":
        return value
    if given is None and field.name.endswith("activation"):
        return "linear"
    return given if field.name in _AS_GIVEN and isinstance(given, (int, float, str)) else Kept(given)


def _constructor_arguments(machine: Machine, layer: Instance) -> dict[str, Any] | Unknown:
    """The arguments of the constructor by name, with its defaults, less a name that it would not take back."""
    reason = Unknown(f"`{layer.cls.name}` has no `get_config`, and what it was made with is no configuration")
    initialiser, call = layer.cls.lookup("__init__"), layer.hidden.get("call")
    if not isinstance(call, Arguments) or call.more is not None:
        return reason
    if not isinstance(initialiser, Function):
        entries = dict(call.keywords)
        return {**entries, "name": layer_name(layer)} if not call.positional else reason
    parameters = initialiser.node.parameters.items[1:]
    named = [parameter.name for parameter in parameters if parameter.kind in ("positional", "keyword_only")]
    if len(call.positional) > len(named) or any(p.kind in ("positional_only", "variadic") for p in parameters):
        return reason
    takes_options = any(parameter.kind == "keywords" for parameter in parameters)
    entries = {name: value for name, value in initialiser.defaults.items() if name in named}
    entries.update(zip(named, call.positional, strict=False))
    entries.update(call.keywords)
    if not all(_is_plain(value) for value in entries.values()):
        return reason
    entries.pop("name", None)
    return {"name": layer_name(layer), **entries} if takes_options or "name" in named else entries


def _is_plain(value: Any) -> bool:
    """Is it of the few types that Keras writes down by itself?"""
    content: Any = value.content if isinstance(value, (List, Dict)) else value
    if isinstance(content, dict):
        return all(_is_plain(item) for item in content.values())
    if isinstance(content, tuple):
        return all(_is_plain(item) for item in content)
    return value is None or isinstance(value, (str, int, float, bool))


def from_config(machine: Machine, arguments: Arguments) -> Any:
    """`cls.from_config(config)`: `cls(**config)`."""
    cls, config = arguments.positional[0], arguments.without_first().get(0, "config")
    if isinstance(config, Saved):
        return config.revived()
    entries = config.content if isinstance(config, Dict) else config
    if not isinstance(entries, dict):
        return Unknown("the configuration that a layer is made from is not known")
    return machine.instantiate(cls, revived(machine, Arguments([], {str(k): v for k, v in entries.items()})))


_HELD = frozenset({Saved, Kept})


def revived(machine: Machine, call: Arguments) -> Arguments:
    """The arguments that the entries of a configuration stand for; layers in them are made anew."""
    if _HELD.isdisjoint(map(type, call.positional)) and _HELD.isdisjoint(map(type, call.keywords.values())):
        return call
    positional = [_revived(machine, value) for value in call.positional]
    keywords = {name: _revived(machine, value) for name, value in call.keywords.items()}
    return Arguments(positional, keywords, call.site, call.places, call.more)


def _revived(machine: Machine, value: Any) -> Any:
    if isinstance(value, Saved):
        return value.revived()
    if not isinstance(value, Kept):
        return value
    if isinstance(value.original, tuple) and any(map(is_layer, value.original)):
        return machine.new_list([_revived(machine, Kept(item)) for item in value.original])
    return freeze(machine, value.original)() if is_layer(value.original) else value.original


def freeze(machine: Machine, layer: Instance) -> Maker:
    """What makes the layer again as it is now: `layer.__class__.from_config(layer.get_config())`."""
    config = machine.call_values(machine.attribute(layer, "get_config"))
    if isinstance(config, Dict) and isinstance(config.content, dict):
        config = machine.new_dict(dict(config.content))
    return lambda: machine.call_values(machine.attribute(layer.cls, "from_config"), config)


# --- serialised layers and models


def serialized(machine: Machine, arguments: Arguments) -> Any:
    """`keras.layers.serialize(layer)`, `model.to_json()` and their like."""
    value: Any = arguments.positional[0] if arguments.positional else None
    if not is_layer(value):
        return Unknown("what is serialised is no layer that is understood")
    return Saved(layer_name(value), freeze(machine, value))


def deserialized(machine: Machine, arguments: Arguments) -> Any:
    """`keras.layers.deserialize(config)`, `model_from_json(text)` and their like."""
    value = arguments.positional[0] if arguments.positional else None
    if isinstance(value, (Saved, Kept)):
        return _revived(machine, value)
    return value if isinstance(value, Unknown) else Unknown("what is made of this configuration is not known")
