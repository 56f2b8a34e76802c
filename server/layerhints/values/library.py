"""What a library tells the interpreter about itself: one object for each of libraries/keras, libraries/numpy, …"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.values.base import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layerhints.rules import Rule
    from layerhints.values.facts import LayerInfo, ModelSummary, ModelTotal
    from layerhints.values.holes import Lesson
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance


class Library:
    """A library whose meaning is given by rules instead of being read from its source.

    The methods answer for a library that only has modules; one with layers and models overrides the others.
    """

    name: str
    modules: tuple[str, ...]
    """The top-level module names it answers for (`keras`, `tensorflow`)."""

    def module(self, machine: Machine, name: str) -> Any:
        """The module called `name` (dotted), or None when it is to be read from its source, if that is there."""
        raise NotImplementedError

    def conventional_name(self, machine: Machine, name: str) -> Any:
        """What `name` would mean in a snippet that has lost its imports (`np`, `Sequential`), or ABSENT."""
        return ABSENT

    def lesson_of_annotation(self, machine: Machine, annotation: Any) -> Lesson | None:
        """What a parameter is whose annotation has this value, if the library knows it."""
        return None

    def lesson_of_attribute(self, machine: Machine, name: str) -> Lesson | None:
        """What a parameter is that has an attribute of this name, where only one kind of thing has."""
        return None

    def tensor_of(self, machine: Machine, shape: Any, dtype: str | None, source: str) -> Any:
        """A tensor of the library's with a shape that the program writes somewhere; ABSENT where it has none."""
        return ABSENT

    def attribute_of_plain(self, machine: Machine, value: Any, name: str) -> Any:
        """An attribute that the library's own kind of tuple or number has, and Python's has not; ABSENT where there is
        none.
        """
        return ABSENT

    def begin(self, machine: Machine) -> None:
        """An entry point is run on its own: start counting names afresh."""

    def visible_state(self, machine: Machine) -> Any:
        """The settings of the library that an entry point can see; constants, or values that compare as such."""
        return None

    def context(self, machine: Machine) -> tuple[Any, ...] | None:
        """What of the library's own state a call can see or change: constants, and values that are compared with others
        but not looked into. None where that cannot be told.
        """
        return ()

    def standing(self, machine: Machine) -> Any:
        """Where the run stands in the library's own work, for `stand`: what of its state no machine writes."""
        return None

    def stand(self, machine: Machine, standing: Any) -> None:
        """Go back to where a run stood, as somebody goes on with it from there."""

    def latest_call(self, machine: Machine) -> int:
        """The number of the present call from outside of all layers: see `LayerApplied.within`."""
        return 0

    def finish(self, machine: Machine) -> None:
        """The run is over: observe what is certain of layers that were made and never applied."""

    def models_among(self, made: Sequence[Instance]) -> Sequence[Instance]:
        """Which of the layers that a program made are whole models: in none of the others."""
        return ()

    def summarise(self, machine: Machine, value: Any) -> ModelSummary | None:
        """The summary of a value that is one of the library's models, else None."""
        return None

    def total(self, machine: Machine, value: Any) -> ModelTotal | None:
        """What the summary says of the model as a whole, which may cost less."""
        summary = self.summarise(machine, value)
        return None if summary is None else summary.total

    def rule_of(self, value: Any) -> type[Rule] | None:
        """The rule that says which arguments a value takes that is one of the library's own classes of layers."""
        return None

    def parts(self, machine: Machine, value: Any) -> Iterable[LayerInfo]:
        """The layers of a value that is a model which statements put together outside of any class."""
        return ()

    def paths(self, value: Any) -> Iterable[tuple[LayerInfo, str]]:
        """The layers that were applied inside of a value that is one of the library's models, with the place of each in
        it, where the library has words for that.
        """
        return ()

    def rehearse(self, machine: Machine, value: Any, inputs: Sequence[tuple[str | None, tuple[Any, ...]]]) -> Any:
        """Apply a model that nothing in the file applied to inputs of the shapes given (by name or in order), or to
        inputs that are not known; None when it is no model of this library.
        """
        return None


__all__ = ["Library"]
