"""`keras.datasets`: what `load_data()` of each data set returns.

Sizes and types are those of https://keras.io/api/datasets/, one page for each data set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.session import session
from layerhints.libraries.numpy.arrays import Array
from layerhints.values.objects import ABSENT, Native

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

Split = tuple[tuple[Any, Any], tuple[Any, Any]]
"""`(x_train, y_train), (x_test, y_test)`."""


def load_images(
    name: str,
    counts: tuple[int, int],
    size: tuple[int, int],
    channels: int | None,
    labels: tuple[int, ...],
    classes: int | None,
    data_format: Any = "channels_last",
) -> Split:
    """Images as uint8, `channels` of them (None: no such axis) in the place that `data_format` says, and their labels.

    `labels` is the shape of one label; `classes` how many there are, each of which occurs in both parts.
    """
    height, width = size

    def part(count: int, purpose: str) -> tuple[Any, Any]:
        described = f"{count:,} {purpose} images of {height} × {width}"
        shape: Any = (count, height, width)
        if channels is not None:
            described += f" with {channels} channels"
            if data_format == "channels_last":
                shape = (count, height, width, channels)
            elif data_format == "channels_first":
                shape = (count, channels, height, width)
            else:
                doubt = Unknown("whether the channels come first or last is not known")
                shape = (count, doubt, doubt, doubt)
        images = Array(shape, "uint8", f"{described}: {name}.load_data()")
        source = f"the labels of {count:,} {purpose} images: {name}.load_data()"
        return images, Array((count, *labels), "uint8", source, classes=classes)

    return part(counts[0], "training"), part(counts[1], "test")


def mnist(machine: Machine, arguments: Arguments) -> Split:
    """https://keras.io/api/datasets/mnist/"""
    return load_images("mnist", (60000, 10000), (28, 28), None, (), 10)


def fashion_mnist(machine: Machine, arguments: Arguments) -> Split:
    """https://keras.io/api/datasets/fashion_mnist/"""
    return load_images("fashion_mnist", (60000, 10000), (28, 28), None, (), 10)


def cifar10(machine: Machine, arguments: Arguments) -> Split:
    """https://keras.io/api/datasets/cifar10/; the place of the channels follows the image data format."""
    return load_images("cifar10", (50000, 10000), (32, 32), 3, (1,), 10, session(machine).data_format)


def cifar100(machine: Machine, arguments: Arguments) -> Split:
    """https://keras.io/api/datasets/cifar100/; `label_mode` chooses 100 classes or their 20 superclasses."""
    mode = arguments.get(0, "label_mode", "fine")
    classes = {"fine": 100, "coarse": 20}.get(mode) if isinstance(mode, str) else None
    return load_images("cifar100", (50000, 10000), (32, 32), 3, (1,), classes, session(machine).data_format)


def imdb(machine: Machine, arguments: Arguments) -> Split:
    """https://keras.io/api/datasets/imdb/: lists of word numbers, each as long as its review."""
    maxlen = arguments.get(3, "maxlen")
    return _texts("imdb", "reviews", (25000, 25000), maxlen, 2)


def reuters(machine: Machine, arguments: Arguments) -> Split:
    """https://keras.io/api/datasets/reuters/: 11,228 newswires on 46 topics."""
    fraction = arguments.get(4, "test_split", 0.2)
    usual = fraction == 0.2 and arguments.get(5, "seed", 113) == 113
    return _texts("reuters", "newswires", _divided(11228, fraction), arguments.get(3, "maxlen"), 46 if usual else None)


def _texts(name: str, what: str, counts: tuple[Any, Any], maxlen: Any, classes: int | None) -> Split:
    """Lists of word numbers, of which `maxlen` leaves out the longer ones."""
    if maxlen is not None:
        counts = (Unknown(f"how many {what} are no longer than `maxlen` is not known"),) * 2
        classes = None

    def part(count: Any, purpose: str) -> tuple[Any, Any]:
        shown = f"{count:,} " if isinstance(count, int) else ""
        source = f"{shown}{purpose} {what}, each a list of word numbers: {name}.load_data()"
        return (
            Array((count,), "object", source),
            Array((count,), "int64", f"the labels of {shown}{purpose} {what}: {name}.load_data()", classes=classes),
        )

    return part(counts[0], "training"), part(counts[1], "test")


def boston_housing(machine: Machine, arguments: Arguments) -> Split:
    """https://keras.io/api/datasets/boston_housing/: 506 samples with 13 features."""
    return _table("boston_housing", _divided(506, arguments.get(1, "test_split", 0.2)), 13, "float64")


def california_housing(machine: Machine, arguments: Arguments) -> Split:
    """https://keras.io/api/datasets/california_housing/: 20,640 samples with 8 features; 600 in the small version."""
    version = arguments.get(0, "version", "large")
    samples: Any = {"large": 20640, "small": 600}.get(version) if isinstance(version, str) else None
    if samples is None:
        samples = Unknown("which version of the data set is loaded is not known")
    return _table("california_housing", _divided(samples, arguments.get(2, "test_split", 0.2)), 8, None)


def _table(name: str, counts: tuple[Any, Any], features: int, dtype: str | None) -> Split:
    def part(count: Any, purpose: str) -> tuple[Any, Any]:
        shown = f"{count:,} " if isinstance(count, int) else ""
        return (
            Array((count, features), dtype, f"{shown}{purpose} samples with {features} features: {name}.load_data()"),
            Array((count,), dtype, f"the targets of {shown}{purpose} samples: {name}.load_data()"),
        )

    return part(counts[0], "training"), part(counts[1], "test")


def _divided(samples: Any, fraction: Any) -> tuple[Any, Any]:
    """How many samples are for training and how many for testing; the first number is rounded down."""
    if not isinstance(samples, int):
        return samples, samples
    if isinstance(fraction, bool) or not isinstance(fraction, (int, float)) or not 0 <= fraction < 1:
        doubt = Unknown("which part of the samples is kept for testing is not known")
        return doubt, doubt
    training = int(samples * (1 - fraction))
    return training, samples - training


def _word_index(machine: Machine, arguments: Arguments) -> Any:
    return machine.new_dict(Unknown("the words of the data set are not read"))


def _label_names(machine: Machine, arguments: Arguments) -> Any:
    return (Unknown("the name of a topic"),) * 46


LOADERS: dict[str, Callable[[Machine, Arguments], Split]] = {
    loader.__name__: loader
    for loader in (mnist, fashion_mnist, cifar10, cifar100, imdb, reuters, boston_housing, california_housing)
}


def member(path: str, name: str) -> Any:
    """The name in `keras.datasets` (`path` is "datasets") or in the module of one data set, or ABSENT."""
    dataset = path.rpartition(".")[2]
    if path == "datasets" and name in LOADERS:
        from layerhints.libraries.keras.modules import KerasModule  # which looks its names up here

        return KerasModule(f"keras.datasets.{name}", f"datasets.{name}")
    if name == "load_data" and dataset in LOADERS:
        return Native(f"{dataset}.load_data", LOADERS[dataset])
    if name == "get_word_index" and dataset in ("imdb", "reuters"):
        return Native(f"{dataset}.get_word_index", _word_index)
    if name == "get_label_names" and dataset == "reuters":
        return Native(f"{dataset}.get_label_names", _label_names)
    return ABSENT
