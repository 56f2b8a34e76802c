"""Whatever a file holds, the server answers and goes on; that it logs no traceback is checked when it is stopped."""

from __future__ import annotations

import pytest

from .conftest import Start
from .editor import NEOVIM, VSCODE
from .models import CNN, CNN_HINTS

BAD = {
    "empty": "",
    "blank": "\n\n \t\n",
    "binary": "\x7fELF\x02\x01\x00\x00" + "".join(map(chr, range(256))) * 40,
    "replacement characters": "\ufffd" * 500,
    "open brackets": "model.add(" * 3000,
    "closing brackets": ")]}" * 3000,
    "deep indentation": "".join(f"{' ' * depth}if x:\n" for depth in range(300)),
    "deep expression": "x = " + "(" * 900 + "1" + ")" * 900,
    "long line": "x = [" + "1, " * 100_000 + "]",
    "carriage returns": "a = 1\rb = 2\r\nc = 3\n\rd = 4",
    "form feeds": "a = 1\x0c\nb = 2\x0bc\u2028d\n",
    "a byte order mark": "\ufeffx = 1\n",
    "a lone surrogate": "x = '\\ud800'\n",
    "Python 2": "print model.summary()\nexec 'x'\nraise ValueError, 'x'\n",
    "endless": "while True:\n    x = 1\ndef f(): return f()\nf()\n",
}


@pytest.mark.parametrize("kind", BAD)
async def test_bad_input_is_answered(start: Start, kind: str) -> None:
    editor = await start(VSCODE)
    editor.open(BAD[kind])
    assert await editor.hints() == []
    assert await editor.problems() == []
    editor.open(CNN, "other.py")
    assert await editor.hints("other.py") == CNN_HINTS


async def test_a_hundred_thousand_lines(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open(CNN + "x = 1\n" * 100_000)
    assert await editor.hints(last=50) == CNN_HINTS


async def test_an_edit_of_a_document_that_is_not_open_does_no_harm(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.versions["ghost.py"], editor.texts["ghost.py"] = 1, ""
    editor.rewrite("x = 1", "ghost.py")
    assert await editor.hints("ghost.py") == []
    editor.open(CNN)
    assert await editor.hints() == CNN_HINTS


async def test_a_text_without_a_file_is_answered(start: Start) -> None:
    editor = await start(VSCODE)
    editor.uri = lambda name: f"untitled:{name}"  # type: ignore[method-assign]
    editor.open(CNN, "Untitled-1")
    assert await editor.hints("Untitled-1") == CNN_HINTS
