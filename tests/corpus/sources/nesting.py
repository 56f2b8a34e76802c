"""Models inside models: stacks in a functional model, stacks in stacks, a stack applied to another size."""
import keras
from keras import Sequential, layers

pixels = keras.Input((24, 24, 3))
features = Sequential(
    [layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(), layers.Conv2D(16, 3)], name="features"
)
head = Sequential([layers.GlobalMaxPooling2D(), layers.Dense(10)])
classifier = keras.Model(pixels, head(features(pixels)))

conv_block = lambda f: Sequential([layers.Conv2D(f, 3, padding="same", use_bias=False), layers.BatchNormalization(), layers.ReLU()])
stacked = Sequential([layers.InputLayer(shape=(32, 32, 3)), *[conv_block(f) for f in (8, 16)], layers.Flatten(), layers.Dense(2)])

inner = Sequential([keras.Input((6,)), layers.Dense(5), layers.Dense(4)], name="inner")
outer = Sequential()
outer.add(inner)
outer.add(layers.Dense(3))

anysize = keras.Input((None, None, 3))
fully = keras.Model(anysize, layers.Conv2D(4, 3, strides=2)(anysize), name="fully")
large = keras.Input((65, 65, 3), name="large")
small = keras.Input((33, 33, 3), name="small")
joined = keras.Model([large, small], layers.Concatenate(axis=1)([layers.Flatten()(fully(large)), layers.Flatten()(fully(small))]))
