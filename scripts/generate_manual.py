"""Write the manual of rules, docs/keras-layers.md, from the rules themselves.

    python scripts/generate_manual.py [--check]

With `--check` nothing is written, and the exit status is 1 if anything would change.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "server"))

from layerhints.algebra import Unknown, anonymous, symbol  # noqa: E402
from layerhints.libraries.keras.layers import ALIASES, FAMILIES, rule  # noqa: E402
from layerhints.rules import Rule, Several  # noqa: E402
from layerhints.rules.examples import Example, examples, source  # noqa: E402
from layerhints.rules.explain import explain  # noqa: E402
from layerhints.rules.fields import REQUIRED  # noqa: E402

MANUAL = ROOT / "docs" / "keras-layers.md"
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
    shapes = [
        tuple(symbol(size) if isinstance(size, str) and size != "None" else _open(size, i) for i, size in enumerate(s))
        for s in example.inputs
    ]
    inputs = shapes[0] if len(shapes) == 1 else Several(shapes)
    applied = layer.apply(inputs)
    if isinstance(applied.weights, Unknown) or not applied.weights:
        return "", []
    explanation = explain(layer, inputs)
    rows = [
        f"`{row.name}`: " + " × ".join(" · ".join(number.label for number in axis) for axis in row.axes)
        + ("" if row.trainable is not False else " (not trained)")
        for row in explanation.weights
    ]  # fmt: skip
    return explanation.formula.symbolic, rows


def _open(size: int | str, index: int) -> Any:
    return anonymous("None", key=("manual", index)) if size == "None" else size


def arguments(declared: type[Rule]) -> str:
    shown = []
    for name, field in declared.fields.items():
        if field.keyword_only:
            continue
        shown.append(name if field.default is REQUIRED else f"{name}={field.default!r}")
    return ", ".join(shown)


def entry(name: str) -> Iterator[str]:
    declared = rule(name)
    assert declared is not None, name
    written = list(examples(declared))
    others = sorted(alias for alias, real in ALIASES.items() if real == name)
    yield f"\n### {name}\n\n"
    if others:
        yield f"Also called {', '.join(f'`{alias}`' for alias in others)}.\n\n"
    summary = cleandoc(vars(declared).get("__doc__") or "").split("\n\n")[0].replace("\n", " ")
    yield f"{summary} ([documentation]({source(declared)}))\n\n"
    yield f"```\n{name}({arguments(declared)})\n```\n\n"
    shown = next((example for example in written if example.problem is None and example.total), None)
    words, rows = explained(shown) if shown is not None else ("", [])
    if rows:
        yield f"Parameters: {words}\n\n" if words else ""
        yield "".join(f"- {row}\n" for row in rows) + "\n"
    elif written:
        yield "It has no weights.\n\n"
    else:
        yield "What it does is not known: it runs something that is not Keras.\n\n"
    if written:
        yield "```\n" + "".join(f"{example.text}\n" for example in written) + "```\n"


def manual() -> str:
    parts = [INTRODUCTION]
    for family, names in sorted(FAMILIES.items()):
        parts.append(f"\n## {family.replace('_', ' ').capitalize()}\n")
        for name in names:
            parts += entry(name)
    return "".join(parts)


def main() -> int:
    text = manual()
    if "--check" in sys.argv[1:]:
        if not MANUAL.exists() or MANUAL.read_text(encoding="utf-8") != text:
            print(f"{MANUAL.relative_to(ROOT)} is stale: run python scripts/generate_manual.py", file=sys.stderr)
            return 1
        return 0
    MANUAL.parent.mkdir(exist_ok=True)
    MANUAL.write_text(text, encoding="utf-8")
    return 0


    sys.exit(main())


if __name__ == "__main__":
    sys.exit(main())
