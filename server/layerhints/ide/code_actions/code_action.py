"""Something that an editor offers to write."""

from __future__ import annotations

from dataclasses import dataclass

from layerhints.ide.edit import Edit


@dataclass(frozen=True, slots=True)
class CodeAction:
    """A change of the document and what it is called. `mends` tells of one that mends a problem that it surely is what
    was meant, or that it fits.
    """

    title: str
    edit: Edit
    mends: bool = False
