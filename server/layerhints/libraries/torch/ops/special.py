"""Special functions of mathematics: number by number.

https://docs.pytorch.org/docs/stable/special.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch import dtypes
from layerhints.libraries.torch.ops.kernel import FLOAT, Operations, Typed
from layerhints.libraries.torch.ops.operands import common_floating, together
from layerhints.libraries.torch.ops.reading import shape
from layerhints.libraries.torch.ops.reducing import along, reduced

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

SPECIAL = Operations("torch.special")
define = SPECIAL.define


@define(
    "airy_ai", "bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "digamma", "entr", "erf", "erfc", "erfcx", "erfinv",
    "exp2", "expit", "expm1", "gammaln", "i0", "i0e", "i1", "i1e", "log1p", "log_ndtr", "modified_bessel_i0",
    "modified_bessel_i1", "modified_bessel_k0", "modified_bessel_k1", "ndtr", "ndtri", "psi",
    "scaled_modified_bessel_k0", "scaled_modified_bessel_k1", "sinc", "spherical_bessel_j0", dtype=FLOAT,
)  # fmt: skip
def of_one(machine: Machine, input: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("logit", dtype=FLOAT)
def logit(machine: Machine, input: Any, eps: Any = None) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("round")
def round_(machine: Machine, input: Any, *, decimals: Any = 0) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("multigammaln", dtype=FLOAT)
def multigammaln(machine: Machine, input: Any, p: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("polygamma", dtype=FLOAT)
def polygamma(machine: Machine, n: Any, input: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("gammainc", "gammaincc", "xlog1py", "xlogy", "zeta")
def of_two(machine: Machine, input: Any, other: Any) -> Any:
    """The operands stretched to one another."""
    return Typed(together(machine, input, other), common_floating(input, other))


@define(
    "chebyshev_polynomial_t", "chebyshev_polynomial_u", "chebyshev_polynomial_v", "chebyshev_polynomial_w",
    "hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p",
    "shifted_chebyshev_polynomial_t", "shifted_chebyshev_polynomial_u", "shifted_chebyshev_polynomial_v",
    "shifted_chebyshev_polynomial_w",
)  # fmt: skip
def polynomial(machine: Machine, x: Any, n: Any) -> Any:
    """The operands stretched to one another."""
    return Typed(together(machine, x, n), common_floating(x, n))


@define("logsumexp", dtype=FLOAT)
def logsumexp(machine: Machine, input: Any, dim: Any, keepdim: Any = False) -> Any:
    """The axes go, or stay with length 1."""
    return reduced(machine, input, dim, keepdim)


@define("softmax")
def softmax(machine: Machine, input: Any, dim: Any, dtype: Any = None) -> Any:
    """The shape stays."""
    found = along(machine, input, dim)
    return found if dtype is None else Typed(found, dtypes.name_of(dtype))


@define("log_softmax")
def log_softmax(machine: Machine, input: Any, dim: Any, *, dtype: Any = None) -> Any:
    """The shape stays."""
    return softmax(machine, input, dim, dtype)


__all__ = ["SPECIAL"]
