"""The peak memory of each server when all files are open at once, as somebody has them who compares models."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence

from client import Client
from measure import SETTLED, viewport
from servers import CACHE, OURS, Server
from subjects import SOURCES, Subject


def memory_table(subjects: Sequence[Subject], servers: Sequence[Server]) -> str:
    """A table with one row; each file is opened, its hints in view are shown, and one letter is typed there."""
    with tempfile.TemporaryDirectory() as kept:
        peaks = {server.name: _peak(subjects, server.keeping(kept)) for server in servers}
    others = [server for server in servers if server is not OURS]
    names = [OURS.name, *(text for server in others for text in (server.name, "ratio"))]
    cells = [_mebibytes(peaks[OURS.name])]
    for server in others:
        cells += [_mebibytes(peaks[server.name]), f"{peaks[OURS.name] / peaks[server.name]:.2f}"]
    return "\n".join(
        [
            f"**All {len(subjects)} files open at once**",
            "",
            f"| | {' | '.join(names)} |",
            f"| --- |{' ---: |' * len(names)}",
            f"| peak memory | {' | '.join(cells)} |",
        ]
    )


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB"


def _peak(subjects: Sequence[Subject], server: Server) -> int:
    client = Client(server.command, server.environment, server.configuration, CACHE / f"{server.name}.log")
    try:
        client.initialize(SOURCES)
        for subject in subjects:
            client.open(subject.file, subject.text)
            client.hints(*viewport(subject))
            client.edit(subject.row + 1, 0, "", "#")
            client.hints(*viewport(subject))
            time.sleep(SETTLED)
        return client.peak_memory()
    finally:
        client.stop()
