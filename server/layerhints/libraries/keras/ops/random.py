"""`keras.random`: numbers that are drawn, in the shape that is asked for.

https://keras.io/api/random/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.keras.opaque import Opaque
from layerhints.libraries.keras.ops.creation import new_shape
from layerhints.libraries.keras.ops.kernel import Operations
from layerhints.libraries.keras.ops.reading import known_shape, shape, size
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.rules.geometry.mismatch import Mismatch

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("random", counted=False)
define = OPERATIONS.define


@define("normal", "truncated_normal", dtype=None)
def normal(
    machine: Machine, shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    return new_shape(machine, shape)


@define("uniform", dtype=None)
def uniform(
    machine: Machine, shape: Any, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    return new_shape(machine, shape)


@define("randint")
def randint(machine: Machine, shape: Any, minval: Any, maxval: Any, dtype: Any = "int32", seed: Any = None) -> Any:
    return new_shape(machine, shape)


@define("beta", dtype=None)
def beta(machine: Machine, shape: Any, alpha: Any, beta: Any, dtype: Any = None, seed: Any = None) -> Any:
    return new_shape(machine, shape)


@define("gamma", dtype=None)
def gamma(machine: Machine, shape: Any, alpha: Any, dtype: Any = None, seed: Any = None) -> Any:
    return new_shape(machine, shape)


@define("binomial", dtype=None)
def binomial(
    machine: Machine, shape: Any, counts: Any, probabilities: Any, dtype: Any = None, seed: Any = None
) -> Any:
    return new_shape(machine, shape)


@define("categorical")
def categorical(machine: Machine, logits: Any, num_samples: Any, dtype: Any = "int32", seed: Any = None) -> Any:
    given = known_shape(machine, logits)
    if len(given) != 2:
        raise Mismatch("there is one row of scores for each draw")
    return (given[0], size(machine, num_samples))


@define("dropout", dtype=FLOATING)
def dropout(machine: Machine, inputs: Any, rate: Any, noise_shape: Any = None, seed: Any = None) -> Any:
    return shape(machine, inputs)


@define("shuffle")
def shuffle(machine: Machine, x: Any, axis: Any = 0, seed: Any = None) -> Any:
    return shape(machine, x)


@OPERATIONS.plain("SeedGenerator")
def seed_generator(machine: Machine, seed: Any = None, name: Any = None, **kwargs: Any) -> Any:
    return Opaque("SeedGenerator()")
