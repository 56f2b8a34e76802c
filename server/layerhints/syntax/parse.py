"""Parsing the text of one chunk with tree-sitter, and the way back from its byte offsets to code points."""

from __future__ import annotations

import codecs
import re

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Range

_LANGUAGE = Language(tree_sitter_python.language())
_PARSER, _OF_PARTS = Parser(_LANGUAGE), Parser(_LANGUAGE)
_PLAIN = re.compile(r"[\t\n\x0c\x20-\x7e]*")
_NOT_PLAIN = re.compile(r"[^\t\n\r\x0c\x20-\x7e]|\r(?!\n)")
# tree-sitter-python takes quadratic time for lines of nothing but a backslash; nobody writes them.
MOST_BACKSLASHES = 32
_ONLY_BACKSLASHES = re.compile(rf"(?:\\\r?\n[ \t]*){{{MOST_BACKSLASHES},}}")
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def _stand_in(character: str) -> str:
    if character == "\r":
        return "\n"
    if character == "\ufeff":
        return "\f"  # like a form feed, a byte order mark takes a column and does not indent
    if character in _SPACES:
        return " "
    return "X" if ("_" + character).isidentifier() else "?"


def _stand_ins(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_stand_in, error.object[error.start : error.end])), error.end


codecs.register_error("layerhints.image", _stand_ins)


def image(text: str) -> str:
    """The ASCII image of a text: as long as the text, the same tokens in the same places.

    tree-sitter counts bytes; in the image a byte is a code point. Letters beyond ASCII become a letter that is in no
    keyword, spaces copied from web pages (U+00A0 and its kin) become spaces, a lone carriage return becomes a line end,
    and what no Python token may hold becomes a question mark. Names and literals are read from the text, not from here.
    """
    if not text.isascii():
        text = text.encode("ascii", "layerhints.image").decode("ascii")
    if _PLAIN.fullmatch(text) is None:
        text = _NOT_PLAIN.sub(lambda match: _stand_in(match[0]), text)
    if text.count("\\") < MOST_BACKSLASHES:
        return text
    return _ONLY_BACKSLASHES.sub(lambda match: match[0].replace("\\", "?"), text)


def parse(image_text: str) -> Node:
    """The root of the syntax tree of an ASCII image."""
    return _PARSER.parse(image_text.encode("ascii")).root_node


def parse_part(text: str, part: Range) -> Node:
    """The root of the syntax tree of a part of a text (not of its image); nodes have the places that they have in the
    whole. The text may hold fewer than `MOST_BACKSLASHES`, else what the image of a part is hangs on what is around it.
    """
    start = part.start_byte
    data = image(text[start : part.end_byte]).encode("ascii")
    _OF_PARTS.included_ranges = [part]
    # In front of a part nothing is read. Of a function that gives the text tree-sitter would keep all that it gave.
    return _OF_PARTS.parse(bytes(start) + data).root_node
