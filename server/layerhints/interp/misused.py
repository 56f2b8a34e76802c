"""What Python refuses: items of a method, calls of a shape, sizes that it has not, a tuple used as a tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.rules.shapes import show_structure
from layerhints.syntax import tree
from layerhints.values.base import Value
from layerhints.values.facts import Finding
from layerhints.values.functions import Bound, Native
from layerhints.values.holes import hole_of
from layerhints.values.instances import Instance
from layerhints.values.sites import Site
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter


def report_no_items(machine: Interpreter, node: tree.Subscript, value: Any, index: Any) -> None:
    """`x.size[0]`, and `out[:, -1]` where `out` is what an LSTM gives: neither takes such an index. What nothing but
    its use says is a tensor may be a picture, whose `size` is a tuple.
    """
    if isinstance(value, Bound):
        receiver = value.receiver
        if isinstance(receiver, Tensor) and isinstance(value.function, Native) and hole_of(receiver.shape) is None:
            name = value.function.name.rpartition(".")[2]
            _report(machine, node, f"`{name}` is a method: it is called, `{name}(…)`, and only what it gives has items")
    elif isinstance(index, tuple) and (items := _with_tensors(value)) is not None:
        message = f"this is a tuple of {len(items)} values, which has no axes to index"
        _report(machine, node, f"{message}. {_TAKE_APART}")


def missing_size(machine: Interpreter, node: tree.Subscript, shape: tuple[Any, ...], index: int) -> Unknown | None:
    """`x.shape[3]` of a tensor with three axes. None where it is no shape, or where that may be what the program counts
    on; else somebody may be typing the number, and the lines that do not depend on it are as they were.
    """
    value = node.value.function if isinstance(node.value, tree.Call) else node.value
    if not isinstance(value, tree.Attribute) or value.name not in _SIZES:
        return None
    if machine.minds_exceptions or machine.leaves_out:
        return None
    axes = "1 axis" if len(shape) == 1 else f"{len(shape)} axes"
    message = f"{show_structure(shape)} has {axes}, so there is no size {index}"
    machine.report(Finding("no-such-size", message, Site(machine.frame.unit, node.span), machine.stack))
    return Unknown(message)


_SIZES = frozenset({"shape", "size"})


def report_no_call(machine: Interpreter, node: tree.Call, callee: Any) -> None:
    """`x.shape()`"""
    if isinstance(callee, tuple) and isinstance(node.function, tree.Attribute) and node.function.name == "shape":
        _report(machine, node, "`shape` is a tuple and is not called: `shape`, or `shape[0]` for one of its sizes")


def report_no_attribute_of_tuple(machine: Interpreter, node: tree.Attribute, value: Any) -> None:
    """`self.lstm(x).mean(1)`, `x.max(1).view(-1)`: what a tensor has and a tuple has not."""
    items = _with_tensors(value)
    if items is not None and any(isinstance(item, Tensor) and _has_method(machine, item, node.name) for item in items):
        message = f"this is a tuple of {len(items)} values, which has no `{node.name}`"
        _report(machine, node, f"{message}. {_TAKE_APART}")


_TAKE_APART = "Take the value that is meant out of it: `[0]`, or `value, _ = …` where the tuple is made"


def _with_tensors(value: Any) -> tuple[Any, ...] | None:
    """The items of a tuple, if a tensor is among them: a shape has none."""
    if isinstance(value, Instance):
        return None  # its class may be one of the program's, which says what an item is
    items = value.as_tuple() if isinstance(value, Value) else value
    return items if isinstance(items, tuple) and any(isinstance(item, Tensor) for item in items) else None


def _has_method(machine: Interpreter, tensor: Tensor, name: str) -> bool:
    return not name.endswith("_") and isinstance(machine.attribute(tensor, name), Bound)


def _report(machine: Interpreter, node: tree.Expression, message: str) -> None:
    if not (machine.minds_exceptions or machine.leaves_out):
        machine.report(Finding("not-a-tensor", message, Site(machine.frame.unit, node.span), machine.stack))
