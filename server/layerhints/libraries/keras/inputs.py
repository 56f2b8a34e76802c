"""`Input`: the symbolic tensor in which a functional model begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.keras.application import finish_rule
from layerhints.libraries.keras.era import installed_major
from layerhints.libraries.keras.layer_classes import layer_class
from layerhints.libraries.keras.layers.core import BATCH
from layerhints.libraries.keras.mistaken import report_former_shape, report_without_shape
from layerhints.libraries.keras.session import session
from layerhints.rules import Applied
from layerhints.values.arguments import Arguments
from layerhints.values.ranks import SameRank, rank_from
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.rules import Rule
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance


def make_input(machine: Machine, arguments: Arguments) -> Any:
    """`Input(shape, …)`: an input layer, of which the program gets the tensor."""
    if "tensor" in arguments.keywords:
        arguments = _like_tensor(arguments)
    elif not arguments.positional and arguments.more is None and _SAYING.isdisjoint(arguments.keywords):
        report_without_shape(machine, arguments)
    report_former_shape(machine, arguments)
    if (installed_major(machine) or 0) < 3:
        arguments = _of_one_axis(arguments)
    layer = machine.instantiate(layer_class(machine, "InputLayer", "keras"), arguments)
    return start_of(machine, layer)


def _like_tensor(arguments: Arguments) -> Arguments:
    """`Input(tensor=x)` has the shape of the tensor, if no shape is given."""
    keywords = dict(arguments.keywords)
    tensor = keywords.pop("tensor")
    if tensor is not None and not arguments.positional and _SHAPES.isdisjoint(keywords):
        keywords["batch_shape"] = tensor.shape if isinstance(tensor, Tensor) else Unknown("the tensor is not known")
    return Arguments(arguments.positional, keywords, arguments.site, arguments.places, arguments.more)


def _of_one_axis(arguments: Arguments) -> Arguments:
    """`Input(shape=23)` is `Input(shape=(23,))` before Keras 3."""
    positional, keywords = list(arguments.positional), dict(arguments.keywords)
    if positional and isinstance(positional[0], int):
        positional[0] = (positional[0],)
    elif isinstance(keywords.get("shape"), int):
        keywords["shape"] = (keywords["shape"],)
    return Arguments(positional, keywords, arguments.site, arguments.places, arguments.more)


_SHAPES = frozenset({"batch_shape", "shape"})
_SAYING = frozenset({*_SHAPES, "batch_input_shape", "input_shape", "input_tensor", "type_spec"})
"""What may say the shape of an input, in any Keras."""


def start_of(machine: Machine, layer: Instance) -> Tensor:
    """The tensor that comes out of an input layer."""
    applications = layer.hidden.get("applications", ())
    if not applications:
        bound = layer.hidden["rule"]
        _name_tensor(machine, layer, bound.untraced_field("name"))
        applied = Applied(_shape_of(bound), (), ())
        finish_rule(machine, layer, (), applied, dtype=bound.untraced_field("dtype"))
        applications = layer.hidden["applications"]
    tensor: Tensor = applications[0].outputs
    return tensor


def _shape_of(bound: Rule) -> Any:
    """The shape that comes out; where a parameter gives it that is to be learned, it has as many axes as that, and the
    batch in front if this is said without it.
    """
    shape = bound.apply(()).outputs
    origin = rank_from(shape)
    if origin is None:
        return shape
    head, tail = (shape.head, shape.tail) if isinstance(shape, Open) else ((), ())
    if bound.untraced_field("batch_shape") is None and bound.untraced_field("batch_input_shape") is None:
        batch = bound.untraced_field("batch_size")
        origin, head = SameRank(origin.hole, origin.more + 1), (BATCH if batch is None else batch, *head)
    return Open(shape.reason, origin, head, tail)


def _name_tensor(machine: Machine, layer: Instance, given: Any) -> None:
    """The tensor has the name that was given to its layer, or the next one of tensors."""
    name = session(machine).unique_name("KerasTensor") if given is None else given
    machine.write(layer.hidden, "tensor_name", name if isinstance(name, str) else None)


UNNAMED = Unknown("the name of an input layer that Keras makes between two others")


def input_tensor(machine: Machine, shape: Any, source: str | None = None, name: Any = None) -> Tensor:
    """The tensor of an input layer that nobody wrote: Keras makes it for a stack whose input shape is known.

    Without a `name` it gets the next one.
    """
    keywords = {"batch_shape": (), "name": name}
    with machine.silent():
        layer = machine.instantiate(layer_class(machine, "InputLayer", "keras"), Arguments([], keywords))
        _name_tensor(machine, layer, name)
        finish_rule(machine, layer, (), Applied(shape, (), ()))
    tensor: Tensor = layer.hidden["applications"][0].outputs
    tensor.source = source
    return tensor
