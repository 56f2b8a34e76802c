"""Calls of the operations that turn, repeat and cut out."""

from __future__ import annotations

from .calls_shaping import spread
from .check import Call, Given, call
from .draw import Draw, both, operation


@both("roll")
def roll(d: Draw, name: str) -> Call:
    x = d.tensor()
    dims = d.axes(len(x.shape))
    several = call(name, x, tuple(d.int(-3, 3) for _ in range(len(dims) + d.rarely())), dims)
    return d.pick(call(name, x, d.int(-3, 3)), call(name, x, 1, d.axis(len(x.shape))), several)


@both("flip")
def flip(d: Draw, name: str) -> Call:
    x = d.tensor()
    return spread(d, name, x, (d.axis(len(x.shape)),) if d.chance() else d.axes(len(x.shape)), "dims")


@both("fliplr", "flipud", "tril", "triu")
def alone(d: Draw, name: str) -> Call:
    return call(name, d.tensor())


@both("rot90")
def rot90(d: Draw, name: str) -> Call:
    x = d.tensor(1)
    return d.pick(call(name, x), call(name, x, d.int(-3, 3)), call(name, x, d.int(-3, 3), d.order(len(x.shape))[:2]))


@both("tile")
@operation("Tensor.repeat")
def tile(d: Draw, name: str) -> Call:
    x = d.tensor(0, 3)
    times = tuple(d.int(-1 if d.rarely() else 0, 3) for _ in range(d.int(max(len(x.shape) - 1, 0), len(x.shape) + 1)))
    return spread(d, name, x, times, "dims" if name.endswith("tile") else "repeats")


@both("repeat_interleave")
def repeat_interleave(d: Draw, name: str) -> Call:
    x = d.tensor(0, 3)
    dim = d.axis(len(x.shape))
    whole = x.shape[dim] if -len(x.shape) <= dim < len(x.shape) else 3
    counts = Given((d.size() if d.rarely() else whole,), "int64", 2)
    return d.pick(
        call(name, x, d.int(0, 3)), call(name, x, d.int(0, 3), dim), call(name, x, repeats=2, dim=dim),
        call(name, x, counts, dim, output_size=2 * whole),
    )  # fmt: skip


@both("diagonal")
def diagonal(d: Draw, name: str) -> Call:
    x = d.tensor(1)
    rank = len(x.shape)
    return d.pick(call(name, x), call(name, x, d.int(-4, 4)), call(name, x, d.int(-4, 4), d.axis(rank), d.axis(rank)))


@both("diag", "diagflat")
def diag(d: Draw, name: str) -> Call:
    x = d.tensor(0, 3)
    return d.pick(call(name, x), call(name, x, d.int(-4, 4)))


@both("diag_embed")
def diag_embed(d: Draw, name: str) -> Call:
    x = d.tensor(0, 3)
    rank = len(x.shape) + 1
    return d.pick(call(name, x), call(name, x, d.int(-2, 2)), call(name, x, 1, d.axis(rank), d.axis(rank)))


@both("diagonal_scatter")
def diagonal_scatter(d: Draw, name: str) -> Call:
    rows, columns = d.size(), d.size()
    return call(name, Given((rows, columns)), Given((min(rows, columns) + d.rarely(),)))


@both("select_scatter")
def select_scatter(d: Draw, name: str) -> Call:
    x = d.tensor(1, 3)
    dim = d.int(0, len(x.shape) - 1)
    source = (*x.shape[:dim], *x.shape[dim + 1 :])
    return call(name, x, Given(source if not d.rarely() else d.shape()), dim, d.int(-1, 3))


@both("slice_scatter")
def slice_scatter(d: Draw, name: str) -> Call:
    x = d.tensor(1, 3)
    dim = d.int(0, len(x.shape) - 1)
    start, end, step = d.int(0, 3), d.int(0, 5), d.int(1, 2)
    length = len(range(x.shape[dim])[start:end:step]) + d.rarely()
    return call(name, x, Given((*x.shape[:dim], length, *x.shape[dim + 1 :])), dim, start, end, step)
