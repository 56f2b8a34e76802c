"""Modules of the standard library that deal with the world outside: what they give is not known, and they change
nothing that matters to a model."""

from __future__ import annotations

import sys
from types import NoneType
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.objects import ABSENT, Module, Scope, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

HANDLES = frozenset({
    "asyncio", "atexit", "concurrent", "gc", "getpass", "logging", "multiprocessing", "pprint", "queue", "sched",
    "signal", "tempfile", "threading", "traceback", "unittest", "zipfile",
})  # fmt: skip
"""Modules whose functions give objects to be called again (a logger): those change nothing either."""

DATA = frozenset({
    "array", "ast", "base64", "bisect", "bz2", "calendar", "cmath", "codecs", "configparser", "ConfigParser", "cPickle",
    "csv", "ctypes", "datetime", "difflib", "email", "errno", "fcntl", "filecmp", "fnmatch", "getopt", "gettext",
    "glob", "gzip", "hashlib", "heapq", "hmac", "html", "http", "io", "ipaddress", "keyword", "linecache",
    "locale", "lzma", "mimetypes", "mmap", "optparse", "pdb", "pickle", "platform", "plistlib", "pstats",
    "resource", "secrets", "select", "shelve", "shlex", "shutil", "site", "smtplib", "socket", "sqlite3", "ssl", "stat",
    "struct", "subprocess", "symtable", "tarfile", "time", "timeit", "tkinter", "token", "tokenize", "tracemalloc",
    "urllib", "urllib2", "urlparse", "uuid", "webbrowser", "xml", "zlib", "StringIO", "cStringIO",
})  # fmt: skip
"""Modules whose functions give data that is not known."""


class Opaque(Value):
    """Something that can be used in any way: what comes of it is not known, and it changes nothing.

    `is_handle` says that a call or an item gives something that can be called again.
    """

    __slots__ = ("is_handle", "reason")

    def __init__(self, reason: Unknown, is_handle: bool) -> None:
        self.reason = reason
        self.is_handle = is_handle

    def describe(self) -> str:
        return "something of the standard library that is not followed"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name.startswith("__") and name not in ("__enter__", "__exit__", "__init__"):
            return ABSENT if name in ("__int__", "__index__", "__float__", "__next__") else self.reason
        return self

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return self if self.is_handle else self.reason

    def item(self, machine: Machine, index: Any) -> Any:
        return self if self.is_handle else self.reason

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        return self.reason

    def length(self, machine: Machine) -> Any:
        return self.reason

    def has_instance(self, value: Any) -> bool | None:
        """A logger's class and its like have no constants among their instances."""
        return False if self.is_handle and isinstance(value, (str, bytes, int, float, NoneType)) else None

    def truth(self, machine: Machine) -> bool | None:
        return None

    def unary(self, machine: Machine, operator: str) -> Any:
        return self.reason

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return self.reason

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return self.reason

    def join(self, other: Value, reason: Unknown) -> Any:
        return self if isinstance(other, Opaque) else NotImplemented


class StandardModule(Module):
    """A module of which every name that is not described is opaque."""

    __slots__ = ("opaque", "submodules")

    def __init__(
        self, name: str, names: dict[str, Any], is_handle: bool, submodules: frozenset[str] = frozenset()
    ) -> None:
        reason = Unknown(f"what `{name}` gives is not known before the program runs")
        super().__init__(name, Scope(), reason)
        self.scope.names.update(names)
        self.submodules = submodules
        self.opaque = Opaque(reason, is_handle)

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in self.scope.names or name == "__name__":
            return super().attribute(machine, name)
        submodule = machine.import_module(f"{self.name}.{name}") if name in self.submodules else None
        return self.opaque if submodule is None else submodule


def opaque_module(name: str) -> Module | None:
    """The opaque module called `name`, None where the standard library has no such module."""
    top = name.partition(".")[0]
    if top not in HANDLES and top not in DATA and top not in sys.stdlib_module_names:
        return None
    return StandardModule(name, {}, top in HANDLES)
