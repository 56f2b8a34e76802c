"""Sequences to sequences: states handed on, attention step by step with shared layers, attention over a sentence."""

import keras
from keras.layers import Input, LSTM, GRU, Dense, Embedding, TimeDistributed, RepeatVector, Bidirectional, Concatenate, AdditiveAttention, Attention, Lambda, Dot, Activation, Permute, multiply, Flatten, add
from keras.models import Model, Sequential


num_encoder_tokens, num_decoder_tokens, latent_dim = 71, 93, 256
encoder_inputs = Input(shape=(None, num_encoder_tokens))
encoder = LSTM(latent_dim, return_state=True)
encoder_outputs, state_h, state_c = encoder(encoder_inputs)
encoder_states = [state_h, state_c]
decoder_inputs = Input(shape=(None, num_decoder_tokens))
decoder_lstm = LSTM(latent_dim, return_sequences=True, return_state=True)
decoder_outputs, _, _ = decoder_lstm(decoder_inputs, initial_state=encoder_states)
decoder_dense = Dense(num_decoder_tokens, activation='softmax')
decoder_outputs = decoder_dense(decoder_outputs)
model = Model([encoder_inputs, decoder_inputs], decoder_outputs)

encoder_model = Model(encoder_inputs, encoder_states)
decoder_state_input_h = Input(shape=(latent_dim,))
decoder_state_input_c = Input(shape=(latent_dim,))
decoder_states_inputs = [decoder_state_input_h, decoder_state_input_c]
decoder_outputs, state_h, state_c = decoder_lstm(decoder_inputs, initial_state=decoder_states_inputs)
decoder_states = [state_h, state_c]
decoder_outputs = decoder_dense(decoder_outputs)
decoder_model = Model([decoder_inputs] + decoder_states_inputs, [decoder_outputs] + decoder_states)

# attention of Luong
Tx, Ty, n_a, n_s = 30, 10, 32, 64
repeator = RepeatVector(Tx)
concatenator = Concatenate(axis=-1)
densor1 = Dense(10, activation="tanh")
densor2 = Dense(1, activation="relu")
activator = Activation('softmax', name='attention_weights')
dotor = Dot(axes=1)

def one_step_attention(a, s_prev):
    s_prev = repeator(s_prev)
    concat = concatenator([a, s_prev])
    e = densor1(concat)
    energies = densor2(e)
    alphas = activator(energies)
    context = dotor([alphas, a])
    return context

post_activation_LSTM_cell = LSTM(n_s, return_state=True)
output_layer = Dense(11, activation='softmax')

def modelf(Tx, Ty, n_a, n_s, human_vocab_size, machine_vocab_size):
    X = Input(shape=(Tx, human_vocab_size))
    s0 = Input(shape=(n_s,), name='s0')
    c0 = Input(shape=(n_s,), name='c0')
    s = s0
    c = c0
    outputs = []
    a = Bidirectional(LSTM(units=n_a, return_sequences=True))(X)
    for t in range(Ty):
        context = one_step_attention(a, s)
        _, s, c = post_activation_LSTM_cell(context, initial_state=[s, c])
        out = output_layer(s)
        outputs.append(out)
    return Model(inputs=[X, s0, c0], outputs=outputs)

nmt = modelf(Tx, Ty, n_a, n_s, 37, 11)

inp = Input((20,))
e = Embedding(500, 64, mask_zero=True)(inp)
h = Bidirectional(GRU(32, return_sequences=True))(e)
att = Dense(1, activation='tanh')(h)
att = Flatten()(att)
att = Activation('softmax')(att)
att = RepeatVector(64)(att)
att = Permute([2, 1])(att)
sent = multiply([h, att])
sent = Lambda(lambda xin: keras.ops.sum(xin, axis=-2), output_shape=(64,))(sent)
clf = Model(inp, Dense(3, activation='softmax')(sent))
