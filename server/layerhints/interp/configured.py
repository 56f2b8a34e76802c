"""Configurations that nothing gives: a parameter whose annotation is a data class (`config: Config`).

A caller makes such an object with sizes of its own, so these stay open. What is no size is taken to be as the class has
it, like the defaults of a function: flags, words, the classes of layers, and the tables that say how a model is built.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.frames import Raised
from layerhints.values.holes import WholeNumber
from layerhints.values.objects import ABSENT, Class, Dict, Function, List, Native, Property

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.interp.stdlib.dataclass_fields import Field
    from layerhints.values.holes import Hole, Lesson
    from layerhints.values.machine import Machine


@dataclass(frozen=True, slots=True)
class Configuration:
    """The hole is an object of a data class."""

    cls: Class

    perhaps = False

    def merged(self, other: Any) -> Lesson:
        return self

    def value(self, machine: Machine, hole: Hole) -> Any:
        return Unknown(f"nothing in the file says what `{hole.full_name}` is", hole)

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        return Unknown(f"nothing in the file says what `{hole.full_name}` is")


def configuration(annotation: Any) -> Configuration | None:
    """The lesson of an annotation that is a data class."""
    return Configuration(annotation) if isinstance(annotation, Class) and _fields(annotation) else None


def stated(machine: Interpreter, value: Unknown, hole: Hole, name: str) -> Any:
    """An attribute of a configuration that nothing gives, where its class has one of that name; ABSENT otherwise."""
    lesson = machine.holes.lessons.get(hole)
    if not isinstance(lesson, Configuration):
        return ABSENT
    machine.holes.hear((hole,))
    for field in _fields(lesson.cls):
        if field.name == name:
            default = field.standing(machine)
            if _is_no_size(default):
                return default
            part = hole.part(name)
            if field.type is machine.builtins["int"]:
                machine.learn(part, WholeNumber())
            return machine.hole_value(part)
    member = lesson.cls.lookup(name)
    if not isinstance(member, Property):
        return ABSENT
    standing = machine.standing()
    try:
        return machine.call_values(member.getter, value)
    except Raised:
        machine.stand(standing)
        return ABSENT


def _fields(cls: Class) -> tuple[Field, ...]:
    if cls.lookup("__dataclass_fields__") is ABSENT:
        return ()
    from layerhints.interp.stdlib.dataclass_fields import fields_of

    return fields_of(cls) or ()


def _is_no_size(value: Any) -> bool:
    if isinstance(value, (List, Dict, tuple)):
        content = value if isinstance(value, tuple) else value.content
        return isinstance(content, (tuple, dict)) and bool(content)
    return isinstance(value, (bool, str, Class, Function, Native))


__all__ = ["Configuration", "configuration", "stated"]
