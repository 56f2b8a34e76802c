"""`sklearn.datasets`: data sets of a fixed size, and those that are made to measure.

Sizes are those of https://scikit-learn.org/stable/datasets.html and the pages of the functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.libraries.numpy.arrays import Array, size_of
from layerhints.libraries.numpy.signature import Functions
from layerhints.values.objects import ABSENT, Value

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONS = Functions("sklearn.datasets")


class Size(NamedTuple):
    """Samples and features of a data set; the shape of one target, and how many classes there are."""

    samples: int
    features: int
    target: tuple[int, ...] = ()
    classes: int | None = None


SIZES = {
    "load_iris": Size(150, 4, classes=3),
    "load_digits": Size(1797, 64, classes=10),
    "load_wine": Size(178, 13, classes=3),
    "load_breast_cancer": Size(569, 30, classes=2),
    "load_diabetes": Size(442, 10),
    "load_linnerud": Size(20, 3, (3,)),
    "load_boston": Size(506, 13),
    "fetch_california_housing": Size(20640, 8),
    "fetch_covtype": Size(581012, 54),
    "fetch_olivetti_faces": Size(400, 4096, classes=40),
}


class Bunch(Value):
    """What a loader returns: fields that are also items."""

    __slots__ = ("fields", "name")

    def __init__(self, name: str, fields: dict[str, Any]) -> None:
        self.name = name
        self.fields = fields

    def describe(self) -> str:
        return f"what `{self.name}` loads"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in self.fields:
            return self.fields[name]
        return ABSENT if name.startswith("__") else Unknown(f"`.{name}` of {self.describe()} is not known")

    def item(self, machine: Machine, index: Any) -> Any:
        if isinstance(index, str) and index in self.fields:
            return self.fields[index]
        return Unknown(f"an item of {self.describe()} is not known")


def _define(name: str, size: Size) -> None:
    source = f"{size.samples:,} samples with {size.features:,} features: {name}()"

    def load(machine: Machine, *args: Any, return_X_y: Any = False, as_frame: Any = False, **options: Any) -> Any:
        if as_frame is not False or args or any(key in options for key in ("n_class", "subset")):
            return Unknown(f"which part of the data `{name}` loads, and into what, is not known")
        data = Array((size.samples, size.features), "float64", source)
        kind = "int64" if size.classes else "float64"
        target = Array((size.samples, *size.target), kind, source, classes=size.classes)
        if return_X_y is True:
            return (data, target)
        fields: dict[str, Any] = {"data": data, "target": target}
        if size.classes is not None:
            fields["target_names"] = Array((size.classes,), "str")
        fields["feature_names"] = machine.new_list((Unknown("the name of a feature"),) * size.features)
        if name == "load_digits":
            fields["images"] = Array((size.samples, 8, 8), "float64", source)
        if name == "fetch_olivetti_faces":
            fields["images"] = Array((size.samples, 64, 64), "float32", source)
        return Bunch(name, fields) if return_X_y is False else Unknown(f"what `{name}` returns is not known")

    FUNCTIONS.define(name)(load)


for _name, _size in SIZES.items():
    _define(_name, _size)


def _made(machine: Machine, name: str, samples: Any, features: Any, target: tuple[Any, ...], kind: str) -> Any:
    count, width = size_of(machine, samples), size_of(machine, features)
    source = f"samples that {name}() makes"
    return (Array((count, width), "float64", source), Array((count, *target), kind, source))


@FUNCTIONS.define("make_classification")
def make_classification(machine: Machine, n_samples: Any = 100, n_features: Any = 20, **options: Any) -> Any:
    return _made(machine, "make_classification", n_samples, n_features, (), "int64")


@FUNCTIONS.define("make_regression")
def make_regression(
    machine: Machine, n_samples: Any = 100, n_features: Any = 100, *, n_targets: Any = 1, coef: Any = False,
    **options: Any,
) -> Any:  # fmt: skip
    if coef is not False or not isinstance(n_targets, int):
        return Unknown("what `make_regression` returns depends on arguments that are not known")
    target = () if n_targets == 1 else (n_targets,)
    return _made(machine, "make_regression", n_samples, n_features, target, "float64")


@FUNCTIONS.define("make_blobs")
def make_blobs(
    machine: Machine, n_samples: Any = 100, n_features: Any = 2, *, centers: Any = None, return_centers: Any = False,
    **options: Any,
) -> Any:  # fmt: skip
    if not (centers is None or isinstance(centers, int)) or return_centers is not False:
        return Unknown("the centres that `make_blobs` is given decide the number of features")
    return _made(machine, "make_blobs", n_samples, n_features, (), "int64")


@FUNCTIONS.define("make_moons", "make_circles")
def make_moons(machine: Machine, n_samples: Any = 100, **options: Any) -> Any:
    if isinstance(n_samples, tuple):
        return Unknown("how many samples are made is not known")
    return _made(machine, "make_moons", n_samples, 2, (), "int64")


@FUNCTIONS.define("fetch_openml", "fetch_20newsgroups", "fetch_20newsgroups_vectorized", "fetch_lfw_people",
                  "fetch_lfw_pairs", "fetch_kddcup99", "fetch_rcv1", "load_files", "load_svmlight_file")  # fmt: skip
def fetched(machine: Machine, *args: Any, **options: Any) -> Any:
    return Unknown("what the data set holds is not described")
