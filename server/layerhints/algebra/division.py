"""Floor division, normalised: what divides is divided, so that equal quotients are equal expressions.

Quotients round down, as Python's do. Every step here is an identity over the integers wherever the divisor is positive;
a symbolic divisor that may be zero or negative is left alone.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd

from layerhints.algebra.expression import (
    TOO_LARGE,
    Dim,
    Expression,
    FloorDivision,
    Monomial,
    bounds,
    from_terms,
    of_factor,
    of_nested,
    ordered,
)
from layerhints.algebra.unknown import Unknown

_LONGEST_DIVISION = 64


def floor_divide(numerator: Dim, divisor: Dim) -> Dim:
    """`numerator // divisor`; Unknown where the divisor is the number zero."""
    if isinstance(numerator, Unknown):
        return numerator
    if isinstance(divisor, Unknown):
        return divisor
    if isinstance(divisor, int):
        if divisor == 0:
            return Unknown("a division by zero")
        if isinstance(numerator, int):
            return numerator // divisor
        if divisor == 1:
            return numerator
    elif not isinstance(divisor, Expression):
        return NotImplemented
    return _divide(numerator, divisor)


@lru_cache(maxsize=4096)
def _divide(numerator: int | Expression, divisor: int | Expression) -> Dim:
    low, high = bounds(divisor)
    if low is not None and low >= 1:
        if isinstance(divisor, int):
            return _by_number(numerator, divisor)
        return _by_expression(numerator, divisor)
    if high is not None and high <= -1:
        return floor_divide(-numerator, -divisor)
    return of_nested(FloorDivision(numerator, divisor))


def ceil_divide(numerator: Dim, divisor: Dim) -> Dim:
    """The quotient rounded up."""
    return -floor_divide(-numerator, divisor)


def _quotient(numerator: int | Expression, divisor: int | Expression) -> Dim:
    """The factor itself, unless its bounds leave one value."""
    factor = FloorDivision(numerator, divisor)
    low, high = factor.bounds
    if low is not None and low == high:
        return low
    return of_nested(factor)


def _below(numerator: Dim, divisor: int | Expression) -> Dim:
    """`numerator // divisor` by way of the opposite sign: ⌊x/d⌋ = −1 − ⌊(−x − 1)/d⌋."""
    return -1 - floor_divide(-numerator - 1, divisor)


# --- by a number


def _by_number(numerator: Dim, divisor: int) -> Dim:
    """`numerator // divisor` for a divisor of at least 1.

    The remaining numerator has coefficients of at most half the divisor in size, the first that is not exactly half
    is positive, and its constant is in [0, divisor).
    """
    if not isinstance(numerator, Expression):
        return floor_divide(numerator, divisor)
    merged = _merge_nested(numerator, divisor)
    if merged is not None:
        return merged
    constant = numerator.terms.get((), 0)
    common = gcd(divisor, *(coefficient for monomial, coefficient in numerator.terms.items() if monomial))
    if common > 1:
        return floor_divide(_divide_terms(numerator, common), divisor // common)
    if divisor == 2 and ordered(numerator)[0][1] < 0:
        return _below(numerator, divisor)  # modulo 2 a sign is lost, and −(−H // 2) should stay (H + 1) // 2
    whole: dict[Monomial, int] = {(): constant // divisor}
    rest: dict[Monomial, int] = {(): constant % divisor}
    for monomial, coefficient in numerator.terms.items():
        if monomial:
            remainder = coefficient % divisor
            if 2 * remainder > divisor:
                remainder -= divisor
            rest[monomial] = remainder
            whole[monomial] = (coefficient - remainder) // divisor
    remaining, outside = from_terms(rest), from_terms(whole)
    if not isinstance(remaining, Expression):
        return outside + floor_divide(remaining, divisor)
    if outside != 0:
        return outside + floor_divide(remaining, divisor)
    sign = next((c for monomial, c in ordered(remaining) if monomial and 2 * abs(c) != divisor), 1)
    if sign < 0:
        return _below(remaining, divisor)
    return _quotient(remaining, divisor)


def _merge_nested(numerator: Expression, divisor: int) -> Dim | None:
    """⌊(⌊a/b⌋ + e)/c⌋ = ⌊(a + b·e)/(b·c)⌋ for positive numbers b, c; None where the numerator is not of that form."""
    found: FloorDivision | None = None
    for monomial, coefficient in numerator.terms.items():
        if len(monomial) == 1 and isinstance(monomial[0], FloorDivision) and coefficient in (1, -1):
            if found is not None or not isinstance(monomial[0].divisor, int):
                return None
            found = monomial[0]
    if found is None:
        return None
    inner = found.divisor
    assert isinstance(inner, int)
    coefficient = numerator.terms[(found,)]
    others = numerator - coefficient * of_factor(found)
    if coefficient == 1:
        merged = found.numerator + inner * others
    else:  # −⌊a/b⌋ = ⌊(−a + b − 1)/b⌋
        merged = inner * others - found.numerator + (inner - 1)
    return floor_divide(merged, inner * divisor)


def _divide_terms(numerator: Dim, number: int) -> Dim:
    """Divide every coefficient, which `number` divides, and the constant, rounding down."""
    if not isinstance(numerator, Expression):
        return floor_divide(numerator, number)
    return from_terms({monomial: coefficient // number for monomial, coefficient in numerator.terms.items()})


# --- by an expression


def _by_expression(numerator: Dim, divisor: Expression) -> Dim:
    """`numerator // divisor` for a divisor of at least 1."""
    if isinstance(numerator, Unknown) or numerator == 0:
        return numerator
    nested = _only_quotient(numerator)
    if nested is not None:
        return floor_divide(nested.numerator, nested.divisor * divisor)
    content = gcd(*divisor.terms.values())
    coefficients = () if isinstance(numerator, int) else [c for monomial, c in numerator.terms.items() if monomial]
    common = gcd(content, *coefficients)
    if common > 1:
        return floor_divide(_divide_terms(numerator, common), _divide_terms(divisor, common))
    if isinstance(numerator, Expression):
        shared = _common_factors(numerator, divisor)
        if shared:
            return floor_divide(_without(numerator, shared), _without(divisor, shared))
        if content > 1:
            exact = divide_exactly(numerator, _divide_terms(divisor, content))
            if exact is not None:
                return floor_divide(exact, content)
        quotient, remainder = _polynomial_division(numerator, divisor)
        if quotient != 0 and (len(divisor.terms) == 1 or _is_simpler(remainder, numerator)):
            return quotient + floor_divide(remainder, divisor)
        if ordered(numerator)[0][1] < 0:
            return _below(numerator, divisor)
    elif numerator < 0:
        return _below(numerator, divisor)
    return _quotient(numerator, divisor)


def _only_quotient(dim: int | Expression) -> FloorDivision | None:
    """The floor division that `dim` consists of, if its divisor is positive."""
    if isinstance(dim, Expression) and len(dim.terms) == 1:
        ((monomial, coefficient),) = dim.terms.items()
        if len(monomial) == 1 and coefficient == 1 and isinstance(monomial[0], FloorDivision):
            low, _ = bounds(monomial[0].divisor)
            if low is not None and low >= 1:
                return monomial[0]
    return None


def _common_factors(numerator: Expression, divisor: Expression) -> Monomial:
    """The product of positive factors that stands in every term of both."""
    products: list[Monomial] = [*numerator.terms, *divisor.terms]
    shared = []
    for factor in dict.fromkeys(products[0]):
        low = factor.bounds[0]
        if low is not None and low >= 1:
            shared += [factor] * min(product.count(factor) for product in products)
    return tuple(shared)


def _without(dim: Expression, factors: Monomial) -> Dim:
    """Divide every term by factors that it has."""
    return from_terms({remove_factors(monomial, factors) or (): c for monomial, c in dim.terms.items()})


def remove_factors(monomial: Monomial, factors: Monomial) -> Monomial | None:
    """The product without these factors; None where it does not have them all."""
    remaining = list(monomial)
    for factor in factors:
        if factor not in remaining:
            return None
        remaining.remove(factor)
    return tuple(remaining)


def divide_exactly(numerator: Dim, divisor: Dim) -> Dim | None:
    """The polynomial that times `divisor` is `numerator`, or None where there is none."""
    if isinstance(numerator, Unknown) or isinstance(divisor, Unknown):
        return None
    if isinstance(numerator, int) or isinstance(divisor, int):
        if divisor == 0 or isinstance(divisor, Expression):
            return 0 if numerator == 0 else None
        coefficients = (numerator,) if isinstance(numerator, int) else numerator.terms.values()
        return _divide_terms(numerator, divisor) if all(c % divisor == 0 for c in coefficients) else None
    quotient, remainder = _polynomial_division(numerator, divisor)
    return quotient if remainder == 0 else None


def _polynomial_division(numerator: Expression, divisor: Expression) -> tuple[Dim, Dim]:
    """Quotient and remainder by the leading term; the remainder is Unknown where that would take too long."""
    (leading, leading_coefficient), *_ = ordered(divisor)
    quotient: Dim = 0
    remainder: Dim = 0
    left: Dim = numerator
    for _ in range(_LONGEST_DIVISION):
        if isinstance(left, Unknown):
            return quotient, left
        if isinstance(left, int):
            return quotient, remainder + left
        monomial, coefficient = ordered(left)[0]
        cofactor = remove_factors(monomial, leading)
        share = coefficient // leading_coefficient if cofactor is not None else 0
        if cofactor is not None and share:
            step = from_terms({cofactor: share})
            quotient = quotient + step
            left = left - step * divisor
            kept = coefficient - share * leading_coefficient
        else:
            kept = coefficient
        if kept:
            term = from_terms({monomial: kept})
            remainder = remainder + term
            left = left - term
    return quotient, TOO_LARGE


def _is_simpler(remainder: Dim, numerator: Expression) -> bool:
    if isinstance(remainder, Unknown):
        return False
    if isinstance(remainder, int):
        return True
    if len(remainder.terms) < len(numerator.terms):
        return True
    return max(map(len, remainder.terms)) < max(map(len, numerator.terms))


