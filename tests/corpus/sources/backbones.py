"""Backbones and tasks: functional models that are classes, whose parts are set before `super().__init__()`."""

import keras
from keras import layers, ops


class Backbone(keras.Model):
    """Keeps its parts as attributes, but for what belongs to the program alone."""

    def __init__(self, *args, dtype=None, **kwargs):
        super().__init__(*args, **kwargs)
        self._ready = True

    def __setattr__(self, name, value):
        is_property = isinstance(getattr(type(self), name, None), property)
        if name == "vocabulary" and not is_property and not hasattr(self, "_ready"):
            return object.__setattr__(self, name, value)
        return super().__setattr__(name, value)

    @property
    def tokens(self):
        return getattr(self, "_tokens", None)

    @tokens.setter
    def tokens(self, value):
        self._tokens = value


class StandardizedDense(layers.Dense):
    def call(self, x):
        kernel = self.kernel - ops.mean(self.kernel, axis=0, keepdims=True)
        return ops.matmul(x, kernel) + self.bias


class Mixer(layers.Layer):
    def __init__(self, width, name=None, **kwargs):
        super().__init__(**kwargs)
        self.name = name
        self.norm = layers.LayerNormalization(name=f"{name}_norm")
        self.widen = StandardizedDense(width * 2, name=f"{name}_widen")
        self.narrow = layers.Dense(width, name=f"{name}_narrow")

    def call(self, x, padding_mask=None):
        y = ops.gelu(self.widen(self.norm(x)))
        if padding_mask is not None:
            y = y * ops.cast(ops.expand_dims(padding_mask, -1), y.dtype)
        return x + self.narrow(y)


class Words(Backbone):
    def __init__(self, vocabulary, width, depth, **kwargs):
        self.vocabulary = vocabulary
        self.tokens = layers.Embedding(vocabulary, width, name="tokens")
        self.drop = layers.Dropout(0.1, name="drop")
        self.mixers = []
        for i in range(depth):
            self.mixers.append(Mixer(width, name=f"mixer_{i}"))
        self.norm = layers.LayerNormalization(name="norm")
        ids = keras.Input((None,), dtype="int32", name="ids")
        mask = keras.Input((None,), dtype="int32", name="mask")
        x = self.drop(self.tokens(ids))
        for mixer in self.mixers:
            x = mixer(x, padding_mask=mask)
        x = self.norm(x)
        super().__init__(inputs={"ids": ids, "mask": mask}, outputs={"sequence": x, "pooled": x[:, 0]}, **kwargs)
        self.width = width


class Classifier(keras.Model):
    def __init__(self, backbone, classes, **kwargs):
        inputs = backbone.input
        self.backbone = backbone
        self.head = layers.Dense(classes, name="head")
        super().__init__(inputs=inputs, outputs=self.head(backbone(inputs)["pooled"]), **kwargs)
        self.classes = classes


backbone = Words(300, 16, 2, name="words")
classifier = Classifier(backbone, 5)
frozen = Words(50, 8, 1)
frozen.trainable = False
probe = Classifier(frozen, 3)
probe.name = "probe"
features = keras.Input((12,))
plain = Backbone(features, StandardizedDense(4)(features))
