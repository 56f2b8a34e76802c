"""Two signatures go through the same network; their distance says whether one person wrote both."""
from keras import Input, Model
from keras.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D, Subtract


def tower(shape):
    image = Input(shape)
    x = image
    for filters, kernel in ((32, 7), (64, 5), (64, 3)):
        x = Conv2D(filters, kernel, activation="relu")(x)
        x = BatchNormalization()(x)
        x = MaxPooling2D()(x)
    x = Flatten()(x)
    x = Dropout(0.3)(x)
    return Model(image, Dense(96, activation="sigmoid")(x), name="tower")


shape = (105, 105, 1)
network = tower(shape)
left, right = Input(shape, name="left"), Input(shape, name="right")
difference = Subtract()([network(left), network(right)])
score = Dense(1, activation="sigmoid")(difference)
siamese = Model([left, right], score)

shared = Dense(16, activation="tanh")
again = Input((16,))
twice = Model(again, shared(shared(again)))
