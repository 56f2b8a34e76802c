"""How programs put models together besides writing one layer after the other."""
from functools import reduce

from keras import Input, Model, layers


class Base:
    width = 4

    def __init__(self, **cfg):
        self.cfg = {"act": "relu", **cfg}
        self.model = self.build()

    def head(self, x):
        return layers.Dense(2)(x)

    def build(self):
        inputs = x = Input((self.width,))
        for number, units in enumerate(self.cfg.get("units", (3, 5))):
            x = layers.Dense(units, self.cfg["act"], name=f"fc{number}")(x)
        return Model(inputs, self.head(x), name=type(self).__name__.lower())


class Wide(Base):
    width = 16

    def head(self, x):
        return layers.Dense(7)(super().head(x))


wide = Wide(units=[8]).model
narrow = Base().model


def stack(*members):
    def apply(x):
        for member in members:
            x = member(x)
        return x

    return apply


row = Input((6,))
grow = stack(*(layers.Dense(units) for units in range(1, 4)))
grown = Model(row, grow(row))

heads = {name: layers.Dense(1, name=name)(row) for name in "abc"}
many = Model(row, list(heads.values()))
folded = Model(row, reduce(lambda x, layer: layer(x), [layers.Dense(3), layers.ReLU(), layers.Dense(2)], row))
total = Model(row, sum([layers.Dense(3)(row) for _ in range(3)]))

for layer in folded.layers:
    if isinstance(layer, layers.Dense) and layer.units == 3:
        layer.trainable = False
for position, layer in enumerate(wide.layers):
    layer.trainable = position >= len(wide.layers) - 1
names = [layer.name for layer in wide.layers]
inner = Model(wide.input, wide.get_layer(names[1]).output)


class Twice(layers.Layer):
    def call(self, x):
        return x, x * 2


once, doubled = Twice()(row)
joined = Model(row, layers.Concatenate()([once, doubled]))

grid = Input((9, 5))
height, width = grid.shape[1], grid.shape[-1]
flat = Model(grid, layers.Reshape((height * width,))(layers.Dense(width)(grid)))
