"""Judge the operations of torch by torch's own sample inputs and write what came out to docs/torch-evidence.md.

    python scripts/gather_operation_evidence.py
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from tests.torch_ops.check import claims, compare, ours  # noqa: E402
from tests.torch_ops.samples import ENTRIES, samples  # noqa: E402

from layerhints.algebra import Unknown  # noqa: E402
from layerhints.values.objects import ABSENT  # noqa: E402

HEADER = """# Operations on torch tensors, judged by torch

Torch 2.13 tests its own operations on sample inputs (`torch.testing._internal…op_db`). Each public function and method
that these call with plain arguments is one call here: layerhints is asked for the shapes, and torch for the truth.
Written by `scripts/gather_operation_evidence.py`.

| outcome | calls |
| --- | ---: |
"""
OUTCOMES = {
    "exact": "every shape known, and right",
    "unknown": "a shape or a size unknown, with a reason; what is known is right",
    "not described": "an operation that layerhints does not have",
    "refused": "torch raises, and no shape is given",
    "refused, but a shape is given": "torch raises, and a shape is given",
    "wrong": "a shape that torch does not give",
}


def main() -> None:
    outcomes: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    for key in sorted(ENTRIES):
        for sample in samples(ENTRIES[key]):
            outcome, reason = judged(sample.call, sample.result)
            outcomes[outcome] += 1
            if outcome != "exact" and outcome != "refused":
                reasons[sample.call.name, reason or outcome] += 1
    lines = [HEADER + f"| all | {sum(outcomes.values()):,} |"]
    lines += [f"| {words} | {outcomes[outcome]:,} |" for outcome, words in OUTCOMES.items()]
    lines += ["", "What is not known, by operation:", "", "| operation | calls | why |", "| --- | ---: | --- |"]
    lines += [f"| `{name}` | {count} | {reason} |" for (name, reason), count in sorted(reasons.items())]
    (ROOT / "docs" / "torch-evidence.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(dict(outcomes))


def judged(call, expected) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    """How the answer compares with torch's, and the first reason of what is not known."""
    found = ours(call)
    if found is ABSENT:
        return "not described", ""
    if isinstance(expected, Exception):
        return ("refused, but a shape is given" if claims(found) else "refused"), ""
    if isinstance(found, Unknown):
        described = "not described" in found.reason or "not understood" in found.reason
        return ("not described" if described else "unknown"), found.reason
    try:
        compare(call, expected, found, False)
    except AssertionError:
        return "wrong", ""
    try:
        compare(call, expected, found, True)
    except AssertionError as difference:
        reason = re.search(r"reason=(['\"])(.*?)\1", str(difference))
        return "unknown", reason.group(2) if reason else ""
    return "exact", ""


if __name__ == "__main__":
    main()
