"""`keras.activations`: functions that keep the shape, all but `glu`. https://keras.io/api/layers/activations/"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.opaque import Opaque
from layerhints.libraries.keras.ops import MEMBERS
from layerhints.libraries.keras.ops.kernel import Operations
from layerhints.libraries.keras.ops.reading import shape
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.values.objects import ABSENT, Native, Value

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

OPERATIONS = Operations("keras.activations")


@OPERATIONS.define("relu", type="ReLU", dtype=FLOATING)
def relu(machine: Machine, x: Any, negative_slope: Any = 0.0, max_value: Any = None, threshold: Any = 0.0) -> Any:
    return shape(machine, x)


@OPERATIONS.define("mish", type="Mish", dtype=FLOATING)
def mish(machine: Machine, x: Any) -> Any:
    return shape(machine, x)


SHARED = (
    "celu", "elu", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "leaky_relu",
    "log_sigmoid", "log_softmax", "relu6", "selu", "sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign",
    "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "swish", "tanh", "tanh_shrink", "threshold",
)  # fmt: skip
"""The activations that are operations of the same name."""


def _get(machine: Machine, arguments: Arguments) -> Any:
    """`get(identifier)`: the function of that name, the function itself, and for None the linear one."""
    identifier = arguments.get(0, "identifier")
    if identifier is None:
        return FUNCTIONS["linear"]
    if isinstance(identifier, str):
        return FUNCTIONS.get(identifier, Unknown(f"there is no activation called {identifier!r} that is understood"))
    return identifier if isinstance(identifier, (Value, Unknown)) else Unknown("which activation is meant is not known")


FUNCTIONS: dict[str, Any] = {
    **{name: MEMBERS[name] for name in SHARED},
    **OPERATIONS.members,
    "exponential": MEMBERS["exp"],
    "linear": Native("linear", lambda _, arguments: arguments.get(0, "x")),
    "get": Native("get", _get),
    "deserialize": Native("deserialize", _get),
    "serialize": Opaque("keras.activations.serialize"),
}
NAMES = tuple(sorted(FUNCTIONS.keys() - {"get", "deserialize", "serialize"}))
"""What an argument may say for one of them."""


def member(name: str) -> Any:
    """The name in `keras.activations`, or ABSENT."""
    return FUNCTIONS.get(name, ABSENT)
