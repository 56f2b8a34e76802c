"""How much the facts of a definition say, so that a run that knows nothing of what goes in gives way to one that learns
it: where a model hands on what nobody knows, a block inside shows more by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from layerhints import algebra
from layerhints.algebra import Open, Unknown
from layerhints.rules import shapes_of
from layerhints.values.facts import LayerApplied, TensorMade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.algebra import Shape
    from layerhints.values.facts import Fact


class Said(NamedTuple):
    """How many parameters layers have, where that is a number; how many `sizes` are known, and whether
    there is a shape of which all are.
    """

    parameters: frozenset[int]
    sizes: int
    is_whole: bool

    def says_more(self, little: Said) -> bool:
        """Does this say more than what has no whole shape, and the same of its parameters?"""
        return self.parameters >= little.parameters and (self.is_whole or self.sizes > little.sizes)


def little_said(facts: Sequence[Fact]) -> Said | None:
    """What the facts of one definition say, if there is no whole shape among them, and not only as that hangs on what
    is learned.
    """
    if any(None in map(_sizes, _shapes(fact)) for fact in facts) or not any(map(_is_dark, facts)):
        return None
    return said(facts)


def said(facts: Sequence[Fact]) -> Said:
    """What the facts of one definition say."""
    found = [_sizes(shape) for fact in facts for shape in _shapes(fact)]
    parameters = frozenset(filter(None, map(_parameters, facts)))
    return Said(parameters, sum(filter(None, found)), None in found)


def _is_dark(fact: Fact) -> bool:
    """Does something go into a layer of which nothing is known and nothing will be, or is the layer itself such?"""
    if not isinstance(fact, LayerApplied):
        return False
    weights = fact.weights
    if isinstance(weights, Unknown) or any(isinstance(weight.count, Unknown) for weight in weights):
        return True
    return any(type(shape) is Unknown for shape in shapes_of(fact.inputs))


def _parameters(fact: Fact) -> int | None:
    if not isinstance(fact, LayerApplied) or isinstance(fact.weights, Unknown):
        return None
    total = algebra.total([weight.count for weight in fact.weights])
    return total if isinstance(total, int) else None


def _shapes(fact: Fact) -> Sequence[Shape]:
    if isinstance(fact, LayerApplied):
        return shapes_of(fact.outputs)
    return [fact.shape if isinstance(fact, TensorMade) else ()]


def _sizes(shape: Shape) -> int | None:
    """How many sizes of a shape are known; None if all are."""
    if isinstance(shape, Open):
        return sum(not isinstance(size, Unknown) for size in (*shape.head, *shape.tail))
    if isinstance(shape, Unknown):
        return 0
    known = sum(not isinstance(size, Unknown) for size in shape)
    return None if known == len(shape) else known


__all__ = ["Said", "little_said", "said"]
