"""The steps of a module's run that stand, each under what it is asked for by."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from layerhints.interp.entries import may_run
from layerhints.interp.index import Index
from layerhints.interp.traces import Traces

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from layerhints.interp.steps import Step
    from layerhints.values.sites import Site


class Standing:
    """What they found, which definition each runs, which words its text has, and what it called and made."""

    def __init__(self, file: str, names: Mapping[str, Any]) -> None:
        self._file = file
        self.index = Index()
        self.step_of: dict[tuple[str, int], Step] = {}
        """The step of each definition, by its key."""
        self.mentioned: dict[str, set[Step]] = {}
        """For each word, the steps that bind a function or class of the file and mention it."""
        self.called: Counter[int] = Counter()
        self.instantiated: Counter[Site] = Counter()
        self.traces = Traces(file, names, self.called, self.instantiated)

    def add(self, step: Step, entered: Set[str] = frozenset()) -> None:
        """Enter a step, of whose words some are `entered`."""
        assert step.definition is not None
        self.traces.note(step)
        self.step_of[step.definition.key] = step
        self.index.add(step)
        self.called.update(step.called)
        self.instantiated.update(step.instantiated)
        if self.defines(step):
            for word in step.definition.mentions - entered:
                self.mentioned.setdefault(word, set()).add(step)

    def remove(self, step: Step, stay: Set[str] = frozenset()) -> None:
        """Take a step out, but for some of its words, which `stay`."""
        assert step.definition is not None
        self.traces.note(step)
        self.index.remove(step)
        if self.step_of.get(step.definition.key) is step:
            del self.step_of[step.definition.key]
        self.called.subtract(step.called)
        self.instantiated.subtract(step.instantiated)
        for word in step.definition.mentions - stay:
            if word in self.mentioned:
                self.mentioned[word].discard(step)

    def defines(self, step: Step) -> bool:
        """Does it bind what others may run text of the file by?"""
        definition = step.definition
        assert definition is not None
        return any(may_run(self._file, definition, value) for _, value in step.written.values())


__all__ = ["Standing"]
