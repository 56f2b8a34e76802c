"""The summary of a model from a cold process: by layerhints, and by the library itself."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

from measure import middle
from servers import OURS

_CORPUS = Path(__file__).resolve().parents[1] / "tests" / "torch_corpus"
_OPERATORS = f"import sys; sys.path.insert(0, {str(_CORPUS)!r}); import record_torchvision as r; r.imported(); "
"""torchvision from PyPI misses its compiled operators beside a torch for the processor, and is not imported then."""
_KERAS = "import keras; keras.applications.ResNet50(weights=None).summary()"
_SUMMARY = _OPERATORS + "import {}, torchinfo; torchinfo.summary({}, (1, 3, 224, 224))"
_TORCH = _SUMMARY.format("torchvision", "torchvision.models.resnet50()")
_TIMM = _SUMMARY.format("timm", "timm.create_model('vit_base_patch16_224')")
MODELS = {
    "keras.applications ResNet50": ("keras.applications.resnet::ResNet50", _KERAS, ("keras", "jax")),
    "torchvision resnet50": ("torchvision.models.resnet::resnet50", _TORCH, ("torchvision", "torchinfo", "PIL")),
    "timm vit_base_patch16_224": (
        "timm.models.vision_transformer::vit_base_patch16_224",
        _TIMM,
        ("timm", "torchinfo", "PIL", "safetensors"),
    ),
}


def cold_table(times: int) -> str:
    """A table of the models; it says which libraries are not installed beside layerhints."""
    lines = ["**Cold summaries**", "", "| | layerhints | the library | ratio |", "| --- | ---: | ---: | ---: |"]
    for name, (target, program, needed) in MODELS.items():
        missing = [package for package in needed if importlib.util.find_spec(package) is None]
        if missing:
            lines.append(f"| {name} | | not installed: {', '.join(missing)} | |")
            continue
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(times):
            ours.append(_seconds([*OURS.command[:3], "summary", target, "--python", sys.executable]))
            theirs.append(_seconds([sys.executable, "-c", program]))
        a, b = middle(ours), middle(theirs)
        lines.append(f"| {name} | {a:.2f} s | {b:.2f} s | {a / b:.2f} |")
    return "\n".join(lines)


def _seconds(command: list[str]) -> float:
    environment = {**os.environ, **OURS.environment, "KERAS_BACKEND": "jax"}
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start
