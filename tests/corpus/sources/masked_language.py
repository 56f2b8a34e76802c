"""A text classifier and a masked language model out of custom layers with get_config, add_weight and keras.ops."""
import os

os.environ.setdefault("KERAS_BACKEND", "jax")

import numpy as np
import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="general")
class SinePositions(layers.Layer):
    def __init__(self, max_wavelength=10000.0, **kwargs):
        super().__init__(**kwargs)
        self.max_wavelength = max_wavelength
        self.built = True

    def call(self, inputs, start_index=0):
        length = ops.shape(inputs)[-2]
        hidden = ops.shape(inputs)[-1]
        positions = ops.cast(ops.arange(length) + start_index, self.compute_dtype)
        min_freq = ops.cast(1 / self.max_wavelength, dtype=self.compute_dtype)
        timescales = ops.power(min_freq, ops.cast(2 * (ops.arange(hidden) // 2), self.compute_dtype) / hidden)
        angles = ops.expand_dims(positions, 1) * ops.expand_dims(timescales, 0)
        cos_mask = ops.cast(ops.arange(hidden) % 2, self.compute_dtype)
        encodings = ops.sin(angles) * (1 - cos_mask) + ops.cos(angles) * cos_mask
        return ops.broadcast_to(encodings, ops.shape(inputs))

    def get_config(self):
        return {**super().get_config(), "max_wavelength": self.max_wavelength}

    def compute_output_shape(self, input_shape):
        return input_shape


@keras.saving.register_keras_serializable(package="general")
class GatedFeedForward(layers.Layer):
    def __init__(self, hidden_dim, activation="gelu", dropout=0.0, use_bias=True, kernel_initializer="glorot_uniform", **kwargs):
        super().__init__(**kwargs)
        self.hidden_dim = hidden_dim
        self.activation = keras.activations.get(activation)
        self.dropout_rate = dropout
        self.use_bias = use_bias
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.dropout = layers.Dropout(dropout)

    def build(self, input_shape):
        dim = input_shape[-1]
        self.gate = self.add_weight(name="gate", shape=(dim, self.hidden_dim), initializer=self.kernel_initializer)
        self.up = self.add_weight(name="up", shape=(dim, self.hidden_dim), initializer=self.kernel_initializer)
        self.down = self.add_weight(shape=(self.hidden_dim, dim), initializer=self.kernel_initializer, name="down")
        if self.use_bias:
            self.bias = self.add_weight(shape=(dim,), initializer="zeros", name="bias")
        self.temperature = self.add_weight(shape=(), initializer="ones", trainable=False, name="temperature")
        self.built = True

    def call(self, inputs, training=None):
        gate = self.activation(ops.matmul(inputs, self.gate) / self.temperature)
        hidden = gate * ops.matmul(inputs, self.up)
        hidden = self.dropout(hidden, training=training)
        outputs = ops.matmul(hidden, self.down)
        if self.use_bias:
            outputs = ops.add(outputs, self.bias)
        return outputs

    def get_config(self):
        config = super().get_config()
        config.update({
            "hidden_dim": self.hidden_dim,
            "activation": keras.activations.serialize(self.activation),
            "dropout": self.dropout_rate,
            "use_bias": self.use_bias,
        })
        return config


class EncoderBlock(layers.Layer):
    def __init__(self, num_heads, key_dim, ff_dim, dropout=0.1, **kwargs):
        super().__init__(**kwargs)
        self.attention = layers.MultiHeadAttention(num_heads, key_dim, dropout=dropout)
        self.ffn = GatedFeedForward(ff_dim, dropout=dropout)
        self.norm1 = layers.LayerNormalization(epsilon=1e-6)
        self.norm2 = layers.LayerNormalization(epsilon=1e-6)
        self.supports_masking = True

    def build(self, input_shape):
        self.attention.build(input_shape, input_shape)
        self.norm1.build(input_shape)
        self.norm2.build(input_shape)
        self.ffn.build(input_shape)
        super().build(input_shape)

    def call(self, x, padding_mask=None, training=False):
        normed = self.norm1(x)
        attended, scores = self.attention(
            normed, normed, attention_mask=padding_mask, return_attention_scores=True, training=training)
        x = x + attended
        return x + self.ffn(self.norm2(x), training=training), scores


VOCAB, LENGTH, WIDTH = 1_000, 40, 64


def build_encoder(depth=2, name="encoder"):
    ids = keras.Input((None,), dtype="int32", name="ids")
    embedding = layers.Embedding(VOCAB, WIDTH, name="tokens")
    x = embedding(ids)
    x = x + SinePositions(name="positions")(x)
    mask = layers.Lambda(lambda t: ops.not_equal(t, 0)[:, None, :], name="mask")(ids)
    all_scores = []
    for i in range(depth):
        x, scores = EncoderBlock(4, WIDTH // 4, 2 * WIDTH, name=f"block_{i}")(x, padding_mask=mask)
        all_scores.append(scores)
    x = layers.LayerNormalization(name="final_norm")(x)
    return keras.Model(ids, {"sequence": x, "scores": all_scores[-1]}, name=name)


def build_classifier(encoder, classes=4):
    ids = keras.Input((LENGTH,), dtype="int32", name="text")
    features = encoder(ids)
    sequence = features["sequence"]
    pooled = layers.Concatenate()([
        layers.GlobalAveragePooling1D()(sequence), layers.GlobalMaxPooling1D()(sequence), sequence[:, 0]])
    hidden = layers.Dense(32, activation="relu")(pooled)
    return keras.Model(ids, layers.Dense(classes, activation="softmax", name="label")(hidden), name="classifier")


class MaskedLanguageModel(keras.Model):
    def __init__(self, encoder, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.transform = keras.Sequential([layers.Dense(WIDTH, activation="gelu"), layers.LayerNormalization()])
        self.loss_tracker = keras.metrics.Mean(name="loss")

    def build(self, input_shape):
        self.output_bias = self.add_weight(shape=(VOCAB,), initializer="zeros", name="output_bias")
        self.transform.build((None, None, WIDTH))
        self.built = True

    def call(self, ids, positions=None):
        hidden = self.encoder(ids)["sequence"]
        if positions is not None:
            hidden = ops.take_along_axis(hidden, ops.expand_dims(positions, -1), axis=1)
        hidden = self.transform(hidden)
        table = self.encoder.get_layer("tokens").embeddings
        return ops.matmul(hidden, ops.transpose(table)) + self.output_bias

    @property
    def metrics(self):
        return [self.loss_tracker]


encoder = build_encoder()
classifier = build_classifier(encoder)
classifier.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
mlm = MaskedLanguageModel(encoder)
tokens = np.random.randint(1, VOCAB, (2, LENGTH)).astype("int32")
y = mlm(tokens, positions=np.array([[1, 5, 7], [0, 2, 9]]))
