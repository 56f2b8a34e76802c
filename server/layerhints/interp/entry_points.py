"""Which functions and classes of a file are entry points, as the module's own run did not call or make them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from layerhints.interp.entries import Entry, reaching
from layerhints.interp.module_run import ModuleRun
from layerhints.interp.uncalled import Uncalled, first_made, uncalled
from layerhints.syntax import tree
from layerhints.values.objects import Class, Function
from layerhints.values.sites import Site

if TYPE_CHECKING:
    from collections.abc import Iterable


class EntryPoints(ModuleRun):
    """A file's module, kept run, and what it leaves to be run alone. Who changes the module forgets what is cached."""

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The functions and classes of the file that nothing in its module's run called or made, and classes of whose
        methods it left some uncalled.
        """
        found = {symbol: self._entry(symbol) for symbol in self.scope.names}
        return {symbol: entry for symbol, entry in found.items() if entry is not None}

    def _entry(self, symbol: str) -> Entry | None:
        value = self.scope.names.get(symbol)
        if isinstance(value, Function) and isinstance(value.node, tree.Function):
            site = Site(value.unit, value.node.name_span)
        elif isinstance(value, Class) and value.site is not None:
            site = value.site
        else:
            return None
        if site.unit.file != self.file:
            return None
        if not self._is_used(value):
            return Entry(symbol, site, value)
        return self._uncalled.get(symbol)

    def _is_used(self, value: object) -> bool:
        """Did the module's run call this function or make one of this class?"""
        if isinstance(value, Function):
            return self._standing.called[id(value.node)] > 0
        return isinstance(value, Class) and value.site is not None and self._standing.instantiated[value.site] > 0

    @cached_property
    def _uncalled(self) -> dict[str, Entry]:
        """The classes of the file of which the module made objects and left methods uncalled, by their symbols."""
        found = {}
        for cls, made, maker in first_made(self._course.steps):
            if cls.site is not None and cls.site.unit.file == self.file and self.scope.names.get(cls.name) is cls:
                methods = uncalled(cls, self._was_called)
                if methods:
                    found[cls.name] = Entry(cls.name, cls.site, cls, Uncalled(methods, made, maker))
        return found

    def _was_called(self, function: Function) -> bool:
        """Did the module's run call this function, or the run of what it made and did not use?"""
        node = id(function.node)
        return self._standing.called[node] > 0 or any(node in end.called for end in self._unused.ends.values())

    def _reaching(self, symbols: Iterable[str], key: tuple[str, int]) -> list[Entry]:
        """The entry points outside of a definition (by its key) from which one of its symbols may be reached. Those
        that no other one mentions come first, in the order of the file, which begins with the plainest of builders that
        stand side by side (`resnet18`, `resnet34`, …); then the others, the last of the file first.
        """
        reached = reaching(symbols, self._standing.mentioned)
        entries = (self._entry(symbol) for symbol in reached)
        found = [entry for entry in entries if entry is not None and entry.key != key]
        found.sort(key=lambda entry: self._order[entry.symbol])
        tops = self._tops(found)
        names = {entry.symbol for entry in tops}
        return tops + [entry for entry in reversed(found) if entry.symbol not in names]

    def _tops(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those entry points among some that no other one of these mentions."""
        steps = [(entry, self._standing.step_of[entry.key]) for entry in entries]
        others = {step for _, step in steps}
        return [
            entry
            for entry, step in steps
            if others.isdisjoint(self._standing.mentioned.get(entry.symbol, set()) - {step})
        ]

    @cached_property
    def _order(self) -> dict[str, int]:
        return {symbol: place for place, symbol in enumerate(self.scope.names)}


__all__ = ["EntryPoints"]
