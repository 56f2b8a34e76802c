"""Operations on each number: the shape is that of the operands, broadcast together.

https://keras.io/api/ops/numpy/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.inference import together as learned_together
from layerhints.libraries.keras.ops.kernel import Operations
from layerhints.libraries.keras.ops.reading import shape
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.shapes import show_structure
from layerhints.values.holes import hole_of
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("ops")
define = OPERATIONS.define


# --- of one tensor


@define("abs", type="Absolute")
@define("hard_swish", type="HardSilu", dtype=FLOATING)
@define("swish", type="Silu", dtype=FLOATING)
@define("conj", type="Conjugate")
@define(
    "absolute", "negative", "square", "sign", "conjugate", "copy", "trunc", "bitwise_invert", "bitwise_not",
    "ceil", "floor",
)  # fmt: skip
@define("isfinite", "isinf", "isnan", "isneginf", "isposinf", "isreal", "logical_not", "signbit", dtype="bool")
@define(
    "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "cbrt", "cos", "cosh", "deg2rad", "exp", "exp2",
    "expm1", "fabs", "i0", "log", "log10", "log1p", "log2", "rad2deg", "reciprocal", "sin", "sinc", "sinh", "sqrt",
    "tan", "tanh", "erf", "erfc", "erfinv", "rsqrt", "hard_sigmoid", "hard_silu", "hard_tanh", "log_sigmoid", "relu",
    "relu6", "selu", "sigmoid", "silu", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "tanh_shrink",
    dtype=FLOATING,
)  # fmt: skip
def of_one(machine: Machine, x: Any) -> Any:
    return shape(machine, x)


@define("stop_gradient")
def stop_gradient(machine: Machine, variable: Any) -> Any:
    return shape(machine, variable)


@define("angle", "real", "imag", dtype=None)
def part_of_complex(machine: Machine, x: Any) -> Any:
    return shape(machine, x)


@define("clip")
def clip(machine: Machine, x: Any, x_min: Any, x_max: Any) -> Any:
    return shape(machine, x)


@define("nan_to_num")
def nan_to_num(machine: Machine, x: Any, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    return shape(machine, x)


@define("round")
def round_(machine: Machine, x: Any, decimals: Any = 0) -> Any:
    return shape(machine, x)


@define("celu", "elu", dtype=FLOATING)
def with_alpha(machine: Machine, x: Any, alpha: Any = 1.0) -> Any:
    return shape(machine, x)


@define("hard_shrink", "soft_shrink", dtype=FLOATING)
def shrink(machine: Machine, x: Any, threshold: Any = 0.5) -> Any:
    return shape(machine, x)


@define("leaky_relu", dtype=FLOATING)
def leaky_relu(machine: Machine, x: Any, negative_slope: Any = 0.2) -> Any:
    return shape(machine, x)


@define("gelu", dtype=FLOATING)
def gelu(machine: Machine, x: Any, approximate: Any = True) -> Any:
    return shape(machine, x)


@define("squareplus", dtype=FLOATING)
def squareplus(machine: Machine, x: Any, b: Any = 4) -> Any:
    return shape(machine, x)


@define("threshold", dtype=FLOATING)
def threshold_(machine: Machine, x: Any, threshold: Any, default_value: Any) -> Any:
    return shape(machine, x)


# --- of two tensors


@define(
    "add", "subtract", "multiply", "power", "mod", "floor_divide", "maximum", "minimum", "fmax", "fmin", "fmod", "gcd",
    "lcm",
)  # fmt: skip
@define(
    "arctan2", "divide", "true_divide", "divide_no_nan", "heaviside", "hypot", "ldexp", "logaddexp", "logaddexp2",
    "nextafter", dtype=FLOATING,
)  # fmt: skip
@define(
    "equal", "not_equal", "greater", "greater_equal", "less", "less_equal", "logical_and", "logical_or", "logical_xor",
    dtype="bool",
)  # fmt: skip
def of_two(machine: Machine, x1: Any, x2: Any) -> Any:
    return together(machine, x1, x2)


def together(machine: Machine, *operands: Any) -> Any:
    """The shape of the operands together. What nothing gives may be a number, unless no other one is a tensor."""
    tensors = any(isinstance(each, Tensor) for each in operands)
    shapes = [Unknown(each.reason) if tensors and hole_of(each) else shape(machine, each) for each in operands]
    return learned_together(machine, shapes)


@define(
    "bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift", "bitwise_right_shift", "left_shift",
    "right_shift",
)  # fmt: skip
def of_bits(machine: Machine, x: Any, y: Any) -> Any:
    return broadcast(shape(machine, x), shape(machine, y))


@define("isclose", dtype="bool")
def isclose(
    machine: Machine, x1: Any, x2: Any, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: Any = False
) -> Any:
    return broadcast(shape(machine, x1), shape(machine, x2))


@define("allclose", type="AllClose", dtype="bool")
def allclose(
    machine: Machine, x1: Any, x2: Any, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: Any = False
) -> Any:
    broadcast(shape(machine, x1), shape(machine, x2))
    return ()


@define("isin", type="IsIn", dtype="bool")
def isin(machine: Machine, x1: Any, x2: Any, assume_unique: Any = False, invert: Any = False) -> Any:
    return shape(machine, x1)


@define("polar", dtype=Unknown("Keras calls complex numbers `float32` before it computes them"))
def polar(machine: Machine, abs_: Any, angle: Any) -> Any:
    return broadcast(shape(machine, abs_), shape(machine, angle))


@define("digitize", dtype="int32")
def digitize(machine: Machine, x: Any, bins: Any) -> Any:
    row = shape(machine, bins)
    if not isinstance(row, Unknown) and len(row) != 1:
        raise Mismatch(f"the bins are a row, not {show_structure(row)}")
    return shape(machine, x)
