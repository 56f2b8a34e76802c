"""The only code of this suite that touches the API: one call, through layerhints and through real torch."""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from tests.nowhere import Nowhere

from layerhints.algebra import Expression, Open, Unknown, substitute, symbol
from layerhints.interp.interpreter import Interpreter
from layerhints.libraries import LIBRARIES
from layerhints.libraries.numpy.arrays import Array
from layerhints.libraries.torch.dtypes import DTYPES
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.syntax.tree import Definition, Span
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, List
from layerhints.values.open_sizes import OpenSize
from layerhints.values.results import Results
from layerhints.values.sites import Site, Unit
from layerhints.values.tensor import Tensor

REFUSALS = (
    ValueError, TypeError, IndexError, KeyError, AttributeError, ZeroDivisionError, AssertionError, RuntimeError,
    NotImplementedError, OverflowError,
)  # fmt: skip
"""What torch raises when arguments do not go together."""
REASON = "the test does not say"
MANY = 10**9


@dataclass(frozen=True)
class Given:
    """A tensor that goes in. `fill` is the number in it."""

    shape: tuple[int, ...]
    dtype: str = "float32"
    fill: float = 1

    def real(self) -> torch.Tensor:
        return torch.full(self.shape, self.fill, dtype=getattr(torch, self.dtype))


@dataclass(frozen=True)
class Dtype:
    """`torch.<name>` as an argument."""

    name: str


@dataclass(frozen=True)
class Call:
    """A call of `torch.…` or `Tensor.…` (the tensor first); `Tensor.shape` without arguments but the tensor is read as
    an attribute, `item` is `x[…]`, and an operator such as `+` stands between two operands.
    """

    name: str
    positional: tuple[Any, ...]
    keywords: dict[str, Any] = field(default_factory=dict)
    attribute: bool = False


def call(name: str, *positional: Any, **keywords: Any) -> Call:
    return Call(name, positional, keywords)


def attribute(name: str, tensor: Given) -> Call:
    return Call(name, (tensor,), {}, attribute=True)


MACHINE = Interpreter(Nowhere(), LIBRARIES, "program.py")
SITE = Site(Unit("program.py", Definition(("", 0), (), ())), Span(0, 0, 0, 0))

Seen = Callable[[Given, int], Any]
"""What is known of the shape of a tensor, which is the so-manieth of the call."""


def ours(made: Call, seen: Seen = lambda given, number: given.shape) -> Any:
    """What layerhints says; ABSENT where it does not have the name. What it reports stands in `MACHINE.findings`."""
    MACHINE.steps = MANY
    MACHINE.findings.clear()
    with MACHINE.at(SITE):
        return _ours(made, seen)


def _ours(made: Call, seen: Seen) -> Any:
    numbers = iter(range(1000))

    def value(each: Any) -> Any:
        if isinstance(each, Given):
            return tensor_of(seen(each, next(numbers)), each.dtype)
        if isinstance(each, Dtype):
            return DTYPES[each.name]
        if isinstance(each, list):
            return MACHINE.new_list([value(item) for item in each])
        return tuple(map(value, each)) if isinstance(each, tuple) else each

    positional = [value(each) for each in made.positional]
    keywords = {name: value(each) for name, each in made.keywords.items()}
    place, _, name = made.name.rpartition(".")
    if made.name == "item":
        return MACHINE.item(*positional)
    if not name.replace("_", "").isalnum():
        return MACHINE.binary(name, *positional) if len(positional) == 2 else MACHINE.unary(name, *positional)
    if place == "Tensor":
        found = MACHINE.attribute(positional.pop(0), name)
    else:
        found = MACHINE.attribute(MACHINE.import_module(place), name)
    return found if found is ABSENT or made.attribute else MACHINE.call(found, Arguments(positional, keywords))


OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow, "@": operator.matmul, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne, "&": operator.and_, "|": operator.or_,
    "^": operator.xor, "~": operator.invert,
}  # fmt: skip


def theirs(made: Call) -> Any:
    """What torch gives; the exception that it raises."""

    def value(each: Any) -> Any:
        if isinstance(each, Given):
            return each.real()
        if isinstance(each, Dtype):
            return getattr(torch, each.name)
        return type(each)(map(value, each)) if isinstance(each, (list, tuple)) else each

    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            positional = [value(each) for each in made.positional]
            keywords = {name: value(each) for name, each in made.keywords.items()}
            if made.name == "item":
                return operator.getitem(*positional)
            if made.name in OPERATORS:
                return OPERATORS[made.name](*positional)
            owner: Any = torch
            *path, name = made.name.split(".")
            for part in path[1:]:
                owner = getattr(owner, part)
            if path[0] == "Tensor":
                owner = positional.pop(0)
            found = getattr(owner, name)
            return found if made.attribute else found(*positional, **keywords)
        except REFUSALS as refusal:
            return refusal


# --- judgement


def check(made: Call, followed: bool = True) -> None:
    """Shapes, structure, numbers and types are torch's; where torch refuses, no shape is given.

    What is right for numbers stays right for symbols, and where sizes are not known. With `followed`, nothing is
    unknown where all sizes that go in are numbers.
    """
    expected, found = theirs(made), ours(made)
    assert found is not ABSENT, f"{made.name} is missing"
    if isinstance(expected, Exception):
        assert not claims(found), f"{made}: torch raises {expected}, but it is {shown(found)}"
        return
    compare(made, expected, found, followed)
    for less in with_less_known(made):
        compare(made, expected, less, False)


def with_less_known(made: Call) -> Iterator[Any]:
    """The results where sizes are symbols (into which the numbers are then put), or shapes are not known."""
    values: dict[Expression | str, Any] = {}

    def symbolic(given: Given, number: int) -> Any:
        names = [symbol(f"s{number}_{axis}", min(size, 1)) for axis, size in enumerate(given.shape)]
        values.update(zip(names, given.shape, strict=True))
        return tuple(names)

    def first_symbolic(given: Given, number: int) -> Any:
        return (*symbolic(given, number)[:1], *given.shape[1:])

    def last_symbolic(given: Given, number: int) -> Any:
        return (*given.shape[:-1], *symbolic(given, number)[-1:])

    for seen in (symbolic, first_symbolic, last_symbolic):
        yield with_numbers(ours(made, seen), values)
    yield ours(made, lambda given, number: Unknown(REASON))
    yield ours(made, lambda given, number: (Unknown(REASON),) * len(given.shape))
    yield ours(made, lambda given, number: Open(REASON, head=given.shape[:1], tail=given.shape[1:]))
    yield ours(made, lambda given, number: Open(REASON, tail=given.shape[-1:]))


def with_numbers(found: Any, values: dict[Expression | str, Any]) -> Any:
    """A result with numbers in the place of symbols."""
    if isinstance(found, Array):
        return Array(tuple(substitute(size, values) for size in found.shape), found.dtype)
    if isinstance(found, Tensor) and isinstance(found.shape, Open):
        ends = (tuple(substitute(size, values) for size in end) for end in (found.shape.head, found.shape.tail))
        return tensor_of(Open(found.shape.reason, None, *ends), found.dtype)
    if isinstance(found, Tensor) and not isinstance(found.shape, Unknown):
        return tensor_of(tuple(substitute(size, values) for size in found.shape), found.dtype)
    if isinstance(found, Results):
        return Results(found.names, tuple(with_numbers(item, values) for item in found.items))
    if isinstance(found, (tuple, List)) and items(found) is not None:
        return tuple(with_numbers(item, values) for item in items(found) or ())
    return substitute(found, values) if isinstance(found, Expression) else found


def claims(found: Any) -> bool:
    """Is a shape or a number given?"""
    if items(found) is not None:
        return any(map(claims, items(found) or ()))
    if isinstance(found, Tensor):
        return not isinstance(found.shape, Unknown)
    return isinstance(found, (int, float, Expression))


def items(found: Any) -> tuple[Any, ...] | None:
    """What a tuple, a list or named results hold, None for anything else."""
    if isinstance(found, Results):
        return found.items
    content = found.content if isinstance(found, List) else found
    return content if isinstance(content, tuple) else None


def shown(found: Any) -> Any:
    held = items(found)
    if held is not None:
        return [shown(item) for item in held]
    return found.shape if isinstance(found, Tensor) else found


def compare(made: Call, expected: Any, found: Any, exact: bool) -> None:
    """Nothing that is said differs from what torch gives."""
    message = f"{made}: {shown(found)}, in torch {real(expected)}"
    assert not MACHINE.findings, f"{message}: {MACHINE.findings[0].message}"
    if isinstance(found, (Unknown, OpenSize)) or (isinstance(found, List) and isinstance(found.content, Unknown)):
        # What depends on the numbers, or on the machine, is never known.
        assert not exact or not isinstance(expected, (torch.Tensor, tuple)), message
    elif isinstance(expected, torch.Tensor):
        assert isinstance(found, Tensor), message
        compare_shapes(tuple(expected.shape), found.shape, exact, message)
        if isinstance(found.dtype, str):
            assert f"torch.{found.dtype}" == str(expected.dtype), f"{message}: {found.dtype}, not {expected.dtype}"
    elif isinstance(expected, (tuple, list)):
        held = items(found)
        if held is None:
            assert isinstance(found, Tensor) and isinstance(found.shape, Unknown) and not exact, message
            return
        assert len(held) == len(expected), message
        if isinstance(found, Results):
            assert all(getattr(expected, name) is each for name, each in zip(found.names, expected, strict=True)), (
                message
            )
        for one, other in zip(expected, held, strict=True):
            compare(made, one, other, exact)
    elif isinstance(expected, torch.dtype):
        assert found is DTYPES[str(expected).removeprefix("torch.")], message
    elif isinstance(found, Array):
        compare_shapes(tuple(expected.shape), found.shape, exact, message)
    elif isinstance(found, Tensor):
        assert isinstance(found.shape, Unknown) and not exact, message
    else:
        assert found is expected or (type(found) is type(expected) and found == expected), message


def compare_shapes(expected: tuple[int, ...], found: Any, exact: bool, message: str) -> None:
    if isinstance(found, Open) and not exact:
        assert len(found.head) + len(found.tail) <= len(expected) or overlapping(found, expected), message
        ends = [*zip(expected, found.head, strict=False), *zip(expected[::-1], found.tail[::-1], strict=False)]
        assert all(isinstance(size, Unknown) or size == real for real, size in ends), message
        return
    if isinstance(found, Unknown):
        assert not exact, f"{message}: {found.reason}"
        return
    assert len(found) == len(expected), message
    for size, length in zip(found, expected, strict=True):
        assert size == length or (isinstance(size, Unknown) and not exact), message


def overlapping(found: Open, expected: tuple[int, ...]) -> bool:
    """May the two ends have axes in common? Each must fit by itself."""
    return len(found.head) <= len(expected) and len(found.tail) <= len(expected)


def real(expected: Any) -> Any:
    if isinstance(expected, torch.Tensor):
        return tuple(expected.shape)
    return [real(item) for item in expected] if isinstance(expected, (tuple, list)) else expected
