"""Files on disk, and what says that they are still the same."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple

from layerhints.project.decoding import NotText, decode
from layerhints.project.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_FILE = 20_000_000
"""The most bytes of a file that is read; nobody writes models longer than this."""

LARGEST_DATA = 1_000_000
"""The most bytes of a file that a program reads as data."""


NOTEBOOK = ".ipynb"
"""How the files of Jupyter notebooks end."""


class Stamp(NamedTuple):
    """What says that a file is still the same."""

    modified: int
    size: int


class Disk:
    """Reads files; keeps the last bytes of those that are read as data."""

    def __init__(self) -> None:
        self._data: dict[str, tuple[Stamp, bytes | None]] = {}

    def stamp(self, file: str) -> Stamp | None:
        """None: there is no such regular file."""
        try:
            status = os.stat(file)  # noqa: PTH116 (asked with every keystroke; a Path would cost as much again)
        except (OSError, ValueError):
            return None
        return Stamp(status.st_mtime_ns, status.st_size) if S_ISREG(status.st_mode) else None

    def are(self, stamps: Iterable[tuple[str, Stamp]]) -> bool:
        """Are all these files as they were? It is asked with every keystroke, of a hundred files that are imported."""
        stat = os.stat
        try:
            for file, (modified, size) in stamps:
                status = stat(file)
                if status.st_mtime_ns != modified or status.st_size != size:
                    return False
        except (OSError, ValueError):
            return False
        return True

    def text(self, file: str) -> Text | NotText | None:
        """The text of a file, why it is none, or None when it is not there."""
        stamp = self.stamp(file)
        return None if stamp is None else self._read(file, stamp)

    def data(self, file: str) -> bytes | None:
        """The bytes of a file; None where it is missing, cannot be read, or is larger than data that decide sizes."""
        stamp = self.stamp(file)
        if stamp is None or stamp.size > LARGEST_DATA:
            self._data.pop(file, None)
            return None
        known = self._data.get(file)
        if known is None or known[0] != stamp:
            known = self._data[file] = (stamp, _bytes(file))
        return known[1]

    def _read(self, file: str, stamp: Stamp) -> Text | NotText:
        if stamp.size > LARGEST_FILE:
            return NotText(f"the file has {stamp.size:,} bytes, more than layerhints reads ({LARGEST_FILE:,})")
        try:
            content = decode(Path(file).read_bytes())
            if not file.endswith(NOTEBOOK):
                return Text(content)
            from layerhints.project.notebook import read_notebook

            return read_notebook(content)
        except NotText as reason:
            return reason
        except OSError as error:
            return NotText(f"the file cannot be read: {error.strerror or error}")


def _bytes(file: str) -> bytes | None:
    try:
        return Path(file).read_bytes()
    except OSError:
        return None
