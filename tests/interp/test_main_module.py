"""A file that is run as a script finds itself among the loaded modules, as registries of models do."""

from __future__ import annotations

from tests.nowhere import Nowhere

from layerhints.interp import analyse
from layerhints.syntax import read

PROGRAM = """
import sys

x = 3
y = sys.modules[__name__].x


def registered(function):
    module = sys.modules[function.__module__]
    module.names = [*getattr(module, "names", ()), function.__name__]
    return function


@registered
def build():
    return 1


z = names
"""


def test_a_script_finds_itself() -> None:
    values = analyse(Nowhere(), (), "main.py", read(PROGRAM)).values
    assert (values["y"], values["z"].content) == (3, ("build",))
