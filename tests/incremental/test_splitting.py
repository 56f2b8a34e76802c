"""A file that is split anew around an edit falls into the same definitions as one that is read for the first time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerhints.syntax import Module, read
from layerhints.syntax.scanner import Scanner

FOLDER = Path(__file__).parent
TEXTS = [
    (FOLDER / "library.py.txt").read_text() * 3,
    *(path.read_text() for path in sorted((FOLDER.parent / "corpus" / "seeds").glob("*.py"))),
]
TYPED = [
    "", "\n", "\n\n", "(", ")", "[", '"""', "'''", "'", "# note", "\n# note\n", "@a\n", "def f(x):\n    ",
    "else:\n", "x = 1\n", "    ", "\\\n", "if a:\n    b\n", "class A:\n", ":", "\r\n", "\r", "\f",
]  # fmt: skip


PARTS = ["    y = (", "'a", "])", "\n    y = [\n", "from", " x import z", "\\"]


@st.composite
def sessions(draw: st.DrawFn) -> list[str]:
    """The texts of a document while stretches of it are replaced one after the other, some of them back again."""
    texts = [draw(st.sampled_from(TEXTS))]
    for _ in range(draw(st.integers(1, 6))):
        text = texts[-1]
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        texts.append(text[:start] + draw(st.sampled_from(TYPED)) + text[end:])
        if draw(st.booleans()):
            texts.append(texts[draw(st.integers(0, len(texts) - 1))])
    return texts


def found(module: Module) -> list[tuple[int, str]]:
    return [(row, definition.text) for row, definition in module.definitions]


@settings(max_examples=150, deadline=None)
@given(sessions())
def test_definitions_are_those_of_a_fresh_reading(texts: list[str]) -> None:
    module: Module | None = None
    for text in texts:
        module = read(text, module)
        assert found(module) == found(read(text))
        assert len({definition.key for _, definition in module.definitions}) == len(module.definitions)


@st.composite
def typed(draw: st.DrawFn) -> list[str]:
    """The texts of a document while something is typed at one place and taken away again, as a person does."""
    text = draw(st.sampled_from(TEXTS))
    texts = [text]
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(text)))
        for _ in range(draw(st.integers(2, 6))):
            added = draw(st.sampled_from([*TYPED, *PARTS]))
            near = max(0, min(len(text), place + draw(st.integers(-60, 60))))
            texts.append(text[:near] + added + text[near + draw(st.sampled_from([0, 0, 1, len(added)])) :])
            text = texts[-1]
    return texts


@settings(max_examples=150, deadline=None)
@given(typed())
def test_what_was_scanned_before_is_as_it_would_be_scanned_now(texts: list[str]) -> None:
    module: Module | None = None
    for text in texts:
        module = read(text, module)
        assert found(module) == found(read(text))


def test_a_letter_in_a_long_function_scans_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "".join(f"    x = layer({number},\n              {number})(x)\n" for number in range(200))
    text = f"def build(x):\n{body}    return x\n\n\ndef other():\n    pass\n"
    module = read(text)
    scanned: list[int] = []
    scan = Scanner.logical_line

    def noted(scanner: Scanner, row: int) -> int:
        scanned.append(row)
        return scan(scanner, row)

    line = "    x = layer(100,\n"
    before = text.index(line)
    for letters in ("y", "y =", "y = (", "y = ()"):
        module = read(f"{text[:before]}    {letters}\n{text[before:]}", module)
        if letters == "y":
            monkeypatch.setattr(Scanner, "logical_line", noted)
    assert 3 <= len(scanned) <= 12


def test_a_letter_in_a_long_file_reads_one_definition() -> None:
    text = TEXTS[0] * 20
    before = read(text)
    middle = text.index("def plain", len(text) // 2)
    after = read(text[:middle] + text[middle:].replace("units * n", "units + n", 1), before)
    assert after.lowered == 1
    assert sum(new is old for (_, new), (_, old) in zip(after.definitions, before.definitions, strict=True)) == len(
        before.definitions
    ) - 1
