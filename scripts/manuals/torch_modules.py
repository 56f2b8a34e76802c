"""docs/torch-modules.md: the classes of torch.nn."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch import layers
from layerhints.libraries.torch.layers import FAMILIES, rule
from layerhints.libraries.torch.layers.base import TorchModule
from layerhints.rules.examples import Example, examples, source
from layerhints.rules.explain import explain
from manuals.rules import block_of_examples, bullets, shape_of, signature, summary, telling_example, weight_rows

INTRODUCTION = """# The classes of torch.nn, as layerhints knows them

Every module that has a rule, by family: its arguments, its parameters with the formula of their count, what it keeps
beside them (buffers, which are in the state and not in the count), and examples: the shapes that go in, those that come
out, and behind the bar the parameters; an example that ends in `!!` is one that PyTorch refuses, with the code of the
problem. Each example is checked against real PyTorch. At the end stand the classes that are made of others.
`scripts/generate_manual.py` writes this page.
"""

MADE_OF_OTHERS: dict[str, dict[str, str]] = {
    "Modules and containers": {
        "Module": "the class that programs derive theirs from. What is assigned to it as an attribute is registered by "
        "name, counted once however often it is used, and found by `parameters`, `children`, `state_dict` and so on.",
        "Sequential": "applies its items one after the other; slices, indices, `append`, `insert`, deletion and names "
        "from an `OrderedDict` are followed.",
        "ModuleList": "holds modules under their numbers and applies none of them.",
        "ModuleDict": "holds modules under their names and applies none of them.",
        "ParameterList": "holds parameters under their numbers.",
        "ParameterDict": "holds parameters under their names.",
    },
    "Parameters and buffers": {
        "Parameter": "makes a parameter of a tensor: the module that it is assigned to counts it.",
        "UninitializedParameter": "a parameter whose shape is not known before the first input.",
        "Buffer": "makes a buffer of a tensor: the module that it is assigned to keeps it in its state.",
        "UninitializedBuffer": "a buffer whose shape is not known before the first input.",
    },
    "Transformers": {
        "Transformer": "is made of a TransformerEncoder and a TransformerDecoder and gives the shape of the target.",
        "TransformerEncoder": "applies copies of the layer that it is given one after the other: the shape stays.",
        "TransformerEncoderLayer": "is made of a MultiheadAttention, two Linears, two LayerNorms and Dropouts: the "
        "shape stays.",
        "TransformerDecoder": "applies copies of the layer that it is given one after the other: the shape of the "
        "target stays.",
        "TransformerDecoderLayer": "is made of two MultiheadAttentions, two Linears, three LayerNorms and Dropouts: "
        "the shape of the target stays.",
    },
    "Around other modules": {
        "DataParallel": "gives what the module inside gives, and counts what that counts.",
        "DistributedDataParallel": "gives what the module inside gives, and counts what that counts.",
    },
    "Without influence on shapes": {
        "LinearCrossEntropyOptions": "says how a LinearCrossEntropyLoss is computed.",
    },
}
"""The classes that have no rule, since what they do is what their parts do."""


def make(name: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> TorchModule:
    module: TorchModule = rule(name).bind(positional, keywords).layer
    return module


def explained(example: Example) -> tuple[str, list[str], list[str]]:
    """The formula in words, the weights and the buffers of an example's module."""
    called, inputs = example.layer.make(make).forward(*map(shape_of, example.inputs))
    buffers = [f"`{buffer.name}`" for buffer in called.buffers_of()]
    applied = called.apply(inputs)
    if isinstance(applied.weights, Unknown) or not applied.weights:
        return "", [], buffers
    explanation = explain(called, inputs)
    return explanation.formula.symbolic, weight_rows(explanation.weights, "."), buffers


def entry(name: str) -> Iterator[str]:
    declared = rule(name)
    written = list(examples(declared))
    yield f"\n### {name}\n\n"
    yield f"{summary(declared)} ([documentation]({source(declared)}))\n\n"
    yield signature(name, declared)
    shown = telling_example(written)
    words, rows, buffers = explained(shown) if shown is not None else ("", [], [])
    if shown is not None:
        module = shown.layer.make(make)
        rows += [f"inside, as `{attribute}`: `{cls}`" for attribute, cls, _ in module.children_of()]
    if rows:
        yield f"Parameters: {words}\n\n" if words else ""
        yield bullets(rows)
    else:
        yield "It has no parameters.\n\n"
    if buffers:
        yield f"Buffers: {', '.join(buffers)}.\n\n"
    yield block_of_examples(declared)


def manual() -> str:
    parts = [INTRODUCTION]
    for family, names in sorted(FAMILIES.items()):
        parts.append(f"\n## {family.replace('_', ' ').capitalize()}\n")
        parts.append(f"\n{summary(import_module(f'{layers.__name__}.{family}'))}\n")
        for name in names:
            parts += entry(name)
    for family, sentences in MADE_OF_OTHERS.items():
        parts.append(f"\n## {family}\n\n")
        parts += (f"- `{name}` {sentence}\n" for name, sentence in sentences.items())
    return "".join(parts)
