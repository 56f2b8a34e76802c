"""How long Fourier transforms are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, less, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def same(length: Size) -> Size:
    return length


def half(length: Size) -> Size:
    """How many frequencies a real signal of this length has: those above are the mirror image."""
    return length // 2 + 1


def whole(frequencies: Size) -> Size:
    """How long the real signal of so many frequencies is taken to be."""
    return 2 * (frequencies - 1)


def transformed(
    sizes: Sequence[Size],
    places: Sequence[int],
    wanted: Sequence[Size | None],
    before: Callable[[Size], Size],
    after: Callable[[Size], Size],
) -> tuple[Size, ...]:
    """The sizes behind a transform along the axes at `places`. The last is the one of which a real signal needs
    only half: `before` makes its length where none is wanted, `after` the size that comes out.
    """
    result = list(sizes)
    for index, (place, given) in enumerate(zip(places, wanted, strict=True)):
        last = index == len(places) - 1
        usual = before(sizes[place]) if last else sizes[place]
        length = _check_length(usual if given is None else given)
        result[place] = after(length) if last else length
    return tuple(result)


def _check_length(length: Size) -> Size:
    if less(length, 1) is True:
        raise Mismatch(f"a signal of {text(length)} values has no transform")
    return length
