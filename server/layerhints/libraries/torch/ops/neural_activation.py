"""Activations and dropouts as functions.

https://docs.pytorch.org/docs/stable/nn.functional.html#non-linear-activation-functions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch import dtypes
from layerhints.libraries.torch.ops.by_rule import of_module
from layerhints.libraries.torch.ops.kernel import FLOAT, Operations, Typed, define_in
from layerhints.libraries.torch.ops.reading import shape
from layerhints.libraries.torch.ops.reducing import along
from layerhints.rules import Several
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, text
from layerhints.rules.shapes import show_structure
from layerhints.values.reading import choice

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONAL = Operations("torch.nn.functional")
define = FUNCTIONAL.define
TORCH = Operations("torch")
define_both = define_in(FUNCTIONAL, TORCH)


@define("sigmoid", "tanh", "softsign", "tanhshrink", "logsigmoid", dtype=FLOAT)
@define("relu_", "selu_")
def unchanged(machine: Machine, input: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("relu", "relu6", "selu", "silu", "mish", "hardsigmoid", "hardswish")
def maybe_in_place(machine: Machine, input: Any, inplace: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("celu", "elu")
def elu(machine: Machine, input: Any, alpha: Any = 1.0, inplace: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("celu_", "elu_")
def elu_in_place(machine: Machine, input: Any, alpha: Any = 1.0) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("leaky_relu")
def leaky_relu(machine: Machine, input: Any, negative_slope: Any = 0.01, inplace: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("leaky_relu_")
def leaky_relu_in_place(machine: Machine, input: Any, negative_slope: Any = 0.01) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("hardtanh")
def hardtanh(machine: Machine, input: Any, min_val: Any = -1.0, max_val: Any = 1.0, inplace: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("hardtanh_")
def hardtanh_in_place(machine: Machine, input: Any, min_val: Any = -1.0, max_val: Any = 1.0) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("threshold")
def threshold(machine: Machine, input: Any, threshold: Any, value: Any, inplace: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("threshold_")
def threshold_in_place(machine: Machine, input: Any, threshold: Any, value: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("gelu")
def gelu(machine: Machine, input: Any, *, approximate: Any = "none") -> Any:
    """The shape stays."""
    choice(approximate, "none", "tanh")
    return shape(machine, input)


@define("hardshrink", "softshrink")
def shrink(machine: Machine, input: Any, lambd: Any = 0.5) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("softplus")
def softplus(machine: Machine, input: Any, beta: Any = 1, threshold: Any = 20) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("rrelu")
def rrelu(
    machine: Machine, input: Any, lower: Any = 1 / 8, upper: Any = 1 / 3, training: Any = False, inplace: Any = False
) -> Any:
    """The shape stays."""
    return shape(machine, input)


@TORCH.define("rrelu", "rrelu_")
@define("rrelu_")
def torch_rrelu(machine: Machine, input: Any, lower: Any = 1 / 8, upper: Any = 1 / 3, training: Any = False) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define_both("prelu", method=True)
def prelu(machine: Machine, input: Any, weight: Any) -> Any:
    """A weight has one number, or one for each channel of axis 1."""
    found, given = shape(machine, input), shape(machine, weight)
    if isinstance(found, Unknown) or isinstance(given, Unknown):
        return found
    if len(given) > 1:
        raise Mismatch(f"the weight {show_structure(given)} has {len(given)} axes; it must have one")
    channels = found[1] if len(found) > 1 else 1
    if given and equal(given[0], 1) is False and equal(given[0], channels) is False:
        raise Mismatch(f"the weight is for {text(given[0])} channels; the input has {text(channels)}")
    return found


@define("glu")
def glu(machine: Machine, input: Any, dim: Any = -1) -> Any:
    """The axis is halved: one half opens and closes the other."""
    return of_module(machine, "GLU", input, dim=dim)


@define("softmax", "log_softmax", "softmin")
def softmax(machine: Machine, input: Any, dim: Any = None, _stacklevel: Any = 3, dtype: Any = None) -> Any:
    """The shape stays."""
    found = shape(machine, input) if dim is None else along(machine, input, dim)
    return found if dtype is None else Typed(found, dtypes.name_of(dtype))


@define("gumbel_softmax")
def gumbel_softmax(
    machine: Machine, logits: Any, tau: Any = 1, hard: Any = False, eps: Any = 1e-10, dim: Any = -1
) -> Any:
    """The shape stays."""
    return along(machine, logits, dim)


@define("dropout", "alpha_dropout", "feature_alpha_dropout")
def dropout(machine: Machine, input: Any, p: Any = 0.5, training: Any = True, inplace: Any = False) -> Any:
    """The shape stays."""
    check_share(p)
    return shape(machine, input)


def check_share(p: Any) -> None:
    if isinstance(p, (int, float)) and not 0 <= p <= 1:
        raise Mismatch(f"the share {p} that is left out must lie between 0 and 1")


@define("dropout1d")
def dropout1d(machine: Machine, input: Any, p: Any = 0.5, training: Any = True, inplace: Any = False) -> Any:
    """The shape stays: sequences with channels."""
    check_share(p)
    found = shape(machine, input)
    if isinstance(found, tuple) and len(found) not in (2, 3):
        raise Mismatch(f"{show_structure(found)} has {len(found)} axes; `dropout1d` takes (C, L) or (N, C, L)")
    return found


@define("dropout2d", "dropout3d")
def dropout2d(machine: Machine, input: Any, p: Any = 0.5, training: Any = True, inplace: Any = False) -> Any:
    """The shape stays: images or volumes with channels."""
    check_share(p)
    return shape(machine, input)


@TORCH.define("dropout", "dropout_", "alpha_dropout", "alpha_dropout_", "feature_dropout", "feature_dropout_",
              "feature_alpha_dropout", "feature_alpha_dropout_")  # fmt: skip
def torch_dropout(machine: Machine, input: Any, p: Any, train: Any) -> Any:
    """The shape stays."""
    check_share(p)
    return shape(machine, input)


@TORCH.define("native_dropout")
def native_dropout(machine: Machine, input: Any, p: Any, train: Any) -> Any:
    found = shape(machine, input)
    return Several((found, Typed(found, "bool")))


__all__ = ["FUNCTIONAL", "TORCH"]
