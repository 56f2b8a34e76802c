"""What a rule says of sizes and arguments that it does not know holds for every value that they may have.

That the rule is right where all is known is held against real torch by test_random.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layerhints.algebra import Dim, Expression, Open, Unknown, substitute, symbol
from layerhints.rules.examples import LayerCall

from . import check
from .check import Configuration, Tensor


@pytest.mark.parametrize(("family", "name"), check.MODULES, ids=check.NAMES)
def test_partial_knowledge_agrees_with_full_knowledge(family: str, name: str) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(check.configurations(name).CONFIGURATIONS[name], st.data())
    def agrees(drawn: Configuration, data: st.DataObject) -> None:
        try:
            whole = check.judged(drawn)
        except TypeError:
            whole = None  # `forward` does not take these arguments
        if whole is None or whole.problems:
            return

        values: dict[Expression | str, Dim] = {}
        hidden = data.draw(st.sets(st.sampled_from(sorted(drawn.layer.keywords)))) if drawn.layer.keywords else set()
        keywords = {word: check.REASON if word in hidden else value for word, value in drawn.layer.keywords.items()}
        layer = LayerCall(drawn.layer.name, drawn.layer.positional, keywords)
        part = check.run(
            layer, drawn.inputs, drawn.keywords, lambda tensor, index: blurred(tensor, index, data, values)
        )

        assert part.problems == ()
        for outputs in (part.outputs, part.explained):
            if len(outputs) == len(whole.outputs):
                assert all(consistent(a, b, values) for a, b in zip(outputs, whole.outputs, strict=True))
            else:
                assert all(isinstance(shape, Unknown) for shape in outputs)
        assert isinstance(whole.weights, dict)
        if not isinstance(part.weights, Unknown):
            for weight in part.weights.keys() & whole.weights.keys():
                ours = part.weights[weight]
                unknown = len(ours) == 1 and isinstance(ours[0], Unknown)
                assert unknown or consistent(ours, whole.weights[weight], values)

    agrees()


def blurred(tensor: Tensor, index: int, data: st.DataObject, values: dict[Expression | str, Dim]) -> Any:
    """The shape with some sizes unknown and some replaced by names, whose values are noted down; or nothing known."""
    known = data.draw(st.sampled_from(["rank", "rank", "rank", "rank", "ends", "nothing"]))
    shape = tensor.shape
    if known == "nothing":
        return check.REASON
    if known == "ends":
        head = data.draw(st.integers(0, len(shape)))
        return Open(check.REASON.reason, head=shape[:head], tail=shape[head:][1:])
    sizes: list[Any] = []
    for axis, size in enumerate(shape):
        kind = data.draw(st.sampled_from(["known", "known", "named", "unknown"]))
        if kind == "named":
            name = symbol(f"s{index}_{axis}", min(size, 1))
            values[name] = size
            sizes.append(name)
        else:
            sizes.append(size if kind == "known" else check.REASON)
    return tuple(sizes)


def consistent(part: Any, whole: Any, values: dict[Expression | str, Dim]) -> bool:
    """Whether every statement about a shape is true of the full result."""
    if isinstance(whole, Unknown):
        return isinstance(part, Unknown)  # all is known, and still it cannot be told
    if isinstance(part, Open):
        head, tail = len(part.head), len(part.tail)
        return len(whole) >= max(head, tail) and consistent(
            (*part.head, *part.tail), (*whole[:head], *whole[len(whole) - tail :]), values
        )
    if isinstance(part, Unknown):
        return True
    return len(part) == len(whole) and all(fits(a, b, values) for a, b in zip(part, whole, strict=True))


def fits(part: Any, whole: Any, values: dict[Expression | str, Dim]) -> bool:
    if isinstance(part, Unknown) or isinstance(whole, Unknown):
        return isinstance(part, Unknown)
    if isinstance(part, Expression):
        part = substitute(part, values)
    return bool(part == whole)
