"""Reading Python source: an error-tolerant parse, definition by definition, lowered to a small frozen tree."""

from layerhints.syntax import tree
from layerhints.syntax.module import Module, read

__all__ = ["Module", "read", "tree"]
