"""Whole programs: running a file, and rehearsing what the file defines but never uses."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.interp import branches
from layerhints.interp.binding import bound_names
from layerhints.interp.conditions import condition
from layerhints.interp.frames import Frame, OutOfBudget, Raised
from layerhints.interp.interpreter import Interpreter
from layerhints.interp.rehearsals import Memory, Model, Rehearsals
from layerhints.interp.statements import execute, run
from layerhints.syntax import tree
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Class, Function, Instance, Module, Scope, Value
from layerhints.values.sites import Site, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Iterator as HostIterator

    from layerhints.interp.budget import Budget
    from layerhints.syntax import Module as SourceModule
    from layerhints.values.facts import Fact, Finding
    from layerhints.values.host import Host
    from layerhints.values.library import Library


class Analysis(NamedTuple):
    """Everything that one run over a file found out."""

    file: str
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    models: tuple[Model, ...]
    values: dict[str, Any]
    """What the names of the module held at its end, for tests and for hovering names."""
    steps: int
    rehearsals: Rehearsals
    """What was rehearsed, for the next analysis of the same file."""
    reused: int
    """How many of the rehearsals were taken from the analysis before."""


def analyse(
    host: Host,
    libraries: Sequence[Library],
    file: str,
    module: SourceModule,
    budget: Budget | None = None,
    remembered: Rehearsals | None = None,
) -> Analysis:
    """Run a file as Python would run a script, then rehearse what nothing in it uses.

    `remembered` are the rehearsals of an earlier analysis of the file, made while every other file and all settings
    were what they are now. It cannot fail: what is not understood is Unknown, with a reason, and the rest answers.
    """
    run = _Run(host, libraries, file, budget)
    with _deep():
        run.main(module)
        memory = run.rehearse(remembered if remembered is not None else {})
    machine = run.machine
    return Analysis(
        file,
        tuple(machine.facts),
        tuple(machine.findings),
        tuple(run.models),
        dict(run.scope.names),
        run.used,
        memory.kept,
        memory.reused,
    )


def summarise_symbol(
    host: Host,
    libraries: Sequence[Library],
    file: str,
    module: SourceModule,
    symbol: str,
    arguments: Mapping[str, Any],
    inputs: Sequence[tuple[str | None, tuple[Any, ...]]] = (),
    budget: Budget | None = None,
) -> tuple[Model | Unknown, Analysis]:
    """The model that one symbol of a file stands for: a variable, or what a function or class makes when called with
    `arguments` in place of its defaults; and what that run found out. `inputs` are names and shapes for what the model
    is applied to.
    """
    run = _Run(host, libraries, file, budget)
    with _deep():
        run.main(module, name=host.module_name(file))
        model = run.symbol(symbol, arguments, inputs)
    machine = run.machine
    found = tuple(machine.facts), tuple(machine.findings), tuple(run.models)
    return model, Analysis(file, *found, dict(run.scope.names), run.used, {}, 0)


@contextmanager
def _deep() -> HostIterator[None]:
    """Within, the host may nest as deep as the bounds of the interpretation allow."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, HOST_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


HOST_DEPTH = 12_000


class _Run:
    def __init__(self, host: Host, libraries: Sequence[Library], file: str, budget: Budget | None) -> None:
        self.machine = Interpreter(host, libraries, file, budget)
        self.scope = Scope()
        self.file = file
        self.models: list[Model] = []
        self.used = 0
        self._granted = 0

    def main(self, module: SourceModule, name: str = "__main__") -> None:
        machine = self.machine
        own = machine.host.module_name(self.file)
        self.scope.names.update({"__name__": name, "__file__": self.file})
        self.scope.names["__package__"] = own.rpartition(".")[0]
        machine.main_scope = self.scope
        if "." in own:  # what a module of its package imports of it is this very module, half made
            machine.modules[own] = Module(own, self.scope)
        self._refill(machine.budget.statement)
        run_definitions(machine, module, self.scope, self.file, (), self._refill)
        machine.steps = machine.budget.statement
        for library in machine.libraries:
            library.finish(machine)
        for symbol, value in list(self.scope.names.items()):
            if isinstance(value, Instance):
                self._summarise(symbol, "variable", machine.assigned.get(symbol), value)

    def _refill(self, steps: int) -> None:
        """Give the next statement its steps, as long as the whole run has some left."""
        machine = self.machine
        self.used += max(0, self._granted - machine.steps)
        self._granted = max(0, min(steps, machine.budget.total - self.used))
        machine.steps = self._granted

    def _summarise(self, symbol: str, kind: str, site: Site | None, value: Any) -> Model | None:
        for library in self.machine.libraries:
            summary = library.summarise(self.machine, value)
            if summary is not None:
                model = Model(symbol, kind, site, summary)
                self.models.append(model)
                return model
        return None

    # --- what nothing in the file uses

    def rehearse(self, remembered: Rehearsals) -> Memory:
        """Call every function that was not called and make every class that was not made, each from the state that
        the module left behind. What was rehearsed before and would go alike is taken from `remembered`.

        The last of the file goes first: what is put together of other parts stands behind them, and parts that it uses
        need not be run on their own.
        """
        memory = Memory(self.machine, self.scope, remembered)
        order = {symbol: place for place, symbol in enumerate(self.scope.names)}
        for symbol, value in reversed(list(self.scope.names.items())):
            site = self._unused(value)
            if site is not None:
                self._once(memory, symbol, "function" if isinstance(value, Function) else "class", site, value)
        self.models.sort(key=lambda model: order.get(model.symbol, 0))
        return memory

    def _unused(self, value: Any) -> Site | None:
        """The name of a function or class of this file that nothing called or made so far."""
        if isinstance(value, Function) and isinstance(value.node, tree.Function):
            site: Site | None = Site(value.unit, value.node.name_span)
            used = id(value.node) in self.machine.called
        elif isinstance(value, Class):
            site, used = value.site, value.site in self.machine.instantiated
        else:
            return None
        return None if used or site is None or site.unit.file != self.file else site

    def _once(self, memory: Memory, symbol: str, kind: str, site: Site, value: Function | Class) -> None:
        found = memory.recall(symbol, value)
        if found is not None:
            self.models += found.models
            self.used += found.steps
            return
        used, models = self.used, len(self.models)
        with memory.recording(symbol, value) as record:
            self._alone(symbol, kind, site, value)
            self._refill(0)
            record(self.used - used, tuple(self.models[models:]))

    def _alone(self, symbol: str, kind: str, site: Site, value: Function | Class) -> None:
        machine = self.machine
        heap = machine.heap
        mark = heap.mark()
        standing = machine.standing()
        machine.frame = Frame(self.scope, site.unit)
        self._refill(machine.budget.rehearsal)
        try:
            made = machine.learning(lambda: self._tried(value))
            self._refill(machine.budget.rehearsal)
            for library in machine.libraries:
                library.finish(machine)
            if isinstance(made, Instance):
                self._summarise(symbol, kind, site, made)
        except (Raised, OutOfBudget, RecursionError):
            machine.stand(standing)
        finally:
            branches.drop(machine, 0)
            heap.undo(mark)
            heap.release()

    def _tried(self, value: Any) -> Any:
        """Make what a function or class makes on its own, and apply it."""
        made = self._made(value)
        for library in self.machine.libraries:
            library.rehearse(self.machine, made, ())
        self._methods(value, made)
        return made

    def _made(self, value: Any) -> Any:
        standing = self.machine.standing()
        try:
            for library in self.machine.libraries:
                library.begin(self.machine)
            return self.machine.call(value, Arguments())
        except (Raised, OutOfBudget, RecursionError):
            self.machine.stand(standing)
            return Unknown("it cannot be run on its own")

    def _methods(self, value: Any, made: Any) -> None:
        """Methods that nothing called, on an object made with the defaults."""
        machine = self.machine
        if not (isinstance(value, Class) and isinstance(made, Instance)):
            return
        for name, member in list(value.namespace.items()):
            if isinstance(member, Function) and id(member.node) not in machine.called and not name.startswith("__"):
                standing = machine.standing()
                try:
                    machine.call_function(member, Arguments([made]))
                except (Raised, OutOfBudget, RecursionError):
                    machine.stand(standing)
                    self._refill(machine.budget.rehearsal)

    # --- one symbol

    def symbol(
        self, symbol: str, arguments: Mapping[str, Any], inputs: Sequence[tuple[str | None, tuple[Any, ...]]]
    ) -> Model | Unknown:
        machine = self.machine
        value: Any = self.scope.names.get(symbol.partition(".")[0], ABSENT)
        for part in symbol.split(".")[1:]:
            value = machine.attribute(value, part) if isinstance(value, Value) else ABSENT
        if value is ABSENT:
            return Unknown(f"there is no `{symbol}` in {self.file}")
        kind, site = "variable", machine.assigned.get(symbol)
        self._refill(machine.budget.total)
        try:
            if isinstance(value, (Function, Class)):
                kind = "function" if isinstance(value, Function) else "class"
                site = self._site_of(value)
                machine.frame = Frame(self.scope, site.unit if site is not None else machine.frame.unit)
                for library in machine.libraries:
                    library.begin(machine)
                value = machine.call(value, Arguments([], dict(arguments)))
            if not isinstance(value, Instance):
                reason = value.reason if isinstance(value, Unknown) else "it gives no model"
                return Unknown(f"`{symbol}` gives no model: {reason}")
            self._applied(value, inputs)
            model = self._summarise(symbol, kind, site, value)
        except Raised as error:
            return Unknown(f"`{symbol}` raises {message_of(error.value)}")
        except OutOfBudget:
            return Unknown(f"`{symbol}` takes more steps than the analysis allows")
        return model if model is not None else Unknown(f"`{symbol}` gives no model")

    def _applied(self, value: Instance, inputs: Sequence[tuple[str | None, tuple[Any, ...]]]) -> None:
        """Apply a model. One that cannot be applied to these inputs, or to none, still holds what it holds."""
        standing = self.machine.standing()
        try:
            for library in self.machine.libraries:
                library.rehearse(self.machine, value, inputs)
        except Raised:
            self.machine.stand(standing)

    @staticmethod
    def _site_of(value: Function | Class) -> Site | None:
        if isinstance(value, Class):
            return value.site
        node = value.node
        return Site(value.unit, node.name_span if isinstance(node, tree.Function) else node.span)


def message_of(error: Any) -> str:
    """An exception of the program in words."""
    if not isinstance(error, Instance):
        return "an exception"
    detail = error.attributes.get("args")
    if isinstance(detail, tuple) and len(detail) == 1 and isinstance(detail[0], str):
        return f"{error.cls.name}: {detail[0]}"
    return error.cls.name


def run_definitions(
    machine: Interpreter,
    module: SourceModule,
    scope: Scope,
    file: str,
    stack: tuple[Site, ...],
    refill: Any = None,
) -> None:
    """Run the top-level statements of a file in order. With `refill`, each has steps of its own, and one that cannot
    be run to its end leaves what it binds unknown and the rest running.
    """
    for _, definition in module.definitions:
        machine.frame = Frame(scope, Unit(file, definition), stack)
        _run_tolerantly(machine, definition.body, refill)


def _run_tolerantly(machine: Interpreter, block: Sequence[tree.Statement], refill: Any) -> None:
    """Run statements of which each stands for itself. In a module that is imported inside a `try`, the importer gets
    to see what they raise.
    """
    for statement in block:
        if refill is not None:
            refill(machine.budget.statement)
        if not isinstance(statement, tree.If):
            _tolerantly(machine, statement, partial(execute, machine, statement), refill)
            continue
        known, reason = (
            _tolerantly(machine, statement, partial(condition, machine, statement.test), refill) or _GIVEN_UP
        )
        if known is not None:
            _run_tolerantly(machine, statement.body if known else statement.orelse, refill)
        elif reason is not _GIVEN_UP[1]:
            courses = [partial(run, machine, statement.body), partial(run, machine, statement.orelse)]
            _tolerantly(machine, statement, partial(machine.fork, courses, reason), refill)


_GIVEN_UP = (None, Unknown("the condition could not be evaluated"))


def _tolerantly(machine: Interpreter, statement: tree.Statement, action: Callable[[], Any], refill: Any) -> Any:
    """What running a statement gives; where it gives up, what it changed and what it binds is unknown."""
    heap, frame = machine.heap, machine.frame
    mark = heap.mark()
    standing = machine.standing()
    try:
        return action()
    except Raised as error:
        if machine.trying:
            raise
        _leave_unknown(machine, statement, Unknown(f"this statement raises {message_of(error.value)}"))
    except (OutOfBudget, RecursionError) as error:
        machine.frame = frame
        machine.stand(standing)
        fault = "is nested too deeply" if isinstance(error, RecursionError) else "takes more steps than are allowed"
        reason = Unknown(f"this statement {fault}")
        heap.give_up(mark, reason)
        if refill is None:
            raise
        _leave_unknown(machine, statement, reason)
    finally:
        machine.frame = frame
        if not machine.trying:
            machine.stand(standing)
        heap.release()
    return None


def _leave_unknown(machine: Interpreter, statement: tree.Statement, reason: Unknown) -> None:
    for name in bound_names(statement):
        machine.write(machine.frame.scope.names, name, reason)


__all__ = ["Analysis", "Model", "analyse", "message_of", "run_definitions", "summarise_symbol"]
