"""`tf.signal`: windows of signals and their spectra, which are tensors of complex numbers.

https://www.tensorflow.org/api_docs/python/tf/signal
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.ops.kernel import Operations
from layerhints.libraries.keras.ops.reading import known_shape, number, shape, size, sizes
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.window import covering, unpadded
from layerhints.values.reading import flag

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONS = Operations("tf.signal", counted=False)
define = FUNCTIONS.define

COMPLEX = Unknown("the real and imaginary parts of complex numbers are of another type than these")


@define("frame")
def frame(
    machine: Machine, signal: Any, frame_length: Any, frame_step: Any, pad_end: Any = False, pad_value: Any = 0,
    axis: Any = -1, name: Any = None,
) -> Any:  # fmt: skip
    """An axis of steps becomes one of windows and one of the steps inside."""
    given = known_shape(machine, signal)
    place = normalize_axis(number(machine, axis), len(given))
    windows = _windows(machine, given[place], frame_length, frame_step, pad_end)
    return (*given[:place], windows, size(machine, frame_length), *given[place + 1 :])


def _windows(machine: Machine, steps: Any, length: Any, stride: Any, pad_end: Any) -> Any:
    """With `pad_end` a window begins wherever there is something left."""
    if flag(machine, pad_end):
        return covering(steps, size(machine, stride))
    return unpadded(steps, size(machine, length), size(machine, stride))


@define("stft", dtype=COMPLEX)
def stft(
    machine: Machine, signals: Any, frame_length: Any, frame_step: Any, fft_length: Any = None,
    window_fn: Any = None, pad_end: Any = False, name: Any = None,
) -> Any:  # fmt: skip
    """The transform is as long as the next power of 2, unless the program says how long."""
    given = _signal(machine, signals)
    length = _power_of_two(number(machine, frame_length)) if fft_length is None else size(machine, fft_length)
    return (*given[:-1], _windows(machine, given[-1], frame_length, frame_step, pad_end), length // 2 + 1)


def _power_of_two(length: int) -> int:
    return 1 << max(0, length - 1).bit_length()


def _signal(machine: Machine, value: Any) -> tuple[Any, ...]:
    given = known_shape(machine, value)
    if not given:
        raise Mismatch("a signal has an axis of steps")
    return given


@define("fft", "ifft", "fft2d", "ifft2d", "fft3d", "ifft3d", dtype=COMPLEX)
def fft(machine: Machine, input: Any, name: Any = None) -> Any:
    return shape(machine, input)


@define("fftshift", "ifftshift")
def fftshift(machine: Machine, x: Any, axes: Any = None, name: Any = None) -> Any:
    return shape(machine, x)


@define("rfft", dtype=COMPLEX)
def rfft(machine: Machine, input_tensor: Any, fft_length: Any = None, name: Any = None) -> Any:
    given = _signal(machine, input_tensor)
    length = given[-1] if fft_length is None else sizes(machine, fft_length)[0]
    return (*given[:-1], length // 2 + 1)


@define("irfft", dtype=None)
def irfft(machine: Machine, input_tensor: Any, fft_length: Any = None, name: Any = None) -> Any:
    given = _signal(machine, input_tensor)
    return (*given[:-1], 2 * (given[-1] - 1) if fft_length is None else sizes(machine, fft_length)[0])


@define("dct", "idct", dtype=FLOATING)
def cosines(
    machine: Machine, input: Any, type: Any = 2, n: Any = None, axis: Any = -1, norm: Any = None, name: Any = None
) -> Any:
    given = _signal(machine, input)
    return given if n is None else (*given[:-1], size(machine, n))


@define("overlap_and_add", dtype=FLOATING)
def overlap_and_add(machine: Machine, signal: Any, frame_step: Any, name: Any = None) -> Any:
    given = known_shape(machine, signal)
    if len(given) < 2:
        raise Mismatch("a signal in windows has an axis of windows and one of steps")
    return _joined(machine, given, given[-1], frame_step)


def _joined(machine: Machine, windows: tuple[Any, ...], length: Any, step: Any) -> tuple[Any, ...]:
    """The signal of which these are the windows, of some length each."""
    return (*windows[:-2], (windows[-2] - 1) * size(machine, step) + length)


@define("inverse_stft", dtype=None)
def inverse_stft(
    machine: Machine, stfts: Any, frame_length: Any, frame_step: Any, fft_length: Any = None, window_fn: Any = None,
    name: Any = None,
) -> Any:  # fmt: skip
    given = known_shape(machine, stfts)
    if len(given) < 2:
        raise Mismatch("a transformed signal has an axis of windows and one of frequencies")
    return _joined(machine, given, size(machine, frame_length), frame_step)


@define("kaiser_window", dtype=None)
def kaiser_window(
    machine: Machine, window_length: Any, beta: Any = 12.0, dtype: Any = None, name: Any = None
) -> Any:
    return (size(machine, window_length),)


@define("hann_window", "hamming_window", dtype=None)
def window(
    machine: Machine, window_length: Any, periodic: Any = True, dtype: Any = None, name: Any = None
) -> Any:
    return (size(machine, window_length),)


@define("linear_to_mel_weight_matrix", dtype=None)
def mel_matrix(
    machine: Machine, num_mel_bins: Any = 20, num_spectrogram_bins: Any = 129, sample_rate: Any = 8000,
    lower_edge_hertz: Any = 125.0, upper_edge_hertz: Any = 3800.0, dtype: Any = None, name: Any = None,
) -> Any:  # fmt: skip
    return (size(machine, num_spectrogram_bins), size(machine, num_mel_bins))


@define("mfccs_from_log_mel_spectrograms", dtype=FLOATING)
def mfccs(machine: Machine, log_mel_spectrograms: Any, name: Any = None) -> Any:
    return shape(machine, log_mel_spectrograms)
