"""Models that are made of models: clones, configurations, stacks of another model's layers; judged by real Keras."""

from __future__ import annotations

import pytest

from .check import disagreements, read, run

PROGRAMS = {
    "a clone, and a model on a clone": """
import keras
from keras import layers
i = keras.Input((8,))
x = layers.Dense(4, name="a")(i)
m = keras.Model(i, layers.Dense(2)(x))
c = keras.models.clone_model(m)
n = keras.Model(c.input, layers.Dense(3)(c.output))
""",
    "a clone of a stack keeps what is frozen": """
import keras
from keras import layers
m = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.BatchNormalization(), layers.Flatten()])
m.layers[0].trainable = False
c = keras.models.clone_model(m)
d = keras.Sequential([c, layers.Dense(7)])
""",
    "a clone of a stack without an input": """
import keras
from keras import layers
m = keras.Sequential([layers.Dense(4), layers.Dense(2)])
c = keras.models.clone_model(m)
c.build((None, 5))
""",
    "a clone on another input": """
import keras
from keras import layers
m = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()])
c = keras.models.clone_model(m, input_tensors=keras.Input((16, 16, 3)))
""",
    "a clone of shared layers and of a model inside": """
import keras
from keras import layers
inner = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(3)], name="inner")
a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
shared = layers.Dense(5)
x = layers.add([shared(inner(a)), shared(inner(b))])
m = keras.Model([a, b], x)
c = keras.models.clone_model(m)
e = keras.layers.Dense(3)
f = keras.Sequential([keras.Input((2,)), e])
""",
    "the inputs that a tensor comes from": """
import keras
from keras import layers
i, j = keras.Input((8, 8, 3)), keras.Input((8, 8, 3))
x = layers.Add()([layers.Rescaling(1 / 255)(i), j])
m = keras.Model(keras.utils.get_source_inputs(x), layers.Conv2D(4, 3)(x))
""",
    "from_config of get_config": """
import keras
from keras import layers
i = keras.Input((8,))
x = layers.Dense(4, name="a")(i)
m = keras.Model(i, layers.Dense(2)(x), name="mm")
c = keras.Model.from_config(m.get_config())
d = keras.Sequential.from_config(keras.Sequential([keras.Input((3,)), layers.Dense(2)]).get_config())
""",
    "a layer from the changed configuration of another": """
import keras
from keras import layers
l = layers.Conv2D(8, 3, padding="same", name="cc")
k = layers.Conv2D.from_config(l.get_config())
k2 = l.__class__.from_config(l.get_config())
cfg = layers.Dense(5).get_config()
cfg["units"] = 9
cfg["name"] = "other"
k3 = layers.Dense.from_config(cfg)
m = keras.Sequential([keras.Input((8, 8, 3)), k, layers.Flatten(), k3])
n = keras.Sequential([keras.Input((8, 8, 3)), k2])
""",
    "a stack of another's layers": """
import keras
from keras import layers
base = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)])
m = keras.Sequential(base.layers[:-1] + [layers.Dense(10)])
m.build((None, 8, 8, 3))
""",
    "a stack of a functional model's layers": """
import keras
from keras import layers
i = keras.Input((8, 8, 3))
x = layers.Conv2D(4, 3)(i)
x = layers.Flatten()(x)
base = keras.Model(i, layers.Dense(3)(x))
m = keras.Sequential(base.layers[:-1] + [layers.Dense(10)])
m2 = keras.Sequential()
for layer in base.layers[:-1]:
    m2.add(layer)
m2.add(layers.Dense(5))
""",
    "a stack of another's layers on an input of its own": """
import keras
from keras import layers
base = keras.Sequential([keras.Input((8,)), layers.Dense(4), layers.Dense(6), layers.Dense(2)])
m = keras.Sequential([keras.Input((8,)), *base.layers[:-1], layers.Dense(10)])
""",
    "the program's own get_config": """
import keras
from keras import layers
class Scale(layers.Layer):
    def __init__(self, k, **kw):
        super().__init__(**kw)
        self.k = k
        self.d = layers.Dense(k)
    def call(self, x):
        return self.d(x)
    def get_config(self):
        config = super().get_config()
        config.update({"k": self.k})
        return config
s = Scale(4)
i = keras.Input((8,))
m = keras.Model(i, layers.Dense(2)(s(i)))
c = keras.models.clone_model(m)
t = Scale.from_config(s.get_config())
n = keras.Sequential([keras.Input((3,)), t])
""",
    "inputs of a stack that layers were taken from": """
import keras
from keras import layers
m = keras.Sequential([keras.Input((8,)), layers.Dense(4), layers.Dense(2)])
m.pop()
m.pop()
m.add(layers.Dense(3))
n = keras.Model(m.inputs, layers.Dense(6)(m.outputs[0]))
p = keras.Sequential([layers.Dense(4, input_shape=(3,)), layers.Dense(2)])
p.pop()
q = keras.Model(inputs=p.inputs, outputs=p.layers[-1].output)
""",
    "a configuration of a functional model forgets what was frozen inside": """
import keras
from keras import layers
i = keras.Input((8,), name="in1")
f = layers.Dense(4, name="a")
x = f(i)
f.trainable = False
m = keras.Model(i, layers.Dense(2)(x) * 2.0 + 1.0)
c = keras.models.clone_model(m)
d = keras.Model.from_config(m.get_config())
j = keras.models.model_from_json(m.to_json())
n = keras.Model(i, m(i))
n2 = keras.models.clone_model(n)
""",
    "clone_function and call_function": """
import keras
from keras import layers
i = keras.Input((8,), name="in1")
x = layers.Dense(4, name="a")(i)
x = layers.Dropout(0.5)(x)
m = keras.Model(i, layers.Dense(2)(x))
def wider(layer):
    if isinstance(layer, layers.Dense):
        config = layer.get_config()
        config["units"] = config["units"] * 2
        return layers.Dense.from_config(config)
    return layer.__class__.from_config(layer.get_config())
c = keras.models.clone_model(m, clone_function=wider)
def call_function(layer, *args, **kwargs):
    out = layer(*args, **kwargs)
    if isinstance(layer, layers.Dense):
        out = layers.LayerNormalization()(out)
    return out
e = keras.models.clone_model(m, clone_function=lambda l: l, call_function=call_function)
""",
    "layers that wrap layers are cloned with them": """
import keras
from keras import layers
i = keras.Input((8, 3), name="in1")
x = layers.Bidirectional(layers.LSTM(4, return_sequences=True))(i)
x = layers.TimeDistributed(layers.Dense(2))(x)
x = layers.RNN([layers.LSTMCell(3), layers.GRUCell(4)], return_sequences=True)(x)
x = layers.MultiHeadAttention(2, 4)(x, x)
x = layers.BatchNormalization(axis=-1)(x)
x = layers.LayerNormalization(axis=[1, 2])(x)
x = layers.Conv1D(4, 3, padding="causal", dilation_rate=2)(x)
x = layers.Reshape((-1, 8))(x)
x = layers.Permute((2, 1))(x)
x = layers.EinsumDense("abc,cd->abd", output_shape=(None, 7), bias_axes="d")(x)
m = keras.Model(i, x)
c = keras.models.clone_model(m)
d = keras.Model.from_config(m.get_config())
""",
}


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_models(source: str) -> None:
    assert disagreements(source) == []
    assert read(source).problems == []


REPEATED = {
    "in a stack": """
from keras import Input, Sequential, layers
model = Sequential([Input((8,)), layers.Dense(4, name="head"), layers.Dense(4, name="head")])
""",
    "in a functional model": """
from keras import Input, Model, layers
inputs = Input((8,))
x = inputs
for _ in range(2):
    x = layers.Dense(4, name="hidden")(x)
model = Model(inputs, x)
""",
    "between a name that is given and one that Keras gives": """
from keras import Input, Model, layers
inputs = Input((8,))
x = layers.Dense(4)(inputs)
model = Model(inputs, layers.Dense(4, name="dense")(x))
""",
}


@pytest.mark.parametrize("source", REPEATED.values(), ids=REPEATED)
def test_repeated_names(source: str) -> None:
    with pytest.raises(ValueError, match="unique"):
        run(source)
    assert read(source).codes == ["repeated-name"]


def test_what_was_done_to_a_configuration_unseen_is_not_guessed() -> None:
    """The sizes that a program writes into a nested configuration are not followed."""
    source = """
from keras import Input, Model, layers
inputs = Input((8,))
model = Model(inputs, layers.Dense(4)(inputs))
config = model.get_config()
config["layers"][1]["config"]["units"] = 9
again = Model.from_config(config)
"""
    assert "again" not in read(source).models
