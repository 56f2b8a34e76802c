"""Notebooks as modules. What is Python in a cell and what is said to IPython was asked of IPython 9.18's own
`TransformerManager.transform_cell`: it leaves Python as it is.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from layerhints.project.decoding import NotText
from layerhints.project.notebook import Cell, read_notebook
from layerhints.project.text import Place, Text

PYTHON = [
    "100 % 3",
    "y = (a\n  % b)",
    "y = (a\n  %b)",
    "x != 3",
    "print('a?')",
    'print("a = !b")',
    "s = '''\n!ls\n%cd x\nwhy?\n'''",
    "# what?",
    "x = y # why?",
    "x = [1,\n     2] \\\n    + [3]",
    "s = 'a\u2028b'  # 100%\n\x0cx = 1\n\x1cy = 2",
]


@pytest.mark.parametrize("cell", PYTHON)
def test_python_is_left_as_it_is(cell: str) -> None:
    lines = Cell(Text(cell)).lines
    assert "".join(lines) == f"{cell}\n"
    assert len(lines) == Text(cell).line_count


SAID = {
    "%matplotlib inline": "pass",
    "  %cd x": "  pass",
    "!pip install keras": "pass",
    "!!ls": "pass",
    "model?": "pass",
    "model.layers[0]?": "pass",
    "?model": "pass",
    "model.fit??": "pass",
    "?": "pass",
    "x = %env HOME": "x = get_ipython()",
    "a, b = !ls": "a, b = get_ipython()",
    "d['a'] = !ls": "d['a'] = get_ipython()",
    "%time x = f()": "True; x = f()",
    "%timeit f(x)": "pass",
    "%%time\nx = 1": "\nx = 1",
    "\n%%capture out\nx = 1": "\n\nx = 1",
    "%%bash\nls | (": "\n",
    "%%writefile net.py\nx = 1": "\n",
    "if x:\n    !echo 'it\n    %time y = 2": "if x:\n    pass\n    True; y = 2",
    "%pip install a \\\n  b\nz = 1": "pass\n\nz = 1",
    "s = '''\n'''\n!ls": "s = '''\n'''\npass",
}


@pytest.mark.parametrize("cell", SAID)
def test_what_is_said_to_ipython_does_nothing(cell: str) -> None:
    assert "".join(Cell(Text(cell)).lines) == f"{SAID[cell]}\n"


def code(source: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": [], "metadata": {}, "execution_count": None}


REMARK = {"cell_type": "markdown", "source": "# Layers", "metadata": {}}
CELLS = [REMARK, code(["%cd x\n", "import keras"]), REMARK, code(""), code("x = 1\n")]
PYTHON_3 = {"kernelspec": {"language": "python", "name": "python3"}, "language_info": {"name": "python"}}
KINDS = {
    "4": {"nbformat": 4, "metadata": PYTHON_3, "cells": CELLS},
    "without metadata": {"nbformat": 4, "cells": CELLS},
    "3": {
        "nbformat": 3,
        "worksheets": [{"cells": [{"cell_type": "code", "input": each["source"]} for each in (CELLS[1], *CELLS[3:])]}],
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_cells_of_code_stand_one_below_the_other(kind: str) -> None:
    text = read_notebook(json.dumps(KINDS[kind]))
    assert text.content == "pass\nimport keras\n\nx = 1\n\n"
    assert [text.line(row) for row in range(text.line_count)] == ["%cd x", "import keras", "", "x = 1", "", ""]
    places = [(1, 1), (2, 1), (1, 2), (1, 3), (2, 3)]
    assert [text.place(row) for row in range(5)] == [Place(*place) for place in places]
    assert str(text.place(3)) == "cell 3, line 1"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("import keras", "not a Jupyter notebook"),
        ("[]", "not a Jupyter notebook"),
        ('{"cells": 3}', "not a Jupyter notebook"),
        ('{"cells": [{"cell_type": "code"}]}', "not a Jupyter notebook"),
        ('{"cells": [{"cell_type": "code", "source": [3]}]}', "not a Jupyter notebook"),
        ("[" * 100_000, "not a Jupyter notebook"),
        ('{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "written in r, not in Python"),
    ],
)
def test_what_is_no_notebook_says_why(content: str, reason: str) -> None:
    with pytest.raises(NotText, match=reason):
        read_notebook(content)


def test_a_notebook_may_have_no_code() -> None:
    text = read_notebook(json.dumps({"nbformat": 4, "cells": [REMARK]}))
    assert (text.content, text.line_count, text.line(0)) == ("", 1, "")
