"""Variables that a program makes itself. A layer counts those that its attributes hold.

https://keras.io/api/layers/base_layer/ and https://www.tensorflow.org/api_docs/python/tf/Variable
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.era import installed_major
from layerhints.libraries.keras.ops.creation import new_shape
from layerhints.libraries.keras.ops.kernel import Operations, frozen
from layerhints.libraries.keras.ops.reading import shape as shape_of
from layerhints.libraries.keras.tensors import KerasTensor
from layerhints.rules import Weight, factor
from layerhints.values.objects import Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Value

VARIABLES = Operations("keras")
_ASSIGNING = frozenset({"assign", "assign_add", "assign_sub"})


class Variable(KerasTensor):
    """A tensor that is kept. `counts` says whether a layer that holds it lists it among its weights, the flag
    `trainable` whether it is trained; either may be Unknown.
    """

    __slots__ = ("counts", "flags")

    def __init__(self, shape: Any, dtype: Any, trainable: Any, counts: Any) -> None:
        super().__init__(shape, dtype)
        self.flags = {"trainable": trainable}
        self.counts = counts

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "trainable":
            return self.flags["trainable"]
        if name == "value":
            return _Read(self)
        return Native(name, lambda *_: self) if name in _ASSIGNING else super().attribute(machine, name)

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        if name == "trainable":
            machine.write(self.flags, name, _flag(machine, value))

    def join(self, other: Value, reason: Unknown) -> Any:
        """Variables of two courses are one if what they count is the same."""
        alike = isinstance(other, Variable) and (self.shape, self.counts, self.flags) == (
            other.shape,
            other.counts,
            other.flags,
        )
        return self if alike else NotImplemented

    def weight(self) -> Weight:
        """What a layer that holds it counts."""
        shape: Any = (self.shape,) if isinstance(self.shape, Unknown) else self.shape
        axes = tuple(factor(f"axis {index}", size) for index, size in enumerate(shape))
        return Weight("variable", axes, self.flags["trainable"], when=self.counts)


class _Read(KerasTensor):
    """`variable.value`, which Keras 3 reads and TensorFlow calls."""

    def __init__(self, variable: Variable) -> None:
        super().__init__(variable.shape, variable.dtype)

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return self


@VARIABLES.plain("Variable")
def keras_variable(
    machine: Machine, initializer: Any, shape: Any = None, dtype: Any = None, trainable: Any = True, **options: Any
) -> Variable:
    """Of an array, or of a shape and what fills it."""
    if shape is None:
        return _kept(machine, initializer, dtype, trainable, True)
    return Variable(new_shape(machine, frozen(machine, shape)), dtype, _flag(machine, trainable), True)


def tensorflow_variable(
    machine: Machine, initial_value: Any = None, trainable: Any = None, validate_shape: Any = True,
    caching_device: Any = None, name: Any = None, variable_def: Any = None, dtype: Any = None, **options: Any,
) -> Variable:  # fmt: skip
    return _kept(machine, initial_value, dtype, trainable, _counts(machine))


def backend_variable(
    machine: Machine, value: Any, dtype: Any = None, name: Any = None, constraint: Any = None
) -> Variable:
    """`keras.backend.variable`, which makes one of TensorFlow's."""
    return _kept(machine, value, dtype, True, _counts(machine))


def _counts(machine: Machine) -> Any:
    """The layers of Keras 2 list the variables of TensorFlow's that they hold, and those of Keras 3 do not."""
    major = installed_major(machine)
    unknown = Unknown("whether a layer counts it depends on the version of Keras, which is not known")
    return unknown if major is None else major < 3


def named_variable(
    machine: Machine, name: Any, shape: Any = None, dtype: Any = None, initializer: Any = None, regularizer: Any = None,
    trainable: Any = None, **options: Any,
) -> Variable:  # fmt: skip
    """`tf.get_variable` of TensorFlow 1. Without a shape the initializer is a tensor."""
    found = shape_of(machine, frozen(machine, initializer)) if shape is None else new_shape(machine, shape)
    return Variable(found, dtype, _flag(machine, trainable), Unknown("whether a layer counts it is not known"))


def _kept(machine: Machine, initial: Any, dtype: Any, trainable: Any, counts: Any) -> Variable:
    given = frozen(machine, initial)
    asked = getattr(given, "dtype", None) if dtype is None else dtype
    return Variable(shape_of(machine, given), asked, _flag(machine, trainable), counts)


def _flag(machine: Machine, value: Any) -> Any:
    found = True if value is None else machine.truth(value)
    return Unknown("whether the variable is trained is not known") if found is None else found
