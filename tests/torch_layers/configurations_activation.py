"""Random calls of the activations: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, call, use
from .draw_shapes import FLAG, rather, shapes, some

ANY = shapes(0, 5)
NUMBER = rather(st.sampled_from([0.5, 1.0, 2.0, 1, 0.01]), "much", None)


def elementwise(name: str, **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[Configuration]:
    return st.builds(lambda words, x: use(call(name, **words), x), some(**optional), ANY)


INPLACE = {"inplace": FLAG}
BOUND = st.sampled_from([-2.0, -0.5, 0.0, 0.5, 2.0, 1])


@st.composite
def learned(draw: st.DrawFn) -> Configuration:
    x = draw(ANY)
    channels = x[1] if len(x) > 1 else 1
    count = draw(st.sampled_from([1, channels, channels, channels, 3]))
    layer = draw(st.sampled_from([call("PReLU"), call("PReLU", count), call("PReLU", num_parameters=count, init=0.1)]))
    return use(layer, x)


CONFIGURATIONS = {
    "CELU": elementwise("CELU", alpha=rather(st.sampled_from([0.5, 1.0, -1.0]), 0, "a"), **INPLACE),
    "ELU": elementwise("ELU", alpha=NUMBER, **INPLACE),
    "GELU": elementwise("GELU", approximate=st.sampled_from(["none", "tanh", "tanh", "erf", None])),
    "GLU": elementwise("GLU", dim=rather(st.sampled_from([-1, 0, 1, -2, 2, 4]), None, 1.5)),
    "Hardshrink": elementwise("Hardshrink", lambd=NUMBER),
    "Hardsigmoid": elementwise("Hardsigmoid", **INPLACE),
    "Hardswish": elementwise("Hardswish", **INPLACE),
    "Hardtanh": elementwise(
        "Hardtanh", min_val=BOUND, max_val=BOUND, min_value=st.sampled_from([None, None, 0.2]), max_value=BOUND
    ),
    "LeakyReLU": elementwise("LeakyReLU", negative_slope=NUMBER, **INPLACE),
    "LogSigmoid": elementwise("LogSigmoid"),
    "Mish": elementwise("Mish", **INPLACE),
    "PReLU": learned(),
    "RReLU": elementwise("RReLU", lower=BOUND, upper=BOUND, **INPLACE),
    "ReLU": elementwise("ReLU", **INPLACE),
    "ReLU6": elementwise("ReLU6", **INPLACE),
    "SELU": elementwise("SELU", **INPLACE),
    "SiLU": elementwise("SiLU", **INPLACE),
    "Sigmoid": elementwise("Sigmoid"),
    "Softplus": elementwise("Softplus", beta=NUMBER, threshold=NUMBER),
    "Softshrink": elementwise("Softshrink", lambd=rather(st.sampled_from([0, 0.5, 2.0]), -1.0, "a")),
    "Softsign": elementwise("Softsign"),
    "Tanh": elementwise("Tanh"),
    "Tanhshrink": elementwise("Tanhshrink"),
    "Threshold": st.builds(
        lambda positional, words, x: use(call("Threshold", *positional, **words), x),
        rather(st.tuples(NUMBER, NUMBER), (1.0,), ()),
        some(**INPLACE),
        ANY,
    ),
}
