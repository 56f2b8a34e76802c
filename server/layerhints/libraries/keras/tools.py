"""`keras.utils` and `keras.preprocessing`: what prepares data for a model, and what is done with a model around it.

https://keras.io/api/utils/ and https://keras.io/api/data_loading/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown, equal
from layerhints.libraries.keras.batches import BATCHED
from layerhints.libraries.keras.opaque import Opaque
from layerhints.libraries.keras.session import GIVES_NAMES, session
from layerhints.libraries.numpy.arrays import Array, as_array, size_of
from layerhints.libraries.numpy.signature import Functions
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.objects import ABSENT, Class, Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

FUNCTIONS = Functions("keras.utils")


# --- numbers


@FUNCTIONS.define("to_categorical")
def to_categorical(
    machine: Machine, x: Any = None, num_classes: Any = None, dtype: Any = None, *, y: Any = None,
    nb_classes: Any = None,
) -> Any:  # fmt: skip
    """Class numbers as rows with a single 1: the shape of the numbers (less a last axis of 1) with the classes behind.

    Where the number of classes is not given, it is one more than the largest number. Older releases call the
    arguments `y` and `nb_classes`.
    """
    labels = as_array(machine, x if y is None else y)
    classes: Any = num_classes if nb_classes is None else nb_classes
    if isinstance(labels, Unknown):
        return Array(Unknown(labels.reason), "float64")
    if classes is None:
        classes = _largest(labels)
    if isinstance(labels.shape, Unknown):
        return Array(Unknown(labels.shape.reason), "float64")
    shape = labels.shape
    if len(shape) > 1 and equal(shape[-1], 1) is not False:
        if equal(shape[-1], 1) is None:
            return Array(Unknown("whether the last axis of the labels has size 1 is not known"), "float64")
        shape = shape[:-1]
    return Array((*shape, size_of(machine, classes)), "float64", _one_hot(labels.source))


def _largest(labels: Array) -> Any:
    if labels.classes is not None:
        return labels.classes
    if labels.items and all(type(item) is int for item in labels.items):
        return max(labels.items) + 1
    return Unknown("the largest class number is not known, and with it the number of classes: give `num_classes`")


def _one_hot(source: str | None) -> str | None:
    return None if source is None else f"{source}, one column a class"


@FUNCTIONS.define("normalize")
def normalize(machine: Machine, x: Any, axis: Any = -1, order: Any = 2) -> Any:
    array = as_array(machine, x)
    return array if isinstance(array, Unknown) else Array(array.shape, "float64", array.source)


# --- sequences


@FUNCTIONS.define("pad_sequences")
def pad_sequences(
    machine: Machine, sequences: Any, maxlen: Any = None, dtype: Any = "int32", padding: Any = "pre",
    truncating: Any = "pre", value: Any = 0.0,
) -> Any:  # fmt: skip
    """Sequences of any length as the rows of one array, all `maxlen` long."""
    count = machine.length(sequences)
    source = sequences.source if isinstance(sequences, Array) else None
    length = Unknown("the longest sequence is not known: give `maxlen`") if maxlen is None else size_of(machine, maxlen)
    name = dtype if isinstance(dtype, str) else None
    return Array((count, length), name, None if source is None else f"{source}, padded to one length")


def _tokenizer(machine: Machine, arguments: Arguments) -> Any:
    return Opaque("Tokenizer()")


# --- images


def _channels(machine: Machine, size: tuple[Any, Any], channels: Any, data_format: Any) -> Any:
    chosen = session(machine).data_format if data_format is None else data_format
    if chosen == "channels_last":
        return (*size, channels)
    if chosen == "channels_first":
        return (channels, *size)
    return (Unknown("whether the channels come first or last is not known"),) * 3


@FUNCTIONS.define("img_to_array")
def img_to_array(machine: Machine, img: Any, data_format: Any = None, dtype: Any = None) -> Any:
    """An image as an array of height, width and channels; an array gets the axis of channels that it lacks."""
    if not isinstance(img, (Array, Picture)):
        return Unknown("the size of the image is not known")
    if isinstance(img, Picture):
        return Array(_channels(machine, img.size, img.channels, data_format), "float32", img.source)
    if isinstance(img.shape, Unknown) or len(img.shape) == 3:
        return Array(img.shape, "float32", img.source)
    if len(img.shape) != 2:
        raise Mismatch("an image has two or three axes")
    return Array(_channels(machine, (img.shape[0], img.shape[1]), 1, data_format), "float32", img.source)


class Picture(Opaque):
    """A picture that `load_img` made: its size is `target_size`."""

    __slots__ = ("channels", "size", "source")

    def __init__(self, size: tuple[Any, Any], channels: Any, source: str | None) -> None:
        super().__init__("load_img()")
        self.size = size
        self.channels = channels
        self.source = source


@FUNCTIONS.define("load_img")
def load_img(
    machine: Machine, path: Any, color_mode: Any = "rgb", target_size: Any = None, interpolation: Any = "nearest",
    keep_aspect_ratio: Any = False, grayscale: Any = False,
) -> Any:  # fmt: skip
    size = machine.plain(target_size)
    if not (isinstance(size, tuple) and len(size) == 2):
        doubt = Unknown("the size of the image is in its file")
        size = (doubt, doubt)
    height, width = (size_of(machine, part) for part in size)
    mode = "grayscale" if grayscale is True else color_mode
    return Picture((height, width), channels_of(mode), "an image that is loaded with `target_size`")


def channels_of(color_mode: Any) -> Any:
    known = {"rgb": 3, "rgba": 4, "grayscale": 1}.get(color_mode) if isinstance(color_mode, str) else None
    return Unknown("the color mode is not known") if known is None else known


@FUNCTIONS.define("array_to_img", "save_img")
def to_image(machine: Machine, *args: Any, **options: Any) -> Any:
    return Opaque("an image")


@FUNCTIONS.define("smart_resize")
def smart_resize(
    machine: Machine, x: Any, size: Any, interpolation: Any = "bilinear", data_format: Any = "channels_last"
) -> Any:
    array, target = as_array(machine, x), machine.plain(size)
    if isinstance(array, Unknown) or isinstance(array.shape, Unknown):
        return array
    if not (isinstance(target, tuple) and len(target) == 2 and len(array.shape) in (3, 4)):
        return Unknown("the size to which the image is resized is not known")
    before, (height, width) = array.shape[:-3], target
    if data_format == "channels_last":
        return Array((*before, height, width, array.shape[-1]), "float32")
    return Array((*before, array.shape[-3], height, width), "float32")


# --- around a model


@FUNCTIONS.define(
    "plot_model", "plot", "model_to_dot", "print_summary", "set_random_seed", "disable_interactive_logging",
    "enable_interactive_logging", "convert_all_kernels_in_model",
)  # fmt: skip
def without_effect(machine: Machine, *args: Any, **options: Any) -> None:
    return None


@FUNCTIONS.define("multi_gpu_model")
def multi_gpu_model(machine: Machine, model: Any, gpus: Any = None, **options: Any) -> Any:
    return model


@FUNCTIONS.define("get_file")
def get_file(machine: Machine, *args: Any, **options: Any) -> Any:
    return Unknown("the path of a file that is downloaded is not known")


@FUNCTIONS.define("register_keras_serializable")
def register_keras_serializable(machine: Machine, package: Any = "Custom", name: Any = None) -> Any:
    _gives_names(machine)
    return Native("register", lambda _, arguments: arguments.get(0, "arg"))


@FUNCTIONS.define("get_custom_objects")
def get_custom_objects(machine: Machine) -> Any:
    _gives_names(machine)
    return machine.new_dict({})


def _gives_names(machine: Machine) -> None:
    machine.write(session(machine).settings, GIVES_NAMES, True)


def _scope(machine: Machine, arguments: Arguments) -> Any:
    """`with custom_object_scope({"name": object}):`"""
    _gives_names(machine)
    return Opaque("custom_object_scope()")


def _batches_base(name: str) -> Class:
    return Class(name, module="keras.utils", open=Unknown(f"what `{name}` itself does is not described"))


CLASSES: dict[str, Any] = {
    "Sequence": _batches_base("Sequence"),
    "PyDataset": _batches_base("PyDataset"),
    "Progbar": Opaque("Progbar"),
    "custom_object_scope": Native("custom_object_scope", _scope),
    "CustomObjectScope": Native("CustomObjectScope", _scope),
    "Tokenizer": Native("Tokenizer", _tokenizer),
}

MODULES = frozenset(
    {
        "np_utils", "data_utils", "generic_utils", "vis_utils", "layer_utils", "conv_utils", "io_utils", "image_utils",
        "dataset_utils", "image_dataset", "tf_utils", "multi_gpu_utils", "training_utils", "legacy", "image",
        "sequence", "text", "timeseries", "all_utils", "visualize_util", "file_utils", "numerical_utils",
    }
)  # fmt: skip
"""The modules of `keras.utils` and `keras.preprocessing`, past and present; each name is found in any of them."""

_NAMES: dict[str, Any] = {**FUNCTIONS.members, **BATCHED.members, **CLASSES}


def member(path: str, name: str) -> Any:
    """The name in `keras.utils`, `keras.preprocessing` or one of their modules, or ABSENT."""
    if name in MODULES and "." not in path:
        from layerhints.libraries.keras.modules import KerasModule  # which looks its names up here

        return KerasModule(f"keras.{path}.{name}", f"{path}.{name}")
    return _NAMES.get(name, ABSENT)
