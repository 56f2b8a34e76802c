"""Causal convolutions whose dilation doubles, with gates, residual and skip connections."""
from keras.layers import Activation, Add, Conv1D, Input, Lambda, Multiply
from keras.layers import SeparableConv1D, ZeroPadding1D, Cropping1D, AveragePooling1D
from keras.models import Model

dilation_rates = [2 ** i for i in range(6)] * 2


def residual_block(x, dilation, filters=32):
    gate = Conv1D(filters, 2, padding="causal", dilation_rate=dilation, activation="sigmoid")(x)
    signal = Conv1D(filters, 2, padding="causal", dilation_rate=dilation, activation="tanh")(x)
    z = Multiply()([signal, gate])
    skip = Conv1D(filters, 1)(z)
    return Add()([x, skip]), skip


series = Input(shape=(None, 1), name="history")
x = Conv1D(32, 1, padding="same", activation="relu")(series)
skips = []
for rate in dilation_rates:
    x, skip = residual_block(x, rate)
    skips.append(skip)
out = Activation("relu")(Add()(skips))
out = Conv1D(128, 1, activation="relu")(out)
out = Conv1D(1, 1)(out)
wavenet = Model(series, out)

beats = Input((360, 2))
y = ZeroPadding1D((3, 2))(beats)
y = SeparableConv1D(16, 5, depth_multiplier=2, strides=2)(y)
y = AveragePooling1D(3, padding="same")(y)
y = Cropping1D((1, 0))(y)
rhythm = Model(beats, y)
