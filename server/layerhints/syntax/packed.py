"""A module that was read, as bytes: reading these costs a tenth of reading its text.

The bytes are a pickle in which nothing can be named but the nodes of the tree and two constants of Python. The body of
every function is a pickle inside, which is not opened before somebody looks at the body: of an installed library most
functions are never called.
"""

from __future__ import annotations

import pickle
import sys
from functools import cache, partial
from hashlib import blake2b
from importlib.machinery import PathFinder
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layerhints import __version__
from layerhints.syntax import tree
from layerhints.syntax.module import Module, Piece
from layerhints.syntax.node import FIELDS, PutOff

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FORMAT = 1
_NODES: dict[str, type] = {kind.__name__: kind for kind in (tree.Span, *FIELDS)}
_CONSTANTS: dict[str, Any] = {"Ellipsis": Ellipsis, "complex": complex}


class Malformed(Exception):
    """The bytes are no packed module."""


@cache
def version() -> bytes:
    """What must be the same for packed modules to be what reading their texts gives: this code, its parser, Python."""
    digest = blake2b(f"{_FORMAT} {__version__} {sys.version_info[:2]}".encode(), digest_size=16)
    folder = Path(__file__).parent
    for file in sorted(folder.rglob("*.py")):
        digest.update(file.read_bytes())
    digest.update(" ".join(_parsers()).encode())
    return digest.digest()


def _parsers() -> list[str]:
    """The installed versions of tree-sitter and its grammar."""
    places = [PathFinder.find_spec(name) for name in ("tree_sitter", "tree_sitter_python")]
    folders = {Path(place.origin).parent.parent for place in places if place is not None and place.origin is not None}
    return sorted(found.name for folder in folders for found in folder.glob("tree_sitter*.dist-info"))


def pack(module: Module) -> bytes:
    """The module without its lines."""
    return _dumped(tuple([_row(piece) for piece in module.pieces]))


def unpack(data: bytes, lines: Sequence[str]) -> Module:
    """The module of a text with these lines."""
    try:
        pieces = tuple([_piece(*row) for row in _loaded(data)])
    except (pickle.UnpicklingError, EOFError, TypeError, ValueError, AttributeError, IndexError, KeyError) as error:
        raise Malformed(str(error)) from None
    definitions = tuple([(piece.row, piece.definition) for piece in pieces])
    return Module(definitions, 0, tuple([definition for _, definition in definitions]), lines, pieces)


def _row(piece: Piece) -> tuple[Any, ...]:
    one = piece.definition
    return piece.row, piece.end_row, piece.reach, one.key, one.body, one.comments, one.text


def _piece(
    row: int, end_row: int, reach: int, key: tuple[str, int], body: tree.Block, comments: Any, text: str
) -> Piece:
    return Piece(row, end_row, reach, tree.Definition(key, body, comments, text))


# --- nodes


def _values(kind: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    names = FIELDS[kind]
    return lambda node: (kind, tuple([getattr(node, name) for name in names]))


def _function(node: tree.Function) -> tuple[Any, ...]:
    values = [_dumped(node.body) if name == "body" else getattr(node, name) for name in FIELDS[tree.Function]]
    return _with_packed_body, tuple(values)


def _with_packed_body(*values: Any) -> tree.Function:
    fields = dict(zip(FIELDS[tree.Function], values, strict=True))
    return tree.Function(**{**fields, "body": PutOff(partial(_loaded, fields["body"]))})


_REDUCERS: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    **{kind: _values(kind) for kind in FIELDS},
    tree.Function: _function,
}


class _Pickler(pickle.Pickler):
    dispatch_table = _REDUCERS


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name in _CONSTANTS:
            return _CONSTANTS[name]
        if module == __name__ and name == _with_packed_body.__name__:
            return _with_packed_body
        if module == tree.__name__ and name in _NODES:
            return _NODES[name]
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a tree")


def _dumped(value: Any) -> bytes:
    stream = BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


def _loaded(data: bytes) -> Any:
    return _Unpickler(BytesIO(data)).load()


__all__ = ["Malformed", "pack", "unpack", "version"]
