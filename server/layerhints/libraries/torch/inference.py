"""What is learned of PyTorch's tensors from their use: see values/learned.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layerhints.values.holes import Hole, hole_of
from layerhints.values.learned import LEARNED, ShapeLesson
from layerhints.values.objects import Class

if TYPE_CHECKING:
    from layerhints.values.holes import Lesson
    from layerhints.values.machine import Machine


@dataclass(frozen=True, slots=True)
class TensorLesson(ShapeLesson):
    """The hole is a tensor of PyTorch's."""

    def value(self, machine: Machine, hole: Hole) -> Any:
        from layerhints.libraries.torch.tensors import tensor_of

        return tensor_of(self.shape(machine, hole), self.dtype, source=f"{LEARNED} `{hole.full_name}`")


def learn_tensor(machine: Machine, value: Any) -> None:
    """An unknown value is used as a tensor."""
    hole = hole_of(value)
    if hole is not None:
        machine.learn(hole, TensorLesson())


def lesson_of_annotation(machine: Machine, annotation: Any) -> Lesson | None:
    """`x: torch.Tensor`."""
    from layerhints.libraries.torch.tensors import TENSOR

    if isinstance(annotation, Class) and TENSOR in annotation.order:
        return TensorLesson()
    return None
