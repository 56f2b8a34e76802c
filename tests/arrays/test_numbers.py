"""The few numbers that are kept: whatever the analysis claims to know about one is what NumPy computes."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerhints.algebra import Unknown
from layerhints.values.tensor import Tensor

from .check import plain, run

whole = st.integers(-20, 20)
number = whole | st.integers(-(2**40), 2**40) | st.floats(-50, 50, allow_nan=False).map(lambda x: round(x, 2))
row = st.lists(number, min_size=1, max_size=4)


def check(expression: str) -> None:
    """`expression` is a list or a number; every item that is known agrees."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            real = eval(expression, {"np": np})
        except (ValueError, ZeroDivisionError, OverflowError, MemoryError, IndexError):
            return
    compare(run(f"import numpy as np\nr = {expression}\n")["r"], real)


def compare(ours: Any, real: Any) -> None:
    known = plain(ours)
    if isinstance(ours, (Unknown, Tensor)) or known is None:
        return
    if isinstance(real, (list, tuple, np.ndarray)):
        assert isinstance(known, (list, tuple)) and len(known) == len(real)
        for one, item in zip(known, real, strict=True):
            compare(one, item)
    else:
        # The libraries of two machines round logarithms differently in the last place.
        assert known == pytest.approx(real, rel=1e-15, abs=0) and isinstance(known, float) == isinstance(real, float)


@given(number, number, whole | st.sampled_from((0.5, 0.1, -0.25)))
def test_arange(start: float, stop: float, step: float) -> None:
    if step and abs((stop - start) / step) < 2000:
        check(f"np.arange({start}, {stop}, {step}).tolist()")
        check(f"np.arange({start}, {stop}, {step}).shape")


@given(number, number, st.integers(0, 9), st.booleans())
def test_linspace(start: float, stop: float, count: int, endpoint: bool) -> None:
    check(f"np.linspace({start}, {stop}, {count}, endpoint={endpoint}).tolist()")


operators = st.sampled_from(("+", "-", "*", "/", "//", "%", "**", "==", "<", ">="))
dtypes = st.sampled_from(("", "np.int32", "'uint8'", "'float32'", "float", "bool")).map(lambda d: d and f", dtype={d}")


@given(row, operators, row, dtypes)
@settings(max_examples=300)
def test_arithmetic(left: list[float], operator: str, right: list[float], dtype: str) -> None:
    if dtype and not all(isinstance(item, int) and 0 <= item < 100 for item in left):
        left = [abs(int(item)) % 100 for item in left]
    right = right[: len(left)] if len(right) >= len(left) else right[:1]
    check(f"(np.array({left}{dtype}) {operator} np.array({right})).tolist()")
    check(f"(np.array({left}{dtype}) {operator} {right[0]}).tolist()")
    check(f"({right[0]} {operator} np.array({left}{dtype})).tolist()")


functions = st.sampled_from(
    ("sqrt", "log2", "floor", "ceil", "round", "abs", "square", "negative", "sum", "prod", "max", "min", "mean",
     "argmax", "argmin", "cumsum", "unique", "sort", "rint", "trunc", "exp")
)  # fmt: skip


@given(row, functions)
def test_functions(items: list[float], name: str) -> None:
    if name in ("sqrt", "log2"):
        items = [abs(item) + 1 for item in items]
    check(f"np.{name}({items}).tolist()" if len(items) > 1 else f"np.{name}({items[0]})")


@given(row, st.sampled_from(("int", "float", "np.int32", "'uint8'", "'float32'", "bool", "np.int64")))
def test_casts(items: list[float], dtype: str) -> None:
    check(f"np.array({items}).astype({dtype}).tolist()")


steps = st.none() | st.integers(-6, 6)


@given(row, steps, steps, st.none() | st.integers(-3, 3).filter(bool), st.integers(-4, 3))
def test_parts(items: list[float], start: int | None, stop: int | None, step: int | None, place: int) -> None:
    check(f"np.array({items})[{start}:{stop}:{step}].tolist()")
    check(f"np.array({items})[{place}]")
    check(f"np.concatenate([np.array({items}), np.array({items})[{start}:]]).tolist()")
