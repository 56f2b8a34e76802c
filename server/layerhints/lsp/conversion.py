"""The protocol's objects from plain data, and back.

cattrs would write and compile a function for every class that a message may hold: for `initialize` more than a hundred,
most of which it does not hold, and each for one call. What is converted often is plain data here (see `wire`); for all
else the fields of a class are gone through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
from cattrs import ClassValidationError, Converter
from lsprotocol import _hooks, types
from pygls.protocol import default_converter

from layerhints.lsp import lazy_types


def converter() -> Converter:
    """pygls' own converter, but for what it does with classes."""
    if lazy_types.pending:
        # Each resolves the names in its annotations when it is completed. If lsprotocol calls its own mark otherwise
        # one day, all classes are completed here, and a test counts them.
        _hooks._resolved_forward_references = True
    made = default_converter()
    made.register_structure_hook_factory(attrs.has, _structure)
    made.register_unstructure_hook_factory(attrs.has, _unstructure)
    return made


def _structure(cls: Any, converter: Converter) -> Callable[[Mapping[str, Any], Any], Any]:
    fields = [(field.name, _camel_case(field.name), field.type) for field in attrs.fields(cls)]

    def structure(data: Mapping[str, Any], _: Any) -> Any:
        try:
            return cls(**{name: converter.structure(data[key], type) for name, key, type in fields if key in data})
        except Exception as error:  # whatever it is: pygls tells the client that its parameters are wrong
            raise ClassValidationError(f"{cls.__name__} cannot be read", [error], cls) from error

    return structure


def _unstructure(cls: Any, converter: Converter) -> Callable[[Any], dict[str, Any]]:
    fields = [
        (field.name, _camel_case(field.name), field.default, types.is_special_property(cls, field.name))
        for field in attrs.fields(cls)
    ]

    def unstructure(value: Any) -> dict[str, Any]:
        data = {}
        for name, key, default, always in fields:
            item = getattr(value, name)
            if always or item != default:
                data[key] = converter.unstructure(item)
        return data

    return unstructure


def _camel_case(name: str) -> str:
    first, *others = name.rstrip("_").split("_")
    return first + "".join(map(str.title, others))
