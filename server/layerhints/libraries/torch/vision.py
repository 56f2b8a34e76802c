"""torchvision's data: what an item of a data set looks like. Its models and operations are read from their source.

https://docs.pytorch.org/vision/stable/datasets.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.opaque import Opaque
from layerhints.libraries.torch.vision_transforms import FUNCTIONS, TRANSFORMS, Picture
from layerhints.values.base import Value
from layerhints.values.objects import Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

MODULES = (
    "torchvision.datasets",
    "torchvision.transforms",
    "torchvision.io",
    "torchvision.utils",
    "torchvision.tv_tensors",
    "torchvision.extension",
    "torchvision._meta_registrations",
    "torchvision.models.feature_extraction",
    "torchvision._autograd_registrations",
)
"""The parts of torchvision that are answered for, with everything below them."""

_FILE = Unknown("the size of a picture is in its file, which is not read")

PICTURES: dict[str, tuple[Any, Any, Any, int]] = {
    "MNIST": (1, 28, 28, 2),
    "FashionMNIST": (1, 28, 28, 2),
    "KMNIST": (1, 28, 28, 2),
    "QMNIST": (1, 28, 28, -1),
    "EMNIST": (1, 28, 28, -1),
    "CIFAR10": (3, 32, 32, 2),
    "CIFAR100": (3, 32, 32, 2),
    "SVHN": (3, 32, 32, 2),
    "STL10": (3, 96, 96, 3),
    "USPS": (1, 16, 16, 2),
    "SEMEION": (1, 16, 16, 1),
    "PCAM": (3, 96, 96, 2),
    "EuroSAT": (3, 64, 64, 1),
    "CelebA": (3, 218, 178, 3),
    "ImageFolder": (3, _FILE, _FILE, 1),
    "ImageNet": (3, _FILE, _FILE, -1),
    "Flowers102": (3, _FILE, _FILE, 2),
    "Food101": (3, _FILE, _FILE, 2),
    "OxfordIIITPet": (3, _FILE, _FILE, 3),
    "StanfordCars": (3, _FILE, _FILE, 2),
    "Imagenette": (3, _FILE, _FILE, -1),
}
"""Channels, height and width of each data set's pictures as their documentation gives them, and the position of the
parameter `transform` (−1: it is passed by name only)."""


class Pictures(Value):
    """A data set whose items are a picture and the number of its class."""

    __slots__ = ("picture", "transform")

    def __init__(self, picture: Picture, transform: Any) -> None:
        self.picture = picture
        self.transform = transform

    def describe(self) -> str:
        return "a data set of pictures"

    def item(self, machine: Machine, index: Any) -> Any:
        picture = self.picture if self.transform is None else machine.call_values(self.transform, self.picture)
        return picture, 0

    def length(self, machine: Machine) -> Any:
        return Unknown("how many pictures the data set has is not known")

    def attribute(self, machine: Machine, name: str) -> Any:
        return Unknown(f"`{name}` of a data set is in files that are not read")


def _dataset(name: str) -> Native:
    channels, height, width, place = PICTURES[name]

    def make(machine: Machine, arguments: Arguments) -> Any:
        transform = arguments.keywords.get("transform")
        if transform is None and 0 <= place < len(arguments.positional):
            transform = arguments.positional[place]
        return Pictures(Picture(channels, height, width), transform)

    return Native(f"torchvision.datasets.{name}", make)


def _fake(machine: Machine, arguments: Arguments) -> Any:
    size = machine.plain(arguments.get(1, "image_size", (3, 224, 224)))
    sides = size if isinstance(size, tuple) and len(size) == 3 else (_FILE,) * 3
    return Pictures(Picture(*sides), arguments.get(3, "transform"))


DATASETS: dict[str, Any] = {
    **{name: _dataset(name) for name in PICTURES},
    "FakeData": Native("torchvision.datasets.FakeData", _fake),
}


FUNCTIONAL = ("torchvision.transforms.functional", "torchvision.transforms.v2.functional")
SUBMODULES = ("torchvision.transforms.v2", *FUNCTIONAL)
"""The modules below MODULES that have names of their own here."""


def member(module: str, name: str) -> Any:
    """What `module.name` is, for one of MODULES."""
    if module == "torchvision.datasets":
        table = DATASETS
    elif module in FUNCTIONAL:
        table = FUNCTIONS
    else:
        table = TRANSFORMS if "transforms" in module else {}
    return table.get(name, Opaque(f"{module}.{name}"))
