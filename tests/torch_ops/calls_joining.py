"""Calls of the operations that join tensors, and of those that take one apart."""

from __future__ import annotations

from .check import Call, Given, call
from .draw import Draw, both, operation


@operation("torch.cat", "torch.concat", "torch.concatenate")
def cat(d: Draw, name: str) -> Call:
    shape = d.shape(1, 4)
    dim = d.axis(len(shape))
    parts = [Given(d.varied(shape, dim), d.pick("float32", "float32", "int64")) for _ in range(d.int(0, 2))]
    if d.rarely():
        parts.append(Given((0,)))
    given = [Given(shape), *parts]
    return d.pick(call(name, given, dim), call(name, tuple(given), dim=dim), call(name, given))


@operation("torch.stack")
def stack(d: Draw, name: str) -> Call:
    shape = d.shape()
    given = [Given(shape), *(Given(d.varied(shape)) for _ in range(d.int(0, 2)))]
    return d.pick(call(name, given), call(name, given, d.axis(len(shape) + 1)), call(name, given, dim=-1))


@operation("torch.hstack", "torch.vstack", "torch.row_stack", "torch.dstack", "torch.column_stack")
def stacks(d: Draw, name: str) -> Call:
    shape = d.shape(0, 3)
    dim = {"hstack": 1, "column_stack": 1, "dstack": 2}.get(name.rpartition(".")[2], 0)
    return call(name, [Given(shape), *(Given(d.varied(shape, dim)) for _ in range(d.int(0, 2)))])


@operation("torch.atleast_1d", "torch.atleast_2d", "torch.atleast_3d")
def atleast(d: Draw, name: str) -> Call:
    given = [d.tensor() for _ in range(d.int(1, 3))]
    return d.pick(call(name, *given), call(name, given))


@operation("torch.block_diag")
def block_diag(d: Draw, name: str) -> Call:
    return call(name, *(d.tensor(0, 3 if d.rarely() else 2) for _ in range(d.int(1, 3))))


@operation("torch.cartesian_prod", "torch.meshgrid")
def rows(d: Draw, name: str) -> Call:
    given = [d.tensor(1, 2 if d.rarely() else 1) for _ in range(d.int(1, 3))]
    if name == "torch.cartesian_prod":
        return call(name, *given)
    return d.pick(call(name, *given), call(name, given), call(name, *given, indexing=d.pick("ij", "xy")))


@operation("torch.combinations", followed=False)
def combinations(d: Draw, name: str) -> Call:
    x = d.tensor(1, 1)
    return d.pick(call(name, x), call(name, x, d.int(0, 4)), call(name, x, 2, with_replacement=True))


@both("chunk")
def chunk(d: Draw, name: str) -> Call:
    x = d.tensor(1)
    return d.pick(call(name, x, d.int(1, 5)), call(name, x, d.int(0, 4), d.axis(len(x.shape))), call(name, x, chunks=2))


@both("split")
def split(d: Draw, name: str) -> Call:
    x = d.tensor(1)
    dim = d.axis(len(x.shape))
    return d.pick(call(name, x, d.int(0, 4)), call(name, x, d.int(1, 4), dim), with_sizes(d, name, x, dim))


def with_sizes(d: Draw, name: str, x: Given, dim: int) -> Call:
    whole = x.shape[dim] if -len(x.shape) <= dim < len(x.shape) else 3
    first = d.int(0, whole)
    lengths = [first, whole - first + d.rarely()]
    return d.pick(call(name, x, lengths, dim), call(name, x, tuple(lengths), dim=dim))


@both("split_with_sizes")
def split_with_sizes(d: Draw, name: str) -> Call:
    x = d.tensor(1)
    return with_sizes(d, name, x, d.axis(len(x.shape)))


@both("tensor_split", "hsplit", "vsplit", "dsplit")
def tensor_split(d: Draw, name: str) -> Call:
    x = d.tensor(1)
    places = tuple(d.int(-2, 6) for _ in range(d.int(0, 3)))
    plain = [call(name, x, d.int(1, 4)), call(name, x, places)]
    return d.pick(*plain, *([call(name, x, places, d.axis(len(x.shape)))] if "tensor" in name else []))


@both("unbind")
def unbind(d: Draw, name: str) -> Call:
    x = d.tensor(0, 3)
    return d.pick(call(name, x), call(name, x, d.axis(len(x.shape))))
