"""`os.path`: texts are joined and split; what is in the file system is not known."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.constants import call_host
from layerhints.interp.builtins.native import Functions
from layerhints.interp.stdlib.os import WORLD
from layerhints.values.objects import ABSENT, Instance

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("os.path.")

_ON_TEXTS = ("basename", "commonprefix", "commonpath", "dirname", "isabs", "join", "normpath", "split", "splitext")
_IN_THE_WORLD = (
    "abspath", "exists", "expanduser", "expandvars", "getatime", "getctime", "getmtime", "getsize", "isdir", "isfile",
    "islink", "ismount", "lexists", "realpath", "relpath", "samefile",
)  # fmt: skip


def _text(machine: Machine, path: Any) -> Any:
    """A path object as its text."""
    member = machine.attribute(path, "__fspath__") if isinstance(path, Instance) else ABSENT
    return path if member is ABSENT else machine.call_values(member)


def _on_texts(name: str) -> None:
    def call(machine: Machine, *arguments: Any) -> Any:
        texts = [_text(machine, argument) for argument in arguments]
        return call_host(machine, getattr(posixpath, name), texts)

    function(name)(call)


def _world(machine: Machine, *arguments: Any, **options: Any) -> Unknown:
    return WORLD


for _name in _ON_TEXTS:
    _on_texts(_name)
for _name in _IN_THE_WORLD:
    function(_name)(_world)


def names(module: str) -> dict[str, Any]:
    return {**function.names, "sep": "/", "pardir": "..", "curdir": "."}
