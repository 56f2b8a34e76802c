"""What a program has without importing it: the language's classes and functions."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Expression
from layerhints.interp.builtins import attributes, execution, iterators, numbers, views
from layerhints.interp.builtins.dicts import DICT
from layerhints.interp.builtins.exceptions import EXCEPTIONS
from layerhints.interp.builtins.lists import LIST
from layerhints.interp.builtins.numbers import BOOL, COMPLEX, FLOAT, INT
from layerhints.interp.builtins.objects import (
    BUILTIN_FUNCTION,
    CLASS_METHOD,
    ELLIPSIS_TYPE,
    FUNCTION,
    METHOD,
    MODULE,
    NONE_TYPE,
    NOT_IMPLEMENTED_TYPE,
    OBJECT,
    PARTIAL,
    PROPERTY,
    STATIC_METHOD,
    TYPE,
)
from layerhints.interp.builtins.ranges import RANGE, SLICE
from layerhints.interp.builtins.ratio import Ratio
from layerhints.interp.builtins.sets import FROZEN_SET, SET
from layerhints.interp.builtins.strings import BYTEARRAY, BYTES, MEMORY_VIEW, STR
from layerhints.interp.builtins.tuples import TUPLE
from layerhints.values.objects import (
    Bound,
    Class,
    ClassMethod,
    Function,
    Instance,
    Iterator,
    Module,
    Native,
    Partial,
    Property,
    StaticMethod,
    Value,
)

_CLASSES = (
    OBJECT, TYPE, INT, FLOAT, COMPLEX, BOOL, STR, BYTES, BYTEARRAY, MEMORY_VIEW, LIST, TUPLE, DICT, SET, FROZEN_SET,
    RANGE, SLICE, PROPERTY, STATIC_METHOD, CLASS_METHOD,
)  # fmt: skip

_PYTHON_2 = {"basestring": STR, "unicode": STR, "long": INT, "xrange": RANGE}

_HOST = {
    int: INT, float: FLOAT, complex: COMPLEX, bool: BOOL, str: STR, bytes: BYTES, tuple: TUPLE, range: RANGE,
    slice: SLICE, type(None): NONE_TYPE, type(...): ELLIPSIS_TYPE, type(NotImplemented): NOT_IMPLEMENTED_TYPE,
    Expression: INT, Ratio: FLOAT,
}  # fmt: skip

_VALUES: tuple[tuple[type[Value], Class], ...] = (
    (Function, FUNCTION),
    (Native, BUILTIN_FUNCTION),
    (Bound, METHOD),
    (Class, TYPE),
    (Module, MODULE),
    (Iterator, iterators.GENERATOR),
    (Property, PROPERTY),
    (StaticMethod, STATIC_METHOD),
    (ClassMethod, CLASS_METHOD),
    (Partial, PARTIAL),
    (views.View, OBJECT),
)


def builtin_names() -> dict[str, Any]:
    """Every builtin name and its value; a new dict, so that a run may add to its own."""
    return {
        **{cls.name: cls for cls in _CLASSES},
        **_PYTHON_2,
        **EXCEPTIONS,
        **attributes.function.names,
        **execution.function.names,
        **iterators.function.names,
        **numbers.function.names,
        "True": True,
        "False": False,
        "None": None,
        "Ellipsis": ...,
        "NotImplemented": NotImplemented,
        "__debug__": True,
    }


def class_of_host(value: Any) -> Class | None:
    """The class of a value, None where that is not known."""
    cls = _HOST.get(type(value))
    if cls is not None:
        return cls
    if isinstance(value, Instance):
        return value.cls
    for kind, cls in _VALUES:
        if isinstance(value, kind):
            return cls
    return None


__all__ = ["builtin_names", "class_of_host"]
