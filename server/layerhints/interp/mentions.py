"""Whether a word stands in a module's text: a quick no, before the module is read as a program."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.host import Source


def mentions(machine: Interpreter, package: str, source: Source, module: str, word: str) -> bool | None:
    """Does the module inside `package` mention the word? `source` is that of the package or of a module directly in
    it. None where the module's file does not lie where that says.
    """
    if not module.startswith(f"{package}."):
        return None
    file = PurePath(source.file).parent.joinpath(*module[len(package) + 1 :].split("."))
    text = machine.host.data(f"{file}.py")
    if text is None:
        text = machine.host.data(str(file / "__init__.py"))
    return None if text is None else re.search(rb"\b%s\b" % re.escape(word.encode()), text) is not None
