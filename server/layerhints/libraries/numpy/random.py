"""`numpy.random`: arrays of the requested shape, whose numbers are never known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown, less, show
from layerhints.libraries.numpy import dtypes
from layerhints.libraries.numpy.arrays import Array, as_array, size_of, sizes_of
from layerhints.libraries.numpy.making import new_shape
from layerhints.libraries.numpy.signature import Functions
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.objects import ABSENT, List, Value
from layerhints.values.origins import is_number, unknown_number
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONS = Functions("np.random")
CHANGED = Unknown("the items were shuffled")


class Generator(Value):
    """`np.random.default_rng()` or a `RandomState`: the same functions as methods, called as NumPy calls them there."""

    __slots__ = ()

    def describe(self) -> str:
        return "a random generator"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "integers":
            name = "randint"
        if name in FUNCTIONS.members:
            return FUNCTIONS.members[name]
        return ABSENT if name.startswith("__") else Unknown(f"what `.{name}` of a random generator gives is not known")


@FUNCTIONS.define("default_rng", "RandomState", "Generator", "PCG64", "SeedSequence")
def generator(machine: Machine, seed: Any = None) -> Any:
    return Generator()


@FUNCTIONS.define("seed", "set_state")
def seed(machine: Machine, seed: Any = None) -> None:
    return None


@FUNCTIONS.define("rand")
def rand(machine: Machine, *sizes: Any) -> Any:
    return Array(new_shape(machine, sizes), "float64")


@FUNCTIONS.define("randn")
def randn(machine: Machine, *sizes: Any) -> Any:
    return Array(new_shape(machine, sizes), "float64")


@FUNCTIONS.define("random", "random_sample", "sample", "ranf", "standard_normal", "standard_exponential")
def random(machine: Machine, size: Any = None, dtype: Any = None) -> Any:
    shape = () if size is None else new_shape(machine, size)
    return Array(shape, dtypes.requested(dtype, "float64"))


def _drawn(machine: Machine, size: Any, dtype: str | None, *parameters: Any) -> Any:
    """Numbers drawn from a distribution: of the requested size, else one for each of the broadcast parameters."""
    if size is not None:
        return Array(new_shape(machine, size), dtype)
    arrays = [as_array(machine, parameter) for parameter in parameters]
    for array in arrays:
        if isinstance(array, Unknown):
            return array
    return Array(broadcast(*(array.shape for array in arrays if isinstance(array, Array))), dtype)


@FUNCTIONS.define("uniform")
def uniform(machine: Machine, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
    return _drawn(machine, size, "float64", low, high)


@FUNCTIONS.define("normal", "laplace", "logistic", "gumbel", "lognormal")
def normal(machine: Machine, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
    return _drawn(machine, size, "float64", loc, scale)


@FUNCTIONS.define("beta")
def beta(machine: Machine, a: Any, b: Any, size: Any = None) -> Any:
    return _drawn(machine, size, "float64", a, b)


@FUNCTIONS.define("gamma")
def gamma(machine: Machine, shape: Any, scale: Any = 1.0, size: Any = None) -> Any:
    return _drawn(machine, size, "float64", shape, scale)


@FUNCTIONS.define("exponential")
def exponential(machine: Machine, scale: Any = 1.0, size: Any = None) -> Any:
    return _drawn(machine, size, "float64", scale)


@FUNCTIONS.define("binomial")
def binomial(machine: Machine, n: Any, p: Any, size: Any = None) -> Any:
    return _drawn(machine, size, "int64", n, p)


@FUNCTIONS.define("poisson")
def poisson(machine: Machine, lam: Any = 1.0, size: Any = None) -> Any:
    return _drawn(machine, size, "int64", lam)


@FUNCTIONS.define("randint", "random_integers")
def randint(
    machine: Machine, low: Any, high: Any = None, size: Any = None, dtype: Any = None, endpoint: Any = False
) -> Any:
    return _drawn(machine, size, dtypes.requested(dtype, "int64"), low, 0 if high is None else high)


@FUNCTIONS.define("choice")
def choice(machine: Machine, a: Any, size: Any = None, replace: Any = True, p: Any = None, axis: Any = 0) -> Any:
    shape = () if size is None else new_shape(machine, size)
    if isinstance(shape, Unknown):
        return Array(shape)
    if isinstance(a, int):
        return Array(shape, "int64")
    population = as_array(machine, a)
    if isinstance(population, Unknown):
        return Unknown("what is chosen from is not known") if size is None else population
    if isinstance(population.shape, Unknown):
        return population
    if len(population.shape) == 1:
        return Array(shape, population.dtype)
    if population.shape == ():
        return Array(shape, "int64")
    if type(axis) is not int:
        return Array(Unknown("along which axis is chosen is not known"), population.dtype)
    place = normalize_axis(axis, len(population.shape))
    return Array((*population.shape[:place], *shape, *population.shape[place + 1 :]), population.dtype)


@FUNCTIONS.define("permutation", "permuted")
def permutation(machine: Machine, x: Any, axis: Any = 0) -> Any:
    if isinstance(x, Tensor) and x.shape == ():
        return Array((size_of(machine, x),), "int64")
    array = as_array(machine, x)
    if isinstance(array, Unknown):
        return array
    if array.shape == ():
        count = size_of(machine, x)
        if less(count, 0) is True:
            raise Mismatch(f"{show(count)} numbers cannot be permuted")
        return Array((count,), "int64")
    return Array(array.shape, array.dtype, array.source)


@FUNCTIONS.define("shuffle")
def shuffle(machine: Machine, x: Any, axis: Any = 0) -> None:
    if isinstance(x, List) and not isinstance(x.content, Unknown):
        made = unknown_number if all(map(is_number, x.content)) else Unknown
        machine.replace(x, tuple(made(CHANGED.reason) for _ in x.content))
    else:
        machine.forget(x, CHANGED)


@FUNCTIONS.define("bytes", "get_state")
def opaque(machine: Machine, *args: Any) -> Any:
    return Unknown("random bytes are not known")


@FUNCTIONS.define("multivariate_normal")
def multivariate_normal(machine: Machine, mean: Any, cov: Any, size: Any = None, **options: Any) -> Any:
    means = as_array(machine, mean)
    if isinstance(means, Unknown) or isinstance(means.shape, Unknown):
        return means
    shape = () if size is None else sizes_of(machine, size)
    return Array(shape if isinstance(shape, Unknown) else (*shape, *means.shape), "float64")
