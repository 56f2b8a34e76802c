"""A mixture of experts behind a gate, for several tasks at once; and a switch layer that routes each token."""

import keras
from keras import layers, ops


class ExpertBank(layers.Layer):
    """All experts at once: one kernel with an axis for them."""

    def __init__(self, units, num_experts, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.units, self.num_experts = units, num_experts
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        dim = input_shape[-1]
        self.kernels = self.add_weight(shape=(dim, self.units, self.num_experts), name="expert_kernels")
        self.biases = self.add_weight(shape=(self.units, self.num_experts), initializer="zeros", name="expert_biases")
        super().build(input_shape)

    def call(self, x):
        y = ops.tensordot(x, self.kernels, axes=1) + self.biases
        return self.activation(y)


class MMoE(layers.Layer):
    def __init__(self, units, num_experts, num_tasks, **kwargs):
        super().__init__(**kwargs)
        self.units, self.num_experts, self.num_tasks = units, num_experts, num_tasks
        self.experts = ExpertBank(units, num_experts, activation="relu")
        self.gates = [layers.Dense(num_experts, activation="softmax", name=f"gate_{i}") for i in range(num_tasks)]

    def call(self, x):
        experts = self.experts(x)
        outputs = []
        for gate in self.gates:
            weights = ops.repeat(ops.expand_dims(gate(x), axis=1), self.units, axis=1)
            outputs.append(ops.sum(experts * weights, axis=2))
        return outputs


def multitask(features=24, tasks={"income": 2, "marital": 3, "hours": 1}, tower=8):
    inputs = keras.Input((features,), name="features")
    mixed = MMoE(units=12, num_experts=5, num_tasks=len(tasks))(inputs)
    outputs = {}
    for expert_output, (task, classes) in zip(mixed, tasks.items()):
        hidden = layers.Dense(tower, activation="relu", name=f"{task}_tower")(expert_output)
        activation = "softmax" if classes > 1 else None
        outputs[task] = layers.Dense(classes, activation=activation, name=task)(hidden)
    return keras.Model(inputs, outputs)


class Router(layers.Layer):
    def __init__(self, num_experts, capacity):
        super().__init__()
        self.num_experts, self.capacity = num_experts, capacity
        self.route = layers.Dense(num_experts)

    def call(self, inputs, training=False):
        logits = self.route(inputs)
        if training:
            logits = logits + keras.random.uniform(ops.shape(logits), 0.9, 1.1)
        probabilities = ops.softmax(logits, axis=-1)
        gate, index = ops.top_k(probabilities, k=1)
        mask = ops.one_hot(ops.squeeze(index, -1), self.num_experts)
        position = ops.cumsum(mask, axis=0) * mask
        mask = mask * ops.cast(ops.less(position, self.capacity), "float32")
        place = ops.one_hot(ops.cast(ops.sum(position, -1), "int32"), self.capacity)
        combine = ops.expand_dims(gate * mask, -1) * ops.expand_dims(place, 1)
        return ops.cast(combine > 0, "float32"), combine


class Switch(layers.Layer):
    def __init__(self, num_experts, dim, tokens, capacity_factor=1):
        super().__init__()
        self.num_experts, self.dim = num_experts, dim
        self.experts = [
            keras.Sequential([layers.Dense(4 * dim, activation="relu"), layers.Dense(dim)]) for _ in range(num_experts)
        ]
        self.capacity = tokens // num_experts * capacity_factor
        self.router = Router(num_experts, self.capacity)

    def call(self, inputs):
        flat = ops.reshape(inputs, (-1, self.dim))
        dispatch, combine = self.router(flat)
        expert_inputs = ops.einsum("ab,acd->cdb", flat, dispatch)
        expert_inputs = ops.reshape(expert_inputs, (self.num_experts, self.capacity, self.dim))
        slices = ops.unstack(expert_inputs, axis=0)
        outputs = ops.stack([expert(each) for expert, each in zip(self.experts, slices)], axis=1)
        merged = ops.einsum("abc,xba->xc", outputs, combine)
        return ops.reshape(merged, ops.shape(inputs))


multitask_model = multitask()
tokens = keras.Input(batch_shape=(4, 16, 20))
switch_model = keras.Model(tokens, layers.LayerNormalization()(tokens + Switch(4, 20, tokens=64)(tokens)))
