"""docs/keras-layers.md: the layers of Keras."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers import ALIASES, FAMILIES, rule
from layerhints.rules import Rule, Several
from layerhints.rules.examples import Example, examples, source
from layerhints.rules.explain import explain
from manuals.rules import block_of_examples, bullets, shape_of, signature, summary, telling_example, weight_rows

INTRODUCTION = """# The layers of Keras, as layerhints knows them

Every layer that has a rule, by family: its arguments, the weights it makes with the formula of their count, and
examples (the shape that goes in, what comes out, and behind the bar the parameters; those that are trained in
parentheses where some are not). Each example is checked against real Keras. `scripts/generate_manual.py` writes this
page.
"""


def make(name: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Rule:
    declared = rule(name)
    assert declared is not None, name
    layer: Rule = declared.bind(positional, keywords).layer
    return layer


def explained(example: Example) -> tuple[str, list[str]]:
    """The formula in words and the weights of an example's layer."""
    layer = example.layer.make(make)
    shapes = [shape_of(written) for written in example.inputs]
    inputs = shapes[0] if len(shapes) == 1 else Several(shapes)
    applied = layer.apply(inputs)
    if isinstance(applied.weights, Unknown) or not applied.weights:
        return "", []
    explanation = explain(layer, inputs)
    return explanation.formula.symbolic, weight_rows(explanation.weights, "/")


def entry(name: str) -> Iterator[str]:
    declared = rule(name)
    assert declared is not None, name
    written = list(examples(declared))
    others = sorted(alias for alias, real in ALIASES.items() if real == name)
    yield f"\n### {name}\n\n"
    if others:
        yield f"Also called {', '.join(f'`{alias}`' for alias in others)}.\n\n"
    yield f"{summary(declared)} ([documentation]({source(declared)}))\n\n"
    yield signature(name, declared)
    shown = telling_example(written)
    words, rows = explained(shown) if shown is not None else ("", [])
    if rows:
        yield f"Parameters: {words}\n\n" if words else ""
        yield bullets(rows)
    elif written:
        yield "It has no weights.\n\n"
    else:
        yield "What it does is not known: it runs something that is not Keras.\n\n"
    if written:
        yield block_of_examples(declared)


def manual() -> str:
    parts = [INTRODUCTION]
    for family, names in sorted(FAMILIES.items()):
        parts.append(f"\n## {family.replace('_', ' ').capitalize()}\n")
        for name in names:
            parts += entry(name)
    return "".join(parts)
