"""The fields of a dataclass: what the annotations of its body and of its bases say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.values.objects import ABSENT, Class, Dict, Value

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FIELDS = "__dataclass_fields__"
MISSING = Class("MISSING")
"""What stands for a default that there is not."""


class Field(Value):
    """One field. `kw_only` is None until the class decides; `class_level` marks a `ClassVar`, which is no field."""

    __slots__ = (
        "class_level", "compared", "default", "default_factory", "init", "init_only", "kw_only", "metadata", "name",
        "repr", "type",
    )  # fmt: skip

    def __init__(self, name: str, default: Any, default_factory: Any) -> None:
        self.name = name
        self.default = default
        self.default_factory = default_factory
        self.init = True
        self.repr = True
        self.compared = True
        self.kw_only: bool | None = None
        self.init_only = False
        self.class_level = False
        self.metadata: Any = None
        self.type: Any = None

    @property
    def is_attribute(self) -> bool:
        return not self.init_only and not self.class_level

    def standing(self, machine: Machine) -> Any:
        """The value where none is given, ABSENT where there is none."""
        if self.default_factory is not ABSENT:
            return machine.call_values(self.default_factory)
        return self.default

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "metadata":
            return machine.new_dict({}) if self.metadata is None else self.metadata
        if name in ("name", "type", "init", "repr", "kw_only"):
            return getattr(self, name)
        if name == "compare":
            return self.compared
        if name in ("default", "default_factory"):
            value = getattr(self, name)
            return MISSING if value is ABSENT else value
        return ABSENT


class InitVar(Value):
    """`InitVar`, or `InitVar[type]`."""

    __slots__ = ()

    def item(self, machine: Machine, index: Any) -> Any:
        return self


class KeywordOnly(Value):
    """`KW_ONLY`: the fields after it are keyword-only."""

    __slots__ = ()


def fields_of(cls: Any) -> tuple[Field, ...] | None:
    """The fields of a dataclass, None for anything else."""
    fields = cls.lookup(FIELDS) if isinstance(cls, Class) else ABSENT
    return fields if isinstance(fields, tuple) else None


def gather(machine: Machine, cls: Class, kw_only: bool) -> tuple[Field, ...]:
    """The fields of the bases in order, changed and followed by the class's own."""
    found: dict[str, Field] = {}
    for base in reversed(cls.order[1:]):
        for field in base.namespace.get(FIELDS, ()):
            found[field.name] = field
    annotations = cls.namespace.get("__annotations__", ABSENT)
    entries = annotations.content if isinstance(annotations, Dict) else {}
    for name, kind in entries.items() if isinstance(entries, dict) else ():
        if isinstance(kind, KeywordOnly) or _names(kind, "KW_ONLY"):
            kw_only = True
            continue
        given = cls.namespace.get(name, ABSENT)
        field = given if isinstance(given, Field) else Field(name, given, ABSENT)
        field.name = name
        field.type = kind
        field.init_only = isinstance(kind, InitVar) or _names(kind, "InitVar")
        field.class_level = getattr(kind, "is_class_variable", False) or _names(kind, "ClassVar")
        field.kw_only = kw_only if field.kw_only is None else field.kw_only
        if not field.class_level:
            found[name] = field
    return tuple(found.values())


def _names(annotation: Any, name: str) -> bool:
    """Whether an annotation written as a string names one of the special forms."""
    return isinstance(annotation, str) and annotation.partition("[")[0].rpartition(".")[2].strip() == name
