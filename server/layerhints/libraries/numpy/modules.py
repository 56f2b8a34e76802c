"""NumPy's modules: what each name in them is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.numpy import (
    dtypes,
    elementwise,
    joining,
    making,
    products,
    random,
    reducing,
    shaping,
    spectral,
)
from layerhints.libraries.numpy.arrays import NDARRAY, Array
from layerhints.libraries.numpy.signature import Functions, Unlisted
from layerhints.values.objects import ABSENT, Class, Module, Scope

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

_SILENT = Functions("np")


@_SILENT.define(
    "set_printoptions", "seterr", "save", "savez", "savez_compressed", "savetxt", "testing", "printoptions", "errstate",
    "warnings", "copyto", "put", "fill_diagonal",
)  # fmt: skip
def _without_result(machine: Machine, *args: Any, **options: Any) -> None:
    for value in args:
        if isinstance(value, Array):
            value.forget(machine, Unknown("the array was written into"))


def _make_ndarray(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    return making.FUNCTIONS.members["empty"].call(machine, arguments)


NDARRAY.metaclass_call = _make_ndarray

_CONSTANTS: dict[str, Any] = {
    "pi": math.pi,
    "e": math.e,
    "inf": math.inf,
    "Inf": math.inf,
    "PINF": math.inf,
    "NINF": -math.inf,
    "nan": math.nan,
    "NaN": math.nan,
    "NAN": math.nan,
    "newaxis": None,
    "euler_gamma": 0.5772156649015329,
    "ndarray": NDARRAY,
    "generic": dtypes.GENERIC,
    "number": dtypes.NUMBER,
    "integer": dtypes.INTEGER,
    "floating": dtypes.FLOATING,
}


_TYPES = (
    "double", "single", "half", "intp", "intc", "uint", "short", "byte", "ubyte", "int_", "float_", "long", "bool_",
)  # fmt: skip


def _types() -> dict[str, Any]:
    names = dict(dtypes.SCALARS)
    for alias in _TYPES:
        name = dtypes.dtype_name(alias)
        assert name is not None
        names[alias] = dtypes.SCALARS[name]
    return names


_NAMES: dict[str, Any] = {
    **{
        name: value
        for functions in (making, shaping, joining, reducing, elementwise, products)
        for name, value in functions.FUNCTIONS.members.items()
    },
    **_SILENT.members,
    **_types(),
    **_CONSTANTS,
}

_MODULES: dict[str, dict[str, Any]] = {
    "numpy": _NAMES,
    "numpy.random": random.FUNCTIONS.members,
    "numpy.linalg": products.LINEAR.members,
    "numpy.fft": spectral.FUNCTIONS.members,
}


class Namespace(Module):
    """A module whose listed names have a meaning; the others are unknown, each for its own reason."""

    def attribute(self, machine: Machine, name: str) -> Any:
        value = self.scope.names.get(name, ABSENT)
        if value is not ABSENT:
            return value
        if name == "__name__":
            return self.name
        if name == "__version__":
            return machine.host.distribution("numpy") or Unknown("which NumPy is installed is not known")
        if name.startswith("__"):
            return ABSENT
        if self.name == "numpy" and name in _BUILTINS:
            return machine.builtin_class(name)
        submodule = machine.import_module(f"{self.name}.{name}")
        return submodule if submodule is not None else Unlisted(f"{self.name}.{name}")


_BUILTINS = ("int", "float", "object", "str", "complex")
"""Names that NumPy once had for types of the language."""


def module(machine: Machine, name: str) -> Any:
    """The module called `name`, one for each run; None where there is no such module."""
    names = _MODULES.get(name)
    if names is None:
        return None
    made = machine.library_state.get(name)
    if made is None:
        # A copy of the names: the program may bind others in the module, for its own run.
        scope = Scope()
        scope.names = dict(names)
        made = Namespace(name, scope)
        machine.write(machine.library_state, name, made)
    return made
