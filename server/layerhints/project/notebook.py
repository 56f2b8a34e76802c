"""Jupyter notebooks: their cells of code, one below the other, as the module that a kernel makes of them."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from layerhints.project.decoding import NotText
from layerhints.project.text import Place, Text
from layerhints.syntax.tokens import end_of_statement

_SAID = re.compile(r"(?P<indent>[ \t]*)(?:[!?]|%\w)|(?P<asked>[ \t]*)[^#'\"]*\?[ \t]*\Z")
"""A line that is said to IPython and not to Python: `%matplotlib inline`, `!pip install …`, `model?`."""
_TIMED = re.compile(r"([ \t]*)%time (?=\S)")
"""Behind this stands a statement that is run where it stands."""
_TIMED_AS_PYTHON = r"\1True; "
_GIVEN = re.compile(r"([\w.,\[\]'\" \t]+=[ \t]*)(?:!|%\w).*")
"""`files = !ls`: what IPython gives."""
_GIVEN_AS_PYTHON = r"\1get_ipython()"
_CELL_MAGIC = re.compile(r"%%(\w+)")
_RUNS_PYTHON = {"capture", "memit", "prun", "time", "timeit"}
"""The magics of whole cells below which Python stands that the kernel runs."""


class Cell:
    """A cell of code. `source` is what people see; `lines` are as Python reads them, each with its end: as many, of
    which those that are not Python do nothing.
    """

    __slots__ = ("lines", "source")

    def __init__(self, source: Text) -> None:
        self.source = source
        self.lines = _as_python([source.line(row) for row in range(source.line_count)])


class NotebookText(Text):
    """The cells of a notebook. A line (`line`) is what people see, the lines (`lines`, `content`) are what is run."""

    __slots__ = ("cells", "rows")

    def __init__(self, cells: Iterable[Cell]) -> None:
        super().__init__("")
        self.cells = tuple(cells)
        self.rows = [0, *accumulate(len(cell.lines) for cell in self.cells)]
        """The first row of each cell, and the row behind the last one."""
        self._content, self._lines = None, [line for cell in self.cells for line in cell.lines]
        self._lines.append("")

    def cell_at(self, row: int) -> int:
        """The place of the cell in which a row stands, from 0; that of the last one for rows behind it."""
        return max(0, min(bisect_right(self.rows, row), len(self.cells)) - 1)

    def line(self, row: int) -> str:
        if not self.cells:
            return ""
        place = self.cell_at(row)
        return self.cells[place].source.line(row - self.rows[place])

    def place(self, row: int) -> Place:
        place = self.cell_at(row)
        return Place(row - self.rows[place] + 1, place + 1)


def read_notebook(content: str) -> NotebookText:
    """The cells of code in the text of a notebook's file (nbformat 4, or 3, which has them in a worksheet).

    Raises:
        NotText: That is no notebook, or not one in Python.
    """
    try:
        notebook = json.loads(content)
        sheets = notebook.get("worksheets")
        cells = notebook["cells"] if sheets is None else [cell for sheet in sheets for cell in sheet["cells"]]
        sources = [_source(cell) for cell in cells if cell["cell_type"] == "code"]
        metadata = notebook.get("metadata", {})
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NotText(f"the file is not a Jupyter notebook: {type(error).__name__}: {error}") from None
    if (language := _language(metadata)) != "python":
        raise NotText(f"the notebook is written in {language}, not in Python")
    return NotebookText(Cell(Text(source)) for source in sources)


def _source(cell: Any) -> str:
    source = cell["source"] if "source" in cell else cell["input"]
    return source if isinstance(source, str) else "".join(source)


def _language(metadata: Any) -> str:
    """The language of a notebook's kernel; it is Python where the notebook does not say."""
    for name, key in (("language_info", "name"), ("kernelspec", "language")):
        said = metadata.get(name) if isinstance(metadata, dict) else None
        if isinstance(said, dict) and isinstance(language := said.get(key), str):
            return language.lower()
    return "python"


def _as_python(lines: Sequence[str]) -> list[str]:
    """As IPython reads a cell: what is said to it stands where a statement begins, and goes on behind backslashes."""
    first = next((line for line in lines if line.strip()), "")
    magic = _CELL_MAGIC.match(first)
    if magic is not None and magic[1] not in _RUNS_PYTHON:
        return ["\n"] * len(lines)
    text = "".join(f"{line}\n" for line in lines)
    read: list[str] = []
    position = 0
    while (row := len(read)) < len(lines):
        line = lines[row]
        python = _line(line)
        if python is None:
            end = end_of_statement(text, position)
            read += [f"{each}\n" for each in lines[row : row + text.count("\n", position, end)]]
        else:
            read.append(f"{python}\n")
            while lines[len(read) - 1].endswith("\\") and len(read) < len(lines):
                read.append("\n")
            end = position + sum(len(each) + 1 for each in lines[row : len(read)])
        position = end
    return read


def _line(line: str) -> str | None:
    """What a line does that is not Python; None for one that is."""
    if "%" not in line and "!" not in line and "?" not in line:
        return None
    if line.startswith("%%"):
        return ""
    for said, as_python in ((_TIMED, _TIMED_AS_PYTHON), (_GIVEN, _GIVEN_AS_PYTHON)):
        if said.match(line):
            return said.sub(as_python, line, count=1)
    found = _SAID.match(line)
    return None if found is None else f"{found['indent'] or found['asked'] or ''}pass"
