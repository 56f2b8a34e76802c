"""Initializers: they fill a shape, whichever they are.

https://keras.io/api/layers/initializers/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.keras.opaque import Opaque
from layerhints.libraries.keras.ops.creation import new_shape
from layerhints.libraries.keras.ops.kernel import Plain, frozen
from layerhints.libraries.keras.tensors import tensor_of

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


class Initializers(Opaque):
    """The module, a class of initializers, or a function that gives one."""

    __slots__ = ()

    def attribute(self, machine: Machine, name: str) -> Any:
        return Initializers(f"{self.name}.{name}")

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return Initializer(f"{self.name}()")


class Initializer(Opaque):
    """`initializer(shape)` is a tensor of that shape."""

    __slots__ = ()

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return _FILL(machine, arguments)


def _filled(machine: Machine, shape: Any = (), dtype: Any = None, **options: Any) -> Any:
    return tensor_of(new_shape(machine, frozen(machine, shape)))


_FILL = Plain("initializer", _filled)

OF_TENSORFLOW: dict[str, Any] = {
    name: Initializers(f"tf.{name}")
    for name in (
        "initializers", "constant_initializer", "glorot_normal_initializer", "glorot_uniform_initializer",
        "ones_initializer", "orthogonal_initializer", "random_normal_initializer", "random_uniform_initializer",
        "truncated_normal_initializer", "variance_scaling_initializer", "zeros_initializer",
    )
}  # fmt: skip
"""Those that TensorFlow has outside of its Keras."""
