"""When Python's cycle collector looks for what can be let go."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Have the cycle collector look when there is much to find. Most commands end before, and what they leave the
    system takes back at once; one that runs many models must not keep what each of them left.
    """
    gc.set_threshold(300_000, 20, 20)
