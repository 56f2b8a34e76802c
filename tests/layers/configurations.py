"""Random calls of each layer and shapes to apply it to: most of them valid, some not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from layerhints.rules.examples import LayerCall


@dataclass(frozen=True)
class Configuration:
    layer: LayerCall
    inputs: tuple[tuple[int | None, ...], ...]


def mostly(usual: st.SearchStrategy[Any], rare: st.SearchStrategy[Any], times: int = 9) -> st.SearchStrategy[Any]:
    """`times` draws of what is usual to one of what is rare. (To `one_of`, a strategy given twice is given once.)"""
    return st.sampled_from([False] * times + [True]).flatmap(lambda seldom: rare if seldom else usual)


SIZE = st.integers(1, 9)
SMALL = st.integers(1, 4)
BATCH = st.sampled_from([None, None, None, 2])
MARGIN = st.integers(0, 3)
FLAG = st.booleans()
FORMAT = st.sampled_from(["channels_last", "channels_first"])
OPEN = mostly(SIZE, st.none(), 6)
"""A size that is sometimes None."""
ROOMY = mostly(st.integers(1, 24), st.none())
"""A size into which most windows fit."""

Keywords = st.SearchStrategy[dict[str, Any]]
Drawn = st.SearchStrategy[Configuration]


def per_axis(rank: int, size: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    """One number for all axes, or a tuple; now and then of the wrong length."""
    right = st.tuples(*[size] * rank)
    wrong = st.tuples(*[size] * (rank + 1)) if rank < 3 else right
    return mostly(st.one_of(size, right), wrong, 14)


def some(required: dict[str, st.SearchStrategy[Any]], optional: dict[str, st.SearchStrategy[Any]]) -> Keywords:
    return st.fixed_dictionaries(required, optional=optional)


def shape(rank: int, size: st.SearchStrategy[int | None] = OPEN) -> st.SearchStrategy[tuple[int | None, ...]]:
    """A shape with this many axes beside the batch; now and then one too many."""
    right = st.tuples(BATCH, *[size] * rank)
    return mostly(right, st.tuples(BATCH, *[size] * (rank + 1)))


def image(rank: int) -> st.SearchStrategy[tuple[int | None, ...]]:
    """A shape with this many axes beside batch and channels, on either side; now and then another."""
    channels = st.sampled_from([1, 2, 3, 6, 6, 12])
    inside = [ROOMY] * rank
    last, first = st.tuples(BATCH, *inside, channels), st.tuples(BATCH, channels, *inside)
    return mostly(st.one_of(last, first), shape(rank + 1))


def one(name: str, keywords: Keywords, inputs: st.SearchStrategy[tuple[int | None, ...]]) -> Drawn:
    return st.builds(lambda words, x: Configuration(LayerCall(name, (), words), (x,)), keywords, inputs)


# --- families


def steps(rank: int) -> Keywords:
    """Strides or a dilation; rarely both, which do not go together."""
    strides = {"strides": per_axis(rank, SMALL)}
    dilation = {"dilation_rate": st.one_of(st.just(1), per_axis(rank, st.integers(1, 3)))}
    return mostly(st.one_of(some({}, strides), some({}, dilation)), some({}, {**strides, **dilation}))


def with_steps(rank: int, keywords: Keywords) -> Keywords:
    return st.builds(lambda words, more: {**words, **more}, keywords, steps(rank))


def convolution(rank: int) -> Keywords:
    padding = ["valid", "same", "SAME", "causal"] if rank == 1 else ["valid", "same", "valid", "Same"]
    words = some(
        {"filters": st.sampled_from([1, 2, 3, 4, 6, 6, 12]), "kernel_size": per_axis(rank, SMALL)},
        {
            "padding": st.sampled_from(padding),
            "data_format": FORMAT,
            "groups": st.sampled_from([1, 1, 1, 2, 3]),
            "use_bias": FLAG,
            "trainable": FLAG,
        },
    )
    return with_steps(rank, words)


def transposed(rank: int) -> Keywords:
    words = some(
        {"filters": st.integers(1, 6), "kernel_size": per_axis(rank, SMALL)},
        {
            "padding": st.sampled_from(["valid", "same"]),
            "output_padding": st.one_of(st.none(), st.none(), per_axis(rank, st.integers(0, 2))),
            "data_format": FORMAT,
            "use_bias": FLAG,
        },
    )
    return with_steps(rank, words)


def depthwise(rank: int, **more: st.SearchStrategy[Any]) -> Keywords:
    words = some(
        {"kernel_size": per_axis(rank, SMALL), **more},
        {
            "padding": st.sampled_from(["valid", "same"]),
            "depth_multiplier": SMALL,
            "data_format": FORMAT,
            "use_bias": FLAG,
        },
    )
    return with_steps(rank, words)


def pooling(rank: int) -> Keywords:
    return some(
        {"pool_size": per_axis(rank, SMALL)},
        {
            "strides": st.one_of(st.none(), per_axis(rank, SMALL)),
            "padding": st.sampled_from(["valid", "same", "same", "SAME"]),
            "data_format": FORMAT,
        },
    )


def margins(rank: int) -> st.SearchStrategy[Any]:
    pair = st.tuples(MARGIN, MARGIN)
    if rank == 1:
        return st.one_of(MARGIN, pair)
    return st.one_of(MARGIN, st.tuples(*[MARGIN] * rank), st.tuples(*[pair] * rank), st.tuples(*[pair] * (rank - 1)))


NORMALIZED = {"center": FLAG, "scale": FLAG}
AXIS = st.sampled_from([-1, -1, 1, 2, -2, 4])
RECURRENT = {
    "use_bias": FLAG,
    "return_sequences": FLAG,
    "return_state": FLAG,
    "go_backwards": FLAG,
    "stateful": st.sampled_from([False, False, False, True]),
    "unroll": st.sampled_from([False, False, False, True]),
}


def inner_recurrent(states: bool = True) -> st.SearchStrategy[LayerCall]:
    words = some({"units": st.integers(1, 5)}, {"use_bias": FLAG, "return_sequences": FLAG, "return_state": FLAG})
    return st.builds(
        lambda name, keywords: LayerCall(name, (), keywords), st.sampled_from(["LSTM", "GRU", "SimpleRNN"]), words
    )


def time_distributed() -> Drawn:
    dense = st.builds(lambda units: LayerCall("Dense", (units,), {}), SIZE)
    conv = st.builds(lambda words: LayerCall("Conv2D", (), words), convolution(2))
    plain = st.sampled_from([LayerCall("Flatten", (), {}), LayerCall("Dropout", (0.5,), {})])
    inner = st.one_of(dense, plain, conv)
    inputs = st.one_of(shape(2), shape(3), shape(4))
    return st.builds(lambda layer, x: Configuration(LayerCall("TimeDistributed", (layer,), {}), (x,)), inner, inputs)


@st.composite
def alike(draw: st.DrawFn, count: st.SearchStrategy[int], ones: bool = True) -> tuple[tuple[int | None, ...], ...]:
    """Several shapes that are mostly equal, with some sizes replaced by 1, None or another number."""
    first = draw(st.lists(SIZE, min_size=1, max_size=4))
    shapes = []
    for _ in range(draw(count)):
        changed = [draw(st.sampled_from([size] * 12 + ([1] * 2 if ones else []) + [None, size + 1])) for size in first]
        drop = draw(st.sampled_from([0] * 9 + [1]))
        shapes.append((draw(BATCH), *changed[drop:]))
    return tuple(shapes)


def merging(name: str, keywords: Keywords, inputs: st.SearchStrategy[tuple[tuple[int | None, ...], ...]]) -> Drawn:
    return st.builds(lambda words, shapes: Configuration(LayerCall(name, (), words), shapes), keywords, inputs)


NOTHING: Keywords = st.just({})
RATE = st.sampled_from([0.0, 0.25, 0.5, 1, 1.5, -0.1])
ANY_SHAPE = st.one_of(shape(1), shape(2), shape(3))


def _table() -> dict[str, Drawn]:
    table: dict[str, Drawn] = {}
    for rank in (1, 2, 3):
        table[f"Conv{rank}D"] = one(f"Conv{rank}D", convolution(rank), image(rank))
        table[f"Conv{rank}DTranspose"] = one(f"Conv{rank}DTranspose", transposed(rank), image(rank))
        if rank < 3:
            table[f"DepthwiseConv{rank}D"] = one(f"DepthwiseConv{rank}D", depthwise(rank), image(rank))
            words = depthwise(rank, filters=SMALL)
            table[f"SeparableConv{rank}D"] = one(f"SeparableConv{rank}D", words, image(rank))
        for kind in ("Max", "Average"):
            table[f"{kind}Pooling{rank}D"] = one(f"{kind}Pooling{rank}D", pooling(rank), shape(rank + 1))
            name = f"Global{kind}Pooling{rank}D"
            table[name] = one(name, some({}, {"data_format": FORMAT, "keepdims": FLAG}), shape(rank + 1))
            name = f"Adaptive{kind}Pooling{rank}D"
            words = some({"output_size": per_axis(rank, SMALL)}, {"data_format": FORMAT})
            table[name] = one(name, words, st.tuples(BATCH, *[SIZE] * (rank + 1)))
        table[f"ZeroPadding{rank}D"] = one(
            f"ZeroPadding{rank}D", some({}, {"padding": margins(rank), "data_format": FORMAT}), shape(rank + 1)
        )
        formats = {"data_format": FORMAT} if rank > 1 else {}
        words = some({}, {"cropping": margins(rank), **formats})
        table[f"Cropping{rank}D"] = one(f"Cropping{rank}D", words, shape(rank + 1))
        words = some({}, {"size": SMALL if rank == 1 else per_axis(rank, SMALL), **formats})
        table[f"UpSampling{rank}D"] = one(f"UpSampling{rank}D", words, shape(rank + 1))
        name = f"SpatialDropout{rank}D"
        table[name] = one(name, some({"rate": RATE}, formats), shape(rank + 1))
    for name, words in {
        "Activation": some({"activation": st.sampled_from(["relu", "softmax"])}, {}),
        "ActivityRegularization": NOTHING,
        "AlphaDropout": some({"rate": RATE}, {}),
        "Dropout": some({"rate": RATE}, {}),
        "ELU": NOTHING,
        "Flatten": some({}, {"data_format": FORMAT}),
        "GaussianDropout": some({"rate": RATE}, {}),
        "GaussianNoise": some({"stddev": RATE}, {}),
        "Identity": NOTHING,
        "LeakyReLU": some({}, {"negative_slope": RATE}),
        "Masking": NOTHING,
        "PReLU": some({}, {"shared_axes": st.sampled_from([1, (1,), (1, 2), (2,), (3,), None])}),
        "ReLU": some({}, {"max_value": RATE, "threshold": RATE}),
        "Softmax": NOTHING,
        "UnitNormalization": some({}, {"axis": st.one_of(AXIS, st.tuples(AXIS, AXIS))}),
        "BatchNormalization": some({}, {"axis": AXIS, "renorm": FLAG, "trainable": FLAG, **NORMALIZED}),
        "GroupNormalization": some({}, {"groups": st.sampled_from([-1, 1, 2, 3, 0, -2]), "axis": AXIS, **NORMALIZED}),
        "LayerNormalization": some(
            {}, {"axis": st.one_of(AXIS, st.tuples(AXIS, AXIS)), "rms_scaling": FLAG, **NORMALIZED}
        ),
        "Dense": some(
            {"units": st.sampled_from([1, 3, 7, 0, -1, 2.0])},
            {"use_bias": FLAG, "lora_rank": st.sampled_from([None, 2]), "trainable": FLAG},
        ),
        "Embedding": some({"input_dim": SIZE, "output_dim": st.sampled_from([1, 3, 0])}, {"mask_zero": FLAG}),
        "Permute": some({"dims": st.sampled_from([(1,), (2, 1), (1, 2), (3, 1, 2), (2, 2), (0, 1)])}, {}),
        "RepeatVector": some({"n": st.sampled_from([1, 3, 0, 2.0])}, {}),
    }.items():
        table[name] = one(name, words, ANY_SHAPE)
    target = st.lists(st.sampled_from([-1, 1, 2, 3, 4, 6, 8, 12, -2]), min_size=0, max_size=3).map(tuple)
    table["Reshape"] = one("Reshape", some({"target_shape": target}, {}), ANY_SHAPE)
    for name in ("SimpleRNN", "LSTM", "GRU"):
        more = {"reset_after": FLAG} if name == "GRU" else {}
        table[name] = one(name, some({"units": st.integers(1, 5)}, {**RECURRENT, **more}), shape(2))
    table["Bidirectional"] = st.builds(
        lambda layer, words, x: Configuration(LayerCall("Bidirectional", (layer,), words), (x,)),
        inner_recurrent(),
        some({}, {"merge_mode": st.sampled_from(["concat", "sum", "mul", "ave", None, "avg"])}),
        shape(2),
    )
    table["TimeDistributed"] = time_distributed()
    for name in ("Add", "Average", "Maximum", "Minimum", "Multiply"):
        table[name] = merging(name, NOTHING, alike(st.integers(1, 3)))
    table["Subtract"] = merging("Subtract", NOTHING, alike(st.sampled_from([2, 2, 2, 1, 3])))
    table["Concatenate"] = merging("Concatenate", some({}, {"axis": AXIS}), alike(st.integers(1, 3), ones=False))
    # Axis 0 is left out: Keras finds it only when the model runs.
    axis = st.sampled_from([-1, -1, 1, 2, 4])
    axes = st.one_of(axis, st.tuples(axis, axis))
    table["Dot"] = merging("Dot", some({"axes": axes}, {}), alike(st.sampled_from([2, 2, 2, 3]), ones=False))
    inner = st.lists(OPEN, max_size=3).map(tuple)
    table["InputLayer"] = st.builds(
        lambda words: Configuration(LayerCall("InputLayer", (), words), ()),
        st.one_of(
            some({"shape": inner}, {"batch_size": SIZE}), some({"batch_shape": inner}, {}), some({}, {"shape": inner})
        ),
    )
    return table


CONFIGURATIONS: dict[str, Drawn] = _table()
"""For each layer a strategy of calls."""

Check = Callable[[Configuration], None]
