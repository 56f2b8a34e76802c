"""Configurations that nothing gives: a parameter whose annotation is a class that keeps settings (`config: Config`).

A caller makes such an object with sizes of its own, so these stay open. What is no size is taken to be as the class has
it, like the defaults of a function: flags, words, the classes of layers, and the tables that say how a model is built.
Of a data class that is read off its fields. An object of another class of the program's own is made, with open sizes,
and what its `__init__` computes of them is computed; a caller may set more on it, and another number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.annotations import evaluated
from layerhints.interp.builtins.objects import NONE_TYPE, OBJECT
from layerhints.interp.builtins.records import Record
from layerhints.interp.builtins.tuples import TUPLE
from layerhints.interp.frames import Raised
from layerhints.syntax import tree
from layerhints.values.arguments import Arguments
from layerhints.values.holes import NumberOrNone, WholeNumber
from layerhints.values.instances import NAMELESS
from layerhints.values.objects import ABSENT, Class, Dict, Function, Instance, List, Native, Property, Union
from layerhints.values.origins import A_NUMBER, AN_OBJECT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from layerhints.interp.interpreter import Interpreter
    from layerhints.interp.stdlib.dataclass_fields import Field
    from layerhints.values.holes import Hole, Lesson
    from layerhints.values.machine import Machine


DEEPEST = 3
"""A configuration in a configuration is made down to here: a class may be annotated with itself."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The hole is an object of a data class, of which `__post_init__` has computed these settings of others."""

    cls: Class
    computed: Mapping[str, Any] = field(default_factory=dict, compare=False)

    perhaps = False

    def merged(self, other: Any) -> Lesson:
        return self

    def value(self, machine: Machine, hole: Hole) -> Any:
        return Unknown(f"nothing in the file says what `{hole.full_name}` is", hole)

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        return Unknown(f"nothing in the file says what `{hole.full_name}` is")


def annotated(machine: Interpreter, kind: Any, hole: Hole) -> Any:
    """The value of a hole, of which the annotation says that it is of this kind."""
    whole: Lesson = WholeNumber()
    if isinstance(kind, Union):
        classes = [each for each in kind.members if each is not None and each is not NONE_TYPE]
        whole = NumberOrNone()
        kind = classes[0] if len(classes) == 1 and _counts_beside_none(machine, classes[0]) else None
    if not isinstance(kind, Class):
        return machine.hole_value(hole)
    lesson: Lesson | None = whole if kind is machine.builtins["int"] else None
    for library in machine.libraries:
        lesson = lesson or library.lesson_of_annotation(machine, kind)
    if lesson is None and _fields(kind):
        known = machine.holes.lesson(hole) or _configuration(machine, kind, hole)
        if isinstance(known, Instance):
            return known
        lesson = known
    if lesson is not None:
        machine.learn(hole, lesson)
    elif _is_named_tuple(kind):
        return _named_tuple(machine, kind, hole)
    elif _is_plain(kind) and len(hole.path) <= DEEPEST:
        made = machine.attempt(partial(_made, machine, kind, hole))
        if isinstance(made, Instance):
            return made
    return machine.hole_value(hole)


def _counts_beside_none(machine: Interpreter, cls: Class) -> bool:
    """Does it say something of a value that may be None as well? Of a configuration that may be missing it is said that
    it is there, as else there is little to show.
    """
    return cls is machine.builtins["int"] or bool(_fields(cls)) or _is_named_tuple(cls) or _is_plain(cls)


def _part(machine: Interpreter, hole: Hole, name: str, kind: Any, default: Any) -> Any:
    """A setting of a configuration: its default if that is no size, else something open."""
    if _is_no_size(default):
        return default
    part = hole.part(name)
    if kind is None and type(default) is int and default > 1:
        machine.learn(part, WholeNumber())  # 0 and 1 may stand for fractions
    return annotated(machine, kind, part)


# --- named tuples


def _is_named_tuple(cls: Class) -> bool:
    return TUPLE in cls.order and isinstance(cls.lookup("_fields"), tuple)


def _named_tuple(machine: Interpreter, cls: Class, hole: Hole) -> Any:
    kinds, defaults = (_content(cls.lookup(name)) for name in ("__annotations__", "_field_defaults"))
    names = cls.lookup("_fields")
    return Record(tuple(_part(machine, hole, name, kinds.get(name), defaults.get(name)) for name in names), cls)


def _content(value: Any) -> dict[Any, Any]:
    content = value.content if isinstance(value, Dict) else None
    return content if isinstance(content, dict) else {}


# --- classes of the program's own


_OPEN = (None, A_NUMBER, AN_OBJECT)
"""The origins of unknown settings, of which no more is known than that they are there."""


def _is_plain(cls: Class) -> bool:
    """Is all that makes an object of the class the program's own code?"""
    return not cls.intercepts and _is_own(cls)


def _is_own(cls: Class) -> bool:
    """The same, but for reading its attributes, which the program's code may intercept."""
    own = [base for base in cls.order if base is not OBJECT]
    if cls.open is not None or cls.metaclass_call is not None:
        return False
    return all(base.site is not None and "__new__" not in base.namespace for base in own)


def _made(machine: Interpreter, cls: Class, hole: Hole) -> Any:
    initialiser = cls.lookup("__init__")
    given: dict[str, Any] = {}
    if isinstance(initialiser, Function) and isinstance(initialiser.node, tree.Function):
        for each in initialiser.node.parameters.items[1:]:
            if each.kind not in ("variadic", "keywords"):
                kind = None if each.annotation is None else evaluated(machine, initialiser, each.annotation)
                given[each.name] = _part(machine, hole, each.name, kind, initialiser.defaults.get(each.name))
    made = machine.call(cls, Arguments([], given))
    if not isinstance(made, Instance):
        return made
    of_class = {name: value for base in reversed(cls.order) for name, value in base.namespace.items()}
    for name, value in {**of_class, **made.attributes}.items():
        if type(value) is int or (isinstance(value, Unknown) and value.origin in _OPEN):
            machine.write(made.attributes, name, _part(machine, hole, name, None, value))
    machine.write(made.attributes, NAMELESS, machine.hole_value(hole))
    return made


# --- data classes


def stated(machine: Interpreter, value: Unknown, hole: Hole, name: str) -> Any:
    """An attribute of a configuration that nothing gives, where its class has one of that name; ABSENT otherwise."""
    lesson = machine.holes.lesson(hole)
    if not isinstance(lesson, Configuration):
        return ABSENT
    if name in lesson.computed:
        return lesson.computed[name]
    for each in _fields(lesson.cls):
        if each.name == name:
            return _part(machine, hole, name, each.type, each.standing(machine))
    member = lesson.cls.lookup(name)
    if not isinstance(member, Property):
        return ABSENT
    standing = machine.standing()
    try:
        return machine.call_values(member.getter, value)
    except Raised:
        machine.stand(standing)
        return ABSENT


def _configuration(machine: Interpreter, cls: Class, hole: Hole) -> Instance | Configuration:
    """The object itself where its `__post_init__` computes settings of others: a word that stands for a number is none
    behind it. Of a class that intercepts the reading of its attributes only these settings are kept: to follow its
    methods, which in transformers make further configurations, would cost more than they tell.
    """
    if not isinstance(cls.lookup("__post_init__"), Function) or not _is_own(cls) or len(hole.path) > DEEPEST:
        return Configuration(cls)
    given = {
        each.name: _part(machine, hole, each.name, each.type, each.standing(machine))
        for each in _fields(cls)
        if each.init and not each.class_level
    }
    made = machine.attempt(lambda: machine.call(cls, Arguments([], given)))
    if not isinstance(made, Instance):
        return Configuration(cls)
    computed = dict(_computed(machine, cls, hole, given, made))
    if cls.intercepts:
        return Configuration(cls, computed)
    for name, value in computed.items():
        machine.write(made.attributes, name, value)
    machine.write(made.attributes, NAMELESS, machine.hole_value(hole))
    return made


def _computed(
    machine: Interpreter, cls: Class, hole: Hole, given: dict[str, Any], made: Instance
) -> Iterator[tuple[str, Any]]:
    """The settings that are none of those given. One that is unknown is as open as a setting that nothing computes."""
    for each in _fields(cls):
        value = made.attributes.get(each.name, ABSENT)
        if each.class_level or value is ABSENT or value is given.get(each.name):
            continue
        open_ = isinstance(value, Unknown)
        yield each.name, annotated(machine, each.type, hole.part(each.name)) if open_ else value


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


__all__ = ["Configuration", "annotated", "stated"]
