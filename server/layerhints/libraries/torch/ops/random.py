"""Operations that draw at random, into a new tensor or in place.

https://docs.pytorch.org/docs/stable/torch.html#random-sampling
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.ops.kernel import Operations, Plain, Typed
from layerhints.libraries.torch.ops.operands import in_place, together
from layerhints.libraries.torch.ops.reading import known_shape, shape, size, sizes
from layerhints.rules import Several
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, less, text
from layerhints.rules.shapes import show_structure
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define


@define("multinomial", dtype="int64", method=True)
def multinomial(machine: Machine, input: Any, num_samples: Any, replacement: Any = False) -> Any:
    """So many positions out of each row of weights."""
    found, count = known_shape(machine, input), size(machine, num_samples)
    if len(found) not in (1, 2):
        raise Mismatch(f"{show_structure(found)} holds no rows of weights")
    if less(0, count) is False or equal(found[-1], 0) is True:
        raise Mismatch(f"{text(count)} numbers cannot be drawn")
    if machine.truth(replacement) is False and less(found[-1], count) is True:
        raise Mismatch(f"{text(count)} of {text(found[-1])} cannot be drawn without putting them back")
    return (*found[:-1], count)


@define("bernoulli", method=True)
def bernoulli(machine: Machine, input: Any, p: Any = None) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("poisson")
def poisson(machine: Machine, input: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("binomial")
def binomial(machine: Machine, count: Any, prob: Any) -> Any:
    """The shape stays."""
    return together(machine, count, prob)


@define("normal", dtype=None)
def normal(machine: Machine, mean: Any, std: Any = 1.0, size: Any = None, *, dtype: Any = None) -> Any:
    """Of tensors of means and deviations, or of given sizes."""
    if size is not None:
        return Typed(sizes(machine, size), "float32" if dtype is None else None)
    if not isinstance(mean, Tensor) and not isinstance(std, Tensor):
        return together(machine, mean, std)
    if isinstance(mean, Tensor) and isinstance(std, Tensor):
        return together(machine, mean, std)
    return shape(machine, mean if isinstance(mean, Tensor) else std)


@define("normal_", "uniform_", "random_", "bernoulli_", "cauchy_", "exponential_", "geometric_", "log_normal_",
        "fill_", "zero_", method=True, function=False)  # fmt: skip
def drawn_in_place(machine: Machine, input: Any, *options: Any, **named: Any) -> Any:
    """The shape of the tensor that is written into stays."""
    return shape(machine, input)


@define("fill")
def fill(machine: Machine, input: Any, value: Any) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("fill_diagonal_", method=True, function=False)
def fill_diagonal_in_place(machine: Machine, input: Any, fill_value: Any, wrap: Any = False) -> Any:
    """The shape of the tensor that is written into stays."""
    found = shape(machine, input)
    if isinstance(found, tuple) and len(found) < 2:
        raise Mismatch(f"{show_structure(found)} has no diagonal")
    return found


@define("copy_", method=True, function=False)
def copy_in_place(machine: Machine, input: Any, src: Any, non_blocking: Any = False) -> Any:
    """The shape of the tensor that is written into stays; the source stretches to it."""
    return in_place(machine, input, src)


@define("manual_seed", "seed", "initial_seed", "get_rng_state", "set_rng_state")
def seeds(machine: Machine, *options: Any) -> Any:
    """The state of the generator, which decides no shape."""
    return Plain(Unknown("the state of random numbers is not followed"))


@define("native_dropout")
def native_dropout(machine: Machine, input: Any, p: Any, train: Any) -> Any:
    """The shape stays, and comes once more for what was kept."""
    found = shape(machine, input)
    return Several((found, Typed(found, "bool")))


__all__ = ["OPERATIONS"]
