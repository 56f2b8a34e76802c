from keras.layers import Conv2D, Dense, Flatten
from keras.models import Sequential

model = Sequential()
model.add(Conv2D(4, (3, 3), input_shape=(16, 16, 1)))
model.add(Conv2D(
model.add(Flatten())
other = Sequential()
other.add(Dense(3, input_shape=(2,)))
