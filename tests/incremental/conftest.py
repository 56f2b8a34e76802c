from __future__ import annotations

import pytest

from layerhints.interp import entry_runs


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs that nobody has edited are not tracked, as in a file where there is no room for them."""
    monkeypatch.setattr(entry_runs, "MOST_IDLE", -1)
