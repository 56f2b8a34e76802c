"""Fourier transforms.

https://numpy.org/doc/stable/reference/routines.fft.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.numpy import dtypes
from layerhints.libraries.numpy.arrays import Array, as_array, axes_of, size_of, sizes_of
from layerhints.libraries.numpy.signature import Functions
from layerhints.rules.geometry import fourier
from layerhints.rules.geometry.axes import along, normalize_axes
from layerhints.rules.geometry.fourier import half, same, whole
from layerhints.rules.geometry.mismatch import Mismatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

FUNCTIONS = Functions("np.fft")

_KINDS: tuple[tuple[tuple[str, ...], Any, Any, str], ...] = (
    (("fft", "ifft"), same, same, "complex128"),
    (("rfft", "ihfft"), same, half, "complex128"),
    (("irfft", "hfft"), whole, same, "float64"),
)
"""For the names of transforms: how long the last axis is before and after, and the type of what comes out."""


def _transformed(machine: Machine, a: Any, s: Any, axes: Any, before: Any, after: Any, dtype: str) -> Any:
    array = as_array(machine, a)
    if isinstance(array, Unknown) or isinstance(array.shape, Unknown):
        return array if isinstance(array, Unknown) else array.shape
    wanted = None if s is None else sizes_of(machine, s)
    if isinstance(wanted, Unknown):
        return wanted
    rank = len(array.shape)
    named = range(-(rank if wanted is None else len(wanted)), 0) if axes is None else axes_of(machine, axes)
    if isinstance(named, Unknown):
        return named
    places = normalize_axes(named, rank)
    lengths: Any = [None] * len(places) if wanted is None else [None if one == -1 else one for one in wanted]
    if len(lengths) != len(places):
        raise Mismatch(f"{len(lengths)} sizes are given for {len(places)} axes")
    # Releases before the second compute in double precision whatever they are given.
    made = dtype if dtypes.divided(array.dtype) in ("float64", "complex128") else None
    return Array(fourier.transformed(array.shape, places, lengths, before, after), made)


def _define(names: tuple[str, ...], before: Any, after: Any, dtype: str) -> None:
    def one(machine: Machine, a: Any, n: Any = None, axis: Any = -1, norm: Any = None, out: Any = None) -> Any:
        return _transformed(machine, a, n, axis, before, after, dtype)

    def two(machine: Machine, a: Any, s: Any = None, axes: Any = (-2, -1), norm: Any = None, out: Any = None) -> Any:
        return _transformed(machine, a, s, axes, before, after, dtype)

    def several(machine: Machine, a: Any, s: Any = None, axes: Any = None, norm: Any = None, out: Any = None) -> Any:
        return _transformed(machine, a, s, axes, before, after, dtype)

    FUNCTIONS.define(*names)(one)
    plain = [name for name in names if "h" not in name]
    FUNCTIONS.define(*(f"{name}2" for name in plain))(two)
    FUNCTIONS.define(*(f"{name}n" for name in plain))(several)


for _kind in _KINDS:
    _define(*_kind)


def _frequencies(count: Callable[[Any], Any]) -> Callable[..., Any]:
    def frequencies(machine: Machine, n: Any, d: Any = 1.0) -> Any:
        return Array((count(size_of(machine, n)),), "float64")

    return frequencies


FUNCTIONS.define("fftfreq")(_frequencies(same))
FUNCTIONS.define("rfftfreq")(_frequencies(half))


@FUNCTIONS.define("fftshift", "ifftshift")
def shift(machine: Machine, x: Any, axes: Any = None) -> Any:
    array, named = as_array(machine, x), None if axes is None else axes_of(machine, axes)
    if isinstance(array, Unknown) or isinstance(named, Unknown):
        return array if isinstance(array, Unknown) else named
    return Array(along(array.shape, named), array.dtype)
