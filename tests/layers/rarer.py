"""Random calls of the layers that are used less often; see configurations.py for the others."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from layerhints.libraries.keras.layers import FAMILIES
from layerhints.rules.examples import LayerCall

from .configurations import (
    ANY_SHAPE,
    AXIS,
    BATCH,
    CONFIGURATIONS,
    FLAG,
    FORMAT,
    NOTHING,
    OPEN,
    RECURRENT,
    SIZE,
    SMALL,
    Configuration,
    Drawn,
    Keywords,
    convolution,
    depthwise,
    mostly,
    one,
    per_axis,
    shape,
    some,
    transposed,
)

Inputs = st.SearchStrategy[tuple[tuple[int | None, ...], ...]]


def several(name: str, keywords: Keywords, inputs: Inputs) -> Drawn:
    return st.builds(lambda words, shapes: Configuration(LayerCall(name, (), words), shapes), keywords, inputs)


# --- attention


@st.composite
def query_value_key(draw: st.DrawFn, rank: int = 1, equal: bool = False) -> tuple[tuple[int | None, ...], ...]:
    """A query, a value and perhaps a key of the value's length; now and then of another one, or with open features."""
    batch, features = draw(BATCH), draw(OPEN)
    length = [draw(OPEN) for _ in range(rank)]
    query = (batch, *(draw(OPEN) for _ in range(rank)), features)
    value = (batch, *length, features if equal and draw(st.integers(0, 9)) else draw(OPEN))
    other = [draw(st.sampled_from([size] * 9 + [3])) for size in length]
    return draw(st.sampled_from([(query, value), (query, value, (batch, *other, draw(OPEN)))]))


PROJECTED = {
    "use_bias": FLAG,
    "use_gate": st.sampled_from([False, False, True]),
    "dropout": st.sampled_from([0.0, 0.5]),
    "trainable": FLAG,
}
MULTI_HEAD = some(
    {"num_heads": st.sampled_from([1, 2, 3, 0]), "key_dim": SMALL},
    {
        "value_dim": st.one_of(st.none(), SMALL),
        "output_shape": st.sampled_from([None, 5, (3,), (2, 3), ()]),
        **PROJECTED,
    },
)
GROUPED = some(
    {
        "head_dim": SMALL,
        "num_query_heads": st.sampled_from([1, 2, 4, 6]),
        "num_key_value_heads": st.sampled_from([1, 1, 2, 4]),
    },
    PROJECTED,
)


# --- products


EQUATIONS = (
    ("ab,bc->ac", "c"),
    ("abc,cd->abd", "bd"),
    ("abc,cde->abde", "de"),
    ("abc,bd->adc", "dc"),
    ("abc,bcd->ad", "d"),
    ("abc,bc->a", "a"),
    ("ab...,bc->ac...", "c"),
    ("...a,ab->...b", "b"),
    ("...ab,bcd->...acd", "cd"),
    ("ab, bc->ac", "c"),
    ("ab,bc->acx", "c"),
    ("ab,bcx->ac", "c"),
)


@st.composite
def einsum(draw: st.DrawFn) -> Configuration:
    equation, letters = draw(st.sampled_from(EQUATIONS))
    term, _, result = equation.partition(",")[0], None, equation.partition("->")[2]
    named = term.replace("...", "")
    dots = "..." in term
    least = 1 if term.startswith("...") else 0
    extra = draw(st.integers(least, 2)) if dots else draw(st.sampled_from([0] * 9 + [-1]))
    inputs = (draw(BATCH), *(draw(st.sampled_from([4, 5, 5, 6, None])) for _ in range(len(named) + extra - 1)))
    count = len(result.replace("...", "")) - (0 if term.startswith("...") else 1)
    sizes = st.sampled_from([4, 5, 5, 6, None])
    output = tuple(draw(sizes) for _ in range(max(0, count + draw(st.sampled_from([0] * 9 + [-1, 1])))))
    bias = draw(st.sampled_from([None, letters, letters[:1], "z"]))
    words = {"equation": equation, "output_shape": output, "bias_axes": bias}
    if draw(FLAG) and bias is None:
        words["lora_rank"] = 2
    return Configuration(LayerCall("EinsumDense", (), words), (inputs,))


# --- recurrence


CELL = {"use_bias": FLAG, "dropout": st.sampled_from([0.0, 0.5])}


def cell(name: str) -> Keywords:
    more = {"reset_after": FLAG} if name == "GRUCell" else {}
    return some({"units": st.integers(1, 4)}, {**CELL, **more})


CELL_NAMES = ("SimpleRNNCell", "LSTMCell", "GRUCell")
CELLS = st.one_of(
    *(st.builds(lambda words, name=name: LayerCall(name, (), words), cell(name)) for name in CELL_NAMES)
)
STACKS = st.lists(CELLS, min_size=1, max_size=3).map(tuple)
RUNNABLE = st.one_of(CELLS, STACKS, STACKS.map(lambda cells: LayerCall("StackedRNNCells", (cells,), {})))
RUN = {key: value for key, value in RECURRENT.items() if key not in ("use_bias", "unroll")}


RNN: Drawn = st.builds(
    lambda call, words, x: Configuration(LayerCall("RNN", (call,), words), (x,)),
    RUNNABLE,
    some({}, RUN),
    st.tuples(BATCH, OPEN, OPEN),
)


@st.composite
def step(draw: st.DrawFn, name: str) -> Configuration:
    """A cell on the input of a step, with states that mostly have its size."""
    words = draw(cell(name))
    batch = draw(BATCH)
    state = (batch, draw(st.sampled_from([words["units"]] * 9 + [7])))
    states = (state,) * (2 if name == "LSTMCell" else 1)
    return Configuration(LayerCall(name, (), words), ((batch, draw(OPEN)), *states))


@st.composite
def stacked_step(draw: st.DrawFn) -> Configuration:
    """Cells with one state each, on a step."""
    names = draw(st.lists(st.sampled_from(["SimpleRNNCell", "GRUCell"]), min_size=2, max_size=3))
    cells = tuple(LayerCall(name, (), draw(cell(name))) for name in names)
    batch = draw(BATCH)
    states = tuple((batch, call.keywords["units"]) for call in cells)
    return Configuration(LayerCall("StackedRNNCells", (cells,), {}), ((batch, draw(OPEN)), *states))


def convolutional_lstm(rank: int) -> Drawn:
    more = {
        "padding": st.sampled_from(["valid", "same", "SAME", "causal"]),
        "strides": per_axis(rank, SMALL),
        "dilation_rate": st.one_of(st.just(1), per_axis(rank, st.integers(1, 2))),
        "data_format": FORMAT,
        "use_bias": FLAG,
    }
    words = some({"filters": st.integers(1, 3), "kernel_size": per_axis(rank, st.integers(1, 3))}, {**more, **RUN})
    spatial = mostly(st.integers(2, 7), st.none())
    inputs = st.tuples(BATCH, OPEN, *[spatial] * (rank + 1))
    return one(f"ConvLSTM{rank}D", words, inputs)


@st.composite
def both_ways(draw: st.DrawFn) -> Configuration:
    """A recurrent layer over images or a stack of cells, in both directions."""
    drawn = draw(st.sampled_from([RNN, convolutional_lstm(1), convolutional_lstm(2)]).flatmap(lambda layers: layers))
    words = draw(some({}, {"merge_mode": st.sampled_from(["concat", "sum", None])}))
    return Configuration(LayerCall("Bidirectional", (drawn.layer,), words), drawn.inputs)


# --- around other layers


def wrapped(name: str) -> Drawn:
    """A wrapper around a convolution, or around a layer that takes any input, on an input of its rank.

    Of a wrong rank Keras finds out only when the model runs.
    """
    convolutions = st.one_of(
        st.builds(lambda words: LayerCall("Conv2D", (), words), convolution(2)),
        st.builds(lambda words: LayerCall("Conv2DTranspose", (), words), transposed(2)),
        st.builds(lambda words: LayerCall("DepthwiseConv2D", (), words), depthwise(2)),
        st.builds(lambda words: LayerCall("SeparableConv2D", (), words), depthwise(2, filters=SMALL)),
    )
    others = st.one_of(
        st.sampled_from([LayerCall("Flatten", (), {}), LayerCall("Dense", (3,), {"lora_rank": 2})]),
        st.builds(lambda units: LayerCall("Dense", (units,), {}), SIZE),
    )
    image = st.tuples(BATCH, OPEN, OPEN, OPEN)
    inner = st.one_of(st.tuples(convolutions, image), st.tuples(others, ANY_SHAPE))
    words = {"trainable": FLAG} if name == "Wrapper" else {"power_iterations": st.sampled_from([1, 2, 0])}

    def configuration(pair: tuple[LayerCall, tuple[int | None, ...]], twice: bool, keywords: Any) -> Configuration:
        call, x = pair
        call = LayerCall("SpectralNormalization", (call,), {}) if twice else call
        return Configuration(LayerCall(name, (call,), keywords), (x,))

    return st.builds(configuration, inner, st.sampled_from([False, False, True]), some({}, words))


IN_A_ROW = (
    LayerCall("Rescaling", (0.5,), {}),
    LayerCall("Resizing", (6, 7), {}),
    LayerCall("CenterCrop", (2, 3), {}),
    LayerCall("RandomFlip", (), {}),
    LayerCall("Conv2D", (4, 3), {}),
    LayerCall("Dense", (5,), {}),
)
PIPELINE = st.builds(
    lambda calls, x: Configuration(LayerCall("Pipeline", (tuple(calls),), {}), (x,)),
    st.lists(st.sampled_from(IN_A_ROW), min_size=1, max_size=3, unique_by=lambda call: call.name),
    shape(3, SIZE).filter(lambda x: len(x) == 4),
)


# --- data


IMAGE = st.one_of(st.tuples(BATCH, OPEN, OPEN, st.sampled_from([1, 3, 3])), st.tuples(SIZE, SIZE, st.just(3)))
FACTOR = st.sampled_from([0.3, 0.3, 1, -0.5, 3, 1.5, 9, (0.1, 0.3), (2, 3), (-3, -2), (0.3,), "much"])
ARGUMENTS: dict[str, Keywords] = {
    "MaxNumBoundingBoxes": some({"max_number": st.sampled_from([4, 2.5, (4,)])}, {}),
    "RandomTranslation": st.just({"height_factor": 0.1, "width_factor": 0.2}),
    "RandomZoom": st.just({"height_factor": 0.1}),
    "RandomGrayscale": some({}, {"factor": st.sampled_from([0.3, 0, 1.5, -1])}),
} | {
    name: some({"factor": FACTOR}, {})
    for name in (
        "AugMix",
        "CutMix",
        "RandAugment",
        "RandomBrightness",
        "RandomColorDegeneration",
        "RandomContrast",
        "RandomElasticTransform",
        "RandomErasing",
        "RandomGaussianBlur",
        "RandomHue",
        "RandomInvert",
        "RandomPerspective",
        "RandomPosterization",
        "RandomRotation",
        "RandomSaturation",
        "RandomSharpness",
    )
}
SIDES = {"height": st.sampled_from([1, 5, 8, 0]), "width": st.integers(1, 9)}
MODES = st.sampled_from(["int", "one_hot", "multi_hot", "count", "binary"])
TOKENS = st.lists(st.sampled_from(["a", "b", "c", "[UNK]"]), min_size=1, max_size=4, unique=True).map(tuple)
NUMBERS = st.lists(st.sampled_from([-1, 5, 6, 7]), min_size=1, max_size=4, unique=True).map(tuple)
LOOKUP = {
    "max_tokens": st.sampled_from([None, 1, 10]),
    "output_mode": st.sampled_from(["int", "one_hot", "multi_hot", "count", "tf_idf", "tf-idf", "other"]),
    "pad_to_max_tokens": FLAG,
}
ROWS = st.one_of(st.tuples(BATCH), st.tuples(BATCH, st.sampled_from([1, 1, 3, None])))


def _table() -> dict[str, Drawn]:
    table: dict[str, Drawn] = {
        "MultiHeadAttention": several(
            "MultiHeadAttention", MULTI_HEAD, st.one_of(query_value_key(), query_value_key(2))
        ),
        "GroupQueryAttention": several("GroupQueryAttention", GROUPED, query_value_key(equal=True)),
        "Attention": several(
            "Attention",
            some({}, {"use_scale": FLAG, "score_mode": st.sampled_from(["dot", "concat", "add"])}),
            st.one_of(query_value_key(equal=True), shape(2).map(lambda x: (x,))),
        ),
        "AdditiveAttention": several(
            "AdditiveAttention", some({}, {"use_scale": FLAG, "trainable": FLAG}), query_value_key(equal=True)
        ),
        "EinsumDense": einsum(),
        "RNN": RNN,
        "StackedRNNCells": stacked_step(),
        "SpectralNormalization": wrapped("SpectralNormalization"),
        "Wrapper": wrapped("Wrapper"),
        "Pipeline": PIPELINE,
        "Resizing": one("Resizing", some(SIDES, {"data_format": FORMAT}), IMAGE),
        "CenterCrop": one("CenterCrop", some(SIDES, {"data_format": FORMAT}), IMAGE),
        "RandomCrop": one("RandomCrop", some(SIDES, {"data_format": FORMAT}), IMAGE),
        "Rescaling": one("Rescaling", some({"scale": st.just(0.5)}, {"offset": SMALL}), ANY_SHAPE),
        "Normalization": one(
            "Normalization", some({}, {"axis": st.one_of(AXIS, st.none(), st.just((1, -1)))}), ANY_SHAPE
        ),
        "RMSNormalization": one("RMSNormalization", some({}, {"axis": st.one_of(AXIS, st.just((-1, 1)))}), ANY_SHAPE),
        "ReversibleEmbedding": one(
            "ReversibleEmbedding",
            some({"input_dim": SIZE, "output_dim": SMALL}, {"tie_weights": FLAG, "mask_zero": FLAG}),
            ANY_SHAPE,
        ),
        "STFTSpectrogram": one(
            "STFTSpectrogram",
            some(
                {"frame_length": st.sampled_from([4, 5, 8, 2])},
                {
                    "mode": st.sampled_from(["log", "psd", "real", "imag", "angle", "stft", "power"]),
                    "frame_step": st.sampled_from([None, 1, 3, 6]),
                    "fft_length": st.sampled_from([None, 4, 8, 16]),
                    "padding": st.sampled_from(["valid", "same"]),
                    "expand_dims": FLAG,
                    "data_format": FORMAT,
                    "trainable": FLAG,
                },
            ),
            st.tuples(BATCH, st.one_of(OPEN, st.integers(8, 40)), st.one_of(OPEN, st.integers(8, 40))),
        ),
        "MelSpectrogram": one(
            "MelSpectrogram",
            some(
                {},
                {
                    "sequence_stride": st.sampled_from([2, 3, 100]),
                    "num_mel_bins": SIZE,
                    "sequence_length": st.sampled_from([None, 100, 4000]),
                },
            ),
            st.one_of(st.tuples(BATCH, st.one_of(st.none(), st.integers(1, 3000))), st.tuples(st.integers(1, 3000))),
        ),
        "CategoryEncoding": one(
            "CategoryEncoding",
            some({"num_tokens": st.sampled_from([1, 4, 0, None])}, {"output_mode": MODES}),
            st.one_of(ROWS, shape(2)),
        ),
        "Discretization": one(
            "Discretization",
            st.one_of(
                some({"bin_boundaries": st.sampled_from([(0.0, 1.0), (0.5,)])}, {"output_mode": MODES}),
                some({"num_bins": st.sampled_from([3, 0, -1])}, {"output_mode": MODES}),
                some({}, {"num_bins": SMALL, "bin_boundaries": st.just((0.5,))}),
            ),
            st.one_of(ROWS, shape(2)),
        ),
        "Hashing": one("Hashing", some({"num_bins": SIZE}, {"output_mode": MODES}), st.one_of(ROWS, shape(2))),
        "HashedCrossing": several(
            "HashedCrossing",
            some({"num_bins": SIZE}, {"output_mode": st.sampled_from(["int", "one_hot"])}),
            ROWS.map(lambda x: (x, x)),
        ),
        "IntegerLookup": one(
            "IntegerLookup",
            some({}, {**LOOKUP, "vocabulary": NUMBERS, "num_oov_indices": st.integers(0, 2)}),
            ROWS,
        ),
        "StringLookup": one(
            "StringLookup", some({}, {**LOOKUP, "vocabulary": TOKENS, "num_oov_indices": st.integers(0, 2)}), ROWS
        ),
        "TextVectorization": one(
            "TextVectorization",
            some(
                {},
                {
                    **LOOKUP,
                    "vocabulary": TOKENS,
                    "output_sequence_length": st.sampled_from([None, 5]),
                    "split": st.sampled_from(["whitespace", None]),
                },
            ),
            ROWS,
        ),
    }
    for name in CELL_NAMES:
        table[name] = step(name)
    for rank in (1, 2, 3):
        table[f"ConvLSTM{rank}D"] = convolutional_lstm(rank)
    for family in ("augmentation", "augmentation_colour", "augmentation_geometry"):
        for name in FAMILIES[family]:
            table[name] = one(name, ARGUMENTS.get(name, NOTHING), IMAGE)
    return table


RARER: dict[str, Drawn] = _table()
RARER["Bidirectional"] = st.one_of(CONFIGURATIONS["Bidirectional"], both_ways())
EVERY_LAYER: dict[str, Drawn] = {**CONFIGURATIONS, **RARER}
"""For each layer a strategy of calls, but for those that run something that is not Keras."""
