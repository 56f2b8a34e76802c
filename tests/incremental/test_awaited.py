"""What an import brings that waits until somebody reads it: whoever reads it first, and whatever was edited since, all
that is said is what a server says that has just been started.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.incremental.check import at_look, worked

from layerhints.ide.diagnostics import diagnostics
from layerhints.ide.hints import hints
from layerhints.ide.summary import as_json
from layerhints.project.project import Project
from layerhints.project.text import Text
from layerhints.values.host import Interrupted

PACKAGE = {
    "__init__": "import sys\nif TYPE_CHECKING:\n    from .a import wide\nelse:\n    sys.modules[__name__] = Lazy()\n",
    "a": """\
from .cached import is_there
from .late import Late
from .noted import Noted
from .registry import KINDS
from .sizes import COUNT, WIDTH
from .wide import Wide

def wide(): return Wide(WIDTH)
def counted(): return Wide(COUNT)
def kinds(): return Wide(len(KINDS) + 2)
def noted(): return Noted()
def there(): return Wide(5 if is_there() else 6)
def late(): return Late(2)
def inside():
    from .inside import Inside
    return Inside(2)
def tried():
    try:
        from .failing import width
    except ImportError:
        width = 7
    return Wide(width)
def changed():
    global WIDTH
    WIDTH = WIDTH + 1
    return Wide(WIDTH)
""",
    "cached": "from functools import lru_cache\n@lru_cache\ndef is_there(): return True\nthere = is_there()\n",
    "failing": "from .nowhere import width\n",
    "inside": "from .late import Late\nclass Inside(Late): pass\n",
    "late": "from .log import logger\nfrom .wide import Wide\nlog = logger(__name__)\nclass Late(Wide): pass\n",
    "log": """\
import logging
_handler = None
def logger(name):
    global _handler
    if not _handler:
        _handler = logging.StreamHandler()
    return logging.getLogger(name)
""",
    "noted": "from .registry import KINDS\nfrom .wide import Wide\nKINDS['new'] = Wide\ndef Noted(): return Wide(9)\n",
    "registry": "KINDS = {}\n",
    "sizes": "from .registry import KINDS\nWIDTH = 4\nCOUNT = 10 + len(KINDS)\n",
    "wide": """\
from torch import nn
class Wide(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(3, width)
    def forward(self, x): return self.fc(x)
""",
}
IMPORTS = "import torch\nfrom torch import nn\nfrom zoo import a\nfrom zoo.registry import KINDS\n"
BUILDERS = [f"def {name}_net():\n    return nn.Sequential(a.{name}(), nn.ReLU())\n" for name in (
    "wide", "counted", "kinds", "noted", "there", "late", "inside", "tried", "changed",
)]  # fmt: skip
STATEMENTS = [
    "KINDS['own'] = 3\n",
    "made = a.late()(torch.zeros(2, 3))\n",
    "noted = a.noted()(torch.zeros(2, 3))\n",
    "width = a.WIDTH\nmodel = nn.Linear(width, 2)\n",
    "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.inner = a.inside()\n"
    "    def forward(self, x):\n        return self.inner(x)\n",
    "import numpy as np\n",
    "from zoo.late import Late\n",
    "x = 1\n",
]
PIECES = [*BUILDERS, *STATEMENTS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "zoo").mkdir()
    for name, text in PACKAGE.items():
        (folder / "zoo" / f"{name}.py").write_text(text)
    return folder


class Session:
    """One document beside the package."""

    def __init__(self, folder: Path) -> None:
        self.project = Project({})
        self.project.set_roots([str(folder)])
        self.file = str(folder / "main.py")

    def shows(self, text: str) -> list[tuple[int, str]]:
        """The row and the label of every hint."""
        self.project.open(self.file, Text(text))
        return [(hint.position.row, hint.label) for hint in hints(self.project.view(self.file))]

    def says(self, text: str) -> list[object]:
        self.project.open(self.file, Text(text))
        view = self.project.view(self.file)
        shown = [(hint.position, hint.label) for hint in hints(view)]
        return [*shown, *diagnostics(view), as_json(view)]

    def loaded(self) -> set[str]:
        modules = self.project.view(self.file).analysis.machine.modules
        return {name.partition(".")[2] for name, module in modules.items() if module is not None and "zoo." in name}


PROGRAMS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6, unique=True).map("".join)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(["", "\n", "import keras\n"]), PROGRAMS), min_size=1, max_size=4))
def test_any_edits(folder: Path, edits: list[tuple[str, str]]) -> None:
    session = Session(folder)
    for first, program in edits:
        text = first + IMPORTS + program
        assert session.says(text) == Session(folder).says(text), text


@pytest.mark.parametrize("place", range(len(BUILDERS)))
def test_who_is_asked_first_decides_nothing(folder: Path, place: int) -> None:
    """What one entry point loads is there for the others, or is taken back with it."""
    text = IMPORTS + "".join(BUILDERS)
    expected = Session(folder).shows(text)
    turned = BUILDERS[place:] + BUILDERS[:place]
    rows = {builder: (IMPORTS + "".join(turned[: turned.index(builder)])).count("\n") for builder in BUILDERS}
    labels = set(Session(folder).shows(IMPORTS + "".join(turned)))
    for number, builder in enumerate(BUILDERS):
        first = (IMPORTS + "".join(BUILDERS[:number])).count("\n")
        own = {(row - first, label) for row, label in expected if 0 <= row - first < 2}
        assert {(row - rows[builder], label) for row, label in labels if 0 <= row - rows[builder] < 2} == own, builder


def test_what_a_run_loads_stays_loaded(folder: Path) -> None:
    session = Session(folder)
    text = IMPORTS + "".join(BUILDERS[:2])
    session.says(IMPORTS + "x = 1\n")
    assert session.loaded() == {"a", "registry"}
    session.says(text)
    loaded = {"a", "registry", "sizes", "wide"}
    assert session.loaded() == loaded
    steps = session.project.status()["interpreter_steps"]
    session.says(text.replace("nn.ReLU()", "nn.GELU()"))
    again = session.project.status()["interpreter_steps"] - steps
    steps = session.project.status()["interpreter_steps"]
    session.says(text.replace("nn.ReLU()", "nn.Tanh()"))
    assert session.project.status()["interpreter_steps"] - steps == again
    assert session.loaded() == loaded
    session.says("import torch\n" + "".join(BUILDERS[:2]))
    assert session.loaded() == set()


class Arrival:
    """Something arrives when it is looked for the nth time. `amid` says that a module was being run."""

    def __init__(self, session: Session, wanted: int) -> None:
        self.machine = session.project.view(session.file).analysis.machine
        self.amid = False
        self.look, self.count = at_look(wanted)

    def __call__(self) -> bool:
        arrived = self.look()
        self.amid = self.amid or (arrived and bool(self.machine.running))
        return arrived


def test_a_module_that_is_half_loaded_when_something_arrives_is_taken_back(folder: Path) -> None:
    text = IMPORTS + "".join(BUILDERS)
    expected = Session(folder).says(text)
    wanted, asked, amid = 0, 1, 0
    while wanted < asked:
        wanted += 1
        session = Session(folder)
        session.project.open(session.file, Text(text))
        arrival = session.project.gives_way = Arrival(session, wanted)
        worked(session.project, session.file)
        session.project.gives_way = lambda: False
        assert session.says(text) == expected, wanted
        asked, amid = max(asked, arrival.count()), amid + arrival.amid
    assert amid > 5


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("builder", [BUILDERS[3], BUILDERS[7]])
def test_a_run_ahead_that_loads_a_module_is_given_up(folder: Path, builder: str) -> None:
    """What is loaded as part of it is no matter of the trail alone, so that it cannot stand aside."""
    lines = ["", "    y\n", "    y = nn.ReLU()\n", "    y = nn.ReLU(\n"]
    texts = [IMPORTS + builder.replace("    return", f"    width = 2\n{line}    return") for line in lines]
    expected = [Session(folder).says(text) for text in texts]
    wanted, asked, amid = -1, 1, 0
    while wanted < asked:
        wanted += 1  # which look: none at first
        session = Session(folder)
        for text in texts[:2]:
            session.shows(text)
        loaded = session.loaded()
        arrival = session.project.gives_way = Arrival(session, wanted)
        with suppress(Interrupted):
            session.project.go_ahead(session.file)
        if arrival.amid:
            assert not arrival.machine.running
            assert session.loaded() == loaded
        session.project.gives_way = lambda: False
        assert [session.says(text) for text in texts[1:]] == expected[1:], wanted
        asked, amid = max(asked, arrival.count()), amid + arrival.amid
    assert amid


def test_what_changes_more_than_it_loads_is_taken_back_with_the_run(folder: Path) -> None:
    session = Session(folder)
    session.says(IMPORTS + BUILDERS[3])
    assert "noted" not in session.loaded()
    session.says(IMPORTS + BUILDERS[3] + "kept = a.noted()\n")
    assert "noted" in session.loaded()


def test_what_is_loaded_late_goes_with_the_imports_while_a_line_before_them_is_typed(folder: Path) -> None:
    session = Session(folder)
    rest = IMPORTS + BUILDERS[0]
    for number in range(3):
        session.project.open(session.file, Text(f"x = {number}\n{rest}"))
        session.project.view(session.file)
    for number in range(3, 6):
        text = f"x = {number}\n{rest}"
        assert session.says(text) == Session(folder).says(text)
        assert session.loaded() == {"a", "registry", "sizes", "wide"}
    session.says(f"import keras\n{rest}")
    session.says("import torch\n" + BUILDERS[0])
    assert session.loaded() == set()
