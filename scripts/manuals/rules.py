"""What the manuals say of a rule: signature, documentation, weights with their factors, examples."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import cleandoc
from typing import Any

from layerhints.algebra import anonymous, symbol
from layerhints.rules import Rule
from layerhints.rules.examples import Example, ExampleShape, examples
from layerhints.rules.explain import WeightRow
from layerhints.rules.field import REQUIRED


def shape_of(written: ExampleShape) -> tuple[Any, ...]:
    """An example's shape, with symbols for its names."""
    return tuple(
        size if isinstance(size, int) else anonymous("None", key=("manual", place)) if size == "None" else symbol(size)
        for place, size in enumerate(written)
    )


def signature(name: str, declared: type[Rule]) -> str:
    shown = []
    for argument, field in declared.fields.items():
        if field.keyword_only:
            continue
        shown.append(argument if field.default is REQUIRED else f"{argument}={field.default!r}")
    return f"```\n{name}({', '.join(shown)})\n```\n\n"


def summary(documented: object) -> str:
    """The first paragraph of a docstring of its own, in one line."""
    text = documented.__dict__.get("__doc__") if isinstance(documented, type) else documented.__doc__
    return cleandoc(text or "").split("\n\n")[0].replace("\n", " ")


def telling_example(written: Iterable[Example]) -> Example | None:
    """The first example that has parameters."""
    return next((example for example in written if example.problem is None and example.total), None)


def weight_rows(weights: Iterable[WeightRow], between: str) -> list[str]:
    """The weights with their axes; the library writes `between` between the names of a layer and of a weight in it."""
    return [
        f"`{row.name.replace('/', between)}`: "
        + " × ".join(" · ".join(number.label for number in axis) for axis in row.axes)
        + ("" if row.trainable is not False else " (not trained)")
        for row in weights
    ]


def bullets(rows: Iterable[str]) -> str:
    return "".join(f"- {row}\n" for row in rows) + "\n"


def block_of_examples(declared: type[Rule]) -> str:
    return "```\n" + "".join(f"{example.text}\n" for example in examples(declared)) + "```\n"
