"""The servers that are measured: layerhints, the floor, and those of its peers that are installed."""

from __future__ import annotations

import compileall
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent / ".cache" / "benchmarks"
PEERS = CACHE / "peers" / "bin"


class Server(NamedTuple):
    """How to start a server, and what it is told when it asks for its configuration."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = {}
    configuration: Mapping[str, Any] = {}

    def keeping(self, folder: str) -> Server:
        """The same server, which keeps in a folder what its next start can use."""
        return self._replace(environment={**self.environment, "LAYERHINTS_CACHE": folder})


INSTALLED = CACHE / "installed"
OURS = Server("layerhints", [sys.executable, "-m", "layerhints", "server"], {"PYTHONPATH": str(INSTALLED)})
FLOOR = Server("floor", [sys.executable, str(HERE / "floor.py")])
_PYREFLY = {"python": {"analysis": {"inlayHintDebounceMs": 0}}}
_PEERS = (
    Server("ty", [str(PEERS / "ty"), "server"]),
    Server("Pyrefly", [str(PEERS / "pyrefly"), "lsp"], configuration=_PYREFLY),
    Server("basedpyright", [str(PEERS / "basedpyright-langserver"), "--stdio"]),
)


def install() -> None:
    """Put layerhints where it is measured as pip leaves it: with its bytecode. The floor's libraries have theirs; in a
    checkout, or where Python is told to write none, every start would compile 200 modules.
    """
    shutil.rmtree(INSTALLED, ignore_errors=True)
    shutil.copytree(HERE.parent / "server" / "layerhints", INSTALLED / "layerhints")
    compileall.compile_dir(INSTALLED, quiet=1)


def installed(names: list[str] | None) -> list[Server]:
    """layerhints, the floor, and the peers that are there: all of them, or those named."""
    peers = [peer for peer in _PEERS if Path(peer.command[0]).exists()]
    return [OURS, FLOOR, *(peer for peer in peers if names is None or peer.name.lower() in names)]
