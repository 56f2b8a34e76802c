"""Every place in which Keras has lived: the same three layers, imported in each spelling."""

from __future__ import annotations

import sys

import keras
import pytest

from .check import read

BODY = """
model = {Sequential}()
model.add({Conv2D}(8, (3, 3), input_shape=(10, 10, 3)))
model.add({Flatten}())
model.add({Dense}(5))
"""
"""Keras counts 224 + 0 + 2,565 parameters here: (3·3·3 + 1)·8 and (8·8·8 + 1)·5."""

PLAIN = {name: name for name in ("Sequential", "Conv2D", "Flatten", "Dense")}


def inside(layers: str, models: str) -> dict[str, str]:
    return {name: f"{models if name == 'Sequential' else layers}.{name}" for name in PLAIN}


SPELLINGS: dict[str, dict[str, str]] = {
    "from keras.models import Sequential\nfrom keras.layers import Conv2D, Flatten, Dense": PLAIN,
    "from keras import Sequential\nfrom keras.layers import *": PLAIN,
    "from keras.models import *\nfrom keras.layers import *": PLAIN,
    "from keras.models import Sequential\nfrom keras.layers.core import Dense, Flatten\n"
    "from keras.layers.convolutional import *": PLAIN,
    "from keras.models import Sequential\nfrom keras.layers.core import *\n"
    "from keras.layers.convolutional import Conv2D": PLAIN,
    "from keras.engine.training import Model\nfrom keras.engine.sequential import Sequential\n"
    "from keras.layers import Conv2D, Dense, Flatten": PLAIN,
    "from tensorflow.keras.models import Sequential\nfrom tensorflow.keras.layers import Conv2D, Dense, Flatten": PLAIN,
    "from tensorflow.python.keras.models import Sequential\n"
    "from tensorflow.python.keras.layers import Conv2D, Dense, Flatten": PLAIN,
    "from tensorflow.python.keras.layers.core import Dense, Flatten\n"
    "from tensorflow.python.keras.layers.convolutional import Conv2D\n"
    "from tensorflow.python.keras.engine.sequential import Sequential": PLAIN,
    "from keras.api.models import Sequential\nfrom keras.api.layers import Conv2D, Dense, Flatten": PLAIN,
    "from tf_keras.models import Sequential\nfrom tf_keras.layers import Conv2D, Dense, Flatten": PLAIN,
    "from tensorflow.contrib.keras.api.keras.layers import Conv2D, Dense, Flatten\n"
    "from tensorflow.contrib.keras.api.keras.models import Sequential": PLAIN,
    "import keras": inside("keras.layers", "keras"),
    "import keras.api": inside("keras.api.layers", "keras.api"),
    "import keras.layers\nimport keras.models": inside("keras.layers", "keras.models"),
    "import keras.layers as L\nimport keras.models as M": inside("L", "M"),
    "import keras as k": inside("k.layers", "k.models"),
    "from keras import layers, models": inside("layers", "models"),
    "from tensorflow import keras": inside("keras.layers", "keras"),
    "from tensorflow.keras import layers, models": inside("layers", "models"),
    "import tensorflow as tf": inside("tf.keras.layers", "tf.keras"),
    "import tensorflow": inside("tensorflow.keras.layers", "tensorflow.keras.models"),
    "import tensorflow.keras as keras": inside("keras.layers", "keras"),
    "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()": inside("tf.keras.layers", "tf.keras"),
    "import tensorflow as tf\nkeras = tf.compat.v1.keras": inside("keras.layers", "keras"),
    "import tensorflow as tf\nkeras = tf.compat.v2.keras": inside("keras.layers", "keras"),
    "import tensorflow as tf\nfrom tensorflow.keras import Sequential\nL = tf.keras.layers": inside("L", "tf.keras"),
    "from keras.layers import convolutional, core\nfrom keras.models import Sequential": {
        **PLAIN,
        "Conv2D": "convolutional.Conv2D",
        "Flatten": "core.Flatten",
        "Dense": "core.Dense",
    },
    "try:\n    from keras.models import Sequential\n    from keras.layers import *\n"
    "except ImportError:\n    from tensorflow.keras.models import Sequential\n"
    "    from tensorflow.keras.layers import *": PLAIN,
    "": PLAIN,
}  # fmt: skip


@pytest.mark.parametrize("imports", SPELLINGS, ids=lambda text: text.replace("\n", "; ") or "no import at all")
def test_spelling(imports: str) -> None:
    result = read(f"{imports}\n{BODY.format(**SPELLINGS[imports])}")
    model = result.models["model"]
    assert [row["params"] for row in model["layers"]] == [224, 0, 2565]
    assert model["output"] == [None, 5]
    assert result.problems == [] and model["unknown"] == []


def test_base_classes() -> None:
    """`Layer` and `Model`, to derive from, in the places where they have been."""
    for module in (
        "keras.engine.topology",
        "keras.engine.base_layer",
        "keras.engine",
        "keras.layers",
        "keras.legacy.layers",
        "tensorflow.python.keras.engine.base_layer",
        "tensorflow.keras.layers",
    ):
        source = f"""
from {module} import Layer
from keras.layers import Input
from keras.models import Model
class Scale(Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(name='scale', shape=(input_shape[-1],), initializer='ones', trainable=True)
        super(Scale, self).build(input_shape)
    def call(self, x):
        return x * self.scale
x = Input((7,))
model = Model(x, Scale()(x))
"""
        model = read(source).models["model"]
        assert model["params"]["total"] == 7, module
        assert model["output"] == [None, 7], module


def test_merging_functions() -> None:
    """`keras.layers.merge` as a module, and its functions."""
    for imports, add in (
        ("from keras.layers.merge import add, concatenate", "add([a, b])"),
        ("from keras.layers import add, concatenate", "add([a, b])"),
        ("from keras.layers.merge import Add, concatenate", "Add()([a, b])"),
        ("from keras.layers import merge\nfrom keras.layers.merge import concatenate", "merge.add([a, b])"),
    ):
        source = f"{imports}\nfrom keras import Input, Model\na, b = Input((4,)), Input((4,))\n"
        model = read(source + f"model = Model([a, b], concatenate([{add}, b]))").models["model"]
        assert model["output"] == [None, 8], imports
        assert [row["path"] for row in model["layers"]] == ["input_layer", "input_layer_1", "add", "concatenate"]


def test_the_models_that_come_with_tensorflow() -> None:
    """They are those of the Keras that is installed beside it."""
    source = """
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras.applications import VGG16
from tensorflow.keras.applications.vgg16 import preprocess_input

same = {"weights": None, "include_top": False, "input_shape": (64, 64, 3)}
first = VGG16(**same)
second = keras.applications.VGG16(**same)
third = tf.keras.applications.vgg16.VGG16(**same)
"""
    truth = keras.applications.VGG16(weights=None, include_top=False, input_shape=(64, 64, 3))
    models = read(source, variables={"VIRTUAL_ENV": sys.prefix}).models
    assert list(models) == ["first", "second", "third"]
    for model in models.values():
        assert model["params"]["total"] == truth.count_params()
        assert model["output"] == list(truth.output_shape)


def test_what_libraries_borrow_from_inside() -> None:
    """`keras.src.utils.argument_validation` is plain Python, and is read from the Keras that is installed."""
    source = """
from keras import Input, Model, layers
from keras.src.utils.argument_validation import standardize_tuple

x = Input((8, 8, 3))
model = Model(x, layers.Conv2D(4, standardize_tuple(3, 2, "kernel_size"))(x))
"""
    model = read(source, variables={"VIRTUAL_ENV": sys.prefix}).models["model"]
    x = keras.Input((8, 8, 3))
    truth = keras.Model(x, keras.layers.Conv2D(4, (3, 3))(x))
    assert model["params"]["total"] == truth.count_params() == 112
    assert model["output"] == list(truth.output_shape)
