"""The Markdown files beside this one are the tests: each Python block is analysed, and says what must be found."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from layerhints.algebra import Unknown
from layerhints.ide.hints import hints
from layerhints.interp.builtins.constants import NotConstant, constant
from layerhints.project.project import Project
from layerhints.rules import show_structure
from layerhints.values.tensor import Tensor

_BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_REVEAL = re.compile(r"^\s*reveal(_shape)?\((\w+)\)\s*# revealed: (.*)$")
_HINT = re.compile(r"\s*# (?:hint: (.*)|no hint)$")
_RUN = re.compile(r"^# run: ")
_ERROR = re.compile(r"# error: \[([\w-]+)\]")


def _blocks() -> list[Any]:
    return [
        pytest.param(match[1], id=f"{path.stem}:{path.read_text()[: match.start()].count(chr(10)) + 1}")
        for path in sorted(Path(__file__).parent.glob("*.md"))
        for match in _BLOCK.finditer(path.read_text())
    ]


def program(lines: list[str]) -> str:
    """The lines as they are analysed, without what they say about themselves."""
    told = (_REVEAL, _RUN)
    return "\n".join("" if any(t.match(line) for t in told) else _HINT.sub("", line) for line in lines) + "\n"


def check(file: Path, block: str) -> None:
    """`reveal(x)` says what a name holds at the end of the block, `reveal_shape(x)` which shape; an error stands
    on the line that `# error: [code]` stands on, and none anywhere else; `# hint: …` says what is shown behind a line,
    several hints separated by bars, and `# no hint` that nothing is.
    """
    lines = block.splitlines()
    reveals = [match for line in lines if (match := _REVEAL.match(line))]
    assert len(reveals) == sum("# revealed:" in line for line in lines), "what is revealed is a name"
    file.write_text(program(lines))
    view = Project({}).view(str(file))
    shown = defaultdict(list)
    for hint in hints(view):
        shown[hint.position.row].append(hint.label)
    wanted = {number: match[1] or "" for number, line in enumerate(lines) if (match := _HINT.search(line))}
    assert {number: " | ".join(shown[number]) for number in wanted} == wanted
    for match in reveals:
        assert _shown(view.analysis.values[match[2]], bool(match[1])) == match[3], match[0]
    expected = [(number, match[1]) for number, line in enumerate(lines) if (match := _ERROR.search(line))]
    found = []
    for finding in view.analysis.findings:
        place = view.here(finding.site)
        assert place is not None, finding
        found.append((place.start[0], finding.code))
    assert sorted(found) == sorted(expected)
    assert reveals or expected or wanted, "the block says nothing"


def _shown(value: Any, shape: bool) -> str:
    if shape:
        assert isinstance(value, Tensor), value
        return str(show_structure(value.shape))
    try:
        return repr(constant(value))
    except NotConstant as failure:
        content = getattr(value, "content", value)
        return f"Unknown: {content.reason if isinstance(content, Unknown) else failure.unknown.reason}"


@pytest.mark.parametrize("block", _blocks())
def test_block(block: str, tmp_path: Path) -> None:
    check(tmp_path / "block.py", block)
