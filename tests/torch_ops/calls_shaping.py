"""Calls of the operations that arrange the same numbers otherwise."""

from __future__ import annotations

from math import prod
from typing import Any

from .check import Call, Dtype, Given, attribute, call
from .draw import Draw, both, operation


def rearranged(d: Draw, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Other sizes for the same elements, mostly; one of them may be −1."""
    sizes = [shape[place] for place in d.order(len(shape))]
    if len(sizes) > 1 and d.chance():
        sizes[:2] = [prod(sizes[:2])]
    if d.chance():
        sizes.insert(d.int(0, len(sizes)), 1)
    if sizes and d.chance():
        sizes[d.int(0, len(sizes) - 1)] = -1
    if d.rarely():
        sizes.append(d.pick(-1, -2, 2))
    return tuple(sizes)


def spread(d: Draw, name: str, x: Given, sizes: tuple[Any, ...], keyword: str) -> Call:
    """A call in one of the ways in which sizes can be given."""
    if name.startswith("torch."):
        return d.pick(call(name, x, sizes), call(name, x, list(sizes)), call(name, x, **{keyword: sizes}))
    ways = [call(name, x, sizes), call(name, x, list(sizes)), call(name, x, **{keyword: sizes})]
    return d.pick(*ways, *([call(name, x, *sizes)] * 3 if sizes else []))


@both("reshape")
@operation("torch.view_copy")
@operation("Tensor.view")
def reshape(d: Draw, name: str) -> Call:
    x = d.tensor()
    return spread(d, name, x, rearranged(d, x.shape), "size" if "view" in name else "shape")


@operation("Tensor.view_as", "Tensor.reshape_as")
def view_as(d: Draw, name: str) -> Call:
    x = d.tensor()
    return call(name, x, Given(tuple(abs(size) for size in rearranged(d, x.shape))))


@both("flatten")
def flatten(d: Draw, name: str) -> Call:
    x = d.tensor()
    first, last = d.axis(len(x.shape)), d.axis(len(x.shape))
    return d.pick(call(name, x), call(name, x, 1), call(name, x, first, last), call(name, x, start_dim=1, end_dim=last))


@both("ravel", "clone", "detach", "numel")
@operation("Tensor.contiguous", "Tensor.cpu", "Tensor.nelement", "Tensor.dim", "Tensor.ndimension", "Tensor.tolist",
           "Tensor.element_size", "Tensor.numpy", "Tensor.is_contiguous")  # fmt: skip
@operation("Tensor.requires_grad_")
def alone(d: Draw, name: str) -> Call:
    return call(name, d.tensor())


@both("t", "adjoint")
def transposed(d: Draw, name: str) -> Call:
    return call(name, d.tensor(0, 3))


@both("unflatten")
def unflatten(d: Draw, name: str) -> Call:
    x = d.tensor(0, 3)
    dim = d.axis(len(x.shape))
    inside = -len(x.shape) <= dim < len(x.shape)
    whole = x.shape[dim] if inside else d.size()
    return call(name, x, dim, rearranged(d, (whole,)))


@both("permute")
def permute(d: Draw, name: str) -> Call:
    x = d.tensor()
    order = d.order(len(x.shape)) if not d.rarely() else d.axes(5)
    return spread(d, name, x, order, "dims")


@both("transpose", "swapaxes", "swapdims")
def transpose(d: Draw, name: str) -> Call:
    x = d.tensor()
    return call(name, x, d.axis(len(x.shape)), d.axis(len(x.shape)))


@both("movedim", "moveaxis")
def movedim(d: Draw, name: str) -> Call:
    x = d.tensor()
    if d.chance():
        return call(name, x, d.axis(len(x.shape)), d.axis(len(x.shape)))
    source, destination = d.order(len(x.shape)), d.order(len(x.shape))
    count = d.int(0, len(source))
    return call(name, x, source[:count], destination[: count + d.rarely()])


@both("unsqueeze")
def unsqueeze(d: Draw, name: str) -> Call:
    x = d.tensor()
    dim = d.axis(len(x.shape) + 1)
    return d.pick(call(name, x, dim), call(name, x, dim=dim))


def with_ones(d: Draw) -> Given:
    return Given(tuple(d.pick(1, 1, size) for size in d.shape()))


@both("squeeze")
def squeeze(d: Draw, name: str) -> Call:
    x = with_ones(d)
    rank = len(x.shape)
    return d.pick(
        call(name, x), call(name, x, d.axis(rank)), call(name, x, d.axes(rank)), call(name, x, dim=d.axis(rank))
    )


@operation("Tensor.expand")
def expand(d: Draw, name: str) -> Call:
    x = with_ones(d)
    sizes = [d.pick(-1, size) if size != 1 or d.rarely() else d.pick(-1, d.size()) for size in x.shape]
    # Beside an axis of size 0 torch makes one of size −1: a shape that nothing can have.
    before = [d.pick(d.size(), -1 if d.rarely() else 2) for _ in range(d.int(0, 2))]
    new = [*(-1 if size == -1 and 0 not in before else abs(size) for size in before), *sizes]
    return spread(d, name, x, tuple(new[1:] if d.rarely() else new), "size")


@operation("Tensor.expand_as")
def expand_as(d: Draw, name: str) -> Call:
    target = d.tensor()
    return call(name, Given(d.stretched(target.shape)), target)


@both("broadcast_to")
def broadcast_to(d: Draw, name: str) -> Call:
    target = d.shape()
    return call(name, Given(d.stretched(target)), target)


@operation("torch.broadcast_tensors")
def broadcast_tensors(d: Draw, name: str) -> Call:
    shape = d.shape()
    return call(name, Given(shape), *(Given(d.stretched(shape), "int64") for _ in range(d.int(0, 2))))


@operation("torch.broadcast_shapes")
def broadcast_shapes(d: Draw, name: str) -> Call:
    shape = d.shape()
    return call(name, shape, *(d.stretched(shape) for _ in range(d.int(0, 2))))


@operation("Tensor.unfold")
def unfold(d: Draw, name: str) -> Call:
    x = d.tensor()
    return call(name, x, d.axis(len(x.shape)), d.int(0, 4), d.int(0 if d.rarely() else 1, 3))


@operation("Tensor.to", "Tensor.type")
def to(d: Draw, name: str) -> Call:
    x = d.tensor()
    return call(name, x, d.pick(Dtype("float16"), Dtype("int64"), Dtype("bool")))


@operation("Tensor.type_as")
def type_as(d: Draw, name: str) -> Call:
    return call(name, d.tensor(), d.tensor(dtype=d.pick("float64", "int32")))


@operation(*(f"Tensor.{name}" for name in (
    "half", "float", "double", "short", "int", "long", "bool", "byte", "char", "bfloat16", "cfloat", "cdouble",
)))  # fmt: skip
def converted(d: Draw, name: str) -> Call:
    return call(name, d.tensor(dtype=d.pick("float32", "int64")))


@operation("Tensor.size")
def size(d: Draw, name: str) -> Call:
    x = d.tensor()
    return d.pick(call(name, x), call(name, x, d.axis(len(x.shape))), call(name, x, dim=d.axis(len(x.shape))))


@operation("Tensor.shape", "Tensor.ndim", "Tensor.T", "Tensor.mT", "Tensor.mH", "Tensor.H", "Tensor.data",
           "Tensor.itemsize", "Tensor.nbytes", "Tensor.is_sparse", "Tensor.name",
           "Tensor.is_quantized")  # fmt: skip
def attributes(d: Draw, name: str) -> Call:
    return attribute(name, d.tensor())


@operation("Tensor.real", "Tensor.imag")
def parts(d: Draw, name: str) -> Call:
    return attribute(name, d.tensor(dtype="complex64"))


@both("is_floating_point", "is_complex", "is_signed")
def kinds(d: Draw, name: str) -> Call:
    return call(name, d.tensor(dtype=d.pick("float32", "int64", "uint8", "bool", "complex64")))


@operation("torch.promote_types")
def promote_types(d: Draw, name: str) -> Call:
    kinds = (Dtype("float32"), Dtype("int64"), Dtype("bool"), Dtype("complex64"), Dtype("float16"))
    return call(name, d.pick(*kinds), d.pick(*kinds))
