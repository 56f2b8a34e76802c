"""`einops.layers.torch`: Rearrange, Reduce and EinMix, the functions as modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.einops import functions
from layerhints.libraries.torch.module import ModuleClass, put
from layerhints.libraries.torch.ops import reading
from layerhints.libraries.torch.ops.kernel import Operations
from layerhints.libraries.torch.parameters import Parameter
from layerhints.libraries.torch.written_classes import written_class
from layerhints.rules import Weight, factor
from layerhints.rules.geometry import patterns
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

NAMES = ("Rearrange", "Reduce", "EinMix")
PLACE = "einops.layers.torch"

OPERATIONS = Operations(PLACE)
define = OPERATIONS.define
"""What each module does, as a function whose first argument is the module."""


def layer_class(machine: Machine, name: str) -> ModuleClass:
    initialise = {"Rearrange": _rearrange, "Reduce": _reduce, "EinMix": _mix}[name]
    forward = OPERATIONS.members[name].implementation
    return written_class(machine, name, PLACE, {"__init__": initialise, "forward": forward})


def _keep(machine: Machine, arguments: Arguments, *names: str) -> Instance:
    """The arguments of the call as attributes; those without a parameter are lengths of axes."""
    module: Instance = arguments.positional[0]
    values = dict(zip(names, arguments.positional[1:], strict=False))
    lengths: dict[str, Any] = {}
    for name, value in arguments.keywords.items():
        (values if name in names else lengths)[name] = value
    for name in names:
        machine.write(module.attributes, name, values.get(name, arguments.more))
    further = lengths if arguments.more is None else arguments.more
    machine.write(module.attributes, "axes_lengths", machine.new_dict(further))
    return module


def _rearrange(machine: Machine, arguments: Arguments) -> None:
    _keep(machine, arguments, "pattern")


def _reduce(machine: Machine, arguments: Arguments) -> None:
    _keep(machine, arguments, "pattern", "reduction")


def _mix(machine: Machine, arguments: Arguments) -> None:
    """The weight has a size for each of its names, the bias one for each of its names that the output has."""
    module = _keep(machine, arguments, "pattern", "weight_shape", "bias_shape")
    try:
        lengths = _lengths(machine, module)
        _, right = patterns.sides(functions.text_of(module.attributes["pattern"]))
        weight = functions.text_of(module.attributes["weight_shape"]).split()
        _parameter(machine, module, "weight", [(name, lengths[name]) for name in weight])
        bias = module.attributes["bias_shape"]
        if bias is not None:
            own = functions.text_of(bias).split()
            names = [name for group in right.groups for name in group if name != patterns.ELLIPSIS]
            sizes = [(name, lengths[name]) if name in own else ("", 1) for name in names]
            _parameter(machine, module, "bias", sizes)
    except (NotKnown, Mismatch, KeyError):
        reason = Unknown("the weights of this EinMix are not understood")
        machine.replace(module.hidden["parameters"], reason)


def _parameter(machine: Machine, module: Instance, name: str, sizes: list[tuple[str, Any]]) -> None:
    axes = tuple(factor(label, size) for label, size in sizes)
    shape = tuple(size for _, size in sizes)
    put(machine, module, "parameters", name, Parameter(shape, "float32", Weight(name, axes)))


def _lengths(machine: Machine, module: Instance) -> dict[str, Any]:
    content = module.attributes["axes_lengths"].content
    if isinstance(content, Unknown):
        raise NotKnown(content)
    return functions.lengths_of(machine, content)


@define("Rearrange")
def rearrange(machine: Machine, module: Any, input: Any) -> Any:
    pattern, lengths = module.attributes["pattern"], _lengths(machine, module)
    return functions.rearranged(machine, input, pattern, lengths, patterns.check_rearranged)


@define("Reduce")
def reduce(machine: Machine, module: Any, input: Any) -> Any:
    pattern, lengths = module.attributes["pattern"], _lengths(machine, module)
    return functions.reduced(machine, input, pattern, module.attributes["reduction"], lengths)


@define("EinMix")
def mix(machine: Machine, module: Any, input: Any) -> Any:
    """Axes that only the output has come from the weight."""
    pattern, lengths = functions.text_of(module.attributes["pattern"]), _lengths(machine, module)
    found = reading.shape(machine, input)
    functions.learn(machine, found, patterns.sides(pattern)[0], lengths)
    return patterns.transformed(found, pattern, lengths)


__all__ = ["NAMES", "layer_class"]
