"""Data that comes in batches: generators of images, and data sets made from directories.

How many batches there are is in the files; what one batch looks like is in the arguments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown, ceil_divide
from layerhints.libraries.keras.opaque import Opaque
from layerhints.libraries.keras.session import session
from layerhints.libraries.numpy.arrays import Array, as_array, size_of
from layerhints.libraries.numpy.signature import Binder, Functions
from layerhints.values.objects import ABSENT, Alike, Native, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine

BATCHED = Functions("keras.utils")

LAST = Unknown("the last batch may be smaller")
MANY = "how many batches there are is not known"
_FILES = Unknown("how many files and classes there are is not known without reading the directory")


class Batches(Value):
    """An iterable of batches that all look like `batch`: an array, or a tuple of arrays."""

    __slots__ = ("batch", "count")

    def __init__(self, batch: Any, count: int | None = None) -> None:
        self.batch = batch
        self.count = count

    def describe(self) -> str:
        return "a data set in batches"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in ("next", "__next__"):
            return Native(name, lambda _, a: self.batch)
        if name == "image_shape":
            images = self.batch[0] if isinstance(self.batch, tuple) else self.batch
            return images.shape if isinstance(images.shape, Unknown) else images.shape[1:]
        return ABSENT if name.startswith("__") else Unknown(f"`.{name}` of a data set is not known: {_FILES.reason}")

    def item(self, machine: Machine, index: Any) -> Any:
        return self.batch

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        element = self.element(machine)
        return (element,) if self.count == 1 else Unknown(MANY, Alike(element))

    def element(self, machine: Machine) -> Any:
        """A batch as the program gets it."""
        return self.batch

    def truth(self, machine: Machine) -> bool | None:
        return None


def _image_shape(machine: Machine, target_size: Any, color_mode: Any, data_format: Any = None) -> tuple[Any, ...]:
    """One image: its two sizes, and its channels in the place that the data format says."""
    from layerhints.libraries.keras.tools import channels_of

    size = machine.plain(target_size)
    if isinstance(size, tuple) and len(size) == 2:
        height, width = (size_of(machine, part) for part in size)
    else:
        height = width = Unknown("the size of the images is not known")
    chosen = session(machine).data_format if data_format is None else data_format
    channels = channels_of(color_mode)
    if chosen not in ("channels_first", "channels_last"):
        return (Unknown("whether the channels come first or last is not known"),) * 3
    return (height, width, channels) if chosen == "channels_last" else (channels, height, width)


def _labelled(images: Array, batch: Any, mode: Any) -> Any:
    """The images with labels as `class_mode` or `label_mode` says; alone where it is None."""
    if mode is None or mode == "input":
        return images if mode is None else (images, images)
    if mode == "categorical":
        return images, Array((batch, _FILES), "float32")
    if mode in ("int", "sparse", "raw"):
        return images, Array((batch,), None)
    if mode == "binary":
        return images, Array(Unknown("whether binary labels have an axis of their own differs"), "float32")
    return images, Unknown("which labels come with the images is not known")


@BATCHED.define("image_dataset_from_directory")
def image_dataset_from_directory(
    machine: Machine, directory: Any, labels: Any = "inferred", label_mode: Any = "int", class_names: Any = None,
    color_mode: Any = "rgb", batch_size: Any = 32, image_size: Any = (256, 256), shuffle: Any = True, seed: Any = None,
    validation_split: Any = None, subset: Any = None, interpolation: Any = "bilinear", follow_links: Any = False,
    crop_to_aspect_ratio: Any = False, pad_to_aspect_ratio: Any = False, data_format: Any = None, format: Any = "tf",
    verbose: Any = True,
) -> Any:  # fmt: skip
    """https://keras.io/api/data_loading/image/"""
    shape = _image_shape(machine, image_size, color_mode, data_format)
    sizes = shape if batch_size is None else (LAST, *shape)
    images = Array(sizes, "float32", "images from a directory, resized to `image_size`")
    return _of_files(images, labels, label_mode, subset)


@BATCHED.define("text_dataset_from_directory")
def text_dataset_from_directory(
    machine: Machine, directory: Any, labels: Any = "inferred", label_mode: Any = "int", class_names: Any = None,
    batch_size: Any = 32, max_length: Any = None, shuffle: Any = True, seed: Any = None, validation_split: Any = None,
    subset: Any = None, follow_links: Any = False, format: Any = "tf", verbose: Any = True,
) -> Any:  # fmt: skip
    """https://keras.io/api/data_loading/text/"""
    return _of_files(Array(() if batch_size is None else (LAST,), "string"), labels, label_mode, subset)


@BATCHED.define("audio_dataset_from_directory")
def audio_dataset_from_directory(
    machine: Machine, directory: Any, labels: Any = "inferred", label_mode: Any = "int", class_names: Any = None,
    batch_size: Any = 32, sampling_rate: Any = None, output_sequence_length: Any = None, ragged: Any = False,
    shuffle: Any = True, seed: Any = None, validation_split: Any = None, subset: Any = None,
    follow_links: Any = False, verbose: Any = True,
) -> Any:  # fmt: skip
    """https://keras.io/api/data_loading/audio/: recordings have one channel, and are as long as the longest."""
    longest = Unknown("how long the recordings are is in their files")
    sizes = (longest if output_sequence_length is None else size_of(machine, output_sequence_length), 1)
    return _of_files(Array(sizes if batch_size is None else (LAST, *sizes), "float32"), labels, label_mode, subset)


def _of_files(data: Array, labels: Any, label_mode: Any, subset: Any) -> Any:
    from layerhints.libraries.keras.tensorflow.data import Dataset

    pair = Dataset(_labelled(data, LAST, label_mode if labels is not None else None))
    return (pair, pair) if subset == "both" else pair


@BATCHED.define("timeseries_dataset_from_array")
def timeseries_dataset_from_array(
    machine: Machine, data: Any, targets: Any, sequence_length: Any, sequence_stride: Any = 1, sampling_rate: Any = 1,
    batch_size: Any = 128, shuffle: Any = False, seed: Any = None, start_index: Any = None, end_index: Any = None,
) -> Any:  # fmt: skip
    """https://keras.io/api/data_loading/timeseries/"""
    from layerhints.libraries.keras.tensorflow.data import Dataset

    batch = () if batch_size is None else (LAST,)
    sequences = _sequences(machine, data, (*batch, size_of(machine, sequence_length)))
    return Dataset(sequences if targets is None else (sequences, _sequences(machine, targets, batch)))


@BATCHED.define("TimeseriesGenerator")
def timeseries_generator(
    machine: Machine, data: Any, targets: Any, length: Any, sampling_rate: Any = 1, *args: Any, **options: Any
) -> Any:
    """The same of Keras 2, where `length` counts the samples that are passed over, too."""
    steps = ceil_divide(size_of(machine, length), size_of(machine, sampling_rate))
    return Batches((_sequences(machine, data, (LAST, steps)), _sequences(machine, targets, (LAST,))))


def _sequences(machine: Machine, data: Any, front: tuple[Any, ...]) -> Array:
    """Rows of an array, arranged along these axes."""
    array = as_array(machine, data)
    if isinstance(array, Unknown) or isinstance(array.shape, Unknown):
        return Array(Unknown("the array that is cut into sequences is not known"), None)
    return Array((*front, *array.shape[1:]), array.dtype, array.source)


@BATCHED.define("split_dataset")
def split_dataset(machine: Machine, *args: Any, **options: Any) -> Any:
    return Unknown("what one batch of this data set holds is not described")


class ImageDataGenerator(Opaque):
    """https://keras.io/api/data_loading/image/ in the releases that had it: changes pictures, never their shape."""

    __slots__ = ("data_format",)

    def __init__(self, data_format: Any) -> None:
        super().__init__("ImageDataGenerator()")
        self.data_format = data_format

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "flow":
            return Native(name, Binder(name, _flow))
        if name in ("flow_from_directory", "flow_from_dataframe"):
            binder = Binder(name, _flow_from_directory if name == "flow_from_directory" else _flow_from_dataframe)
            return Native(name, lambda machine, arguments: binder(machine, arguments.behind(self.data_format)))
        return super().attribute(machine, name)


@BATCHED.define("ImageDataGenerator")
def image_data_generator(machine: Machine, *args: Any, data_format: Any = None, **options: Any) -> Any:
    return ImageDataGenerator(data_format)


def _flow(machine: Machine, x: Any, y: Any = None, batch_size: Any = 32, **options: Any) -> Any:
    images = as_array(machine, x)
    if isinstance(images, Unknown) or isinstance(images.shape, Unknown):
        return Unknown("the arrays that flow are not known")
    batch = Array((LAST, *images.shape[1:]), "float32", images.source)
    if y is None:
        return Batches(batch)
    labels = as_array(machine, y)
    if isinstance(labels, Unknown) or isinstance(labels.shape, Unknown):
        return Batches((batch, Unknown("the labels that flow are not known")))
    return Batches((batch, Array((LAST, *labels.shape[1:]), labels.dtype)))


def _flow_from_directory(
    machine: Machine, data_format: Any, directory: Any, target_size: Any = (256, 256), color_mode: Any = "rgb",
    classes: Any = None, class_mode: Any = "categorical", batch_size: Any = 32, **options: Any,
) -> Any:  # fmt: skip
    shape = _image_shape(machine, target_size, color_mode, data_format)
    source = "images from a directory, resized to `target_size`"
    return Batches(_labelled(Array((LAST, *shape), "float32", source), LAST, class_mode))


def _flow_from_dataframe(
    machine: Machine, data_format: Any, dataframe: Any, directory: Any = None, x_col: Any = "filename",
    y_col: Any = "class", weight_col: Any = None, target_size: Any = (256, 256), color_mode: Any = "rgb",
    classes: Any = None, class_mode: Any = "categorical", **options: Any,
) -> Any:  # fmt: skip
    return _flow_from_directory(machine, data_format, directory, target_size, color_mode, classes, class_mode)
