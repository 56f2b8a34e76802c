"""Methods that nothing calls, of classes of which the module makes objects: `generate` of a network that is trained.

They are run like an entry point of their own, on the first object of the class that the module made, as that stands at
the module's end. What the module's run found in the class counts more: of what these runs find only that is told which
stands in functions that the module's run did not call.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from layerhints.values.facts import LayerApplied
from layerhints.values.objects import HALF_MADE, Class, Function, Instance, StaticMethod

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from layerhints.interp.steps import Step
    from layerhints.values.facts import Fact
    from layerhints.values.sites import Site


class Uncalled(NamedTuple):
    """Methods that nothing called, an object to run them on, and the step that made it."""

    methods: tuple[Function | StaticMethod, ...]
    made: Instance
    maker: Step

    @property
    def functions(self) -> Iterator[Function]:
        return filter(None, map(_function, self.methods))

    def is_as(self, other: Uncalled | None) -> bool:
        """The same methods on the same object?"""
        if other is None or self.made is not other.made or len(self.methods) != len(other.methods):
            return False
        return all(one is another for one, another in zip(self.methods, other.methods, strict=True))


def methods_of(cls: Class) -> Iterator[Function | StaticMethod]:
    """What a class defines to be called by its name on its objects."""
    for name, member in list(cls.namespace.items()):
        if not name.startswith("__") and _function(member) is not None:
            yield member


def _function(member: object) -> Function | None:
    function = member.function if isinstance(member, StaticMethod) else member
    return function if isinstance(function, Function) else None


def uncalled(cls: Class, was_called: Callable[[Function], bool]) -> tuple[Function | StaticMethod, ...]:
    """The methods of a class that nothing called."""
    return tuple(
        member for member in methods_of(cls) if (function := _function(member)) is not None and not was_called(function)
    )


def first_made(steps: Iterable[Step]) -> Iterator[tuple[Class, Instance, Step]]:
    """The classes of which some steps made objects that libraries heard of, the first object of each, and its step."""
    found: set[int] = set()
    for step in steps:
        for made in step.made:
            if id(made.cls) not in found and HALF_MADE not in made.hidden:
                found.add(id(made.cls))
                yield made.cls, made, step


def told_of(methods: Iterable[Function], facts: Iterable[Fact], known: Sequence[Fact]) -> list[Fact]:
    """Those of some facts that stand in some methods. Where layers were made of which something is `known` they say
    nothing.
    """
    spans = [(method.unit.definition, method.node.span) for method in methods]
    places = {fact.layer.site for fact in known if isinstance(fact, LayerApplied)}

    def inside(site: Site | None) -> bool:
        return site is not None and any(
            site.unit.definition is definition and span[:2] <= site.span[:2] and site.span[2:] <= span[2:]
            for definition, span in spans
        )

    found: list[Fact] = []
    for fact in facts:
        if inside(fact.site):
            found.append(
                replace(fact, supposed=True) if isinstance(fact, LayerApplied) and fact.layer.site in places else fact
            )
    return found


__all__ = ["Uncalled", "first_made", "methods_of", "told_of", "uncalled"]
