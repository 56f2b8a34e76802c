"""`sklearn.model_selection` and `sklearn.preprocessing`: splitting rows, scaling columns.

https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.train_test_split.html
https://scikit-learn.org/stable/modules/preprocessing.html
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Dim, Unknown
from layerhints.libraries.numpy.arrays import Array, as_array, size_of
from layerhints.libraries.numpy.signature import Binder, Functions
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.objects import ABSENT, List, Native, Value

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

SPLITTING = Functions("sklearn.model_selection")
SCALING = Functions("sklearn.preprocessing")


@SPLITTING.define("train_test_split")
def train_test_split(
    machine: Machine, *arrays: Any, test_size: Any = None, train_size: Any = None, random_state: Any = None,
    shuffle: Any = True, stratify: Any = None,
) -> Any:  # fmt: skip
    """Each array in two: the rows to train with and the rows to test with."""
    parts: list[Any] = []
    for array in arrays:
        rows = machine.length(array)
        training, testing = split_sizes(rows, test_size, train_size)
        parts += [_rows(machine, array, training), _rows(machine, array, testing)]
    return machine.new_list(parts)


def split_sizes(rows: Any, test_size: Any, train_size: Any) -> tuple[Dim, Dim]:
    """How many rows are for training and for testing. A share for testing is rounded up, one for training down.

    Raises Mismatch where the shares cannot be had.
    """
    if test_size is None and train_size is None:
        test_size = 0.25
    if not isinstance(rows, int):
        doubt = rows if isinstance(rows, Unknown) else Unknown("how many rows are split is not known")
        return doubt, doubt
    if isinstance(test_size, float) and isinstance(train_size, float) and test_size + train_size > 1:
        raise Mismatch(f"the shares {train_size} and {test_size} are more than all rows")
    testing = _count(rows, test_size, math.ceil)
    training = _count(rows, train_size, math.floor)
    if training is None:
        training = testing if isinstance(testing, Unknown) else rows - testing
    if testing is None:
        testing = training if isinstance(training, Unknown) else rows - training
    if isinstance(training, int) and isinstance(testing, int) and (training < 1 or training + testing > rows):
        raise Mismatch(f"{rows} rows do not split into {training} and {testing}")
    return training, testing


def _count(rows: int, size: Any, rounded: Any) -> Any:
    if size is None:
        return None
    if isinstance(size, bool) or not isinstance(size, (int, float)):
        return Unknown("which part of the rows is kept for testing is not known")
    if not 0 < size < (1 if isinstance(size, float) else rows):
        raise Mismatch(f"{size} is no part of {rows} rows")
    return rounded(size * rows) if isinstance(size, float) else size


def _rows(machine: Machine, value: Any, count: Dim) -> Any:
    if isinstance(value, List):
        if isinstance(count, int):
            return machine.new_list((Unknown("which items are chosen is not known"),) * machine.bounded(count))
        return machine.new_list(Unknown("how many items are chosen is not known"))
    array = as_array(machine, value)
    if isinstance(array, Unknown) or isinstance(array.shape, Unknown):
        return array
    source = None if array.source is None else f"a part of {array.source}"
    return Array((count, *array.shape[1:]), array.dtype, source)


class Transformer(Value):
    """A scaler or an encoder. `columns` is how many columns its result has: None for as many as it is given."""

    __slots__ = ("columns", "dtype", "name")

    def __init__(self, name: str, columns: Any = None, dtype: str | None = "float64") -> None:
        self.name = name
        self.columns = columns
        self.dtype = dtype

    def describe(self) -> str:
        return f"a `{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in ("fit", "partial_fit", "set_params", "set_output"):
            return Native(name, lambda *_: self)
        if name in ("transform", "fit_transform"):
            return Native(name, Binder(name, self.transform))
        if name == "inverse_transform" and self.columns is None:
            return Native(name, Binder(name, self.invert))
        return ABSENT if name.startswith("__") else Unknown(f"`.{name}` of {self.describe()} depends on the data")

    def transform(self, machine: Machine, X: Any, y: Any = None, **options: Any) -> Any:
        array = as_array(machine, X)
        if isinstance(array, Unknown) or isinstance(array.shape, Unknown):
            return array
        if self.columns is None:
            return Array(array.shape, self.dtype, array.source)
        if not array.shape:
            raise Mismatch("a number has no rows")
        return Array((array.shape[0], self.columns), self.dtype, array.source)

    def invert(self, machine: Machine, X: Any, *args: Any, **options: Any) -> Any:
        """Each value goes back to what it stood for; that of an encoder may be of any type."""
        array = as_array(machine, X)
        if isinstance(array, Unknown):
            return array
        return Array(array.shape, self.dtype if self.dtype == "float64" else None, array.source)


def _define(name: str, columns: Any, dtype: str | None) -> None:
    def make(machine: Machine, *args: Any, **options: Any) -> Any:
        return Transformer(name, columns, dtype)

    SCALING.define(name)(make)


for _name in ("StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler", "Normalizer", "Binarizer",
              "QuantileTransformer", "PowerTransformer"):  # fmt: skip
    _define(_name, None, "float64")
for _name in ("LabelEncoder", "OrdinalEncoder"):
    _define(_name, None, "int64")
_define("OneHotEncoder", Unknown("how many categories the data has is not known"), "float64")
_define("LabelBinarizer", Unknown("how many classes the data has is not known"), "int64")
_define("MultiLabelBinarizer", Unknown("how many classes the data has is not known"), "int64")


@SCALING.define("scale", "minmax_scale", "normalize", "robust_scale", "maxabs_scale")
def scale(machine: Machine, X: Any, *args: Any, **options: Any) -> Any:
    return Transformer("scale").transform(machine, X)


DECOMPOSITION = Functions("sklearn.decomposition")


@DECOMPOSITION.define("PCA", "TruncatedSVD", "NMF", "FastICA")
def decomposition(machine: Machine, n_components: Any = None, **options: Any) -> Any:
    if not isinstance(n_components, int):
        return Transformer("PCA", Unknown("how many components are kept is not known"))
    return Transformer("PCA", size_of(machine, n_components))
