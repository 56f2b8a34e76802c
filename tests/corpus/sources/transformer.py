"""An encoder and decoder as in "Attention Is All You Need", each part a class of its own."""

import numpy as np
import keras
from keras import layers, ops


def positional_encoding(length, depth):
    half = depth // 2
    positions = np.arange(length)[:, np.newaxis]
    rates = 1 / (10000 ** (np.arange(half)[np.newaxis, :] / half))
    angles = positions * rates
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=-1).astype("float32")


class PositionalEmbedding(layers.Layer):
    def __init__(self, vocabulary, d_model, **kwargs):
        super().__init__(**kwargs)
        self.d_model = d_model
        self.embedding = layers.Embedding(vocabulary, d_model, mask_zero=True)
        self.encoding = positional_encoding(2048, d_model)

    def compute_mask(self, *args, **kwargs):
        return self.embedding.compute_mask(*args, **kwargs)

    def call(self, x):
        length = ops.shape(x)[1]
        x = self.embedding(x) * self.d_model**0.5
        return x + self.encoding[np.newaxis, :length, :]


class BaseAttention(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__()
        self.mha = layers.MultiHeadAttention(**kwargs)
        self.norm = layers.LayerNormalization()
        self.add = layers.Add()


class CrossAttention(BaseAttention):
    def call(self, x, context):
        attended, scores = self.mha(query=x, key=context, value=context, return_attention_scores=True)
        self.last_scores = scores
        return self.norm(self.add([x, attended]))


class GlobalSelfAttention(BaseAttention):
    def call(self, x):
        return self.norm(self.add([x, self.mha(query=x, value=x, key=x)]))


class CausalSelfAttention(BaseAttention):
    def call(self, x):
        return self.norm(self.add([x, self.mha(query=x, value=x, key=x, use_causal_mask=True)]))


class FeedForward(layers.Layer):
    def __init__(self, d_model, dff, rate=0.1):
        super().__init__()
        self.seq = keras.Sequential(
            [layers.Dense(dff, activation="relu"), layers.Dense(d_model), layers.Dropout(rate)]
        )
        self.add = layers.Add()
        self.norm = layers.LayerNormalization()

    def call(self, x):
        return self.norm(self.add([x, self.seq(x)]))


class EncoderLayer(layers.Layer):
    def __init__(self, *, d_model, num_heads, dff, dropout_rate=0.1):
        super().__init__()
        self.self_attention = GlobalSelfAttention(
            num_heads=num_heads, key_dim=d_model // num_heads, dropout=dropout_rate
        )
        self.ffn = FeedForward(d_model, dff)

    def call(self, x):
        return self.ffn(self.self_attention(x))


class DecoderLayer(layers.Layer):
    def __init__(self, *, d_model, num_heads, dff, dropout_rate=0.1):
        super().__init__()
        options = dict(num_heads=num_heads, key_dim=d_model // num_heads, dropout=dropout_rate)
        self.causal = CausalSelfAttention(**options)
        self.cross = CrossAttention(**options)
        self.ffn = FeedForward(d_model, dff)

    def call(self, x, context):
        x = self.causal(x=x)
        x = self.cross(x=x, context=context)
        return self.ffn(x)


class Encoder(layers.Layer):
    def __init__(self, *, depth, d_model, num_heads, dff, vocabulary, dropout_rate=0.1):
        super().__init__()
        self.embed = PositionalEmbedding(vocabulary, d_model)
        self.blocks = [
            EncoderLayer(d_model=d_model, num_heads=num_heads, dff=dff, dropout_rate=dropout_rate)
            for _ in range(depth)
        ]
        self.dropout = layers.Dropout(dropout_rate)

    def call(self, x):
        x = self.dropout(self.embed(x))
        for block in self.blocks:
            x = block(x)
        return x


class Decoder(layers.Layer):
    def __init__(self, *, depth, d_model, num_heads, dff, vocabulary, dropout_rate=0.1):
        super().__init__()
        self.embed = PositionalEmbedding(vocabulary, d_model)
        self.dropout = layers.Dropout(dropout_rate)
        self.blocks = [
            DecoderLayer(d_model=d_model, num_heads=num_heads, dff=dff, dropout_rate=dropout_rate)
            for _ in range(depth)
        ]

    def call(self, x, context):
        x = self.dropout(self.embed(x))
        for i in range(len(self.blocks)):
            x = self.blocks[i](x, context)
        return x


class Transformer(keras.Model):
    def __init__(self, *, depth, d_model, num_heads, dff, source_words, target_words):
        super().__init__()
        shared = dict(depth=depth, d_model=d_model, num_heads=num_heads, dff=dff)
        self.encoder = Encoder(vocabulary=source_words, **shared)
        self.decoder = Decoder(vocabulary=target_words, **shared)
        self.final_layer = layers.Dense(target_words)

    def call(self, inputs):
        context, x = inputs
        context = self.encoder(context)
        x = self.decoder(x, context)
        logits = self.final_layer(x)
        try:
            del logits._keras_mask
        except AttributeError:
            pass
        return logits


transformer = Transformer(depth=2, d_model=32, num_heads=4, dff=64, source_words=500, target_words=400)
source = np.ones((3, 12), dtype="int32")
target = np.ones((3, 9), dtype="int32")
logits = transformer((source, target))
transformer.summary()
