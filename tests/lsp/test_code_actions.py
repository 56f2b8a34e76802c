"""A problem comes with the offer to ignore it, in the line where the comment has to stand."""

from __future__ import annotations

import pytest

from .conftest import Start
from .editor import CAPABILITIES, NEOVIM, Editor

WRONG = """\
from keras import Input
from keras.layers import Conv2D, Dense

x = Dense(3)(Input((4,)))
{}
"""
CODE = "wrong-rank"
"""Of a Conv2D that is applied to (None, 3)."""


async def opened(start: Start, line: str, name: str = NEOVIM) -> Editor:
    editor = await start(name)
    editor.open(WRONG.format(line))
    return editor


@pytest.mark.parametrize("name", CAPABILITIES)
async def test_the_problem_goes_when_the_offer_is_taken(start: Start, name: str) -> None:
    editor = await opened(start, "größe = '🚂'; y = Conv2D(8, 3)(x)", name)
    (problem,) = await editor.raw_problems()
    (action,) = await editor.quick_fixes([problem])
    assert action.title == f"Ignore `{CODE}` in this line"
    editor.apply(action)
    assert editor.texts["model.py"] == WRONG.format(f"größe = '🚂'; y = Conv2D(8, 3)(x)  # layerhints: ignore[{CODE}]")
    assert await editor.raw_problems() == []


LINES = [
    ("Conv2D(8, 3)(x)  # why?", f"Conv2D(8, 3)(x)  # why?  # layerhints: ignore[{CODE}]"),
    ("Conv2D(8, 3)(x)  ", f"Conv2D(8, 3)(x)  # layerhints: ignore[{CODE}]  "),
    ("Conv2D(8, 3)(x)  # layerhints: ignore[x]", f"Conv2D(8, 3)(x)  # layerhints: ignore[x, {CODE}]"),
    ("Conv2D(8, 3)(x)  # layerhints: ignore[]", f"Conv2D(8, 3)(x)  # layerhints: ignore[{CODE}]"),
    ("Conv2D(8, 3)(Dense(3)(\n  x))", f"Conv2D(8, 3)(Dense(3)(  # layerhints: ignore[{CODE}]\n  x))"),
]


@pytest.mark.parametrize(("line", "ignoring"), LINES)
async def test_the_comment_joins_what_stands_in_the_line(start: Start, line: str, ignoring: str) -> None:
    editor = await opened(start, line)
    (action,) = await editor.quick_fixes(await editor.raw_problems())
    editor.apply(action)
    assert editor.texts["model.py"] == WRONG.format(ignoring)
    assert await editor.raw_problems() == []


@pytest.mark.parametrize("line", ["Conv2D(8, 3)(x), '''\n'''", "Conv2D(8, 3)(x) \\\n+ 1"])
async def test_nothing_is_offered_where_no_comment_can_stand(start: Start, line: str) -> None:
    editor = await opened(start, line)
    problems = await editor.raw_problems()
    assert [problem.code for problem in problems] == [CODE]
    assert await editor.quick_fixes(problems) == []


async def test_only_what_is_asked_for_is_offered(start: Start) -> None:
    editor = await opened(start, "Conv2D(8, 3)(x)")
    (problem,) = await editor.raw_problems()
    assert len(await editor.quick_fixes([problem], only="")) == 1
    assert await editor.quick_fixes([problem], only="source") == []
    assert await editor.quick_fixes([]) == []
    problem.source = "another"
    assert await editor.quick_fixes([problem]) == []
