"""What values look like, whoever they are: two calls that look alike do alike.

A reading walks through values and everything that can be reached from them, in one order. It writes down `tokens`,
which are equal for equal graphs, and the `things` that it met, of which the n-th of one reading stands where the n-th
of the other does. What is older than the run is not walked through: it is what it is, as long as nothing writes to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Open, Unknown
from layerhints.rules import Rule, Settings, Weight
from layerhints.rules.weights import Factor
from layerhints.values.arguments import Arguments
from layerhints.values.base import ABSENT, State, Value
from layerhints.values.facts import LayerApplied, LayerInfo
from layerhints.values.holes import Hole
from layerhints.values.objects import (
    Bound,
    Class,
    Container,
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
    from collections.abc import Callable, Mapping


class Unlike(Exception):
    """Nobody can tell whether there is another value like this one."""


_AGAIN, _SAME, _PLACE = object(), object(), object()


class Reading:
    """One walk. `kept` are the things that tokens speak of by identity: they must live as long as the tokens do."""

    __slots__ = ("constants", "doubts", "kept", "keys", "places", "since", "things", "tokens")

    def __init__(
        self, since: int, doubts: Mapping[tuple[int, Any], Any], constants: dict[int, tuple[Any, Any]]
    ) -> None:
        self.since = since
        self.doubts = doubts
        self.constants = constants
        self.tokens: list[Any] = []
        self.things: list[Any] = []
        self.places: dict[int, int] = {}
        self.kept: list[Any] = []
        self.keys: dict[int, tuple[Any, ...]] = {}
        """The keys of each mapping that can change, by its place among the things."""

    def read(self, value: Any) -> None:
        kind = type(value)
        reader = _READERS.get(kind)
        if reader is None:
            reader = _READERS[kind] = _reader(kind)
        reader(self, value)

    def met(self, value: Any) -> bool:
        """Was the thing met before in this walk? It is now."""
        places = self.places
        place = places.get(id(value))
        if place is not None:
            self.tokens += (_AGAIN, place)
            return True
        places[id(value)] = len(self.things)
        self.things.append(value)
        return False

    def meet(self, value: Any) -> None:
        """Something constant; or a value that is not looked into, but may be one of those that were met."""
        if not isinstance(value, Value):
            self.read(value)
        elif id(value) in self.places:
            self.met(value)
        else:
            state = getattr(value, "attributes", None)
            if getattr(state, "born", 0) <= self.since:
                self.same(value)

    def same(self, value: Any) -> None:
        """It is this very thing and no other."""
        self.tokens += (_SAME, id(value))
        self.kept.append(value)


def _self_evident(reading: Reading, value: Any) -> None:
    reading.tokens.append(value)


def _typed(reading: Reading, value: Any) -> None:
    reading.tokens += (type(value), value)


def _shown(reading: Reading, value: Any) -> None:
    """0.0 equals -0.0, and is another number; slices have no hash."""
    reading.tokens += (type(value), repr(value))


def _slice(reading: Reading, value: slice) -> None:
    reading.tokens.append(slice)
    for part in (value.start, value.stop, value.step):
        reading.read(part)


def _tuple(reading: Reading, value: tuple[Any, ...]) -> None:
    if not value:
        reading.tokens.append(())
    elif not reading.met(value):
        if type(value[0]) is Site:  # the calls that led somewhere
            reading.tokens.append(_PLACE)
            return
        reading.tokens += (tuple, len(value))
        for item in value:
            reading.read(item)


def _site(reading: Reading, value: Site) -> None:
    """Nothing that a program does depends on where it stands; what is noted down says so."""
    if not reading.met(value):
        reading.tokens.append(_PLACE)


def _unknown(reading: Reading, value: Unknown) -> None:
    if reading.met(value):
        return
    reading.tokens += (type(value), value.reason)
    origin = value.origin
    if origin is None:
        reading.tokens.append(None)
    elif isinstance(origin, Origin):
        reading.same(origin)
    elif isinstance(origin, Hole):
        reading.tokens.append(origin)
    else:
        raise Unlike(type(origin))
    if isinstance(value, Open):
        reading.read(value.head)
        reading.read(value.tail)


def _state(reading: Reading, state: State) -> None:
    places = reading.places
    if id(state) in places:
        reading.met(state)
        return
    things, tokens = reading.things, reading.tokens
    keys = tuple(state)
    doubts = reading.doubts
    if doubts and any((id(state), key) in doubts for key in keys):
        raise Unlike("a key that may be missing")
    reading.keys[len(things)] = keys
    places[id(state)] = len(things)
    things.append(state)
    tokens += (State, keys)
    for value in state.values():
        kind = type(value)
        if kind is str or value is None:
            tokens.append(value)
        elif kind is int or kind is bool:
            tokens += (kind, value)
        else:
            reading.read(value)


def _instance(reading: Reading, value: Instance) -> None:
    if value.attributes.born <= reading.since:  # type: ignore[attr-defined]
        reading.same(value)
    elif not reading.met(value):
        reading.tokens.append(Instance)
        _class(reading, value.cls)
        _state(reading, value.attributes)  # type: ignore[arg-type]
        _state(reading, value.hidden)  # type: ignore[arg-type]


def _old_instance(reading: Reading, value: Instance) -> None:
    if value.attributes.born > reading.since:  # type: ignore[attr-defined]
        raise Unlike(type(value))
    reading.same(value)


def _container(reading: Reading, value: Container) -> None:
    if value.born <= reading.since:
        reading.same(value)
    elif not reading.met(value):
        if value.attributes or value.hidden or value.said() is not None:
            raise Unlike(type(value))
        _class(reading, value.cls)
        content = value.content
        if type(content) is dict:
            reading.tokens += (type(value), len(content))
            for key, item in content.items():
                reading.read(key)
                reading.read(item)
        else:
            reading.tokens.append(type(value))
            reading.read(content)


def _rest(reading: Reading, value: Rest) -> None:
    reading.tokens += (value.hole, value.all)
    _container(reading, value)


def _class(reading: Reading, value: Class) -> None:
    if getattr(value.namespace, "born", 0) > reading.since:
        raise Unlike(Class)
    reading.same(value)


def _function(reading: Reading, value: Function) -> None:
    if value.attributes.born > reading.since:  # type: ignore[attr-defined]
        raise Unlike(Function)
    reading.same(value)


def _module(reading: Reading, value: Module) -> None:
    if value.scope.names.born > reading.since:  # type: ignore[attr-defined]
        raise Unlike(Module)
    reading.same(value)


def _native(reading: Reading, value: Native) -> None:
    if not closes_over_constants(value):
        raise Unlike(value.name)
    reading.same(value)


_CONSTANTS = (str, int, float, type(None), type, Class)


def closes_over_constants(value: Native) -> bool:
    """Is all that the host's function keeps for itself constant?"""
    cells = getattr(value.implementation, "__closure__", None) or ()
    return type(value) is Native and all(isinstance(cell.cell_contents, _CONSTANTS) for cell in cells)


def _bound(reading: Reading, value: Bound) -> None:
    reading.tokens.append(Bound)
    reading.read(value.function)
    reading.read(value.receiver)


def _partial(reading: Reading, value: Partial) -> None:
    reading.tokens.append(Partial)
    reading.read(value.function)
    _arguments(reading, value.arguments)


def _arguments(reading: Reading, value: Arguments) -> None:
    reading.tokens += (Arguments, len(value.positional))
    reading.read(value.site)
    _mapping(reading, value.places)
    for each in value.positional:
        reading.read(each)
    reading.tokens.append(tuple(value.keywords))
    for each in value.keywords.values():
        reading.read(each)
    reading.read(value.more)
    reading.read(value.each)


def _parts(reading: Reading, value: Value) -> None:
    """A value that says what it is made of."""
    born: int = value.born  # type: ignore[attr-defined]
    if born <= reading.since:
        reading.same(value)
    elif not reading.met(value):
        parts = value.parts()
        if parts is None:
            raise Unlike(type(value))
        reading.tokens.append(type(value))
        for part in parts:
            reading.read(part)


def _applied(reading: Reading, value: LayerApplied) -> None:
    """What was noted down is never read by the program."""
    if value.born <= reading.since:
        reading.same(value)
    elif not reading.met(value):
        reading.tokens.append(LayerApplied)


def _info(reading: Reading, value: LayerInfo) -> None:
    if value.born <= reading.since:
        reading.same(value)
    elif not reading.met(value):
        reading.tokens += (LayerInfo, value.framework, value.type, value.name, value.notes)
        reading.read(value.site)
        _mapping(reading, value.places)
        reading.read(value.definition)
        reading.read(value.rule)
        reading.read(value.stack)


def _constant(reading: Reading, value: Any) -> None:
    """A rule, or what it says: never changed, and often met."""
    if reading.met(value):
        return
    known = reading.constants.get(id(value))
    if known is None:
        inner = Reading(reading.since, reading.doubts, reading.constants)
        inner.tokens.append(type(value))
        if isinstance(value, Rule):
            fields: dict[str, Any] = vars(value)
            inner.tokens.append(tuple(fields))
        else:
            fields = {name: getattr(value, name) for name in type(value).__dataclass_fields__}
        for item in fields.values():
            inner.read(item)
        if any(isinstance(thing, (Value, State)) for thing in inner.things) or inner.kept:
            raise Unlike(type(value))
        tokens = tuple(inner.tokens)
        known = reading.constants[id(value)] = value, _Hashed(tokens)
    reading.tokens.append(known[1])


class _Hashed:
    """Tokens that are hashed once."""

    __slots__ = ("hash", "tokens")

    def __init__(self, tokens: tuple[Any, ...]) -> None:
        self.tokens = tokens
        self.hash = hash(tokens)

    def __hash__(self) -> int:
        return self.hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, _Hashed) and self.hash == other.hash and self.tokens == other.tokens)


def _frozen(reading: Reading, value: frozenset[Any]) -> None:
    if not all(type(item) in (str, int, bool, type(None)) for item in value):
        raise Unlike(frozenset)
    reading.tokens += (frozenset, value)


def _mapping(reading: Reading, value: Mapping[Any, Any]) -> None:
    """A host's dictionary that is never changed."""
    reading.tokens += (dict, len(value))
    for key, item in value.items():
        reading.read(key)
        reading.read(item)


def _never(reading: Reading, value: Any) -> None:
    raise Unlike(type(value))


def _reader(kind: type) -> Callable[[Reading, Any], None]:
    if issubclass(kind, (Rule, Settings, Weight, Factor)):
        return _constant
    if issubclass(kind, Unknown):
        return _unknown
    if issubclass(kind, Class):
        return _class
    if issubclass(kind, Instance):
        return _old_instance
    return _parts if issubclass(kind, Value) and kind.parts is not Value.parts else _never


_READERS: dict[type, Callable[[Reading, Any], None]] = {
    str: _self_evident,
    type(None): _self_evident,
    type(ABSENT): _self_evident,
    int: _typed,
    bool: _typed,
    bytes: _typed,
    range: _shown,
    float: _shown,
    complex: _shown,
    type(...): _self_evident,
    slice: _slice,
    Expression: _typed,
    Site: _site,
    frozenset: _frozen,
    tuple: _tuple,
    dict: _mapping,
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
    Arguments: _arguments,
    LayerApplied: _applied,
    LayerInfo: _info,
}

__all__ = ["Reading", "Unlike", "closes_over_constants"]
