"""The files that are measured: sources of real libraries, and files of any length that `models` writes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from models import keras_file
from servers import CACHE

SOURCES = CACHE / "sources"
GENERATED = (100, 1_000, 10_000)
_TORCH, _KERAS = "y = nn.Linear(64, 10)(x)", "y = layers.Dense(10)(x)"
_STATEMENT = re.compile(r"^(?P<margin> {4,})(?:\w+ = [^()]*\([^()]*(?:\([^()]*\)[^()]*)*\)(?:\([^()]*\))?)$")


class Subject(NamedTuple):
    """A text, the line that is typed in the middle of it, and where it is typed.

    `stem` is where an edit changes many later shapes: a text that ends with a number, that number, and what is added to
    it for another: what is rounded to eights changes nothing before the next of these.
    """

    name: str
    root: Path
    file: Path
    text: str
    typed: str
    row: int
    margin: str
    stem: tuple[str, int, int] | None

    @property
    def lines(self) -> int:
        return self.text.count("\n") + 1


_LIBRARIES = {
    "keras-resnet": ("keras/src/applications/resnet.py", _KERAS, ("layers.Conv2D(64", 64, 1)),
    "keras-efficientnet": ("keras/src/applications/efficientnet.py", _KERAS, ("round_filters(32", 32, 8)),
    "modeling-llama": ("transformers/models/llama/modeling_llama.py", _TORCH, None),
    "timm-efficientnet": ("timm/models/efficientnet.py", _TORCH, ("stem_size=32", 32, 8)),
    "timm-vision-transformer": ("timm/models/vision_transformer.py", _TORCH, ("embed_dim: int = 768", 768, 12)),
}
NAMES = (*(f"generated-{lines}" for lines in GENERATED), *_LIBRARIES)


def subject(name: str) -> Subject:
    """One of `NAMES`."""
    if name in _LIBRARIES:
        path, typed, stem = _LIBRARIES[name]
        file = SOURCES / path
        text = file.read_text(encoding="utf-8")
        return _placed(name, SOURCES, file, text, typed, stem)
    folder = CACHE / "generated"
    file = folder / f"{name.replace('-', '_')}.py"
    text = keras_file(int(name.rpartition("-")[2]))
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return _placed(name, folder, file, text, "y = Dense(10)(x)", ("x = Conv2D(width, 3", 3, 1))


def _placed(name: str, root: Path, file: Path, text: str, typed: str, stem: tuple[str, int, int] | None) -> Subject:
    """The subject, with the first whole assignment behind the middle of the text as the place to type behind."""
    rows = text.split("\n")
    for row in range(len(rows) // 2, len(rows)):
        if match := _STATEMENT.match(rows[row]):
            return Subject(name, root, file, text, typed, row, match["margin"], stem)
    raise ValueError(f"{file} has no assignment in its second half")
