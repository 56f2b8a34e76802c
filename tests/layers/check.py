"""The only code of this suite that touches the rules' API."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Expression, Unknown, anonymous, symbol
from layerhints.libraries.keras.layers import ALIASES, CLASS_NAMES, FAMILIES, NAMES, rule
from layerhints.libraries.keras.layers.base import snake_case
from layerhints.rules import Applied, Bound, Rule, Settings, Several, counts, shapes_of

MERGING = ("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract")
"""The layers that are called on a list."""
LAYERS = tuple(name for name in NAMES if name not in ALIASES)
FOREIGN = FAMILIES["foreign"]
"""The layers that run something that is not Keras, of which nothing is known."""
ABSTRACT = ("Wrapper",)
"""The layers that cannot be applied."""
NEED_TENSORFLOW = ("HashedCrossing", "Hashing", "IntegerLookup", "StringLookup", "TextVectorization")
"""The layers that real Keras on jax refuses to make."""


def bind(name: str, /, *positional: Any, settings: Settings | None = None, **keywords: Any) -> Bound:
    declared = rule(name)
    assert declared is not None
    return declared.bind(positional, keywords, settings or Settings())


def make(name: str, positional: tuple[Any, ...] = (), keywords: dict[str, Any] | None = None) -> Rule:
    """The layer, of a call that has no problem."""
    bound = bind(name, *positional, **(keywords or {}))
    assert bound.problems == ()
    layer: Rule = bound.layer
    return layer


def open_size(key: object) -> Expression:
    """A size that is None in Keras."""
    return anonymous("None", key=key)


def our_shape(shape: tuple[Any, ...], index: int = 0) -> tuple[Any, ...]:
    """A Keras shape, or one of an example, as a rule takes it. The batch is the same for all inputs."""
    return tuple(
        symbol(size)
        if isinstance(size, str) and size != "None"
        else size
        if isinstance(size, int)
        else open_size("batch" if axis == 0 else (index, axis))
        for axis, size in enumerate(shape)
    )


def apply(layer: Rule, inputs: tuple[tuple[Any, ...], ...], several: bool = False) -> Applied:
    shapes = [our_shape(shape, index) for index, shape in enumerate(inputs)]
    return layer.apply(Several(shapes) if several or len(shapes) != 1 else shapes[0])


def shown_shapes(applied: Applied) -> tuple[Any, ...]:
    """Our shapes in Keras's terms: None for a size that is open, the Unknown for what is not known."""
    return tuple(
        shape if isinstance(shape, Unknown) else tuple(shown_size(size) for size in shape)
        for shape in shapes_of(applied.outputs)
    )


def shown_size(size: Any) -> Any:
    return None if isinstance(size, Expression) else size


def shown_weights(applied: Applied) -> dict[str, tuple[Any, ...]]:
    """The weights that are there, by path."""
    assert not isinstance(applied.weights, Unknown)
    return {weight.full_name: weight.shape for weight in applied.weights if weight.when is True}


def trained(applied: Applied) -> frozenset[str]:
    assert not isinstance(applied.weights, Unknown)
    return frozenset(weight.full_name for weight in applied.weights if weight.when is True and weight.trainable is True)


def totals(applied: Applied) -> tuple[Any, Any]:
    (count,) = counts(applied.weights)
    return count.total, count.trainable


def automatic_name(name: str) -> str:
    """What the first layer of this class is called, where the program gives no name."""
    return snake_case(CLASS_NAMES.get(name, name))
