"""Comments that editors offer to write: to ignore a problem, and to give an input its shape."""

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


NET = """\
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x,
                scale=1.0):
        '''What comes out.'''
        return self.conv(x) * scale

    def extra_repr(self): return ""
"""


@pytest.mark.parametrize("name", CAPABILITIES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
async def test_an_input_is_given_a_shape_that_a_person_can_change(start: Start, name: str, end: str) -> None:
    editor = await start(name)
    editor.open(NET.replace("\n", end))
    (action,) = await editor.rewrites("forward")
    assert action.title == "Give `x` a shape: (N, 3, H, W)"
    assert [again.title for again in await editor.rewrites("scale=1.0")] == [action.title]
    editor.apply(action)
    indent = " " * 8
    body = f"{end}{indent}# layerhints: x = (N, 3, H, W){end}{indent}return self.conv(x)"
    assert body in editor.texts["model.py"]
    assert await editor.rewrites("forward") == []
    editor.replace("(N, 3, H, W)", "(1, 3, 32, 32)")
    assert (12, "(1, 8, 30, 30)") in await editor.hints()  # what PyTorch gives


@pytest.mark.parametrize("place", ["__init__", "return self", "extra_repr", "Net(", "torch"])
async def test_no_shape_is_offered_elsewhere(start: Start, place: str) -> None:
    editor = await start(NEOVIM)
    editor.open(NET)
    assert await editor.rewrites(place) == []


async def test_layers_of_keras_have_inputs_as_well(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open("""\
import keras
class Block(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.conv = keras.layers.Conv2D(8, 3)
    def call(self, inputs):
        return self.conv(inputs)
""")
    (action,) = await editor.rewrites("call")
    editor.apply(action)
    assert "        # layerhints: inputs = (B, H, W, C)\n" in editor.texts["model.py"]


MISSPELT = "from torch import nn\ngröße = '🚂🚂'; nn.Linear(4, 8, bais=False), nn.ReLU(in_place=True)\n"


@pytest.mark.parametrize("name", CAPABILITIES)
async def test_what_mends_a_problem_is_offered_first_and_preferred(start: Start, name: str) -> None:
    editor = await start(name)
    editor.open(MISSPELT)
    for _ in range(2):
        problem = (await editor.raw_problems())[0]
        mending, ignoring = await editor.quick_fixes([problem])
        assert mending.title.startswith("Replace")
        assert (mending.is_preferred, ignoring.is_preferred) == (True, None)
        assert mending.diagnostics == ignoring.diagnostics == (problem,)
        editor.apply(mending)
    assert editor.texts["model.py"] == MISSPELT.replace("bais", "bias").replace("in_place", "inplace")
    assert await editor.raw_problems() == []
