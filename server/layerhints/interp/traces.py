"""What steps that came and went have changed of what answers are made of, so that all other answers still hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.interp.entries import is_of, may_run

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from layerhints.interp.steps import Step
    from layerhints.values.sites import Site


class Traces:
    """Gathered from one answer to the next.

    An answer speaks of one definition. It is made of the facts that stand in it, and of what entry points find that may
    reach it. Which ones may, and in what order, hangs on the names that the file's functions and classes have, on the
    words in their texts, and on whether the module's run uses them.
    """

    def __init__(
        self, file: str, names: Mapping[str, Any], called: Counter[int], instantiated: Counter[Site]
    ) -> None:
        self._file = file
        self._names = names
        self._counters: tuple[Counter[Any], ...] = (called, instantiated)
        self.keys: set[tuple[str, int]] = set()
        """The definitions that came or went."""
        self._defines = True
        self._bound: set[str] = set()
        self._used: tuple[dict[Any, bool], ...] = ({}, {})

    def note(self, step: Step) -> None:
        """A step is about to come or go."""
        assert step.definition is not None
        self.keys.add(step.definition.key)
        if self._defines:
            return
        for name, values in step.written.items():
            self._bound.add(name)
            self._defines = self._defines or any(may_run(self._file, step.definition, value) for value in values)
        for used, counter, seen in zip(self._used, self._counters, (step.called, step.instantiated), strict=True):
            for each in seen:
                used.setdefault(each, counter[each] > 0)

    @property
    def lead_elsewhere(self) -> bool:
        """May other entry points than before reach a definition that did not change?"""
        return (
            self._defines
            or any(is_of(self._file, self._names.get(name)) for name in self._bound)
            or any(
                (counter[each] > 0) != before
                for used, counter in zip(self._used, self._counters, strict=True)
                for each, before in used.items()
            )
        )

    def clear(self) -> None:
        self.keys.clear()
        self._defines = False
        self._bound.clear()
        for used in self._used:
            used.clear()


__all__ = ["Traces"]
