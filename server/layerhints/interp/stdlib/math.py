"""`math`, exact on symbolic sizes where it can be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.interp.builtins.constants import MAX_BITS, NotConstant, call_host
from layerhints.interp.builtins.lists import items_of
from layerhints.interp.builtins.native import Functions
from layerhints.interp.builtins.numbers import whole
from layerhints.interp.builtins.ratio import Ratio
from layerhints.values.instances import unwrapped
from layerhints.values.objects import ABSENT, Value
from layerhints.values.origins import unknown_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

function = Functions("math.")

_GROWING = ("factorial", "comb", "perm", "lcm", "ldexp")


def _host_function(name: str, host: Callable[..., Any]) -> None:
    def implementation(machine: Machine, *arguments: Any, **keywords: Any) -> Any:
        if name in _GROWING and any(isinstance(value, int) and abs(value) > MAX_BITS for value in arguments):
            return Unknown("the number would be too long to follow")
        try:
            result = call_host(machine, host, arguments, keywords)
        except NotConstant as failure:
            result = failure.unknown
        return unknown_number(result) if isinstance(result, Unknown) else result

    function(name)(implementation)


for _name, _host in vars(math).items():
    if callable(_host) and not _name.startswith("_"):
        _host_function(_name, _host)


def _rounding(name: str, of_ratio: Callable[[Ratio], Any], host: Callable[[Any], Any]) -> None:
    def implementation(machine: Machine, value: Any) -> Any:
        number = unwrapped(value)
        if isinstance(number, Expression):
            return number
        if isinstance(number, Ratio):
            return of_ratio(number)
        if isinstance(number, Value):
            member = machine.attribute(number, f"__{name}__")
            return Unknown(f"`{name}` of this is not known") if member is ABSENT else machine.call_values(member)
        return call_host(machine, host, (number,))

    function(name)(implementation)


_rounding("floor", Ratio.floor, math.floor)
_rounding("ceil", Ratio.ceil, math.ceil)
_rounding("trunc", Ratio.truncated, math.trunc)


@function("prod")
def _prod(machine: Machine, iterable: Any, *, start: Any = 1) -> Any:
    items = items_of(machine, iterable)
    if isinstance(items, Unknown):
        return items
    result = start
    for item in items:
        result = machine.binary("*", result, item)
    return result


@function("fabs")
def _fabs(machine: Machine, value: Any) -> Any:
    return call_host(machine, math.fabs, (value,))


@function("fsum")
def _fsum(machine: Machine, iterable: Any) -> Any:
    items = items_of(machine, iterable)
    return items if isinstance(items, Unknown) else call_host(machine, math.fsum, (items,))


@function("isqrt")
def _isqrt(machine: Machine, value: Any) -> Any:
    return call_host(machine, math.isqrt, (whole(machine, value),))


def names(module: str) -> dict[str, Any]:
    constants = {name: value for name, value in vars(math).items() if isinstance(value, float)}
    return {**function.names, **constants}
