from keras.layers import Conv2D, Dense, Flatten
from keras.models import Sequential
from settings_that_are_not_here import classes, shape

model = Sequential()
model.add(Conv2D(32, (5, 5), input_shape=shape))
model.add(Conv2D(64, (5, 5)))
model.add(Flatten())
model.add(Dense(128))
model.add(Dense(classes))
