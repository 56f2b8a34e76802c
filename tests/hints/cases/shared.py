from keras import Input, Model
from keras.layers import Concatenate, Dense

left = Input((6,))
right = Input((6,))
encode = Dense(4)
a = encode(left)
b = encode(right)
joined = Concatenate()([a, b])
model = Model([left, right], joined)
