"""Real PyTorch runs the blocks of torch-*.md: it prints what they reveal, and raises where they say that it fails."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import torch

from .test_mdtest import _BLOCK, _ERROR, _HINT, _REVEAL, program

pytestmark = pytest.mark.oracle

RUN = ("torch-modules", "torch-tensors", "torch-problems")
"""The files whose blocks are whole programs that need nothing from the network."""


_RUN = re.compile(r"^# run: (.*) at (.*)$")


def _blocks(files: tuple[str, ...] = RUN) -> list[Any]:
    return [
        pytest.param(match[1], id=f"{name}:{text[: match.start()].count(chr(10)) + 1}")
        for name in files
        for text in [(Path(__file__).parent / f"{name}.md").read_text(encoding="utf-8")]
        for match in _BLOCK.finditer(text)
    ]


@pytest.mark.parametrize("block", _blocks())
def test_torch_prints_what_is_revealed(block: str) -> None:
    lines = block.splitlines()
    reveals = [match for line in lines if (match := _REVEAL.match(line))]
    code = compile(program(lines), "block.py", "exec", dont_inherit=True)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    failing = [number for number, line in enumerate(lines, 1) if _ERROR.search(line)]
    if failing:
        words = "size|shape|channels|dimensions|must be Tensor|Module.__init__|argument|cannot assign"
        words += "|no attribute|cannot import|Module subclass|out of range|'b'|forward|positional"
        words += "|not subscriptable|not callable|tuple indices|scalar|more than one value|dtype"
        reasons = re.compile(words, re.IGNORECASE)
        kinds = (RuntimeError, AttributeError, TypeError, ValueError, ImportError, LookupError)
        with pytest.raises(kinds, match=reasons):
            exec(code, namespace)
        return
    exec(code, namespace)
    for match in reveals:
        value = namespace[match[2]]
        if match[1]:
            assert isinstance(value, torch.Tensor)
            value = tuple(value.shape)
        elif isinstance(value, torch.Size):
            value = tuple(value)
        assert repr(value) == match[3], match[0]


@pytest.mark.parametrize("block", _blocks(("torch-inference",)))
def test_the_formula_comes_to_what_torch_gives(block: str) -> None:
    """`# run: call at N=2` is run with these sizes; the last hint above it gives its shape in them. What is revealed of
    a shape is what it is, but for the sizes that are not known.
    """
    lines = block.splitlines()
    namespace: dict[str, Any] = {"torch": torch}
    exec(compile(program(lines), "block.py", "exec", dont_inherit=True), namespace)
    runs, hint = 0, ""
    for line in lines:
        if (match := _HINT.search(line)) and match[1]:
            hint = match[1].rpartition("| ")[2].replace("−", "-").replace("·", "*")
        elif match := _RUN.match(line):
            sizes = eval(f"dict({match[2]})")
            result = eval(match[1], namespace | sizes)
            assert tuple(result.shape) == eval(hint, dict(sizes)), line
            runs += 1
        elif (match := _REVEAL.match(line)) and match[1]:
            shown = match[3].strip("()").split(", ")
            found = tuple(namespace[match[2]].shape)
            assert [size for size in shown if size != "?"] == [
                str(size) for size, word in zip(found, shown, strict=True) if word != "?"
            ], line
            runs += 1
    assert runs or "…" in hint, "only a shape of unknown rank goes without a run"


def test_the_files_are_there() -> None:
    assert len(_blocks()) > 15
