"""Whatever is typed: hints, hovers, problems and summaries are made of it, and no exception escapes."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from layerhints.ide.diagnostics import diagnostics
from layerhints.ide.hints import hints
from layerhints.ide.hover import hover
from layerhints.ide.summary import as_json, as_text
from layerhints.project.project import Project
from layerhints.project.text import Position, Text

CORPUS = Path(__file__).parent.parent / "corpus"
FILE = "/workspace/model.py"
TEXTS = [path.read_text() for folder in ("seeds", "sources") for path in sorted((CORPUS / folder).glob("*.py"))]
ARGUMENTS = [
    "None", "'same'", "-1", "0", "10**18", "[3]", "(1, 2, 3)", "{}", "lambda: 0", "x", "3.5", "()", "[None]", "Dense",
    "*a", "**k", "...", "[[]]", "Dense(3)", "Input((3,))", "x.shape", "range(3)", "set()", "np", "Sequential()",
]  # fmt: skip
HEAD = """
import keras, math
import numpy as np
from keras.layers import *
from keras.models import *
x = Input((4, 5, 6))
model = Sequential([Input((3,)), Dense(4)])
"""
MISUSE = """
Sequential.add(3)
Dense.__call__()
Sequential.pop()
Model.get_layer(3)
Layer.add_weight()
Sequential.__init__(3)
Dense.from_config({'units': [3]})
Model.from_config(None)
Dense.compute_output_shape((3, 4))
np.ndarray.reshape()
str.join()
list.append()
Dense(3).build(3)
Dense(**{3: 4})(*x, **x)
Dense(None)(None)
Dense(3, input_shape=(np, x, 2.5, [x]))(x)
Sequential([Conv2D(4, 3, input_shape=(16, 16, -0.0))])
Sequential([Conv2D(4, 3, input_shape=(keras, 16, 1))])
Conv2D(-3, -1)(x)
Conv2D(3, (1, 2, 3, 4), strides=None)(x)
model.add('x')
model.add(model)
model.layers['a']
Sequential([1, 2, 3])
Model(inputs=None, outputs=[None])
Input(shape=(10**30, -4, 'a'))
Input(batch_shape=3)
Reshape((-1, -1))(x)
Permute('ab')(x)
Concatenate(axis='x')([1])
TimeDistributed(Dense)(x)
Lambda(lambda: 1)(x)
RNN([LSTMCell(2), None])(x)
Model(x, keras.ops.matmul(x))(x)
keras.ops.einsum('zz->', x)
keras.ops.pad(x, ((1,),))
np.concatenate([3])
np.zeros((10**20, 10**20))
super(3).__init__()
self.add_weight('x', 'y')
1 << 10**9
'%d' % 'x'
'{0.a[3]}'.format()
math.log2(0)
"""


def answer_everything(text: str, chance: random.Random) -> None:
    project = Project({})
    project.open(FILE, Text(text))
    view = project.view(FILE)
    list(hints(view))
    list(diagnostics(view))
    json.dumps(as_json(view))
    as_text(view)
    for row, line in enumerate(text.split("\n")):
        for name in re.finditer(r"\b[^\W\d]\w*", line):
            if chance.random() < 0.2 and (found := hover(view, Position(row, name.start()))) is not None:
                found.markdown(lambda file: file)
                found.plain()


def edited(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    row = chance.randrange(len(lines))
    match chance.randrange(6):
        case 0:
            del lines[row]
        case 1:
            lines.insert(row, chance.choice(lines))
        case 2:
            lines.insert(row, re.match(r"\s*", lines[row])[0] + chance.choice(MISUSE.split("\n")))  # type: ignore[index]
        case 3:
            return text[: chance.randrange(len(text) + 1)]
        case 4:
            return _replaced(text, r"\b\w+\b", chance)
        case _:
            return _replaced(text, r"(?<=[(,=\[])\s*[^(),=\[\]]+(?=[),\]])", chance)
    return "\n".join(lines)


def _replaced(text: str, pattern: str, chance: random.Random) -> str:
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    place = chance.choice(found)
    return text[: place.start()] + chance.choice([chance.choice(found)[0], *ARGUMENTS]) + text[place.end() :]


@pytest.mark.parametrize("seed", range(40))
def test_edits(seed: int) -> None:
    chance = random.Random(seed)
    text = chance.choice(TEXTS)
    for _ in range(chance.choice([1, 2, 4])):
        text = edited(text, chance)
    answer_everything(text, chance)


@pytest.mark.parametrize("line", MISUSE.strip().split("\n"))
def test_misuse(line: str) -> None:
    chance = random.Random(line)
    answer_everything(f"{HEAD}y = {line}\n", chance)
    inside = f"class Net(Model):\n    def __init__(self):\n        self.made = {line}\n    def call(self, x):\n        "
    answer_everything(f"{HEAD}{inside}return {line}\n", chance)


def test_the_last_axis_of_an_input_that_is_not_known() -> None:
    answer_everything(
        "from keras import layers, ops\nx, y = layers.Input(()), layers.Input(())\n"
        "y = layers.concatenate([ops.unheard_of(x, -1), ops.unheard_of(y, -1)])\n"
        "y = layers.LayerNormalization()(y)\n"
        "z = layers.concatenate([layers.Flatten()(unheard_of(x)), y])\n",
        _Everywhere(),
    )


class _Everywhere(random.Random):
    """Every name is hovered over."""

    def random(self) -> float:
        return 0.0
