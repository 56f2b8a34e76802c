"""Forecasts by stacked blocks that each explain what the others left over."""

import keras
from keras import layers, ops

HORIZON, WINDOW_SIZE = 1, 7
N_EPOCHS, N_NEURONS, N_LAYERS, N_STACKS = 5, 64, 4, 5
INPUT_SIZE = WINDOW_SIZE * HORIZON
THETA_SIZE = INPUT_SIZE + HORIZON

class NBeatsBlock(keras.layers.Layer):
    def __init__(self, input_size: int, theta_size: int, horizon: int, n_neurons: int, n_layers: int, **kwargs):
        super().__init__(**kwargs)
        self.input_size = input_size
        self.theta_size = theta_size
        self.horizon = horizon
        self.n_neurons = n_neurons
        self.n_layers = n_layers
        self.hidden = [keras.layers.Dense(n_neurons, activation="relu") for _ in range(n_layers)]
        self.theta_layer = keras.layers.Dense(theta_size, activation="linear", name="theta")

    def call(self, inputs):
        x = inputs
        for layer in self.hidden:
            x = layer(x)
        theta = self.theta_layer(x)
        backcast, forecast = theta[:, :self.input_size], theta[:, -self.horizon:]
        return backcast, forecast

stack_input = layers.Input(shape=(INPUT_SIZE,), name="stack_input")
nbeats_block_layer = NBeatsBlock(input_size=INPUT_SIZE, theta_size=THETA_SIZE, horizon=HORIZON, n_neurons=N_NEURONS, n_layers=N_LAYERS, name="InitialBlock")
backcast, forecast = nbeats_block_layer(stack_input)
residuals = layers.subtract([stack_input, backcast], name="subtract_00")
for i, _ in enumerate(range(N_STACKS - 1)):
    backcast, block_forecast = NBeatsBlock(INPUT_SIZE, THETA_SIZE, HORIZON, N_NEURONS, N_LAYERS, name=f"NBeatsBlock_{i}")(residuals)
    residuals = layers.subtract([residuals, backcast], name=f"subtract_{i}")
    forecast = layers.add([forecast, block_forecast], name=f"add_{i}")
model_7 = keras.Model(inputs=stack_input, outputs=forecast, name="model_7_N-BEATS")
model_7.compile(loss="mae", optimizer="adam", metrics=["mae", "mse"])
