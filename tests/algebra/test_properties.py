"""What holds for every formula, found out on random ones.

A random formula is a tree with three readings: this project's, Python's on numbers, and sympy's.
"""

from __future__ import annotations

import operator
import pickle
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from layerhints.algebra import (
    Dim,
    Expression,
    Unknown,
    divides,
    equal,
    less,
    less_or_equal,
    maximum,
    minimum,
    show,
    substitute,
    symbol,
    symbols,
)

MINIMUMS = {"C": 1, "H": 1, "W": 4, "Z": 0}
SYMBOLS: dict[str, Dim] = {name: symbol(name, minimum=least) for name, least in MINIMUMS.items()}

Tree = int | str | tuple[Any, ...]

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
}


def fold(tree: Tree, leaves: Mapping[str, Any], least: Callable[..., Any], greatest: Callable[..., Any]) -> Any:
    if isinstance(tree, int):
        return tree
    if isinstance(tree, str):
        return leaves[tree]
    operation, *operands = tree
    values = [fold(operand, leaves, least, greatest) for operand in operands]
    if operation == "min":
        return least(*values)
    if operation == "max":
        return greatest(*values)
    return _BINARY[operation](*values)


def as_dim(tree: Tree) -> Dim:
    return fold(tree, SYMBOLS, minimum, maximum)


def as_number(tree: Tree, sizes: Mapping[str, int]) -> int:
    """Raises ZeroDivisionError where the formula divides by zero."""
    return fold(tree, sizes, min, max)


class _Floored:
    """A sympy expression whose `//` and `%` are spelled out as the floor that Python's are."""

    def __init__(self, value: Any) -> None:
        self.value = sympy.sympify(value)

    def __add__(self, other: Any) -> _Floored:
        return _Floored(self.value + _value(other))

    def __sub__(self, other: Any) -> _Floored:
        return _Floored(self.value - _value(other))

    def __mul__(self, other: Any) -> _Floored:
        return _Floored(self.value * _value(other))

    def __floordiv__(self, other: Any) -> _Floored:
        return _Floored(sympy.floor(self.value / _value(other)))

    def __mod__(self, other: Any) -> _Floored:
        return self - _Floored(_value(other)) * (self // other)

    def __radd__(self, other: int) -> _Floored:
        return _Floored(other) + self

    def __rsub__(self, other: int) -> _Floored:
        return _Floored(other) - self

    def __rmul__(self, other: int) -> _Floored:
        return _Floored(other) * self

    def __rfloordiv__(self, other: int) -> _Floored:
        return _Floored(other) // self

    def __rmod__(self, other: int) -> _Floored:
        return _Floored(other) % self


def _value(operand: Any) -> Any:
    return operand.value if isinstance(operand, _Floored) else operand


def _settled(item: Any) -> Any:
    """A number as sympy writes it: it does not compare one that still holds a Min or Max to be evaluated."""
    value = sympy.sympify(_value(item))
    return value if value.free_symbols else value.doit()


def as_sympy(tree: Tree) -> Any:
    leaves = {name: _Floored(sympy.Symbol(name, integer=True)) for name in MINIMUMS}
    least = lambda *items: _Floored(sympy.Min(*map(_settled, items), evaluate=False))  # noqa: E731
    greatest = lambda *items: _Floored(sympy.Max(*map(_settled, items), evaluate=False))  # noqa: E731
    return _value(fold(tree, leaves, least, greatest))


_LEAVES = st.sampled_from(sorted(MINIMUMS)) | st.integers(-9, 9)
_DIVISORS = st.sampled_from([1, 2, 2, 3, 4, 6, -2, "C", "W", ("*", 2, "C"), ("+", "H", 1), ("-", "H", 2), "Z"])


def _grown(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(
        st.tuples(st.sampled_from("+-*"), parts, parts),
        st.tuples(st.sampled_from(["//", "//", "%"]), parts, _DIVISORS),
        st.tuples(st.sampled_from(["min", "max"]), parts, parts),
    )


TREES = st.recursive(_LEAVES, _grown, max_leaves=8)
POLYNOMIALS = st.recursive(_LEAVES, lambda parts: st.tuples(st.sampled_from("+-*"), parts, parts), max_leaves=8)
SIZES = st.fixed_dictionaries({name: st.integers(least, least + 40) for name, least in MINIMUMS.items()})

MANY = settings(max_examples=400, deadline=None)
FEW = settings(max_examples=120, deadline=None)


def concrete(tree: Tree, sizes: dict[str, int]) -> int:
    try:
        return as_number(tree, sizes)
    except ZeroDivisionError:
        assume(False)
        raise


def known(tree: Tree) -> int | Expression:
    dim = as_dim(tree)
    assume(not isinstance(dim, Unknown))
    assert not isinstance(dim, Unknown)
    return dim


@MANY
@given(TREES, SIZES)
def test_a_formula_has_the_value_that_python_computes(tree: Tree, sizes: dict[str, int]) -> None:
    expected = concrete(tree, sizes)
    assert substitute(known(tree), sizes) == expected


@FEW
@given(TREES, SIZES)
def test_a_formula_has_the_value_that_sympy_computes(tree: Tree, sizes: dict[str, int]) -> None:
    concrete(tree, sizes)
    expected = sympy.sympify(as_sympy(tree)).subs({sympy.Symbol(name, integer=True): n for name, n in sizes.items()})
    assert substitute(known(tree), sizes) == int(expected)


@FEW
@given(POLYNOMIALS, POLYNOMIALS)
def test_polynomials_are_equal_exactly_when_sympy_expands_them_to_the_same(a: Tree, b: Tree) -> None:
    same = sympy.expand(as_sympy(a) - as_sympy(b)) == 0
    assert (known(a) == known(b)) == same


@MANY
@given(TREES, SIZES)
def test_a_symbol_replaced_by_a_formula_is_that_formula(tree: Tree, sizes: dict[str, int]) -> None:
    replacement = 2 * SYMBOLS["W"] + 1
    dim = substitute(known(tree), {"H": replacement})
    assume(not isinstance(dim, Unknown))
    expected = concrete(tree, {**sizes, "H": 2 * sizes["W"] + 1})
    assert substitute(dim, sizes) == expected


@MANY
@given(TREES, TREES, st.lists(SIZES, min_size=8, max_size=8))
def test_an_answer_holds_for_every_size(a: Tree, b: Tree, cases: list[dict[str, int]]) -> None:
    left, right = known(a), known(b)
    answers = {
        "equal": equal(left, right),
        "less": less(left, right),
        "less_or_equal": less_or_equal(left, right),
        "divides": divides(left, right),
    }
    for sizes in cases:
        try:
            x, y = as_number(a, sizes), as_number(b, sizes)
        except ZeroDivisionError:
            continue
        truth = {
            "equal": x == y,
            "less": x < y,
            "less_or_equal": x <= y,
            "divides": y % x == 0 if x else y == 0,
        }
        for name, answer in answers.items():
            assert answer is None or answer == truth[name], (name, show(left), show(right), sizes)


@MANY
@given(TREES)
def test_equal_formulas_are_known_to_be_equal(tree: Tree) -> None:
    dim = known(tree)
    assert equal(dim, dim) is True
    assert less_or_equal(dim, dim) is True
    assert less(dim, dim) is False


@MANY
@given(TREES, SIZES)
def test_the_python_spelling_evaluates_to_the_same(tree: Tree, sizes: dict[str, int]) -> None:
    dim = known(tree)
    expected = concrete(tree, sizes)
    text = show(dim, ascii=True)
    assert text.isascii()
    assert eval(text, {"min": min, "max": max, **sizes}) == expected


@MANY
@given(TREES, SIZES)
def test_the_spelling_for_people_says_the_same(tree: Tree, sizes: dict[str, int]) -> None:
    text = show(known(tree))
    expected = concrete(tree, sizes)
    for power, digit in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹"):
        text = text.replace(digit, f"**{power}")
    assert eval(text.replace("·", "*").replace("−", "-"), {"min": min, "max": max, **sizes}) == expected


@FEW
@given(TREES)
def test_formulas_survive_pickling(tree: Tree) -> None:
    dim = as_dim(tree)
    copied = pickle.loads(pickle.dumps(dim))
    assert copied == dim
    assert hash(copied) == hash(dim)


@FEW
@given(TREES)
def test_a_formula_is_never_a_plain_number(tree: Tree) -> None:
    dim = as_dim(tree)
    assert type(dim) is int or isinstance(dim, Unknown) or symbols(dim)


@pytest.mark.parametrize("name", sorted(MINIMUMS))
def test_a_symbol_is_at_least_its_minimum_and_may_be_just_that(name: str) -> None:
    size: Dim = SYMBOLS[name]
    assert less_or_equal(MINIMUMS[name], size) is True
    assert less(MINIMUMS[name], size) is None
