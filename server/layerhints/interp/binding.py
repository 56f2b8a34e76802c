"""The names that a statement may bind, seen from its text."""

from __future__ import annotations

from layerhints.syntax import tree


def bound_names(statement: tree.Statement) -> list[str]:
    """The names that a statement may bind where it stands."""
    if isinstance(statement, tree.Assign):
        return [name for target in statement.targets for name in _target_names(target)]
    if isinstance(statement, (tree.AnnotatedAssign, tree.AugmentedAssign)):
        return _target_names(statement.target)
    if isinstance(statement, (tree.Import, tree.ImportFrom)):
        return [(name.alias or name.name.partition(".")[0]) for name in statement.names if name.name != "*"]
    if isinstance(statement, (tree.Function, tree.Class)):
        return [statement.name]
    names: list[str] = []
    if isinstance(statement, tree.For):
        names += _target_names(statement.target)
    if isinstance(statement, tree.With):
        names += [name for item in statement.items if item.target is not None for name in _target_names(item.target)]
    for block in blocks(statement):
        names += [name for inner in block for name in bound_names(inner)]
    return names


def blocks(statement: tree.Statement) -> list[tree.Block]:
    """The blocks of a compound statement that are run where it stands."""
    if isinstance(statement, (tree.If, tree.For, tree.While)):
        return [statement.body, statement.orelse]
    if isinstance(statement, tree.Try):
        handlers = [handler.body for handler in statement.handlers]
        return [statement.body, *handlers, statement.orelse, statement.final]
    if isinstance(statement, tree.With):
        return [statement.body]
    return [case.body for case in statement.cases] if isinstance(statement, tree.Match) else []


def held_blocks(statement: tree.Statement) -> list[tree.Block]:
    """The same, and the body of a function or class, which is run elsewhere or in a scope of its own."""
    return [statement.body] if isinstance(statement, (tree.Function, tree.Class)) else blocks(statement)


def _target_names(target: tree.Expression) -> list[str]:
    if isinstance(target, tree.Name):
        return [target.id]
    if isinstance(target, (tree.TupleDisplay, tree.ListDisplay)):
        return [name for item in target.items for name in _target_names(item)]
    return _target_names(target.value) if isinstance(target, tree.Starred) else []
