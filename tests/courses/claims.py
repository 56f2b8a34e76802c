"""The only code of these tests that touches the API: what is claimed of a program, and whether that holds."""

from __future__ import annotations

import re
from typing import NamedTuple

from layerhints.ide.hints import hints
from layerhints.project.project import Project
from layerhints.project.text import Text

FILE = "/workspace/model.py"


class Came(NamedTuple):
    """What came out in one course: the shape of `y`, with None for an open size, and the parameters of `net`."""

    shape: tuple[int | None, ...]
    parameters: int


class Claim(NamedTuple):
    """The hints behind `net = …` and `y = …`; None where there is none."""

    net: str | None
    y: str | None

    def holds(self, came: Came) -> bool:
        return self._has_shape(came.shape) and self._counts(came.parameters)

    @property
    def is_total(self) -> bool:
        return bool(self.net) and "?" not in str(self.net)

    def _has_shape(self, shape: tuple[int | None, ...]) -> bool:
        if self.y is None or not self.y.startswith("("):
            return True
        sizes = [size.strip() for size in self.y[1 : self.y.index(")")].split(",") if size.strip()]
        if "…" in sizes or sizes == ["?"]:
            return True
        return len(sizes) == len(shape) and all(
            not said.isdigit() or int(said) == size for said, size in zip(sizes, shape, strict=True)
        )

    def _counts(self, parameters: int) -> bool:
        counted = re.search(r"(?:^| · )([\d,]+(?: or [\d,]+)*)(?: parameters)?$", self.net or "")
        return counted is None or str(parameters) in counted[1].replace(",", "").split(" or ")


def claim(source: str) -> Claim:
    project = Project({})
    project.open(FILE, Text(source))
    labels = {hint.position.row: hint.label for hint in hints(project.view(FILE), None)}
    rows = source.split("\n")
    return Claim(
        *(
            labels.get(next(row for row, line in enumerate(rows) if line.startswith(f"{name} = ")))
            for name in ("net", "y")
        )
    )
