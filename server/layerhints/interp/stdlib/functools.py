"""`functools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from layerhints.algebra import Unknown
from layerhints.interp.builtins.iterators import reduce
from layerhints.interp.builtins.native import Functions
from layerhints.interp.builtins.objects import OBJECT, PARTIAL
from layerhints.values.arguments import Arguments
from layerhints.values.objects import (
    ABSENT,
    Bound,
    Class,
    Function,
    Instance,
    Memory,
    Native,
    Partial,
    Property,
    State,
    Union,
    Value,
)
from layerhints.values.origins import AN_OBJECT

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.machine import Machine

function = Functions("functools.")
function("reduce", changes=True)(reduce)


def _partial(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    if cls is not PARTIAL:
        return Unknown("a class derived from `partial` is not understood")
    if not arguments.positional:
        return arguments.more if arguments.more is not None else Unknown("`partial` is given no function")
    function, rest = arguments.positional[0], arguments.without_first()
    if isinstance(function, Partial):
        # As in Python, a partial function of a partial function is one of the function itself.
        return Partial(function.function, function.merged(rest))
    return Partial(function, rest)


PARTIAL.metaclass_call = _partial
function.names["partial"] = PARTIAL


class PartialMethod(Value):
    """`functools.partialmethod`: as an attribute of an object, a partial function with the object first."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Any, arguments: Arguments) -> None:
        self.function = function
        self.arguments = arguments

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        mine = self.arguments
        receiver = arguments.positional[:1]
        merged = Arguments(
            [*receiver, *mine.positional, *arguments.positional[1:]],
            {**mine.keywords, **arguments.keywords},
            arguments.site,
            {},
            arguments.more if mine.more is None else mine.more,
        )
        return machine.call(self.function, merged)


def _partial_method(machine: Machine, arguments: Arguments) -> Any:
    if not arguments.positional:
        return Unknown("`partialmethod` is given no function")
    method = PartialMethod(arguments.positional[0], arguments.without_first())
    return Native("partialmethod", method.call)


function.names["partialmethod"] = Native("functools.partialmethod", _partial_method)


@function("wraps")
def _wraps(machine: Machine, wrapped: Any, *options: Any, **named: Any) -> Any:
    return Native("wraps", lambda machine, arguments: _update(machine, arguments.positional[0], wrapped))


@function("update_wrapper")
def _update_wrapper(machine: Machine, wrapper: Any, wrapped: Any, *options: Any, **named: Any) -> Any:
    return _update(machine, wrapper, wrapped)


def _update(machine: Machine, wrapper: Any, wrapped: Any) -> Any:
    if isinstance(wrapper, Function):
        name = machine.attribute(wrapped, "__name__")
        if isinstance(name, str):
            machine.set_attribute(wrapper, "__name__", name)
        machine.set_attribute(wrapper, "__wrapped__", wrapped)
    return wrapper


KEPT = 128
"""So many results of one function are kept."""


class Cached(Function):
    """A function of a module that is imported, which keeps its results for what cannot change, if they cannot either.

    Only what imports call is kept: large libraries ask hundreds of times what is installed. Elsewhere a first call
    would change what all steps of a program share, and a run of an entry point would not be like the one before.
    """

    __slots__ = ("results",)

    def __init__(self, function: Function) -> None:
        super().__init__(function.name, function.node, function.defaults, function.scope, function.unit)
        self.owner, self.attributes = function.owner, function.attributes
        self.results: dict[Any, Any] = Memory()

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        interpreter = cast("Interpreter", machine)
        key = None if interpreter.trying else _key(arguments)  # a `try` around wants to see what may raise inside
        if key is None:
            return super().call(machine, arguments)
        result = self.results.get(key, ABSENT)
        if result is ABSENT:
            result = super().call(machine, arguments)
            if interpreter.running and len(self.results) < KEPT and _is_lasting(result):
                machine.write(self.results, key, result)
        return result


class Sharing(Function):
    """A function of the program that keeps its results: whoever asks for the same gets the same object, and a layer
    that two models got so is one layer. What cannot change is computed again.
    """

    __slots__ = ("results",)

    def __init__(self, function: Function) -> None:
        super().__init__(function.name, function.node, function.defaults, function.scope, function.unit)
        self.owner, self.attributes = function.owner, function.attributes
        self.results: dict[Any, Any] = State()

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        key = _key(arguments, _tells_apart)
        if key in self.results:
            machine.looked_back(0)
            return self.results[key]
        result = super().call(machine, arguments)
        if key is not None and isinstance(result, Instance) and len(self.results) < KEPT:
            machine.write(self.results, key, result)
        return result


def _tells_apart(value: Any) -> bool:
    """Is it a constant, or an object that equals no other, as `self` mostly is?"""
    if type(value) is Instance:
        return value.cls.open is None and value.cls.lookup("__eq__") in (ABSENT, OBJECT.namespace["__eq__"])
    return _is_constant(value)


def _is_constant(value: Any) -> bool:
    return value is None or type(value) in (bool, int, float, str)


def _key(arguments: Arguments, tells_apart: Callable[[Any], bool] = _is_constant) -> Any:
    """What tells calls apart whose results are kept; None where they are given anything else."""
    if arguments.more is not None or arguments.each is not ABSENT:
        return None
    given = (*arguments.positional, *arguments.keywords.values())
    if not all(map(tells_apart, given)):
        return None
    return len(arguments.positional), tuple(arguments.keywords), given, tuple(map(type, given))


def _is_lasting(value: Any) -> bool:
    return _is_constant(value) or (isinstance(value, Unknown) and value.origin in (None, AN_OBJECT))


def _kept(machine: Machine, function: Any, maxsize: Any) -> Any:
    if type(function) is not Function or not (maxsize is None or (isinstance(maxsize, int) and maxsize > 0)):
        return function
    imported = function.scope.globals is not cast("Interpreter", machine).main_scope
    return Cached(function) if imported else Sharing(function)


@function("lru_cache")
def _lru_cache(machine: Machine, maxsize: Any = 128, typed: Any = False) -> Any:
    if isinstance(maxsize, Value):
        return _kept(machine, maxsize, 128)
    return Native("lru_cache", lambda machine, arguments: _kept(machine, arguments.positional[0], maxsize))


@function("cache")
def _cache(machine: Machine, user_function: Any) -> Any:
    return _kept(machine, user_function, None)


@function("cached_property")
def _cached_property(machine: Machine, getter: Any) -> Any:
    """A property that keeps its first value in the attributes of the object."""
    name = machine.attribute(getter, "__name__")
    if not isinstance(name, str):
        return Property(getter)
    key = f"cached property {name}"

    def get(machine: Machine, arguments: Arguments) -> Any:
        (instance,) = arguments.positional
        kept = instance.hidden.get(key, ABSENT)
        if kept is ABSENT:
            kept = machine.call_values(getter, instance)
            machine.write(instance.hidden, key, kept)
        return kept

    return Property(Native(name, get))


@function("singledispatch")
def _singledispatch(machine: Machine, implementation: Any) -> Any:
    return Dispatcher(implementation)


UNDECIDED = Unknown("which implementation the dispatcher picks is not known")
UNREAD = Class("an implementation registered by its annotation")


class Dispatcher(Value):
    """`functools.singledispatch`: picks the implementation by the class of the first argument; of a method, by that
    `behind` its object.
    """

    __slots__ = ("behind", "default", "implementations")

    def __init__(self, default: Any, behind: int = 0) -> None:
        self.default = default
        self.behind = behind
        self.implementations: dict[Class, Any] = {}

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "register":
            return Native("register", self._register)
        return machine.attribute(self.default, name)

    def _register(self, machine: Machine, arguments: Arguments) -> Any:
        cls, *rest = arguments.positional
        if isinstance(cls, Class) and not rest:
            return Native("register", lambda machine, more: self._add(machine, cls, more.positional[0]))
        if isinstance(cls, Class):
            return self._add(machine, cls, rest[0])
        annotated = _annotation(machine, cls, self.behind)
        classes = annotated.members if isinstance(annotated, Union) else (annotated,)
        known = [each for each in classes if isinstance(each, Class)]
        for each in known:
            self._add(machine, each, cls)
        if len(known) == len(classes):
            return cls
        machine.write(self.implementations, UNREAD, UNDECIDED)
        return cls

    def _add(self, machine: Machine, cls: Class, implementation: Any) -> Any:
        machine.write(self.implementations, cls, implementation)
        return implementation

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        first = arguments.get(self.behind, "", ABSENT)
        cls = machine.class_of(first)
        if cls is None or cls.has_unknown_base or UNREAD in self.implementations:
            return machine.call(UNDECIDED, arguments)
        for base in cls.order:
            if base in self.implementations:
                return machine.call(self.implementations[base], arguments)
        return machine.call(self.default, arguments)


class DispatchedMethod(Property):
    """`functools.singledispatchmethod`: as an attribute of an object, its dispatcher with the object first."""

    __slots__ = ("dispatcher",)

    def __init__(self, default: Any) -> None:
        self.dispatcher = Dispatcher(default, behind=1)
        call = Native("singledispatchmethod", self.dispatcher.call)
        super().__init__(Native("__get__", lambda machine, arguments: Bound(call, arguments.positional[0])))

    def attribute(self, machine: Machine, name: str) -> Any:
        return self.dispatcher.attribute(machine, name)


@function("singledispatchmethod")
def _singledispatchmethod(machine: Machine, func: Any) -> Any:
    return DispatchedMethod(func)


def _annotation(machine: Any, function: Any, place: int) -> Any:
    """What the annotation of one of a function's parameters stands for, None without one."""
    from layerhints.interp.annotations import evaluated

    parameters = function.node.parameters.items if isinstance(function, Function) else ()
    annotation = parameters[place].annotation if place < len(parameters) else None
    return None if annotation is None else evaluated(machine, function, annotation)


@function("total_ordering")
def _total_ordering(machine: Machine, cls: Any) -> Any:
    """Fill in the comparisons that the class leaves out, from the one that it has."""
    if not isinstance(cls, Class):
        return cls
    root = next((name for name in ("__lt__", "__le__", "__gt__", "__ge__") if name in cls.namespace), None)
    if root is None:
        return cls

    def less(machine: Machine, left: Any, right: Any) -> Any:
        if root == "__lt__":
            return machine.call_values(machine.attribute(left, root), right)
        if root == "__gt__":
            return machine.call_values(machine.attribute(right, root), left)
        first, second = (right, left) if root == "__le__" else (left, right)
        return machine.unary("not", machine.call_values(machine.attribute(first, root), second))

    derived = {
        "__lt__": lambda machine, left, right: less(machine, left, right),
        "__gt__": lambda machine, left, right: less(machine, right, left),
        "__le__": lambda machine, left, right: machine.unary("not", less(machine, right, left)),
        "__ge__": lambda machine, left, right: machine.unary("not", less(machine, left, right)),
    }
    for name, implementation in derived.items():
        if name not in cls.namespace:
            machine.write(cls.namespace, name, _method(name, implementation))
    return cls


def _method(name: str, implementation: Any) -> Native:
    return Native(name, lambda machine, arguments: implementation(machine, *arguments.positional))


@function("cmp_to_key")
def _cmp_to_key(machine: Machine, comparison: Any) -> Any:
    return Unknown("sorting by a function of two arguments is not followed")


def names(module: str) -> dict[str, Any]:
    return {**function.names, "WRAPPER_ASSIGNMENTS": ("__module__", "__name__", "__doc__"), "WRAPPER_UPDATES": ()}

