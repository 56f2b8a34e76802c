"""Nested tuples, lists and dicts as trees of what stands in them: `torch.utils._pytree`.

None is a leaf, and dicts keep the order of their keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.opaque import Opaque
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Dict, List, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from layerhints.values.machine import Machine

_LEAF = Opaque("a leaf")


class TreeSpec(Opaque):
    """What is left of a tree without its leaves: each of its tuples, lists and dicts with a _LEAF in their places."""

    __slots__ = ("tree",)

    def __init__(self, tree: Any) -> None:
        super().__init__("a TreeSpec")
        self.tree = tree


def _rebuilt(machine: Machine, tree: Any, each: Callable[[Any], Any]) -> Any:
    """The same tree with what `each` gives for a leaf in its place; Unknown where it is not known how it branches."""
    if type(tree) is tuple:
        return _all(tuple(_rebuilt(machine, item, each) for item in tree))
    if type(tree) in (List, Dict):
        content = tree.content
        if isinstance(content, Unknown):
            return content
        if type(tree) is List:
            items = _all(tuple(_rebuilt(machine, item, each) for item in content))
            return items if isinstance(items, Unknown) else machine.new_list(items)
        items = _all(tuple(_rebuilt(machine, item, each) for item in content.values()))
        return items if isinstance(items, Unknown) else machine.new_dict(dict(zip(content, items, strict=True)))
    if tree is None or tree is _LEAF or isinstance(tree, (Tensor, bool, int, float, str)):
        return each(tree)
    return tree if isinstance(tree, Unknown) else Unknown("what stands in a tree is not known")


def _all(items: tuple[Any, ...]) -> Any:
    return next((item for item in items if isinstance(item, Unknown)), items)


def _flattened(machine: Machine, tree: Any) -> tuple[list[Any], Any]:
    leaves: list[Any] = []

    def taken(leaf: Any) -> Any:
        leaves.append(leaf)
        return _LEAF

    return leaves, _rebuilt(machine, tree, taken)


def _flatten(machine: Machine, arguments: Arguments) -> Any:
    """`tree_flatten(tree)`: the leaves, and what puts as many together again."""
    if arguments.keywords.get("is_leaf") is not None or len(arguments.positional) > 1:
        return Unknown("a program's own leaves of a tree are not followed")
    leaves, spec = _flattened(machine, arguments.get(0, "tree"))
    return spec if isinstance(spec, Unknown) else (machine.new_list(leaves), TreeSpec(spec))


def _leaves(machine: Machine, arguments: Arguments) -> Any:
    found = _flatten(machine, arguments)
    return found if isinstance(found, Unknown) else found[0]


def _unflatten(machine: Machine, arguments: Arguments) -> Any:
    """`tree_unflatten(leaves, treespec)`."""
    leaves, spec = machine.iterate(arguments.get(0, "leaves")), arguments.get(1, "treespec")
    if isinstance(leaves, Unknown) or not isinstance(spec, TreeSpec):
        return leaves if isinstance(leaves, Unknown) else Unknown("how a tree branches is not known")
    if len(leaves) != len(_flattened(machine, spec.tree)[0]):
        machine.throw("ValueError", "as many leaves do not make this tree")
    left: Iterator[Any] = iter(leaves)
    return _rebuilt(machine, spec.tree, lambda _: next(left))


def _mapped(machine: Machine, arguments: Arguments) -> Any:
    """`tree_map(func, tree)`."""
    if arguments.keywords.get("is_leaf") is not None or len(arguments.positional) > 2:
        return Unknown("what is made of several trees is not followed")
    function, tree = arguments.get(0, "func"), arguments.get(1, "tree")
    leaves, spec = _flattened(machine, tree)
    if isinstance(spec, Unknown):
        return spec
    made: Iterator[Any] = iter([machine.call_values(function, leaf) for leaf in leaves])
    return _rebuilt(machine, tree, lambda _: next(made))


MEMBERS = {
    name: Native(f"torch.utils._pytree.{name}", function)
    for name, function in {
        "tree_flatten": _flatten,
        "tree_leaves": _leaves,
        "tree_map": _mapped,
        "tree_unflatten": _unflatten,
    }.items()
}
