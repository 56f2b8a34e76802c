"""What `Sequential` certainly refuses: items that are no layers, arguments that are for a layer, a second input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.keras.era import installed_major
from layerhints.libraries.keras.graph import Node
from layerhints.libraries.keras.layer_classes import LayerClass
from layerhints.libraries.keras.mistaken import ACTIVATIONS, report_at
from layerhints.values.objects import Function, Instance, List, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site


def report_no_layer(machine: Machine, value: Any, place: Site | None) -> None:
    """`Sequential([Flatten])`: the class instead of a layer; `model.add(Dense(3)(x))`: what comes out of one."""
    if isinstance(value, LayerClass):
        if not value.is_described:
            return
        message = f"`{value.name}` is a class. A layer is made by calling it: `{value.name}(…)`"
        report_at(machine, "bad-layer", message, place)
    elif isinstance(value, Tensor) and isinstance(value.tag, Node) and not value.tag.is_input:
        report_at(machine, "bad-layer", "this is a tensor. A stack is made of layers that are not called yet", place)
    elif isinstance(value, (str, int, float)) and not machine.trying:
        hint = f": `Activation({value!r})`" if value in ACTIVATIONS else ""
        report_at(machine, "bad-layer", f"{value!r} is no layer, and a stack is made of layers{hint}", place)
    elif not (machine.trying or machine.leaves_out) and (installed_major(machine) or 0) >= 3:
        said = _no_layer(value)
        if said is not None:
            report_at(machine, "bad-layer", f"{said}; a stack is made of layers", place)


def _no_layer(value: Any) -> str | None:
    if value is None:
        return "this is None, perhaps of a function without a `return`"
    if isinstance(value, (List, tuple)):
        return "this is a list, of which `*` before it would take the items"
    if not isinstance(value, (Function, Native)):
        return None
    name = value.name.rpartition(".")[2] if isinstance(value, Native) else ""
    instead = f"`Activation('{name}')` is a layer" if name in ACTIVATIONS else "`Lambda` makes a layer of it"
    return f"this is a function, {instead}"


def report_arguments_of_add(machine: Machine, call: Arguments) -> None:
    """`model.add(Dense(4), input_shape=(8,))`: the bracket of the layer is closed too early."""
    name = next((name for name in call.keywords if name not in ("layer", "rebuild")), None)
    if name is not None and not machine.trying and (installed_major(machine) or 0) >= 3:
        message = f"`add` takes a layer and no `{name}`. Was it meant for the layer?"
        report_at(machine, "unexpected-argument", message, call.places.get(name))


def report_layers_by_position(machine: Machine, call: Arguments) -> None:
    """`Sequential(Dense(4), Dense(2))`: the layers of a stack stand in a list."""
    layer = next((each for each in call.positional if isinstance(each, Instance) and "keras" in each.hidden), None)
    if layer is not None and not machine.trying and (installed_major(machine) or 0) >= 3:
        message = f"`{layer.cls.name}` is a layer; `Sequential` takes the layers in a list: `Sequential([…])`"
        report_at(machine, "bad-layer", message, call.places.get(call.positional.index(layer)))


def report_keywords_of_stack(machine: Machine, call: Arguments) -> None:
    """`Sequential([Dense(4)], input_shape=(8,))`, which is for the first layer, or for an `Input` before it."""
    name = next((name for name in call.keywords if name not in ("layers", "trainable", "name")), None)
    if name is not None and not machine.trying and (installed_major(machine) or 0) >= 3:
        hint = ". Begin the stack with `keras.Input(shape)`" if name in ("input_shape", "input_dim") else ""
        message = f"`Sequential` has no argument `{name}`{hint}"
        report_at(machine, "unexpected-argument", message, call.places.get(name))


def report_second_input(machine: Machine, place: Site | None) -> None:
    """A stack that has an input gets another one."""
    if not machine.trying and (installed_major(machine) or 0) >= 3:
        report_at(machine, "bad-layer", "the stack begins with an input already", place)
