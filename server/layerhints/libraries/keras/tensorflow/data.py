"""`tf.data`: data sets as what one element of them looks like. https://www.tensorflow.org/api_docs/python/tf/data/Dataset

How many elements there are is followed only as far as `take(1)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.batches import LAST, Batches
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.structures import map_tensors, plain_structure
from layerhints.libraries.keras.tensors import tensor_of
from layerhints.libraries.numpy.arrays import as_array, size_of
from layerhints.libraries.numpy.signature import Binder
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Iterator, Native, Value
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

AUTOTUNE = -1
_UNCHANGED = frozenset(
    {"prefetch", "cache", "shuffle", "repeat", "skip", "filter", "with_options", "ignore_errors", "shard", "snapshot"}
)
"""Methods that leave one element as it is."""


class Dataset(Batches):
    """A `tf.data.Dataset`; `batch` is one element, a tensor or a structure of tensors."""

    __slots__ = ()

    def describe(self) -> str:
        return "a data set"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "take":
            return Native(name, lambda _, a: Dataset(self.batch, 1 if a.get(0, "count") == 1 else None))
        if name in _UNCHANGED:
            return Native(name, lambda *_: Dataset(self.batch))
        if name == "element_spec":
            return map_tensors(lambda tensor: _specification(machine, tensor), self.batch)
        if name in METHODS:
            method = METHODS[name]
            return Native(name, lambda m, arguments: method(m, arguments.behind(self)))
        if name == "as_numpy_iterator":
            return Native(name, lambda m, _: Iterator(self.iterate(m)))
        return ABSENT if name.startswith("__") else Unknown(f"`{name}` of a data set is not understood")

    def element(self, machine: Machine) -> Any:
        return _program(machine, self.batch)


def _specification(machine: Machine, tensor: Tensor) -> Tensor:
    """A tensor in the place of the `TensorSpec`: the number of rows in a batch is None."""
    if isinstance(tensor.shape, Unknown):
        return tensor
    sizes = tuple(session(machine).none() if size is LAST else size for size in tensor.shape)
    return tensor_of(sizes, source=tensor.source)


def _changed(data: Dataset, change: Any) -> Dataset:
    """The data set of which each tensor has the shape that `change` makes of the one before."""

    def each(tensor: Tensor) -> Any:
        shape = tensor.shape
        changed = Tensor(tensor.kind, shape if isinstance(shape, Unknown) else change(shape), tensor.dtype)
        changed.source = tensor.source
        return changed

    return Dataset(map_tensors(each, data.batch))


def _batch(machine: Machine, self: Any, batch_size: Any, drop_remainder: Any = False, **options: Any) -> Any:
    rows = size_of(machine, batch_size) if machine.truth(drop_remainder) is True else LAST
    return _changed(self, lambda shape: (rows, *shape))


def _unbatch(machine: Machine, self: Any, name: Any = None) -> Any:
    return _changed(self, lambda shape: shape[1:] if shape else Unknown("a number cannot be taken apart"))


def _map(machine: Machine, self: Any, map_func: Any, num_parallel_calls: Any = None, **options: Any) -> Any:
    """The function gets the parts of a tuple as arguments of their own."""
    given = list(self.batch) if isinstance(self.batch, tuple) else [_program(machine, self.batch)]
    result = machine.call(map_func, Arguments([_program(machine, item) for item in given], site=machine.site))
    return Dataset(plain_structure(result), self.count)


def _program(machine: Machine, value: Any) -> Any:
    """An element as the program gets it: its dicts are the program's own."""
    if isinstance(value, tuple):
        return tuple(_program(machine, item) for item in value)
    if isinstance(value, dict):
        return machine.new_dict({key: _program(machine, item) for key, item in value.items()})
    return value


def _apply(machine: Machine, self: Any, transformation_func: Any) -> Any:
    return machine.call_values(transformation_func, self)


def _enumerate(machine: Machine, self: Any, start: Any = 0, name: Any = None) -> Any:
    return Dataset((tensor_of(()), self.batch), self.count)


_METHODS: dict[str, Callable[..., Any]] = {
    "batch": _batch, "unbatch": _unbatch, "map": _map, "apply": _apply, "enumerate": _enumerate,
}  # fmt: skip
METHODS = {name: Binder(f"tf.data.Dataset.{name}", function) for name, function in _METHODS.items()}


# --- making


def _tensors(machine: Machine, value: Any) -> Any:
    """A structure of arrays as tensors. A list is one array, as TensorFlow takes it."""
    plain = plain_structure(value) if not isinstance(value, Tensor) else value
    if isinstance(plain, dict):
        return {key: _tensors(machine, item) for key, item in plain.items()}
    if isinstance(value, tuple):
        return tuple(_tensors(machine, item) for item in value)
    array = as_array(machine, value)
    if isinstance(array, Unknown):
        return tensor_of(array)
    tensor = tensor_of(array.shape, source=array.source)
    tensor.dtype = array.dtype
    return tensor


def _from_tensors(machine: Machine, tensors: Any, name: Any = None) -> Any:
    return Dataset(_tensors(machine, tensors), 1)


def _from_tensor_slices(machine: Machine, tensors: Any, name: Any = None) -> Any:
    return _unbatch(machine, Dataset(_tensors(machine, tensors)))


def _zip(machine: Machine, *args: Any, datasets: Any = None, name: Any = None) -> Any:
    parts: Any = machine.plain(datasets) if datasets is not None else args
    while isinstance(parts, tuple) and len(parts) == 1 and isinstance(parts[0], tuple):
        parts = parts[0]
    if not isinstance(parts, tuple) or not all(isinstance(part, Batches) for part in parts):
        raise Mismatch("what is zipped are not data sets")
    return Dataset(tuple(part.batch for part in parts))


def _range(machine: Machine, *args: Any, **options: Any) -> Any:
    return Dataset(tensor_of(()))


_MAKERS: dict[str, Callable[..., Any]] = {
    "from_tensors": _from_tensors, "from_tensor_slices": _from_tensor_slices, "zip": _zip, "range": _range,
}  # fmt: skip
MAKERS = {name: Native(name, Binder(f"tf.data.Dataset.{name}", function)) for name, function in _MAKERS.items()}


class DatasetClass(Value):
    """`tf.data.Dataset` itself, of which programs use the functions that make data sets."""

    __slots__ = ()

    def describe(self) -> str:
        return "`tf.data.Dataset`"

    def attribute(self, machine: Machine, name: str) -> Any:
        return MAKERS.get(name, Unknown(f"`tf.data.Dataset.{name}` is not understood"))


DATASET = DatasetClass()
MEMBERS: dict[str, Any] = {"Dataset": DATASET, "AUTOTUNE": AUTOTUNE}

__all__ = ["MEMBERS", "Dataset"]
