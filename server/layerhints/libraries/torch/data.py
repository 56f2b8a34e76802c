"""`torch.utils.data`: data sets and what a loader makes of their items.

https://docs.pytorch.org/docs/stable/data.html
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown, symbol
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.libraries.torch.vision import Pictures
from layerhints.values.arguments import Arguments
from layerhints.values.base import Value
from layerhints.values.objects import ABSENT, Alike, Class, Dict, Instance, List, Native
from layerhints.values.origins import unknown_number
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine

BATCH = symbol("N")


class Batches(Value):
    """A `DataLoader`: every round of a loop over it gets a batch of the data set's items."""

    __slots__ = ("batch_size", "collate", "dataset")

    def __init__(self, dataset: Any, batch_size: Any, collate: Any = None) -> None:
        self.dataset = dataset
        self.batch_size = batch_size
        self.collate = collate

    def describe(self) -> str:
        return "a DataLoader"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "dataset":
            return self.dataset
        if name == "batch_size":
            return self.batch_size
        return Unknown(f"`{name}` of a DataLoader is not known")

    def length(self, machine: Machine) -> Any:
        return Unknown("how many batches there are is not known")

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        """How many batches there are is not known; what one looks like may be."""
        return Unknown("how many batches there are is not known", Alike(self.sample(machine)))

    def sample(self, machine: Machine) -> Any:
        item = item_of(machine, self.dataset)
        if self.collate is None or isinstance(item, Unknown):
            return batched(machine, item, self.batch_size)
        if type(self.batch_size) is int and 0 < self.batch_size <= _MOST_COLLATED:
            return machine.call_values(self.collate, machine.new_list([item] * self.batch_size))
        return Unknown("how many items are put together is not known")


_MOST_COLLATED = 1024
"""Most items that a function of the program is asked to put together."""


class Part(Value):
    """Some of the items of a data set, and how many."""

    __slots__ = ("count", "dataset")

    def __init__(self, dataset: Any, count: Any) -> None:
        self.dataset = dataset
        self.count = count

    def describe(self) -> str:
        return "a part of a data set"

    def length(self, machine: Machine) -> Any:
        return self.count

    def item(self, machine: Machine, index: Any) -> Any:
        return item_of(machine, self.dataset)

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "dataset":
            return self.dataset
        return Unknown(f"`{name}` of a part of a data set is not known") if name == "indices" else ABSENT


def item_of(machine: Machine, dataset: Any) -> Any:
    """What an item of a data set is."""
    if isinstance(dataset, Part):
        return item_of(machine, dataset.dataset)
    if isinstance(dataset, Pictures):
        return dataset.item(machine, None)
    if isinstance(dataset, Tensors):
        return tuple(without_first(tensor) for tensor in dataset.tensors)
    if isinstance(dataset, Tensor):
        return without_first(dataset)
    if isinstance(dataset, List) and dataset.content and isinstance(dataset.content, tuple):
        unlike = Unknown("the items of the data set differ")
        return reduce(lambda one, other: machine.join(one, other, unlike), dataset.content)
    if isinstance(dataset, Instance):
        return machine.item(dataset, unknown_number("which item is loaded is not known"))
    return Unknown("what the data set holds is not known")


def without_first(tensor: Any) -> Any:
    if not isinstance(tensor, Tensor) or isinstance(tensor.shape, Unknown):
        return Unknown("the shape of the data is not known")
    return tensor_of(tensor.shape[1:], tensor.dtype)


def batched(machine: Machine, item: Any, batch_size: Any) -> Any:
    """Items put together as `default_collate` does: tensors stacked, numbers as a tensor, tuples as lists."""
    if isinstance(item, Tensor):
        if isinstance(item.shape, Unknown):
            return tensor_of(Unknown(item.shape.reason))
        size = batch_size if type(batch_size) is int else BATCH
        # The last batch may be shorter.
        return tensor_of((size, *item.shape), item.dtype, source="a DataLoader")
    if isinstance(item, (bool, int, float)):
        size = batch_size if type(batch_size) is int else BATCH
        return tensor_of((size,), "float64" if isinstance(item, float) else "int64")
    if isinstance(item, List):
        item = item.content
    if isinstance(item, tuple):
        return machine.new_list([batched(machine, each, batch_size) for each in item])
    if isinstance(item, Dict) and isinstance(item.content, dict):
        return machine.new_dict({key: batched(machine, each, batch_size) for key, each in item.content.items()})
    return item if isinstance(item, Unknown) else Unknown("how the items become a batch is not known")


class Tensors(Value):
    """A `TensorDataset`."""

    __slots__ = ("tensors",)

    def __init__(self, tensors: tuple[Any, ...]) -> None:
        self.tensors = tensors

    def describe(self) -> str:
        return "a TensorDataset"

    def item(self, machine: Machine, index: Any) -> Any:
        return tuple(machine.item(tensor, index) for tensor in self.tensors)

    def length(self, machine: Machine) -> Any:
        return machine.length(self.tensors[0]) if self.tensors else 0

    def attribute(self, machine: Machine, name: str) -> Any:
        return self.tensors if name == "tensors" else ABSENT


def _loader(machine: Machine, arguments: Arguments) -> Any:
    dataset, batch_size = arguments.get(0, "dataset"), arguments.get(1, "batch_size", 1)
    if arguments.get(4, "batch_sampler") is not None:
        return Batches(None, batch_size)
    return Batches(dataset, batch_size, arguments.get(6, "collate_fn"))


def _subset(machine: Machine, arguments: Arguments) -> Any:
    """`Subset(dataset, indices)`."""
    return Part(arguments.get(0, "dataset"), machine.length(arguments.get(1, "indices")))


def _split(machine: Machine, arguments: Arguments) -> Any:
    """`random_split(dataset, lengths)`: parts of these lengths; shares of the whole are not followed."""
    lengths = machine.iterate(arguments.get(1, "lengths"))
    if isinstance(lengths, Unknown):
        return lengths
    share = Unknown("how many items a share of the data set has is not known")
    dataset = arguments.get(0, "dataset")
    return machine.new_list([Part(dataset, share if isinstance(length, float) else length) for length in lengths])


DATASET = Class("Dataset", module="torch.utils.data.dataset")

MEMBERS: dict[str, Any] = {
    "Dataset": DATASET,
    "IterableDataset": Class("IterableDataset", (DATASET,), {}, "torch.utils.data.dataset"),
    "DataLoader": Native("torch.utils.data.DataLoader", _loader),
    "TensorDataset": Native("torch.utils.data.TensorDataset", lambda m, a: Tensors(tuple(a.positional))),
    "Subset": Native("torch.utils.data.Subset", _subset),
    "random_split": Native("torch.utils.data.random_split", _split),
}
