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

    __slots__ = ("batch_size", "dataset")

    def __init__(self, dataset: Any, batch_size: Any) -> None:
        self.dataset = dataset
        self.batch_size = batch_size

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
        return batched(machine, item_of(machine, self.dataset), self.batch_size)


def item_of(machine: Machine, dataset: Any) -> Any:
    """What an item of a data set is."""
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
    if arguments.get(5, "num_workers") is not None and "collate_fn" not in arguments.keywords:
        return Batches(dataset, batch_size)
    if "collate_fn" in arguments.keywords or "batch_sampler" in arguments.keywords:
        return Batches(None, batch_size)
    return Batches(dataset, batch_size)


def _first_argument(machine: Machine, arguments: Arguments) -> Any:
    """`Subset(dataset, indices)`: its items are like those of the data set."""
    return arguments.get(0, "dataset")


def _split(machine: Machine, arguments: Arguments) -> Any:
    """`random_split(dataset, lengths)`: parts whose items are like those of the data set."""
    lengths = machine.iterate(arguments.get(1, "lengths"))
    if isinstance(lengths, Unknown):
        return lengths
    return machine.new_list([arguments.get(0, "dataset")] * len(lengths))


DATASET = Class("Dataset", module="torch.utils.data.dataset")

MEMBERS: dict[str, Any] = {
    "Dataset": DATASET,
    "IterableDataset": Class("IterableDataset", (DATASET,), {}, "torch.utils.data.dataset"),
    "DataLoader": Native("torch.utils.data.DataLoader", _loader),
    "TensorDataset": Native("torch.utils.data.TensorDataset", lambda m, a: Tensors(tuple(a.positional))),
    "Subset": Native("torch.utils.data.Subset", _first_argument),
    "random_split": Native("torch.utils.data.random_split", _split),
}
