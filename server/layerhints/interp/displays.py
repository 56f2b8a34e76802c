"""Displays: tuples, lists, sets and dicts that the program writes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.dicts import gather
from layerhints.interp.builtins.held_dicts import merge
from layerhints.interp.dispatch import evaluate
from layerhints.interp.unwritten import is_not_there, is_one_item
from layerhints.syntax import tree
from layerhints.values.holes import detached
from layerhints.values.objects import ABSENT, Dict, HalfRead, Instance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.interp.interpreter import Interpreter


def _items(
    machine: Interpreter, nodes: tuple[tree.Expression, ...], missing: list[tree.Expression] | None = None
) -> list[Any] | Unknown:
    """The values of items. Those that are not there to be read leave all of them unknown, unless somebody takes them
    as `missing`.
    """
    items: list[Any] = []
    unknown: Unknown | None = None
    for node in nodes:
        if isinstance(node, tree.Starred):
            more = machine.iterate(evaluate(machine, node.value))
            if isinstance(more, Unknown):
                unknown = more
            else:
                machine.bounded(len(more))
                items.extend(more)
        else:
            value = evaluate(machine, node)
            machine.looks_up()
            if type(value) is not Unknown or not is_not_there(machine, node):
                items.append(value)
            elif missing is None:
                unknown = value
            else:
                missing.append(node)
                if not is_one_item(node):
                    items.append(value)
    return items if unknown is None else unknown


def tuple_display(machine: Interpreter, node: tree.TupleDisplay) -> Any:
    items = _items(machine, node.items)
    return items if isinstance(items, Unknown) else tuple(items)


def list_display(machine: Interpreter, node: tree.ListDisplay) -> Any:
    missing: list[tree.Expression] = []
    items = _items(machine, node.items, missing)
    if missing and not isinstance(items, Unknown):
        return machine.new_list(Unknown("an item of the list cannot be read yet", HalfRead(tuple(items))))
    return machine.new_list(items)


def set_display(machine: Interpreter, node: tree.SetDisplay) -> Any:
    return keyed(machine, "set", _items(machine, node.items))


def dict_display(machine: Interpreter, node: tree.DictDisplay) -> Any:
    entries: list[tuple[Any, Any]] = []
    unknown: Unknown | None = None
    made: Any = None
    for key_node, value_node in node.items:
        if key_node is not None:
            key = evaluate(machine, key_node)
            entries.append((key, evaluate(machine, value_node)))
            machine.looks_up()
            continue
        more = as_dict(machine, evaluate(machine, value_node))
        if isinstance(more, Dict) and not isinstance(more.content, Unknown):
            machine.bounded(len(more.content))
            entries.extend(more.content.items())
        elif isinstance(more, Dict) and more.entries() is not None:
            made = _with_entries(machine, made, entries)
            entries = []
            merge(machine, made, more, {})
        else:
            unknown = reason_of(more, "what `**` adds to the dict is not known")
    return _with_entries(machine, made, entries) if unknown is None else keyed(machine, "dict", unknown)


def _with_entries(machine: Interpreter, made: Any, entries: Sequence[tuple[Any, Any]]) -> Any:
    """The dict that is being made, with these entries as well."""
    if made is None:
        return keyed(machine, "dict", entries)
    for key, value in entries:
        machine.set_item(made, key, value)
    return made


def as_dict(machine: Interpreter, value: Any) -> Any:
    """What stands behind `**`: of an object with `keys` a dict of what it holds, anything else as it is."""
    if not isinstance(value, Instance) or isinstance(value, Dict) or value.cls.lookup("keys") is ABSENT:
        return value
    gathered: dict[Any, Any] = {}
    doubt = gather(machine, gathered, value)
    return machine.new_dict(gathered if doubt is None else doubt)


def keyed(machine: Interpreter, kind: str, items: Sequence[Any] | Unknown) -> Any:
    """A set of these members, or a dict of these pairs."""
    if kind == "set":
        if isinstance(items, Unknown) or all(type(item) in _PLAIN_KEYS for item in items):
            return machine.new_set(items)
        return machine.call_values(machine.builtin_class("set"), machine.new_list(items))
    if isinstance(items, Unknown):
        return machine.new_dict(items)
    if all(type(key) in _PLAIN_KEYS for key, _ in items):
        return machine.new_dict(dict(items))
    made = machine.new_dict({})
    for key, value in items:
        machine.set_item(made, key, value)
    return made


_PLAIN_KEYS = frozenset({str, int, float, bool, bytes, type(None)})


def reason_of(value: Any, otherwise: str) -> Unknown:
    if isinstance(value, Unknown):
        return detached(value)
    content = getattr(value, "content", None)
    return content if isinstance(content, Unknown) else Unknown(otherwise)
