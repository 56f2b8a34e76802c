"""A module that was read, as bytes: reading these costs a tenth of reading its text.

The trees are a pickle in which nothing can be named but their nodes and two constants of Python. The body of every
function is a pickle of its own, which is not opened before somebody looks at the body: of an installed library most
functions are never called. All is held compressed. What was opened of a file that nobody edits can be let go again
when it was run, and is opened anew should anybody ask.
"""

from __future__ import annotations

import pickle
import sys
import zlib
from functools import cache, partial
from hashlib import blake2b
from importlib.machinery import PathFinder
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layerhints import __version__
from layerhints.syntax import tree
from layerhints.syntax.comments import comments
from layerhints.syntax.module import Module, Piece
from layerhints.syntax.node import FIELDS, PutOff, held

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

_FORMAT = 3
_PART = 100
"""So many lines are packed at once."""
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


def packing(module: Module) -> Generator[None, None, bytes]:
    """The module without its lines, packed in parts of a few milliseconds."""
    functions = _Functions([])
    stream, compressor = BytesIO(), zlib.compressobj()
    pickler = functions.pickler(stream)
    trees: list[bytes] = []
    begin = 0
    for piece in module.pieces:
        if piece.end_row - begin > _PART:
            begin = piece.row
            yield
        pickler.dump(piece.definition.body)
        trees.append(compressor.compress(stream.getvalue()))
        stream.seek(0)
        stream.truncate()
    trees.append(compressor.flush())
    texts = [piece.definition.text for piece in module.pieces]
    places = [(piece.row, piece.end_row, piece.reach, piece.definition.key) for piece in module.pieces]
    rows = tuple([(*place, len(text)) for place, text in zip(places, texts, strict=True)])
    whole = zlib.compress("".join(texts).encode("utf-8", "surrogatepass"))
    return pickle.dumps((rows, b"".join(trees), tuple(functions.packed), whole), pickle.HIGHEST_PROTOCOL)


def unpack(data: bytes, lines: Sequence[str], lasting: bool = True) -> Module:
    """The module of a text with these lines. If it is not `lasting` its definitions can be let go."""
    try:
        rows, trees, functions, texts = _Plain(BytesIO(data)).load()
        opened = _Opened(rows, trees, _Functions(functions), texts)
        pieces = tuple([_piece(opened, place, lasting, *row) for place, row in enumerate(rows)])
    except (
        pickle.UnpicklingError, zlib.error, EOFError, TypeError, ValueError, AttributeError, IndexError, KeyError
    ) as error:  # fmt: skip
        raise Malformed(str(error)) from None
    definitions = tuple([(piece.row, piece.definition) for piece in pieces])
    return Module(definitions, 0, tuple([definition for _, definition in definitions]), lines, pieces)


def _piece(
    opened: _Opened, place: int, lasting: bool, row: int, end_row: int, reach: int, key: tuple[str, int], length: int
) -> Piece:
    if lasting:
        text = opened.text(place)
        definition = tree.Definition(key, opened.body(place), PutOff(partial(comments, text)), text)
        return Piece(row, end_row, reach, definition)
    body, put_off = PutOff(partial(opened.body, place)), PutOff(partial(opened.text, place))
    definition = tree.Definition(key, body, PutOff(lambda: comments(put_off.make())), put_off)
    definition.again = body
    return Piece(row, end_row, reach, definition)


class _Opened:
    """The trees and texts of a module's definitions. Texts are looked through one after the other, if at all: they are
    open until the last one was looked at.
    """

    def __init__(self, rows: Sequence[Any], trees: bytes, functions: _Functions, texts: bytes) -> None:
        self._lengths = tuple([row[-1] for row in rows])
        self._packed = trees
        self._functions = functions
        self._texts = texts
        self._trees: list[tree.Block | None] = [None for _ in rows]
        self._unpickler: pickle.Unpickler | None = None
        self._next = 0
        self._open(len(rows) - 1)
        self._shown: list[str] | None = None

    def body(self, place: int) -> tree.Block:
        """The statements of a definition, whoever asks for them first; who asks again gets others that are alike."""
        if self._trees[place] is None:
            self._open(place)
        found, self._trees[place] = self._trees[place], None
        assert found is not None
        return found

    def _open(self, last: int) -> None:
        """Open what stands up to a place. Who runs the module again looks at one definition after the other, and may
        have to give way between them.
        """
        if self._unpickler is None or last < self._next:
            self._unpickler, self._next = self._functions.unpickler(self._packed), 0
        while self._next <= last:
            self._trees[self._next] = self._unpickler.load()
            self._next += 1
        if self._next == len(self._lengths):
            self._unpickler = None

    def text(self, place: int) -> str:
        if self._shown is None:
            whole = zlib.decompress(self._texts).decode("utf-8", "surrogatepass")
            ends = [0, *accumulate(self._lengths)]
            self._shown = [whole[start:end] for start, end in pairwise(ends)]
        found = self._shown[place]
        if place + 1 == len(self._lengths):
            self._shown = None
        return found


class _Functions:
    """The bodies of a module's functions, packed; where one stands in a tree, or in another body, is its number."""

    def __init__(self, packed: Sequence[bytes]) -> None:
        self.packed = list(packed)

    def pickler(self, stream: BytesIO) -> pickle.Pickler:
        pickler = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = {**_REDUCERS, tree.Function: self._reduced}
        return pickler

    def unpickler(self, data: bytes) -> pickle.Unpickler:
        return _Unpickler(BytesIO(zlib.decompress(data)), self)

    def dumped(self, value: Any) -> bytes:
        stream = BytesIO()
        self.pickler(stream).dump(value)
        return zlib.compress(stream.getvalue())

    def _reduced(self, node: tree.Function) -> tuple[Any, ...]:
        body = held(node, "body")
        data = self.dumped(body.look() if isinstance(body, PutOff) else body)
        self.packed.append(data)
        number = len(self.packed) - 1
        values = [number if name == "body" else getattr(node, name) for name in FIELDS[tree.Function]]
        return _with_packed_body, tuple(values)

    def loaded(self, data: bytes) -> Any:
        return self.unpickler(data).load()

    def made(self, *values: Any) -> tree.Function:
        """A function of which the body is a number."""
        fields = dict(zip(FIELDS[tree.Function], values, strict=True))
        packed = self.packed[fields["body"]]
        return tree.Function(**{**fields, "body": PutOff(partial(self.loaded, packed))})


# --- nodes


def _values(kind: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    names = FIELDS[kind]
    return lambda node: (kind, tuple([getattr(node, name) for name in names]))


_REDUCERS: dict[type, Callable[[Any], tuple[Any, ...]]] = {kind: _values(kind) for kind in FIELDS}


def _with_packed_body(*values: Any) -> tree.Function:
    """Stands in pickles for `_Functions.made`."""
    raise NotImplementedError


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a packed module")


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: BytesIO, functions: _Functions) -> None:
        super().__init__(stream)
        self._functions = functions

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name in _CONSTANTS:
            return _CONSTANTS[name]
        if module == __name__ and name == _with_packed_body.__name__:
            return self._functions.made
        node = _NODES.get(name)
        if node is not None and node.__module__ == module:
            return node
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a tree")


__all__ = ["Malformed", "packing", "unpack", "version"]
