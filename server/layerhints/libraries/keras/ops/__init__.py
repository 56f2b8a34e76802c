"""`keras.ops`: what each function does to shapes, one file for each family.

`kernel` says how an operation is declared; `reading` how its arguments are read.
"""

from __future__ import annotations

from typing import Any

from layerhints.libraries.keras.ops import (
    control,
    core,
    creation,
    elementwise,
    images,
    indexing,
    joining,
    linear,
    neural,
    reducing,
    shaping,
    signal,
)
from layerhints.values.objects import ABSENT

FAMILIES = (
    control, core, creation, elementwise, indexing, joining, linear, neural, reducing, shaping, signal,
)  # fmt: skip

MEMBERS: dict[str, Any] = {
    name: native for family in FAMILIES for name, native in family.OPERATIONS.members.items()
}
"""Every function of `keras.ops`; its submodules have them under the same names."""

SUBMODULES = frozenset({"image", "linalg", "nn", "numpy"})


def member(path: str, name: str) -> Any:
    """The function called `name` in `keras.ops` or one of its modules, or ABSENT."""
    return (images.OPERATIONS.members if path == "ops.image" else MEMBERS).get(name, ABSENT)


__all__ = ["FAMILIES", "MEMBERS", "SUBMODULES", "member"]
