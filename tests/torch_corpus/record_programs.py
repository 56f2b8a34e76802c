"""Runs the programs of this folder with real torch: `python tests/torch_corpus/record_programs.py`.

Each makes a model called `net` and applies it; what came out is called `y`. Noted are the parameters, those that are
trained, and the shapes of `y`.
"""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import record_torchvision

FOLDER = Path(__file__).parent / "programs"
TRUTH = FOLDER / "truth.json"


def main() -> None:
    import torch

    record_torchvision.imported()
    programs = {}
    for file in sorted(FOLDER.glob("*.py")):
        names = runpy.run_path(str(file))
        parameters = list(names["net"].parameters())
        programs[file.name] = {
            "total": sum(parameter.numel() for parameter in parameters),
            "trainable": sum(parameter.numel() for parameter in parameters if parameter.requires_grad),
            "y": record_torchvision.shapes(names["y"]),
        }
    TRUTH.write_text(json.dumps({"torch": torch.__version__, "programs": programs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
