"""Addresses as editors write them and files as the project names them."""

from __future__ import annotations

import os
import re
from urllib.parse import quote, unquote, urlsplit

_DRIVE = re.compile(r"/[A-Za-z]:")
_ON_WINDOWS = os.sep == "\\"


def file_of(uri: str) -> str:
    """The path of a file, or the address itself for what is no file (a text that was never saved)."""
    scheme, host, path, _, _ = urlsplit(uri)
    if scheme != "file":
        return uri
    path = unquote(path)
    if host:
        path = f"//{unquote(host)}{path}"
    elif _DRIVE.match(path):
        path = path[1].lower() + path[2:]
    return path.replace("/", os.sep) if _ON_WINDOWS else path


def uri_of(file: str) -> str:
    """The address of a file. A document that an editor opened keeps the spelling that the editor gave it instead."""
    if "://" in file or file.startswith("untitled:"):
        return file
    path = file.replace(os.sep, "/") if _ON_WINDOWS else file
    if path.startswith("//"):
        return f"file:{quote(path)}"
    path = path if path.startswith("/") else f"/{path}"
    return f"file://{path[:3]}{quote(path[3:])}" if _DRIVE.match(path) else f"file://{quote(path)}"
