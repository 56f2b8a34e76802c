"""The types of numbers, as far as shapes depend on them: whether an index tensor holds truths or positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.values.objects import ABSENT, Class, Value

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FLOATING = ("float16", "bfloat16", "float32", "float64", "float8_e4m3fn", "float8_e5m2")
COMPLEX = ("complex32", "complex64", "complex128")
INTEGERS = ("uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64")
ALIASES = {
    "half": "float16", "float": "float32", "double": "float64", "short": "int16", "int": "int32", "long": "int64",
    "cfloat": "complex64", "cdouble": "complex128", "chalf": "complex32",
}  # fmt: skip
BYTES = {
    "bool": 1, "uint8": 1, "int8": 1, "float8_e4m3fn": 1, "float8_e5m2": 1, "int16": 2, "uint16": 2, "float16": 2,
    "bfloat16": 2, "int32": 4, "uint32": 4, "float32": 4, "complex32": 4, "int64": 8, "uint64": 8, "float64": 8,
    "complex64": 8, "complex128": 16,
}  # fmt: skip
"""How many bytes one number takes."""


class Dtype(Value):
    """`torch.float32`; two of one name are one object."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def describe(self) -> str:
        return f"`torch.{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "is_floating_point":
            return self.name in FLOATING
        if name == "is_complex":
            return self.name in COMPLEX
        if name == "itemsize":
            return BYTES[self.name]
        return ABSENT

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        if isinstance(other, Dtype) and operator in ("==", "!="):
            return (self is other) == (operator == "==")
        return NotImplemented


DTYPES: dict[str, Dtype] = {name: Dtype(name) for name in ("bool", *INTEGERS, *FLOATING, *COMPLEX)}
NAMES: dict[str, Dtype] = {**DTYPES, **{alias: DTYPES[name] for alias, name in ALIASES.items()}}
"""What `torch.<name>` is."""


OF_CLASSES = {"bool": "bool", "int": "int64", "float": "float64", "complex": "complex128"}
"""What PyTorch takes Python's own types of numbers for."""


def name_of(value: Any) -> str | None:
    """The name of a dtype that a program passes; None for None and for what is not known."""
    if isinstance(value, Class) and value.module == "builtins":
        return OF_CLASSES.get(value.name)
    return value.name if isinstance(value, Dtype) else None
