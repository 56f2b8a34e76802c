"""What is shown when the pointer rests on a layer or a tensor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from layerhints.project.text import Position, Range
from layerhints.project.view import View


@dataclass(frozen=True, slots=True)
class Hover:
    range: Range

    def markdown(self, uri: Callable[[str], str]) -> str:
        return ""

    def plain(self) -> str:
        return ""


def hover(view: View, position: Position) -> Hover | None:
    return None
