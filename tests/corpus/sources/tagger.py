"""A BiLSTM tagger with a conditional random field on top, which holds the scores of the transitions."""

import keras
from keras import layers, ops


class CRF(layers.Layer):
    """Scores of tag sequences: the emission scores of each word, and a matrix of transitions between tags."""

    def __init__(self, tags, use_boundary=True, **kwargs):
        super().__init__(**kwargs)
        self.tags = tags
        self.use_boundary = use_boundary
        self.supports_masking = True

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], self.tags), initializer="glorot_uniform")
        self.bias = self.add_weight(name="bias", shape=(self.tags,), initializer="zeros")
        self.transitions = self.add_weight(
            name="transitions", shape=[self.tags] * 2, initializer="orthogonal", regularizer="l2"
        )
        if self.use_boundary:
            self.left_boundary = self.add_weight(name="left_boundary", shape=(self.tags,))
            self.right_boundary = self.add_weight(name="right_boundary", shape=(self.tags,))
        self.built = True

    def call(self, inputs, mask=None):
        energy = ops.matmul(inputs, self.kernel) + self.bias
        if self.use_boundary:
            first = energy[:, :1, :] + self.left_boundary
            last = energy[:, -1:, :] + self.right_boundary
            energy = ops.concatenate([first, energy[:, 1:-1, :], last], axis=1)
        forward = self.recursion(energy)
        return forward

    def recursion(self, energy):
        def step(previous, current):
            scores = ops.expand_dims(previous, 2) + ops.expand_dims(self.transitions, 0)
            alpha = ops.logsumexp(scores, axis=1) + current
            return alpha, alpha

        steps = ops.transpose(energy, (1, 0, 2))
        last, alphas = ops.scan(step, init=steps[0], xs=steps[1:])
        return ops.concatenate([energy[:, :1, :], ops.transpose(alphas, (1, 0, 2))], axis=1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.tags)

    def get_config(self):
        return {**super().get_config(), "tags": self.tags, "use_boundary": self.use_boundary}


def build_tagger(words=3000, characters=60, tags=9, max_length=40, word_length=12, crf=True):
    word_ids = keras.Input((max_length,), dtype="int32", name="words")
    char_ids = keras.Input((max_length, word_length), dtype="int32", name="characters")
    case = keras.Input(shape=(max_length, 4), name="case")

    embedded = layers.Embedding(words, 50, name="word_vectors", trainable=False)(word_ids)
    chars = layers.TimeDistributed(layers.Embedding(characters, 16), name="char_vectors")(char_ids)
    chars = layers.TimeDistributed(layers.Conv1D(30, 3, padding="same", activation="tanh"))(chars)
    chars = layers.TimeDistributed(layers.GlobalMaxPooling1D())(chars)

    x = layers.concatenate([embedded, chars, case])
    x = layers.SpatialDropout1D(0.3)(x)
    for units in (48, 24):
        x = layers.Bidirectional(layers.LSTM(units, return_sequences=True, recurrent_dropout=0.1))(x)
    if crf:
        outputs = CRF(tags, name="crf")(x)
    else:
        outputs = layers.TimeDistributed(layers.Dense(tags, activation="softmax"))(x)
    return keras.Model(inputs=[word_ids, char_ids, case], outputs=outputs, name="tagger")


tagger = build_tagger()
plain = build_tagger(crf=False)
copy_of_plain = keras.models.clone_model(plain)
