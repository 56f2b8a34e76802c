"""Facts as they are kept when the run that found them is over.

The tensors that went into a layer lead to all that the program made of them, and so to every value of the run. What
they say of their origin is kept in their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from layerhints.values.facts import LayerApplied, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layerhints.values.facts import Fact
    from layerhints.values.tensor import Tensor

    Found: TypeAlias = "Mapping[tuple[str, int], list[Fact]]"
    """Facts by the keys of the definitions that they stand in."""


def severed(found: Found, run: Iterable[Fact]) -> dict[tuple[str, int], list[Fact]]:
    """Some of the facts of a run without its tensors. Facts of earlier runs, which these lead to, stay as they are."""
    own = set(map(id, run))
    made: dict[int, LayerApplied] = {}
    for facts in found.values():
        for fact in facts:
            if isinstance(fact, LayerApplied):
                _sever(fact, own, made)
    return {key: [made.get(id(fact), fact) for fact in facts] for key, facts in found.items()}


def _sever(fact: LayerApplied, own: set[int], made: dict[int, LayerApplied]) -> None:
    """Enter what is kept of an application, and of all of the same run that it leads to; these come first."""
    waiting = [fact]
    while waiting:
        one = waiting[-1]
        producers = [source.producer for source in one.sources if source is not None and source.producer is not None]
        before = [each for each in producers if id(each) in own and id(each) not in made]
        waiting += before
        if not before:
            waiting.pop()
            if id(one) not in made:
                sources = tuple([_origin(source, made) for source in one.sources])
                made[id(one)] = LayerApplied(
                    one.layer, one.inputs, one.outputs, one.weights, sources, one.site, one.stack, one.within
                )


def _origin(source: Tensor | Origin | None, made: Mapping[int, LayerApplied]) -> Origin | None:
    if source is None:
        return None
    producer = source.producer
    if producer is not None:
        producer = made.get(id(producer), producer)
    return Origin(source.shape, producer, source.index, source.source)


__all__ = ["severed"]
