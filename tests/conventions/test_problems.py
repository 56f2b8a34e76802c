"""Wrong use: the problem stands at the expression to blame, and nothing behind it has a number that is not true."""

from __future__ import annotations

from pathlib import Path

import pytest

from .check import read, run

IMPORTS = "import keras\nfrom keras import Input, Model, Sequential, layers\n"

WRONG = {
    "Dense of a number": ("model = Sequential([Input(()), layers.Dense(3)])", "wrong-rank", "layers.Dense(3)"),
    "Conv2D of a row": ("model = Sequential([Input((8,)), layers.Conv2D(3, 3)])", "wrong-rank", "layers.Conv2D(3, 3)"),
    "Conv2D of an image without channels": (
        "x = Input((28, 28))\ny = layers.Conv2D(8, 3)(x)\nmodel = Model(x, y)", "wrong-rank", "x"),
    "LSTM of a row": ("x = Input((9,))\nmodel = Model(x, layers.LSTM(4)(x))", "wrong-rank", "x"),
    "Concatenate that does not fit": (
        "a, b = Input((8, 3)), Input((9, 3))\ny = layers.concatenate([a, b])\nmodel = Model([a, b], y)",
        "shape-mismatch", "[a, b]"),
    "Add that does not fit": (
        "a, b = Input((8, 3)), Input((8, 4))\ny = layers.Add()([a, b])\nmodel = Model([a, b], y)",
        "shape-mismatch", "[a, b]"),
    "a kernel that is too large": (
        "model = Sequential([Input((4, 4, 1)), layers.Conv2D(2, 3), layers.Conv2D(2, 3)])",
        "window-too-large", "3"),
    "Reshape that does not fit": (
        "model = Sequential([Input((10,)), layers.Reshape((3, 4))])", "reshape-mismatch", "(3, 4)"),
    "a shared layer on another size": (
        "shared = layers.Dense(3)\na, b = Input((4,)), Input((5,))\nmodel = Model([a, b], [shared(a), shared(b)])",
        "wrong-shape", "b"),
    "a misspelt argument": (
        "model = Sequential([Input((4,)), layers.Dense(3, activaton='relu')])", "unexpected-argument", "'relu'"),
    "no units": ("model = Sequential([Input((4,)), layers.Dense()])", "missing-argument", "layers.Dense()"),
    "half a unit": ("model = Sequential([Input((4,)), layers.Dense(7 / 2)])", "bad-size", "7 / 2"),
    "an unknown padding": (
        "model = Sequential([Input((9, 9, 1)), layers.Conv2D(1, 3, padding='some')])", "bad-choice", "'some'"),
}  # fmt: skip

OF_SHAPES = {"wrong-rank", "wrong-shape", "shape-mismatch", "window-too-large", "reshape-mismatch"}
"""Problems after which nothing is known of what comes out."""


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name: str) -> None:
    source, code, blamed = WRONG[name]
    source = IMPORTS + source
    with pytest.raises((ValueError, TypeError)):
        run(source)
    result = read(source)
    assert {(found, text) for _, found, text in result.problems} == {(code, blamed)}
    output = result.models["model"]["output"]
    if code in OF_SHAPES:
        assert output is None or output["tuple"][1] is None


def test_a_model_on_a_size_that_it_was_not_built_for(tmp_path: Path) -> None:
    """Keras 3 refuses it, Keras 2 went on with a warning; without an environment nothing is claimed."""
    source = (
        IMPORTS + "x = Input((16, 16, 2))\ncore = Model(x, layers.Conv2D(4, 3)(x))\n"
        "z = Input((9, 9, 2))\nmodel = Model(z, core(z))\n"
    )
    with pytest.raises(ValueError, match="incompatible"):
        run(source)
    outputs = {}
    for version in ("", "2.15.0", "3.15.1"):
        folder = _installed(tmp_path, version)
        result = read(source, folder)
        outputs[version] = result.models["model"]["output"], result.codes
    assert outputs[""] == (None, [])
    assert outputs["2.15.0"] == ([None, 7, 7, 4], [])
    assert outputs["3.15.1"] == (None, ["wrong-shape"])


def _installed(tmp_path: Path, version: str) -> Path:
    """A folder with an environment that has this version of Keras; without one, no Keras."""
    folder = tmp_path / f"keras{version}"
    packages = folder / ".venv" / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (folder / ".venv" / "pyvenv.cfg").write_text("version = 3.11\n")
    if version:
        (packages / f"keras-{version}.dist-info").mkdir()
    return folder


SYMBOLIC = {
    "if": "if x > 0:\n    x = x + 1",
    "while": "while x < 3:\n    x = x + 1",
    "choice": "y = x if x > 1 else 2",
    "assert": "assert x > 0",
}


@pytest.mark.parametrize("name", SYMBOLIC)
def test_a_symbolic_tensor_decides_nothing(name: str, tmp_path: Path) -> None:
    source = f"{IMPORTS}x = Input((4,))\nif x is not None and len(x.shape) == 2:\n    x = x * 2\n{SYMBOLIC[name]}\n"
    with pytest.raises(TypeError, match="boolean"):
        run(source)
    found = [set(read(source, _installed(tmp_path, version)).codes) for version in ("", "3.15.1")]
    assert found == [set(), {"wrong-inputs"}]


def test_what_a_layer_decides_by_its_tensor_is_its_own_affair(tmp_path: Path) -> None:
    """TensorFlow reads the `call` of a layer as a graph, or runs it on numbers."""
    source = f"{IMPORTS}class Own(layers.Layer):\n    def call(self, x):\n        return x + 1 if x > 0 else x\n"
    source += "x = Input((4,))\ny = Own()(x)\n"
    assert read(source, _installed(tmp_path, "3.15.1")).codes == []


@pytest.mark.parametrize("call", ["Input(input_shape=(4,))", "Input(batch_input_shape=(2, 4))"])
def test_an_input_is_not_told_its_shape_as_layers_were(call: str, tmp_path: Path) -> None:
    source = f"{IMPORTS}x = {call}\nmodel = Model(x, layers.Dense(3)(x))\n"
    with pytest.raises(TypeError, match="unexpected keyword"):
        run(source)
    found = [read(source, _installed(tmp_path, version)) for version in ("", "2.15.0", "3.15.1")]
    assert [each.codes for each in found] == [[], [], ["unexpected-argument"]]


@pytest.mark.parametrize(("units", "found"), [("7 / 2", ["bad-size", None]), ("8 / 2", [None, None])])
def test_units_behind_the_point(units: str, found: list[str | None], tmp_path: Path) -> None:
    """Keras 2 cut off what is behind the point and Keras 3 refuses it; where neither is installed, a number that
    nothing is cut off from is taken.
    """
    source = f"{IMPORTS}model = Sequential([Input((4,)), layers.Dense({units})])\n"
    with pytest.raises(ValueError, match="positive integer"):
        run(source)
    codes = [read(source, _installed(tmp_path, version)).codes for version in ("", "2.15.0", "3.15.1")]
    assert codes == [[each] if each else [] for each in (*found, "bad-size")]
