"""A table of snippets as they stand in model code. NumPy itself and the analysis run each, and must agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from .check import plain, run

KNOWN = """
x = np.zeros((50000, 32, 32, 3)); y = x[1:, ..., None].shape
x = np.zeros((50000, 32, 32, 3)); y = x.shape[1:]
x = np.zeros((60000, 28, 28), dtype='uint8'); y = x.reshape(60000, 784).astype('float32') / 255
x = np.zeros((60000, 28, 28)); y = x.reshape(x.shape[0], 28, 28, 1)
x = np.zeros((60000, 28, 28)); y = x.reshape((-1, 28, 28, 1)).shape[1:]
x = np.zeros((60000, 28, 28)); y = x.reshape((len(x), np.prod(x.shape[1:])))
x = np.zeros((60000, 28, 28)); y = np.expand_dims(x, -1)
x = np.zeros((60000, 28, 28)); y = np.expand_dims(x, (0, -1))
x = np.zeros((60000, 28, 28)); y = x[..., np.newaxis]
x = np.zeros((60000, 28, 28)); y = np.stack([x, x, x], axis=-1)
x = np.zeros((60000, 28, 28)); y = np.repeat(x[..., None], 3, -1)
x = np.zeros((100, 28, 28)); x = x - x.mean(); x = x / x.std(axis=0); y = x
x = np.zeros((100, 28, 28)); y = np.pad(x, ((0, 0), (2, 2), (2, 2)), 'constant')
x = np.zeros((100, 28, 28)); y = np.pad(x, 3)
x = np.zeros((100, 28, 28)); y = np.pad(x, (1, 2), mode='edge')
x = np.zeros((4, 5)); y = np.pad(x, [(1,), (2,)], mode='edge')
x = np.zeros((100, 28, 28)); y = x.transpose(0, 2, 1).shape, x.T.shape, np.transpose(x, (1, 2, 0)).shape
x = np.zeros((100, 3, 8, 9)); y = np.moveaxis(x, 1, -1).shape, np.rollaxis(x, 1, 4).shape, x.swapaxes(1, 3).shape
x = np.zeros((100, 3, 8, 9)); y = np.concatenate((x, x[:20]), axis=0)
x = np.zeros((100, 3)); y = np.vstack([x, x]).shape, np.hstack([x, x]).shape, np.dstack([x, x]).shape
x = np.zeros(7); y = np.vstack([x, x]).shape, np.hstack([x, x]).shape, np.column_stack([x, x]).shape
x = np.zeros((10, 4)); y = [part.shape for part in np.split(x, 5)]
x = np.zeros((10, 4)); y = [part.shape for part in np.array_split(x, 3)]
x = np.zeros((10, 4)); y = [part.shape for part in np.split(x, [2, 5])]
x = np.split(np.linspace(0.0, 0.5, 6), [2, 3]); y = [part.tolist() for part in x]
x = np.zeros((10, 4)); a, b = np.hsplit(x, 2); y = a.shape, b.shape
y = [1 + n for n in np.array([1, 2, 3])]
y = [64 * 2 ** i for i in np.arange(3)]
y = np.prod((28, 28, 3))
y = int(np.prod([28, 28, 3]))
y = int(np.sqrt(64))
y = int(np.ceil(7 / 2)), int(np.floor(7 / 2)), int(np.log2(64))
y = int(np.round(3.6)), int(np.maximum(3, 5)), int(np.clip(7, 0, 5))
y = np.sum([1, 2, 3]), np.max([1, 5, 3]), np.argmax([1, 5, 3]), np.cumsum([1, 2, 3])
y = bool(np.all(np.atleast_1d((1, 1)) == 1)), bool(np.any(np.array([1, 2]) == 3)), bool((np.array([1, 2]) > 0).all())
y = np.fromstring('512-256-64', dtype=int, sep='-').tolist(), np.fromstring('1.5, 2', sep=',').shape
y = len(np.linspace(0, 0.2, 12)), [float(x) for x in np.linspace(0, 0.2, 5)]
y = [int(x) for x in np.linspace(64, 512, 4)]
y = np.arange(10).shape, np.arange(2, 10, 3).shape, np.arange(0, 1, 0.1).shape, np.arange(10, 0, -3).shape
y = list(np.arange(3))[1], np.arange(10)[::-1][2], np.arange(10)[-3]
y = np.arange(12).reshape(3, 4)[1][2], np.arange(12).reshape(3, 4)[2, 1:3].tolist()
y = (np.array([32, 64]) * 2)[1], (2 ** np.arange(4))[3], (np.array([3, 4]) + np.array([1, 2]))[0]
y = np.array([32, 64, 128]).astype(int).tolist(), (np.array([32, 64]) // 5).tolist(), list(np.array([1, 2]) * 1.5)
y = np.array([[1, 2], [3, 4]]).shape, np.array([[1, 2], [3, 4]]).ndim, np.array([[1, 2], [3, 4]]).size
y = np.array([1, 2, 3]).dtype == np.int64, np.zeros(3).dtype == 'float64', np.zeros(3, np.uint8).dtype.name
y = np.zeros((3, 4)).dtype == np.float32, np.zeros(3, dtype=bool).dtype.name, np.zeros(3).astype('f4').dtype.name
y = np.random.rand(32, 10), np.random.randn(3), np.random.random((5, 4)), np.random.normal(0, 1, (2, 3))
y = np.random.uniform(-1, 1, size=(3, 4)), np.random.randint(0, 10, size=(7,)), np.random.randint(10, size=5)
y = np.random.choice(10, 4), np.random.choice([1, 2, 3], size=(2, 2)), np.random.permutation(10)
y = np.random.default_rng(0).normal(size=(3, 4)), np.random.RandomState(1).rand(3, 4)
y = np.random.default_rng(0).integers(0, 10, (3, 4)), np.random.default_rng(0).random((3, 4))
np.random.seed(3); x = np.zeros((10, 2)); np.random.shuffle(x); y = x
x = np.zeros((100, 28)); y = x[np.random.permutation(100)], x[np.arange(10)], x[[1, 2, 3]], x[:, [1, 2]]
x = np.zeros((100, 28)); y = x[np.arange(10), np.zeros(10, dtype=int)], x[np.zeros((3, 4), int)]
x = np.zeros((2, 3, 4)); y = x[0, :, [0, 1]], x[:, 0, [0, 1]], x[[0, 1], :, [0, 1]], x[..., [0, 1]]
x = np.zeros((4, 5)); y = x[np.array([True, False, True, True])], x[:, [True, False, True, False, True]]
x = np.zeros((100, 28)); y = np.argmax(x, axis=1), np.argmax(x, -1), x.sum(axis=0, keepdims=True), x.max(1)
x = np.zeros((100, 28, 3)); y = np.mean(x, axis=(0, 1)), np.std(x, axis=(0, 1), keepdims=True), np.median(x, 2)
x = np.zeros((4, 1, 5)); y = np.squeeze(x), x.squeeze(1), np.squeeze(x, axis=-2)
x = np.zeros((4, 6)); y = np.dot(x, np.zeros((6, 2))), x @ np.zeros((6, 2)), np.matmul(x, np.zeros(6)), x.dot(x.T)
y = np.einsum('bij,bjk->bik', np.zeros((2, 3, 4)), np.zeros((2, 4, 5))), np.einsum('ij,jk', np.eye(2, 3), np.eye(3, 4))
y = np.einsum('...i,ij->...j', np.zeros((2, 3, 4)), np.zeros((4, 7))), np.einsum('ii->i', np.eye(3))
y = np.tensordot(np.zeros((2, 3, 4)), np.zeros((4, 3, 5)), axes=([1, 2], [1, 0])), np.outer(np.ones(3), np.ones(4))
y = np.meshgrid(np.arange(3), np.arange(4)), np.meshgrid(np.arange(3), np.arange(4), indexing='ij')
y = np.tile(np.zeros((2, 3)), (4, 1, 2)), np.tile(np.zeros((2, 3)), 2), np.repeat(np.zeros((2, 3)), 2)
y = np.ones_like(np.zeros((2, 3))), np.full((2, 2), 7), np.eye(4), np.identity(3), np.empty((0, 5)), np.eye(2, 5)
y = np.full(3, 7)[1], np.zeros(3, int)[0], np.ones(2)[1], np.full((2, 2), 0.5)[1, 1]
x = np.zeros((100, 10)); y = np.where(x > 0, x, 0), x > 0, (x > 0) & (x < 1), ~(x > 0), -x, abs(x)
x = np.zeros((100, 10)); y = np.exp(x), np.clip(x, 0, 1), x.clip(0, 1), np.maximum(x, 0), np.sign(x)
x = np.zeros((100, 10)); y = np.linalg.norm(x), np.linalg.norm(x, axis=1), np.linalg.norm(x, axis=-1, keepdims=True)
x = np.zeros((100, 10)); y = np.roll(x, 1, axis=0), np.flip(x, 1), x[::-1], x[:, ::-1], x[5::-2], x[-3:], x[:-1]
x = np.zeros((100, 10)); y = np.broadcast_to(np.zeros(10), (4, 10)), np.ravel(x), x.flatten(), x.ravel()
x = np.zeros((100, 10)); y = x.copy(), np.array(x), np.asarray(x, dtype=np.float32), np.ascontiguousarray(x)
x = np.zeros((100, 10)); y = len(x), x.shape[-1], x.ndim, x.size, np.shape(x), np.ndim(x), x.shape == (100, 10)
x = np.zeros((100, 10)); x[0] = 1; x[:, 3] = 2; x /= 255.; x -= 0.5; y = x
x = np.zeros((100, 10)); x.shape = (10, 100); y = x
x = np.zeros((3, 4)); y = [row.shape for row in x], [(a.shape, b) for b, a in enumerate(x)]
x = np.zeros((3, 4)); a, b, c = x; y = a
x = np.zeros((3, 4)); y = np.percentile(x, 50), np.percentile(x, [25, 75], axis=0), np.quantile(x, 0.5, axis=1)
x = np.zeros((3, 4)); y = np.sort(x), np.argsort(x, axis=0), np.cumsum(x), np.cumsum(x, axis=1), np.diff(x)
y = np.unique([3, 1, 3, 2]).tolist(), len(np.unique([3, 1, 3, 2]))
y = np.atleast_2d(np.zeros(3)), np.atleast_1d(3), np.atleast_3d(np.zeros((2, 3)))
y = np.rot90(np.zeros((2, 3))), np.indices((2, 3)), np.logspace(0, 1, 7), np.tril(np.ones((3, 4))), np.triu(np.ones(3))
y = np.append([1, 2], 3).tolist(), np.append(np.zeros((2, 3)), np.zeros((1, 3)), axis=0)
y = np.insert([1, 2, 3], -1, [7, 8]).tolist(), np.insert(np.arange(3), 0, 9).tolist(), np.insert([[1, 2], [3, 4]], 1, 5)
y = np.hamming(7), np.hanning(8)[: 8 // 2], np.blackman(5), np.bartlett(3), np.kaiser(9, 14.0)
y = np.delete(np.zeros((5, 2)), 1, 0), np.delete(np.zeros((5, 2)), 1)
y = np.array([[1, 2], [3, 4]]).T, np.array((3, 3)), tuple(np.array((3, 4)) * 2)
y = np.linalg.svd(np.zeros((5, 3)), full_matrices=False), np.linalg.inv(np.eye(3)), np.linalg.svd(np.zeros((5, 3)))
y = np.linalg.eigvals(np.eye(4)).max().real, np.linalg.eigvalsh(np.zeros((2, 3, 3)))
y = tuple(np.linalg.qr(np.zeros((5, 3)))), tuple(np.linalg.qr(np.zeros((2, 3, 5)), "complete"))
y = np.linalg.qr(np.eye(3), "r")
y = np.linalg.qr(np.ones((5, 3), int)), np.linalg.svd(np.ones((5, 3), int)), np.linalg.svd(np.eye(3, dtype='f4'))
y = np.linalg.qr(np.random.randn(4, 4))[0].astype(np.float32)
y = np.linalg.eig(np.eye(5)), np.linalg.eigh(np.eye(2))
x = np.eye(6); y = np.fft.fft(x), np.fft.ifft(x, 5, axis=0), np.fft.rfft(x), np.fft.ihfft(x, n=5), np.fft.irfft(x)
x = np.zeros((2, 4, 6)); y = np.fft.fft2(x), np.fft.ifftn(x, axes=(0, 1)), np.fft.rfft2(x), np.fft.rfftn(x)
x = np.zeros((2, 4, 6)); y = np.fft.irfftn(x, (4, 8), axes=(1, 2)), np.fft.irfft2(x, s=(3, 2)), np.fft.hfft(x, 7, 1)
y = np.fft.fftfreq(7, 0.1), np.fft.rfftfreq(7), np.fft.fftshift(np.eye(3)), np.fft.ifftshift(np.eye(3), axes=0)
x = np.fft.fft(np.eye(8)); y = np.vstack([np.real(x[:5, :]), np.imag(x[:5, :])])[:, None], np.linalg.pinv(2 * x.real).T
y = isinstance(np.zeros(3), np.ndarray), isinstance([1], np.ndarray), isinstance(3, (int, np.integer))
y = np.float32(3), np.int32(7), np.pi, np.inf > 3, np.newaxis is None
y = np.prod(np.array([2, 3, 4])[1:]), np.array([1, 2, 3]).sum(), np.array([4, 9]).max(), np.array([7]).item()
y = bool(np.array([1])[0] == 1), (np.array([1, 2, 3]) == 2).tolist(), np.add(2, 3), np.multiply([1, 2], 3).tolist()
x = np.arange(4); z = x[1:3]; z[0] = 9; y = z.shape, x.shape
x, z = np.ones((60, 3)), np.ones(60); y = x[:50], z[:50], x[50:], z[50:], x[10:-10]
y = np.random.random((1000, 20)), np.random.randint(10, size=(1000, 1)), np.random.random(3), np.random.rand()
""".strip().splitlines()

# What the analysis cannot know, but must not get wrong: the data decides.
OPEN = {
    "x = np.random.rand(100, 10); y = x[x > 0]": ("array", (None,)),
    "x = np.random.rand(100, 10); y = x[x[:, 0] == 3]": ("array", (None, 10)),
    "x = np.random.rand(100, 10); y = x[np.where(x[:, 0] > 0)]": ("array", (None, 10)),
    "x = np.random.rand(100, 10); y = np.where(x > 0)": (("array", (None,)), ("array", (None,))),
    "x = np.random.rand(100, 10); y = np.unique(x)": ("array", (None,)),
    "x = np.arange(3); z = x[1:]; z[0] = 7; y = x[1]": ("array", ()),
    "x = np.arange(3); z = x.reshape(3, 1); z[0] = 7; y = x[0]": ("array", ()),
    "x = np.arange(3); np.random.shuffle(x); y = x[0]": ("array", ()),
    "x = np.arange(3); x.sort(); y = x[0]": ("array", ()),
    "x = np.arange(3, dtype='uint8'); y = (x - 1)[0]": ("array", ()),
    "y = np.prod([65536, 65536, 65536, 65536, 3])": ("array", ()),
    "y = np.array([2 ** 62]) * 4": ("array", (1,)),
    "y = np.ma.array(np.zeros(3))": None,
    "y = np.load('weights.npy')": None,
    "y = np.load('weights.npy')['arr'][3:].shape[0] + 1": None,
    "x = np.random.rand(100, 10); y = int(x[0, 0])": None,
    "x = np.random.rand(100, 10); y = range(int(x.max()))[0]": None,
    "y = np.zeros(8).reshape(3, 3)": None,
    "y = np.zeros((3, 4)) + np.zeros(5)": None,
    "y = np.concatenate([np.zeros((3, 4)), np.zeros((3, 5))])": None,
    "y = np.zeros((3, 4))[5]": None,
    "y = np.zeros((3, 4))[:, :, 0]": None,
    "y = np.array([[1, 2], [3]])": None,
    "y = np.zeros(3).this_does_not_exist": None,
}


def real(snippet: str) -> Any:
    names: dict[str, Any] = {"np": np}
    with np.errstate(all="ignore"):
        exec(snippet, names)
    return data(names["y"])


def data(value: Any) -> Any:
    """NumPy's values in the terms of `plain`.x = np.arange(3); x[0] = 7; y = x[0]
x = np.arange(3); z = x; x += 1; y = z[0]
x = np.arange(3); z = x; x += 1; z[0] = 5; y = x[0]
"""
    if isinstance(value, np.ndarray):
        return ("array", value.shape)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (tuple, list)):
        return type(value)(map(data, value)) if type(value) in (tuple, list) else tuple(map(data, value))
    return value


@pytest.mark.parametrize("snippet", KNOWN)
def test_agrees_with_numpy(snippet: str) -> None:
    ours = plain(run(f"import numpy as np\n{snippet}\n")["y"])
    assert without_numbers(ours, real(snippet)) == without_numbers(real(snippet), ours)


def without_numbers(value: Any, other: Any) -> Any:
    """A number that the other side has as an array without axes is one, too: what is drawn or measured is not known."""
    if isinstance(value, (int, float)) and other == ("array", ()):
        return other
    if isinstance(value, (tuple, list)) and isinstance(other, (tuple, list)) and len(value) == len(other):
        return type(value)(without_numbers(a, b) for a, b in zip(value, other, strict=True))
    return value


@pytest.mark.parametrize(("snippet", "expected"), OPEN.items())
def test_says_what_is_open(snippet: str, expected: Any) -> None:
    assert plain(run(f"import numpy as np\n{snippet}\n")["y"]) == expected
