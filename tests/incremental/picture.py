"""Pictures of what an analysis found, in which everything shows that a feature could see: also which things are one."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from layerhints.algebra import Expression, Unknown
from layerhints.rules import Rule
from layerhints.values.facts import LayerApplied, LayerInfo
from layerhints.values.objects import Class, Container, Instance
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor


class Picture:
    """Draws values as nested tuples of text; a thing that was drawn before is drawn as its number."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._alive: list[Any] = []
        self._calls: dict[int, int] = {}

    def of(self, value: Any) -> Any:
        if isinstance(value, Site):
            return f"{value.unit.file}:{value.unit.definition.key}:{value.span}"
        if isinstance(value, (list, tuple)):
            return type(value).__name__, *map(self.of, value)
        if isinstance(value, dict):
            return "dict", *((self.of(key), self.of(item)) for key, item in value.items())
        if isinstance(value, (set, frozenset)):
            return "set", *sorted(map(repr, map(self.of, value)))
        if value is None or isinstance(value, (str, int, float, Expression)):
            return type(value).__name__, str(value)
        if isinstance(value, Class):
            return f"class {value.name}"
        if isinstance(value, (LayerInfo, LayerApplied, Tensor, Instance)):
            known = self._numbers.get(id(value))
            if known is not None:
                return f"#{known}"
            self._numbers[id(value)] = len(self._numbers)
            self._alive.append(value)
        return type(value).__name__, *self._parts(value)

    def _parts(self, value: Any) -> Any:
        if isinstance(value, Unknown):
            return value.reason, type(value.origin).__name__, self.of(getattr(value, "head", ()))
        if isinstance(value, Tensor):
            names = ("shape", "dtype", "producer", "index", "source", "tag")
            return [self.of(getattr(value, name)) for name in names]
        if isinstance(value, Rule):
            return [self.of(vars(value))]
        if isinstance(value, Container):
            return [value.cls.name, self.of(value.content)]
        if isinstance(value, Instance):
            return [value.cls.name, self.of(value.attributes), self.of(value.hidden)]
        if is_dataclass(value):
            names = [each.name for each in fields(value) if each.name not in ("born", "within")]
            calls = [self._calls.setdefault(value.within, len(self._calls))] if isinstance(value, LayerApplied) else []
            return [*calls, *(self.of(getattr(value, name)) for name in names)]
        return [str(value) if type(value).__str__ is not object.__str__ else ""]


__all__ = ["Picture"]
