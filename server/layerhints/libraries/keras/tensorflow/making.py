"""The functions that make tensors, and the types of their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.opaque import Opaque
from layerhints.libraries.keras.ops import creation
from layerhints.libraries.keras.ops.creation import new_shape
from layerhints.libraries.keras.ops.kernel import Operations
from layerhints.libraries.keras.ops.reading import known_shape, shape, size, sizes
from layerhints.libraries.keras.variables import named_variable, tensorflow_variable
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.shapes import show_structure
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONS = Operations("tf", counted=False)
define = FUNCTIONS.define

DTYPES: dict[str, Any] = {
    name: Opaque(f"tf.{name}")
    for name in (
        "float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "bool",
        "string", "complex64", "complex128",
    )
}  # fmt: skip
"""`tf.float32` and its like, as arguments."""


@define("zeros", "ones", dtype=None)
def of_shape(machine: Machine, shape: Any, dtype: Any = None, name: Any = None) -> Any:
    return new_shape(machine, shape)


@define("placeholder", dtype=None)
def placeholder(machine: Machine, dtype: Any = None, shape: Any = None, name: Any = None) -> Any:
    """What is fed to a graph of TensorFlow 1; None is a size that each feeding decides."""
    if shape is None:
        raise NotKnown("nothing says what shape the placeholder has")
    return sizes(machine, shape, holes=True)


@define("placeholder_with_default")
def placeholder_with_default(machine: Machine, input: Any, shape: Any = None, name: Any = None) -> Any:
    return placeholder(machine, None, shape)


@define("fill", dtype=None)
def fill(machine: Machine, dims: Any, value: Any, name: Any = None) -> Any:
    return new_shape(machine, dims)


@define("eye", dtype=None)
def eye(
    machine: Machine, num_rows: Any, num_columns: Any = None, batch_shape: Any = None, dtype: Any = None,
    name: Any = None,
) -> Any:  # fmt: skip
    before = () if batch_shape is None else new_shape(machine, batch_shape)
    return (*before, *creation.eye(machine, num_rows, num_columns))


@define("range", dtype=None)
def range_(
    machine: Machine, start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: Any = "range"
) -> Any:
    return creation.arange(machine, start, limit, delta)


@define("linspace", dtype=None)
def linspace(machine: Machine, start: Any, stop: Any, num: Any, name: Any = None, axis: Any = 0) -> Any:
    return creation.spaced(machine, start, stop, num, axis)


@define("random_normal", "truncated_normal", dtype=None)
def random_normal(
    machine: Machine, shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None,
    name: Any = None,
) -> Any:  # fmt: skip
    return new_shape(machine, shape)


@define("random_uniform", dtype=None)
def random_uniform(
    machine: Machine, shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = None, seed: Any = None,
    name: Any = None,
) -> Any:  # fmt: skip
    return new_shape(machine, shape)


@define("random_gamma", dtype=None)
def random_gamma(
    machine: Machine, shape: Any, alpha: Any, beta: Any = None, dtype: Any = None, seed: Any = None, name: Any = None
) -> Any:
    """So many for each of the parameters."""
    parameters = [_shape(machine, each) for each in (alpha, beta) if each is not None]
    given = new_shape(machine, shape)
    each = broadcast(*parameters)
    return each if isinstance(each, Unknown) else (*given, *each)


@define("random_shuffle")
def random_shuffle(machine: Machine, value: Any, seed: Any = None, name: Any = None) -> Any:
    return _shape(machine, value)


@define("random_categorical", dtype="int64")
def random_categorical(
    machine: Machine, logits: Any, num_samples: Any, dtype: Any = None, seed: Any = None, name: Any = None
) -> Any:
    """So many classes are drawn for each row."""
    given = known_shape(machine, logits)
    if len(given) != 2:
        raise Mismatch(f"the logits are one row for each draw, not {show_structure(given)}")
    return (given[0], size(machine, num_samples))


@define("constant")
def constant(machine: Machine, value: Any, dtype: Any = None, shape: Any = None, name: Any = "Const") -> Any:
    return _shape(machine, value) if shape is None else new_shape(machine, shape)


def _shape(machine: Machine, value: Any) -> Any:
    return shape(machine, value)


@define("convert_to_tensor")
def convert_to_tensor(
    machine: Machine, value: Any, dtype: Any = None, dtype_hint: Any = None, name: Any = None
) -> Any:
    return shape(machine, value)


FUNCTIONS.plain("Variable")(tensorflow_variable)
FUNCTIONS.plain("get_variable")(named_variable)


@define("cast", "saturate_cast")
def cast(machine: Machine, x: Any, dtype: Any, name: Any = None) -> Any:
    return shape(machine, x)
