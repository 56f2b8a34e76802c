"""Modules that are not read, because a library or the standard library's own rules say what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.interp.stdlib import standard_module

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter


def is_described(machine: Interpreter, name: str) -> bool:
    """Is the module of this name described?"""
    top = name.partition(".")[0]
    described = any(top in library.modules and library.module(machine, name) for library in machine.libraries)
    return described or standard_module(name) is not None


__all__ = ["is_described"]
