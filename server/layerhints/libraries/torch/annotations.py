"""What annotations say about tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.inference import TensorLesson
from layerhints.libraries.torch.tensors import TENSOR
from layerhints.values.objects import Class

if TYPE_CHECKING:
    from layerhints.syntax import tree
    from layerhints.values.holes import Lesson
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance


def lesson_of_annotation(machine: Machine, annotation: Any) -> Lesson | None:
    """`x: torch.Tensor`."""
    if isinstance(annotation, Class) and TENSOR in annotation.order:
        return TensorLesson()
    return None


def input_of(machine: Machine, module: Instance, parameter: tree.Parameter) -> Any:
    """What goes in for a parameter of `forward` that nothing gives."""
    from layerhints.libraries.torch.application import hole_tensor

    return hole_tensor(machine, module, parameter.name)
