"""`os`: nothing of the machine that the program will run on is known; paths are texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions
from layerhints.interp.stdlib.opaque import Opaque
from layerhints.values.objects import ABSENT, Native, Value

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

WORLD = Unknown("it depends on the machine that the program runs on")

_EVERYWHERE = dict.fromkeys(("HOME", "LANG", "LOGNAME", "PATH", "PWD", "SHELL", "TMPDIR", "USER"), WORLD)
"""Variables that a system sets for everybody, or may."""

function = Functions("os.")


class Environment(Value):
    """`os.environ`: what the program sets is known to it. Where it says itself what holds without a variable, that
    holds: a model is what it is where nobody has set anything. Everything else is not known.
    """

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: dict[str, Any] = {}

    def describe(self) -> str:
        return "the environment"

    def item(self, machine: Machine, index: Any) -> Any:
        return self.entries.get(index, WORLD) if isinstance(index, str) else WORLD

    def set_item(self, machine: Machine, index: Any, value: Any) -> None:
        if isinstance(index, str):
            machine.write(self.entries, index, value)

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in ("get", "setdefault", "pop"):
            return Native(f"os.environ.{name}", self.get)
        return Opaque(WORLD, False) if not name.startswith("__") else ABSENT

    def length(self, machine: Machine) -> Any:
        return WORLD

    def iterate(self, machine: Machine) -> Any:
        return WORLD

    def contains(self, machine: Machine, member: Any) -> Any:
        return (member in self.entries or _EVERYWHERE.get(member, False)) if isinstance(member, str) else WORLD

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return WORLD

    def get(self, machine: Machine, arguments: Arguments) -> Any:
        """`os.getenv(key, default)` and `os.environ.get`."""
        key, default = arguments.get(0, "key"), arguments.get(1, "default")
        if isinstance(key, str) and key not in self.entries and default is not None:
            return default
        return self.item(machine, key)


@function("makedirs")
@function("mkdir")
@function("remove")
@function("unlink")
@function("rename")
@function("chdir")
@function("putenv")
@function("rmdir")
@function("symlink")
@function("_exit")
def _nothing(machine: Machine, *arguments: Any, **options: Any) -> None:
    return None


@function("fspath")
def _fspath(machine: Machine, path: Any) -> Any:
    if isinstance(path, (str, bytes, Unknown)):
        return path
    member = machine.attribute(path, "__fspath__")
    return Unknown("this is not a path") if member is ABSENT else machine.call_values(member)


def names(module: str) -> dict[str, Any]:
    environment = Environment()
    return {
        **function.names,
        "environ": environment,
        "getenv": Native("os.getenv", environment.get),
        "PathLike": Opaque(WORLD, False),
        "sep": "/",
        "linesep": "\n",
        "pathsep": ":",
        "curdir": ".",
        "pardir": "..",
        "name": "posix",
    }
