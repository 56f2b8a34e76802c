"""No native fails, whatever it is given: each is called with every kind of value in every position."""

from __future__ import annotations

import builtins

import pytest
from tests.interp.program import run

VALUES = (
    "unknown", "H", "H / 2", "None", "3", "-1.5", "'ab'", "b'x'", "[1, unknown]", "{'a': H}", "{1, 2}", "(1, unknown)",
    "list(unknown)", "dict(unknown)", "set(unknown)", "thing", "Thing", "lambda *a: a", "iter([1])", "range(3)",
    "range(H)", "slice(H, None)", "Color.RED", "Row(1, 2)", "len", "math", "logging", "...", "NotImplemented",
    "{}.keys()",
)  # fmt: skip

SETTING = """
import collections, copy, dataclasses, enum, functools, itertools, logging, math, operator, re, random, os, typing
import contextlib, inspect, types, pathlib, argparse, sys, string, statistics, textwrap, weakref, importlib, warnings
from given import H, unknown
class Thing:
    pass
thing = Thing()
Row = collections.namedtuple('Row', 'a b')
class Color(enum.Enum):
    RED = 1
"""

METHODS = {
    "list": "[1, 2]", "dict": "{'a': 1}", "set": "{1}", "frozenset": "frozenset([1])", "tuple": "(1, 2)", "str": "'ab'",
    "bytes": "b'ab'", "int": "3", "float": "1.5", "range": "range(3)", "complex": "1j",
}  # fmt: skip

MODULES = (
    "collections", "copy", "dataclasses", "enum", "functools", "itertools", "math", "operator", "re", "random", "os",
    "os.path", "contextlib", "inspect", "types", "pathlib", "argparse", "string", "statistics", "textwrap", "weakref",
    "importlib", "warnings", "typing",
)  # fmt: skip


def called(function: str) -> None:
    """Call it with no, one and two arguments; whatever it comes to, what follows is still analysed."""
    lines = [SETTING, f"function = {function}"]
    pairs = zip(VALUES, (*VALUES[7:], *VALUES[:7]), strict=True)
    arguments = ["", *VALUES, *(f"{value}, {value}" for value in VALUES), *(f"{a}, {b}" for a, b in pairs)]
    for given in arguments:
        lines += ["try:", f"    result = function({given})", "except BaseException:", "    pass"]
    lines.append("after = 1")
    assert run("\n".join(lines))["after"] == 1


@pytest.mark.parametrize("name", [n for n in dir(builtins) if not n.startswith("_") and callable(getattr(builtins, n))])
def test_functions_and_classes(name: str) -> None:
    called(name)


@pytest.mark.parametrize("kind", METHODS)
def test_methods(kind: str) -> None:
    for name in dir(getattr(builtins, kind)):
        if name not in ("__class__", "__new__", "__init_subclass__", "__subclasshook__"):
            lines = [SETTING]
            for given in ("", *VALUES, *(f"{value}, {value}" for value in VALUES)):
                call = f"({METHODS[kind]}).{name}({given})"
                lines += ["try:", f"    result = {call}", "except BaseException:", "    pass"]
            lines.append("after = 1")
            assert run("\n".join(lines))["after"] == 1


@pytest.mark.parametrize("module", MODULES)
def test_modules(module: str) -> None:
    names = run(f"import {module}\n{SETTING}\nnames = list(vars({module}))")["names"]
    for name in names.content:
        lines = [SETTING, f"function = {module}.{name}"]
        for given in ("", *VALUES, *(f"{value}, {value}" for value in VALUES), *(f"len, {value}" for value in VALUES)):
            lines += ["try:", f"    result = function({given})", "except BaseException:", "    pass"]
        lines.append("after = 1")
        assert run("\n".join(lines))["after"] == 1
