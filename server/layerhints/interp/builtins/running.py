"""A call that is being run, as `inspect.currentframe()` and `sys._getframe()` give it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.code import Code
from layerhints.values.objects import ABSENT, Value

if TYPE_CHECKING:
    from layerhints.interp.frames import Frame
    from layerhints.values.machine import Machine


class RunningFrame(Value):
    """What the names of a call held when they are asked for."""

    __slots__ = ("frame",)

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def describe(self) -> str:
        return "a frame"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "f_back":
            return None if self.frame.caller is None else RunningFrame(self.frame.caller)
        if name in ("f_locals", "f_globals"):
            scope = self.frame.scope
            names = (scope if name == "f_locals" else scope.globals).names
            return machine.new_dict({key: value for key, value in names.items() if value is not ABSENT})
        if name == "f_code" and self.frame.function is not None:
            return Code(self.frame.function)
        return Unknown(f"`{name}` of a frame is not followed")
