"""How sizes and shapes are written: short for people, as Python for JSON."""

from __future__ import annotations

from layerhints.algebra.expression import Dim, Expression, Extremum, Factor, Monomial, Symbol, ordered
from layerhints.algebra.substitution import symbol_factors
from layerhints.algebra.unknown import Unknown

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def show(dim: Dim, *, ascii: bool = False) -> str:
    """A size for people (`64·C+64`, `(H−1)//2+1`, `?`), or in Python's spelling (`64*C+64`).

    A size that depends on an anonymous symbol is written as that symbol alone.
    """
    if isinstance(dim, int):
        return str(dim)
    if isinstance(dim, Unknown):
        return "?"
    for factor in symbol_factors(dim):
        if factor.is_anonymous:
            return factor.name
    return _Writer(ascii).sum(dim)


def number(count: int) -> str:
    """A count with its thousands separated: `1,250,858`."""
    return f"{count:,}"


class _Writer:
    def __init__(self, ascii: bool) -> None:
        self.times, self.minus = ("*", "-") if ascii else ("·", "−")
        self.ascii = ascii

    def sum(self, dim: int | Expression) -> str:
        if isinstance(dim, int):
            return str(dim).replace("-", self.minus)
        terms = ordered(dim)
        positive = next((place for place, (_, coefficient) in enumerate(terms) if coefficient > 0), 0)
        terms.insert(0, terms.pop(positive))
        text = ""
        for monomial, coefficient in terms:
            if coefficient < 0:
                text += self.minus + self.product(monomial, -coefficient, alone=bool(text))
            else:
                text += ("+" if text else "") + self.product(monomial, coefficient, alone=True)
        return text

    def product(self, monomial: Monomial, coefficient: int, alone: bool) -> str:
        """A term; a floor division stands in brackets unless it is `alone`, with nothing that binds as tightly."""
        if not monomial:
            return str(coefficient)
        parts = [] if coefficient == 1 else [str(coefficient)]
        for factor in dict.fromkeys(monomial):
            power = monomial.count(factor)
            bare = power == 1 and len(monomial) == 1 and coefficient == 1 and alone
            text = self.factor(factor)
            if not isinstance(factor, (Symbol, Extremum)) and not bare:
                text = f"({text})"
            parts.append(text + self.power(power))
        return self.times.join(parts)

    def power(self, exponent: int) -> str:
        if exponent == 1:
            return ""
        return f"**{exponent}" if self.ascii else str(exponent).translate(_SUPERSCRIPTS)

    def factor(self, factor: Factor) -> str:
        if isinstance(factor, Symbol):
            return factor.name
        if isinstance(factor, Extremum):
            return f"{'min' if factor.is_minimum else 'max'}({', '.join(map(self.sum, factor.items))})"
        return f"{self.operand(factor.numerator)}//{self.operand(factor.divisor, divisor=True)}"

    def operand(self, dim: int | Expression, divisor: bool = False) -> str:
        text = self.sum(dim)
        if isinstance(dim, int):
            return text if dim >= 0 else f"({text})"
        ((monomial, coefficient), *others) = dim.terms.items()
        if others or coefficient < 0 or (divisor and (coefficient != 1 or len(monomial) > 1)):
            return f"({text})"
        return f"({text})" if divisor and not isinstance(monomial[0], (Symbol, Extremum)) else text
