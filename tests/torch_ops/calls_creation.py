"""Calls of the operations that make tensors, draw at random, and count."""

from __future__ import annotations

from typing import Any

from .check import Call, Dtype, Given, call
from .draw import Draw, both, operation


def given_sizes(d: Draw, name: str, *before: Any) -> Call:
    sizes = tuple(d.int(-1, 3) if d.rarely() else d.size() for _ in range(d.int(1, 4)))
    ways = [call(name, *before, *sizes), call(name, *before, sizes), call(name, *before, list(sizes))]
    return d.pick(*ways, call(name, *before, *sizes, dtype=Dtype("int32" if "rand" not in name else "float64")))


@operation("torch.zeros", "torch.ones", "torch.empty", "torch.rand", "torch.randn")
def filled(d: Draw, name: str) -> Call:
    return given_sizes(d, name)


@operation("Tensor.new_zeros", "Tensor.new_ones", "Tensor.new_empty")
def new_filled(d: Draw, name: str) -> Call:
    return given_sizes(d, name, d.tensor(dtype=d.pick("float32", "int64")))


@operation("torch.full")
def full(d: Draw, name: str) -> Call:
    return d.pick(call(name, d.shape(), 2.0), call(name, d.shape(), 3), call(name, size=d.shape(), fill_value=True))


@operation("Tensor.new_full")
def new_full(d: Draw, name: str) -> Call:
    return call(name, d.tensor(), d.shape(), 2.0)


@operation("torch.zeros_like", "torch.ones_like", "torch.empty_like", "torch.rand_like", "torch.randn_like")
def like(d: Draw, name: str) -> Call:
    return d.pick(call(name, d.tensor()), call(name, d.tensor(), dtype=Dtype("float64")))


@operation("torch.full_like", "torch.randint_like")
def full_like(d: Draw, name: str) -> Call:
    return call(name, d.tensor(), 3)


def nested(d: Draw, depth: int) -> Any:
    if depth == 0:
        return d.pick(1, 2.5, True, 3)
    return [nested(d, depth - 1 + d.rarely()) for _ in range(d.int(1, 3))]


@operation("torch.tensor", "torch.as_tensor", "torch.asarray")
def tensor(d: Draw, name: str) -> Call:
    row = [nested(d, 1)] * d.int(0, 3)
    return d.pick(call(name, nested(d, d.int(0, 2))), call(name, row), call(name, tuple(row)), call(name, d.tensor()))


@operation("torch.randint")
def randint(d: Draw, name: str) -> Call:
    return d.pick(call(name, 5, d.shape()), call(name, 1, 5, d.shape()), call(name, high=5, size=d.shape(), low=2))


@operation("torch.eye")
def eye(d: Draw, name: str) -> Call:
    return d.pick(call(name, d.size()), call(name, d.int(-1, 3), d.size()), call(name, n=d.size(), m=d.size()))


@operation("torch.arange", "torch.range")
def arange(d: Draw, name: str) -> Call:
    start, end, step = d.int(-5, 5), d.int(-5, 5), d.int(-3, 3)
    plain = [call(name, start, end), call(name, start, end, step), call(name, start=start, end=end, step=step)]
    if name == "torch.range":
        return d.pick(*plain)
    halves = [call(name, start / 2, end / 3), call(name, 0, end, d.pick(0.1, 0.3, 0.25)), call(name, end / 7)]
    return d.pick(*plain, *halves, call(name, end), call(name, end, dtype=Dtype("float32")))


@operation("torch.linspace", "torch.logspace")
def linspace(d: Draw, name: str) -> Call:
    return d.pick(call(name, 0, 1, d.int(-1, 9)), call(name, 0.0, 1.0, steps=d.size()))


@operation("torch.randperm", "torch.hann_window", "torch.hamming_window", "torch.blackman_window",
           "torch.bartlett_window", "torch.kaiser_window")  # fmt: skip
def row(d: Draw, name: str) -> Call:
    return call(name, d.int(-1, 9))


@operation("torch.tril_indices", "torch.triu_indices")
def triangle(d: Draw, name: str) -> Call:
    return d.pick(call(name, d.size(), d.size()), call(name, d.size(), d.size(), d.int(-5, 5)))


@both("multinomial")
def multinomial(d: Draw, name: str) -> Call:
    x = d.tensor(0 if d.rarely() else 1, 2)
    return d.pick(call(name, x, d.int(0, 6)), call(name, x, d.int(1, 6), True), call(name, x, num_samples=1))


@both("bernoulli")
@operation("Tensor.normal_", "Tensor.uniform_", "Tensor.random_", "Tensor.exponential_")
def in_place(d: Draw, name: str) -> Call:
    return call(name, d.tensor())


@operation("Tensor.fill_", "Tensor.fill_diagonal_")
def fill(d: Draw, name: str) -> Call:
    return call(name, d.tensor(2 if "diagonal" in name else 0, 2), 1.0)


@operation("Tensor.copy_")
def copy(d: Draw, name: str) -> Call:
    x = d.tensor()
    return call(name, x, Given(d.stretched(x.shape)))


@operation("torch.normal")
def normal(d: Draw, name: str) -> Call:
    x = d.tensor()
    return d.pick(call(name, x, Given(x.shape)), call(name, x, 2.0), call(name, 0.0, x), call(name, 0.0, 1.0, x.shape))


@both("unique", "unique_consecutive", followed=False)
def unique(d: Draw, name: str) -> Call:
    x = d.tensor(0, 3)
    asked = {"return_inverse": d.chance(), "return_counts": d.chance()}
    return d.pick(call(name, x), call(name, x, **asked), call(name, x, dim=d.axis(len(x.shape)), **asked))


@both("bincount", followed=False)
def bincount(d: Draw, name: str) -> Call:
    return call(name, d.tensor(0 if d.rarely() else 1, 1, dtype="int64"))


@both("histc")
def histc(d: Draw, name: str) -> Call:
    x = d.tensor(1, 3)
    return d.pick(call(name, x), call(name, x, d.int(0, 9)), call(name, x, bins=5, min=0, max=2))


@both("histogram")
def histogram(d: Draw, name: str) -> Call:
    return call(name, d.tensor(1, 3), d.int(0, 5))
