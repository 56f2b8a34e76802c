"""PyTorch: how its modules are made, applied, walked through and counted, and what its operations do to shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import product
from layerhints.values.library import Library
from layerhints.values.objects import ABSENT, Class, Instance, Native

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layerhints.rules import Rule
    from layerhints.values.facts import LayerInfo, ModelSummary, ModelTotal
    from layerhints.values.holes import Lesson
    from layerhints.values.machine import Machine


class Torch(Library):
    """The library object; what it needs is imported when a program imports PyTorch."""

    name = "torch"
    modules = (
        "torch", "pytorch_lightning", "lightning", "torchvision", "torchinfo", "torchsummary", "thop", "einops",
        "transformers", "huggingface_hub",
    )  # fmt: skip

    def module(self, machine: Machine, name: str) -> Any:
        from layerhints.libraries.torch.modules import module

        return module(machine, name)

    def conventional_name(self, machine: Machine, name: str) -> Any:
        """In a snippet that imports nothing, the names that PyTorch's programs use by convention."""
        names = {"torch": "torch", "nn": "torch.nn", "F": "torch.nn.functional"}
        return self.module(machine, names[name]) if name in names else ABSENT

    def lesson_of_annotation(self, machine: Machine, annotation: Any) -> Lesson | None:
        if machine.session("torch") is None:
            return None
        from layerhints.libraries.torch.inference import lesson_of_annotation

        return lesson_of_annotation(machine, annotation)

    def lesson_of_attribute(self, machine: Machine, name: str) -> Lesson | None:
        if machine.session("torch") is None or name not in TENSORS_ALONE:
            return None
        from layerhints.libraries.torch.inference import TensorLesson

        return TensorLesson()

    def tensor_of(self, machine: Machine, shape: Any, dtype: str | None, source: str) -> Any:
        if machine.session("torch") is None:
            return ABSENT
        from layerhints.libraries.torch.tensors import tensor_of

        return tensor_of(shape, dtype, source=source)

    def attribute_of_plain(self, machine: Machine, value: Any, name: str) -> Any:
        """`x.shape.numel()`: the sizes of a tensor are a `torch.Size`."""
        if name != "numel" or not isinstance(value, tuple) or machine.session("torch") is None:
            return ABSENT
        return Native("Size.numel", lambda *_: product(value))

    def context(self, machine: Machine) -> tuple[Any, ...]:
        state = machine.session("torch")
        return () if state is None else (state.device is None, state.applied[-1] if state.applied else None)

    def standing(self, machine: Machine) -> Any:
        state = machine.session("torch")
        return None if state is None else (tuple(state.applied), state.outermost)

    def stand(self, machine: Machine, standing: Any) -> None:
        state = machine.session("torch")
        if state is not None:
            applied, state.outermost = standing or ((), 0)
            state.applied[:] = applied

    def latest_call(self, machine: Machine) -> int:
        state = machine.session("torch")
        return 0 if state is None else int(state.outermost)

    def finish(self, machine: Machine) -> None:
        """Apply the models that nothing was sent through to inputs that are learned from their use."""
        if machine.session("torch") is not None:
            from layerhints.libraries.torch.unused import apply_unused

            apply_unused(machine)

    def models_among(self, made: Sequence[Instance]) -> Sequence[Instance]:
        from layerhints.libraries.torch.unused import outermost

        return outermost(made)

    def summarise(self, machine: Machine, value: Any) -> ModelSummary | None:
        if not (isinstance(value, Instance) and "torch" in value.hidden):
            return None
        from layerhints.libraries.torch.summary import summarise

        return summarise(machine, value)

    def total(self, machine: Machine, value: Any) -> ModelTotal | None:
        if not (isinstance(value, Instance) and "torch" in value.hidden):
            return None
        from layerhints.libraries.torch.summary import total

        return total(machine, value)

    def rule_of(self, value: Any) -> type[Rule] | None:
        if not isinstance(value, Class):
            return None
        from layerhints.libraries.torch.layers import rule
        from layerhints.libraries.torch.module import ModuleClass

        return rule(str(value.rule_name)) if isinstance(value, ModuleClass) else None

    def paths(self, value: Any) -> Iterable[tuple[LayerInfo, str]]:
        if not (isinstance(value, Instance) and "torch" in value.hidden):
            return ()
        from layerhints.libraries.torch.summary import paths

        return paths(value)

    def rehearse(self, machine: Machine, value: Any, inputs: Sequence[tuple[str | None, tuple[Any, ...]]]) -> Any:
        if not (isinstance(value, Instance) and "torch" in value.hidden):
            return None
        from layerhints.libraries.torch.rehearsal import is_applied, rehearse

        if is_applied(value) and not inputs:
            return value

        return rehearse(machine, value, inputs)


TENSORS_ALONE = frozenset({"shape", "size", "view", "permute", "unsqueeze", "squeeze", "ndim", "transpose", "flatten"})
"""Attributes from which one can tell that their owner is a tensor."""

TORCH = Torch()

__all__ = ["TORCH", "Torch"]
