"""Source in, source with the hints drawn in out. `python tests/hints/golden.py` writes the expectations anew."""

from __future__ import annotations

import sys
from pathlib import Path

from layerhints.ide.source import with_hints
from layerhints.project.project import Project

CASES = Path(__file__).parent / "cases"


def drawn(case: Path) -> str:
    """The case as `layerhints hints` prints it; nothing of this machine takes part."""
    project = Project(variables={})
    return "".join(f"{line}\n" for line in with_hints(project.view(str(case))))


def expectation(case: Path) -> Path:
    return case.with_suffix(".hints")


def main() -> None:
    for case in sorted(CASES.glob("*.py")):
        text = drawn(case)
        if not expectation(case).exists() or expectation(case).read_text(encoding="utf-8") != text:
            print(f"written: {expectation(case).name}")
            expectation(case).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
