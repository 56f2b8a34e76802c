"""What comments say to layerhints."""

from __future__ import annotations

import re
from collections.abc import Iterator

from layerhints.ide.completion.completion import Completion, Kind
from layerhints.project.text import Position, Range
from layerhints.rules.problems import PAGES

_SAID = re.compile(
    r"#.*\blayerhints:(?P<space>[ \t]*)"
    r"(?:(?P<word>[\w-]*)|ignore[ \t]*\[(?:[\w-]+,[ \t]*)*(?P<code>[\w-]*))\Z"
)
_REST = re.compile(r"[\w-]*")
_DIRECTIVES = {
    "ignore": ("no problems in this line", "Problems that begin in this line are not reported."),
    "ignore[": ("no problems of some kinds in this line", "Problems with these codes are not reported in this line."),
    "entry point": (
        "show what this function or class finds",
        "Where several functions or classes lead to the same lines, hints say what this one finds. It stands in the "
        "line of `def` or `class`, or above it.",
    ),
    "x = (N, 3, 224, 224)": (
        "the shape of an input",
        "What goes into the parameter `x`, in the body of a `forward` or `call`. Sizes are numbers and names.",
    ),
}


def directives(line: str, row: int, column: int) -> Iterator[Completion]:
    """What may follow `# layerhints:`, and the codes of `ignore[…]`, for a comment that reaches to the cursor."""
    said = _SAID.search(line, 0, column)
    if said is None:
        return
    is_code = said["word"] is None
    rest = _REST.match(line, column)
    assert rest is not None
    range = Range(Position(row, said.start("code" if is_code else "word")), Position(row, rest.end()))
    if is_code:
        for code, page in sorted(PAGES.items()):
            yield Completion(code, range, Kind.WORD, page.title, page.text)
        return
    for text, (detail, explanation) in _DIRECTIVES.items():
        space = "" if said["space"] else " "
        yield Completion(f"{space}{text}", range, Kind.DIRECTIVE, detail, explanation)
