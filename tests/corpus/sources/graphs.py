"""Layers on graphs: convolution with a normalised adjacency, attention over neighbours, pooling; a small molecule net."""

import numpy as np
import keras
from keras import activations, initializers, layers, ops

NODES, FEATURES, CLASSES = 30, 16, 5


class GraphConv(layers.Layer):
    def __init__(self, units, activation=None, use_bias=True, kernel_initializer="glorot_uniform", **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)

    def build(self, input_shape):
        features, _ = input_shape
        self.kernel = self.add_weight(
            name="kernel", shape=(features[-1], self.units), initializer=self.kernel_initializer
        )
        if self.use_bias:
            self.bias = self.add_weight(name="bias", shape=(self.units,), initializer="zeros")
        else:
            self.bias = None

    def call(self, inputs):
        features, adjacency = inputs
        output = ops.matmul(adjacency, ops.matmul(features, self.kernel))
        if self.bias is not None:
            output += self.bias
        return self.activation(output)


class GraphAttention(layers.Layer):
    def __init__(self, units, heads=2, merge="concat", **kwargs):
        super().__init__(**kwargs)
        self.units, self.heads, self.merge = units, heads, merge

    def build(self, features_shape, adjacency_shape):
        dim = features_shape[-1]
        self.kernels = [
            self.add_weight(shape=(dim, self.units), name=f"kernel_{i}") for i in range(self.heads)
        ]
        self.attn = {
            side: [self.add_weight(shape=(self.units, 1), name=f"{side}_{i}") for i in range(self.heads)]
            for side in ("self", "neighbours")
        }

    def call(self, features, adjacency):
        outputs = []
        for i, kernel in enumerate(self.kernels):
            projected = features @ kernel
            own = projected @ self.attn["self"][i]
            other = projected @ self.attn["neighbours"][i]
            scores = ops.leaky_relu(own + ops.swapaxes(other, -1, -2), 0.2)
            scores = scores + (1.0 - adjacency) * -1e9
            outputs.append(ops.matmul(ops.softmax(scores, axis=-1), projected))
        return ops.concatenate(outputs, axis=-1) if self.merge == "concat" else ops.mean(ops.stack(outputs), axis=0)


class MessagePassing(layers.Layer):
    """Edges as pairs of node numbers: messages are gathered, added up per node, and read by a GRU cell."""

    def __init__(self, units, steps=3):
        super().__init__()
        self.units, self.steps = units, steps
        self.edge = layers.Dense(units, activation="relu")
        self.update = layers.GRUCell(units)

    def call(self, nodes, pairs):
        nodes = ops.pad(nodes, [(0, 0), (0, self.units - nodes.shape[-1])])
        for _ in range(self.steps):
            source = ops.take(nodes, pairs[:, 0], axis=0)
            target = ops.take(nodes, pairs[:, 1], axis=0)
            messages = self.edge(ops.concatenate([source, target], -1))
            gathered = ops.segment_sum(messages, pairs[:, 0], num_segments=NODES)
            nodes, _ = self.update(gathered, nodes)
        return nodes


features = keras.Input((NODES, FEATURES), name="features")
adjacency = keras.Input((NODES, NODES), name="adjacency")
x = layers.Dropout(0.5)(features)
x = GraphConv(32, activation="relu")([x, adjacency])
x = layers.Dropout(0.5)(x)
logits = GraphConv(CLASSES, activation=keras.activations.softmax, use_bias=False)([x, adjacency])
gcn = keras.Model([features, adjacency], logits)

x = GraphAttention(8, heads=4)(features, adjacency)
x = layers.ELU()(x)
x = GraphAttention(CLASSES, heads=6, merge="mean", name="out")(x, adjacency)
gat = keras.Model(inputs={"features": features, "adjacency": adjacency}, outputs=x)

nodes = keras.Input(batch_shape=(NODES, FEATURES))
pairs = keras.Input(batch_shape=(80, 2), dtype="int32")
passed = MessagePassing(24)(nodes, pairs)
pooled = layers.Lambda(lambda t: ops.max(t, axis=0, keepdims=True), output_shape=(24,))(passed)
mpnn = keras.Model([nodes, pairs], layers.Dense(1)(passed))
