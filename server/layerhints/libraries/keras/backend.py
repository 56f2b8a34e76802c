"""`keras.backend` (and `keras.config`): the settings and shape functions that model code uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.session import keras_shape, session
from layerhints.rules.shapes import elements
from layerhints.values.objects import ABSENT, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


def _image_data_format(machine: Machine, arguments: Arguments) -> Any:
    return session(machine).data_format


def _set_image_data_format(machine: Machine, arguments: Arguments) -> None:
    value = arguments.get(0, "data_format", arguments.keywords.get("dim_ordering"))
    named = {"th": "channels_first", "tf": "channels_last"}.get(value, value) if isinstance(value, str) else value
    if not isinstance(named, (str, Unknown)):
        named = Unknown("the image data format that is set is not known")
    machine.write(session(machine).settings, "image_data_format", named)


def _standardize_data_format(machine: Machine, arguments: Arguments) -> Any:
    """`keras.src.backend.standardize_data_format(None)`, which libraries borrow: what is given, or the setting."""
    value = arguments.get(0, "data_format")
    if value is None:
        return session(machine).data_format
    return value.lower() if isinstance(value, str) else Unknown("the image data format is not known")


def _image_dim_ordering(machine: Machine, arguments: Arguments) -> Any:
    current = session(machine).data_format
    if not isinstance(current, str):
        return current
    return {"channels_first": "th", "channels_last": "tf"}.get(current, current)


def _int_shape(machine: Machine, arguments: Arguments) -> Any:
    tensor = arguments.get(0, "x")
    return keras_shape(tensor.shape) if isinstance(tensor, Tensor) else Unknown("the shape of this value is not known")


def _ndim(machine: Machine, arguments: Arguments) -> Any:
    tensor = arguments.get(0, "x")
    shape = tensor.shape if isinstance(tensor, Tensor) else Unknown("the shape of this value is not known")
    return shape if isinstance(shape, Unknown) else len(shape)


def _count_params(machine: Machine, arguments: Arguments) -> Any:
    tensor = arguments.get(0, "x")
    shape = tensor.shape if isinstance(tensor, Tensor) else Unknown("the shape of this value is not known")
    return shape if isinstance(shape, Unknown) else elements(shape)


def _is_keras_tensor(machine: Machine, arguments: Arguments) -> Any:
    """Whether a value is a symbolic tensor, of which models are made."""
    from layerhints.libraries.keras.ops.kernel import is_symbolic

    value = arguments.get(0, "x")
    if isinstance(value, Tensor):
        inside = session(machine).inside > 0
        return Unknown("what flows through a layer may be symbolic") if inside else is_symbolic(value)
    return value if isinstance(value, Unknown) else False


def _clear_session(machine: Machine, arguments: Arguments) -> None:
    session(machine).reset_names()


def _floatx(machine: Machine, arguments: Arguments) -> Any:
    return session(machine).settings.get("floatx", "float32")


def _set_floatx(machine: Machine, arguments: Arguments) -> None:
    value = arguments.get(0, "value")
    known = value if isinstance(value, str) else Unknown("the type of numbers that is set is not known")
    machine.write(session(machine).settings, "floatx", known)


def _set_policy(machine: Machine, arguments: Arguments) -> None:
    """`keras.mixed_precision.set_global_policy("mixed_float16")`: layers compute with another type than they store."""
    reason = Unknown("the program sets the policy that decides about types")
    machine.write(session(machine).settings, "floatx", reason)


FUNCTIONS: dict[str, Any] = {
    "image_data_format": Native("image_data_format", _image_data_format),
    "set_image_data_format": Native("set_image_data_format", _set_image_data_format),
    "standardize_data_format": Native("standardize_data_format", _standardize_data_format),
    "image_dim_ordering": Native("image_dim_ordering", _image_dim_ordering),
    "set_image_dim_ordering": Native("set_image_dim_ordering", _set_image_data_format),
    "int_shape": Native("int_shape", _int_shape),
    "ndim": Native("ndim", _ndim),
    "count_params": Native("count_params", _count_params),
    "is_keras_tensor": Native("is_keras_tensor", _is_keras_tensor),
    "clear_session": Native("clear_session", _clear_session),
    "backend": Native("backend", lambda *_: "tensorflow"),
    "floatx": Native("floatx", _floatx),
    "epsilon": Native("epsilon", lambda *_: 1e-07),
    "set_floatx": Native("set_floatx", _set_floatx),
    **{name: Native(name, _set_policy) for name in ("set_dtype_policy", "set_global_policy", "set_policy")},
    "set_epsilon": Native("set_epsilon", lambda *_: None),
    "set_learning_phase": Native("set_learning_phase", lambda *_: None),
}


def function(name: str) -> Any:
    """The function, or ABSENT."""
    return FUNCTIONS.get(name, ABSENT)
