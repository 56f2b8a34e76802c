"""Problems, where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from layerhints.ide.ignoring import is_ignored
from layerhints.ide.nodes import path_to
from layerhints.project.text import Range
from layerhints.project.view import Location, Placed, View
from layerhints.rules.misspelt import Correction
from layerhints.syntax import tree
from layerhints.values.facts import Finding

_EXPECTING = {"raises", "assertRaises", "assertRaisesRegex"}
"""`with pytest.raises(...)`, `with self.assertRaises(...)`: what is wrong inside is meant to be."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem at the narrowest expression that is to blame; `layerhints explain CODE` explains its code. `correction`
    is of a word that stands there, or in front of it where it is the name of an argument.
    """

    range: Range
    code: str
    message: str
    correction: Correction | None = None
    elsewhere: Location | None = None
    """What is wrong, where that stands in another file; `range` is then the call that leads there."""


def diagnostics(view: View) -> Iterator[Diagnostic]:
    """What the editor shows: the document's problems, none when they are switched off."""
    if view.settings.diagnostics_enable:
        yield from problems_of(view)


def problems_of(view: View, range: Range | None = None) -> Iterator[Diagnostic]:
    """The document's own problems, or those that may stand in a stretch of it, but for those that the program expects
    (`with pytest.raises(...)`) or that are to be ignored: by the settings, or with `# layerhints: ignore`, or
    `ignore[code, code]`, on the first line of what is blamed.

    The same code at the same place is one problem, however often the line was run: its first message stands for all.
    So does the first problem of other files that a call leads to: no program comes to a second.
    """
    for placed in view.definitions(range):
        seen: set[tuple[Range, str]] = set()
        for finding in view.problems(placed):
            range = view.inside(placed, finding.seen_from(view.file))
            is_here = finding.site.unit.file == view.file
            code = finding.code if is_here else ""
            if range is None or (range, code) in seen or finding.code in view.settings.diagnostics_ignore:
                continue
            seen.add((range, code))
            if is_ignored(view.text.line(range.start.row), finding.code) or _is_expected(placed, range):
                continue
            if is_here:
                yield Diagnostic(range, finding.code, finding.message, finding.correction)
            else:
                yield _of_another_file(view, range, finding)


def _of_another_file(view: View, range: Range, finding: Finding) -> Diagnostic:
    place = view.locate(finding.site)
    where = "" if place is None else f", {view.place(place)}"
    message = f"{Path(finding.site.unit.file).name}{where}: {finding.message}"
    return Diagnostic(range, finding.code, message, elsewhere=place)


def _is_expected(placed: Placed, range: Range) -> bool:
    path = path_to(placed.definition.body, placed, range.start)
    return any(_expects(item.value) for node in path if isinstance(node, tree.With) for item in node.items)


def _expects(manager: tree.Expression) -> bool:
    match manager:
        case tree.Call(function=tree.Attribute(name=name) | tree.Name(id=name)):
            return name in _EXPECTING
    return False
