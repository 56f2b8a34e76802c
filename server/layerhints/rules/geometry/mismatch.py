"""What a geometry function raises when shapes certainly do not go together."""

from __future__ import annotations


class Mismatch(ValueError):
    """The operation fails for every value of the symbols; the message is a sentence with the sizes in it."""
