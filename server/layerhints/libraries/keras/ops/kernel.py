"""How an operation on tensors is declared, bound to its arguments, named, and noted down in the graph.

An operation is a Python function with Keras's own signature behind the machine. It gives the shape that comes out (or
Several of them), and leaves by NotKnown where an argument that decides the shape is not known, by Mismatch where the
operation fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Shape, Unknown
from layerhints.libraries.keras.graph import Node, Operation
from layerhints.libraries.keras.ops.constants import computed, put_together
from layerhints.libraries.keras.ops.types import SAME, result_type
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.structures import map_tensors, plain_structure, program_structure, tensors_in
from layerhints.libraries.keras.tensors import KerasTensor
from layerhints.rules import Several
from layerhints.rules.geometry.mismatch import Mismatch, NotWhole, OfNothing
from layerhints.rules.quantity import less
from layerhints.rules.shapes import shapes_of, show_structure
from layerhints.values.facts import Finding
from layerhints.values.holes import hole_of
from layerhints.values.objects import Native
from layerhints.values.ranks import derived
from layerhints.values.reading import NotKnown
from layerhints.values.results import Results
from layerhints.values.signature import Signature
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


_FLOAT = "a float in place of a size, which TensorFlow takes of a tensor alone"
_JUDGED = ("ops.", "random.", "tf.")
"""The functions that were compared in what fails; of `keras.backend` nobody can say what each release took."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A shape, with a dtype that does not follow from the operation alone."""

    shape: Any
    dtype: Any


@dataclass(frozen=True, slots=True)
class Kind:
    """One operation: its name as programs spell it, the class that Keras names it after, its meaning."""

    name: str
    type: str
    function: Callable[..., Any]
    signature: Signature
    dtype: Any
    counted: bool
    """Whether Keras numbers its instances when they meet symbolic tensors."""
    names: tuple[str, ...] = ()
    """Those of its results, if it gives a tuple with names."""

    def compute(self, machine: Machine, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """A structure of Typed shapes."""
        try:
            result = self.function(machine, *positional, **keywords)
            for shape in shapes_of(result):
                _check(shape.shape if isinstance(shape, Typed) else shape)
        except NotKnown as unknown:
            result = unknown.reason
        except Mismatch as mismatch:
            # TensorFlow cuts off what a float tensor amid other sizes has behind the point, and tensors of one number
            # are numbers here.
            passes = isinstance(mismatch, NotWhole) and self.name.startswith("tf.")
            result = Unknown(_FLOAT if passes else f"`{self.name}` fails: {mismatch}")
            passes = passes or (isinstance(mismatch, OfNothing) and machine.leaves_out)  # a caller gives some
            if machine.site is not None and self.name.startswith(_JUDGED) and not passes:
                machine.report(Finding("shape-mismatch", result.reason, machine.site, machine.stack))
        if hole_of(result) is not None:
            result = derived(result, *(each.shape for each in tensors_in((positional, keywords))))
        return self._typed(result, positional, keywords)

    def _typed(self, result: Any, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        if isinstance(result, Several):
            return result.with_items(self._typed(item, positional, keywords) for item in result)
        if isinstance(result, Typed):
            return result
        dtype = result_type(self.dtype, (positional, keywords), self._asked(positional, keywords))
        return Typed(result, dtype)

    def _asked(self, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """What the argument called `dtype` says; None when there is none."""
        if "dtype" in keywords:
            return keywords["dtype"]
        names = self.signature.positional
        place = names.index("dtype") if "dtype" in names else len(positional)
        return positional[place] if place < len(positional) else None

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        bound = self.signature.bind(arguments)
        if isinstance(bound, Unknown):
            given = frozen(machine, (*arguments.positional, *arguments.keywords.values()))
            return self.finish(machine, given, {}, Typed(bound, None), bound)
        positional, keywords = self._in_order(machine, *bound)
        called = self.name.rpartition(".")[2]
        for compute in (computed, put_together):
            if (known := compute(called, positional, keywords)) is not None:
                return known
        return self.finish(machine, positional, keywords, self.compute(machine, positional, keywords))

    def _in_order(
        self, machine: Machine, positional: list[Any], values: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments in the order of the parameters, which is that in which Keras walks through tensors."""
        given = list(positional)
        keywords = dict(values)
        for parameter in self.signature.parameters[len(given) :]:
            if self.signature.variadic or parameter.kind is parameter.KEYWORD_ONLY:
                break
            given.append(keywords.pop(parameter.name, parameter.default))
        return frozen(machine, given), {name: frozen(machine, value) for name, value in keywords.items()}

    def finish(
        self,
        machine: Machine,
        positional: tuple[Any, ...],
        keywords: dict[str, Any],
        result: Any,
        refused: Unknown | None = None,
    ) -> Any:
        """The tensors that come out, in the form in which the program gets them.

        `refused` is the reason for which the operation cannot take these arguments, now or when it is replayed.
        """
        given = tensors_in((positional, keywords))
        node = None
        if any(map(is_symbolic, given)):
            keras = session(machine)
            keras.lose_count_of_tensors()
            counted = self.counted and not keras.inside

            def compute(*shapes: Any) -> Any:
                if refused is not None:
                    return refused
                sizes = iter(shapes)

                def replaced(tensor: Tensor) -> Tensor:
                    return Tensor(tensor.kind, next(sizes), tensor.dtype, tag=tensor.tag)

                again = map_tensors(replaced, positional), map_tensors(replaced, keywords)
                return _shapes(self.compute(machine, *again))

            operation = Operation(self.type, keras.unique_name(self.type) if counted else None, compute)
            node = Node(operation, positional, keywords)
        outputs = _tensors(result, node)
        if node is not None:
            if operation.name is not None:
                name, indices = (operation.type, operation.name), count()
                outputs = map_tensors(lambda tensor: machine.handed_out((name, next(indices)), tensor), outputs)
            node.outputs = outputs
        if self.names and isinstance(outputs, tuple):
            return Results(self.names, outputs)
        return program_structure(machine, outputs)


def _check(shape: Shape) -> None:
    """No size of what comes out is below 0."""
    if not isinstance(shape, Unknown) and any(less(size, 0) is True for size in shape):
        raise Mismatch(f"{show_structure(shape)} has a size below 0")


def _shapes(result: Any) -> Any:
    return result.with_items(map(_shapes, result)) if isinstance(result, Several) else result.shape


def _tensors(result: Any, node: Node | None) -> Any:
    if isinstance(result, Several):
        return tuple(_tensors(item, node) for item in result)
    return KerasTensor(result.shape, result.dtype, tag=node)


def frozen(machine: Machine, value: Any) -> Any:
    """The value with lists as host tuples and dicts as host dicts."""
    if isinstance(value, (list, tuple)):
        return tuple(frozen(machine, item) for item in value)
    if isinstance(value, dict):
        return {key: frozen(machine, item) for key, item in value.items()}
    plain = plain_structure(machine.plain(value))
    return frozen(machine, plain) if isinstance(plain, (tuple, dict)) and plain is not value else plain


def is_symbolic(tensor: Tensor) -> bool:
    """Does it stand for what will flow through a model?"""
    return isinstance(tensor.tag, Node)


def is_announced(machine: Machine, *values: Any) -> bool:
    """Does Keras say beforehand what comes out, by formulas of its own, instead of tracing the computation?"""
    return not session(machine).inside and any(map(is_symbolic, tensors_in(values)))


class Operations:
    """The functions of one module, by name."""

    def __init__(self, prefix: str, counted: bool = True) -> None:
        self.prefix = prefix
        self.counted = counted
        self.members: dict[str, Native] = {}
        self.kinds: dict[str, Kind] = {}

    def define(
        self,
        *names: str,
        type: str | None = None,
        dtype: Any = SAME,
        counted: bool | None = None,
        results: tuple[str, ...] = (),
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """A decorator: the function gives the shape of what each of `names` makes.

        `type` is Keras's class where its name is not the function's in camel case, `results` the names that several
        results have.
        """

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            for name in names:
                shown = f"{self.prefix}.{name}"
                named = self.counted if counted is None else counted
                signature = Signature(shown, function)
                kind = Kind(shown, type or class_name(name), function, signature, dtype, named, results)
                self.kinds[name] = kind
                self.members[name] = Native(shown, kind.call)
            return function

        return register

    def plain(self, *names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """A decorator: the function gives the program's value itself; nothing is noted down in the graph."""

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            for name in names:
                self.members[name] = Native(f"{self.prefix}.{name}", Plain(f"{self.prefix}.{name}", function))
            return function

        return register


class Plain:
    """A function that makes no node."""

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name = name
        self.function = function
        self.signature = Signature(name, function)

    def __call__(self, machine: Machine, arguments: Arguments) -> Any:
        bound = self.signature.bind(arguments)
        if isinstance(bound, Unknown):
            return bound
        positional, keywords = bound
        try:
            return self.function(machine, *positional, **keywords)
        except NotKnown as unknown:
            return unknown.reason
        except Mismatch as mismatch:
            return Unknown(f"`{self.name}` fails: {mismatch}")


def class_name(function: str) -> str:
    """`expand_dims` is `ExpandDims`."""
    return "".join(word.capitalize() for word in function.split("_"))


def tensor(shape: Shape, dtype: Any = None) -> Tensor:
    """A tensor that is no part of a model's graph."""
    return KerasTensor(shape, dtype)
