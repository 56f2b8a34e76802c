"""Dimensions and shapes: integers, formulas in named sizes, and what is unknown and why.

It knows no framework and no syntax. A dimension is an `int` wherever it is known, so that arithmetic on known sizes is
Python's own; everything here accepts the three kinds of `Dim` side by side.
"""

from layerhints.algebra.compare import divides, equal, less, less_or_equal
from layerhints.algebra.display import formula, number, show
from layerhints.algebra.division import ceil_divide, floor_divide
from layerhints.algebra.expression import Dim, Expression, anonymous, symbol
from layerhints.algebra.extremum import maximum, minimum
from layerhints.algebra.shape import Open, Shape, dims_to_json, product, show_shape, total
from layerhints.algebra.solving import solved
from layerhints.algebra.substitution import substitute, symbols
from layerhints.algebra.unknown import Unknown

__all__ = [
    "Dim",
    "Expression",
    "Open",
    "Shape",
    "Unknown",
    "anonymous",
    "ceil_divide",
    "dims_to_json",
    "divides",
    "equal",
    "floor_divide",
    "formula",
    "less",
    "less_or_equal",
    "maximum",
    "minimum",
    "number",
    "product",
    "show",
    "show_shape",
    "solved",
    "substitute",
    "symbol",
    "symbols",
    "total",
]
