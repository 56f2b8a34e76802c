"""The only code of this suite that touches the rules' API."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

from layerhints.algebra import Expression, Open, Unknown, substitute, symbol
from layerhints.libraries.torch.layers import FAMILIES, FAMILY_OF, rule
from layerhints.rules import Bound, Problem, Several, Weight, counts, plain, shapes_of
from layerhints.rules.examples import LayerCall
from layerhints.rules.explain import explain

MODULES = [(family, name) for family, names in FAMILIES.items() for name in names]
"""Every module with its family; tests are named after both, so that `-k recurrent` selects a family."""
NAMES = [f"{family}-{name}" for family, name in MODULES]
REASON = Unknown("the test does not say")


@dataclass(frozen=True)
class Tensor:
    """A tensor that goes into a module: its shape, and for the oracle a dtype and the value that fills it."""

    shape: tuple[int, ...]
    dtype: str = "float32"
    fill: float = 0


@dataclass(frozen=True)
class Configuration:
    """A call of a module class, and of the module: tensors (also in lists and tuples) and plain values."""

    layer: LayerCall
    inputs: tuple[Any, ...]
    keywords: Mapping[str, Any]
    training: bool = True
    """Whether torch judges the module as it trains; else after `eval()`, of which the rules know nothing."""


@dataclass(frozen=True)
class Result:
    """What a rule says: shapes, parameters and buffers by name, and every problem on the way."""

    outputs: tuple[Any, ...]
    weights: dict[str, Any] | Unknown
    buffers: dict[str, Any]
    problems: tuple[Problem, ...]
    total: Any
    explained: tuple[Any, ...]
    """The shapes once more, as the hover computes them."""


def configurations(name: str) -> ModuleType:
    """The file that draws the calls of the module's family."""
    return import_module(f"{__package__}.configurations_{FAMILY_OF[name]}")


def call(name: str, *positional: Any, **keywords: Any) -> LayerCall:
    return LayerCall(name, positional, keywords)


def use(layer: LayerCall, *inputs: Any, **keywords: Any) -> Configuration:
    """A module applied to tensors; a bare tuple of integers is a tensor's shape."""
    return Configuration(layer, tuple(map(tensor, inputs)), keywords)


def tensor(value: Any) -> Any:
    is_shape = isinstance(value, tuple) and all(isinstance(size, int) for size in value)
    return Tensor(value) if is_shape else value


def bind(layer: LayerCall) -> Bound:
    declared = rule(layer.name)
    assert declared is not None

    def shape_of(value: Any) -> Any:
        return value.shape if isinstance(value, Tensor) else value

    keywords = {name: shape_of(value) for name, value in layer.keywords.items()}
    return declared.bind(tuple(map(shape_of, layer.positional)), keywords)


def run(layer: LayerCall, inputs: tuple[Any, ...], keywords: Mapping[str, Any], seen: Callable[..., Any]) -> Result:
    """The rule applied. `seen` makes the shape that the rule sees of a tensor and its number."""
    numbers = iter(range(1000))

    def shape_of(value: Any) -> Any:
        if isinstance(value, Tensor):
            return seen(value, next(numbers))
        if isinstance(value, (list, tuple)) and any(isinstance(item, (Tensor, list, tuple)) for item in value):
            return Several(map(shape_of, value))
        return tuple(value) if isinstance(value, list) else value

    bound = bind(layer)
    shapes = [shape_of(value) for value in inputs]
    named = {name: shape_of(value) for name, value in keywords.items()}
    inspect.signature(bound.layer.forward).bind(*shapes, **named)
    called, x = bound.layer.forward(*shapes, **named)
    applied = called.apply(x)
    explained = explain(called, x)
    assert [problem.code for problem in explained.problems] == [problem.code for problem in applied.problems]
    made = applied.weights if bound.layer.lazy else tuple(bound.layer.weights_of(None))
    if not bound.layer.lazy and not isinstance(applied.weights, Unknown):
        assert shown_weights(applied.weights) == shown_weights(made), "the weights depend on the input"
    if not isinstance(made, Unknown):
        made = (*made, *bound.layer.weights_inside())
    return Result(
        outputs=tuple(shapes_of(plain(applied.outputs))),
        weights=made if isinstance(made, Unknown) else shown_weights(made),
        buffers=shown_weights(tuple(called.buffers_of())),
        problems=(*bound.problems, *applied.problems),
        total=tuple(count.total for count in counts(made)),
        explained=tuple(shapes_of(explained.outputs)),
    )


def shown_weights(weights: tuple[Weight, ...]) -> dict[str, Any]:
    """The weights that may be there, by their real name."""
    return {".".join((*weight.path, weight.name)): weight.shape for weight in weights if weight.when is not False}


def judged(drawn: Configuration) -> Result:
    """The rule on the very numbers."""
    return run(drawn.layer, drawn.inputs, drawn.keywords, lambda tensor, index: tensor.shape)


# --- the same with less knowledge


def with_symbols(drawn: Configuration) -> Result:
    """The rule on symbols, for which the numbers are put in afterwards."""
    values: dict[Expression | str, Any] = {}

    def seen(tensor: Tensor, index: int) -> Any:
        names = [symbol(f"s{index}_{axis}", min(size, 1)) for axis, size in enumerate(tensor.shape)]
        values.update(zip(names, tensor.shape, strict=True))
        return tuple(names)

    result = run(drawn.layer, drawn.inputs, drawn.keywords, seen)

    def numbers(shape: Any) -> Any:
        return shape if isinstance(shape, Unknown) else tuple(substitute(size, values) for size in shape)

    weights = result.weights
    return Result(
        outputs=tuple(map(numbers, result.outputs)),
        weights=weights if isinstance(weights, Unknown) else {name: numbers(shape) for name, shape in weights.items()},
        buffers={name: numbers(shape) for name, shape in result.buffers.items()},
        problems=result.problems,
        total=result.total,
        explained=tuple(map(numbers, result.explained)),
    )


def with_less_known(drawn: Configuration) -> Iterator[Result]:
    """The rule where shapes, or one argument, are not known."""
    layer, inputs, keywords = drawn.layer, drawn.inputs, drawn.keywords
    yield run(layer, inputs, keywords, lambda tensor, index: REASON)
    yield run(layer, inputs, keywords, lambda tensor, index: (REASON,) * len(tensor.shape))
    yield run(layer, inputs, keywords, lambda tensor, index: Open("the rank", tail=tensor.shape[-1:]))
    for name in layer.keywords:
        less = LayerCall(layer.name, layer.positional, {**layer.keywords, name: REASON})
        yield run(less, inputs, keywords, lambda tensor, index: tensor.shape)
    for index, value in enumerate(layer.positional):
        if value is not None:
            positional = (*layer.positional[:index], REASON, *layer.positional[index + 1 :])
            less = LayerCall(layer.name, positional, layer.keywords)
            yield run(less, inputs, keywords, lambda tensor, index: tensor.shape)


def agrees(ours: Any, theirs: tuple[int, ...]) -> bool:
    """Whether nothing that is known of our shape differs from theirs."""
    if isinstance(ours, Open):
        ends = len(ours.head) + len(ours.tail) <= len(theirs)
        return ends and agrees(ours.of_rank(len(theirs)), theirs)
    if isinstance(ours, Unknown):
        return True
    return len(ours) == len(theirs) and all(not isinstance(a, int) or a == b for a, b in zip(ours, theirs, strict=True))


def weight_agrees(ours: tuple[Any, ...], theirs: tuple[int, ...]) -> bool:
    """The same for a weight; one unknown axis stands for a shape of which nothing is known."""
    return (len(ours) == 1 and isinstance(ours[0], Unknown)) or agrees(ours, theirs)


def example_shape(shape: tuple[int | str, ...]) -> tuple[Any, ...]:
    """A shape of an example, its names as symbols."""
    return tuple(symbol(size) if isinstance(size, str) else size for size in shape)
