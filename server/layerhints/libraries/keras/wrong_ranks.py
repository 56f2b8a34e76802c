"""What was probably meant where a tensor has an axis too few or too many for a layer: that depends on what made it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown, show_shape
from layerhints.libraries.keras.graph import Node
from layerhints.libraries.keras.structures import tensors_in

if TYPE_CHECKING:
    from layerhints.rules import Problem, Rule


def with_advice(problems: tuple[Problem, ...], rule: Rule, inputs: Any) -> tuple[Problem, ...]:
    """The problems that a rule has with `inputs`; one with the number of axes says more where the only tensor comes
    from an input of a model, or from a recurrent layer that gives its last step only.
    """
    if not any(problem.code == "wrong-rank" for problem in problems):
        return problems
    tensors, wanted = tensors_in(inputs), rule.ranks().exact
    if wanted is None or len(tensors) != 1 or not isinstance(tensors[0].tag, Node):
        return problems
    advice = _advice(rule, wanted, tensors[0].shape, tensors[0].tag)
    return tuple(
        replace(problem, message=problem.message + advice) if problem.code == "wrong-rank" else problem
        for problem in problems
    )


def _advice(rule: Rule, wanted: int, shape: Any, made: Node) -> str:
    if isinstance(shape, Unknown):
        return ""
    given = len(shape)
    last = str(rule.input_axis_names(0, wanted)[-1])
    before = None if made.is_input else getattr(made.operation, "hidden", {}).get("rule")
    if given == wanted - 1 and getattr(before, "return_sequences", None) is False:
        return f". With `return_sequences=True` the {type(before).__name__} before it gives all steps"
    if made.is_input and given == wanted - 1 and last in ("channels", "features"):
        return f". With one number at each place the last axis is 1: `{show_shape((*shape[1:], 1))}`"
    if made.is_input and given == wanted + 1:
        return ". The shape of an input is that of one sample: Keras adds the batch, None"
    return ""
