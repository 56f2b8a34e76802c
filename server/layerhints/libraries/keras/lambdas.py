"""`Lambda`: a layer whose function the program gives; it is run on the tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.application import finish_application
from layerhints.libraries.keras.configurations import Kept
from layerhints.libraries.keras.custom import program_shape
from layerhints.libraries.keras.era import installed_major
from layerhints.libraries.keras.layer import initialise_own, layer_name
from layerhints.libraries.keras.layer_classes import LayerClass, base_class
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.structures import (
    has_unknown,
    map_tensors,
    plain_structure,
    program_structure,
    shapes_in,
    tensors_for,
    tensors_in,
)
from layerhints.libraries.keras.tensors import tensor_of
from layerhints.rules import Several
from layerhints.values.arguments import Arguments
from layerhints.values.containers import Dict
from layerhints.values.facts import Finding
from layerhints.values.objects import Function, Native, Value

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance


def lambda_class(machine: Machine) -> LayerClass:
    """`keras.layers.Lambda`. A layer keeps `function`, `output_shape` and the further `arguments` of the function."""
    classes = session(machine).classes
    if "Lambda" not in classes:
        base = base_class(machine)
        cls = LayerClass("Lambda", (base,), {}, "keras.layers", None, base.open)
        cls.layer_name, cls.spelling, cls.origin = None, "Lambda", "keras"
        cls.namespace["__init__"] = Native("Lambda.__init__", _initialise)
        cls.namespace["compute_output_shape"] = Native("Lambda.compute_output_shape", _compute_output_shape)
        cls.namespace["get_config"] = Native("Lambda.get_config", _get_config)
        classes["Lambda"] = cls
    found = classes["Lambda"]
    assert isinstance(found, LayerClass)
    return found


def _initialise(machine: Machine, arguments: Arguments) -> None:
    layer = arguments.positional[0]
    call = arguments.without_first()
    function = call.get(0, "function", Unknown("the layer is made without a function"))
    _check_function(machine, function, call)
    machine.write(layer.hidden, "function", function)
    machine.write(layer.hidden, "output_shape", call.get(1, "output_shape"))
    machine.write(layer.hidden, "arguments", call.get(3, "arguments"))
    if (mask := call.get(2, "mask")) is not None:
        machine.write(layer.hidden, "mask", mask)
    initialise_own(machine, layer, call)


def _get_config(machine: Machine, arguments: Arguments) -> Any:
    """What it is made of. Keras makes it again only where the function is registered."""
    layer = arguments.positional[0]
    parts = {name: layer.hidden.get(name) for name in ("function", "output_shape", "mask", "arguments")}
    kept = {name: None if part is None else Kept(part) for name, part in parts.items()}
    return machine.new_dict({"name": layer_name(layer), "trainable": layer.hidden.get("trainable", True), **kept})


def _check_function(machine: Machine, function: Any, call: Arguments) -> None:
    """`Lambda("relu")`, and `Lambda(lambda a, b: a + b)`: what the layer is called on is one argument."""
    if machine.trying or (installed_major(machine) or 0) < 3:
        return
    place = call.places.get(0, call.places.get("function", call.site))
    if isinstance(function, (str, int, float)) and place is not None:
        message = f"`function` is {function!r}; it takes a function"
        machine.report(Finding("bad-choice", message, place, machine.stack))
    if not isinstance(function, Function) or call.get(3, "arguments") is not None or call.more is not None:
        return
    items = [one for one in function.node.parameters.items if one.kind in ("positional_only", "positional")]
    missing = [one.name for one in items[1:] if one.name not in {*function.defaults, "mask", "training"}]
    if missing and place is not None:
        message = (
            f"the function is called on one argument, a list where the layer is called on a list; it needs "
            f"{' and '.join(f'`{name}`' for name in missing)}, too"
        )
        machine.report(Finding("missing-argument", message, place, machine.stack))


def apply_lambda(machine: Machine, layer: Instance, inputs: Any, call: Arguments | None) -> Any:
    """What the function makes of the tensors; where that is not known, what `output_shape` promises. Keras 3 believes
    the promise, whatever the function makes of symbolic tensors, and that a layer gives the type it computes with.
    """
    hidden, computed = layer.hidden, _computed(machine, layer, inputs)
    outputs = plain_structure(computed)
    symbolic = not session(machine).inside and any(tensor.tag is not None for tensor in tensors_in(inputs))
    believed = symbolic and (installed_major(machine) or 0) >= 3
    promised = None if hidden["output_shape"] is None else _promised(machine, layer, inputs)
    if promised is not None and ((believed and _is_known(promised)) or isinstance(shapes_in(outputs), Unknown)):
        outputs = tensors_for(tensor_of, promised)
    elif not tensors_in(outputs):
        reason = outputs if isinstance(outputs, Unknown) else Unknown("the function gives no tensor that is understood")
        outputs = tensor_of(reason)
    if believed:
        outputs = map_tensors(lambda tensor: tensor_of(tensor.shape, source=tensor.source), outputs)
    return finish_application(machine, layer, inputs, outputs, (), call, like=computed)


def _computed(machine: Machine, layer: Instance, inputs: Any) -> Any:
    """What the function makes of the tensors."""
    keywords: Any = {}
    if layer.hidden["arguments"] is not None:
        passed = layer.hidden["arguments"]
        unknown = Unknown("the arguments of the function are not known")
        keywords = passed.content if isinstance(passed, Dict) else unknown
    more = keywords if isinstance(keywords, Unknown) else None
    given = Arguments([inputs], {} if more is not None else dict(keywords), machine.site, more=more)
    with session(machine).inside_layer():
        return machine.call(layer.hidden["function"], given)


def _compute_output_shape(machine: Machine, arguments: Arguments) -> Any:
    """What is promised, else what the function makes of tensors of this shape."""
    layer, given = arguments.positional[0], arguments.without_first().get(0, "input_shape")
    shapes = session(machine).shapes_with_batch(machine.plain(given))
    inputs = program_structure(machine, tensors_for(tensor_of, shapes))
    if layer.hidden["output_shape"] is not None:
        return program_shape(machine, _promised(machine, layer, inputs))
    with machine.silent():
        return program_shape(machine, shapes_in(plain_structure(_computed(machine, layer, inputs))))


def _promised(machine: Machine, layer: Instance, inputs: Any) -> Any:
    """`output_shape` is a shape without the batch or a list of such shapes, or a function of shapes with the batch."""
    keras = session(machine)
    promise = layer.hidden["output_shape"]
    if isinstance(promise, Value) and not hasattr(promise, "content"):
        given = program_shape(machine, shapes_in(inputs))
        return keras.shapes_with_batch(machine.plain(machine.call_values(promise, given)))
    plain = machine.plain(promise)
    if isinstance(plain, tuple) and plain and all(isinstance(item, tuple) for item in plain):
        return Several(map(keras.shape_with_batch, plain))
    return keras.shape_with_batch(plain)


def _is_known(shape: Any) -> bool:
    if isinstance(shape, Several):
        return all(map(_is_known, shape))
    return not has_unknown(shape)
