"""What is offered to mend a problem. Real PyTorch and Keras refuse each program as it is, and run it when the offer is
taken.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

import pytest

from layerhints.ide.code_actions import CodeAction, fixes
from layerhints.ide.diagnostics import Diagnostic, diagnostics
from layerhints.project.project import Project
from layerhints.project.text import Text
from layerhints.project.view import View

NET = """\
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)
        self.norm = {norm}
        self.pool = nn.AdaptiveAvgPool2d(12)
        self.last = {last}

    def forward(self, x):
        x = self.pool(self.norm(self.conv(x)))
        return {applied}

Net()(torch.zeros(2, 3, 32, 32))
"""


def net(norm: str = "nn.BatchNorm2d(width)", last: str = "nn.Linear(9216, 10)", applied: str = "") -> str:
    return NET.format(norm=norm, last=last, applied=applied or "self.last(torch.flatten(x, 1))")


TORCH = "import torch\nfrom torch import nn\n"
KERAS = "import keras\nfrom keras import layers\n"
OWN = f"""{TORCH}
class Own(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(width, width)

"""
MENDED = {
    "the features behind flatten": (
        net(last="nn.Linear(512, 10)"),
        "Replace 512 by 9216",
        net(last="nn.Linear(9216, 10)"),
    ),
    "by its name": (
        net(last="nn.Linear(out_features=10, in_features=64 * 5 * 5)"),
        "Replace 64 * 5 * 5 by 9216",
        net(last="nn.Linear(out_features=10, in_features=9216)"),
    ),
    "the channels of a norm": (
        net(norm="nn.BatchNorm2d(32)"),
        "Replace 32 by 64",
        net(norm="nn.BatchNorm2d(64)"),
    ),
    "in a stack": (
        f"{TORCH}nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(3, 6, 3))(torch.zeros(1, 3, 8, 8))\n",
        "Replace 3 by 8",
        f"{TORCH}nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 6, 3))(torch.zeros(1, 3, 8, 8))\n",
    ),
    "the name of an argument": (
        f"{TORCH}nn.Linear(in_feature=3, out_features=4)\n",
        "Replace `in_feature` by `in_features`",
        f"{TORCH}nn.Linear(in_features=3, out_features=4)\n",
    ),
    "an argument of a module of the program's own": (
        f"{OWN}Own(widht=8)\n",
        "Replace `widht` by `width`",
        f"{OWN}Own(width=8)\n",
    ),
    "an attribute": (
        net(applied="self.lst(torch.flatten(x, 1))"),
        "Replace `lst` by `last`",
        net(),
    ),
    "a choice": (
        f"{KERAS}layers.Conv2D(8, 3, padding='smae')\n",
        "Replace `smae` by `same`",
        f"{KERAS}layers.Conv2D(8, 3, padding='same')\n",
    ),
    "an activation": (
        f'{KERAS}layers.Dense(8, "rleu")\n',
        "Replace `rleu` by `relu`",
        f'{KERAS}layers.Dense(8, "relu")\n',
    ),
    "the name of a layer": (
        f"{KERAS}keras.Sequential([layers.Dense(8, name='first')]).get_layer('frist')\n",
        "Replace `frist` by `first`",
        f"{KERAS}keras.Sequential([layers.Dense(8, name='first')]).get_layer('first')\n",
    ),
    "an argument of another release": (
        f"{KERAS}x = keras.Input((4,))\nkeras.Model(inputs=x, output=layers.Dense(2)(x))\n",
        "Replace `output` by `outputs`",
        f"{KERAS}x = keras.Input((4,))\nkeras.Model(inputs=x, outputs=layers.Dense(2)(x))\n",
    ),
}


def problems(source: str, folder: Any) -> tuple[View, list[Diagnostic]]:
    file = str(folder / "model.py")
    project = Project({"VIRTUAL_ENV": sys.prefix})
    project.open(file, Text(source))
    view = project.view(file)
    return view, list(diagnostics(view))


def offered(source: str, folder: Any) -> list[CodeAction]:
    view, found = problems(source, folder)
    return [action for each in found for action in fixes(view, each.range.start, each.code)]


def runs(source: str) -> bool:
    with suppress(Exception):
        exec(source, {"__name__": "program"})
        return True
    return False


@pytest.mark.parametrize("name", MENDED)
def test_the_program_runs_when_the_offer_is_taken(name: str, tmp_path: Any) -> None:
    source, title, mended = MENDED[name]
    assert not runs(source)
    action, ignoring = offered(source, tmp_path)
    assert (action.title, action.mends) == (title, True)
    assert ignoring.title.startswith("Ignore") and not ignoring.mends
    assert Text(source).edited(action.edit.range, action.edit.text).content == mended
    assert problems(mended, tmp_path)[1] == []
    assert runs(mended)


STACK = "nn.Sequential(nn.Conv2d(3, 64, 3), nn.AdaptiveAvgPool2d(12), {}nn.Linear(9216, 10))"
LONG_STACK = """\
import torch
from torch import nn

features = nn.Sequential(
    nn.Conv2d(3, 64, 3),  # features
    nn.AdaptiveAvgPool2d(12),
    {}nn.Linear(9216, 10),
)
features(torch.zeros(2, 3, 32, 32))
"""
FLATTENED = {
    "a tensor with a name": (net(applied="self.last(x)"), net(applied="self.last(x.flatten(1))")),
    "what an operation gives": (net(applied="self.last(x + 1)"), net(applied="self.last((x + 1).flatten(1))")),
    "by its name": (net(applied="self.last(input=x)"), net(applied="self.last(input=x.flatten(1))")),
    "in a stack": (
        net(last=STACK.format(""), applied="self.last(torch.zeros(2, 3, 32, 32))"),
        net(last=STACK.format("nn.Flatten(), "), applied="self.last(torch.zeros(2, 3, 32, 32))"),
    ),
    "in a stack of lines": (LONG_STACK.format(""), LONG_STACK.format("nn.Flatten(),\n    ")),
}


@pytest.mark.parametrize("name", FLATTENED)
def test_what_is_to_be_flat_is_flattened_rather_than_the_layer_changed(name: str, tmp_path: Any) -> None:
    source, mended = FLATTENED[name]
    assert not runs(source)
    flatten, fit, ignoring = offered(source, tmp_path)
    assert (fit.title, ignoring.title) == ("Replace 9216 by 12", "Ignore `wrong-features` in this line")
    assert (flatten.mends, fit.mends, ignoring.mends) == (True, False, False)
    assert Text(source).edited(flatten.edit.range, flatten.edit.text).content == mended
    assert problems(mended, tmp_path)[1] == []
    assert runs(mended)


LEFT_ALONE = {
    "a name, on which others may count": net(last="nn.Linear(width, 10)"),
    "a layer that is used with inputs of several sizes": (
        f"{TORCH}layer = nn.Linear(5, 2)\nlayer(torch.zeros(1, 3))\nlayer(torch.zeros(1, 4))\n"
    ),
    "what is asked of the input, not of the layer": f"{TORCH}nn.Conv2d(3, 8, 3)(torch.zeros(2, 3))\n",
    "a word that is like no other": f"{TORCH}nn.Linear(3, 4, qqq=5)\n",
    "what a call hands on": f"{TORCH}given = dict(in_feature=3)\nnn.Linear(out_features=4, **given)\n",
}


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_what_is_not_certain_to_mend_is_not_offered(name: str, tmp_path: Any) -> None:
    source = LEFT_ALONE[name]
    assert not runs(source)
    found = problems(source, tmp_path)[1]
    actions = offered(source, tmp_path)
    assert found
    assert all(action.title.startswith("Ignore") for action in actions)
