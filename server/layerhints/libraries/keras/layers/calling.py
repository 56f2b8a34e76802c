"""How layers are called that take more than one tensor, or whose call decides about the shape that comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Calling:
    """The signature of a layer's `call`.

    `tensors` are the parameters that a rule sees as its inputs: one is the input itself, of several a rule gets those
    that are given, in this order. `flags` are parameters that the rule has as attributes, with their defaults.
    """

    parameters: tuple[str, ...]
    tensors: tuple[str, ...]
    flags: Mapping[str, Any] = field(default_factory=dict)
