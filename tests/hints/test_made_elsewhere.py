"""Models that a function of another file puts together: the line that calls it shows them."""

from __future__ import annotations

from pathlib import Path

from layerhints.ide.hints import hints
from layerhints.project.project import Project

ZOO = {
    "keras": "from keras import Model, layers\n\n\ndef net(units=3):\n    x = layers.Input((4,))\n"
    "    return Model(x, layers.Dense(units)(x))\n",
    "torch": "from torch import nn\n\n\ndef net(units=3):\n    return nn.Sequential(nn.Linear(4, units), nn.ReLU())\n",
}


def shown(folder: Path, zoo: str, program: str) -> list[tuple[int, str]]:
    (folder / "zoo.py").write_text(zoo, encoding="utf-8")
    file = folder / "main.py"
    file.write_text(program, encoding="utf-8")
    return [(hint.position.row, hint.label) for hint in hints(Project({}).view(str(file)))]


def test_a_model_of_keras(tmp_path: Path) -> None:
    program = "from zoo import net\nfirst = net()\nsecond = net(5)\nagain = first\n"
    assert shown(tmp_path, ZOO["keras"], program) == [(1, "(None, 3) · 15"), (2, "(None, 5) · 25")]


def test_a_module_of_torch_that_nothing_was_sent_through(tmp_path: Path) -> None:
    assert shown(tmp_path, ZOO["torch"], "from zoo import net\nfirst = net()\n") == [(1, "15 parameters")]


def test_a_stack_shows_its_own_layers_and_not_what_comes_out_of_the_model_in_it(tmp_path: Path) -> None:
    program = (
        "from keras import Sequential, layers\nfrom zoo import net\nbase = net()\n"
        "model = Sequential([base, layers.Dense(5), layers.Dense(6)])\n"
    )
    assert shown(tmp_path, ZOO["keras"], program) == [
        (2, "(None, 3) · 15"),
        (3, "(…, 5) · 20"),
        (3, "(…, 6) · 36"),
        (3, "(None, 6) · 71"),
    ]
