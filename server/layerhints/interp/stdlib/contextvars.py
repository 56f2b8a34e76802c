"""`contextvars`: a variable has one value, as programs are read in one context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.interp.builtins.native import Methods
from layerhints.values.objects import ABSENT, Class, Instance

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

variable = Methods("ContextVar", Instance)

VALUE, DEFAULT = "value of the variable", "default of the variable"
"""Where a variable keeps them (in `hidden`)."""


@variable("__init__", changes=True)
def _init(machine: Machine, self: Instance, name: Any, *, default: Any = ABSENT) -> None:
    machine.write(self.attributes, "name", name)
    machine.write(self.hidden, DEFAULT, default)


@variable("get")
def _get(machine: Machine, self: Instance, default: Any = ABSENT) -> Any:
    values = (self.hidden.get(VALUE, ABSENT), default, self.hidden.get(DEFAULT, ABSENT))
    found = next((value for value in values if value is not ABSENT), ABSENT)
    if found is ABSENT:
        machine.throw("LookupError", "the context variable has no value")
    return found


@variable("set", changes=True)
def _set(machine: Machine, self: Instance, value: Any) -> Any:
    token = Instance(TOKEN)
    machine.write(token.attributes, "var", self)
    machine.write(token.hidden, VALUE, self.hidden.get(VALUE, ABSENT))
    machine.write(self.hidden, VALUE, value)
    return token


@variable("reset", changes=True)
def _reset(machine: Machine, self: Instance, token: Any) -> None:
    former = token.hidden.get(VALUE, ABSENT) if isinstance(token, Instance) else ABSENT
    if former is not ABSENT:
        machine.write(self.hidden, VALUE, former)
    elif VALUE in self.hidden:
        machine.delete(self.hidden, VALUE)


TOKEN = Class("Token", (), {}, module="contextvars")


def names(module: str) -> dict[str, Any]:
    return {"ContextVar": Class("ContextVar", (), variable.names, module="contextvars"), "Token": TOKEN}
