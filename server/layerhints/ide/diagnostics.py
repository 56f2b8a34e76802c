"""Problems, where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from layerhints.ide.nodes import path_to
from layerhints.project.text import Range
from layerhints.project.view import Placed, View
from layerhints.syntax import tree

_IGNORED = re.compile(r"#.*\blayerhints:\s*ignore\b(?:\s*\[(?P<codes>[^\]]*)\])?")
_EXPECTING = {"raises", "assertRaises", "assertRaisesRegex"}
"""`with pytest.raises(...)`, `with self.assertRaises(...)`: what is wrong inside is meant to be."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem at the narrowest expression that is to blame; `layerhints explain CODE` explains its code."""

    range: Range
    code: str
    message: str


def diagnostics(view: View) -> Iterator[Diagnostic]:
    """What the editor shows: the document's problems, none when they are switched off."""
    if view.settings.diagnostics_enable:
        yield from problems_of(view)


def problems_of(view: View) -> Iterator[Diagnostic]:
    """The document's own problems, but for those that the program expects (`with pytest.raises(...)`) or says to
    ignore: with `# layerhints: ignore`, or `ignore[code, code]`, on the first line of what is blamed.

    The same code at the same place is one problem, however often the line was run: its first message stands for all.
    """
    for placed in view.definitions():
        seen: set[tuple[Range, str]] = set()
        for finding in view.problems(placed):
            range = view.inside(placed, finding.site)
            if range is None or (range, finding.code) in seen:
                continue
            seen.add((range, finding.code))
            if not _is_ignored(view.text.line(range.start.row), finding.code) and not _is_expected(placed, range):
                yield Diagnostic(range, finding.code, finding.message)


def _is_ignored(line: str, code: str) -> bool:
    comment = _IGNORED.search(line)
    return comment is not None and (comment["codes"] is None or code in re.split(r"[\s,]+", comment["codes"].strip()))


def _is_expected(placed: Placed, range: Range) -> bool:
    path = path_to(placed.definition.body, placed, range.start)
    return any(_expects(item.value) for node in path if isinstance(node, tree.With) for item in node.items)


def _expects(manager: tree.Expression) -> bool:
    match manager:
        case tree.Call(function=tree.Attribute(name=name) | tree.Name(id=name)):
            return name in _EXPECTING
    return False
