"""Whether a statement of a function has an effect, as far as that can be told without running the function.

It has none if it binds at most names that stand nowhere else in its definition, to something that is read off the names
of the module and calls nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.frames import OutOfBudget, Raised
from layerhints.interp.steps import Step, lasts
from layerhints.syntax import tree
from layerhints.values.objects import ABSENT, Class, Function, Instance, Module, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.interp.course import Course


class Effects:
    """Whether statements of a function have an effect; `text` is the rest of the definition in which they stand."""

    def __init__(self, course: Course, text: str) -> None:
        self._course = course
        self._text = _without_strings(text)

    def has_none(self, statement: tree.Statement) -> bool:
        if isinstance(statement, tree.Pass):
            return True
        if isinstance(statement, tree.ExpressionStatement):
            return isinstance(statement.value, tree.Name) or self._shows_nothing(statement.value)
        if isinstance(statement, tree.Assign):
            targets = statement.targets
            named = all(isinstance(target, tree.Name) and self._is_new(target.id) for target in targets)
            return named and self._shows_nothing(statement.value)
        if isinstance(statement, tree.BrokenStatement):
            return all(map(self._is_kept, statement.names))
        return False

    def _stands_elsewhere(self, name: str) -> bool:
        return re.search(_word(name), self._text) is not None

    def _is_new(self, name: str) -> bool:
        """Can nobody read what the name is bound to here?"""
        return not self._stands_elsewhere(name) and _SCOPES.search(self._text) is None

    def _of_module(self, name: str) -> Any:
        """What a name of the module holds; ABSENT where it may be one of the function's own."""
        text = self._text
        for match in re.finditer(rf"{_word(name)}[ \t]*([.(])?", text):
            before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if not match[1] or _BINDS.search(before):
                return ABSENT
        return self._course.scope.names.get(name, ABSENT)

    def _shows_nothing(self, expression: Any) -> bool:
        """Is it something without a shape, which looking it up neither changes nor fails to find?"""
        if isinstance(expression, (tree.Constant, tree.BrokenExpression)):
            return True
        path: list[str] = []
        while isinstance(expression, tree.Attribute):
            path.append(expression.name)
            expression = expression.value
        if not isinstance(expression, tree.Name):
            return False
        name = expression.id
        value = self._of_module(name)
        if value is ABSENT:  # a name that stands nowhere else, and that nobody defined
            return not path and not self._stands_elsewhere(name)
        if not path:
            return _is_shapeless(value)
        return _is_shapeless(value) and self._is_there(value, path[::-1])

    def _is_there(self, value: Any, path: Sequence[str]) -> bool:
        machine = self._course.machine

        def look() -> bool:
            found: Any = value
            machine.steps = machine.budget.statement
            for name in path:
                found = machine.attribute(found, name)
                if found is ABSENT:
                    return False
            return _is_shapeless(found)

        return self._quietly(look)

    def _is_kept(self, name: str) -> bool:
        """Does what broken text does to a name that stands in it change nothing?"""
        names, machine = self._course.scope.names, self._course.machine
        if name not in names:
            return not self._stands_elsewhere(name)
        value = self._of_module(name)
        if isinstance(value, Function):
            return True
        if not isinstance(value, (Class, Module, Native)):
            return False
        step = Step(None)

        def forget() -> bool:
            machine.forget(value, Unknown("a line that cannot be read yet may change this"))
            return True

        return self._quietly(forget, step) and not step.changes

    def _quietly(self, action: Callable[[], bool], step: Step | None = None) -> bool:
        """What an action says that is taken back; no, if it fails."""
        step = step or Step(None)
        found: list[bool] = []

        def attempt() -> None:
            try:
                found.append(action())
            except (Raised, OutOfBudget, RecursionError):
                found.append(False)

        self._course.look(step, attempt)
        return found[0]


def _is_shapeless(value: Any) -> bool:
    """Can nothing be shown of it, and can nothing change it? So it is with modules, classes, functions, constants."""
    return lasts(value) and not isinstance(value, (Tensor, Instance, tuple))


def _word(name: str) -> str:
    """A pattern that matches a name where it stands as a word. It begins with the name itself, as the search for what
    begins so is quick.
    """
    return rf"{re.escape(name)}(?<!\w{re.escape(name)})\b"


@lru_cache(maxsize=2)
def _without_strings(text: str) -> str:
    """A text without what stands in its long strings. From letter to letter it is the rest of one definition."""
    return _STRING.sub(r"\1\1", text)


_BINDS = re.compile(r"\b(?:(?:def|class)[ \t]+|import[ \t][^\n;]*)\Z")
"""What stands before a name that is bound there."""
_STRING = re.compile(r"""(?<![fF])(?<![fF][rR])(\"\"\"|\'\'\').*?\1""", re.DOTALL)
"""Long strings, of which most are documentation."""
_SCOPES = re.compile(r"\b(?:locals|vars|dir|eval|exec)\b")
"""Functions that see every name of the scope in which they are called."""


__all__ = ["Effects"]
