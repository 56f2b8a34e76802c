"""Keras, in all its versions and places: how it builds, calls, nests and names layers and models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.values.library import Library
from layerhints.values.objects import ABSENT, Class, Instance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layerhints.rules import Rule
    from layerhints.values.facts import LayerInfo, ModelSummary, ModelTotal
    from layerhints.values.machine import Machine


class Keras(Library):
    """The library object; what it needs is imported when a program imports Keras."""

    name = "keras"
    modules = ("keras", "tensorflow", "tf_keras", "tensorflow_core")

    def module(self, machine: Machine, name: str) -> Any:
        from layerhints.libraries.keras.modules import module

        return module(machine, name)

    def conventional_name(self, machine: Machine, name: str) -> Any:
        """In a snippet that imports nothing of Keras, the names that can only be Keras's."""
        from layerhints.libraries.keras.conventional import meaning

        return meaning(machine, name)

    def tensor_of(self, machine: Machine, shape: Any, dtype: str | None, source: str) -> Any:
        if machine.session("keras") is None:
            return ABSENT
        from layerhints.libraries.keras.tensors import KerasTensor

        return KerasTensor(shape, dtype, source=source)

    def attribute_of_plain(self, machine: Machine, value: Any, name: str) -> Any:
        if not isinstance(value, tuple) or machine.session("keras") is None:
            return ABSENT
        from layerhints.libraries.keras.tensors import attribute_of_sizes

        return attribute_of_sizes(machine, value, name)

    def begin(self, machine: Machine) -> None:
        if machine.session("keras") is not None:
            from layerhints.libraries.keras.session import session

            session(machine).reset_names()

    def visible_state(self, machine: Machine) -> Any:
        if machine.session("keras") is None:
            return None
        from layerhints.libraries.keras.session import session

        return dict(session(machine).settings)

    def context(self, machine: Machine) -> tuple[Any, ...] | None:
        """Tensors are followed back to what they were made of, and nearly every layer takes a number."""
        return None if machine.session("keras") is not None else ()

    def standing(self, machine: Machine) -> Any:
        if machine.session("keras") is None:
            return None
        from layerhints.libraries.keras.session import session

        return session(machine).standing

    def stand(self, machine: Machine, standing: Any) -> None:
        if machine.session("keras") is not None:
            from layerhints.libraries.keras.session import session

            session(machine).standing = standing or (0, None)

    def finish(self, machine: Machine) -> None:
        """Say what is certain of the layers that nothing was sent through."""
        if machine.session("keras") is not None:
            from layerhints.libraries.keras.unused import observe_unused

            observe_unused(machine)

    def summarise(self, machine: Machine, value: Any) -> ModelSummary | None:
        if not (isinstance(value, Instance) and "keras" in value.hidden):
            return None
        from layerhints.libraries.keras.summary import summarise

        return summarise(machine, value)

    def total(self, machine: Machine, value: Any) -> ModelTotal | None:
        if not (isinstance(value, Instance) and "keras" in value.hidden):
            return None
        from layerhints.libraries.keras.summary import total

        return total(machine, value)

    def rule_of(self, value: Any) -> type[Rule] | None:
        if not isinstance(value, Class):
            return None
        from layerhints.libraries.keras.layer_classes import LayerClass
        from layerhints.libraries.keras.layers import rule

        return rule(str(value.layer_name)) if isinstance(value, LayerClass) else None

    def parts(self, machine: Machine, value: Any) -> Iterable[LayerInfo]:
        if not (isinstance(value, Instance) and "keras" in value.hidden):
            return ()
        from layerhints.libraries.keras.summary import parts

        return parts(machine, value)

    def rehearse(
        self, machine: Machine, value: Any, inputs: Sequence[tuple[str | None, tuple[Any, ...]]]
    ) -> Any:
        if not (isinstance(value, Instance) and "keras" in value.hidden):
            return None
        from layerhints.libraries.keras.unused import rehearse

        return rehearse(machine, value, inputs)


KERAS = Keras()

__all__ = ["KERAS", "Keras"]
