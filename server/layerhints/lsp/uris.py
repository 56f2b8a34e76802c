"""Addresses as editors write them and files as the project names them."""

from __future__ import annotations

from pygls.uris import from_fs_path, to_fs_path


def file_of(uri: str) -> str:
    """The path of a file, or the address itself for what is no file (a text that was never saved) or no address."""
    try:
        return to_fs_path(uri) or uri
    except ValueError:
        return uri


def uri_of(file: str) -> str:
    """The address of a file. A document that an editor opened keeps the spelling that the editor gave it instead."""
    try:
        return (from_fs_path(file) if "://" not in file and not file.startswith("untitled:") else None) or file
    except ValueError:  # no file is called so
        return file
