"""The abstract interpreter: the state of one run, and the operations that natives and evaluation share.

The work is done in the modules beside this one, one for each part of the language; here they are joined into the
`Machine` that libraries see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from layerhints.algebra import Unknown
from layerhints.interp import (
    attributes,
    calls,
    comparisons,
    imports,
    operators,
    registries,
    statements,  # noqa: F401  (enters)
)
from layerhints.interp.awaited import awaited
from layerhints.interp.branches import forget, fork
from layerhints.interp.budget import Budget
from layerhints.interp.builtins import builtin_names, class_of_host
from layerhints.interp.builtins.records import Record
from layerhints.interp.choices import call_each, choices, other, own_result, set_attribute_of_one
from layerhints.interp.frames import DEFECTS, Raised
from layerhints.interp.holes import Holes
from layerhints.interp.joining import join
from layerhints.interp.reuse import Reuse
from layerhints.interp.run import Run
from layerhints.values.arguments import Arguments
from layerhints.values.instances import unwrapped
from layerhints.values.objects import (
    ABSENT,
    Class,
    Dict,
    Function,
    Instance,
    Iterator,
    List,
    Module,
    ModuleScope,
    Native,
    Register,
    Scope,
    Set,
    Value,
    first_reason,
)
from layerhints.values.origins import Either
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.algebra import Expression
    from layerhints.interp.frames import Signal
    from layerhints.values.holes import Hole, Lesson
    from layerhints.values.host import Host
    from layerhints.values.library import Library
    from layerhints.values.objects import Container, Keyed, Super


_SESSION = "what is kept by "
"""Under this and its name a library's session is noted as loaded; no module is called so."""
_CONSTANTS = frozenset({int, float, bool, str, type(None)})


class Interpreter(Run):
    """One run over one file and what it imports. It implements `values.machine.Machine`."""

    def __init__(self, host: Host, libraries: Sequence[Library], file: str, budget: Budget | None = None) -> None:
        super().__init__(host, libraries, file, budget)
        self._sessions: dict[str, Any] = {}
        self.builtins: dict[str, Any] = builtin_names()
        self.holes = Holes(self)
        self.reuse = Reuse(self)
        self.write = self.heap.write
        self.delete = self.heap.delete
        self.replace: Callable[[Container, Any], None] = self.heap.replace

    # --- change

    def forget(self, value: Any, reason: Unknown) -> None:
        forget(self, value, reason)

    def awaited(self, scope: Scope, name: str) -> Any:
        return awaited(self, scope, name)

    def names_of(self, scope: Scope) -> dict[str, Any]:
        for name in list(scope.waiting):
            if name not in scope.names:
                awaited(self, scope, name)
        return scope.names

    def may_lack(self, value: Any, name: str) -> bool:
        if not isinstance(value, Instance):
            return False
        registers = [held for held in value.hidden.values() if isinstance(held, Register)]
        return self.heap.may_be_missing(value.attributes, name) or any(each.may_lack(name) for each in registers)

    def may_be_missing(self, mapping: dict[Any, Any], key: Any) -> bool:
        return self.heap.may_be_missing(mapping, key)

    def fork(self, courses: Sequence[Callable[[], Signal | None]], reason: Unknown) -> Signal | None:
        return fork(self, courses, reason)

    # --- calls and attributes

    def call(self, function: Any, arguments: Arguments) -> Any:
        if isinstance(function, Value):
            try:
                if type(function) is Native:
                    result = function.implementation(self, arguments)
                else:
                    result = function.call(self, arguments)
            except DEFECTS as error:
                result = calls.call_unknown(self, self.failed(error), arguments)
            if type(result) is Unknown and not isinstance(function, Function):
                result = own_result(result, arguments)
        elif isinstance(function, Unknown) and choices(function):
            result = call_each(self, function, arguments)
        else:
            result = calls.call_unknown(self, function, arguments)
        if self.trying and isinstance(result, Unknown) and (self.wary or isinstance(function, Unknown)):
            self.may_raise = result
        return result

    def call_values(self, function: Any, *positional: Any) -> Any:
        return self.call(function, Arguments(list(positional), site=self._site))

    def call_function(self, function: Function, arguments: Arguments) -> Any:
        return calls.call_function(self, function, arguments)

    def instantiate(self, cls: Class, arguments: Arguments) -> Any:
        return calls.instantiate(self, cls, arguments)

    def attribute(self, value: Any, name: str) -> Any:
        return attributes.attribute(self, value, name)

    def instance_attribute(self, instance: Instance, name: str) -> Any:
        return attributes.instance_attribute(self, instance, name)

    def class_attribute(self, cls: Class, name: str) -> Any:
        return attributes.class_attribute(self, cls, name)

    def super_attribute(self, value: Super, name: str) -> Any:
        return attributes.super_attribute(self, value, name)

    def set_attribute(self, value: Any, name: str, new: Any) -> None:
        if isinstance(value, Value):
            value.set_attribute(self, name, new)
        elif isinstance(value, Unknown) and isinstance(value.origin, Either):
            set_attribute_of_one(self, value, name, new)
        elif isinstance(value, Unknown):
            self.forget(value, value)

    def set_instance_attribute(self, instance: Instance, name: str, value: Any) -> None:
        attributes.set_instance_attribute(self, instance, name, value)

    def bind(self, member: Any, receiver: Any, cls: Class) -> Any:
        return attributes.bind(self, member, receiver, cls)

    def class_of(self, value: Any) -> Class | None:
        if isinstance(value, Instance):
            return value.cls
        if isinstance(value, Unknown):
            return None
        if isinstance(value, Value):
            cls = value.attribute(self, "__class__")
            if isinstance(cls, Class) or isinstance(value, Tensor):
                return cls if isinstance(cls, Class) else None
        return class_of_host(value)

    def is_instance(self, value: Any, classes: Any) -> bool | None:
        return attributes.is_instance(self, value, classes)

    def session(self, library: str) -> Any:
        return self.modules.get(_SESSION + library)

    def begin_session(self, library: str, make: Callable[[], Any]) -> Any:
        if library not in self._sessions:
            self._sessions[library] = make()
        self.modules[_SESSION + library] = self._sessions[library]
        return self._sessions[library]

    @staticmethod
    def was_run(name: str, found: Any) -> bool:
        """Is what was loaded under this name a module that was run, or the session of a library?"""
        return name.startswith(_SESSION) or (isinstance(found, Module) and isinstance(found.scope, ModuleScope))

    def import_module(self, name: str) -> Any:
        return imports.import_module(self, name)

    def entered(self, container: Keyed, key: Any) -> Any:
        return registries.entered(self, container, key) if self.registries else ABSENT

    def unfilled(self, container: Keyed) -> Unknown | None:
        return registries.unfilled(self, container) if self.registries else None

    # --- operators

    def item(self, value: Any, index: Any) -> Any:
        return other(operators.item(self, value, index))

    def set_item(self, value: Any, index: Any, new: Any) -> None:
        if self.wary:
            doubts = [one for one in (value, getattr(value, "content", None), index) if isinstance(one, Unknown)]
            self.may_raise = first_reason(*doubts, self.may_raise)
        if isinstance(value, Value):
            value.set_item(self, index, new)
        elif isinstance(value, Unknown):
            self.forget(value, value)
        else:
            self.throw("TypeError", "the object does not support item assignment")

    def iterate(self, value: Any) -> Sequence[Any] | Unknown:
        return other(operators.iterate(self, value))

    def length(self, value: Any) -> Any:
        return other(operators.length(self, value))

    def truth(self, value: Any) -> bool | None:
        return operators.truth(self, value)

    def unary(self, operator: str, value: Any) -> Any:
        return other(operators.unary(self, operator, value))

    def binary(self, operator: str, left: Any, right: Any) -> Any:
        return other(operators.binary(self, operator, left, right))

    def compare(self, operator: str, left: Any, right: Any) -> Any:
        return other(comparisons.compare(self, operator, left, right))

    def join(self, first: Any, second: Any, reason: Unknown) -> Any:
        return join(first, second, reason)

    # --- parameters that nothing gives

    def learn(self, hole: Hole, lesson: Lesson) -> None:
        self.holes.learn(hole, lesson)

    def hole_value(self, hole: Hole) -> Any:
        return self.holes.value(hole)

    def doubts(self, hole: Hole) -> bool:
        return self.holes.doubts(hole)

    def learning(self, action: Callable[[], Any]) -> Any:
        return self.holes.learning(lambda made: action())

    @property
    def leaves_out(self) -> bool:
        return self.holes.leaves_out

    def leave_out(self) -> None:
        self.holes.leave_out()

    def symbol_of(self, hole: Hole, axis: int | None, wanted: str) -> Expression:
        return self.holes.symbol_of(hole, axis, wanted)

    def hole_of_symbol(self, found: Expression) -> tuple[Hole, int | None] | None:
        return self.holes.place_of(found)

    def lasting(self, size: Any) -> Any:
        return self.holes.lasting(size)

    def current(self, size: Any) -> Any:
        return self.holes.current(size)

    # --- making values

    def new_list(self, items: Sequence[Any] | Unknown) -> List:
        return List(items if isinstance(items, Unknown) else tuple(items), self.builtins["list"])

    def new_dict(self, entries: dict[Any, Any] | Unknown) -> Dict:
        return Dict(entries, self.builtins["dict"])

    def new_set(self, members: Sequence[Any] | Unknown) -> Set:
        content = members if isinstance(members, Unknown) else dict.fromkeys(members)
        return Set(content, self.builtins["set"])

    def builtin_class(self, name: str) -> Class:
        cls = self.builtins[name]
        assert isinstance(cls, Class)
        return cls

    def plain(self, value: Any) -> Any:
        return value if type(value) in _CONSTANTS else self._plain(value, 0)

    def _plain(self, value: Any, depth: int) -> Any:
        if depth > 20:
            return Unknown("the value is nested too deeply")
        if isinstance(value, List):
            value = value.content
        elif isinstance(value, Record):
            value = value.items
        if isinstance(value, tuple):
            return tuple(self._plain(item, depth + 1) for item in value)
        if isinstance(value, (range, Iterator)):
            items = self.iterate(value)
            return items if isinstance(items, Unknown) else tuple(self._plain(item, depth + 1) for item in items)
        return unwrapped(value)

    def throw(self, class_name: str, message: str) -> NoReturn:
        cls = self.builtin_class(class_name)
        error = Instance(cls)
        error.attributes["args"] = (message,)
        raise Raised(error)
