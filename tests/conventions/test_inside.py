"""Layers that are run inside another layer: where Keras on jax cannot run them on open sizes, there is no shape."""

from __future__ import annotations

import pytest

from .check import read, run

START = "from keras import Input, Model, layers\n"
OWN = """
class Own(layers.Layer):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def call(self, x):
        return self.layer(x)

"""
AROUND = {"alone": "{}", "pipeline": "layers.Pipeline([{}])", "own": "Own({})"}
CALLS = (
    ("layers.CenterCrop(4, 4)", "(None, 9, 3)"),
    ("layers.CenterCrop(4, 4)", "(9, 9, None)"),
    ("layers.CenterCrop(4, 4, data_format='channels_first')", "(3, 9, None)"),
    ("layers.RandomCrop(4, 4)", "(9, 9, 3)"),
    ("layers.RandomCrop(9, 12)", "(9, 9, 3)"),
    ("layers.RandomCrop(12, 12)", "(9, None, 3)"),
    ("layers.Resizing(4, 4)", "(None, 9, 3)"),
    ("layers.Resizing(4, 4, crop_to_aspect_ratio=True)", "(None, 9, 3)"),
    ("layers.Resizing(4, 4, pad_to_aspect_ratio=True)", "(9, 9, 3)"),
    ("layers.MixUp()", "(9, 9, 3)"),
    ("layers.CutMix()", "(9, 9, 3)"),
    ("layers.RandomElasticTransform()", "(9, 9, 3)"),
    ("layers.RandomFlip()", "(None, None, 3)"),
    ("layers.RandomFlip()", "(5, 9, 9, 3)"),
    ("layers.Rescaling(0.5)", "(5, 9, 9, 3)"),
    ("layers.RandomZoom(0.1)", "(None, 9, 3)"),
    ("layers.AdaptiveAveragePooling2D(3)", "(None, 9, 3)"),
    ("layers.AdaptiveMaxPooling1D(3)", "(9, None)"),
    ("layers.Cropping1D(1)", "(None, 3)"),
    ("layers.Cropping2D(((1, 0), (1, 1)))", "(None, 9, 3)"),
    ("layers.Cropping3D(1)", "(9, 9, None, 3)"),
    ("layers.MaxPooling2D()", "(None, 9, 3)"),
)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(("layer", "shape"), CALLS)
def test_as_keras(layer: str, shape: str, around: str) -> None:
    program = f"{START}{OWN}x = Input({shape})\nmodel = Model(x, {AROUND[around].format(layer)}(x))\n"
    found = read(program)
    assert found.problems == []
    try:
        expected = list(run(program)["model"].output_shape)
    except Exception:  # whatever jax raises in the middle of a computation
        expected = None
    assert found.models["model"]["output"] == expected


def test_on_numbers_nothing_is_open() -> None:
    program = f"{START}{OWN}import numpy as np\ny = Own(layers.CenterCrop(4, 4))(np.zeros((2, 9, 9, 3)))\n"
    sizes = f"{program}x = Input(y.shape[1:])\nmodel = Model(x, layers.Flatten()(x))\n"
    assert read(sizes).models["model"]["output"] == list(run(sizes)["model"].output_shape)
