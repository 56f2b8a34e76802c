"""`pathlib`: paths as texts; what is in the file system is not known."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.constants import NotConstant, constant
from layerhints.interp.builtins.native import Methods, native
from layerhints.interp.stdlib.opaque import Opaque
from layerhints.interp.stdlib.os import WORLD
from layerhints.values.objects import Class, Instance, Property

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

HOST_PATH = "path"

_TEXTS = ("name", "stem", "suffix", "root", "drive", "anchor")


def _host(self: Any) -> PurePosixPath:
    path: PurePosixPath = self.hidden[HOST_PATH]
    return path


def _made(cls: Class, path: PurePosixPath) -> Instance:
    made = Instance(cls)
    made.hidden[HOST_PATH] = path
    return made


def _part(value: Any) -> Any:
    """A path or text as the host's; NotConstant for anything else."""
    host = value.hidden[HOST_PATH] if isinstance(value, Instance) and HOST_PATH in value.hidden else constant(value)
    if not isinstance(host, (str, PurePosixPath)):
        raise NotConstant(Unknown("this is not a path"))
    return host


def _changed(machine: Machine, self: Instance, change: Any, text: Any) -> Any:
    """The path with another name or suffix."""
    try:
        return _made(self.cls, change(_host(self), str(_part(text))))
    except ValueError as error:
        machine.throw("ValueError", str(error))


def path_class() -> Class:
    method = Methods("Path", Instance)

    @method.new
    def _new(machine: Machine, cls: Class, *parts: Any) -> Any:
        return _made(cls, PurePosixPath(*map(_part, parts)))

    @method("__truediv__")
    def _truediv(machine: Machine, self: Instance, other: Any) -> Any:
        return _made(self.cls, _host(self) / _part(other))

    @method("__rtruediv__")
    def _rtruediv(machine: Machine, self: Instance, other: Any) -> Any:
        return _made(self.cls, _part(other) / _host(self))

    @method("joinpath")
    def _joinpath(machine: Machine, self: Instance, *others: Any) -> Any:
        return _made(self.cls, _host(self).joinpath(*map(_part, others)))

    @method("with_suffix")
    def _with_suffix(machine: Machine, self: Instance, suffix: Any) -> Any:
        return _changed(machine, self, PurePosixPath.with_suffix, suffix)

    @method("with_name")
    def _with_name(machine: Machine, self: Instance, name: Any) -> Any:
        return _changed(machine, self, PurePosixPath.with_name, name)

    @method("__str__")
    @method("__fspath__")
    @method("as_posix")
    def _str(machine: Machine, self: Instance) -> Any:
        return str(_host(self))

    @method("__eq__")
    def _eq(machine: Machine, self: Instance, other: Any) -> Any:
        is_path = isinstance(other, Instance) and HOST_PATH in other.hidden
        return _host(self) == _host(other) if is_path else NotImplemented

    @method("__getattr__")
    def _getattr(machine: Machine, self: Instance, name: Any) -> Any:
        return Opaque(WORLD, False)

    @method("mkdir")
    @method("unlink")
    @method("rmdir")
    @method("touch")
    @method("write_text")
    @method("write_bytes")
    def _nothing(machine: Machine, self: Instance, *arguments: Any, **options: Any) -> None:
        return None

    def text(name: str) -> Property:
        return Property(native(name, lambda machine, self: getattr(_host(self), name)))

    cls = Class("Path", (), method.names, module="pathlib")
    cls.namespace.update({name: text(name) for name in _TEXTS})
    cls.namespace["parent"] = Property(native("parent", lambda machine, self: _made(self.cls, _host(self).parent)))
    cls.namespace["parts"] = Property(native("parts", lambda machine, self: _host(self).parts))
    cls.namespace["suffixes"] = Property(
        native("suffixes", lambda machine, self: machine.new_list(_host(self).suffixes))
    )
    return cls


def names(module: str) -> dict[str, Any]:
    path = path_class()
    aliases = ("Path", "PurePath", "PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath")
    return dict.fromkeys(aliases, path)
