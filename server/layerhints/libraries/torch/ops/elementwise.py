"""Operations on each number: the shape is that of the operands, stretched to one another.

https://docs.pytorch.org/docs/stable/torch.html#pointwise-ops
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.dtypes import COMPLEX
from layerhints.libraries.torch.ops.kernel import FLOAT, Operations, Typed
from layerhints.libraries.torch.ops.operands import common_floating, common_type, together
from layerhints.libraries.torch.ops.reading import shape
from layerhints.libraries.torch.promotion import part_type
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.shapes import Named
from layerhints.values.reading import NotKnown, choice
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define


# --- of one tensor


@define(
    "neg", "negative", "positive", "ceil", "floor", "trunc", "fix", "frac", "sgn", "sign", "conj",
    "conj_physical", "resolve_conj", "resolve_neg", "relu", "bitwise_not", method=True,
)  # fmt: skip
@define("isfinite", "isinf", "isnan", "isneginf", "isposinf", "isreal", "logical_not", "signbit",
        dtype="bool", method=True)  # fmt: skip
@define(
    "acos", "acosh", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "asin", "asinh", "atan", "atanh",
    "cos", "cosh", "deg2rad", "digamma", "erf", "erfc", "erfinv", "exp", "exp2", "expm1", "i0", "lgamma", "log",
    "log10", "log1p", "log2", "rad2deg", "reciprocal", "rsqrt", "sigmoid", "sin", "sinc", "sinh", "sqrt", "tan",
    "tanh", dtype=FLOAT, method=True,
)  # fmt: skip
@define(
    "abs_", "acos_", "acosh_", "arccos_", "arccosh_", "arcsin_", "arcsinh_", "arctan_", "arctanh_", "asin_", "asinh_",
    "atan_", "atanh_", "ceil_", "conj_physical_", "cos_", "cosh_", "deg2rad_", "erf_", "erfc_", "exp_", "exp2_",
    "expm1_", "fix_", "floor_", "frac_", "i0_", "log_", "log10_", "log1p_", "log2_", "neg_", "negative_", "rad2deg_",
    "reciprocal_", "relu_", "rsqrt_", "selu", "selu_", "sigmoid_", "sin_", "sinc_", "sinh_", "sqrt_", "square_",
    "tan_", "tanh_", "trunc_", "zero_",
)  # fmt: skip
@define("zero_", method=True, function=False)
def of_one(machine: Machine, input: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("__abs__", method=True, function=False)
@define("abs", "absolute", "real", "imag", method=True)
def real_part(machine: Machine, input: Any) -> Any:
    """The shape stays; of complex numbers the type is that of their parts."""
    return Typed(shape(machine, input), part_type(common_type(input)))


@define("angle", method=True)
def angle(machine: Machine, input: Any) -> Any:
    """The shape stays; the angle is a fraction."""
    return Typed(shape(machine, input), part_type(common_floating(input)))


@define("square", method=True)
def square(machine: Machine, input: Any) -> Any:
    """The shape stays; the squares of truths are whole numbers."""
    dtype = common_type(input)
    return Typed(shape(machine, input), "int64" if dtype == "bool" else dtype)


@define("round", "round_", method=True)
def round_(machine: Machine, input: Any, *, decimals: Any = 0) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("logit", "logit_", dtype=FLOAT, method=True)
def logit(machine: Machine, input: Any, eps: Any = None) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("nan_to_num", "nan_to_num_", method=True)
def nan_to_num(machine: Machine, input: Any, nan: Any = None, posinf: Any = None, neginf: Any = None) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("hardshrink", method=True)
def hardshrink(machine: Machine, input: Any, lambd: Any = 0.5) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("celu", "celu_")
def celu(machine: Machine, input: Any, alpha: Any = 1.0) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("threshold", "threshold_")
def threshold(machine: Machine, input: Any, threshold: Any, value: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("mvlgamma", dtype=FLOAT, method=True)
def mvlgamma(machine: Machine, input: Any, p: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("polygamma", dtype=FLOAT)
def polygamma(machine: Machine, n: Any, input: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("polygamma", dtype=FLOAT, method=True, function=False)
def polygamma_method(machine: Machine, input: Any, n: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("frexp", method=True)
def frexp(machine: Machine, input: Any) -> Any:
    """Mantissa and exponent, each in the shape that goes in."""
    found = shape(machine, input)
    return Named(("mantissa", "exponent"), (found, Typed(found, "int32")))


@define("renorm", method=True)
def renorm(machine: Machine, input: Any, p: Any, dim: Any, maxnorm: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


# --- of two


@define("mul", "multiply", "fmod", "remainder", "floor_divide", "maximum", "minimum", "fmax", "fmin", "gcd", "gcd_",
        "lcm", "lcm_", "bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift", "bitwise_right_shift",
        method=True)  # fmt: skip
def of_two(machine: Machine, input: Any, other: Any) -> Any:
    """The operands stretched to one another."""
    return Typed(together(machine, input, other), common_type(input, other))


@define("true_divide", "atan2", "arctan2", "copysign", "hypot", "igamma", "igammac", "logaddexp", "logaddexp2",
        "nextafter", "xlogy", "xlogy_", method=True)  # fmt: skip
def of_two_real(machine: Machine, input: Any, other: Any) -> Any:
    """The operands stretched to one another."""
    return Typed(together(machine, input, other), common_floating(input, other))


@define("ldexp", "ldexp_", dtype=None, method=True)
def ldexp(machine: Machine, input: Any, other: Any) -> Any:
    """The operands stretched to one another."""
    return together(machine, input, other)


@define("heaviside", method=True)
def heaviside(machine: Machine, input: Any, values: Any) -> Any:
    """The operands stretched to one another."""
    return together(machine, input, values)


@define("add", "sub", "subtract", method=True)
@define("rsub")
def scaled(machine: Machine, input: Any, other: Any, *, alpha: Any = 1) -> Any:
    """The operands stretched to one another."""
    return Typed(together(machine, input, other), common_type(input, other))


@define("div", "divide", method=True)
def div(machine: Machine, input: Any, other: Any, *, rounding_mode: Any = None) -> Any:
    """The operands stretched to one another."""
    common = together(machine, input, other)
    if rounding_mode is None:
        return Typed(common, common_floating(input, other))
    choice(rounding_mode, "trunc", "floor")
    return Typed(common, common_type(input, other))


@define("pow", method=True)
def pow_(machine: Machine, input: Any, exponent: Any) -> Any:
    """The operands stretched to one another."""
    return Typed(together(machine, input, exponent), common_type(input, exponent))


@define("float_power", method=True)
def float_power(machine: Machine, input: Any, exponent: Any) -> Any:
    """The operands stretched to one another."""
    common = common_type(input, exponent)
    dtype = None if common is None else "complex128" if common in COMPLEX else "float64"
    return Typed(together(machine, input, exponent), dtype)


@define("float_power_", method=True, function=False)
def float_power_in_place(machine: Machine, input: Any, exponent: Any) -> Any:
    """The shape of the tensor that is written into stays."""
    found = input.dtype if isinstance(input, Tensor) else None
    if found is not None and found not in ("float64", "complex128"):
        raise Mismatch(f"the power is computed in double precision, which cannot be written into {found}")
    return together(machine, input, exponent)


@define("complex", dtype=None)
def complex_(machine: Machine, real: Any, imag: Any) -> Any:
    """Both parts stretched to one another."""
    return together(machine, real, imag)


@define("polar", dtype=None)
def polar(machine: Machine, abs: Any, angle: Any) -> Any:
    """Length and angle stretched to one another."""
    return together(machine, abs, angle)


# --- of several


@define("clamp", "clamp_", "clip", "clip_", method=True)
def clamp(machine: Machine, input: Any, min: Any = None, max: Any = None) -> Any:
    """The tensor and its bounds stretched to one another."""
    bounds = [bound for bound in (min, max) if bound is not None]
    if not bounds:
        raise NotKnown("`clamp` has no bound")
    found = shape(machine, input)
    tensors = [bound for bound in bounds if isinstance(bound, Tensor)]
    if not tensors:
        return Typed(found, common_type(input, *bounds))
    return Typed(together(machine, input, *bounds), common_type(input, *bounds))


@define("clamp_max", "clamp_max_", method=True)
def clamp_max(machine: Machine, input: Any, max: Any) -> Any:
    """The tensor and its bound stretched to one another."""
    return Typed(together(machine, input, max), common_type(input, max))


@define("clamp_min", "clamp_min_", method=True)
def clamp_min(machine: Machine, input: Any, min: Any) -> Any:
    """The tensor and its bound stretched to one another."""
    return Typed(together(machine, input, min), common_type(input, min))


@define("lerp", method=True)
def lerp(machine: Machine, input: Any, end: Any, weight: Any) -> Any:
    """Start, end and weight stretched to one another."""
    return Typed(together(machine, input, end, weight), common_type(input, end, weight))


@define("addcmul", "addcdiv", method=True)
def addcmul(machine: Machine, input: Any, tensor1: Any, tensor2: Any, *, value: Any = 1) -> Any:
    """The three tensors stretched to one another."""
    dtype = common_type(input, tensor1, tensor2)
    return Typed(together(machine, input, tensor1, tensor2), dtype)


__all__ = ["OPERATIONS"]
