"""PyTorch Lightning's `Trainer`: it runs the steps of a module on batches, so each is run once, on one batch.

https://lightning.ai/docs/pytorch/stable/common/trainer.html
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.libraries.torch.opaque import Opaque
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Alike, Function, Instance, Native

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

_TRAINING = "training_step", "train_dataloader"
_VALIDATION = "validation_step", "val_dataloader"
_TEST = "test_step", "test_dataloader"
_PREDICTION = "predict_step", "predict_dataloader"
"""A step, and who gives its batches where the call of the trainer does not."""


class _Method(NamedTuple):
    """A method of the trainer: the steps that it runs, which argument gives the batches of each, and which one a module
    of data.
    """

    steps: tuple[tuple[str, str], ...]
    loaders: tuple[tuple[int, str], ...]
    data: int
    stage: str


_METHODS = {
    "fit": _Method((_TRAINING, _VALIDATION), ((1, "train_dataloaders"), (2, "val_dataloaders")), 3, "fit"),
    "validate": _Method((_VALIDATION,), ((1, "dataloaders"),), 4, "validate"),
    "test": _Method((_TEST,), ((1, "dataloaders"),), 4, "test"),
    "predict": _Method((_PREDICTION,), ((1, "dataloaders"),), 2, "predict"),
}


class TrainerClass(Opaque):
    """`Trainer`, the class."""

    __slots__ = ()

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return Trainer(self.name)


class Trainer(Opaque):
    """A trainer."""

    __slots__ = ()

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in _METHODS:
            return Native(f"Trainer.{name}", partial(_run, name))
        return super().attribute(machine, name)


def _run(name: str, machine: Machine, arguments: Arguments) -> Any:
    method, model = _METHODS[name], arguments.get(0, "model")
    if isinstance(model, Instance) and "torch" in model.hidden and machine.recording:
        loaders = [arguments.get(*place) for place in method.loaders]
        given = arguments.get(method.data, "datamodule")
        if _makes_loaders(loaders[0], method):
            given, loaders[0] = loaders[0], None
        source = given if isinstance(given, Instance) else model
        machine.attempt(partial(_call, machine, source, "setup", method.stage))
        for (step, maker), loader in zip(method.steps, loaders, strict=True):
            machine.attempt(partial(_step, machine, model, step, loader, partial(_call, machine, source, maker)))
    return Unknown(f"what `Trainer.{name}` gives is not known")


def _makes_loaders(value: Any, method: _Method) -> bool:
    return isinstance(value, Instance) and any(value.cls.lookup(maker) is not ABSENT for _, maker in method.steps)


def _step(machine: Machine, model: Instance, name: str, loader: Any, make: Callable[[], Any]) -> None:
    """Run a step that the program writes once."""
    step = model.cls.lookup(name)
    if not isinstance(step, Function):
        return
    batch = _batch(machine, make() if loader is None else loader, name != _TRAINING[0])
    needed = [one for one in step.node.parameters.items[1:] if one.name not in step.defaults and one.kind in _PLAIN]
    action = partial(_call, machine, model, name, *[batch, 0, 0][: len(needed)])
    if isinstance(batch, Unknown):
        machine.doubting(action)
    else:
        action()


_PLAIN = ("positional", "positional_only")


def _batch(machine: Machine, loader: Any, one_by_one: bool) -> Any:
    """What a loader gives in each round; of several loaders that are gone through `one_by_one` what the first gives."""
    loaders = machine.plain(loader)
    if isinstance(loaders, tuple) and one_by_one and loaders:
        return _batch(machine, loaders[0], False)
    if loader is None or isinstance(loaders, (tuple, dict)):
        return Unknown("what the batches are is not known")
    items = machine.iterate(loader)
    if isinstance(items, Unknown):
        return items.origin.item if isinstance(items.origin, Alike) else Unknown(items.reason)
    return items[0] if items else Unknown("there are no batches")


def _call(machine: Machine, value: Instance, name: str, *given: Any) -> Any:
    """What a method gives that the program writes; None where it writes none."""
    method = value.cls.lookup(name)
    if not isinstance(method, Function):
        return None
    return machine.call(machine.bind(method, value, value.cls), Arguments(list(given), site=machine.site))
