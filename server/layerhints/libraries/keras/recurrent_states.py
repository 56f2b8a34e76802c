"""The states that a recurrent layer or a cell starts from: `cell.get_initial_state(batch_size=32)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.era import major_of
from layerhints.libraries.keras.layer_classes import LayerClass
from layerhints.libraries.keras.layers.cells import RNN, Cell, StackedRNNCells, Stepping, states
from layerhints.libraries.keras.layers.recurrent import Recurrent
from layerhints.libraries.keras.ops.reading import size
from layerhints.libraries.keras.structures import program_structure, tensors_for
from layerhints.libraries.keras.tensors import tensor_of
from layerhints.rules import Several
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.objects import Native
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from layerhints.rules.rule import Rule
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance


def keeps_states(rule: Rule | None) -> bool:
    return isinstance(rule, (Stepping, Recurrent, RNN))


def initial_state(layer: Instance, rule: Rule) -> Native:
    """The method. Keras 3 gives a list of zeros; the second Keras had other parameters, and no list of one."""

    def method(machine: Machine, arguments: Arguments) -> Any:
        sizes = _sizes(rule)
        made_by = next(cls for cls in layer.cls.order if isinstance(cls, LayerClass))
        if (major_of(machine, made_by) or 3) < 3 or isinstance(sizes, Unknown):
            return Unknown("the states that the layer starts from are not known")
        try:
            batch = size(machine, arguments.get(0, "batch_size"))
        except (NotKnown, Mismatch):
            batch = Unknown("the batch size of the states is not known")
        return program_structure(machine, tensors_for(tensor_of, Several(states(batch, sizes))))

    return Native("get_initial_state", method)


def _sizes(rule: Any) -> Any:
    """The size of each state, a tuple for each of several cells."""
    if isinstance(rule, RNN):
        return _sizes(rule.cell)
    if isinstance(rule, StackedRNNCells):
        return rule.cells if isinstance(rule.cells, Unknown) else tuple(map(_sizes, rule.cells))
    if isinstance(rule, Recurrent):
        return (rule.units,) * rule.states
    return rule.state_sizes() if isinstance(rule, Cell) else Unknown("what states the cell has is not known")
