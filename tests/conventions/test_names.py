"""Names, counters and counts, wherever layers are shared, nested, rebuilt or frozen: judged by real Keras."""

from __future__ import annotations

import pytest

from .check import disagreements

PROGRAMS = {
    "each rebuild of a stack takes a functional name": """
from keras import Sequential, layers, Input, Model
grown = Sequential([Input((3,)), layers.Dense(2)])
grown.add(layers.Dense(4))
grown.add(layers.Dense(5))
grown.pop()
x = Input((3,))
after = Model(x, layers.Dense(1)(x))
""",
    "a stack in a stack": """
from keras import Sequential, layers, Input, Model
inner = Sequential([Input((3,)), layers.Dense(2)])
outer = Sequential([inner, layers.Dense(4), Sequential([layers.Dense(6)])])
x = Input((3,))
after = Model(x, outer(x))
""",
    "names that are given do not count": """
from keras import Sequential, layers, Input
model = Sequential([Input((3,)), layers.Dense(2, name="dense"), layers.Dense(2, name="x"), layers.ReLU()], name="m")
other = Sequential([Input((3,)), layers.Dense(2), layers.LeakyReLU(), layers.PReLU(), layers.ELU()])
""",
    "operations take names of their own": """
from keras import Sequential, layers, Input, Model
x = Input((4, 6))
y = x + x
y = layers.Add()([y, x])
y = layers.Subtract()([y - x, x])
z = y * 3 - x / 2
z = -z
z = layers.Dense(3)(z[:, 0])
model = Model(x, [z, y])
""",
    "a layer that is shared counts once": """
from keras import layers, Input, Model
shared = layers.Dense(8)
a, b = Input((8,)), Input((8,))
model = Model([a, b], layers.concatenate([shared(a), shared(shared(b))]))
""",
    "shared between models": """
from keras import layers, Input, Model
trunk = layers.Dense(8, name="trunk")
a = Input((5,))
first = Model(a, layers.Dense(2)(trunk(a)))
second = Model(a, layers.Dense(3)(first.layers[1].output))
third = Model(first.input, [first.output, second.output])
""",
    "a layer frozen after it was shared": """
from keras import layers, Input, Model
trunk = layers.Dense(8)
a = Input((5,))
first = Model(a, layers.BatchNormalization()(trunk(a)))
second = Model(a, layers.Dense(2)(trunk(a)))
trunk.trainable = False
""",
    "a model frozen, then one of its layers thawed": """
from keras import layers, Input, Model, Sequential
base = Sequential([Input((6,)), layers.Dense(5), layers.BatchNormalization(), layers.Dense(4)])
base.trainable = False
x = Input((6,))
top = Model(x, layers.Dense(1)(base(x)))
base.trainable = True
for layer in base.layers[:-1]:
    layer.trainable = False
""",
    "frozen through three levels": """
from keras import layers, Input, Model, Sequential
deep = Sequential([Input((6,)), Sequential([layers.Dense(5), Sequential([layers.Dense(3)])])])
deep.trainable = False
x = Input((6,))
again = Model(x, deep.layers[0](x))
""",
    "trainable as an argument": """
from keras import layers, Input, Model, Sequential
model = Sequential([Input((6,)), layers.Dense(5, trainable=False), layers.Dense(5)])
whole = Sequential([Input((6,)), layers.Dense(5)], trainable=False)
""",
    "a functional model on another size": """
from keras import layers, Input, Model
x = Input((None, None, 3))
y = layers.Conv2D(4, 3, strides=2)(x)
y = layers.Concatenate()([y, y * 2.0])
core = Model(x, [y, layers.GlobalMaxPooling2D()(y)])
big = Input((65, 33, 3), batch_size=2)
maps, vector = core(big)
model = Model(big, [layers.Flatten()(maps), vector])
""",
    "a stack on two sizes": """
from keras import layers, Input, Model, Sequential
block = Sequential([layers.Conv2D(4, 3), layers.ReLU()])
a, b = Input((16, 16, 2)), Input((16, 16, 2), batch_size=3)
model = Model([a, b], [block(a), block(b)])
""",
    "clear_session": """
import keras
from keras import layers, Input, Model, Sequential
first = Sequential([Input((3,)), layers.Dense(2)])
keras.backend.clear_session()
second = Sequential([Input((3,)), layers.Dense(2)])
keras.utils.clear_session()
third = Sequential([Input((3,)), layers.Dense(2)])
""",
    "classes of the program": """
import keras
from keras import layers, Input, Model, Sequential
class ConvBNReLU(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.conv = layers.Conv2D(filters, 3)
        self.bn = layers.BatchNormalization()
        self.parts = {"act": layers.ReLU()}
    def call(self, x):
        return self.parts["act"](self.bn(self.conv(x))) + 1.0
class Net(Model):
    def __init__(self):
        super().__init__(name="net")
        self.a = ConvBNReLU(4)
        self.b = ConvBNReLU(8, name="b")
    def call(self, x):
        return self.b(self.a(x))
net = Net()
x = Input((9, 9, 3))
model = Model(x, layers.Add()([net(x), net(x)]))
""",
    "an own functional class": """
from keras import layers, Input, Model
class Mlp(Model):
    def __init__(self, width=7):
        inputs = Input((5,))
        outputs = layers.Dense(2)(layers.Dense(width)(inputs))
        super().__init__(inputs=inputs, outputs=outputs)
mlp = Mlp()
""",
    "an own class of stacks": """
from keras import layers, Input, Sequential
class Stack(Sequential):
    def __init__(self, n):
        super().__init__()
        self.add(Input((5,)))
        for i in range(n):
            self.add(layers.Dense(i + 1))
stack = Stack(3)
""",
    "wrapped layers have names too": """
from keras import layers, Input, Sequential
model = Sequential([
    Input((5, 8)),
    layers.TimeDistributed(layers.Dense(3)),
    layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
    layers.Dense(2),
    layers.LSTM(2),
])
""",
    "a wrapped model": """
from keras import layers, Input, Sequential, Model
image = Sequential([Input((8, 8, 1)), layers.Conv2D(2, 3), layers.Flatten()])
film = Input((5, 8, 8, 1))
photo = Input((8, 8, 1))
model = Model([film, photo], [layers.LSTM(4)(layers.TimeDistributed(image)(film)), image(photo)])
""",
    "the middle of a model": """
from keras import layers, Input, Model, Sequential
base = Sequential([Input((12,)), layers.Dense(8, name="one"), layers.Dense(6, name="two"), layers.Dense(4)])
middle = Model(base.inputs, base.get_layer("two").output)
both = Model(base.layers[0].input, [layer.output for layer in base.layers])
""",
    "lists in, lists out": """
from keras import layers, Input, Model
a, b = Input((3,)), Input((4,))
c = layers.concatenate([a, b])
pair = Model([a, b], [layers.Dense(2)(c), layers.Dense(1)(c)])
p, q = Input((3,)), Input((4,))
first, second = pair([p, q])
model = Model(inputs=[p, q], outputs=layers.add([first, layers.RepeatVector(1)(second)[:, 0]]))
single = Model([a], [layers.Dense(2)(a)])
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    assert disagreements(PROGRAMS[name]) == []
