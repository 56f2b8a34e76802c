"""Modules in which model libraries write their documentation and check types: they are not read.

Their decorators look at signatures and annotations, put long texts together, or wrap what they decorate in checks that
only tell whether it goes on. That takes longer than all else that such a library does when it is imported, and changes
nothing about what is decorated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.opaque import Opaque
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Class, Function, Native

if TYPE_CHECKING:
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


_DECORATORS = {
    name: Native(name, _decorated)
    for name in (
        "auto_docstring",
        "auto_class_docstring",
        "auto_method_docstring",
        "copy_func",
        "add_code_sample_docstrings",
        "add_end_docstrings",
        "add_start_docstrings",
        "add_start_docstrings_to_model_forward",
        "replace_return_docstrings",
        "strict",
    )
}


def _validated_field(machine: Machine, arguments: Arguments) -> Any:
    """`validated_field(validator, default=…)`: a field of a data class, whose values are checked."""
    return _field(machine, arguments.without_first())


def _as_validated_field(machine: Machine, arguments: Arguments) -> Any:
    """`as_validated_field(validator)` makes such fields: `interval(min=0)(default=8)`."""
    return Native("validated_field", _field)


def _field(machine: Machine, arguments: Arguments) -> Any:
    keywords = {**dict(zip(_FIELD, arguments.positional, strict=False)), **arguments.keywords}
    field = machine.attribute(machine.import_module("dataclasses"), "field")
    return machine.call(field, Arguments([], keywords, arguments.site, arguments.places, arguments.more))


_FIELD = ("default", "default_factory", "init", "repr", "hash", "compare", "metadata")
_FIELDS = {
    "validated_field": Native("validated_field", _validated_field),
    "as_validated_field": Native("as_validated_field", _as_validated_field),
}


def member(module: str, name: str) -> Any:
    """What `module.name` is, for one of PLACES."""
    return _DECORATORS.get(name) or _FIELDS.get(name) or Opaque(f"{module}.{name}")


__all__ = ["PACKAGES", "PLACES", "member"]
