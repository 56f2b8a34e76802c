"""What a rule says of sizes and arguments that it does not know holds for every value that they may have."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from layerhints.algebra import Dim, Expression, Open, Unknown, show, show_shape, substitute, symbol
from layerhints.rules import Applied, Rule, Several, counts
from layerhints.rules.examples import LayerCall

from . import check
from .configurations import Configuration
from .rarer import EVERY_LAYER

NOT_KNOWN = Unknown("this was not read")
OPEN_BATCH = 5


@pytest.mark.parametrize("name", [name for name in EVERY_LAYER if name not in check.ABSTRACT])
def test_partial_knowledge_agrees_with_full_knowledge(name: str) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(EVERY_LAYER[name], st.data())
    def agrees(drawn: Configuration, data: st.DataObject) -> None:
        inputs = [tuple(OPEN_BATCH if size is None else size for size in shape) for shape in drawn.inputs]
        layer, bound_problems = make(drawn.layer)
        whole = apply(layer, inputs, drawn)
        assume(not bound_problems and whole.problems == ())

        values: dict[str, Dim] = {}
        blurred: list[Any] = [blur(shape, data, values, index) for index, shape in enumerate(inputs)]
        hidden = data.draw(st.sets(st.sampled_from(sorted(drawn.layer.keywords)))) if drawn.layer.keywords else set()
        keywords = {word: NOT_KNOWN if word in hidden else value for word, value in drawn.layer.keywords.items()}
        partly, partial_problems = make(LayerCall(drawn.layer.name, drawn.layer.positional, keywords))
        part = apply(partly, blurred, drawn)

        assert partial_problems == []
        assert part.problems == ()
        assert consistent(part.outputs, whole.outputs, values)
        assert any(
            all(fits(getattr(count, what), getattr(truth, what), values) for what in ("total", "trainable", "macs"))
            for count in counts(part.weights)
            for truth in counts(whole.weights)
        )
        explained = partly.explain(structure(blurred, drawn))
        assert shown(explained.outputs) == shown(part.outputs)
        assert [show(count.total) for count in explained.counts] == [
            show(count.total) for count in counts(part.weights)
        ]

    agrees()


def make(call: LayerCall) -> tuple[Rule, list[Any]]:
    problems: list[Any] = []

    def maker(name: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Rule:
        bound = check.bind(name, *positional, **keywords)
        problems.extend(bound.problems)
        layer: Rule = bound.layer
        return layer

    return call.make(maker), problems


def structure(shapes: list[Any], drawn: Configuration) -> Any:
    return Several(shapes) if drawn.layer.name in check.MERGING or len(shapes) != 1 else shapes[0]


def apply(layer: Rule, shapes: list[Any], drawn: Configuration) -> Applied:
    return layer.apply(structure(shapes, drawn))


def blur(shape: tuple[int, ...], data: st.DataObject, values: dict[str, Dim], index: int) -> Any:
    """The shape with some sizes unknown and some replaced by names, whose values are noted down; or nothing known."""
    known = data.draw(st.sampled_from(["rank", "rank", "rank", "rank", "ends", "nothing"]))
    if known == "nothing":
        return NOT_KNOWN
    if known == "ends":
        head = data.draw(st.integers(0, len(shape)))
        return Open(NOT_KNOWN.reason, head=shape[:head], tail=shape[head:][1:])
    sizes: list[Any] = []
    for axis, size in enumerate(shape):
        kind = data.draw(st.sampled_from(["known", "known", "named", "unknown"]))
        if kind == "named":
            name = f"s{index}_{axis}"
            values[name] = size
            sizes.append(symbol(name))
        else:
            sizes.append(size if kind == "known" else NOT_KNOWN)
    return tuple(sizes)


def consistent(part: Any, whole: Any, values: dict[str, Dim]) -> bool:
    """Whether every statement about the outputs is true of the full result."""
    if isinstance(whole, Unknown):
        return isinstance(part, Unknown)  # all is known, and still it cannot be told
    if isinstance(part, Open):
        head, tail = len(part.head), len(part.tail)
        return len(whole) >= max(head, tail) and consistent(
            (*part.head, *part.tail), (*whole[:head], *whole[len(whole) - tail :]), values
        )
    if isinstance(part, Unknown):
        return True
    return (
        isinstance(part, Several) == isinstance(whole, Several)
        and len(part) == len(whole)
        and all(
            consistent(a, b, values) if isinstance(a, tuple) or isinstance(b, tuple) else fits(a, b, values)
            for a, b in zip(part, whole, strict=True)
        )
    )


def fits(part: Any, whole: Any, values: dict[str, Dim]) -> bool:
    if isinstance(part, Unknown):
        return True
    if isinstance(whole, Expression):
        return show(part) == show(whole)  # a size that the layer itself leaves open
    if isinstance(part, Expression):
        part = substitute(part, values)
    return bool(part == whole)


def shown(outputs: Any) -> Any:
    if isinstance(outputs, Unknown):
        return show_shape(outputs)
    return tuple(shown(item) if isinstance(item, tuple | Unknown) else show(item) for item in outputs)
