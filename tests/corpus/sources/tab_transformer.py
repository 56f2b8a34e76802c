"""Columns of a table as tokens: embeddings, attention across the columns, numbers beside them."""

import math
import keras
from keras import layers, ops
from keras.layers import *

NUMERIC_FEATURE_NAMES = ["age", "education_num", "capital_gain"]
CATEGORICAL = {"workclass": 9, "education": 16, "marital": 7}
FEATURE_NAMES = NUMERIC_FEATURE_NAMES + list(CATEGORICAL.keys())
embedding_dims = 16

def create_model_inputs():
    inputs = {}
    for feature_name in FEATURE_NAMES:
        if feature_name in NUMERIC_FEATURE_NAMES:
            inputs[feature_name] = layers.Input(name=feature_name, shape=(), dtype="float32")
        else:
            inputs[feature_name] = layers.Input(name=feature_name, shape=(), dtype="int32")
    return inputs

def encode_inputs(inputs, embedding_dims):
    encoded, numerical = [], []
    for feature_name in inputs:
        if feature_name in CATEGORICAL:
            embedding = layers.Embedding(input_dim=CATEGORICAL[feature_name], output_dim=embedding_dims)
            encoded.append(embedding(inputs[feature_name]))
        else:
            numerical.append(ops.expand_dims(inputs[feature_name], -1))
    return encoded, numerical

def create_mlp(hidden_units, dropout_rate, activation, normalization_layer, name=None):
    mlp_layers = []
    for units in hidden_units:
        mlp_layers.append(normalization_layer())
        mlp_layers.append(layers.Dense(units, activation=activation))
        mlp_layers.append(layers.Dropout(dropout_rate))
    return keras.Sequential(mlp_layers, name=name)

def create_tabtransformer_classifier(num_blocks=2, num_heads=4, use_column_embedding=True):
    inputs = create_model_inputs()
    encoded_list, numerical_list = encode_inputs(inputs, embedding_dims)
    encoded = ops.stack(encoded_list, axis=1)
    numerical = layers.concatenate(numerical_list)
    if use_column_embedding:
        num_columns = encoded.shape[1]
        column_embedding = layers.Embedding(input_dim=num_columns, output_dim=embedding_dims)
        column_indices = ops.arange(start=0, stop=num_columns, step=1)
        encoded = encoded + column_embedding(column_indices)
    for block_idx in range(num_blocks):
        attention_output = layers.MultiHeadAttention(num_heads=num_heads, key_dim=embedding_dims, dropout=0.1, name=f"multihead_attention_{block_idx}")(encoded, encoded)
        x = layers.Add(name=f"skip_connection1_{block_idx}")([attention_output, encoded])
        x = layers.LayerNormalization(name=f"layer_norm1_{block_idx}", epsilon=1e-6)(x)
        feedforward_output = create_mlp(hidden_units=[embedding_dims], dropout_rate=0.1, activation=keras.activations.gelu,
                                        normalization_layer=lambda: layers.LayerNormalization(epsilon=1e-6), name=f"feedforward_{block_idx}")(x)
        x = layers.Add(name=f"skip_connection2_{block_idx}")([feedforward_output, x])
        encoded = layers.LayerNormalization(name=f"layer_norm2_{block_idx}", epsilon=1e-6)(x)
    categorical_features = layers.Flatten()(encoded)
    numerical = layers.LayerNormalization(epsilon=1e-6)(numerical)
    features = layers.concatenate([categorical_features, numerical])
    hidden = [factor * features.shape[-1] for factor in [2, 1]]
    features = create_mlp(hidden_units=hidden, dropout_rate=0.2, activation=keras.activations.selu, normalization_layer=layers.BatchNormalization, name="MLP")(features)
    outputs = layers.Dense(units=1, activation="sigmoid", name="sigmoid")(features)
    return keras.Model(inputs=inputs, outputs=outputs)

tab = create_tabtransformer_classifier()
