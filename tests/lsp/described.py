"""Prints, as JSON, what all classes of lsprotocol are and what a converter makes of data for them: `ours`, those that
layerhints completes and its converter; `theirs`, those of lsprotocol and the converter of pygls. Each needs a process
of its own.
"""

from __future__ import annotations

import collections.abc
import enum
import inspect
import json
import re
import sys
import typing
from pathlib import Path
from typing import Any

import attrs

DEPTHS = (0, 1, 4)
"""How deep the data for a class are filled; further down only what must be there is."""
WRONG: tuple[Any, ...] = ({}, {"range": 1, "uri": {}}, [1], 1, None)
_METHODS = {"__init__", "__repr__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__setattr__"}


def main(whose: str) -> None:
    if whose == "ours":
        from layerhints.lsp.conversion import converter
    else:
        from pygls.protocol import default_converter as converter
    from lsprotocol import types

    made = converter()
    declared = {name: cls for name, cls in vars(types).items() if _is_declared_in(types.__name__, cls)}
    bare = {name: _made_of_nothing(cls) for name, cls in declared.items()}
    classes = {name: cls for name, cls in declared.items() if attrs.has(cls)}
    described = {
        "made of nothing": bare,
        "classes": {name: _class(cls) for name, cls in classes.items()},
        "converted": {
            f"{name} {depth}": _converted(made, _sample(cls, depth), cls)
            for depth in DEPTHS
            for name, cls in classes.items()
        },
        "refused": {name: [_refuses(made, data, cls) for data in WRONG] for name, cls in classes.items()},
        "editors": {
            file.stem: _converted(made, {"processId": 1, **json.loads(file.read_bytes())}, types.InitializeParams)
            for file in sorted((Path(__file__).parent / "capabilities").glob("*.json"))
        },
    }
    print(json.dumps(described))


def _is_declared_in(module: str, value: Any) -> bool:
    return isinstance(value, type) and value.__module__ == module and not issubclass(value, enum.Enum)


def _made_of_nothing(cls: Any) -> str:
    try:
        return _written(cls())
    except TypeError as error:
        return str(error)


def _class(cls: Any) -> list[Any]:
    methods = [*sorted(_METHODS & vars(cls).keys()), repr(cls.__hash__)]
    return [_written(attrs.fields(cls)), _written(inspect.signature(cls)), cls.__match_args__, methods]


def _converted(converter: Any, data: Any, cls: Any) -> Any:
    """The object that is made of data, whether another one is equal, and the data that are made of it."""
    try:
        read, again = converter.structure(data, cls), converter.structure(data, cls)
        return [_written(read), read == again, converter.unstructure(read)]
    except Exception as error:
        return _Refused(type(error).__name__)


def _refuses(converter: Any, data: Any, cls: Any) -> bool:
    return isinstance(_converted(converter, data, cls), _Refused)


class _Refused(str):
    """The name of an error."""


def _written(value: Any) -> str:
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def _sample(type_: Any, depth: int) -> Any:
    """Data for a type of lsprotocol, such as a client may send."""
    origin, arguments = typing.get_origin(type_), typing.get_args(type_)
    if isinstance(type_, type) and attrs.has(type_):
        fields = [field for field in attrs.fields(type_) if depth > 0 or field.default is attrs.NOTHING]
        return {_camel_case(field.name): field.default or _sample(field.type, depth - 1) for field in fields}
    if isinstance(type_, type) and issubclass(type_, enum.Enum):
        return next(iter(type_)).value
    if origin is typing.Literal:
        return arguments[0]
    if origin is typing.Union:
        return _sample(arguments[0], depth)
    if origin is collections.abc.Sequence:
        return [_sample(arguments[0], depth)]
    if origin is tuple:
        return [_sample(argument, depth) for argument in arguments]
    if origin is collections.abc.Mapping:
        return {"file:///a.py": _sample(arguments[1], depth)}
    return {str: "text", int: 7, float: 0.5, bool: True, type(None): None}.get(type_, {"any": [1, "thing"]})


def _camel_case(name: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name.rstrip("_"))


if __name__ == "__main__":
    main(sys.argv[1])
