"""Remembering rehearsals: an edit in one function of a file does not run the forty others again.

A rehearsal starts from the state that the module leaves behind and is taken back when it is over. So what it finds
depends only on the definition, on the names of modules that it reads, and on the settings of libraries. These are
noted down, and when they are all alike in a later run, so is what would be found.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.interp.equivalence import Equivalence
from layerhints.interp.names import global_value
from layerhints.values.objects import Module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.facts import Fact, Finding, ModelSummary
    from layerhints.values.objects import Class, Function, Scope
    from layerhints.values.sites import Site


class Model(NamedTuple):
    """A model that a file defines: how it is called there, and what it comes to.

    `kind` is `variable`, `function` or `class`; `site` is where the symbol is bound.
    """

    symbol: str
    kind: str
    site: Site | None
    summary: ModelSummary


class Rehearsal(NamedTuple):
    """What one function or class gave on its own, and what that depended on."""

    value: Function | Class
    reads: dict[tuple[str, str], Any]
    settings: Any
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    models: tuple[Model, ...]
    called: frozenset[int]
    instantiated: frozenset[Site]
    steps: int


Rehearsals = dict[str, Rehearsal]
"""By the name of the function or class in its module."""


class Memory:
    """The rehearsals of an earlier run beside those of this one, which are `kept` for the next."""

    def __init__(self, machine: Interpreter, scope: Scope, remembered: Rehearsals) -> None:
        self._machine = machine
        self._scope = scope
        self._remembered = remembered
        self._equivalence = Equivalence()
        self._settings = tuple(library.visible_state(machine) for library in machine.libraries)
        self.kept: Rehearsals = {}
        self.reused = 0

    def recall(self, symbol: str, value: Function | Class) -> Rehearsal | None:
        """What rehearsing the value would find, if that is known; its facts are then in this run, too."""
        found = self._remembered.get(symbol)
        if found is None or not self._holds(found, value):
            return None
        machine = self._machine
        machine.facts += found.facts
        machine.findings += found.findings
        machine.called |= found.called
        machine.instantiated |= found.instantiated
        # The next run compares with the values of this one, so that those of older runs can go.
        reads = {(module, name): self._now(module, name) for module, name in found.reads}
        self.kept[symbol] = found._replace(value=value, reads=reads, settings=self._settings)
        self.reused += 1
        return found

    def _holds(self, found: Rehearsal, value: Function | Class) -> bool:
        holds = self._equivalence.holds
        return (
            holds(found.value, value)
            and holds(found.settings, self._settings)
            and all(holds(old, self._now(module, name)) for (module, name), old in found.reads.items())
        )

    def _now(self, module: str, name: str) -> Any:
        scope = self._scope
        if scope.names.get("__name__") != module:
            loaded = self._machine.modules.get(module)
            if not isinstance(loaded, Module):
                return None
            scope = loaded.scope
        return global_value(self._machine, scope, name)

    @contextmanager
    def recording(self, symbol: str, value: Function | Class) -> Iterator[Callable[[int, tuple[Model, ...]], None]]:
        """Within, what is found is noted down; the function that is given takes the steps and the models at the end."""
        machine = self._machine
        facts, findings = len(machine.facts), len(machine.findings)
        called, instantiated = machine.called, machine.instantiated
        machine.called, machine.instantiated = set(called), set(instantiated)
        reads: dict[tuple[str, str], Any] = {}
        machine.reads = reads

        def record(steps: int, models: tuple[Model, ...]) -> None:
            self.kept[symbol] = Rehearsal(
                value,
                reads,
                self._settings,
                tuple(machine.facts[facts:]),
                tuple(machine.findings[findings:]),
                models,
                frozenset(machine.called - called),
                frozenset(machine.instantiated - instantiated),
                steps,
            )

        try:
            yield record
        finally:
            machine.reads = None
