"""Which entry points of a file reach which of its definitions, told from the names that their texts mention.

An entry point is a function or class that nothing in the file calls or makes: it is run on its own. What a name leads
to is not looked at, only which names stand in a text; so this costs nothing but a search of each text, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.syntax import tree
from layerhints.values.objects import Class, Function

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layerhints.interp.steps import Step
    from layerhints.interp.uncalled import Uncalled
    from layerhints.values.facts import ModelSummary
    from layerhints.values.sites import Site


class Model(NamedTuple):
    """A model that a file defines: how it is called there, and what it comes to.

    `kind` is `variable`, `function` or `class`; `site` is where the symbol is bound.
    """

    symbol: str
    kind: str
    site: Site | None
    summary: ModelSummary


class Entry(NamedTuple):
    """A function or class that is run on its own; of a class that the module uses, what it left `uncalled`."""

    symbol: str
    site: Site
    value: Function | Class
    uncalled: Uncalled | None = None

    @property
    def key(self) -> tuple[str, int]:
        """The definition that it stands in."""
        return self.site.unit.definition.key

    @property
    def kind(self) -> str:
        return "function" if isinstance(self.value, Function) else "class"

    def is_as(self, other: Entry) -> bool:
        """Would the same be run?"""
        if self.value is not other.value:
            return False
        return other.uncalled is None if self.uncalled is None else self.uncalled.is_as(other.uncalled)


def is_of(file: str, value: object) -> bool:
    """Is this a function or class that a file defines?"""
    if isinstance(value, Function):
        return value.unit.file == file
    return isinstance(value, Class) and value.site is not None and value.site.unit.file == file


def may_run(file: str, definition: tree.Definition, value: object) -> bool:
    """May what a definition of the file binds run text of the file: as its function or class, or as what a decorator
    from elsewhere made of one?
    """
    return is_of(file, value) or (isinstance(value, (Function, Class)) and definition.runs_later)


def reaching(symbols: Iterable[str], mentioned: Mapping[str, Iterable[Step]]) -> set[str]:
    """The names whose definitions mention one of `symbols`, directly or through others; `symbols` themselves, too.

    `mentioned` says for each word in which steps the file's functions and classes are bound whose texts mention it.
    """
    found = set(symbols)
    frontier = list(found)
    while frontier:
        for step in mentioned.get(frontier.pop(), ()):
            frontier += step.written.keys() - found
            found.update(step.written)
    return found


def needs_arguments(value: Function | Class) -> bool:
    """Is there a parameter that neither a default nor an object fills?"""
    function, parameters = _parameters(value)
    return any(name not in function.defaults for name in parameters)


def leaves_out(value: Function | Class) -> bool:
    """Is there a parameter whose default, None, stands for what callers give, or that takes whatever else they give?"""
    function, parameters = _parameters(value)
    if any(function.defaults.get(name, name) is None for name in parameters):
        return True
    node = getattr(function, "node", None)
    return isinstance(node, tree.Function) and any(each.kind == "keywords" for each in node.parameters.items)


def _parameters(value: Function | Class) -> tuple[Any, list[str]]:
    """The function that a call runs, and the names of what it takes beside the object; none where it is not known."""
    function: Any = value
    taken = 0
    if isinstance(value, Class):
        function, taken = value.lookup("__init__"), 1
    if isinstance(function, Function):
        function = function.described
    if not isinstance(function, Function) or not isinstance(function.node, tree.Function):
        return function, []
    rests = ("variadic", "keywords")
    names = [parameter.name for parameter in function.node.parameters.items if parameter.kind not in rests]
    return function, names[taken:]
