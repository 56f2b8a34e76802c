"""Every editor gets its hints, hovers and problems in the form that it can show."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from .conftest import Start
from .editor import CAPABILITIES, EGLOT, HELIX, NEOVIM, VSCODE
from .models import CNN, CNN_HINTS

every_editor = pytest.mark.parametrize("name", CAPABILITIES)


@every_editor
async def test_the_first_answer_has_all_hints(start: Start, name: str) -> None:
    editor = await start(name)
    editor.open(CNN)
    assert await editor.hints() == CNN_HINTS
    assert editor.refreshes == 0


@every_editor
async def test_positions_count_as_the_editor_counts(start: Start, name: str) -> None:
    """Characters of one, two, three and four bytes stand before the layer."""
    before = "größe = {'鉄': '🚂'}; "
    line = f"{before}model.add(Dense(4, input_shape=(3,)))"
    editor = await start(name)
    editor.open(f"from keras.models import Sequential\nfrom keras.layers import Dense\nmodel = Sequential()\n{line}\n")
    hints = await editor.raw_hints()
    assert [(hint.position.line, hint.position.character) for hint in hints] == [(3, editor.units(line))]
    found = await editor.hover("Dense", occurrence=1)
    assert found is not None
    assert found.range is not None
    start_character = editor.units(f"{before}model.add(")
    assert found.range == types.Range(types.Position(3, start_character), types.Position(3, start_character + 5))
    editor.replace("Dense(4", "Dense(5")
    assert await editor.hints() == [(4, "(None, 5) · 20")]


@every_editor
async def test_a_hover_is_markdown_only_where_the_editor_reads_it(start: Start, name: str) -> None:
    editor = await start(name)
    editor.open(CNN)
    answer = await editor.hover("Conv2D", occurrence=2)
    assert answer is not None
    assert isinstance(answer.contents, types.MarkupContent)
    text = answer.contents.value
    assert "9,248 = (3·3·32 + 1)·32" in text
    assert "⌊(32 − 3)/1⌋ + 1 = 30" in text
    if name == EGLOT:
        assert answer.contents.kind == types.MarkupKind.PlainText
        assert "**" not in text
        assert "`" not in text
        assert "](" not in text
    else:
        assert answer.contents.kind == types.MarkupKind.Markdown
        assert "**Conv2D** `(None, 32, 32, 32)` → `(None, 30, 30, 32)`" in text
        assert f"]({editor.uri('model.py')}#L5)" in text


@every_editor
async def test_problems_are_pulled_or_pushed_but_not_both(start: Start, name: str) -> None:
    editor = await start(name)
    editor.open(CNN.replace("(2, 2)", "(40, 40)"))
    assert await editor.problems() == [("window-too-large", "(40, 40)")]
    pulls = name not in (EGLOT, HELIX)
    assert (editor.server.diagnostic_provider is not None) == pulls
    assert (editor.uri("model.py") in editor.client.diagnostics) == (not pulls)


@every_editor
async def test_a_problem_of_another_file_is_linked_where_the_editor_shows_links(
    start: Start, name: str, tmp_path: Path
) -> None:
    (tmp_path / "net.py").write_text("from torch import nn\n\n\ndef apply(x):\n    return nn.Linear(3, 4)(x)\n")
    editor = await start(name)
    editor.open("import torch\nfrom net import apply\ny = apply(torch.zeros(2, 5))\n")
    (problem,) = await editor.raw_problems()
    assert (problem.range.start.line, problem.range.start.character) == (2, 4)
    assert problem.message.startswith("net.py, line 5: ")
    links = [(link.location.uri, link.location.range.start.line) for link in problem.related_information or ()]
    assert links == ([] if name in (EGLOT, HELIX) else [((tmp_path / "net.py").as_uri(), 4)])


async def test_a_tooltip_is_resolved_into_the_hover_where_the_editor_asks(start: Start) -> None:
    editor = await start(VSCODE)
    editor.open(CNN)
    hint = (await editor.raw_hints())[2]
    assert hint.tooltip == "Conv2D (None, 32, 32, 32) → (None, 30, 30, 32)\n9,248 parameters = (3·3·32 + 1)·32"
    resolved = await editor.client.inlay_hint_resolve_async(hint)
    assert isinstance(resolved.tooltip, types.MarkupContent)
    assert resolved.tooltip.value == await editor.hover_text("Conv2D", occurrence=2)


async def test_only_a_range_is_answered(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open(CNN)
    assert await editor.hints(first=6, last=7) == CNN_HINTS[1:3]


async def test_nothing_is_said_where_nothing_stands(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open(CNN)
    for word in ("import", "add", "'relu'", "padding"):
        assert await editor.hover(word) is None, word
