"""What goes into a module that nothing gives: what the program writes of it, or what is learned from its use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.inference import TensorLesson
from layerhints.libraries.torch.tensors import TENSOR, tensor_of
from layerhints.syntax import tree
from layerhints.values import described as described_in
from layerhints.values.holes import Hole, WholeNumber
from layerhints.values.objects import Class, Function, Instance

if TYPE_CHECKING:
    from layerhints.values.holes import Lesson
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site

def lesson_of_annotation(machine: Machine, annotation: Any) -> Lesson | None:
    """`x: torch.Tensor`."""
    if isinstance(annotation, Class) and TENSOR in annotation.order:
        return TensorLesson()
    return None


def input_of(machine: Machine, module: Instance, parameter: tree.Parameter, call: Site | None = None) -> Any:
    """What goes in for a parameter of `forward` that nothing gives, in the call that stands there if one does, and
    where that stands.
    """
    from layerhints.libraries.torch.application import hole_tensor

    forward = module.cls.lookup("forward")
    assert isinstance(forward, Function)
    written = described_in.described(machine, forward, parameter)
    if written is None:
        kind = _kind(machine, forward, parameter)
        found = hole_tensor(machine, module, parameter.name, call) if kind is None else kind
    else:
        shape, source, dtype = written
        found = tensor_of(shape, dtype, source=source)
    return described_in.shown(machine, forward, parameter, found)


def _kind(machine: Machine, forward: Function, parameter: tree.Parameter) -> Any:
    """What a parameter is that its annotation says is no tensor; None when it may be one."""
    if parameter.annotation is None:
        return None
    names = described_in.names_in(parameter.annotation)
    if not names or (any(name.endswith("Tensor") for name in names) and not names & described_in.CONTAINERS):
        return None
    hole = Hole(("forward", forward.unit.file, forward.node.span), (parameter.name,))
    if names == {"int"}:
        machine.learn(hole, WholeNumber())
    return machine.hole_value(hole)


def overridden(module: Instance) -> frozenset[str]:
    """The parameters of `forward` for which a comment gives a shape, whatever the program sends through the module."""
    forward = module.cls.lookup("forward")
    return described_in.overridden(forward) if isinstance(forward, Function) else frozenset()
