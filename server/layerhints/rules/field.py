"""A field that a rule declares: how an argument is read, what it may be, and how it is traced.

Every kind copes with values that are not known: an `Unknown` stays unknown, and an object that a rule cannot look into
(a function, a variable of a type of the program's own) becomes one. A complaint is made only where it is certain.
"""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from layerhints.algebra import Expression, Unknown
from layerhints.rules.misspelt import Correction
from layerhints.rules.quantity import less

REQUIRED: Any = type("Required", (), {"__repr__": lambda self: "REQUIRED"})()
"""The default of a field that has none."""


def written(value: Any) -> str:
    """A value as a call would give it; of an object, which has no such form, what it is."""
    if isinstance(value, tuple):
        return f"({', '.join(map(written, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, Unknown):
        return "?"
    describe = getattr(value, "describe", None)
    return repr(value) if describe is None else str(describe())


class Invalid(Exception):
    """An argument that is certainly not allowed."""

    def __init__(self, code: str, message: str, correction: Correction | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.correction = correction


class Owner(Protocol):
    """What a field may ask of the rule that is being made."""

    rank: int
    settings: Any


class Field:
    """One parameter of a layer's signature.

    `label` is what people call the value ("filters"); `keyword_only` fields take no position; `setting` names the
    library setting that stands in for None; `like` names the field whose value stands in for None. With `holes`, None
    may be an item of a tuple.
    """

    name: str
    holes: bool = False
    takes_sizes: ClassVar[bool] = False
    """Is what it takes a whole number for certain, or several?"""
    holds_sizes: ClassVar[bool] = False
    """Are whole numbers in a tuple that it takes?"""
    words: tuple[str, ...] = ()
    """The words that it takes, where it takes a few."""

    def __init__(
        self,
        default: Any = REQUIRED,
        *,
        label: str = "",
        keyword_only: bool = False,
        optional: bool = False,
        setting: str = "",
        like: str = "",
    ) -> None:
        self.default = default
        self.label = label
        self.keyword_only = keyword_only
        self.optional = optional or default is None
        self.setting = setting
        self.like = like

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.label = self.label or name.replace("_", " ")

    @property
    def needed(self) -> bool:
        """Is None, given for it, certainly wrong?"""
        return not (self.optional or self.setting or self.like)

    def read(self, value: Any, owner: Any) -> Any:
        """The value in normal form, or Unknown. Raises Invalid for what is certainly not allowed."""
        if value is None and self.setting:
            value = getattr(owner.settings, self.setting)
        if value is None and self.like:
            return getattr(owner, self.like)
        if isinstance(value, Unknown):
            return self.unknown(value, owner)
        if value is None:
            if self.optional:
                return None
            raise Invalid(self.code, f"`{self.name}` is None; {self.expected(owner)}")
        return self.convert(value, owner)

    code = "bad-size"

    def expected(self, owner: Any) -> str:
        return "a value is needed"

    def unknown(self, value: Unknown, owner: Any) -> Any:
        return value

    def convert(self, value: Any, owner: Any) -> Any:
        return value

    def trace(self, value: Any) -> Any:
        """The value for a run that explains itself."""
        return value


class Setting(Field):
    """Taken as it is, and without influence on shapes and weights: of a rule's methods only `notes` may read it.

    A rule keeps the value where it is given; else the default is its value.
    """

    def __init__(self, default: Any = REQUIRED, *, keyword_only: bool = False) -> None:
        super().__init__(default, keyword_only=keyword_only, optional=True)

    def __get__(self, rule: Any, owner: type) -> Any:
        return self if rule is None else self.default


class ArgumentField(Field):
    """Taken as it is; the rule itself looks at it."""

    def __init__(self, default: Any = REQUIRED, *, keyword_only: bool = False) -> None:
        super().__init__(default, keyword_only=keyword_only, optional=True)


def whole_number(value: Any, minimum: int, name: str) -> Any:
    """The value as a dim. Raises Invalid for a number that is certainly too small, and for what is no integer."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, bool):
        return Unknown(f"`{name}` is a truth value where a number is expected")
    if isinstance(value, (int, Expression)):
        if less(value, minimum) is True:
            if isinstance(value, Expression) and any(len(product) > 1 for product in value.terms):
                return Unknown(f"`{name}` is {value}, in which a ratio may have been taken for a size")
            raise Invalid("bad-size", f"`{name}` is {value}; it must be at least {minimum}")
        return value
    if isinstance(value, float):
        raise Invalid("bad-size", f"`{name}` is the float {value:g}; it must be an integer")
    if value is None or isinstance(value, (str, tuple)):
        raise Invalid("bad-size", f"`{name}` is {written(value)}; it must be an integer")
    return Unknown(f"the value of `{name}` is not known")
