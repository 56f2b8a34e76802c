"""NumPy's types of elements: `np.float32` as a class of the program, `x.dtype` as a value, and which type a result has.

An array keeps the *name* of its type (`"float32"`), or None where it is not known. `"str"` and `"object"` have no size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.values.objects import ABSENT, Class, Value

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

_BITS = {
    "bool": 8,
    "int8": 8, "int16": 16, "int32": 32, "int64": 64,
    "uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64,
    "float16": 16, "float32": 32, "float64": 64,
    "complex64": 64, "complex128": 128,
}  # fmt: skip

_ALIASES = {
    "float": "float64", "double": "float64", "float_": "float64", "single": "float32", "half": "float16",
    "int": "int64", "int_": "int64", "intp": "int64", "long": "int64", "intc": "int32", "uint": "uint64",
    "short": "int16", "byte": "int8", "ubyte": "uint8",
    "bool_": "bool", "bool8": "bool", "complex": "complex128", "complex_": "complex128", "cfloat": "complex128",
    "str_": "str", "unicode_": "str", "object_": "object",
    "f": "float32", "d": "float64", "e": "float16", "i": "int32", "l": "int64", "b": "int8", "B": "uint8", "?": "bool",
    "f2": "float16", "f4": "float32", "f8": "float64", "i1": "int8", "i2": "int16", "i4": "int32", "i8": "int64",
    "u1": "uint8", "u2": "uint16", "u4": "uint32", "u8": "uint64", "O": "object", "U": "str",
}  # fmt: skip


def kind_of(dtype: str) -> str:
    """`bool`, `int`, `uint`, `float`, `complex`, `str` or `object`."""
    return dtype.rstrip("0123456789")


def is_integer(dtype: str | None) -> bool:
    return dtype is not None and kind_of(dtype) in ("int", "uint")


def is_inexact(dtype: str | None) -> bool:
    return dtype is not None and kind_of(dtype) in ("float", "complex")


def holds(dtype: str | None, value: Any) -> bool:
    """Whether an element of this type keeps `value` as it is: integers wrap and small floats round, silently."""
    if dtype is None or isinstance(value, Unknown):
        return True
    kind = kind_of(dtype)
    if kind == "bool":
        return isinstance(value, bool)
    if kind in ("int", "uint"):
        if isinstance(value, Expression):
            return True
        if isinstance(value, bool) or not isinstance(value, int):
            return False
        bits = _BITS[dtype]
        low, high = (0, 1 << bits) if kind == "uint" else (-(1 << (bits - 1)), 1 << (bits - 1))
        return low <= value < high
    if dtype == "float64":
        return isinstance(value, float)
    return isinstance(value, str) if kind == "str" else False


def promote(first: str | None, second: str | None) -> str | None:
    """The type that holds the elements of both arrays; None where it is not known."""
    if first == second:
        return first
    if first is None or second is None or first not in _BITS or second not in _BITS:
        return "object" if "object" in (first, second) else None
    kinds = {kind_of(first), kind_of(second)}
    if "bool" in kinds:
        return second if first == "bool" else first
    larger = max(first, second, key=lambda name: _BITS[name])
    if len(kinds) == 1:
        return larger
    if kinds == {"int", "uint"}:
        signed, unsigned = (first, second) if kind_of(first) == "int" else (second, first)
        if _BITS[signed] > _BITS[unsigned]:
            return signed
        return "float64" if _BITS[unsigned] == 64 else f"int{_BITS[unsigned] * 2}"
    exact = next((name for name in (first, second) if is_integer(name)), None)
    if exact is None:
        return "complex64" if {first, second} <= {"complex64", "float32", "float16"} else "complex128"
    inexact = second if exact is first else first
    return _with_precision(inexact, 16 if _BITS[exact] == 8 else 32 if _BITS[exact] == 16 else 64)


def _with_precision(inexact: str, bits: int) -> str:
    if kind_of(inexact) == "complex":
        return f"complex{max(_BITS[inexact], 2 * max(bits, 32))}"
    return f"float{max(_BITS[inexact], bits)}"


def of_constant(value: Any) -> str | None:
    """The type that an array made of this value alone has."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, Expression)):
        return "int64"
    if isinstance(value, float):
        return "float64"
    if isinstance(value, complex):
        return "complex128"
    return "str" if isinstance(value, str) else None


def weakly(dtype: str | None, constant: Any) -> str | None:
    """The type of arithmetic between an array and a Python number, which only widens to another kind."""
    other = of_constant(constant)
    if dtype is None or other is None:
        return None
    rank = ["bool", "uint", "int", "float", "complex"]
    mine, theirs = kind_of(dtype), kind_of(other)
    if mine not in rank or theirs not in rank:
        return None
    if rank.index(theirs) <= rank.index(mine) or (mine, theirs) == ("uint", "int"):
        return dtype
    return other if mine in ("bool", "int", "uint") else _with_precision("complex64", _BITS[dtype])


def divided(dtype: str | None) -> str | None:
    """The type of a true division or a mean: integers become float64."""
    return "float64" if dtype is not None and kind_of(dtype) in ("bool", "int", "uint") else dtype


def summed(dtype: str | None) -> str | None:
    """The type of a sum or product: small integers are added up in 64 bits."""
    if dtype is None:
        return None
    return {"bool": "int64", "int": "int64", "uint": "uint64"}.get(kind_of(dtype), dtype)


class DType(Value):
    """`np.dtype("float32")`, which `x.dtype` gives."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def describe(self) -> str:
        return f"the dtype {self.name}"

    def attribute(self, machine: Machine, name: str) -> Any:
        match name:
            case "name":
                return self.name
            case "itemsize" if self.name in _BITS:
                return _BITS[self.name] // 8
            case "kind":
                return {"bool": "b", "int": "i", "uint": "u", "float": "f", "complex": "c", "str": "U"}.get(
                    kind_of(self.name), "O"
                )
            case "type":
                return SCALARS.get(self.name, Unknown("the scalar type of this dtype is not known"))
        return ABSENT

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        name = dtype_name(other)
        if operator not in ("==", "!=") or name is None:
            return NotImplemented
        return (name == self.name) == (operator == "==")


def dtype_name(value: Any) -> str | None:
    """The name of the type that `dtype=value` asks for; None where it is not known."""
    if isinstance(value, DType):
        return value.name
    if isinstance(value, Class):
        value = value.name
    if not isinstance(value, str):
        return None
    name = value.lstrip("<>=|")
    name = _ALIASES.get(name, name)
    return name if name in _BITS or name in ("str", "object") else None


def requested(dtype: Any, default: str | None) -> str | None:
    """The type when `dtype` may be None for `default`."""
    return default if dtype is None else dtype_name(dtype)


# --- the classes, which are also functions that convert


def _convert(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    from layerhints.libraries.numpy.arrays import as_array, of_items

    value = arguments.get(0, "value", 0)
    if isinstance(value, Unknown):
        return value
    array = as_array(machine, value)
    if isinstance(array, Unknown):
        return array
    return of_items(array.shape, dtype_name(cls), array.items, array.source)


def _scalar(name: str, *bases: Class) -> Class:
    cls = Class(name, bases, module="numpy")
    cls.metaclass_call = _convert
    return cls


GENERIC = Class("generic", module="numpy")
NUMBER = Class("number", (GENERIC,), module="numpy")
INTEGER = Class("integer", (NUMBER,), module="numpy")
FLOATING = Class("floating", (NUMBER,), module="numpy")
SCALARS: dict[str, Class] = {
    name: _scalar(
        "bool_" if name == "bool" else name,
        {"int": INTEGER, "uint": INTEGER, "float": FLOATING, "complex": NUMBER, "bool": GENERIC}[kind_of(name)],
    )
    for name in _BITS
}
