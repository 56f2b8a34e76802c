"""`int`, `float`, `complex` and `bool`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.interp.builtins.constants import MAX_TEXT, call_host, constant, run_host
from layerhints.interp.builtins.native import Functions, Methods, native
from layerhints.interp.builtins.objects import declare
from layerhints.interp.builtins.ratio import Ratio
from layerhints.interp.builtins.strings import of_class, operator_method
from layerhints.interp.builtins.text import format_value, representation, text
from layerhints.values.holes import detached
from layerhints.values.instances import unwrapped
from layerhints.values.objects import ABSENT, Class, Instance, Native, Property, Value
from layerhints.values.origins import is_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

OPERATORS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "and": "&",
    "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
}  # fmt: skip
COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
UNARY = {"neg": "-", "pos": "+", "invert": "~"}

method = Methods("int", (int, Expression, Instance))
float_method = Methods("float", (float, Ratio, Instance))
complex_method = Methods("complex", (complex, Instance))


def _reflected(owner: str, name: str, operator: str) -> Native:
    def implementation(machine: Machine, self: Any, other: Any) -> Any:
        right = unwrapped(self)
        return NotImplemented if isinstance(right, Instance) else machine.binary(operator, unwrapped(other), right)

    return native(f"{owner}.{name}", implementation)


def _unary(owner: str, name: str, operator: str) -> Native:
    def implementation(machine: Machine, self: Any) -> Any:
        value = unwrapped(self)
        return NotImplemented if isinstance(value, Instance) else machine.unary(operator, value)

    return native(f"{owner}.{name}", implementation)


def _host_method(owner: str, name: str, function: Callable[..., Any]) -> Native:
    def implementation(machine: Machine, /, *positional: Any, **keywords: Any) -> Any:
        if any(isinstance(value, int) and abs(value) > MAX_TEXT for value in (*positional[1:], *keywords.values())):
            return Unknown("the number would be too long to follow")
        return call_host(machine, function, positional, keywords)

    return native(f"{owner}.{name}", implementation)


for _methods, _host in ((method, int), (float_method, float), (complex_method, complex)):
    _owner = _host.__name__
    for _name in vars(_host):
        _function = getattr(_host, _name)
        if not _name.startswith("_"):
            if callable(_function):
                _methods.names[_name] = _host_method(_owner, _name, _function)
            else:
                _methods.names[_name] = Property(_host_method(_owner, _name, _function.__get__))
    for _name, _operator in OPERATORS.items():
        if hasattr(_host, f"__{_name}__"):
            _methods.names[f"__{_name}__"] = operator_method(_owner, f"__{_name}__", _operator)
            _methods.names[f"__r{_name}__"] = _reflected(_owner, f"__r{_name}__", _operator)
    for _name, _operator in COMPARISONS.items():
        _methods.names[f"__{_name}__"] = operator_method(_owner, f"__{_name}__", _operator)
    for _name, _operator in UNARY.items():
        if hasattr(_host, f"__{_name}__"):
            _methods.names[f"__{_name}__"] = _unary(_owner, f"__{_name}__", _operator)


def _str(machine: Machine, self: Any) -> Any:
    return text(machine, unwrapped(self))


def _repr(machine: Machine, self: Any) -> Any:
    return representation(machine, unwrapped(self))


def _format(machine: Machine, self: Any, specification: Any) -> Any:
    return format_value(machine, unwrapped(self), specification)


def _hash(machine: Machine, self: Any) -> Any:
    return call_host(machine, hash, (self,))


def _bool(machine: Machine, self: Any) -> Any:
    truth = machine.truth(unwrapped(self))
    return Unknown("whether the number is zero is not known") if truth is None else truth


def _absolute(machine: Machine, self: Any) -> Any:
    return absolute(machine, unwrapped(self))


_SPECIAL: dict[str, Callable[..., Any]] = {
    "__str__": _str, "__repr__": _repr, "__format__": _format, "__hash__": _hash, "__bool__": _bool,
    "__abs__": _absolute,
}  # fmt: skip

for _methods in (method, float_method, complex_method):
    for _name, _function in _SPECIAL.items():
        _methods(_name)(_function)


@method("__int__")
@method("__index__")
@method("conjugate")
def _itself(machine: Machine, self: Any) -> Any:
    value = unwrapped(self)
    return int(value) if isinstance(value, bool) else value


@method("__float__")
@float_method("__float__")
def _as_float(machine: Machine, self: Any) -> Any:
    return real(machine, unwrapped(self))


@float_method("__int__")
def _as_int(machine: Machine, self: Any) -> Any:
    return whole(machine, unwrapped(self))


@float_method("is_integer")
def _is_integer(machine: Machine, self: Any) -> Any:
    value = unwrapped(self)
    return value.is_whole() if isinstance(value, Ratio) else call_host(machine, float.is_integer, (value,))


# --- conversions


def whole(machine: Machine, value: Any) -> Any:
    """`int(value)`: towards zero."""
    value = unwrapped(value)
    if isinstance(value, (Expression, Unknown)):
        return value
    if isinstance(value, Ratio):
        return value.truncated()
    if isinstance(value, Value):
        value = _through(machine, value, ("__int__", "__index__", "__trunc__"))
        if not isinstance(value, float):  # the number in an array, which is left to be rounded
            return value
    return call_host(machine, int, (value,))


def real(machine: Machine, value: Any) -> Any:
    """`float(value)`."""
    value = unwrapped(value)
    if isinstance(value, Expression):
        return Ratio(value, 1)
    if isinstance(value, (Unknown, Ratio)):
        return value
    if isinstance(value, Value):
        value = _through(machine, value, ("__float__", "__index__"))
        if not isinstance(value, int):  # the number in an array, which is left as it is counted
            return value
    return call_host(machine, float, (value,))


def absolute(machine: Machine, value: Any) -> Any:
    """`abs(value)`."""
    if isinstance(value, (int, float, complex)):
        return abs(value)
    if isinstance(value, (Expression, Ratio)):
        positive = machine.compare(">=", value, 0)
        if positive is True:
            return value
        if machine.compare("<=", value, 0) is True:
            return machine.unary("-", value)
        return Unknown("the sign of a size is not known")
    if isinstance(value, Value):
        return _through(machine, value, ("__abs__",))
    return value if isinstance(value, Unknown) else call_host(machine, abs, (value,))


def _through(machine: Machine, value: Value, names: tuple[str, ...]) -> Any:
    for name in names:
        member = machine.attribute(value, name)
        if isinstance(member, Unknown):
            return member
        if member is not ABSENT:
            return machine.call_values(member)
    return Unknown(f"{value.describe()} as a number is not known")


@method.new
def _new_int(machine: Machine, cls: Class, value: Any = 0, base: Any = None) -> Any:
    if base is not None:
        return of_class(cls, INT, call_host(machine, int, (value, base)))
    return of_class(cls, INT, whole(machine, value))


@method.class_method("from_bytes")
def _from_bytes(machine: Machine, cls: Class, value: Any, byteorder: Any = "big", *, signed: Any = False) -> Any:
    return call_host(machine, int.from_bytes, (value, byteorder), {"signed": signed})


@float_method.new
def _new_float(machine: Machine, cls: Class, value: Any = 0.0) -> Any:
    return of_class(cls, FLOAT, real(machine, value))


@float_method.class_method("fromhex")
def _from_hex(machine: Machine, cls: Class, value: Any) -> Any:
    return call_host(machine, float.fromhex, (value,))


@complex_method.new
def _new_complex(machine: Machine, cls: Class, real: Any = 0, imag: Any = 0) -> Any:
    return call_host(machine, complex, (real, imag)) if imag != 0 else call_host(machine, complex, (real,))


bool_method = Methods("bool", bool)


@bool_method.new
def _new_bool(machine: Machine, cls: Class, value: Any = False) -> Any:
    truth = machine.truth(value)
    if truth is not None:
        return truth
    return detached(value) if isinstance(value, Unknown) else Unknown("whether a value is true is not known")


INT = declare("int", method.names)
FLOAT = declare("float", float_method.names)
COMPLEX = declare("complex", complex_method.names)
BOOL = declare("bool", bool_method.names, (INT,))

# --- functions on numbers

function = Functions()


@function("abs")
def _abs(machine: Machine, value: Any) -> Any:
    return absolute(machine, value)


@function("round")
def _round(machine: Machine, number: Any, ndigits: Any = None) -> Any:
    value = unwrapped(number)
    if ndigits is None and isinstance(value, Expression):
        return value
    if ndigits is None and isinstance(value, Ratio):
        return value.rounded()
    if isinstance(value, Value):
        return _through(machine, value, ("__round__",))
    if isinstance(value, Unknown) and is_number(value):
        return value
    return call_host(machine, round, (value,) if ndigits is None else (value, ndigits))


@function("divmod")
def _divmod(machine: Machine, left: Any, right: Any) -> Any:
    return machine.binary("//", left, right), machine.binary("%", left, right)


@function("pow")
def _pow(machine: Machine, base: Any, exp: Any, mod: Any = None) -> Any:
    return machine.binary("**", base, exp) if mod is None else call_host(machine, pow, (base, exp, mod))


@function("chr")
@function("unichr")
def _chr(machine: Machine, value: Any) -> Any:
    return call_host(machine, chr, (value,))


@function("ord")
def _ord(machine: Machine, value: Any) -> Any:
    return call_host(machine, ord, (value,))


def _digits(convert: Callable[[int], str]) -> Callable[..., Any]:
    def implementation(machine: Machine, value: Any) -> Any:
        number = constant(value)
        if not isinstance(number, int):
            machine.throw("TypeError", f"'{type(number).__name__}' object cannot be interpreted as an integer")
        return run_host(machine, convert, number)

    return implementation


for _convert in (hex, bin, oct):
    function(_convert.__name__)(_digits(_convert))
