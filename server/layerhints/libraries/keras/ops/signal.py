"""Fourier transforms: complex numbers are pairs of tensors.

https://keras.io/api/ops/fft/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.keras.ops.kernel import Operations
from layerhints.libraries.keras.ops.reading import known_shape, size
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.rules import Several
from layerhints.rules.geometry.concatenate import same_size
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.window import unpadded
from layerhints.rules.quantity import less
from layerhints.values.reading import flag, members

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("ops")
define = OPERATIONS.define


def _complex(machine: Machine, x: Any, rank: int = 1) -> tuple[Any, ...]:
    """The shape of a pair of real and imaginary part."""
    parts = [known_shape(machine, each) for each in members(machine, x)]
    if len(parts) != 2 or len(parts[0]) != len(parts[1]) or len(parts[0]) < rank:
        raise Mismatch("complex numbers are a real and an imaginary part of one shape")
    merged = [same_size(one, other) for one, other in zip(*parts, strict=True)]
    if any(each is None for each in merged):
        raise Mismatch("the real and the imaginary part have different shapes")
    return tuple(merged)


@define("fft", type="FFT", dtype=FLOATING)
def fft(machine: Machine, x: Any) -> Any:
    return Several((_complex(machine, x),) * 2)


@define("fft2", type="FFT2", dtype=FLOATING)
@define("ifft2", type="IFFT2", dtype=FLOATING)
def fft2(machine: Machine, x: Any) -> Any:
    return Several((_complex(machine, x, 2),) * 2)


@define("rfft", type="RFFT", dtype=FLOATING)
def rfft(machine: Machine, x: Any, fft_length: Any = None) -> Any:
    """The second half of a real signal's spectrum mirrors the first."""
    given = _signal(machine, x)
    length = given[-1] if fft_length is None else size(machine, fft_length)
    return Several(((*given[:-1], length // 2 + 1),) * 2)


@define("irfft", type="IRFFT", dtype=FLOATING)
def irfft(machine: Machine, x: Any, fft_length: Any = None) -> Any:
    given = _complex(machine, x)
    return (*given[:-1], 2 * (given[-1] - 1) if fft_length is None else size(machine, fft_length))


@define("stft", type="STFT", dtype=FLOATING)
def stft(
    machine: Machine, x: Any, sequence_length: Any, sequence_stride: Any, fft_length: Any, window: Any = "hann",
    center: Any = True,
) -> Any:  # fmt: skip
    given, length = _signal(machine, x), size(machine, fft_length)
    if less(length, size(machine, sequence_length)) is True:
        raise Mismatch("the transform is shorter than the sequences")
    steps = given[-1] + (length // 2 * 2 if flag(machine, center) else 0)
    frames = unpadded(steps, length, size(machine, sequence_stride))
    return Several(((*given[:-1], frames, length // 2 + 1),) * 2)


@define("istft", type="ISTFT", dtype=FLOATING)
def istft(
    machine: Machine, x: Any, sequence_length: Any, sequence_stride: Any, fft_length: Any, length: Any = None,
    window: Any = "hann", center: Any = True,
) -> Any:  # fmt: skip
    given, width, stride = _complex(machine, x, 2), size(machine, fft_length), size(machine, sequence_stride)
    if less(stride, 1) is True:
        raise Mismatch("the stride is at least 1")
    steps = (given[-2] - 1) * stride + width
    if length is not None:
        steps = size(machine, length)
    elif flag(machine, center):
        steps = steps - width // 2 * 2
    return (*given[:-2], steps)


def _signal(machine: Machine, x: Any) -> tuple[Any, ...]:
    given = known_shape(machine, x)
    if not given:
        raise Mismatch("a signal has an axis of steps")
    return given


@define("view_as_complex", dtype="complex64")
def view_as_complex(machine: Machine, x: Any) -> Any:
    return _signal(machine, x)[:-1]


@define("view_as_real", dtype="float32")
def view_as_real(machine: Machine, x: Any) -> Any:
    return (*known_shape(machine, x), 2)
