"""Modules in which model libraries write their documentation and check types: they are not read.

Their decorators look at signatures and annotations, put long texts together, or wrap what they decorate in checks that
only tell whether it goes on. That takes longer than all else that such a library does when it is imported, and changes
nothing about what is decorated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.checked_classes import MEMBERS
from layerhints.libraries.torch.opaque import Opaque
from layerhints.values.objects import Bound, Class, Function, Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

PACKAGES = ("transformers", "huggingface_hub")
PLACES = frozenset(
    {
        "transformers.utils.auto_docstring", "transformers.utils.doc", "transformers.utils.args_doc",
        "huggingface_hub.dataclasses",
    }
)  # fmt: skip


def _decorated(machine: Machine, arguments: Arguments) -> Any:
    """What is decorated, or the decorator that texts were given to."""
    given = arguments.positional
    return given[0] if given and isinstance(given[0], (Function, Class)) else Native("decorator", _decorated)


def _copied(machine: Machine, arguments: Arguments) -> Any:
    """`copy_func(f)`: a function of its own, which is bound to nothing even if `f` is."""
    function = arguments.get(0, "f")
    return function.function if isinstance(function, Bound) else function


_FUNCTIONS = {
    name: Native(name, _decorated)
    for name in (
        "auto_docstring",
        "auto_class_docstring",
        "auto_method_docstring",
        "add_code_sample_docstrings",
        "add_end_docstrings",
        "add_start_docstrings",
        "add_start_docstrings_to_model_forward",
        "replace_return_docstrings",
    )
} | {"copy_func": Native("copy_func", _copied)}


def member(module: str, name: str) -> Any:
    """What `module.name` is, for one of PLACES."""
    described = MEMBERS if module == "huggingface_hub.dataclasses" else _FUNCTIONS
    return described.get(name) or Opaque(f"{module}.{name}")


__all__ = ["PACKAGES", "PLACES", "member"]
