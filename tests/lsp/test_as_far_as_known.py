"""A file of many models, asked for as a whole: what is known so far is shown, the rest when the editor asks again."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from .conftest import Start
from .editor import HELIX, NEOVIM, PATIENCE, Editor, Hint

IMPORTS = "from keras import Input, Model, layers\n"
BLOCK = """

def block(x, filters):
    y = layers.Conv2D(filters, 3, padding="same")(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    return layers.Add()([x, y])
"""
MODEL = """

def model_{n}():
    inputs = Input((32, 32, 3))
    x = layers.Conv2D({n}, 3)(inputs)
    for _ in range({depth}):
        x = block(x, {n})
    x = layers.GlobalAveragePooling2D()(x)
    return Model(inputs, layers.Dense(10)(x))
"""
FIRST, LAST = 8, 47


def models(depth: int) -> str:
    """Forty models, each of another width, and behind them the block that all are made of."""
    return IMPORTS + "".join(MODEL.format(n=n, depth=depth) for n in range(FIRST, LAST + 1)) + BLOCK


async def answers_until(everything: list[Hint], editor: Editor) -> list[list[Hint]]:
    """The answers that the editor gets, which asks again whenever it is told to, until it has everything."""
    answers = [await editor.hints()]
    while answers[-1] != everything:
        told = len(answers)
        async with asyncio.timeout(PATIENCE):
            while editor.refreshes < told:
                await asyncio.sleep(0.01)
        answers.append(await editor.hints())
    return answers


async def test_what_is_known_is_shown_and_the_rest_follows(start: Start) -> None:
    patient, other = await start(HELIX), await start(NEOVIM)
    for editor in (patient, other):
        editor.open(models(60))
    everything = await patient.hints()
    parts = await answers_until(everything, other)
    assert patient.refreshes == 0
    assert len(parts) > 1
    for part, following in pairwise(parts):
        assert 0 < len(part) < len(following)
        assert set(part) <= set(everything)


async def test_what_is_nearest_to_an_edit_comes_first(start: Start) -> None:
    patient, other = await start(HELIX), await start(NEOVIM)
    for editor in (patient, other):
        editor.open(models(60))
    await answers_until(await patient.hints(), other)
    for editor in (patient, other):
        editor.refreshes = 0
        editor.replace('3, padding="same"', '5, padding="same"')
    everything = await patient.hints()
    first, *_ = await answers_until(everything, other)
    assert set(first) < set(everything)
    assert first[-10:] == everything[-10:]
    assert first[0] != everything[0]


async def test_an_edit_ends_the_search(start: Start) -> None:
    patient, other = await start(HELIX), await start(NEOVIM)
    other.open(models(60))
    assert await other.hints()
    for old, new in (('3, padding="same"', '5, padding="same"'), ("range(60)", "range(2)")):
        other.rewrite(other.texts["model.py"].replace(old, new))
    patient.open(other.texts["model.py"])
    assert await other.hints() == await patient.hints()
    assert other.refreshes == 0


async def test_a_file_of_usual_size_is_answered_at_once(start: Start) -> None:
    editor = await start(NEOVIM)
    editor.open(models(10))
    everything = await editor.hints()
    assert await editor.hints() == everything
    assert len(everything) > 200
    assert editor.refreshes == 0
