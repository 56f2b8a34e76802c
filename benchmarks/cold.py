"""The summary of a model from a cold process: by layerhints, and by the library itself."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time

from measure import middle
from servers import OURS

_KERAS = "import keras; keras.applications.ResNet50(weights=None).summary()"
_TORCH = "import torchvision, torchinfo; torchinfo.summary(torchvision.models.resnet50(), (1, 3, 224, 224))"
_TIMM = "import timm, torchinfo; torchinfo.summary(timm.create_model('vit_base_patch16_224'), (1, 3, 224, 224))"
MODELS = {
    "keras.applications ResNet50": ("keras.applications.resnet::ResNet50", _KERAS, ("keras", "jax")),
    "torchvision resnet50": ("torchvision.models.resnet::resnet50", _TORCH, ("torchvision", "torchinfo")),
    "timm vit_base_patch16_224": (
        "timm.models.vision_transformer::vit_base_patch16_224",
        _TIMM,
        ("timm", "torchinfo"),
    ),
}


def cold_table(times: int) -> str:
    """A table of the models whose libraries are installed beside layerhints."""
    lines = ["**Cold summaries**", "", "| | layerhints | the library | ratio |", "| --- | ---: | ---: | ---: |"]
    for name, (target, program, needed) in MODELS.items():
        if all(importlib.util.find_spec(package) for package in needed):
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
