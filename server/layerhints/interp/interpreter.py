"""The abstract interpreter: the state of one run, and the operations that natives and evaluation share.

The work is done in the modules beside this one, one for each part of the language; here they are joined into the
`Machine` that libraries see.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from layerhints.algebra import Unknown
from layerhints.interp import attributes, calls, imports, operators, registries, statements  # noqa: F401  (enters)
from layerhints.interp.awaited import awaited
from layerhints.interp.branches import forget, fork
from layerhints.interp.budget import Budget
from layerhints.interp.builtins import builtin_names, class_of_host
from layerhints.interp.builtins.records import Record
from layerhints.interp.choices import call_each, choices, other, own_result
from layerhints.interp.frames import DEFECT, DEFECTS, Defective, Frame, OutOfBudget, Pending, Raised
from layerhints.interp.heap import Heap
from layerhints.interp.holes import Holes
from layerhints.interp.joining import join
from layerhints.interp.reuse import Reuse
from layerhints.values.arguments import Arguments
from layerhints.values.host import Interrupted
from layerhints.values.objects import (
    ABSENT,
    Class,
    Dict,
    Function,
    Instance,
    Iterator,
    List,
    Memory,
    Module,
    ModuleScope,
    Scope,
    Set,
    Value,
    first_reason,
)
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Iterator as HostIterator

    from layerhints.algebra import Expression
    from layerhints.interp.course import Course
    from layerhints.interp.frames import Signal
    from layerhints.interp.registries import Registry
    from layerhints.interp.track import Track
    from layerhints.values.facts import Fact, Finding
    from layerhints.values.holes import Hole, Lesson
    from layerhints.values.host import Host, Source
    from layerhints.values.library import Library
    from layerhints.values.objects import Container, Super


_SESSION = "what is kept by "
"""Under this and its name a library's session is noted as loaded; no module is called so."""
_STRETCH = 25
"""How many steps are taken between two looks at what has arrived meanwhile: a tenth of a millisecond."""
_CONSTANTS = frozenset({int, float, bool, str, type(None)})
_SURROUNDINGS = (
    "frame", "steps", "looks_up_at", "depth", "trying", "defaults", "forks", "may_raise", "handled", "track",
    "_silence", "_site",
)  # fmt: skip


class Interpreter:
    """One run over one file and what it imports. It implements `values.machine.Machine`."""

    def __init__(self, host: Host, libraries: Sequence[Library], file: str, budget: Budget | None = None) -> None:
        self.host = host
        self.libraries = libraries
        self.file = file
        self.budget = budget if budget is not None else Budget()
        self.heap = Heap()
        self.heap.joins = self._note_joined
        self.library_state: dict[str, Any] = Memory()
        self.modules: dict[str, Any] = {}
        """What was loaded, by name: modules, and what the libraries in use keep (see `session`). Who takes back what
        was run takes out what it loaded.
        """
        self._sessions: dict[str, Any] = {}
        self.running: dict[str, Source] = {}
        """The modules whose statements are being run, with their sources."""
        self.on_demand: dict[str, bool] = {}
        """Of packages that were asked about, whether they import on demand."""
        self.course: Course | None = None
        """The definitions of the main module that were run so far."""
        self.registries: dict[int, Registry] = {}
        """Containers that modules fill which were not all run, by their identities."""
        self.facts: list[Fact] = []
        self.findings: list[Finding] = []
        self.made: list[Instance] = []
        self.main_scope: Scope | None = None
        self.assigned: dict[str, Site] = {}
        """Where the names of the main module were last assigned."""
        self.called: set[int] = set()
        self.tried: set[int] = set()
        """The functions (by their nodes) that were ever called where an exception is caught: what is unknown there may
        be one.
        """
        self.instantiated: set[Site] = set()
        self.reads: dict[str, Any] | None = None
        """The names of the main module that a step read, each with the value first found."""
        self.builtins: dict[str, Any] = builtin_names()
        self.frame: Frame = Frame(Scope(), None)  # type: ignore[arg-type]
        self.pending: list[Pending] = []
        """Courses that left a block which is still being run."""
        self.trying = 0
        """How many blocks around would catch an exception."""
        self.defaults = 0
        """How many look-ups around would take a default for an attribute that is not there."""
        self.may_raise: Unknown | None = None
        """Something unknown was done where an exception would be caught."""
        self.handled: Any = None
        """The exception that is being handled, for a `raise` without one."""
        self.forks = 0
        self.depth = 0
        self.steps = 0
        self.looks_up_at = -1
        """With so many steps left the run asks whether it is to give way."""
        self.gives_way: Callable[[], bool] | None = None
        """Asked amid a run that can be taken back: does something else come first?"""
        self._site: Site | None = None
        self._silence = 0
        self.holes = Holes(self)
        self.reuse = Reuse(self)
        self.track: Track | None = None
        """What notes down where the run stands, if somebody means to go on from there later."""
        self.write = self.heap.write
        self.delete = self.heap.delete
        self.replace: Callable[[Container, Any], None] = self.heap.replace

    # --- change

    def note_read(self, module: Scope, name: str, value: Any) -> None:
        if self.reads is not None and module is self.main_scope:
            self.reads.setdefault(name, value)

    def _note_joined(self, target: Any, key: Any, value: Any) -> None:
        if self.main_scope is not None and target is self.main_scope.names:
            self.note_read(self.main_scope, key, value)

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
        return isinstance(value, Instance) and self.heap.may_be_missing(value.attributes, name)

    def fork(self, courses: Sequence[Callable[[], Signal | None]], reason: Unknown) -> Signal | None:
        return fork(self, courses, reason)

    # --- calls and attributes

    def call(self, function: Any, arguments: Arguments) -> Any:
        if isinstance(function, Value):
            try:
                result = function.call(self, arguments)
            except DEFECTS as error:
                result = calls.call_unknown(self, self.failed(error), arguments)
            if type(result) is Unknown and not isinstance(function, Function):
                result = own_result(result, arguments)
        elif isinstance(function, Unknown) and choices(function):
            result = call_each(self, function, arguments)
        else:
            result = calls.call_unknown(self, function, arguments)
        if self.trying and isinstance(result, Unknown):
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

    def entered(self, container: Dict | Set, key: Any) -> Any:
        return registries.entered(self, container, key) if self.registries else ABSENT

    def unfilled(self, container: Dict | Set) -> Unknown | None:
        return registries.unfilled(self, container) if self.registries else None

    # --- operators

    def item(self, value: Any, index: Any) -> Any:
        return other(operators.item(self, value, index))

    def set_item(self, value: Any, index: Any, new: Any) -> None:
        if self.trying:
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
        return other(operators.compare(self, operator, left, right))

    def join(self, first: Any, second: Any, reason: Unknown) -> Any:
        return join(first, second, reason)

    # --- parameters that nothing gives

    def learn(self, hole: Hole, lesson: Lesson) -> None:
        self.holes.learn(hole, lesson)

    def hole_value(self, hole: Hole) -> Any:
        return self.holes.value(hole)

    def learning(self, action: Callable[[], Any]) -> Any:
        return self.holes.learning(lambda made: action())

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
        return value

    # --- control

    @property
    def minds_exceptions(self) -> bool:
        """Would the program see an exception, or would it tell which of several courses is taken? Elsewhere one would
        end the program, and is the sign of a line that is being typed.
        """
        return bool(self.trying or self.forks or self.defaults)

    def standing(self) -> tuple[int, ...]:
        """Where the run stands, for `stand` to go back to when something is given up in its middle."""
        return len(self.pending), self.heap.marks, self.trying, self.forks, self.depth, self._silence

    def stand(self, standing: tuple[int, ...]) -> None:
        pending, marks, self.trying, self.forks, self.depth, self._silence = standing
        del self.pending[pending:]
        self.may_raise = None
        self.heap.release_to(marks)

    @property
    def is_plain(self) -> bool:
        """Has nothing in the present call begun that only the host knows of: one of several courses, a block in which
        exceptions are caught?
        """
        frame = self.frame
        return (
            frame.forks == self.forks
            and frame.pending == len(self.pending)
            and not self.trying
            and not self.defaults
            and self.handled is None
            and self.may_raise is None
        )

    def stand_at(self, standing: tuple[int, ...]) -> None:
        """Stand where a run stood in whose middle somebody goes on, without what it had set and held there."""
        _, _, self.trying, self.forks, self.depth, self._silence = standing

    @contextmanager
    def elsewhere(self, frame: Frame) -> HostIterator[None]:
        """Within, what is run neither sees what it interrupts nor is charged to it."""
        before = {name: getattr(self, name) for name in _SURROUNDINGS}
        self.frame, self.steps, self.looks_up_at = frame, self.budget.statement, -1
        self.depth = self.trying = self.defaults = self.forks = self._silence = 0
        self.may_raise = self.handled = self.track = self._site = None
        reuses, self.reuse.running = self.reuse.running, False
        calls = self.holes.calls
        try:
            yield
        finally:
            self.reuse.running, self.holes.calls = reuses, calls
            for name, value in before.items():
                setattr(self, name, value)

    def attempt(self, action: Callable[[], Any]) -> Any:
        standing, frame = self.standing(), self.frame
        try:
            return action()
        except Raised:
            reason = Unknown("the program raises an exception")
        except (OutOfBudget, RecursionError) as error:
            self.reuse.spoilt += 1  # with more steps left it would have come to something else
            too_many = "this takes more steps than are allowed"
            reason = Unknown(DEFECT if isinstance(error, Defective) else too_many)
        except DEFECTS as error:
            reason = self.failed(error)
        self.frame = frame
        self.stand(standing)
        return reason

    def failed(self, error: Exception) -> Unknown:
        """layerhints itself failed: what that hides is unknown if somebody is told of it, else the error is raised."""
        if not self.host.defect(error):
            raise error
        self.reuse.spoilt += 1
        return Unknown(DEFECT)

    def throw(self, class_name: str, message: str) -> NoReturn:
        cls = self.builtin_class(class_name)
        error = Instance(cls)
        error.attributes["args"] = (message,)
        raise Raised(error)

    def bounded(self, count: int) -> int:
        if count > self.budget.items or count > self.steps:
            raise OutOfBudget
        self.steps -= count
        return count

    def spend(self, steps: int) -> None:
        """Work that is no evaluation, before it is done."""
        if steps > self.steps:
            raise OutOfBudget  # what is not done is not charged to the statements that follow
        self.steps -= steps

    def grant(self, steps: int) -> None:
        """Let what is run from here on take so many steps."""
        self.steps = steps
        self.looks_up_at = -1 if self.gives_way is None else steps - _STRETCH

    def look_up(self) -> None:
        """Give way if something else comes first; not in the middle of a module, which may be known to others."""
        self.looks_up_at = self.steps - _STRETCH
        if self.gives_way is not None and not self.running and self.gives_way():
            raise Interrupted

    @contextmanager
    def silent(self) -> HostIterator[None]:
        self._silence += 1
        try:
            yield
        finally:
            self._silence -= 1

    # --- what the analysis is for

    @property
    def site(self) -> Site | None:
        return self._site

    @property
    def stack(self) -> tuple[Site, ...]:
        return self.frame.stack

    @contextmanager
    def at(self, site: Site | None) -> HostIterator[None]:
        """Within, `site` is what is being evaluated."""
        previous, self._site = self._site, site
        try:
            yield
        finally:
            self._site = previous

    @property
    def recording(self) -> bool:
        return not self._silence

    def observe(self, fact: Fact) -> None:
        if not self._silence:
            self.facts.append(fact)

    def report(self, finding: Finding) -> None:
        """Note a problem down. What stands in another file is one only if this one certainly brings it about: not where
        it is one of several courses, and not in what nothing here calls.
        """
        if self._silence:
            return
        if not self._is_elsewhere(finding.site) or not (self.forks or all(map(self._is_elsewhere, finding.stack))):
            self.findings.append(finding)

    def _is_elsewhere(self, site: Site) -> bool:
        return site.unit is not None and site.unit.file != self.file
