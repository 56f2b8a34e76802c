"""The attributes and methods of an array that no function of the same name gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown, product
from layerhints.libraries.numpy import dtypes, elementwise, products, reducing
from layerhints.libraries.numpy.arrays import ARRAYS, CHANGED, NDARRAY, NOT_KNOWN, Array, of_items
from layerhints.libraries.numpy.index import item as index_item
from layerhints.libraries.numpy.shaping import in_shape
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Native

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine


@ARRAYS.define_property("shape")
def shape(machine: Machine, array: Array) -> Any:
    return array.shape


@ARRAYS.define_property("ndim")
def ndim(machine: Machine, array: Array) -> Any:
    return array.shape if isinstance(array.shape, Unknown) else len(array.shape)


@ARRAYS.define_property("size")
def size(machine: Machine, array: Array) -> Any:
    return array.shape if isinstance(array.shape, Unknown) else product(array.shape)


@ARRAYS.define_property("dtype")
def dtype(machine: Machine, array: Array) -> Any:
    if array.dtype is None:
        return Unknown("the dtype of the array is not known")
    return dtypes.DType(array.dtype)


@ARRAYS.define_property("T")
def transposed(machine: Machine, array: Array) -> Any:
    if isinstance(array.shape, Unknown):
        return array
    return in_shape(array, array.shape[::-1], keeps_order=len(array.shape) < 2)


@ARRAYS.define_property("real")
@ARRAYS.define_property("imag")
def part(machine: Machine, array: Array) -> Any:
    return Array(array.shape, None)


@ARRAYS.define("copy", "view", "conj", "byteswap")
def copy(machine: Machine, a: Array, dtype: Any = None) -> Any:
    if dtype is not None:
        return Array(Unknown("the numbers are read as another type"), dtypes.dtype_name(dtype))
    return Array(a.shape, a.dtype, a.source, a.items, classes=a.classes)


@ARRAYS.define("tolist")
def tolist(machine: Machine, a: Array) -> Any:
    if isinstance(a.shape, Unknown):
        return a.shape
    if not a.shape:
        return item(machine, a)
    length = a.shape[0]
    if not isinstance(length, int) or a.items is None:
        return machine.new_list(Unknown("the numbers of the list are not known"))
    members = [index_item(machine, a, place) for place in range(length)]
    return machine.new_list([tolist(machine, one) if isinstance(one, Array) else one for one in members])


@ARRAYS.define("item")
def item(machine: Machine, a: Array, *args: Any) -> Any:
    if not args and a.items is not None and len(a.items) == 1:
        return a.items[0]
    return index_item(machine, a, args[0] if len(args) == 1 else args) if args and a.items is not None else NOT_KNOWN


@ARRAYS.define("numpy")
def numpy(machine: Machine, a: Array) -> Any:
    """The numbers of a tensor that are known, as NumPy's, whether the program imports it or not."""
    machine.import_module("numpy")
    return of_items(a.shape, a.dtype, a.items, a.source)


@ARRAYS.define("__int__", "__index__", "__float__")
def as_number(machine: Machine, a: Array) -> Any:
    """What `int(array)` and `float(array)` are given; they round by themselves."""
    return item(machine, a)


@ARRAYS.define("__abs__")
def absolute(machine: Machine, a: Array) -> Any:
    return elementwise.FUNCTIONS.members["abs"].call(machine, Arguments([a]))


@ARRAYS.define("dot")
def dot(machine: Machine, a: Array, b: Any) -> Any:
    return products.dot(machine, a, b)


@ARRAYS.define("clip")
def clip(machine: Machine, a: Array, min: Any = None, max: Any = None) -> Any:
    return elementwise.clip(machine, a, min, max)


@ARRAYS.define("round", "__round__")
def round_(machine: Machine, a: Array, decimals: Any = 0) -> Any:
    return elementwise.round_(machine, a, decimals)


@ARRAYS.define("nonzero")
def nonzero(machine: Machine, a: Array) -> Any:
    return elementwise.nonzero(machine, a)


@ARRAYS.define("cumsum", "cumprod")
def cumulated(machine: Machine, a: Array, axis: Any = None, dtype: Any = None) -> Any:
    return reducing.cumulated(machine, a, axis)


@ARRAYS.define("argsort")
def argsort(machine: Machine, a: Array, axis: Any = -1) -> Any:
    return reducing.argsort(machine, a, axis)


@ARRAYS.define("sort", "fill", "put", "partition", "itemset")
def changed(machine: Machine, a: Array, *args: Any, **options: Any) -> None:
    a.forget(machine, CHANGED)


@ARRAYS.define("resize")
def resize(machine: Machine, a: Array, *args: Any, **options: Any) -> None:
    a.forget(machine, CHANGED)
    machine.write(a.state, "shape", Unknown("the array was resized in place"))


@ARRAYS.define("setflags", "dump", "tofile", "save")
def nothing(machine: Machine, a: Array, *args: Any, **options: Any) -> None:
    return None


def _in_place(operator: str) -> Callable[[Machine, Arguments], Any]:
    """`array += x`: every name of the array sees it, so its numbers are no longer known under those of its views."""

    def change(machine: Machine, arguments: Arguments) -> Any:
        old, operand = arguments.positional
        result = elementwise.operate(machine, operator, old, operand)
        if not isinstance(old, Array) or not isinstance(result, Array):
            return result
        if old.owns and result.shape == old.shape and result.dtype == old.dtype:
            old.become(machine, result.items)
            return old
        old.forget(machine, CHANGED)
        return Array(result.shape, result.dtype, result.source, memory=old.memory)

    return change


for _name, _operator in (
    ("add", "+"), ("sub", "-"), ("mul", "*"), ("truediv", "/"), ("floordiv", "//"), ("mod", "%"), ("pow", "**"),
    ("and", "&"), ("or", "|"), ("xor", "^"),
):  # fmt: skip
    NDARRAY.namespace[f"__i{_name}__"] = Native(f"__i{_name}__", _in_place(_operator))
