"""The values of abstract interpretation.

A value is one of: a host constant (int, float, complex, str, bytes, bool, None, Ellipsis, range, slice), a host tuple
of values, an algebra Expression (a symbolic integer), an algebra Unknown (not known, and why), or a `Value` below.

Values that can change keep all their state in dictionaries or in `content`, and every change goes through
`Machine.write` or `Machine.replace`, so that a branch that was only possibly taken can be taken back and joined.
"""

from layerhints.values.base import ABSENT, Absent, Counts, Memory, State, Value, clock, first_reason
from layerhints.values.classes import Class, Union, union
from layerhints.values.containers import (
    Alike,
    Body,
    Container,
    Dict,
    HalfRead,
    Iterator,
    Keyed,
    List,
    Register,
    Rest,
    Set,
    alike_of,
    any_item,
    item_of_any,
)
from layerhints.values.functions import (
    Bound,
    ClassMethod,
    Function,
    Method,
    Native,
    Partial,
    Property,
    StaticMethod,
    Unbound,
)
from layerhints.values.instances import BINARY_METHODS, COMPARE_METHODS, HALF_MADE, REFLECTED, Instance, Super
from layerhints.values.modules import Module
from layerhints.values.scopes import ClassScope, ModuleNames, ModuleScope, Scope

__all__ = [
    "ABSENT",
    "BINARY_METHODS",
    "COMPARE_METHODS",
    "HALF_MADE",
    "REFLECTED",
    "Absent",
    "Alike",
    "Body",
    "Bound",
    "Class",
    "ClassMethod",
    "ClassScope",
    "Container",
    "Counts",
    "Dict",
    "Function",
    "HalfRead",
    "Instance",
    "Iterator",
    "Keyed",
    "List",
    "Memory",
    "Method",
    "Module",
    "ModuleNames",
    "ModuleScope",
    "Native",
    "Partial",
    "Property",
    "Register",
    "Rest",
    "Scope",
    "Set",
    "State",
    "StaticMethod",
    "Super",
    "Unbound",
    "Union",
    "Value",
    "alike_of",
    "any_item",
    "clock",
    "first_reason",
    "item_of_any",
    "union",
]
