"""Taking models apart: heads that are cut off, layers that are frozen, outputs in the middle."""
import keras
from keras import layers


def backbone():
    model = keras.Sequential(
        [
            keras.Input((48, 48, 3)),
            layers.Conv2D(16, 3, activation="relu", name="early"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, activation="relu", name="late"),
            layers.Flatten(name="flat"),
            layers.Dense(100),
        ]
    )
    return model


base = backbone()
for layer in base.layers[:3]:
    layer.trainable = False

features = keras.Model(base.inputs, base.layers[-2].output)
early = keras.Model(inputs=base.inputs, outputs=[base.get_layer("early").output, base.get_layer(index=3).output])

frozen = backbone()
frozen.trainable = False
frozen.get_layer("late").trainable = True
tuned = keras.Model(frozen.inputs, layers.Dense(7, name="tuned")(frozen.get_layer("flat").output))

cut = backbone()
cut.pop()
cut.pop()
cut.add(layers.GlobalAveragePooling2D())
cut.add(layers.Dense(9))

whole = backbone()
x = whole(keras.Input((48, 48, 3), name="photo"), training=False)
