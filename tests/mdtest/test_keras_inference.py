"""Real Keras runs the blocks of keras-inference.md, with numbers in the place of the sizes that stay open."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import keras
import pytest

from .test_mdtest import _BLOCK, _HINT, program

pytestmark = pytest.mark.oracle

_RUN = re.compile(r"^# run: (.*) on (.*) at (.*)$")


def _blocks() -> list[Any]:
    text = (Path(__file__).parent / "keras-inference.md").read_text(encoding="utf-8")
    return [
        pytest.param(match[1], id=str(text[: match.start()].count("\n") + 1))
        for match in _BLOCK.finditer(text)
        if "# run: " in match[1]
    ]


def _formulas(hint: str) -> tuple[list[str], str]:
    """The shapes of a hint (of a list of tensors, several), and its parameters, as Python."""
    shapes, _, cost = hint.rpartition("| ")[2].partition(" · ")
    python = {"−": "-", "·": "*", "²": "**2", ",": ","}
    for sign, word in python.items():
        shapes = shapes.replace(sign, word)
        cost = cost.replace(sign, word) if sign != "," else re.sub(r"(\d),(?=\d{3})", r"\1", cost)
    if shapes.endswith(" parameters"):
        shapes, cost = "", shapes.removesuffix(" parameters")
    several = re.findall(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", shapes) if shapes.startswith("[") else [shapes]
    return [each for each in several if each], cost


@pytest.mark.parametrize("block", _blocks())
def test_the_formula_comes_to_what_keras_gives(block: str) -> None:
    """`# run: layer on shape at sizes` applies a layer, a model or a function to zeros; `shape` may be a list of them.
    The hint above it says what comes out, and that of the class what it costs then.
    """
    namespace: dict[str, Any] = {"keras": keras}
    lines = block.splitlines()
    exec(compile(program(lines), "block.py", "exec", dont_inherit=True), namespace)
    hint = whole = ""
    for line in lines:
        if (match := _HINT.search(line)) and match[1]:
            hint = match[1]
            whole = hint if line.startswith("class ") else whole
        elif match := _RUN.match(line):
            sizes = eval(f"dict({match[3]})")
            called = eval(match[1], namespace | sizes)
            given = eval(match[2], namespace | sizes)
            zeros = keras.tree.map_shape_structure(keras.ops.zeros, given)
            result = called(zeros)
            shapes, _ = _formulas(hint)
            found = [tuple(tensor.shape) for tensor in keras.tree.flatten(result)]
            if shapes and "…" not in "".join(shapes):
                assert found == [eval(shape, dict(sizes)) for shape in shapes], line
            elif shapes:
                tail = eval(f"({shapes[0].rpartition('…, ')[2]}".replace("((", "("), dict(sizes))
                tail = tail if isinstance(tail, tuple) else (tail,)
                assert found[0][-len(tail) :] == tail, line
            cost = _formulas(whole)[1]
            if cost:
                assert called.count_params() == eval(cost, dict(sizes)), line


def test_the_file_is_there() -> None:
    assert len(_blocks()) > 10
