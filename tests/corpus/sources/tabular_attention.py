"""Attentive transformers that pick columns of a table step by step, in the manner of TabNet."""

import keras
from keras import layers, ops


def glu(x, n_units=None):
    n_units = n_units or x.shape[-1] // 2
    return x[..., :n_units] * ops.sigmoid(x[..., n_units:])


class GluLayer(layers.Layer):
    def __init__(self, units, shared_fc=None, fc_units=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.fc = shared_fc if shared_fc is not None else layers.Dense(units * 2, use_bias=False)
        self.bn = layers.BatchNormalization(momentum=0.9)

    def call(self, inputs, training=None):
        return glu(self.bn(self.fc(inputs), training=training), self.units)


class FeatureTransformer(layers.Layer):
    def __init__(self, units, shared=(), n_total=4, **kwargs):
        super().__init__(**kwargs)
        self.units, self.n_total, self.n_shared = units, n_total, len(shared)
        self.blocks = []
        for i in range(n_total):
            self.blocks.append(GluLayer(units, shared_fc=shared[i] if i < len(shared) else None))

    def call(self, inputs, training=None):
        x = self.blocks[0](inputs, training=training)
        for block in self.blocks[1:]:
            x = x * 0.5**0.5 + block(x, training=training)
        return x


class AttentiveTransformer(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.fc = layers.Dense(units, use_bias=False)
        self.bn = layers.BatchNormalization()

    def call(self, inputs, prior, training=None):
        return ops.softmax(self.bn(self.fc(inputs), training=training) * prior)


class TabularNetwork(keras.Model):
    def __init__(self, num_features, feature_dim, output_dim, n_step=3, relaxation=1.3, classes=None, **kwargs):
        super().__init__(**kwargs)
        self.num_features, self.feature_dim, self.output_dim = num_features, feature_dim, output_dim
        self.n_step, self.relaxation = n_step, relaxation
        self.bn = layers.BatchNormalization()
        width = feature_dim + output_dim
        shared = [layers.Dense(2 * width, use_bias=False, name=f"shared_{i}") for i in range(2)]
        self.steps = [FeatureTransformer(width, shared, name=f"step_{s}") for s in range(n_step + 1)]
        self.attention = [AttentiveTransformer(num_features, name=f"attention_{s}") for s in range(n_step)]
        self.head = layers.Dense(classes, activation="softmax") if classes else None

    def call(self, features, training=None):
        out_agg = 0.0
        masked = self.bn(features, training=training)
        prior = ops.ones_like(masked)
        att = self.steps[0](masked, training=training)[:, self.output_dim :]
        masks = []
        for step in range(self.n_step):
            mask = self.attention[step](att, prior, training=training)
            prior = prior * (self.relaxation - mask)
            x = self.steps[step + 1](mask * masked, training=training)
            out = ops.relu(x[:, : self.output_dim])
            out_agg = out_agg + out
            att = x[:, self.output_dim :]
            masks.append(ops.expand_dims(mask, -1))
        self.importance = ops.concatenate(masks, axis=-1)
        return self.head(out_agg) if self.head is not None else out_agg


columns = keras.Input((14,), name="columns")
encoder = TabularNetwork(14, feature_dim=8, output_dim=6, name="encoder")
classifier = TabularNetwork(14, 8, 6, n_step=2, classes=3, name="classifier")
both = keras.Model(columns, {"code": encoder(columns), "class": classifier(columns)})
