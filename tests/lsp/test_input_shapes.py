"""The command that has the editor write which shape an input has."""

from __future__ import annotations

from typing import Any

import pytest
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from .conftest import Start
from .editor import CAPABILITIES, NEOVIM, VSCODE, Editor

NET = """\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.größe, self.fc = 3, nn.Conv2d(3, 8, 3)

    def forward(self, x, mask=None):
        \"\"\"What comes out.\"\"\"
        return self.fc(x)


class Outer:
    class Inner(nn.Module):
        def forward(self, y):
            return y


class Without(Net):
    pass


def patchify(image, mask=None):
    def small(part):
        return part.mean(1)

    return nn.Conv2d(3, 8, 4, 4)(image)


class Tools:
    def flat(self, z):
        return nn.Flatten()(z)

    @staticmethod
    def tall(z):
        return nn.Flatten()(z)


def short(x): return nn.Conv2d(3, 8, 3)(x)


class Short(nn.Module):
    def forward(self, x): return x
"""
LINE = "        return self.fc(x)\n"


async def opened(start: Start, name: str = NEOVIM, text: str = NET) -> Editor:
    editor = await start(name)
    editor.open(text)
    return editor


async def given(editor: Editor, where: Any, shape: str) -> str:
    """The text of the document once an input has a shape."""
    assert await editor.command("setInputShape", editor.uri("model.py"), where, shape) is None
    return editor.texts["model.py"]


@pytest.mark.parametrize(
    ("word", "comment"),
    [
        ("class Net", "        # layerhints: x = (4,)\n        return self.fc(x)"),
        ("nn.Conv2d(3, 8, 3)\n", "        # layerhints: x = (4,)\n        return self.fc(x)"),
        ("self.fc(x)", "        # layerhints: x = (4,)\n        return self.fc(x)"),
        ("return y", "            # layerhints: y = (4,)\n            return y"),
        ("part.mean", "    # layerhints: image = (4,)\n    def small"),
        ("nn.Flatten", "        # layerhints: z = (4,)\n        return nn.Flatten()(z)"),
        ("class Outer", None),
        ("import nn", None),
    ],
)
async def test_it_is_what_stands_around_the_cursor(start: Start, word: str, comment: str | None) -> None:
    editor = await opened(start)
    if comment is not None:
        assert comment in await given(editor, editor.place(word), "4")
    else:
        with pytest.raises(JsonRpcException, match="no function, nor a class with a `forward` or `call`, around this"):
            await given(editor, editor.place(word), "4")


@pytest.mark.parametrize("name", CAPABILITIES)
async def test_the_editor_writes_the_comment_that_holds_from_then_on(start: Start, name: str) -> None:
    editor = await opened(start, name)
    text = await given(editor, "Net", "2,3,32,32")
    assert text == NET.replace(LINE, f"        # layerhints: x = (2, 3, 32, 32)\n{LINE}")
    assert (12, "(2, 8, 30, 30)") in await editor.hints()


@pytest.mark.parametrize(
    ("symbol", "shape", "comment"),
    [
        ("Net", "x=N,3,H,W", "        # layerhints: x = (N, 3, H, W)\n"),
        ("Net.forward", "mask=(N, 1)", "        # layerhints: mask = (N, 1)\n"),
        ("Net", "mask = 7", "        # layerhints: mask = (7,)\n"),
    ],
)
async def test_it_is_said_as_on_the_command_line(start: Start, symbol: str, shape: str, comment: str) -> None:
    assert await given(await opened(start), symbol, shape) == NET.replace(LINE, f"{comment}{LINE}")


async def test_a_class_within_another_has_inputs_too(start: Start) -> None:
    text = await given(await opened(start), "Outer.Inner", "4")
    assert "            # layerhints: y = (4,)\n            return y\n" in text


async def test_a_function_has_inputs_as_a_class_has(start: Start) -> None:
    editor = await opened(start)
    assert await given(editor, "patchify", "2,3,32,32") == NET.replace(
        "    def small", "    # layerhints: image = (2, 3, 32, 32)\n    def small"
    )
    shown = [text for _, text in await editor.hints()]
    assert "(2, 8, 8, 8) · 392" in shown
    both = await given(editor, "Tools.tall", "6,5,4")
    assert both.count("# layerhints: z = (6, 5, 4)") == 1
    assert "(6, 20)" in [text for _, text in await editor.hints()]


async def test_what_was_said_before_is_replaced(start: Start) -> None:
    editor = await opened(start)
    first = await given(editor, "Net", "2,3,32,32")
    assert await given(editor, "Net", "5,3,8,8") == first.replace("(2, 3, 32, 32)", "(5, 3, 8, 8)")
    assert (12, "(5, 8, 6, 6)") in await editor.hints()
    both = await given(editor, "Net", "mask=9")
    assert "# layerhints: x = (5, 3, 8, 8)\n" in both
    assert "# layerhints: mask = (9,)\n" in both


async def test_the_rest_of_a_comment_stays(start: Start) -> None:
    noted = "        return self.fc(x)  # größe 🚂, layerhints: x = [1, 3, 9, 9] (a photo)\n"
    editor = await opened(start, text=NET.replace(LINE, noted))
    wanted = "        return self.fc(x)  # größe 🚂, layerhints: x = (2, 3, 9, 9) (a photo)\n"
    assert await given(editor, "Net", "2,3,9,9") == NET.replace(LINE, wanted)


@pytest.mark.parametrize(
    ("symbol", "shape", "reason"),
    [
        ("Nett", "2,3", "there is no class or function `Nett` in this file"),
        ("Net.Inner", "2,3", "there is no class or function `Net.Inner` in this file"),
        ("Net.__init__", "2,3", "`Net.__init__` has no input"),
        ("Net.call", "2,3", "there is no class or function `Net.call` in this file"),
        ("Without", "2,3", "`Without` has no `forward` or `call` of its own in this file"),
        ("Net", "y=2,3", "`y` is not an input of `Net`; there is `x`, `mask`"),
        ("Net", "", "`` gives no sizes"),
        ("Net", "2,-3", "`-3` is not a size"),
        ("short", "2,3", "the body of `short` stands in the line of its head"),
        ("Short", "2,3", "the body of `Short` stands in the line of its head"),
    ],
)
async def test_what_has_no_shape_is_told(start: Start, symbol: str, shape: str, reason: str) -> None:
    editor = await opened(start)
    with pytest.raises(JsonRpcException) as refused:
        await given(editor, symbol, shape)
    assert refused.value.code == JsonRpcInvalidParams.CODE
    assert refused.value.message.startswith(reason)
    assert editor.texts["model.py"] == NET


@pytest.mark.parametrize(
    "arguments", [[], ["file:///x.py"], ["file:///x.py", "Net"], ["file:///x.py", {"line": 3}, "3"]]
)
async def test_what_is_no_command_is_told(start: Start, arguments: list[Any]) -> None:
    editor = await start(NEOVIM)
    with pytest.raises(JsonRpcException, match="takes the URI of a document") as refused:
        await editor.command("setInputShape", *arguments)
    assert refused.value.code == JsonRpcInvalidParams.CODE


async def test_what_is_not_open_has_no_inputs(start: Start) -> None:
    editor = await start(NEOVIM)
    with pytest.raises(JsonRpcException, match="is not open"):
        await editor.command("setInputShape", editor.uri("elsewhere.py"), "Net", "2,3")


async def test_an_edit_that_the_editor_does_not_take_is_told(start: Start) -> None:
    editor = await opened(start, VSCODE)
    editor.takes_edits = False
    with pytest.raises(JsonRpcException, match="did not take the edit: the file is read-only"):
        await given(editor, "Net", "2,3")
