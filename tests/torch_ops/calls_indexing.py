"""Calls of the operations that pick or write parts of a tensor."""

from __future__ import annotations

from typing import Any

from .check import Call, Given, call
from .draw import Draw, both, operation


def part(d: Draw) -> Any:
    """One part of an index."""
    bound = d.pick(None, d.int(-4, 7))
    kinds = [
        d.int(-2, 2), slice(None), slice(bound, d.pick(None, d.int(-4, 7)), d.pick(None, 1, 2, 3)), None, Ellipsis,
        [0] * d.int(1, 2), Given(d.shape(0, 2), "int64", 0), True, False,
    ]  # fmt: skip
    return d.pick(*kinds, slice(None), slice(None))


@operation("item", "Tensor.__getitem__")
def item(d: Draw, name: str) -> Call:
    x = d.tensor(0, 4)
    if d.chance():
        return call(name, x, part(d))
    parts = [part(d) for _ in range(d.int(0, len(x.shape) + d.rarely()))]
    while parts.count(Ellipsis) > 1:
        parts.remove(Ellipsis)
    return call(name, x, tuple(parts))


@both("narrow")
def narrow(d: Draw, name: str) -> Call:
    x = d.tensor(0, 3)
    return call(name, x, d.axis(len(x.shape)), d.int(-3, 3), d.int(0, 3))


@both("select")
def select(d: Draw, name: str) -> Call:
    x = d.tensor(0, 3)
    return call(name, x, d.axis(len(x.shape)), d.int(-3, 3))


@both("index_select", "index_fill")
def index_select(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape(0, 3)))
    index = Given(d.shape(0, 2 if d.rarely() else 1), "int64", 0)
    more = (1.0,) if "fill" in name else ()
    return call(name, x, d.axis(len(x.shape)), index, *more)


def smaller(d: Draw, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Positions that mostly lie within a shape."""
    if d.rarely():
        return d.shape(0, 3)
    return tuple(d.int(0, size + d.rarely()) for size in shape)


@both("gather")
def gather(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape(0, 3)))
    return call(name, x, d.axis(len(x.shape)), Given(smaller(d, x.shape), "int64", 0))


@both("scatter", "scatter_add")
@operation("Tensor.scatter_", "Tensor.scatter_add_")
def scatter(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape(0, 3)))
    index = Given(smaller(d, x.shape), "int64", 0)
    source = Given(index.shape if not d.rarely() else smaller(d, x.shape))
    dim = d.axis(len(x.shape))
    plain = call(name, x, dim, index, source)
    if "add" in name:
        return plain
    return d.pick(plain, call(name, x, dim, index, 1.5), call(name, x, dim, index, value=2.0))


@both("scatter_reduce")
def scatter_reduce(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape(0, 3)))
    index = Given(smaller(d, x.shape), "int64", 0)
    return call(name, x, d.axis(len(x.shape)), index, Given(index.shape), d.pick("sum", "amax"))


@both("index_add", "index_copy", "index_reduce")
@operation("Tensor.index_add_", "Tensor.index_copy_")
def index_add(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape(1, 3)))
    dim, count = d.int(0, len(x.shape) - 1), d.int(1, 4)
    source = Given((*x.shape[:dim], count + d.rarely(), *x.shape[dim + 1 :]))
    return call(name, x, dim, Given((count,), "int64", 0), source, *(("amax",) if "reduce" in name else ()))


@both("index_put")
@operation("Tensor.index_put_")
def index_put(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape(1, 3)))
    index = Given((d.int(1, 3),), "int64", 0)
    return call(name, x, (index,), Given((index.shape[0], *x.shape[1:]) if d.chance() else d.stretched(x.shape[1:])))


@both("take")
def take(d: Draw, name: str) -> Call:
    return call(name, Given((2, 3)), d.tensor(dtype="int64"))


@both("take_along_dim")
def take_along_dim(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape(1, 3)))
    index = Given(d.varied(x.shape, dim := d.axis(len(x.shape))), "int64", 0)
    return d.pick(call(name, x, index), call(name, x, index, dim), call(name, x, index, dim=dim))


@both("masked_fill")
@operation("Tensor.masked_fill_")
def masked_fill(d: Draw, name: str) -> Call:
    x = d.tensor()
    return call(name, x, Given(d.stretched(x.shape), "bool"), 0.0)


@both("masked_select", followed=False)
def masked_select(d: Draw, name: str) -> Call:
    x = d.tensor()
    return call(name, x, Given(d.stretched(x.shape), "bool"))


@both("where")
def where(d: Draw, name: str) -> Call:
    shape = d.shape()
    condition = Given(d.stretched(shape), "bool")
    one, other = Given(shape), d.pick(Given(d.stretched(shape)), 1.0, 2)
    if name == "torch.where":
        return d.pick(call(name, condition, one, other), call(name, condition, other, one))
    return call(name, one, condition, other)


@both("nonzero", "argwhere", followed=False)
def nonzero(d: Draw, name: str) -> Call:
    x = d.tensor()
    return d.pick(call(name, x), call(name, x, as_tuple=True)) if "nonzero" in name else call(name, x)
