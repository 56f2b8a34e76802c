"""Packed sequences as rules see them: sequences of different lengths, one behind the other without padding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.rules import Several, Size


class Packed(Several):
    """The shape of the data, (steps of all sequences, features …), and what else is known of the sequences.

    `batch` is how many there are, `longest` the length of the longest; `lengths` has the length of each, None where
    they are not known; `is_sorted` says whether the program saw to it that the longest comes first.
    """

    batch: Size
    longest: Size
    lengths: tuple[int, ...] | None
    is_sorted: bool | None

    @classmethod
    def of(cls, data: Any, batch: Size, longest: Size, lengths: Any = None, is_sorted: bool | None = None) -> Packed:
        made = cls((data,))
        made.batch, made.longest, made.lengths, made.is_sorted = batch, longest, lengths, is_sorted
        return made

    @property
    def data(self) -> Any:
        return self[0]

    def with_items(self, items: Iterable[Any]) -> Packed:
        (data,) = items
        return Packed.of(data, self.batch, self.longest, self.lengths, self.is_sorted)


def data_of(x: Any) -> Any:
    """The shape of the numbers that go in."""
    return x.data if isinstance(x, Packed) else x
