"""Write the manuals in docs/ from the rules and operations themselves.

    python scripts/generate_manual.py [--check]

With `--check` nothing is written, and the exit status is 1 if anything would change.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "server"))

from manuals import keras_layers, torch_modules, torch_operations  # noqa: E402

MANUALS = {
    "keras-layers.md": keras_layers.manual,
    "torch-modules.md": torch_modules.manual,
    "torch-operations.md": torch_operations.manual,
}


def main() -> int:
    folder = ROOT / "docs"
    stale = []
    for name, manual in MANUALS.items():
        file, text = folder / name, manual()
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        if "--check" in sys.argv[1:]:
            stale.append(f"docs/{name}")
            continue
        folder.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    if stale:
        print(f"stale: {', '.join(stale)}; run python scripts/generate_manual.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
