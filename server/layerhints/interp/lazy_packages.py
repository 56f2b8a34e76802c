"""Packages that import what is inside of them only when it is asked for.

Such a package puts an object of its own in its place, and lists for type checkers what that object holds:

    if TYPE_CHECKING:
        from .model import Model
    else:
        sys.modules[__name__] = Lazy(...)

It is taken at its word: the list is read, and the statement is not run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layerhints.values.host import Source

_MARK = "sys.modules[__name__]"


def stands_in(definition: tree.Definition) -> bool:
    """Does this definition put something else in the place of its module, and list what that holds?"""
    return _MARK in definition.text and any(_branch(statement) is not None for statement in definition.body)


def is_lazy(source: Source) -> bool:
    return source.is_package and any(stands_in(definition) for _, definition in source.module.definitions)


def passing_statements(source: Source) -> Iterator[tree.Statement]:
    """The statements of a package from which it can be seen what it passes on; the lists for type checkers are
    among them where they hold when the program runs.
    """
    for _, definition in source.module.definitions:
        lazy = stands_in(definition)
        for statement in definition.body:
            branch = _branch(statement) if lazy else None
            if branch is None:
                yield statement
            else:
                yield from _listed(branch)


def _listed(block: Sequence[tree.Statement]) -> Iterator[tree.Statement]:
    """The imports of a list; those that need another library stand in a `try`, whose `else` has them."""
    for statement in block:
        if isinstance(statement, tree.ImportFrom):
            yield statement
        elif isinstance(statement, (tree.Try, tree.If)):
            yield from _listed((*statement.body, *statement.orelse))


def _branch(statement: tree.Statement) -> tree.Block | None:
    """What the statement says to type checkers of a module that is replaced otherwise."""
    if not isinstance(statement, tree.If) or not _for_type_checkers(statement.test):
        return None
    replaced = any(
        isinstance(other, tree.Assign) and any(map(_is_own_place, other.targets)) for other in statement.orelse
    )
    return statement.body if replaced else None


def _for_type_checkers(test: tree.Expression) -> bool:
    if isinstance(test, tree.Boolean) and test.operator == "or":
        return any(map(_for_type_checkers, test.values))
    name = test.name if isinstance(test, tree.Attribute) else test.id if isinstance(test, tree.Name) else ""
    return name == "TYPE_CHECKING"


def _is_own_place(target: tree.Expression) -> bool:
    """`sys.modules[__name__]`"""
    return (
        isinstance(target, tree.Subscript)
        and isinstance(target.value, tree.Attribute)
        and target.value.name == "modules"
        and isinstance(target.index, tree.Name)
        and target.index.id == "__name__"
    )


FEW = 16
"""So many modules are looked through for a name; of more, only those that are called as the name begins."""


def likely_places(places: Sequence[str], name: str) -> list[str]:
    """Of modules that are all taken in with `*`, those that may have the name, the likeliest first. Of few the last one
    that has it counts; where there are many, each name stands in one of them, which is called as the name begins:
    `.gpt_neox` has `GPTNeoXModel`, `.qwen2_5_vl` has `Qwen2_5_VLModel`, `.speech_to_text` has `Speech2TextModel`, and
    `.audio_spectrogram_transformer` has `ASTModel`.
    """
    if len(places) <= FEW:
        return list(reversed(places))
    lower = name.lower().replace("_", "")
    begins: list[tuple[int, str]] = []
    for place in places:
        words = place.rpartition(".")[2].split("_")
        initials = "".join(word[:1] for word in words) if len(words) > 2 else ""
        for beginning in {"".join(words), "".join("2" if word == "to" else word for word in words), initials}:
            if beginning and lower.startswith(beginning):
                begins.append((len(beginning), place))
    return [place for _, place in sorted(begins, reverse=True)]


__all__ = ["is_lazy", "likely_places", "passing_statements", "stands_in"]
