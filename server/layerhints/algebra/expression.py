"""Symbolic sizes: integer polynomials over symbols, floor divisions, minima and maxima.

An expression is kept in one normal form: a sum of integer coefficients times products of factors. It is never a plain
number: a result that is constant is an `int`, a result that is too large to be useful is `Unknown`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import prod
from typing import TypeAlias
from weakref import WeakValueDictionary

from layerhints.algebra.unknown import Unknown

MAX_TERMS = 64
"""Most terms of a sum."""
MAX_DEGREE = 24
"""Most factors of one product, powers counted."""
MAX_SIZE = 400
"""Most symbols and operators in a whole formula, nested divisions included."""
MAX_DEPTH = 12
"""Most divisions, minima and maxima within each other; it also bounds the recursion over formulas."""

Bounds: TypeAlias = "tuple[int | None, int | None]"
"""The least and the greatest value, both included; None where there is no bound."""


class Symbol:
    """A named size of at least `minimum`. Interned: equal symbols are one object."""

    __slots__ = ("__weakref__", "identity", "minimum", "name", "order")
    size = 1
    depth = 0

    name: str
    minimum: int
    identity: Hashable
    order: tuple[int, str, int]

    @property
    def is_anonymous(self) -> bool:
        """Whether the symbol has an identity of its own that its name does not show."""
        return self.identity is not None

    @property
    def bounds(self) -> Bounds:
        return self.minimum, None

    def __reduce__(self) -> tuple[object, ...]:
        return intern_symbol, (self.name, self.minimum, self.identity)


_symbols: WeakValueDictionary[Hashable, Symbol] = WeakValueDictionary()
_made = 0


def intern_symbol(name: str, minimum: int, identity: Hashable) -> Symbol:
    key = (name, minimum, identity)
    found = _symbols.get(key)
    if found is None:
        global _made
        found = Symbol()
        found.name, found.minimum, found.identity = name, minimum, identity
        # Anonymous symbols may share a name; the order among them never shows, it only has to be total.
        serial = 0
        if identity is not None:
            _made += 1
            serial = _made
        found.order = (0, f"{name}≥{minimum}", serial)
        _symbols[key] = found
    return found


class FloorDivision:
    """`numerator // divisor` where neither divides out; the divisor is never a known zero."""

    __slots__ = ("_hash", "bounds", "depth", "divisor", "numerator", "order", "size")

    def __init__(self, numerator: int | Expression, divisor: int | Expression) -> None:
        self.numerator = numerator
        self.divisor = divisor
        self._hash = hash((numerator, divisor))
        self.size = 1 + size_of(numerator) + size_of(divisor)
        self.depth = 1 + max(depth_of(numerator), depth_of(divisor))
        self.order = (1, f"{order_text(numerator)}//{order_text(divisor)}", 0)
        self.bounds = _quotient_bounds(bounds(numerator), bounds(divisor))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, FloorDivision) and self.numerator == other.numerator and self.divisor == other.divisor
        )


class Extremum:
    """The least (`is_minimum`) or greatest of several sizes, none of which is known to decide."""

    __slots__ = ("_hash", "bounds", "depth", "is_minimum", "items", "order", "size")

    def __init__(self, is_minimum: bool, items: tuple[int | Expression, ...]) -> None:
        self.is_minimum = is_minimum
        self.items = items
        self._hash = hash((is_minimum, items))
        self.size = 1 + sum(map(size_of, items))
        self.depth = 1 + max(map(depth_of, items))
        self.order = (2, f"{is_minimum}({','.join(map(order_text, items))})", 0)
        self.bounds = _extremum_bounds(is_minimum, [bounds(item) for item in items])

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Extremum) and self.is_minimum == other.is_minimum and self.items == other.items
        )


Factor: TypeAlias = Symbol | FloorDivision | Extremum
Monomial: TypeAlias = tuple[Factor, ...]
"""Factors in their order, a power as repetition; the empty one belongs to the constant term."""


class Expression:
    """A size that depends on symbols. Immutable, hashable, equal when the normal forms are.

    `terms` maps each product of factors to its coefficient, none of them zero; there is a product besides the constant.
    """

    __slots__ = ("_bounds", "_hash", "size", "terms")

    def __init__(self, terms: Mapping[Monomial, int], size: int) -> None:
        self.terms = terms
        self.size = size
        self._hash: int | None = None
        self._bounds: Bounds | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Expression) and self.terms == other.terms)

    def __bool__(self) -> bool:
        raise TypeError(f"a symbolic size is neither true nor false: {self}")

    def __str__(self) -> str:
        from layerhints.algebra.display import show  # display stands above the arithmetic

        return show(self)

    __repr__ = __str__

    def __reduce__(self) -> tuple[object, ...]:
        # Rebuilt, not copied: the cached hash depends on the process.
        return _rebuild, (tuple(self.terms.items()),)

    # --- the ring

    def __add__(self, other: Dim) -> Dim:
        if isinstance(other, int):
            if not other:
                return self
            terms = dict(self.terms)
            terms[()] = terms.get((), 0) + other
            return from_terms(terms)
        if isinstance(other, Expression):
            terms = dict(self.terms)
            for monomial, coefficient in other.terms.items():
                terms[monomial] = terms.get(monomial, 0) + coefficient
            return from_terms(terms)
        return other if isinstance(other, Unknown) else NotImplemented

    __radd__ = __add__

    def __neg__(self) -> Expression:
        return Expression({monomial: -coefficient for monomial, coefficient in self.terms.items()}, self.size)

    def __pos__(self) -> Expression:
        return self

    def __sub__(self, other: Dim) -> Dim:
        if isinstance(other, (int, Expression)):
            return self + -other
        return other if isinstance(other, Unknown) else NotImplemented

    def __rsub__(self, other: Dim) -> Dim:
        return -self + other

    def __mul__(self, other: Dim) -> Dim:
        if isinstance(other, int):
            if not other:
                return 0
            return from_terms({monomial: coefficient * other for monomial, coefficient in self.terms.items()})
        if isinstance(other, Expression):
            if len(self.terms) * len(other.terms) > MAX_TERMS * MAX_TERMS // 4:
                return TOO_LARGE
            terms: dict[Monomial, int] = {}
            for left, a in self.terms.items():
                for right, b in other.terms.items():
                    monomial = multiply(left, right)
                    terms[monomial] = terms.get(monomial, 0) + a * b
            return from_terms(terms)
        return other if isinstance(other, Unknown) else NotImplemented

    __rmul__ = __mul__

    def __pow__(self, exponent: Dim) -> Dim:
        if isinstance(exponent, Unknown):
            return exponent
        if isinstance(exponent, Expression):
            return Unknown("a power whose exponent is not a known number")
        if not isinstance(exponent, int):
            return NotImplemented
        if exponent < 0:
            return Unknown("a negative power of a size is not a whole number")
        if exponent > MAX_DEGREE:
            return TOO_LARGE
        result: Dim = 1
        for _ in range(exponent):
            result = result * self
        return result

    def __rpow__(self, base: Dim) -> Dim:
        return Unknown("a power whose exponent is not a known number")

    # --- division

    def __floordiv__(self, other: Dim) -> Dim:
        from layerhints.algebra.division import floor_divide  # division stands above the ring

        return floor_divide(self, other)

    def __rfloordiv__(self, other: Dim) -> Dim:
        from layerhints.algebra.division import floor_divide

        return floor_divide(other, self)

    def __mod__(self, other: Dim) -> Dim:
        return self - other * (self // other)

    def __rmod__(self, other: Dim) -> Dim:
        return other - self * (other // self)


Dim: TypeAlias = int | Expression | Unknown
"""The size of one axis."""

TOO_LARGE = Unknown("the formula of this size is too long")


def symbol(name: str, minimum: int = 1) -> Expression:
    """The size that is called `name`, at least `minimum`."""
    return of_factor(intern_symbol(name, minimum, None))


def anonymous(name: str = "None", *, key: Hashable, minimum: int = 1) -> Expression:
    """A size that displays as `name` alone, such as Keras's batch size; it equals only those with the same `key`."""
    return of_factor(intern_symbol(name, minimum, ("anonymous", key)))


def of_nested(factor: FloorDivision | Extremum) -> Dim:
    """The factor as a size, if it is not nested too deeply."""
    return from_terms({(factor,): 1}) if factor.depth <= MAX_DEPTH else TOO_LARGE


def of_factor(factor: Factor) -> Expression:
    return Expression({(factor,): 1}, 1 + factor.size)


def from_terms(terms: dict[Monomial, int]) -> Dim:
    """The size with these terms, which it takes over; zero coefficients are dropped and a constant becomes an `int`."""
    if 0 in terms.values():
        terms = {monomial: coefficient for monomial, coefficient in terms.items() if coefficient}
    if not terms:
        return 0
    if len(terms) == 1 and () in terms:
        return terms[()]
    size = 0
    for monomial in terms:
        if len(monomial) > MAX_DEGREE:
            return TOO_LARGE
        size += 1
        for factor in monomial:
            size += factor.size
    if len(terms) > MAX_TERMS or size > MAX_SIZE:
        return TOO_LARGE
    return Expression(terms, size)


def _rebuild(items: tuple[tuple[Monomial, int], ...]) -> Dim:
    return from_terms(dict(items))


def multiply(left: Monomial, right: Monomial) -> Monomial:
    if not left:
        return right
    if not right:
        return left
    return tuple(sorted(left + right, key=_factor_order))


def _factor_order(factor: Factor) -> tuple[int, str, int]:
    return factor.order


def term_order(monomial: Monomial) -> tuple[int, tuple[tuple[int, str, int], ...]]:
    """The order of terms: by degree, the highest first, then by their factors; multiplying two by a third keeps it."""
    return -len(monomial), tuple(factor.order for factor in monomial)


def ordered(expression: Expression) -> list[tuple[Monomial, int]]:
    """The terms, leading term first and the constant last."""
    terms = expression.terms
    if len(terms) == 1:
        return list(terms.items())
    return [(monomial, terms[monomial]) for monomial in sorted(terms, key=term_order)]


def order_text(dim: int | Expression) -> str:
    if isinstance(dim, int):
        return str(dim)
    terms = []
    for monomial, coefficient in ordered(dim):
        terms.append("*".join([str(coefficient), *(f"{factor.order[1]}#{factor.order[2]}" for factor in monomial)]))
    return f"({'+'.join(terms)})"


def size_of(dim: int | Expression) -> int:
    return 1 if isinstance(dim, int) else dim.size


def depth_of(dim: int | Expression) -> int:
    return 0 if isinstance(dim, int) else max(factor.depth for monomial in dim.terms for factor in monomial)


# --- intervals


def bounds(dim: int | Expression) -> Bounds:
    """What interval arithmetic knows about a size, each occurrence of a factor taken on its own."""
    if isinstance(dim, int):
        return dim, dim
    if dim._bounds is None:
        low: int | None = 0
        high: int | None = 0
        for monomial, coefficient in dim.terms.items():
            least, most = monomial_bounds(monomial)
            if coefficient < 0:
                least, most = most, least
            low = None if low is None or least is None else low + coefficient * least
            high = None if high is None or most is None else high + coefficient * most
        dim._bounds = low, high
    return dim._bounds


def monomial_bounds(monomial: Monomial) -> Bounds:
    intervals = [factor.bounds for factor in monomial]
    lows = [low for low, _ in intervals if low is not None]
    highs = [high for _, high in intervals if high is not None]
    if len(lows) == len(intervals) and min(lows, default=0) >= 0:
        return prod(lows), prod(highs) if len(highs) == len(intervals) else None
    if len(intervals) == 1:
        return intervals[0]
    if len(lows) < len(intervals) or len(highs) < len(intervals):
        return None, None
    low, high = 1, 1
    for least, most in zip(lows, highs, strict=True):
        corners = (low * least, low * most, high * least, high * most)
        low, high = min(corners), max(corners)
    return low, high


def _quotient_bounds(numerator: Bounds, divisor: Bounds) -> Bounds:
    least, most = divisor
    if least is None or least < 1:
        return None, None
    low, high = numerator
    if low is not None:
        if low < 0:
            low //= least
        else:
            low = 0 if most is None else low // most
    if high is not None:
        if high >= 0:
            high //= least
        else:
            high = -1 if most is None else high // most
    return low, high


def _extremum_bounds(is_minimum: bool, intervals: list[Bounds]) -> Bounds:
    lows = [low for low, _ in intervals if low is not None]
    highs = [high for _, high in intervals if high is not None]
    if is_minimum:
        return min(lows) if len(lows) == len(intervals) else None, min(highs, default=None)
    return max(lows, default=None), max(highs) if len(highs) == len(intervals) else None
