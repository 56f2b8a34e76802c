"""`sys`: a current Python, on a machine that is not known."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.lists import LIST
from layerhints.interp.builtins.native import Functions
from layerhints.interp.builtins.records import Record
from layerhints.interp.builtins.running import RunningFrame
from layerhints.interp.builtins.tuples import TUPLE
from layerhints.interp.stdlib.namedtuple import named_tuple_members
from layerhints.interp.stdlib.opaque import Opaque
from layerhints.interp.stdlib.os import WORLD
from layerhints.values.objects import Class, Instance, List, Native, Value


class LoadedModules(Value):
    """`sys.modules`: a module by its name, whether it was loaded so far or not."""

    __slots__ = ()

    def describe(self) -> str:
        return "`sys.modules`"

    def item(self, machine: Any, index: Any) -> Any:
        found = machine.import_module(index) if isinstance(index, str) else None
        return Unknown("which modules are loaded is not known") if found is None else found

    def attribute(self, machine: Any, name: str) -> Any:
        if name == "get":
            return Native("sys.modules.get", lambda machine, arguments: self.item(machine, arguments.positional[0]))
        return Unknown("which modules are loaded is not known")

    def truth(self, machine: Any) -> bool | None:
        return True


VERSION = (3, 11, 0, "final", 0)
"""The version of Python that programs are read as, where they ask."""

function = Functions("sys.")


@function("exit")
def _exit(machine: Any, arg: Any = None) -> Any:
    machine.throw("SystemExit", "" if arg is None else str(arg))


@function("_getframe")
def _get_frame(machine: Any, depth: Any = 0, /) -> Any:
    """The frame that asks, or one of those that called it."""
    if not isinstance(depth, int):
        return Unknown("which frame this is is not known")
    frame = machine.frame
    for _ in range(depth):
        frame = frame and frame.caller
    if frame is None:
        machine.throw("ValueError", "call stack is not deep enough")
    return RunningFrame(frame)


@function("setrecursionlimit")
@function("setdefaultencoding")
def _nothing(machine: Any, *arguments: Any) -> None:
    return None


def names(module: str) -> dict[str, Any]:
    fields = ("major", "minor", "micro", "releaselevel", "serial")
    version_info = Class("version_info", (TUPLE,), named_tuple_members(fields, {}), module="sys")
    unlisted = Unknown("what `sys.implementation` holds is not listed")
    implementation = Instance(Class("SimpleNamespace", (), {}, "types", None, unlisted))
    implementation.attributes["name"] = "cpython"
    stream = Opaque(WORLD, True)
    command_line = Unknown("the command line decides")
    return {
        **function.names,
        "version_info": Record(VERSION, version_info),
        "implementation": implementation,
        "hexversion": 0x030B00F0,
        "version": Unknown("the version of Python is not known"),
        "argv": List(command_line, LIST),
        "path": List(WORLD, LIST),
        "modules": LoadedModules(),
        "platform": WORLD,
        "executable": WORLD,
        "byteorder": "little",
        "maxsize": 2**63 - 1,
        "maxint": 2**63 - 1,
        "stdin": stream,
        "stdout": stream,
        "stderr": stream,
    }
