"""Applying a module on its own: to shapes that a person gives, or to tensors that are learned from their use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.application import EXAMPLE, apply
from layerhints.libraries.torch.inside import modules_inside
from layerhints.libraries.torch.open_inputs import open_inputs
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.libraries.torch.walking import set_training
from layerhints.rules import Several, shapes_of
from layerhints.values.arguments import Arguments
from layerhints.values.facts import LayerApplied

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

GIVEN = "the shape that was given for it"
"""Where the shape of an input comes from that a person chose, in words."""


def is_applied(module: Instance) -> bool:
    """Whether a call of the module is known. In a loop of unknown length calls may be none, one, or many: there the
    example counts, if all shapes of it are known.
    """
    applications = module.hidden.get("applications", ())
    if isinstance(applications, tuple):
        return any(isinstance(use, LayerApplied) for use in applications)
    example = module.hidden.get(EXAMPLE)
    return isinstance(example, tuple) and any(
        isinstance(use, LayerApplied) and not any(map(_is_gap, shapes_of(Several((use.inputs, use.outputs)))))
        for use in example
    )


def _is_gap(shape: Any) -> bool:
    return isinstance(shape, Unknown) or any(isinstance(size, Unknown) for size in shape)


def rehearse(machine: Machine, module: Instance, inputs: Any) -> Any:
    """Apply a module, as it is for inference, to inputs of the shapes given or to tensors that are learned from their
    use.
    """
    modes = [(each, each.attributes.get("training", True)) for each in modules_inside(module)]
    set_training(machine, module, False)
    try:
        return _rehearse(machine, module, inputs)
    finally:
        for each, mode in modes:
            machine.write(each.attributes, "training", mode)


def _rehearse(machine: Machine, module: Instance, inputs: Any) -> Any:
    given = {name: tensor_of(tuple(shape), source=GIVEN) for name, shape in inputs if name is not None}
    positional = [tensor_of(tuple(shape), source=GIVEN) for name, shape in inputs if name is None]
    # What the program itself did with the module is not what was asked for, or not known.
    for each in modules_inside(module):
        machine.write(each.hidden, "applications", ())
    if given or positional:
        return apply(machine, module, Arguments(positional, given))
    return machine.learning(lambda: apply(machine, module, open_inputs(machine, module)))
