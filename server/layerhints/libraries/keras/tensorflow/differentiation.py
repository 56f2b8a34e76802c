"""`tf.GradientTape`: a gradient has the shape of what it is taken with respect to.

https://www.tensorflow.org/api_docs/python/tf/GradientTape
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.structures import map_tensors, plain_structure, program_structure
from layerhints.libraries.keras.tensors import KerasTensor
from layerhints.values.objects import Native, Value
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


class Tape(Value):
    """A tape, which is its own context, and that of `tape.stop_recording()`."""

    __slots__ = ()

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in ("__enter__", "stop_recording"):
            return Native(f"GradientTape.{name}", lambda *_: self)
        if name in ("__exit__", "watch", "reset"):
            return Native(f"GradientTape.{name}", lambda *_: None)
        taken = _TAKEN.get(name)
        if taken is None:
            return Unknown(f"`{name}` of a gradient tape is not understood")
        return Native(f"GradientTape.{name}", taken)

    def join(self, other: Value, reason: Unknown) -> Any:
        return self if isinstance(other, Tape) else NotImplemented


def _gradient(machine: Machine, arguments: Arguments) -> Any:
    """`tape.gradient(target, sources)`. It is None where the target does not depend on a source, which is a mistake."""
    return _each_source(machine, arguments, lambda source, _: source)


def _jacobian(machine: Machine, arguments: Arguments) -> Any:
    """The gradients of each number of the target."""
    return _each_source(machine, arguments, lambda source, target: _chained(target, source))


def _batch_jacobian(machine: Machine, arguments: Arguments) -> Any:
    """The same within each sample, where target and source have the same first axis."""
    return _each_source(machine, arguments, lambda source, target: _chained(target, source, 1))


def _each_source(machine: Machine, arguments: Arguments, shape: Any) -> Any:
    target = plain_structure(arguments.get(0, "target", Unknown("the target is not given")))
    sources = plain_structure(arguments.get(1, "sources", arguments.get(1, "source")))
    goal = target.shape if isinstance(target, Tensor) else Unknown("the shape of the target is not known")
    taken = map_tensors(lambda source: KerasTensor(shape(source.shape, goal), source.dtype), sources)
    return program_structure(machine, taken)


def _chained(first: Any, second: Any, shared: int = 0) -> Any:
    """The axes of both, of which so many first ones are shared."""
    unknown = next((each for each in (first, second) if isinstance(each, Unknown)), None)
    return (*first, *second[shared:]) if unknown is None else Unknown(unknown.reason)


_TAKEN = {"gradient": _gradient, "jacobian": _jacobian, "batch_jacobian": _batch_jacobian}

MEMBERS = {"GradientTape": Native("tf.GradientTape", lambda *_: Tape())}
