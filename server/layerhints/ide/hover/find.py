"""What stands under the pointer: the callee of a layer's call, or a name that holds a tensor."""

from __future__ import annotations

from typing import Any

from layerhints.ide.hover.document import Document
from layerhints.ide.hover.layer import layer_document
from layerhints.ide.hover.model import model_document
from layerhints.ide.hover.tensor import tensor_document
from layerhints.ide.nodes import bindings, path_to
from layerhints.project.text import Position, Range
from layerhints.project.view import Placed, View
from layerhints.rules.shapes import shapes_of, structured
from layerhints.syntax import tree
from layerhints.values.facts import LayerApplied, ModelMade, ModelShown, TensorMade
from layerhints.values.objects import Instance
from layerhints.values.tensor import Tensor

Found = tuple[Range, Document]


def find(view: View, position: Position) -> Found | None:
    """The range and the document of what stands at `position`."""
    for placed in view.definitions(Range(position, position)):
        path = path_to(placed.definition.body, placed, position)
        for above, node in reversed(list(zip((None, *path), path, strict=False))):
            if isinstance(node, tree.Call) and placed.holds(node.function.span, position):
                found = _call(view, placed, node) or _model(view, placed, node, above)
                if found is not None:
                    return placed.range(node.function.span), found
        if path and isinstance(path[-1], tree.Class) and placed.holds(path[-1].name_span, position):
            name = path[-1].name_span
            uses = [fact for fact in view.facts(placed) if isinstance(fact, LayerApplied)]
            uses = [use for use in uses if view.stands(placed, use.defined_at, name)]
            if uses:
                return placed.range(name), layer_document(view, uses)
        if len(path) > 1 and isinstance(path[-1], tree.Attribute) and isinstance(path[-2], tree.Assign):
            document = _given(view, placed, path[-1], path[-2])
            if document is not None:
                return placed.range(path[-1].span), document
        if path and isinstance(path[-1], tree.Name):
            document = _name(view, placed, path)
            if document is not None:
                return placed.range(path[-1].span), document
    return None


def _call(view: View, placed: Placed, call: tree.Call) -> Document | None:
    """What there is to say at the callee of a call: about the layer that it makes or applies, the tensor, the model."""
    made = [
        fact
        for fact in view.facts(placed)
        if isinstance(fact, LayerApplied) and view.stands(placed, fact.made_at, call.span)
    ]
    # What `model.add(Dense(3))` applies is said at `Dense`, not at `add`.
    uses = made or [
        fact
        for fact in view.facts(placed)
        if isinstance(fact, LayerApplied)
        and view.stands(placed, fact.site, call.span)
        and not _made_in(view, placed, fact, placed.range(call.span))
    ]
    if uses:
        return layer_document(view, uses)
    for fact in view.facts(placed):
        if isinstance(fact, TensorMade) and view.stands(placed, fact.site, call.span):
            return tensor_document(view, _written(view, placed, call.function), fact.shape, fact.source, None)
        if isinstance(fact, (ModelMade, ModelShown)) and view.stands(placed, fact.site, call.span):
            return model_document(view, fact.model)
    return None


def _made_in(view: View, placed: Placed, fact: LayerApplied, whole: Range) -> bool:
    made = view.inside(placed, fact.layer.site)
    return made is not None and whole.start <= made.start and made.end <= whole.end


def _written(view: View, placed: Placed, node: tree.Expression) -> str:
    """An expression as it is written; of a long one its last name."""
    return node.name if isinstance(node, tree.Attribute) else node.id if isinstance(node, tree.Name) else "tensor"


# --- names


def _name(view: View, placed: Placed, path: list[Any]) -> Document | None:
    """A name that is assigned a tensor here, is handed to a layer here, or holds a tensor when the file has run."""
    name = path[-1]
    assert isinstance(name, tree.Name)
    return (
        _assigned(view, placed, name, path)
        or _argument(view, placed, name, path)
        or _module_variable(view, placed, name, path)
        or _bound_once(view, name, path)
    )


def _assigned(view: View, placed: Placed, name: tree.Name, path: list[Any]) -> Document | None:
    """`x` in `x = Dense(3)(x)`: what the value is."""
    parent = path[-2] if len(path) > 1 else None
    if not isinstance(parent, tree.Assign) or not any(target is name for target in parent.targets):
        return None
    return _tensor(view, placed, name, parent) or _given(view, placed, name, parent)


def _given(view: View, placed: Placed, target: tree.Expression, parent: tree.Assign) -> Document | None:
    """`conv` in `conv = Conv2D(8, 3)` and `self.conv = …`: what the call makes."""
    if not isinstance(parent.value, tree.Call) or not any(each is target for each in parent.targets):
        return None
    return _call(view, placed, parent.value) or _model(view, placed, parent.value, parent)


def _model(view: View, placed: Placed, call: tree.Call, above: Any) -> Document | None:
    """A model that is put together step by step behind the call that makes it, such as a `Sequential`."""
    if not isinstance(above, (tree.Assign, tree.Return)):
        return None
    found = view.analysis.total_of(lambda model: view.stands(placed, model.hidden.get("site"), call.span))
    return None if found is None else model_document(view, found)


def _tensor(view: View, placed: Placed, name: tree.Name, parent: tree.Assign) -> Document | None:
    for fact in view.facts(placed):
        if view.stands(placed, fact.site, parent.value.span):
            if isinstance(fact, LayerApplied):
                return tensor_document(view, name.id, fact.outputs, None, fact)
            if isinstance(fact, TensorMade):
                return tensor_document(view, name.id, fact.shape, fact.source, None)
    return None


def _argument(view: View, placed: Placed, name: tree.Name, path: list[Any]) -> Document | None:
    """`x` in `Dense(3)(x)` or `Add()([x, y])`: what goes into the layer."""
    for call in path:
        if not isinstance(call, tree.Call) or not call.arguments:
            continue
        value = call.arguments[0].value
        items = value.items if isinstance(value, (tree.ListDisplay, tree.TupleDisplay)) else (value,)
        index = next((index for index, item in enumerate(items) if item is name), None)
        if index is None:
            continue
        for fact in view.facts(placed):
            if isinstance(fact, LayerApplied) and view.stands(placed, fact.site, call.span):
                shapes = shapes_of(structured(fact.inputs))
                source = fact.sources[index] if index < len(fact.sources) else None
                if index < len(shapes) and len(shapes) == len(items):
                    words, producer = (None, None) if source is None else (source.source, source.producer)
                    return tensor_document(view, name.id, shapes[index], words, producer)
    return None


_SCOPES = (tree.Function, tree.Class, tree.Lambda, tree.Comprehension)


def _module_variable(view: View, placed: Placed, name: tree.Name, path: list[Any]) -> Document | None:
    """A variable of the module that is bound once, or not bound again from here on: what it holds at the end."""
    value = view.analysis.values.get(name.id)
    if not isinstance(value, (Tensor, Instance)) or any(isinstance(node, _SCOPES) for node in path):
        return None
    bound = list(bindings(view, name.id))
    if len(bound) != 1 and any(position >= placed.range(name.span).start for position in bound):
        return None
    if isinstance(value, Tensor):
        return tensor_document(view, name.id, value.shape, value.source, value.producer)
    said = _bound_once(view, name, path)
    total = None if said is not None else view.analysis.total_of(lambda model: model is value)
    return said if total is None else model_document(view, total)


def _bound_once(view: View, name: tree.Name, path: list[Any]) -> Document | None:
    """A name that the document binds in one place only, in the same scope: what the call there makes."""
    bound = list(bindings(view, name.id))
    if len(bound) != 1:
        return None
    (end,) = bound
    start = Position(end.row, end.column - 1)
    for placed in view.definitions(Range(start, start)):
        there = path_to(placed.definition.body, placed, start)
        assigned = there[-2] if len(there) > 1 else None
        if isinstance(assigned, tree.Assign) and _scope(there) is _scope(path):
            return _given(view, placed, there[-1], assigned)
    return None


def _scope(path: list[Any]) -> Any:
    return next((node for node in reversed(path) if isinstance(node, _SCOPES)), None)
