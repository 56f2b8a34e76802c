"""torchvision's data: what an item of a data set looks like, and what transforms make of pictures.

The models and operations of torchvision are read from their source; its data sets are in files that are not.
https://docs.pytorch.org/vision/stable/datasets.html, https://docs.pytorch.org/vision/stable/transforms.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.opaque import Opaque
from layerhints.libraries.torch.tensors import TORCH_TENSORS, tensor_of
from layerhints.values.base import Value
from layerhints.values.objects import Native
from layerhints.values.tensor import Tensor

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
_CHANCE = Unknown("the size that a random transform gives is not known")

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


class Picture(Value):
    """A picture that is not a tensor yet."""

    __slots__ = ("channels", "height", "width")

    def __init__(self, channels: Any, height: Any, width: Any) -> None:
        self.channels = channels
        self.height = height
        self.width = width

    def describe(self) -> str:
        return "a picture"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "size":
            return (self.width, self.height)
        return {"width": self.width, "height": self.height}.get(name, Unknown(f"`{name}` of a picture is not known"))


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


# --- transforms

Resized = Callable[[Any, Any], "tuple[Any, Any]"]


class Transform(Value):
    """A transform: called with a picture or tensor it gives another one."""

    __slots__ = ("change", "name")

    def __init__(self, name: str, change: Callable[[Machine, Any], Any]) -> None:
        self.name = name
        self.change = change

    def describe(self) -> str:
        return f"the transform `{self.name}`"

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        given = arguments.positional
        results = tuple(self.change(machine, value) for value in given)
        return results[0] if len(results) == 1 else results


def with_sides(value: Any, sides: Callable[[Any, Any], tuple[Any, Any]]) -> Any:
    """A picture or tensor `(…, H, W)` with other sides."""
    if isinstance(value, Picture):
        return Picture(value.channels, *sides(value.height, value.width))
    shape = value.shape if isinstance(value, Tensor) and value.kind is TORCH_TENSORS else ()
    if not isinstance(shape, Unknown) and len(shape) >= 2:
        return tensor_of((*shape[:-2], *sides(*shape[-2:])), value.dtype)
    return Unknown("what the transform gives is not known")


def _sides_of(machine: Machine, value: Any) -> tuple[Any, Any]:
    plain = machine.plain(value)
    if isinstance(plain, tuple):
        return (plain[0], plain[-1]) if len(plain) in (1, 2) else (_CHANCE, _CHANCE)
    return plain, plain


def _cropped(machine: Machine, arguments: Arguments) -> Any:
    """Crops have the size that is asked for."""
    size = _sides_of(machine, arguments.get(0, "size"))
    return Transform("crop", lambda machine, value: with_sides(value, lambda height, width: size))


def _resized(machine: Machine, arguments: Arguments) -> Any:
    """A pair is the new size; a number that of the smaller side, the other in proportion."""
    size = machine.plain(arguments.get(0, "size"))

    def sides(height: Any, width: Any) -> tuple[Any, Any]:
        if isinstance(size, tuple) and len(size) == 2:
            return size
        side = size[0] if isinstance(size, tuple) else size
        if not (type(height) is int and type(width) is int and type(side) is int):
            unclear = Unknown("the longer side of a resized picture depends on the picture")
            return unclear, unclear
        if height <= width:
            return side, int(side * width / height)
        return int(side * height / width), side

    return Transform("Resize", lambda machine, value: with_sides(value, sides))


def _padded(machine: Machine, arguments: Arguments) -> Any:
    padding = machine.plain(arguments.get(0, "padding"))
    left, top, right, bottom = (
        (padding,) * 4
        if not isinstance(padding, tuple)
        else (padding * 2 if len(padding) == 2 else padding if len(padding) == 4 else (_CHANCE,) * 4)
    )

    def sides(height: Any, width: Any) -> tuple[Any, Any]:
        return height + top + bottom, width + left + right

    return Transform("Pad", lambda machine, value: with_sides(value, sides))


def _grayscale(machine: Machine, arguments: Arguments) -> Any:
    channels = arguments.get(0, "num_output_channels", 1)

    def change(machine: Machine, value: Any) -> Any:
        if isinstance(value, Picture):
            return Picture(channels, value.height, value.width)
        if isinstance(value, Tensor) and not isinstance(value.shape, Unknown) and len(value.shape) >= 3:
            return tensor_of((*value.shape[:-3], channels, *value.shape[-2:]), value.dtype)
        return Unknown("what the transform gives is not known")

    return Transform("Grayscale", change)


def _to_tensor(machine: Machine, value: Any) -> Any:
    if isinstance(value, Picture):
        return tensor_of((value.channels, value.height, value.width), "float32", source="a data set")
    return value if isinstance(value, Tensor) else Unknown("what becomes a tensor is not known")


def _composed(machine: Machine, arguments: Arguments) -> Any:
    steps = machine.iterate(arguments.get(0, "transforms"))

    def change(machine: Machine, value: Any) -> Any:
        if isinstance(steps, Unknown):
            return steps
        for step in steps:
            value = machine.call_values(step, value)
        return value

    return Transform("Compose", change)


def _lambda(machine: Machine, arguments: Arguments) -> Any:
    function = arguments.get(0, "lambd")
    return Transform("Lambda", lambda machine, value: machine.call_values(function, value))


def _same(name: str) -> Native:
    return Native(f"torchvision.transforms.{name}", lambda m, a: Transform(name, lambda machine, value: value))


def _of_another_type(machine: Machine, value: Any) -> Any:
    """As large, of a type that is not followed."""
    return tensor_of(value.shape) if isinstance(value, Tensor) and value.kind is TORCH_TENSORS else value


def _typed(name: str) -> Native:
    return Native(f"torchvision.transforms.{name}", lambda m, a: Transform(name, _of_another_type))


_SAME = (
    "Normalize", "RandomHorizontalFlip", "RandomVerticalFlip", "ColorJitter", "RandomErasing", "GaussianBlur",
    "RandomRotation", "RandomAffine", "RandomPerspective", "RandomGrayscale", "RandAugment", "AutoAugment",
    "TrivialAugmentWide", "AugMix", "RandomInvert", "RandomPosterize", "RandomSolarize", "RandomAdjustSharpness",
    "RandomAutocontrast", "RandomEqualize", "ElasticTransform", "ToPureTensor",
    "LinearTransformation", "GaussianNoise",
)  # fmt: skip
"""What comes out is as large as what went in."""

TRANSFORMS: dict[str, Any] = {
    **{name: _same(name) for name in _SAME},
    **{name: _typed(name) for name in ("ConvertImageDtype", "ToDtype")},
    **{
        name: Native(f"torchvision.transforms.{name}", _cropped)
        for name in ("CenterCrop", "RandomCrop", "RandomResizedCrop")
    },
    "Resize": Native("torchvision.transforms.Resize", _resized),
    "Pad": Native("torchvision.transforms.Pad", _padded),
    "Grayscale": Native("torchvision.transforms.Grayscale", _grayscale),
    "Compose": Native("torchvision.transforms.Compose", _composed),
    "Lambda": Native("torchvision.transforms.Lambda", _lambda),
    "ToTensor": Native("torchvision.transforms.ToTensor", lambda m, a: Transform("ToTensor", _to_tensor)),
    "PILToTensor": Native("torchvision.transforms.PILToTensor", lambda m, a: Transform("PILToTensor", _to_tensor)),
    "ToImage": Native("torchvision.transforms.ToImage", lambda m, a: Transform("ToImage", _to_tensor)),
}
DATASETS: dict[str, Any] = {
    **{name: _dataset(name) for name in PICTURES},
    "FakeData": Native("torchvision.datasets.FakeData", _fake),
}


def member(module: str, name: str) -> Any:
    """What `module.name` is, for one of MODULES."""
    table = DATASETS if module == "torchvision.datasets" else TRANSFORMS if "transforms" in module else {}
    return table.get(name, Opaque(f"{module}.{name}"))
