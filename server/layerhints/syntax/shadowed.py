"""Which words of a text never name anything of the module: `n` of a function that says `for n in names`."""

from __future__ import annotations

import symtable
import warnings
from sys import intern


def shadowed(text: str) -> frozenset[str]:
    """The words that are names of functions' own wherever a text names anything by them, as Python's symbol table says.
    None are in a text that cannot be compiled.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = symtable.symtable(text, "<definition>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return frozenset()
    own: set[str] = set()
    open_names = set(module.get_identifiers())
    tables = list(module.get_children())
    while tables:
        table = tables.pop()
        tables += table.get_children()
        is_class = table.get_type() == "class"
        for symbol in table.get_symbols():
            # a class body looks in the module for what it has not bound yet
            is_open = symbol.is_global() or (is_class and symbol.is_referenced())
            (open_names if is_open else own).add(symbol.get_name())
    return frozenset(map(intern, own - open_names))


__all__ = ["shadowed"]
