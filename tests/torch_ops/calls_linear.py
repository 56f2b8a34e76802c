"""Calls of products and of linear algebra, and of Fourier transforms."""

from __future__ import annotations

from .check import Call, Given, call
from .draw import Draw, both, operation


def side(d: Draw, size: int) -> int:
    """A size that mostly fits."""
    return d.size() if d.rarely() else size


@both("matmul")
@operation("@")
def matmul(d: Draw, name: str) -> Call:
    inner, batch = d.size(), d.shape(0, 2)
    left = d.pick((inner,), (d.size(), inner), (*batch, d.size(), inner))
    right = d.pick((side(d, inner),), (side(d, inner), d.size()), (*d.stretched(batch), side(d, inner), d.size()))
    return call(name, Given(left), Given(right))


@both("mm")
def mm(d: Draw, name: str) -> Call:
    inner = d.size()
    return call(name, Given((d.size(), inner)), Given((side(d, inner), d.size())[: 1 if d.rarely() else 2]))


@both("bmm")
def bmm(d: Draw, name: str) -> Call:
    batch, inner = d.size(), d.size()
    return call(name, Given((batch, d.size(), inner)), Given((side(d, batch), side(d, inner), d.size())))


@both("mv")
def mv(d: Draw, name: str) -> Call:
    inner = d.size()
    return call(name, Given((d.size(), inner)), Given((side(d, inner),)))


@both("dot", "outer")
def dot(d: Draw, name: str) -> Call:
    inner = d.size()
    return call(name, Given((inner,)), Given((side(d, inner),) if not d.rarely() else d.shape()))


@both("inner")
def inner(d: Draw, name: str) -> Call:
    size = d.size()
    return call(name, Given((*d.shape(0, 2), size)), Given((*d.shape(0, 2), side(d, size))))


@both("addmm", "baddbmm", "addbmm")
def addmm(d: Draw, name: str) -> Call:
    rows, inner, columns, batch = d.int(1, 4), d.int(1, 4), d.int(1, 4), d.int(1, 4)
    front = () if name.endswith("addmm") else (batch,)
    whole = (*front, rows, columns) if name.endswith(".baddbmm") or not front else (rows, columns)
    return call(name, Given(d.stretched(whole)), Given((*front, rows, inner)), Given((*front, side(d, inner), columns)))


@both("kron")
def kron(d: Draw, name: str) -> Call:
    return call(name, d.tensor(0, 3), d.tensor(0, 3))


@operation("torch.tensordot")
def tensordot(d: Draw, name: str) -> Call:
    common = d.shape(0, 2)
    count = len(common)
    if d.chance():
        return call(name, Given((*d.shape(0, 2), *common)), Given((*common, *d.shape(0, 2))), dims=count)
    axes = list(range(count))
    return call(name, Given((*common, *d.shape(0, 2))), Given((*common, *d.shape(0, 2))), dims=(axes, axes))


@operation("torch.einsum")
def einsum(d: Draw, name: str) -> Call:
    sizes = {letter: d.size() for letter in "bijk"}
    equation = d.pick(
        "bij,bjk->bik", "ij,jk", "bi,bi->b", "bij->bji", "i,j->ij", "b...i,ij->b...j", "ii->i", "bij,bj->i"
    )
    terms = equation.partition("->")[0].split(",")
    extra = d.shape(0, 2)
    shapes = []
    for term in terms:
        found: tuple[int, ...] = ()
        for letter in term.replace("...", "."):
            found += extra if letter == "." else (side(d, sizes[letter]),)
        shapes.append(found)
    operands = [Given(shape) for shape in shapes]
    return call(name, equation, *operands) if d.chance() else call(name, equation, operands)


def matrix(d: Draw) -> Given:
    return Given((*d.shape(0, 2), d.size(), d.size()))


def square(d: Draw) -> Given:
    size = d.int(1, 4)
    return Given((*d.shape(0, 2), size, side(d, size)))


@operation("torch.linalg.qr", "torch.linalg.svdvals", "torch.linalg.pinv", "torch.qr")
def decomposed(d: Draw, name: str) -> Call:
    return call(name, matrix(d))


@operation("torch.linalg.svd")
def svd(d: Draw, name: str) -> Call:
    x = matrix(d)
    return d.pick(call(name, x), call(name, x, d.chance()), call(name, x, full_matrices=d.chance()))


@operation("torch.linalg.det", "torch.linalg.slogdet", "torch.linalg.eigvalsh", "torch.linalg.eigh",
           "torch.linalg.matrix_exp", "torch.det", "torch.logdet")  # fmt: skip
def of_square(d: Draw, name: str) -> Call:
    return call(name, square(d))


@operation("torch.linalg.norm", "torch.linalg.vector_norm")
def norm(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape(1, 3)))
    rank = len(x.shape)
    return d.pick(call(name, x), call(name, x, dim=d.axis(rank)), call(name, x, dim=d.axis(rank), keepdim=d.chance()))


@operation("torch.linalg.cross")
def cross(d: Draw, name: str) -> Call:
    shape = (*d.shape(0, 2), side(d, 3))
    return call(name, Given(shape), Given((*d.stretched(shape[:-1]), shape[-1])))


@operation("torch.cdist")
def cdist(d: Draw, name: str) -> Call:
    batch, width = d.shape(0, 2), d.int(1, 4)
    return call(name, Given((*batch, d.size(), width)), Given((*d.stretched(batch), d.size(), side(d, width))))


@operation("torch.fft.fft", "torch.fft.ifft", "torch.fft.rfft", "torch.fft.ihfft")
def fft(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape()))
    return d.pick(call(name, x), call(name, x, d.size()), call(name, x, dim=d.axis(len(x.shape))))


@operation("torch.fft.irfft", "torch.fft.hfft")
def irfft(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape()), "complex64")
    return d.pick(call(name, x), call(name, x, d.size()), call(name, x, dim=d.axis(len(x.shape))))


@operation("torch.fft.fft2", "torch.fft.rfft2", "torch.fft.fftn", "torch.fft.rfftn")
def fftn(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape()))
    rank = len(x.shape)
    return d.pick(call(name, x), call(name, x, (d.size(), d.size())), call(name, x, dim=(d.axis(rank), d.axis(rank))))


@both("stft")
def stft(d: Draw, name: str) -> Call:
    x = Given((*d.shape(0, 1), d.int(4, 20)))
    return call(
        name, x, d.int(2, 8), hop_length=d.pick(None, d.int(1, 4)), center=d.chance(), return_complex=True,
        onesided=d.pick(None, d.chance()),
    )  # fmt: skip
