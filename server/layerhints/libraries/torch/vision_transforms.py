"""torchvision's transforms, as classes and as functions: what they make of the sizes of pictures and of tensors.

https://docs.pytorch.org/vision/stable/transforms.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.libraries.numpy.arrays import Array
from layerhints.libraries.torch.module import ModuleClass, base_class, new_module
from layerhints.libraries.torch.tensors import TORCH_TENSORS, tensor_of
from layerhints.values.arguments import Arguments
from layerhints.values.base import Value
from layerhints.values.objects import Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

_CHANCE = Unknown("the size that a random transform gives is not known")
_NO_SIZE = Unknown("the size that the transform gives is not known")
_RESULT = Unknown("what the transform gives is not known")
_LONGER = Unknown("the longer side of a resized picture depends on the picture")


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


# --- what is made of a height and a width

Sides = Callable[[Any, Any], "tuple[Any, Any]"]


def _items(machine: Machine, value: Any) -> tuple[Any, ...]:
    """One size, or several in a row."""
    plain = machine.plain(value)
    items = plain if isinstance(plain, tuple) else (plain,)
    return tuple(item if type(item) is int or isinstance(item, (Expression, Unknown)) else _NO_SIZE for item in items)


def cropped(machine: Machine, size: Any) -> Sides:
    """Crops have the size that is asked for: what is smaller is padded."""
    items = _items(machine, size)
    sides = (items[0], items[-1]) if len(items) in (1, 2) else (_NO_SIZE, _NO_SIZE)
    return lambda height, width: sides


def resized(machine: Machine, size: Any, most: Any) -> Sides:
    """A pair is the new size; one number that of the smaller side, the other in proportion and at most `most`."""
    items = _items(machine, size)
    bound = machine.plain(most)

    def sides(height: Any, width: Any) -> tuple[Any, Any]:
        if len(items) == 2:
            return items[0], items[1]
        side = items[0] if len(items) == 1 else None
        if not (type(height) is type(width) is type(side) is int and min(height, width) > 0):
            return _LONGER, _LONGER
        if not (bound is None or type(bound) is int):
            return _LONGER, _LONGER
        shorter, longer = min(height, width), max(height, width)
        short, long = side, int(side * longer / shorter)
        if bound is not None and long > bound:
            short, long = int(bound * short / long), bound
        return (short, long) if height <= width else (long, short)

    return sides


def padded(machine: Machine, padding: Any) -> Sides:
    """One number is for all sides, two are for left and right and for top and bottom, four for each."""
    items = _items(machine, padding)
    left, top, right, bottom = items * (4 // len(items)) if len(items) in (1, 2, 4) else (_NO_SIZE,) * 4
    return lambda height, width: (height + top + bottom, width + left + right)


# --- what is made of a picture or a tensor

Change = Callable[["Machine", Any], Any]


def _of_tensor(value: Any, least: int) -> Any:
    """The shape of a tensor that has so many axes at least; None for everything else."""
    if not isinstance(value, Tensor) or value.kind is not TORCH_TENSORS or isinstance(value.shape, Unknown):
        return None
    return value.shape if len(value.shape) >= least else None


def with_sides(value: Any, sides: Sides) -> Any:
    """A picture or tensor `(…, H, W)` with other sides."""
    if isinstance(value, Picture):
        return Picture(value.channels, *sides(value.height, value.width))
    shape = _of_tensor(value, 2)
    return _RESULT if shape is None else tensor_of((*shape[:-2], *sides(*shape[-2:])), value.dtype)


def _changing(sides: Sides) -> Change:
    return lambda machine, value: with_sides(value, sides)


def _in_channels(channels: Any) -> Change:
    def change(machine: Machine, value: Any) -> Any:
        if isinstance(value, Picture):
            return Picture(channels, value.height, value.width)
        shape = _of_tensor(value, 3)
        return _RESULT if shape is None else tensor_of((*shape[:-3], channels, *shape[-2:]), value.dtype)

    return change


def _to_tensor(of_bytes: str) -> Change:
    """Pictures and arrays `(H, W, C)` or `(H, W)` become tensors `(C, H, W)`; `of_bytes` is the type that bytes get."""

    def change(machine: Machine, value: Any) -> Any:
        if isinstance(value, Picture):
            return tensor_of((value.channels, value.height, value.width), of_bytes, source="a data set")
        if isinstance(value, Array) and not isinstance(value.shape, Unknown) and len(value.shape) in (2, 3):
            height, width, *channels = value.shape
            return tensor_of((*(channels or (1,)), height, width), of_bytes if value.dtype == "uint8" else value.dtype)
        return value if _of_tensor(value, 0) is not None else Unknown("what becomes a tensor is not known")

    return change


def _to_picture(machine: Machine, value: Any) -> Any:
    shape = value.shape if isinstance(value, Array) else _of_tensor(value, 2)
    if shape is None or isinstance(shape, Unknown) or len(shape) not in (2, 3):
        return _RESULT
    if len(shape) == 2:
        return Picture(1, *shape)
    return Picture(shape[2], shape[0], shape[1]) if isinstance(value, Array) else Picture(*shape)


def _of_another_type(machine: Machine, value: Any) -> Any:
    """As large, of a type that is not followed."""
    return tensor_of(value.shape) if isinstance(value, Tensor) and value.kind is TORCH_TENSORS else value


def _same(machine: Machine, value: Any) -> Any:
    return value


# --- classes


class Transform(Value):
    """A transform: called with a picture or tensor it gives another one."""

    __slots__ = ("change", "name")

    def __init__(self, name: str, change: Change) -> None:
        self.name = name
        self.change = change

    def describe(self) -> str:
        return f"the transform `{self.name}`"

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        given = arguments.positional
        results = tuple(self.change(machine, value) for value in given)
        return results[0] if len(results) == 1 else results

    @property
    def is_module(self) -> bool:
        return self.name not in _NO_MODULES

    def as_module(self, machine: Machine) -> Any:
        """What stands for it inside of an `nn.Sequential`: a module without parameters, at no place of its own."""
        cls = ModuleClass(self.name, (base_class(machine),), {}, "torchvision.transforms.transforms")
        cls.rule_name = None
        cls.namespace["forward"] = Native(f"{self.name}.forward", lambda m, a: self.call(m, a.without_first()))
        module = new_module(machine, Arguments([cls]))
        module.hidden["site"] = None
        return module


def _composed(machine: Machine, arguments: Arguments) -> Change:
    steps = machine.iterate(arguments.get(0, "transforms"))

    def change(machine: Machine, value: Any) -> Any:
        if isinstance(steps, Unknown):
            return steps
        for step in steps:
            value = machine.call_values(step, value)
        return value

    return change


def _perhaps(machine: Machine, arguments: Arguments) -> Change:
    """`RandomApply(transforms)` does all of them or none."""
    steps = _composed(machine, arguments)
    return lambda machine, value: machine.join(value, steps(machine, value), _CHANCE)


def _pieces(count: int) -> Callable[[Machine, Arguments], Change]:
    """So many crops, in a tuple."""

    def made(machine: Machine, arguments: Arguments) -> Change:
        sides = cropped(machine, arguments.get(0, "size"))
        return lambda machine, value: tuple(with_sides(value, sides) for _ in range(count))

    return made


def _rotated(place: int) -> Callable[[Machine, Arguments], Change]:
    """A turned picture is as large, unless it is to be seen as a whole; `place` is that of the parameter `expand`."""

    def made(machine: Machine, arguments: Arguments) -> Change:
        expand = arguments.get(place, "expand", False)
        return _same if expand is False or expand == 0 else _changing(lambda height, width: (_CHANCE, _CHANCE))

    return made


def _of_lambda(machine: Machine, arguments: Arguments) -> Change:
    function = arguments.get(0, "lambd")
    return lambda machine, value: machine.call_values(function, value)


_SAME = (
    "Normalize", "RandomHorizontalFlip", "RandomVerticalFlip", "ColorJitter", "RandomErasing", "GaussianBlur",
    "RandomAffine", "RandomPerspective", "RandomGrayscale", "RandAugment", "AutoAugment",
    "TrivialAugmentWide", "AugMix", "RandomInvert", "RandomPosterize", "RandomSolarize", "RandomAdjustSharpness",
    "RandomAutocontrast", "RandomEqualize", "ElasticTransform", "ToPureTensor",
    "LinearTransformation", "GaussianNoise",
)  # fmt: skip
"""What comes out is as large as what went in."""

_MAKING: dict[str, Callable[[Machine, Arguments], Change]] = {
    **{name: lambda m, a: _same for name in _SAME},
    **{name: lambda m, a: _of_another_type for name in ("ConvertImageDtype", "ToDtype")},
    **{
        name: lambda m, a: _changing(cropped(m, a.get(0, "size")))
        for name in ("CenterCrop", "RandomCrop", "RandomResizedCrop")
    },
    "ToTensor": lambda m, a: _to_tensor("float32"),
    **{name: lambda m, a: _to_tensor("uint8") for name in ("PILToTensor", "ToImage")},
    "ToPILImage": lambda m, a: _to_picture,
    "Resize": lambda m, a: _changing(resized(m, a.get(0, "size"), a.get(2, "max_size"))),
    "Pad": lambda m, a: _changing(padded(m, a.get(0, "padding"))),
    "Grayscale": lambda m, a: _in_channels(a.get(0, "num_output_channels", 1)),
    "RandomRotation": _rotated(2),
    "Compose": _composed,
    "RandomApply": _perhaps,
    "FiveCrop": _pieces(5),
    "TenCrop": _pieces(10),
    "Lambda": _of_lambda,
}


def _class(name: str) -> Native:
    making = _MAKING[name]
    return Native(f"torchvision.transforms.{name}", lambda machine, a: Transform(name, making(machine, a)))


_NO_MODULES = frozenset({"Compose", "Lambda", "PILToTensor", "ToPILImage", "ToTensor"})
"""The transforms that are modules in the second version only."""

TRANSFORMS: dict[str, Any] = {name: _class(name) for name in _MAKING}


# --- functions, whose first argument is the picture


def _resized_crop(machine: Machine, arguments: Arguments) -> Change:
    height, width = _items(machine, (arguments.get(3, "height"), arguments.get(4, "width")))
    sides = resized(machine, arguments.get(5, "size"), None)
    return _changing(lambda *_: sides(height, width))


_SAME_FUNCTIONS = (
    "adjust_brightness", "adjust_contrast", "adjust_gamma", "adjust_hue", "adjust_saturation", "adjust_sharpness",
    "affine", "autocontrast", "elastic_transform", "equalize", "erase", "gaussian_blur", "hflip", "horizontal_flip",
    "invert", "normalize", "perspective", "posterize", "solarize", "vertical_flip", "vflip",
)  # fmt: skip

_APPLYING: dict[str, Callable[[Machine, Arguments], Change]] = {
    **{name: lambda m, a: _same for name in _SAME_FUNCTIONS},
    **{
        name: lambda m, a: _in_channels(a.get(1, "num_output_channels", 1))
        for name in ("rgb_to_grayscale", "to_grayscale")
    },
    "to_tensor": lambda m, a: _to_tensor("float32"),
    **{name: lambda m, a: _to_tensor("uint8") for name in ("pil_to_tensor", "to_image")},
    "to_pil_image": lambda m, a: _to_picture,
    "convert_image_dtype": lambda m, a: _of_another_type,
    "resize": lambda m, a: _changing(resized(m, a.get(1, "size"), a.get(3, "max_size"))),
    "center_crop": lambda m, a: _changing(cropped(m, a.get(1, "output_size"))),
    "crop": lambda m, a: _changing(cropped(m, (a.get(3, "height"), a.get(4, "width")))),
    "resized_crop": _resized_crop,
    "pad": lambda m, a: _changing(padded(m, a.get(1, "padding"))),
    "rotate": _rotated(3),
}


def _function(name: str) -> Native:
    applying = _APPLYING[name]

    def call(machine: Machine, arguments: Arguments) -> Any:
        picture = next((arguments.keywords[word] for word in _PICTURES if word in arguments.keywords), _RESULT)
        given = arguments.positional[0] if arguments.positional else picture
        return applying(machine, arguments)(machine, given)

    return Native(f"torchvision.transforms.functional.{name}", call)


_PICTURES = ("img", "image", "inpt", "pic", "tensor")
"""What the functions call the picture."""

FUNCTIONS: dict[str, Any] = {name: _function(name) for name in _APPLYING}
