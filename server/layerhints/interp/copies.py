"""Copies of what a call made, for a call that looks alike: see reuse.py.

What a call did is first *taken*: copied, with `Given` in place of what it was given and `Lasting` around what is older
than the run. Whoever *gives* it out again copies that, with what its own call was given in their places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.interp.likeness import Unlike, closes_over_constants
from layerhints.rules import Rule, Several, Weight
from layerhints.values.arguments import Arguments
from layerhints.values.base import ABSENT, State, Value
from layerhints.values.facts import Finding, LayerApplied, LayerInfo, ModelMade, TensorMade
from layerhints.values.holes import Hole
from layerhints.values.objects import (
    Bound,
    Class,
    Dict,
    Function,
    Instance,
    List,
    Module,
    Native,
    Partial,
    Register,
    Rest,
    Set,
)
from layerhints.values.origins import Origin
from layerhints.values.sites import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Given:
    """Stands for the thing at a place among those that a call was given."""

    __slots__ = ("place",)

    def __init__(self, place: int) -> None:
        self.place = place


class Lasting:
    """Stands for something older than the run."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Copying:
    """One set of copies, in which what was one thing is one thing again. `stack` leads to the call."""

    def __init__(self, stack: tuple[Site, ...]) -> None:
        self.stack = stack
        self.done: dict[int, Any] = {}
        self.within = 0

    def copy(self, value: Any) -> Any:
        kind = type(value)
        copier = _COPIERS.get(kind)
        if copier is None:
            copier = _COPIERS[kind] = _copier(kind)
        return copier(self, value)

    def other(self, value: Any, born: int) -> Any:
        """What stands for a thing, if that is no copy of it; None where it is to be copied."""
        return self.done.get(id(value))

    def led(self, stack: tuple[Site, ...]) -> tuple[Site, ...]:
        raise NotImplementedError


class Taking(Copying):
    """Copies of what a call that began at `start` made on its way, in a run that began at `since`. `definitions` are
    those whose functions it ran, `classes` those of the classes that it was given.
    """

    def __init__(
        self,
        things: Sequence[Any],
        since: int,
        start: int,
        stack: tuple[Site, ...],
        definitions: set[int],
        classes: set[int],
    ) -> None:
        super().__init__(stack)
        self.since = since
        self.start = start
        self.definitions = definitions
        self.classes = classes
        self.size = 0
        for place, thing in enumerate(things):
            self.done[id(thing)] = Given(place)

    def other(self, value: Any, born: int) -> Any:
        found = self.done.get(id(value))
        if found is None:
            if born <= self.since:
                found = self.done[id(value)] = Lasting(value)
            elif born <= self.start:
                raise Unlike(type(value))  # it was there before the call, and got into it in a way that is not seen
            self.size += 1
        return found

    def led(self, stack: tuple[Site, ...]) -> tuple[Site, ...]:
        """How a stack goes on behind the call's."""
        length = len(self.stack)
        if stack[:length] != self.stack:
            raise Unlike("stack")
        for site in stack[length:]:
            self.inside(site)
        return stack[length:]

    def inside(self, site: Site) -> None:
        """A place that was not given is one in what the call ran, or that of a class: it hangs on that then."""
        definition = id(site.unit.definition)
        if definition in self.classes:
            self.definitions.add(definition)
        if definition not in self.definitions:
            raise Unlike("a place that was not given")


class Giving(Copying):
    """Copies of what was taken, for a call that was given `things`."""

    def __init__(self, things: Sequence[Any], stack: tuple[Site, ...], within: int) -> None:
        super().__init__(stack)
        self.things = things
        self.within = within

    def led(self, stack: tuple[Site, ...]) -> tuple[Site, ...]:
        return self.stack + stack


def _itself(copying: Copying, value: Any) -> Any:
    return value


def _given(copying: Copying, value: Given) -> Any:
    return copying.things[value.place]  # type: ignore[attr-defined]


def _lasting(copying: Copying, value: Lasting) -> Any:
    return value.value


class Led(tuple[Site, ...]):
    """The end of a stack, while it is taken."""

    __slots__ = ()


def _tuple(copying: Copying, value: tuple[Any, ...]) -> Any:
    if not value:
        return value
    found = copying.done.get(id(value))
    if found is not None:
        return found
    if type(value[0]) is Site:
        return _stack(copying, value)
    items = [copying.copy(item) for item in value]
    if any(item is not old for item, old in zip(items, value, strict=True)):
        found = tuple(items)
    else:
        found = value
    copying.done[id(value)] = found
    return found


def _stack(copying: Copying, value: tuple[Site, ...]) -> Any:
    found = copying.done[id(value)] = Led(copying.led(value))
    return found


def _led(copying: Copying, value: Led) -> Any:
    found = copying.done.get(id(value))
    if found is None:
        found = copying.done[id(value)] = copying.stack + tuple(value)
    return found


def _site(copying: Copying, value: Site) -> Any:
    found = copying.done.get(id(value))
    if found is None:
        found = value
        if isinstance(copying, Taking):
            copying.inside(value)
    return found


def _mapping(copying: Copying, value: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: copying.copy(item) for key, item in value.items()}


def _several(copying: Copying, value: Several) -> Any:
    found = copying.done.get(id(value))
    if found is None:
        found = copying.done[id(value)] = value.with_items([copying.copy(item) for item in value])
    return found


def _met(copying: Copying, value: Any) -> Any:
    """Something constant: it may be one that the call was given."""
    return copying.done.get(id(value), value)


def _unknown(copying: Copying, value: Unknown) -> Any:
    found = copying.done.get(id(value))
    if found is not None:
        return found
    if not (value.origin is None or isinstance(value.origin, (Origin, Hole))):
        raise Unlike(type(value.origin))
    return value


def _state(copying: Copying, state: State) -> Any:
    found = copying.done.get(id(state))
    if found is None:
        found = State(None, state.beyond)
        _fill(copying, state, found)
    return found


def _fill(copying: Copying, state: dict[str, Any], made: dict[str, Any]) -> None:
    copying.done[id(state)] = made
    copy = copying.copy
    for key, value in state.items():
        kind = type(value)
        made[key] = value if kind is str or kind is int or kind is bool or value is None else copy(value)


def _instance(copying: Copying, value: Instance) -> Any:
    found = copying.other(value, value.attributes.born)  # type: ignore[attr-defined]
    if found is None:
        found = copying.done[id(value)] = Instance(_its_class(copying, value.cls))
        _fill(copying, value.attributes, found.attributes)
        _fill(copying, value.hidden, found.hidden)
    return found


def _container(copying: Copying, value: Any) -> Any:
    found = copying.other(value, value.born)
    if found is None:
        if value.attributes or value.hidden or value.said() is not None:
            raise Unlike(type(value))
        found = copying.done[id(value)] = type(value)((), _its_class(copying, value.cls))
        found.content = copied_content(copying, value.content)
    return found


def _rest(copying: Copying, value: Rest) -> Any:
    found = _container(copying, value)
    found.hole, found.all = value.hole, value.all
    return found


def copied_content(copying: Copying, content: Any) -> Any:
    if isinstance(content, dict):
        return {copying.copy(key): copying.copy(item) for key, item in content.items()}
    return copying.copy(content)


def _its_class(copying: Copying, cls: Class) -> Class:
    if isinstance(copying, Taking):
        _old_class(copying, cls)
    return cls


def _old_class(copying: Copying, value: Class) -> Class:
    if isinstance(copying, Taking) and getattr(value.namespace, "born", 0) > copying.since:
        raise Unlike(Class)
    return value


def _old_instance(copying: Copying, value: Instance) -> Any:
    found = copying.other(value, value.attributes.born)  # type: ignore[attr-defined]
    if found is None:
        raise Unlike(type(value))
    return found


def _function(copying: Copying, value: Function) -> Function:
    if isinstance(copying, Taking) and value.attributes.born > copying.since:  # type: ignore[attr-defined]
        raise Unlike(Function)
    return value


def _module(copying: Copying, value: Module) -> Module:
    if isinstance(copying, Taking) and value.scope.names.born > copying.since:  # type: ignore[attr-defined]
        raise Unlike(Module)
    return value


def _native(copying: Copying, value: Native) -> Native:
    if isinstance(copying, Taking) and not closes_over_constants(value):
        raise Unlike(value.name)
    return value


def _bound(copying: Copying, value: Bound) -> Bound:
    return Bound(copying.copy(value.function), copying.copy(value.receiver))


def _partial(copying: Copying, value: Partial) -> Partial:
    given = value.arguments
    arguments = Arguments(
        [copying.copy(each) for each in given.positional],
        {name: copying.copy(each) for name, each in given.keywords.items()},
        copying.copy(given.site),
        _mapping(copying, given.places),
        copying.copy(given.more),
    )
    arguments.each = copying.copy(given.each)
    return Partial(copying.copy(value.function), arguments)


class _Busy:
    """Stands for a value while its parts are copied."""


_BUSY = _Busy()


def _parts(copying: Copying, value: Any) -> Any:
    found = copying.other(value, value.born)
    if found is None:
        parts = value.parts()
        if parts is None:
            raise Unlike(type(value))
        copying.done[id(value)] = _BUSY
        found = copying.done[id(value)] = value.made_of(tuple([copying.copy(part) for part in parts]))
    elif found is _BUSY:
        raise Unlike("a value inside itself")
    return found


def _applied(copying: Copying, value: LayerApplied) -> Any:
    found = copying.other(value, value.born)
    if found is None:
        found = LayerApplied(
            copying.copy(value.layer),
            copying.copy(value.inputs),
            copying.copy(value.outputs),
            value.weights,
            copying.copy(value.sources),
            copying.copy(value.site),
            copying.copy(value.stack),
            copying.within,
        )
        copying.done[id(value)] = found
    return found


def _info(copying: Copying, value: LayerInfo) -> Any:
    found = copying.other(value, value.born)
    if found is None:
        found = LayerInfo(
            value.framework,
            value.type,
            value.name,
            copying.copy(value.rule),
            copying.copy(value.site),
            _mapping(copying, value.places),
            value.notes,
            copying.copy(value.stack),
            copying.copy(value.definition),
        )
        copying.done[id(value)] = found
    return found


def _tensor_made(copying: Copying, value: TensorMade) -> TensorMade:
    shape, site, stack = copying.copy(value.shape), copying.copy(value.site), copying.copy(value.stack)
    return TensorMade(shape, site, value.source, stack, value.passed)


def _model_made(copying: Copying, value: ModelMade) -> ModelMade:
    return ModelMade(value.model, copying.copy(value.site), copying.copy(value.stack))


def _finding(copying: Copying, value: Finding) -> Finding:
    site, stack = copying.copy(value.site), copying.copy(value.stack)
    return Finding(value.code, value.message, site, stack, value.correction)


def _never(copying: Copying, value: Any) -> Any:
    raise Unlike(type(value))


def _copier(kind: type) -> Callable[[Any, Any], Any]:
    if issubclass(kind, (Rule, Weight)):
        return _met
    if issubclass(kind, Unknown):
        return _unknown
    if issubclass(kind, Several):
        return _several
    if issubclass(kind, Class):
        return _old_class
    if issubclass(kind, Instance):
        return _old_instance
    return _parts if issubclass(kind, Value) and kind.parts is not Value.parts else _never


_COPIERS: dict[type, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(
        (
            str, type(None), type(ABSENT), int, bool, bytes, range, float, complex, type(...), slice, Expression,
            frozenset,
        ),
        _itself,
    ),
    Given: _given,
    Lasting: _lasting,
    Led: _led,
    Site: _site,
    tuple: _tuple,
    State: _state,
    Instance: _instance,
    List: _container,
    Dict: _container,
    Register: _container,
    Rest: _rest,
    Set: _container,
    Function: _function,
    Module: _module,
    Native: _native,
    Bound: _bound,
    Partial: _partial,
    LayerApplied: _applied,
    LayerInfo: _info,
    TensorMade: _tensor_made,
    ModelMade: _model_made,
    Finding: _finding,
}  # fmt: skip

__all__ = ["Giving", "Taking", "copied_content"]
