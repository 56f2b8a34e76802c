"""Bytes of a Python file as text: byte order marks, encoding declarations (PEP 263), and what is no text at all."""

from __future__ import annotations

import codecs
import re

_DECLARATION = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_COMMENT_OR_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?\r?$")


class NotText(Exception):
    """The bytes are no Python source; the message says why, for people."""


def decode(data: bytes) -> str:
    """The text of a file; raises NotText."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotText("the file is UTF-16, which Python does not read; save it as UTF-8")
    if b"\0" in data:
        raise NotText("the file is binary (it has a null byte), not Python source")
    has_mark = data.startswith(codecs.BOM_UTF8)
    name = "utf-8" if has_mark else _declared(data) or "utf-8"
    try:
        text = data[3 if has_mark else 0 :].decode(name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = "" if _declared(data) else "; save it as UTF-8, or declare its encoding in the first line"
        raise NotText(f"the file is not {name}: line {line} has the byte 0x{data[error.start]:02x}{hint}") from None
    except LookupError:
        raise NotText(f"the file declares the encoding `{name}`, which is not known") from None
    return text


def _declared(data: bytes) -> str | None:
    """The encoding that one of the first two lines declares; the second counts only below a comment or a blank line."""
    for line in data.split(b"\n", 2)[:2]:
        if match := _DECLARATION.match(line):
            name = match[1].decode("ascii")
            return "utf-8" if name.lower().replace("_", "-") in ("utf-8", "utf8") else name
        if not _COMMENT_OR_BLANK.match(line):
            return None
    return None
