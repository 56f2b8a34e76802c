"""What standard output can show, and whether anybody reads it."""

from __future__ import annotations

import os
import sys


def stop_writing() -> None:
    """Whoever read our output has enough. What is still buffered must not be written at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_ASCII = {"«": "<<", "»": ">>", "·": "*", "×": "x", "…": "...", "−": "-", "→": "->", "²": "^2", "³": "^3"}


def in_ascii(error: UnicodeError) -> tuple[str, int]:
    """What a terminal shows that cannot show our signs. Not `?`, which stands for what is not known."""
    assert isinstance(error, UnicodeEncodeError)
    signs = error.object[error.start : error.end]
    return "".join(_ASCII.get(sign, "_") for sign in signs), error.end


def shows_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
