"""Records: data classes that nobody changes and that are told apart by identity, made by the thousand.

Only the type checker sees to it that nobody sets a field: at run time that makes each of them several times dearer, as
every field of a frozen data class is set by a call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen: bool, slots: bool, eq: bool):
        return dataclass(slots=slots, eq=eq)


__all__ = ["record"]
