"""What reading imported files gave, kept in the user's cache folder for the next start.

One file for each text, named by a digest of the text and of everything that decides how it is read, so that what is
there is either right or not found. A file that is cut off, damaged, or another user's counts as not there; a folder
that cannot be written is let be. Several processes may use the folder at once: a file appears as a whole or not at all.
It may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import zlib
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

    from layerhints.project.text import Text
    from layerhints.syntax import Module

VARIABLE = "LAYERHINTS_CACHE"
"""The environment variable that names another folder, or says `off`."""
LARGEST = 128 * 2**20
"""The most bytes that the folder holds; what was not used for the longest time goes first."""
_MARK = b"layerhints module\n"
_RENEWED_AFTER = 24 * 3600
"""A file says by its time when it was used last, to so many seconds."""


def cache_folder(variables: Mapping[str, str]) -> Path | None:
    """Where the system keeps what a user's programs can make again; None where nothing is to be kept."""
    chosen = variables.get(VARIABLE)
    if chosen is not None:
        return None if chosen.lower() in ("", "0", "off") else Path(chosen).expanduser()
    home = variables.get("USERPROFILE" if sys.platform == "win32" else "HOME")
    if sys.platform == "win32":
        base = variables.get("LOCALAPPDATA") or (home and f"{home}/AppData/Local")
    elif sys.platform == "darwin":
        base = home and f"{home}/Library/Caches"
    else:
        given = variables.get("XDG_CACHE_HOME")
        base = given if given and Path(given).is_absolute() else home and f"{home}/.cache"
    return Path(base) / "layerhints" if base else None


class Cache:
    """The folder, and what is to be written to it when there is time."""

    def __init__(self, variables: Mapping[str, str], largest: int = LARGEST) -> None:
        self._folder = cache_folder(variables)
        self._largest = largest
        self._waiting: list[tuple[Path, Module]] = []
        self._begun: tuple[Path, Generator[None, None, bytes]] | None = None
        """The file that is being written, and what packs its content."""

    def module(self, text: Text, lasting: bool = True) -> Module | None:
        """What reading a text gives, if that is known; `lasting` as in `unpack`."""
        from layerhints.syntax.packed import Malformed, unpack

        if self._folder is None:
            return None
        file = self._place(text)
        data = _read(file)
        if data is None:
            return None
        try:
            return unpack(data, text.lines, lasting)
        except Malformed:
            return None

    def keep(self, text: Text, module: Module) -> None:
        """Have what reading a text gave written later."""
        if self._folder is not None:
            self._waiting.append((self._place(text), module._replace(lines=())))

    def write(self) -> bool:
        """Do some milliseconds of writing what waits; is there more? A folder that cannot be written is not tried
        again.
        """
        if self._folder is None or not (self._begun or self._waiting):
            return False
        from layerhints.syntax.packed import packing

        if self._begun is None:
            file, module = self._waiting.pop()
            self._begun = file, packing(module)
        file, parts = self._begun
        try:
            next(parts)
        except StopIteration as end:
            self._begun = None
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _write(file, end.value)
                if not self._waiting:
                    self._bound()
            except OSError:
                self._folder = None
        except RecursionError:  # a tree that is nested too deeply to be packed is read anew each time
            self._begun = None
        return self._folder is not None and bool(self._begun or self._waiting)

    def entry(self, name: str) -> bytes | None:
        """What was entered under a name, if it is whole."""
        return None if self._folder is None else _read(self._folder / name)

    def enter(self, name: str, data: bytes) -> None:
        """Write something under a name at once, in the place of what stood there."""
        if self._folder is not None:
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _write(self._folder / name, data)
            except OSError:
                self._folder = None

    def _place(self, text: Text) -> Path:
        from layerhints.syntax.packed import version

        assert self._folder is not None
        digest = blake2b(version() + text.content.encode("utf-8", "surrogatepass"), digest_size=16)
        return self._folder / f"{digest.hexdigest()}.module"

    def _bound(self) -> None:
        """Remove what was not used for the longest time, as far as the folder holds too much."""
        assert self._folder is not None
        found = []
        for entry in os.scandir(self._folder):
            with contextlib.suppress(OSError):
                status = entry.stat()
                found.append((status.st_mtime, status.st_size, entry.path))
        held = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if held <= self._largest:
                return
            with contextlib.suppress(OSError):
                Path(path).unlink()
                held -= size


def _read(file: Path) -> bytes | None:
    """What was written to a file; None where it is not there, or is not as it was written by this user."""
    try:
        with file.open("rb") as stream:
            status = os.fstat(stream.fileno())
            if hasattr(os, "getuid") and status.st_uid != os.getuid():
                return None
            data = stream.read()
        if time.time() - status.st_mtime > _RENEWED_AFTER:
            with contextlib.suppress(OSError):
                os.utime(file)
    except OSError:
        return None
    head, checksum, content = _MARK + file.stem.encode(), data[-4:], data[:-4]
    if not content.startswith(head) or checksum != zlib.crc32(content).to_bytes(4, "big"):
        return None
    return content[len(head) :]


def _write(file: Path, data: bytes) -> None:
    import tempfile

    content = _MARK + file.stem.encode() + data
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content + zlib.crc32(content).to_bytes(4, "big"))
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


__all__ = ["LARGEST", "VARIABLE", "Cache", "cache_folder"]
