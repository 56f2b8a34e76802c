"""Real editors, opening a file the way a person does: the README's own words set them up."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import ClassVar

import pytest

ROOT = Path(__file__).resolve().parents[2]
EDITORS = ROOT / ".cache" / "editors"

#: The 18 layers of examples/cifar10_cnn.py, as `model.summary()` printed them for the author of the post that the model
#: comes from ("Parameters in a Convolutional Neural Network"), written as hints are.
CIFAR10 = [
    "(None, 32, 32, 32) · 896",
    "(None, 32, 32, 32)",
    "(None, 30, 30, 32) · 9,248",
    "(None, 30, 30, 32)",
    "(None, 15, 15, 32)",
    "(None, 15, 15, 32)",
    "(None, 15, 15, 64) · 18,496",
    "(None, 15, 15, 64)",
    "(None, 13, 13, 64) · 36,928",
    "(None, 13, 13, 64)",
    "(None, 6, 6, 64)",
    "(None, 6, 6, 64)",
    "(None, 2304)",
    "(None, 512) · 1,180,160",
    "(None, 512)",
    "(None, 512)",
    "(None, 10) · 5,130",
    "(None, 10)",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.editor)


class Setup:
    """What every editor needs, and where pictures of it go."""

    root = ROOT
    expected = CIFAR10
    screenshots = ROOT / ".cache" / "screenshots"

    def editor(self, name: str) -> Path:
        """The program under .cache/editors; a test without its editor fails: it has shown nothing."""
        program = EDITORS / name
        if not program.exists():
            pytest.fail(f"{program} is not there: `make test` installs the editors, as does scripts/install-editors.sh")
        return program

    def program(self, name: str) -> str:
        found = shutil.which(name)
        if found is None:
            pytest.fail(f"{name} is not installed: `make test` installs it, as does scripts/install-editors.sh")
        return found

    def readme(self, marker: str) -> str:
        """The fenced block that follows `<!-- marker -->` in the README."""
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        block = re.search(rf"<!-- {re.escape(marker)} -->\n```\w+\n(.*?)```", text, re.DOTALL)
        if block is None:
            pytest.fail(f"README.md has no fenced block after <!-- {marker} -->")
        return block[1]

    def environment(self, home: Path, *first_on_path: Path) -> dict[str, str]:
        """A person's environment: their home, a terminal that knows colours, and these folders first on PATH."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "TMUX", "PYTHON"))}
        path = os.pathsep.join([*map(str, first_on_path), kept["PATH"]])
        terminal = {"TERM": "tmux-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        return kept | terminal | {"HOME": str(home), "PATH": path}

    def example(self, folder: Path, name: str = "cifar10_cnn.py") -> Path:
        """A copy of an example in a workspace of its own, for an editor to open and a test to change."""
        workspace = folder / "examples"
        workspace.mkdir(exist_ok=True)
        return Path(shutil.copy(ROOT / "examples" / name, workspace))

    blocks: ClassVar[dict[str, str]] = {"resnet20": "271,168", "resnet56": "854,464"}
    """What torch counts in the blocks of these two builders."""

    def builders(self, folder: Path) -> Path:
        """A file in which two functions make the residual network, in two sizes, and nothing uses them."""
        file = self.example(folder, "residual_cnn.py")
        with file.open("a", encoding="utf-8") as text:
            for name, depth in (("resnet20", 3), ("resnet56", 9)):
                text.write(f"\n\ndef {name}():\n    return ResidualCNN(depth={depth})\n")
        return file

    def behind_layers(self, lines: list[str]) -> list[str]:
        """What is shown behind the code on each line of the example that adds a layer."""
        return [line[line.index("(None") :].rstrip("»") for line in lines if line.startswith("model.add(")]

    @property
    def scripts(self) -> Path:
        """The folder in which `pip install` put the `layerhints` command that is under test."""
        folder = Path(sys.executable).parent
        if not (folder / "layerhints").exists():
            pytest.fail(f"there is no layerhints command beside {sys.executable}: pip install -e .")
        return folder


@pytest.fixture(scope="session")
def setup() -> Setup:
    Setup.screenshots.mkdir(parents=True, exist_ok=True)
    return Setup()


@pytest.fixture(scope="session")
def vsix(setup: Setup) -> Path:
    """The extension, packaged from the sources as they are now."""
    client = setup.root / "vscode-client"
    if not (client / "node_modules" / "vscode-languageclient").exists():
        subprocess.run([setup.program("npm"), "ci"], cwd=client, check=True, capture_output=True, timeout=300)
    package = [setup.program("npm"), "run", "package"]
    made = subprocess.run(package, cwd=client, capture_output=True, text=True, timeout=300)
    assert made.returncode == 0, made.stdout + made.stderr
    return client / "layerhints.vsix"


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a `python3` that has no package at all."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False, symlinks=True)
    return folder / "bin"
