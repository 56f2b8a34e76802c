"""Says of how many models of timm the sum of parameters is exact, wrong, unknown, or too slow to come to.

Run it with `python tests/torch_corpus/sweep_timm.py TRUTH [--every N] [--seconds S]`, where TRUTH is what
`record_timm.py totals TRUTH` wrote; it takes about 2 s of CPU a model.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.torch_corpus.check import summary


def verdict(truth: dict[str, Any]) -> str:
    """One word for how the sums that we find compare with the true ones."""
    try:
        params = summary(truth["module"], truth["symbol"], {}, [])["params"]
    except AssertionError:
        return "unknown"
    compared = [(params[name], truth[name]) for name in ("total", "trainable")]
    if any(isinstance(ours, int) and ours != real for ours, real in compared):
        return "wrong"
    return "exact" if all(ours == real for ours, real in compared) else "unknown"


def within(seconds: int, truth: dict[str, Any]) -> str:
    """The verdict, in a process of its own that may take so many seconds."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(seconds)
        os.write(writing, verdict(truth).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        found = answer.read()
    _, status = os.waitpid(child, 0)
    if not found and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        return "too slow"
    return found or "failed"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=120)
    options = parser.parse_args()
    figures: Counter[str] = Counter()
    for truth in json.loads(gzip.decompress(options.truth.read_bytes()))["models"][:: options.every]:
        found = within(options.seconds, truth)
        figures[found] += 1
        if found != "exact":
            print(truth["name"], found, flush=True)
    print(", ".join(f"{count} {word}" for word, count in figures.most_common()))


if __name__ == "__main__":
    main()
