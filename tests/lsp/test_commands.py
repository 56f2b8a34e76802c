"""What programs may ask: `layerhints.summary`. The counters of `layerhints.status` are tested where they count."""

from __future__ import annotations

from typing import Any

import pytest
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from .conftest import Start
from .editor import NEOVIM
from .models import CNN

COUNTED = 9_248
"""The second Conv2D, by Keras."""


async def test_a_summary_of_an_open_document(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open(CNN)
    lines = (await editor.command("summary", editor.uri("model.py"))).splitlines()
    assert any("(None, 30, 30, 32)" in line and f"{COUNTED:,}" in line for line in lines)
    assert await editor.command("summary", editor.uri("model.py"), "text") == "\n".join([*lines, ""])


async def test_a_summary_for_programs(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open(CNN)
    summary = await editor.command("summary", editor.uri("model.py"), "json")
    (model,) = summary["models"]
    layer = model["layers"][2]
    assert (layer["outputs"], layer["params"]) == ([[None, 30, 30, 32]], COUNTED)


async def test_there_is_no_summary_of_what_is_not_open(start: Start) -> None:
    editor = await start(NEOVIM)
    assert await editor.command("summary", editor.uri("elsewhere.py")) is None


@pytest.mark.parametrize("arguments", [[], [3], ["file:///x.py", "yaml"], ["file:///x.py", "json", 3], [None, "json"]])
async def test_what_a_summary_cannot_be_made_of_is_told(start: Start, arguments: list[Any]) -> None:
    editor = await start(NEOVIM)
    with pytest.raises(JsonRpcException, match="takes the URI of a document") as refused:
        await editor.command("summary", *arguments)
    assert refused.value.code == JsonRpcInvalidParams.CODE
