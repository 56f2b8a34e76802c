"""How an operation on tensors is declared, and bound to its arguments.

An operation is a Python function with PyTorch's own signature behind the machine. It gives the shape that comes out
(or Several of them, or Plain for what is no tensor). It leaves by NotKnown where an argument that decides the shape is
not known, by Mismatch where the operation certainly fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown, equal, show_shape
from layerhints.libraries.torch import dtypes
from layerhints.libraries.torch.numbers import (
    forget_numbers,
    parts_with_numbers,
    tensor_with_numbers,
    with_numbers,
    write_numbers,
)
from layerhints.libraries.torch.ops.refused_types import is_particular, refused
from layerhints.libraries.torch.promotion import promoted
from layerhints.libraries.torch.tensors import OPERATORS, TORCH_TENSORS, is_empty, tensor_of
from layerhints.rules import Several
from layerhints.rules.geometry.mismatch import Mismatch, OfNothing
from layerhints.rules.shapes import Named
from layerhints.values.facts import Finding
from layerhints.values.instances import with_constants
from layerhints.values.objects import List, Native
from layerhints.values.ranks import derived
from layerhints.values.reading import NotKnown
from layerhints.values.results import Results
from layerhints.values.signature import Signature
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

SAME = "the type of the first tensor"
PROMOTED = "the type that the operands have together"
FLOAT = "the type of the first tensor, integers as float32"
FRACTIONS = "the type of all operands that have fractions"
_OF_OPERANDS = (SAME, PROMOTED, FLOAT, FRACTIONS)
NO_TENSOR = "no tensor comes out, whatever goes in"
"""Such an operation gives `Plain` results: what is not known of one is not known to be a tensor either."""

IGNORED = frozenset({"out", "device", "layout", "requires_grad", "pin_memory", "memory_format", "generator", "names"})
"""Keywords without influence on shapes."""
_SAID = {
    "getitem": "the index", "setitem": "the assignment", "__bool__": "the condition", "__float__": "`float`",
    "__int__": "`int`",
}  # fmt: skip
"""What calls a method without naming it."""


IN_PLACE = frozenset({
    "abs", "absolute", "acos", "acosh", "add", "addcdiv", "addcmul", "addmm", "addmv", "addr", "arccos", "arccosh",
    "arcsin", "arcsinh", "arctan2", "arctan", "arctanh", "asin", "asinh", "atan2", "atan", "atanh", "baddbmm",
    "bitwise_and", "bitwise_left_shift", "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor", "ceil",
    "conj_physical", "copysign", "cos", "cosh", "cumprod", "cumsum", "deg2rad", "digamma", "div", "divide", "eq",
    "erf", "erfc", "erfinv", "exp2", "exp", "expm1", "fix", "floor", "floor_divide", "fmod", "frac", "ge",
    "greater", "greater_equal", "gt", "heaviside", "hypot", "i0", "igamma", "igammac", "index_add", "index_copy",
    "index_fill", "index_reduce", "le", "lerp", "less", "less_equal", "lgamma", "log10", "log1p", "log2", "log",
    "logical_and", "logical_not", "logical_or", "logical_xor", "lt", "mul", "multiply", "mvlgamma", "ne", "neg",
    "negative", "nextafter", "not_equal", "polygamma", "pow", "put", "rad2deg", "reciprocal", "relu", "remainder",
    "renorm", "rsqrt", "scatter", "scatter_add", "scatter_reduce", "sgn", "sigmoid", "sign", "sin", "sinc", "sinh",
    "sqrt", "square", "sub", "subtract", "tan", "tanh", "tril", "triu", "true_divide", "trunc",
})  # fmt: skip
"""The methods that tensors also have with `_` at their end, to work in place with the same arguments. What takes others
is declared under that name.
"""

OF_NUMPY = {"axis": "dim", "keepdims": "keepdim", "x": "input", "a": "input", "x1": "input", "x2": "other"}
"""The names under which NumPy knows parameters; torch takes these, too."""


Declaring = Callable[[Callable[..., Any]], Callable[..., Any]]
"""A decorator that leaves the function as it is."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A shape, with a dtype that does not follow from the operation alone."""

    shape: Any
    dtype: str | None
    numbers: tuple[Any, ...] | None = None
    """What is in it, if that is known."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A result that is no tensor: the program gets `value` itself."""

    value: Any


@dataclass(frozen=True, slots=True)
class Kind:
    """One operation: its name as programs spell it, and its meaning. One whose name ends in `_` works in place."""

    name: str
    function: Callable[..., Any]
    signature: Signature
    dtype: Any
    is_particular: bool = False
    """Does it refuse some types of numbers?"""

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        arguments = with_constants(in_torch_words(arguments, self.signature.named))
        bound = self.signature.bind(arguments)
        if isinstance(bound, Unknown):
            return self._unknown(Unknown(bound.reason))
        positional, keywords = bound
        if "out" in arguments.keywords:
            forget_numbers(machine, arguments.keywords["out"])
        try:
            result = self.function(machine, *positional, **keywords)
            if self.is_particular:
                self._check_types(machine, keywords)
            if self.name.endswith("_") and not self.name.endswith("__"):
                return self._written(machine, result, arguments)
            return self._value(machine, result, arguments)
        except NotKnown as unknown:
            reason = unknown.reason
        except Mismatch as mismatch:
            reason = Unknown(f"{self._spelled(arguments)} fails: {mismatch}")
            of_nothing = isinstance(mismatch, OfNothing) or _is_of_nothing(machine, arguments)
            if arguments.more is None and not (machine.leaves_out and of_nothing):  # `**x` may give what is missed
                self._report(machine, reason.reason)
        return self._unknown(reason)

    def _check_types(self, machine: Machine, given: dict[str, Any]) -> None:
        message = refused(machine, self.name.rpartition(".")[2].removesuffix("_"), given)
        if message is not None:
            raise Mismatch(message)

    def _unknown(self, reason: Unknown) -> Any:
        """What comes of a call of which more is not known. The type is certain where every call gives the same."""
        if self.dtype == NO_TENSOR:
            return reason
        return tensor_of(reason, None if self.dtype in _OF_OPERANDS else self.dtype)

    def _spelled(self, arguments: Arguments) -> str:
        """As the program has it: operands whose place is not known are those of an operator."""
        if arguments.places:
            return f"`{self.name}`"
        name = self.name.rpartition(".")[2]
        operator = next((each for each, called in OPERATORS.items() if called == name), self.name)
        return _SAID.get(name, f"`{operator}`")

    def _report(self, machine: Machine, message: str) -> None:
        if machine.site is not None:
            machine.report(Finding("shape-mismatch", message, machine.site, machine.stack))

    def _written(self, machine: Machine, result: Any, arguments: Arguments) -> Any:
        """The tensor that was written into: it keeps its shape, and what does not fit into it is a Mismatch."""
        target = arguments.get(0, "input")
        value = self._value(machine, result, arguments)
        if not isinstance(target, Tensor) or not isinstance(value, Tensor):
            return value
        wanted, given = target.shape, value.shape
        if not isinstance(wanted, Unknown) and not isinstance(given, Unknown):
            same = [equal(one, other) for one, other in zip(wanted, given, strict=False)]
            if len(wanted) != len(given) or False in same:
                raise Mismatch(f"{show_shape(given)} cannot be written into {show_shape(wanted)}")
        write_numbers(machine, target, value)
        return target

    def _value(self, machine: Machine, result: Any, arguments: Arguments) -> Any:
        if isinstance(result, Plain):
            return result.value
        if isinstance(result, Named):
            return Results(result.names, tuple(self._value(machine, item, arguments) for item in result))
        if isinstance(result, Several):
            parts = tuple(self._value(machine, item, arguments) for item in result)
            return parts_with_numbers(self.name, parts, arguments)
        if isinstance(result, Typed):
            shape, dtype = result.shape, result.dtype
            if result.numbers is not None:
                return tensor_with_numbers(shape, dtype, result.numbers)
        else:
            shape, dtype = result, self._dtype(machine, arguments)
        if isinstance(shape, Unknown):
            inputs = _tensors(machine, (*arguments.positional, *arguments.keywords.values()))
            shape = derived(shape, *(tensor.shape for tensor in inputs))
        return with_numbers(machine, self.name, tensor_of(shape, dtype), arguments)

    def _dtype(self, machine: Machine, arguments: Arguments) -> str | None:
        asked = dtypes.name_of(arguments.keywords.get("dtype"))
        if asked is not None:
            return asked
        if self.dtype not in _OF_OPERANDS:
            return str(self.dtype) if self.dtype is not None else None
        found = [tensor.dtype for tensor in _tensors(machine, (*arguments.positional, *arguments.keywords.values()))]
        if not found or None in found:
            return None
        if self.dtype == PROMOTED:
            return reduce(promoted, found)
        if self.dtype == FRACTIONS:
            fractions = {dtype for dtype in found if dtype not in (*dtypes.INTEGERS, "bool")}
            return fractions.pop() if len(fractions) == 1 and fractions <= set(dtypes.FLOATING) else None
        return "float32" if self.dtype == FLOAT and found[0] in (*dtypes.INTEGERS, "bool") else found[0]


def in_torch_words(arguments: Arguments, parameters: set[str]) -> Arguments:
    """The call with the names of parameters that torch itself has for them."""
    words = {
        keyword: OF_NUMPY[keyword]
        for keyword in arguments.keywords
        if keyword in OF_NUMPY and keyword not in parameters and OF_NUMPY[keyword] in parameters
    }
    if not words:
        return arguments
    keywords = {words.get(keyword, keyword): value for keyword, value in arguments.keywords.items()}
    places = {words.get(place, place) if isinstance(place, str) else place: s for place, s in arguments.places.items()}
    return type(arguments)(arguments.positional, keywords, arguments.site, places, arguments.more)


def _tensors(machine: Machine, values: Any) -> list[Tensor]:
    found: list[Tensor] = []
    for value in values:
        if isinstance(value, List) and not isinstance(value.content, Unknown):
            value = value.content
        if isinstance(value, Tensor):
            found.append(value)
        elif isinstance(value, tuple):
            found += _tensors(machine, value)
    return found


def _is_of_nothing(machine: Machine, arguments: Arguments) -> bool:
    """Is one of the tensors empty, as those are that a program fills later, or the first what comparing None gives?"""
    given = _tensors(machine, (*arguments.positional, *arguments.keywords.values()))
    return any(map(is_empty, given)) or isinstance(arguments.get(0, "input"), bool)


class Operations:
    """The functions of one module, by name; `METHODS` collects those that tensors have as methods."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.members: dict[str, Native] = {}

    def define(self, *names: str, dtype: Any = SAME, method: bool = False, function: bool = True) -> Declaring:
        """A decorator: the function says what each of `names` does.

        `method`: tensors have it as a method, too, and one with `_` at its end where torch has that (`IN_PLACE`);
        `function`: the module has it as a function.
        """

        def register(declared: Callable[..., Any]) -> Callable[..., Any]:
            for name in names:
                shown = f"{self.prefix}.{name}" if function else f"Tensor.{name}"
                particular = is_particular(name)
                kind = Kind(shown, declared, Signature(shown, declared, IGNORED), dtype, particular)
                native = Native(shown, kind.call, binds=self.prefix == "torch.nn.functional")
                if function:
                    self.members[name] = native
                if method:
                    METHODS[name] = native
                if method and name in IN_PLACE:
                    in_place = Kind(f"{shown}_", declared, kind.signature, dtype, particular)
                    METHODS.setdefault(f"{name}_", Native(in_place.name, in_place.call))
            return declared

        return register


METHODS: dict[str, Native] = {}
"""The methods of tensors; each takes the tensor first."""


def define_in(*modules: Operations) -> Callable[..., Declaring]:
    """`define` for functions that several modules have; a method is that of the last one."""

    def define(*names: str, dtype: Any = SAME, method: bool = False) -> Declaring:
        def register(declared: Callable[..., Any]) -> Callable[..., Any]:
            for module in modules:
                module.define(*names, dtype=dtype, method=method and module is modules[-1])(declared)
            return declared

        return register

    return define


__all__ = [
    "FLOAT",
    "FRACTIONS",
    "METHODS",
    "NO_TENSOR",
    "PROMOTED",
    "SAME",
    "TORCH_TENSORS",
    "Kind",
    "Operations",
    "Plain",
    "Typed",
    "define_in",
]
