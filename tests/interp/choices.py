"""Programs in which some names are not known, against Python on every choice of their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from tests.nowhere import Nowhere

from layerhints.algebra import Unknown
from layerhints.interp import analyse, module_run
from layerhints.interp.interpreter import Interpreter
from layerhints.syntax import read
from layerhints.values.objects import Container, Dict, Instance, List, Set

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def interpret(source: str) -> dict[str, Any]:
    """The values that a program leaves, from an interpreter that is at rest again afterwards."""
    machines: list[Interpreter] = []

    def recorded(*arguments: Any) -> Interpreter:
        machines.append(Interpreter(*arguments))
        return machines[-1]

    with patch.object(module_run, "Interpreter", recorded):
        values = analyse(Nowhere(), (), "snippet.py", read(source)).values
    (machine,) = machines
    assert machine.heap.at_rest
    assert not machine.pending
    assert (machine.trying, machine.forks, machine.depth) == (0, 0, 0)
    return values


def contradictions(source: str, choices: Sequence[dict[str, Any]]) -> list[str]:
    """What the interpreter takes for known, and Python finds otherwise for one of the choices. A choice for which the
    program raises an exception says nothing: nothing comes after it.
    """
    found = interpret(source)
    code = compile(source, "snippet", "exec")
    wrong: list[str] = []
    for choice in choices:
        names: dict[str, Any] = {"__name__": "__main__", **choice}
        try:
            exec(code, names)
        except Exception:
            continue
        for name in names:
            if not name.startswith("__") and name not in choice and name in found:
                wrong += [f"{choice}: {line}" for line in differences(name, found[name], names[name], set())]
    return wrong


def differences(path: str, found: Any, real: Any, seen: set[tuple[int, int]]) -> Iterator[str]:
    """Where an abstract value is known and differs from the real one."""
    if isinstance(found, Unknown) or (id(found), id(real)) in seen:
        return
    if isinstance(found, Container) and isinstance(found.content, Unknown):
        return
    seen.add((id(found), id(real)))
    if isinstance(found, List) or type(found) is tuple:
        items = found.content if isinstance(found, List) else found
        kind = list if isinstance(found, List) else tuple
        if type(real) is not kind or len(real) != len(items):
            yield f"{path} has {len(items)} items, and is {real!r}"
            return
        for position, (one, other) in enumerate(zip(items, real, strict=True)):
            yield from differences(f"{path}[{position}]", one, other, seen)
    elif isinstance(found, Dict):
        if type(real) is not dict or list(found.content) != list(real):
            yield f"{path} has the keys {list(found.content)}, and is {real!r}"
            return
        for key, item in found.content.items():
            yield from differences(f"{path}[{key!r}]", item, real[key], seen)
    elif isinstance(found, Set):
        if type(real) is not set or set(found.content) != real:
            yield f"{path} has the members {list(found.content)}, and is {real!r}"
    elif isinstance(found, Instance):
        if found.cls.name != type(real).__name__:
            yield f"{path} is a {found.cls.name}, and is {real!r}"
            return
        for name, item in found.attributes.items():
            if name in vars(real):
                yield from differences(f"{path}.{name}", item, vars(real)[name], seen)
    elif type(found) in (int, float, str, bytes, bool, type(None)) and (type(found) is not type(real) or found != real):
        yield f"{path} is taken for {found!r}, and is {real!r}"
