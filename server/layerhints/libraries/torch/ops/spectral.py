"""Fourier transforms, also of short pieces of a signal.

https://docs.pytorch.org/docs/stable/fft.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch import dtypes
from layerhints.libraries.torch.ops.kernel import Operations, Typed
from layerhints.libraries.torch.ops.reading import axes, axis, known_shape, shape, size, sizes
from layerhints.rules.geometry import fourier, window
from layerhints.rules.geometry.axes import normalize_axes
from layerhints.rules.geometry.fourier import half, same, whole
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, equal, less, text
from layerhints.rules.shapes import show_structure
from layerhints.values.reading import NotKnown, flag
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FFT = Operations("torch.fft")
define = FFT.define
TORCH = Operations("torch")

COMPLEX_OF = {"float16": "complex32", "float32": "complex64", "float64": "complex128"}
REAL_OF = {"complex32": "float16", "complex64": "float32", "complex128": "float64"}


def to_complex(input: Any) -> str | None:
    dtype = input.dtype if isinstance(input, Tensor) else None
    if not isinstance(dtype, str):
        return None
    return dtype if dtype in dtypes.COMPLEX else COMPLEX_OF.get(dtype, "complex64")


def to_real(input: Any) -> str | None:
    dtype = input.dtype if isinstance(input, Tensor) else None
    if not isinstance(dtype, str):
        return None
    return REAL_OF.get(dtype, dtype if dtype in dtypes.FLOATING else "float32")


def check_values(sizes: tuple[Size, ...]) -> None:
    """Axes that are not transformed; without values in them some devices refuse."""
    if any(equal(length, 0) is True for length in sizes):
        raise NotKnown("what torch makes of a tensor without values depends on the device")


# --- along one axis


def transformed(machine: Machine, input: Any, n: Any, dim: Any, before: Any, after: Any) -> Any:
    """`before` makes a length of the axis where none is given, `after` the size that comes out."""
    found = known_shape(machine, input)
    if not found:
        raise Mismatch("a number has no axis to transform")
    place = axis(machine, dim, len(found))
    check_values((*found[:place], *found[place + 1 :]))
    return fourier.transformed(found, (place,), (None if n is None else size(machine, n),), before, after)


@define("fft", "ifft")
def fft(machine: Machine, input: Any, n: Any = None, dim: Any = -1, norm: Any = None) -> Any:
    """The shape stays; the axis has length n if one is given."""
    return Typed(transformed(machine, input, n, dim, same, same), to_complex(input))


@define("rfft", "ihfft")
def rfft(machine: Machine, input: Any, n: Any = None, dim: Any = -1, norm: Any = None) -> Any:
    """The axis has ⌊n/2⌋ + 1 places, where n is its length or the one given."""
    return Typed(transformed(machine, input, n, dim, same, half), to_complex(input))


@define("irfft", "hfft")
def irfft(machine: Machine, input: Any, n: Any = None, dim: Any = -1, norm: Any = None) -> Any:
    """The axis has the length n that is given, or 2·(size − 1)."""
    return Typed(transformed(machine, input, n, dim, whole, same), to_real(input))


# --- along several


def all_transformed(machine: Machine, input: Any, s: Any, dim: Any, before: Any, after: Any) -> Any:
    """The last of the axes is the one of which a real signal needs only half."""
    found = known_shape(machine, input)
    along = axes(machine, dim)
    wanted = None if s is None else sizes(machine, s)
    if along is None:
        count = len(found) if wanted is None else len(wanted)
        if count > len(found):
            raise Mismatch(f"{count} sizes are given for the {len(found)} axes of {show_structure(found)}")
        places = tuple(range(len(found) - count, len(found)))
    else:
        places = normalize_axes(along, len(found))
    if wanted is not None and len(wanted) != len(places):
        raise Mismatch(f"{len(wanted)} sizes are given for {len(places)} axes")
    if not places:
        if before is same and after is same:
            return found
        raise Mismatch("a real signal is transformed along one axis at least")
    check_values(tuple(length for place, length in enumerate(found) if place not in places))
    given = [None] * len(places) if wanted is None else [None if equal(one, -1) is True else one for one in wanted]
    return fourier.transformed(found, places, given, before, after)


@define("fft2", "ifft2")
def fft2(machine: Machine, input: Any, s: Any = None, dim: Any = (-2, -1), norm: Any = None) -> Any:
    """The shape stays; the axes have the lengths s if they are given."""
    return Typed(all_transformed(machine, input, s, dim, same, same), to_complex(input))


@define("fftn", "ifftn")
def fftn(machine: Machine, input: Any, s: Any = None, dim: Any = None, norm: Any = None) -> Any:
    """The shape stays; the axes have the lengths s if they are given."""
    return Typed(all_transformed(machine, input, s, dim, same, same), to_complex(input))


@define("rfft2", "ihfft2")
def rfft2(machine: Machine, input: Any, s: Any = None, dim: Any = (-2, -1), norm: Any = None) -> Any:
    """The last of the axes has ⌊n/2⌋ + 1 places; the others keep their length or get that of s."""
    return Typed(all_transformed(machine, input, s, dim, same, half), to_complex(input))


@define("rfftn", "ihfftn")
def rfftn(machine: Machine, input: Any, s: Any = None, dim: Any = None, norm: Any = None) -> Any:
    """The last of the axes has ⌊n/2⌋ + 1 places; the others keep their length or get that of s."""
    return Typed(all_transformed(machine, input, s, dim, same, half), to_complex(input))


@define("irfft2", "hfft2")
def irfft2(machine: Machine, input: Any, s: Any = None, dim: Any = (-2, -1), norm: Any = None) -> Any:
    """The last of the axes has the length that is given, or 2·(size − 1)."""
    return Typed(all_transformed(machine, input, s, dim, whole, same), to_real(input))


@define("irfftn", "hfftn")
def irfftn(machine: Machine, input: Any, s: Any = None, dim: Any = None, norm: Any = None) -> Any:
    """The last of the axes has the length that is given, or 2·(size − 1)."""
    return Typed(all_transformed(machine, input, s, dim, whole, same), to_real(input))


# --- frequencies


@define("fftfreq", dtype=None)
def fftfreq(machine: Machine, n: Any, d: Any = 1.0, *, dtype: Any = None) -> Any:
    """One axis of length n."""
    return (size(machine, n),)


@define("rfftfreq", dtype=None)
def rfftfreq(machine: Machine, n: Any, d: Any = 1.0, *, dtype: Any = None) -> Any:
    """One axis of length ⌊n/2⌋ + 1."""
    return (half(size(machine, n)),)


@define("fftshift", "ifftshift")
def fftshift(machine: Machine, input: Any, dim: Any = None) -> Any:
    """The shape stays."""
    found, along = shape(machine, input), axes(machine, dim)
    if along is not None and isinstance(found, tuple):
        for each in along:
            axis(machine, each, len(found))
    return found


# --- short pieces


@TORCH.define("stft", method=True)
def stft(
    machine: Machine, input: Any, n_fft: Any, hop_length: Any = None, win_length: Any = None, window: Any = None,
    center: Any = True, pad_mode: Any = "reflect", normalized: Any = False, onesided: Any = None,
    return_complex: Any = None, align_to_window: Any = None,
) -> Any:  # fmt: skip
    """`([N,] L)` to `([N,] frequencies, pieces)`, and a last axis for the two parts of a number where it is real."""
    found, length = known_shape(machine, input), size(machine, n_fft)
    if len(found) not in (1, 2):
        raise Mismatch(f"a signal has one axis, or a batch in front; this is {show_structure(found)}")
    if len(found) == 2 and equal(found[0], 0) is True:
        raise NotKnown("torch takes no batch of no signals")
    hop = length // 4 if hop_length is None else size(machine, hop_length)
    values = found[-1]
    if flag(machine, center):
        side = length // 2
        if pad_mode == "reflect" and less(side, values) is False:
            raise Mismatch(f"a reflection of {text(side)} needs more values than a signal of {text(values)} has")
        values = values + 2 * side
    elif align_to_window is not None:
        raise NotKnown("pieces that are aligned to their window are not followed")
    if less(length, 1) is True or less(values, length) is True or less(hop, 1) is True:
        raise Mismatch(f"pieces of {text(length)} do not fit into a signal of {text(values)}")
    _check_window(machine, window, win_length, length)
    is_complex = (isinstance(input, Tensor) and input.dtype in dtypes.COMPLEX) or (
        isinstance(window, Tensor) and window.dtype in dtypes.COMPLEX
    )
    if onesided is None:
        if isinstance(input, Tensor) and input.dtype is None:
            raise NotKnown("whether the signal is complex is not known")
        one_side = not is_complex
    else:
        one_side = flag(machine, onesided)
    frequencies = half(length) if one_side else length
    pieces = windows(values, length, hop)
    if return_complex is None and not is_complex:
        raise NotKnown("`return_complex` is to be given for a real signal")
    parts = () if return_complex is None or flag(machine, return_complex) else (2,)
    dtype = to_real(input) if parts else to_complex(input)
    return Typed((*found[:-1], frequencies, pieces, *parts), dtype)


def windows(values: Size, length: Size, hop: Size) -> Size:
    return window.unpadded(values, length, hop)


def _check_window(machine: Machine, given: Any, win_length: Any, length: Size) -> None:
    expected = length if win_length is None else size(machine, win_length)
    if less(expected, 1) is True or less(length, expected) is True:
        raise Mismatch(f"a window of {text(expected)} does not fit into pieces of {text(length)}")
    if given is None:
        return
    found = shape(machine, given)
    if isinstance(found, tuple) and (len(found) != 1 or equal(found[0], expected) is False):
        raise Mismatch(f"the window {show_structure(found)} is not as long as {text(expected)}")


@TORCH.define("istft", method=True)
def istft(
    machine: Machine, input: Any, n_fft: Any, hop_length: Any = None, win_length: Any = None, window: Any = None,
    center: Any = True, normalized: Any = False, onesided: Any = None, length: Any = None, return_complex: Any = False,
) -> Any:  # fmt: skip
    """`([N,] frequencies, pieces)` to `([N,] L)`."""
    found, whole_length = known_shape(machine, input), size(machine, n_fft)
    if len(found) not in (2, 3):
        raise Mismatch(f"pieces have frequencies and times, and a batch in front; this is {show_structure(found)}")
    hop = whole_length // 4 if hop_length is None else size(machine, hop_length)
    _check_window(machine, window, win_length, whole_length)
    possible = {True: [half(whole_length)], False: [whole_length], None: [half(whole_length), whole_length]}
    allowed = possible[None if onesided is None else flag(machine, onesided)]
    if all(equal(found[-2], frequencies) is False for frequencies in allowed):
        raise Mismatch(f"{text(found[-2])} frequencies are not those of pieces of {text(whole_length)}")
    dtype = to_complex(input) if flag(machine, return_complex) else to_real(input)
    if length is not None:
        return Typed((*found[:-2], size(machine, length)), dtype)
    covered = (found[-1] - 1) * hop + whole_length
    if flag(machine, center):
        covered = covered - whole_length // 2 * 2
    return Typed((*found[:-2], covered), dtype)


__all__ = ["FFT", "TORCH"]
