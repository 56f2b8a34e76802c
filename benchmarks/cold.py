"""The summary of a model from a cold process: by layerhints, and by the library itself. And the first hints of a file
from a server that is just started, beside the process that prints the summary of the model in it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib.machinery import PathFinder
from pathlib import Path

from client import Client
from measure import middle
from servers import CACHE, OURS

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
BESIDE = CACHE / "beside"
"""What the libraries need beside what the tests install."""
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "residual_cnn.py"
_EXAMPLE = (
    f"import sys; sys.path.insert(0, {str(EXAMPLE.parent)!r}); import residual_cnn, torchinfo; "
    "torchinfo.summary(residual_cnn.ResidualCNN(), (1, 3, 32, 32))"
)


def cold_table(times: int) -> str:
    """A table of the models; it says which libraries are not installed beside layerhints."""
    lines = ["**Cold summaries**", "", "| | layerhints | the library | ratio |", "| --- | ---: | ---: | ---: |"]
    for name, (target, program, needed) in MODELS.items():
        missing = [package for package in needed if not _is_installed(package)]
        if missing:
            lines.append(f"| {name} | | not installed: {', '.join(missing)} | |")
            continue
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(times):
            ours.append(_seconds([*OURS.command[:3], "summary", target, "--python", sys.executable]))
            theirs.append(_seconds([sys.executable, "-c", program], PYTHONPATH=str(BESIDE)))
        a, b = middle(ours), middle(theirs)
        lines.append(f"| {name} | {a:.2f} s | {b:.2f} s | {a / b:.2f} |")
    if all(map(_is_installed, ("torch", "torchinfo"))):
        hints: list[float] = []
        prints: list[float] = []
        for _ in range(times):
            hints.append(_seconds_to_hints(EXAMPLE))
            prints.append(_seconds([sys.executable, "-c", _EXAMPLE], PYTHONPATH=str(BESIDE)))
        a, b = middle(hints), middle(prints)
        lines.append(f"| the first hints of {EXAMPLE.name} | {a:.2f} s | {b:.2f} s | {a / b:.2f} |")
    return "\n".join(lines)


def _is_installed(package: str) -> bool:
    return PathFinder.find_spec(package, [str(BESIDE), *sys.path]) is not None


def _seconds_to_hints(file: Path) -> float:
    client = Client(OURS.command, OURS.environment, OURS.configuration, CACHE / f"{OURS.name}.log")
    try:
        client.initialize(file.parent)
        client.open(file, file.read_text(encoding="utf-8"))
        client.hints(0, 100)
        return client.arrived - client.started
    finally:
        client.stop()


def _seconds(command: list[str], **variables: str) -> float:
    environment = {**os.environ, **OURS.environment, "KERAS_BACKEND": "jax", **variables}
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start
