"""How sizes are written: short for people, as Python for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from layerhints.algebra.expression import Dim, Expression, Factor, FloorDivision, Monomial, Symbol, ordered
from layerhints.algebra.forms import factored, quotients, shifted
from layerhints.algebra.substitution import symbol_factors
from layerhints.algebra.unknown import Unknown

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LONGEST_TO_REWRITE = 16
_MOST_REWRITES = 50


def show(dim: Dim, *, ascii: bool = False) -> str:
    """A size for people (`64·C+64`, `(H−1)//2+1`, `?`), or in Python's spelling (`64*C+64`).

    A size that depends on an anonymous symbol is written as that symbol alone.
    """
    if isinstance(dim, int):
        return str(dim)
    if isinstance(dim, Unknown):
        return "?"
    return _show(dim, ascii)


def formula(dim: Dim) -> str:
    """As `show` writes a size for people, with all that an anonymous symbol is part of (`(None−2)//2+1`)."""
    return _Writer(ascii=False).write(dim).text if isinstance(dim, Expression) else show(dim)


@lru_cache(maxsize=4096)
def _show(dim: Expression, ascii: bool) -> str:
    hidden = [factor for factor in symbol_factors(dim) if factor.is_anonymous]
    if hidden:
        return min(factor.name for factor in hidden)
    return _Writer(ascii).write(dim).text


def number(count: Dim) -> str:
    """A count with its thousands separated (`1,250,858`); a formula as `show` writes it."""
    return f"{count:,}" if isinstance(count, int) else show(count)


_SUM, _QUOTIENT, _PRODUCT, _ATOM = range(4)


class _Text(NamedTuple):
    """Text, and how tightly its outermost operator binds."""

    text: str
    binding: int

    def within(self, binding: int) -> str:
        """The text as an operand, in brackets unless it binds at least so tightly."""
        return self.text if self.binding >= binding else f"({self.text})"


_SIGN_IN_BRACKETS = 4


def _effort(way: _Text) -> int:
    """What it takes to read a text: its length, and as much as a few letters for `x−(−h)//16` beside `(h+15)//16+x`."""
    return len(way.text) + _SIGN_IN_BRACKETS * (way.text.count("(−") + way.text.count("(-"))


class _Term(NamedTuple):
    """A term of a sum, the sign apart."""

    is_negative: bool
    size: _Text


class _Writer:
    def __init__(self, ascii: bool) -> None:
        self.ascii = ascii
        self.rewrites = 0
        self.times, self.minus = ("*", "-") if ascii else ("·", "−")

    def write(self, dim: Dim) -> _Text:
        """The way to write `dim` that is read soonest; of equal ones the first."""
        if isinstance(dim, Unknown):
            return _Text("?", _ATOM)
        if isinstance(dim, int):
            return _Text(str(dim), _ATOM) if dim >= 0 else _Text(f"{self.minus}{-dim}", _SUM)
        self.rewrites += 1
        if len(dim.terms) > _LONGEST_TO_REWRITE or self.rewrites > _MOST_REWRITES:
            return self.sum(dim)
        return min([*self.ways(dim), *self.products(dim)], key=_effort)

    def ways(self, dim: Expression) -> Iterator[_Text]:
        """As a sum, with terms drawn into one of its divisions, minima or maxima where that is possible."""
        for moved in shifted(dim):
            yield self.joined(moved.rest, moved.coefficient, self.extremum(moved.is_minimum, moved.items))
        yield self.sum(dim)
        for drawn in quotients(dim):
            inner = self.quotient(drawn.numerator, drawn.operator, drawn.divisor)
            yield self.joined(drawn.rest, drawn.coefficient, inner)

    def products(self, dim: Expression) -> Iterator[_Text]:
        if len(dim.terms) > 1:
            product = factored(dim)
            # A sum in which no factor was found must not be factored again.
            sums = [min(self.ways(sum_), key=_effort) for sum_ in product.sums]
            # 64·C + 64 stays as it is: weights and biases are read as a sum.
            if len(sums) > 1 or any(sum_.binding > _SUM for sum_ in sums):
                powers = [self.raised(text, sums.count(text)) for text in dict.fromkeys(sums)]
                yield self.added([self.term(product.coefficient, self.factors(product.monomial) + powers)])

    def sum(self, dim: Expression) -> _Text:
        return self.added(self.terms(dim))

    def joined(self, rest: Dim, coefficient: int, part: _Text) -> _Text:
        """rest + coefficient · part, the constant last."""
        terms = self.terms(rest)
        has_constant = () in rest.terms if isinstance(rest, Expression) else bool(terms)
        terms.insert(len(terms) - has_constant, self.term(coefficient, [part]))
        return self.added(terms)

    def terms(self, dim: Dim) -> list[_Term]:
        if isinstance(dim, Expression):
            return [self.term(coefficient, self.factors(monomial)) for monomial, coefficient in ordered(dim)]
        return [self.term(dim, [])] if isinstance(dim, int) and dim else []

    def term(self, coefficient: int, factors: list[_Text]) -> _Term:
        size = abs(coefficient)
        parts = factors if factors and size == 1 else [_Text(str(size), _ATOM), *factors]
        if len(parts) > 1:
            parts = [_Text(self.times.join(part.within(_ATOM) for part in parts), _PRODUCT)]
        return _Term(coefficient < 0, parts[0])

    def added(self, terms: list[_Term]) -> _Text:
        """The sum of terms, one that is not negative first where there is one."""
        first = next((place for place, term in enumerate(terms) if not term.is_negative), 0)
        is_negative, text = terms.pop(first)
        if is_negative:  # a leading minus binds tighter than //
            text = _Text(self.minus + text.within(_PRODUCT), _SUM)
        if not terms:
            return text
        rest = "".join((self.minus if term.is_negative else "+") + term.size.within(_QUOTIENT) for term in terms)
        return _Text(text.within(_SUM) + rest, _SUM)

    def factors(self, monomial: Monomial) -> list[_Text]:
        written = []
        for factor in dict.fromkeys(monomial):
            written.append(self.raised(self.factor(factor), monomial.count(factor)))
        return written

    def raised(self, base: _Text, exponent: int) -> _Text:
        if exponent == 1:
            return base
        power = f"**{exponent}" if self.ascii else str(exponent).translate(_SUPERSCRIPTS)
        return _Text(base.within(_ATOM) + power, _ATOM)

    def factor(self, factor: Factor) -> _Text:
        if isinstance(factor, Symbol):
            return _Text(factor.name, _ATOM)
        if isinstance(factor, FloorDivision):
            return self.quotient(factor.numerator, "//", factor.divisor)
        return self.extremum(factor.is_minimum, factor.items)

    def quotient(self, numerator: Dim, operator: str, divisor: Dim) -> _Text:
        text = self.write(numerator).within(_QUOTIENT) + operator + self.write(divisor).within(_ATOM)
        return _Text(text, _QUOTIENT)

    def extremum(self, is_minimum: bool, items: tuple[Dim, ...]) -> _Text:
        return _Text(f"{'min' if is_minimum else 'max'}({', '.join(self.write(item).text for item in items)})", _ATOM)
