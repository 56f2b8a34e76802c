"""`abc`."""

from __future__ import annotations

from typing import Any

from layerhints.interp.builtins.native import Functions
from layerhints.interp.builtins.objects import TYPE
from layerhints.values.objects import Class, ClassMethod, Property, StaticMethod

function = Functions("abc.")


@function("abstractmethod")
@function("update_abstractmethods")
def _abstract(machine: Any, funcobj: Any) -> Any:
    return funcobj


@function("abstractproperty")
def _abstract_property(machine: Any, getter: Any) -> Any:
    return Property(getter)


@function("abstractclassmethod")
def _abstract_class_method(machine: Any, callable: Any) -> Any:
    return ClassMethod(callable)


@function("abstractstaticmethod")
def _abstract_static_method(machine: Any, callable: Any) -> Any:
    return StaticMethod(callable)


def names(module: str) -> dict[str, Any]:
    return {
        **function.names,
        "ABC": Class("ABC", (), {"register": StaticMethod(function.names["abstractmethod"])}, module="abc"),
        "ABCMeta": Class("ABCMeta", (TYPE,), {}, module="abc"),
    }
