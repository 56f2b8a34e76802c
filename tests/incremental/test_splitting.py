"""A file that is split anew around an edit falls into the same definitions as one that is read for the first time."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from layerhints.syntax import Module, read

FOLDER = Path(__file__).parent
TEXTS = [
    (FOLDER / "library.py.txt").read_text() * 3,
    *(path.read_text() for path in sorted((FOLDER.parent / "corpus" / "seeds").glob("*.py"))),
]
TYPED = [
    "", "\n", "\n\n", "(", ")", "[", '"""', "'''", "'", "# note", "\n# note\n", "@a\n", "def f(x):\n    ",
    "else:\n", "x = 1\n", "    ", "\\\n", "if a:\n    b\n", "class A:\n", ":", "\r\n", "\r", "\f",
]  # fmt: skip


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


def test_a_letter_in_a_long_file_reads_one_definition() -> None:
    text = TEXTS[0] * 20
    before = read(text)
    middle = text.index("def plain", len(text) // 2)
    after = read(text[:middle] + text[middle:].replace("units * n", "units + n", 1), before)
    assert after.lowered == 1
    assert sum(new is old for (_, new), (_, old) in zip(after.definitions, before.definitions, strict=True)) == len(
        before.definitions
    ) - 1
