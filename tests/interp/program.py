"""The one way in which these tests run a snippet: through the interpreter, and through Python itself."""

from __future__ import annotations

from typing import Any

from tests.nowhere import Nowhere

from layerhints.algebra import Unknown, symbol
from layerhints.interp import analyse
from layerhints.interp.builtins.constants import NotConstant, constant
from layerhints.syntax import read
from layerhints.values.library import Library


class _Given(Library):
    """A library named `given` whose names are symbolic sizes and one value that is not known."""

    name = "given"
    modules = ("given",)

    def module(self, machine: Any, name: str) -> Any:
        from layerhints.values.objects import Module, Scope

        scope = Scope()
        scope.names.update({letter: symbol(letter) for letter in "CHW"})
        scope.names["unknown"] = Unknown("the test does not say")
        return Module(name, scope)


def run(snippet: str) -> dict[str, Any]:
    """The values of a snippet's names, as the interpreter has them."""
    return analyse(Nowhere(), (_Given(),), "snippet.py", read(snippet)).values


def plain(value: Any) -> Any:
    """A value as the host's own object; an Unknown, and what holds one, as the reason in angle brackets."""
    try:
        return constant(value)
    except NotConstant as failure:
        content = getattr(value, "content", value)
        if isinstance(content, tuple):
            items = [plain(item) for item in content]
            return tuple(items) if isinstance(value, tuple) else items
        if isinstance(content, dict):
            return {plain(key): plain(item) for key, item in content.items()}
        return f"<{failure.unknown.reason}>" if isinstance(content, Unknown) else f"<{content}>"


def check(snippet: str) -> None:
    """Every name that Python leaves with a plain value has the same value, of the same type, in the interpreter."""
    expected: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(snippet, "snippet", "exec", dont_inherit=True), expected)
    found = run(snippet)
    compared = 0
    for name, value in expected.items():
        if name.startswith("__") or not _is_plain(value):
            continue
        compared += 1
        assert plain(found[name]) == value, f"{name} is {plain(found[name])!r}, in Python {value!r}"
        assert type(plain(found[name])) is _type(value), f"{name} is of another type than {value!r}"
    assert compared, "the snippet leaves no plain value to compare"


def _is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple, set, frozenset)):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(_is_plain(key) and _is_plain(item) for key, item in value.items())
    return value is None or type(value) in (int, float, complex, str, bytes, bool, range, slice, type(...))


def _type(value: Any) -> type:
    """Derived lists, tuples and dicts are compared as what they derive from."""
    return next((kind for kind in (list, tuple, dict) if isinstance(value, kind)), type(value))
