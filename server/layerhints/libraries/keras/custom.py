"""Layers and models that the program defines itself, by deriving from `Layer` or `Model`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.application import finish_application, is_custom
from layerhints.libraries.keras.calls import USUAL, first_name
from layerhints.libraries.keras.era import installed_major
from layerhints.libraries.keras.inference import given_sizes
from layerhints.libraries.keras.layer import require_initialised
from layerhints.libraries.keras.layer_building import BUILT_FOR_UNKNOWN
from layerhints.libraries.keras.layers.base import is_none
from layerhints.libraries.keras.masks import with_masks
from layerhints.libraries.keras.nested import NOT_RUN, all_weights, sublayers, weights_after_call
from layerhints.libraries.keras.ops.kernel import is_announced
from layerhints.libraries.keras.session import keras_shape, session
from layerhints.libraries.keras.structures import plain_structure, shapes_in
from layerhints.libraries.keras.tensors import KerasTensor, tensor_of
from layerhints.libraries.numpy.arrays import Array
from layerhints.rules import Several, Weight, counts, factor
from layerhints.rules.field import Invalid, whole_number
from layerhints.rules.shapes import Named
from layerhints.values.arguments import Arguments
from layerhints.values.described import passed
from layerhints.values.facts import Finding
from layerhints.values.holes import WholeNumber, hole_of
from layerhints.values.objects import Function, Instance
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from layerhints.values.machine import Machine


def add_weight(machine: Machine, arguments: Arguments) -> Any:
    """`Layer.add_weight` in the spellings of every version: the shape is first or second, the name the other."""
    layer = arguments.positional[0]
    require_initialised(machine, layer)
    call = arguments.without_first()
    first, second = call.get(0, "shape"), call.get(1, "name")
    shape, name = (second, first) if isinstance(first, str) or isinstance(second, tuple) else (first, second)
    if "shape" in call.keywords:
        shape = call.keywords["shape"]
    if "name" in call.keywords:
        name = call.keywords["name"]
    shape = machine.plain(() if shape is None else shape)
    trainable = machine.truth(call.keywords.get("trainable", True))
    if isinstance(shape, tuple):
        shape = tuple(_size(machine, size, place) for place, size in enumerate(shape))
        axes = tuple(factor(f"axis {index}", size) for index, size in enumerate(shape))
    else:
        reason = shape if isinstance(shape, Unknown) else Unknown("the shape of the weight is not known")
        axes, shape = (factor("size", reason),), reason
    flag: Any = Unknown("whether the weight is trained is not known") if trainable is None else trainable
    weight = Weight(name if isinstance(name, str) else "variable", axes, flag)
    added = layer.hidden["added"]
    machine.write(layer.hidden, "added", added if isinstance(added, Unknown) else (*added, weight))
    return tensor_of(shape)


def _size(machine: Machine, value: Any, place: int) -> Any:
    """A size of a weight. What Keras certainly refuses is a problem."""
    if isinstance(value, bool):
        return int(value)
    if (hole := hole_of(value)) is not None:
        machine.learn(hole, WholeNumber())
    if value is None:
        return Unknown("Keras makes no weight with a size of None")
    try:
        return whole_number(value, 0, f"shape[{place}]")
    except Invalid as invalid:
        if machine.site is not None:
            machine.report(Finding(invalid.code, invalid.message, machine.site, machine.stack))
        return Unknown(invalid.message)


def weights_property(machine: Machine, arguments: Arguments, trainable: bool | None = None) -> Any:
    """`layer.weights`, or those of them that are trained, or are not."""
    return machine.new_list(_each_weight(machine, arguments.positional[0], tensor_of, trainable))


def get_weights(machine: Machine, arguments: Arguments) -> Any:
    """`layer.get_weights()`: the same as arrays."""
    return machine.new_list(_each_weight(machine, arguments.positional[0], lambda shape: Array(shape, "float32"), None))


def count_params(machine: Machine, arguments: Arguments) -> Any:
    """`layer.count_params()`, which Keras refuses to say of a layer that is not built."""
    layer = arguments.positional[0]
    if layer.hidden.get("rule") is not None and "weights" not in layer.hidden:
        return Unknown("the layer is not built, so its weights are not known")
    found = counts(all_weights(machine, layer))
    return found[0].total if len(found) == 1 else Unknown("the number of parameters depends on what is not known")


def _each_weight(
    machine: Machine, layer: Instance, make: Callable[[Any], Any], trainable: bool | None
) -> list[Any] | Unknown:
    """Something for the shape of each weight that the layer has, without those that its arguments rule out."""
    weights = all_weights(machine, layer)
    if isinstance(weights, Unknown):
        return weights
    if any(isinstance(weight.when, Unknown) for weight in weights):
        return Unknown("which weights the layer has is not known")
    if trainable is not None and any(isinstance(weight.trainable, Unknown) for weight in weights):
        return Unknown("which weights of the layer are trained is not known")
    return [
        make(weight.shape)
        for weight in weights
        if weight.when is True and (trainable is None or weight.trainable is trainable)
    ]


def apply_custom(machine: Machine, layer: Instance, inputs: Any, call: Arguments | None) -> Any:
    """Build the layer if it is not yet, then run its `call`."""
    blind = _call_arguments(layer, inputs, call)
    arguments = with_masks(machine, layer, blind)
    member = layer.cls.lookup("call")
    passed(machine, member, arguments)
    method = machine.bind(member, layer, layer.cls)
    if arguments is not blind and layer.hidden.get("built") is not True:
        _build_by_run(machine, layer, method, blind)
    build(machine, layer, shapes_in(inputs), blind)
    announced = is_announced(machine, inputs) and installed_major(machine) != 2 and _says_shape(layer)
    unbuilt = list(_unbuilt(machine, layer)) if announced else [(layer, ())]
    with session(machine).inside_layer():
        outputs = machine.call(method, arguments)
    for holder, inside in unbuilt:
        if inside or NOT_RUN in holder.hidden:
            machine.write(holder.hidden, NOT_RUN, inside)
    plain = plain_structure(outputs)
    weights = weights_after_call(machine, layer, plain)
    result = _as_announced(machine, layer, inputs, plain, blind)
    return finish_application(machine, layer, inputs, result, weights, call, like=outputs)


def _says_shape(layer: Instance) -> bool:
    """Does the class say which shape comes out, so that Keras 3 does not run `call` for symbolic tensors? Without a
    `build` it is run all the same, as that builds the layers inside.
    """
    own = layer.cls.lookup
    said = isinstance(own("compute_output_shape"), Function) or isinstance(own("compute_output_spec"), Function)
    return layer.hidden.get("rule") is not None or (said and isinstance(own("build"), Function))


def _unbuilt(machine: Machine, layer: Instance) -> Iterator[tuple[Instance, tuple[Instance, ...]]]:
    """The layer, and those that are built in it, each with the layers inside that are not built yet, or were not before
    `call` was run to see what it gives.
    """
    before = layer.hidden.get(NOT_RUN, ())
    inside = sublayers(machine, layer)
    without = tuple(inner for inner in inside if inner in before or _makes_weights_when_run(inner))
    yield layer, without
    for inner in inside:
        if inner not in without and is_custom(inner):
            yield from _unbuilt(machine, inner)


def _makes_weights_when_run(layer: Instance) -> bool:
    """Is it a layer that is not built, and not one that has no `build`? The weights of that one are there already, or
    are those of the layers inside.
    """
    has_build = layer.hidden.get("rule") is not None or isinstance(layer.cls.lookup("build"), Function)
    return not _BUILT & layer.hidden.keys() and (has_build or not is_custom(layer))


_BUILT = {"weights", "built", "inputs", BUILT_FOR_UNKNOWN}


def _as_announced(machine: Machine, layer: Instance, inputs: Any, outputs: Any, given: Arguments) -> Any:
    """Of a symbolic tensor Keras asks the program's own `compute_output_shape` what comes out, and does not run `call`:
    so it may know sizes that are None to TensorFlow, and what we do not understand.
    """
    method = layer.cls.lookup("compute_output_shape")
    if not isinstance(method, Function) or not _leaves_open(outputs) or not is_announced(machine, inputs):
        return outputs
    arguments = _build_arguments(machine, layer, method, shapes_in(inputs), given)
    with machine.silent():
        said = machine.attempt(lambda: machine.call(machine.bind(method, layer, layer.cls), arguments))
    return _completed(machine, outputs, machine.plain(said))


def _leaves_open(outputs: Any) -> bool:
    if isinstance(outputs, tuple):
        return any(map(_leaves_open, outputs))
    shape = outputs.shape if isinstance(outputs, Tensor) else outputs
    return isinstance(shape, Unknown) or (
        isinstance(shape, tuple) and any(map(_is_open, shape[1:]))
    )


def _completed(machine: Machine, outputs: Any, said: Any) -> Any:
    """What comes out, with what is said of what is open in it."""
    if not isinstance(said, tuple):
        return outputs
    several = bool(said) and all(isinstance(item, tuple) for item in said)
    if isinstance(outputs, Unknown):
        outputs = (outputs,) * len(said) if several else tensor_of(outputs)
    if isinstance(outputs, tuple):
        fits = several and len(outputs) == len(said)
        pairs = zip(outputs, said, strict=True) if fits else ()
        return tuple(_completed(machine, *pair) for pair in pairs) if fits else outputs
    if not isinstance(outputs, Tensor) or several or not _leaves_open(outputs):
        return outputs
    if isinstance(outputs.shape, Unknown):
        return KerasTensor(session(machine).shape_with_batch(said[1:], said[0]) if said else (), outputs.dtype)
    if len(said) != len(outputs.shape):
        return outputs
    pairs = zip(said, outputs.shape, strict=True)
    sizes = tuple(told if _is_open(size) and type(told) is int else size for told, size in pairs)
    return KerasTensor(sizes, outputs.dtype)


def _is_open(size: Any) -> bool:
    return is_none(size) or isinstance(size, Unknown)


def _build_by_run(machine: Machine, layer: Instance, method: Any, blind: Arguments) -> None:
    """Keras builds a layer without a `build` by running its `call` beforehand, without the masks that it adds later:
    the layers inside that only such a call uses have weights, too.
    """
    inside = sublayers(machine, layer)
    if isinstance(layer.cls.lookup("build"), Function) or all("weights" in inner.hidden for inner in inside):
        return
    before = [(inner, inner.hidden.get("applications", ())) for inner in inside]
    with session(machine).inside_layer(), machine.silent():
        machine.call(method, blind)
    for inner, applications in before:
        machine.write(inner.hidden, "applications", applications)


def build(machine: Machine, layer: Instance, shapes: Any, given: Arguments | None = None) -> None:
    """Run the program's own `build` once: for `shapes`, or for those of each tensor that `call` is given."""
    if layer.hidden.get("built") is True:
        return
    machine.write(layer.hidden, "built", True)
    build = layer.cls.lookup("build")
    if isinstance(build, Function):
        arguments = _build_arguments(machine, layer, build, shapes, given)
        machine.call(machine.bind(build, layer, layer.cls), arguments)
    elif layer.hidden.get("rule") is not None and given is not None:
        machine.call(machine.bind(build, layer, layer.cls), Arguments(_shapes_for_rule(machine, layer, shapes, given)))


def _build_arguments(
    machine: Machine, layer: Instance, build: Function, shapes: Any, given: Arguments | None
) -> Arguments:
    """A `build` of one parameter takes the first shape; of several, `x_shape` is that of the argument `x` of `call`."""
    wanted = [parameter.name for parameter in build.node.parameters.items[1:] if parameter.kind in _SINGLE]
    if len(wanted) == 1 or given is None:
        each = shapes if len(wanted) > 1 and isinstance(shapes, Several) else (shapes,)
        return Arguments([program_shape(machine, shape) for shape in each], site=machine.site)
    keywords = {
        f"{name}_shape": _shape_of(machine, value) for name, value in _named_arguments(layer, given).items()
    }
    return Arguments([], {name: keywords.get(name) for name in wanted}, machine.site)


def _shapes_for_rule(machine: Machine, layer: Instance, shapes: Any, given: Arguments) -> list[Any]:
    """What the `build` of one of Keras's layers gets where `call` is the program's own: the shapes of its tensors."""
    calling = getattr(layer.hidden["rule"], "calling", USUAL)
    if len(calling.tensors) == 1:
        return [program_shape(machine, shapes)]
    values = _named_arguments(layer, given)
    tensors = (values.get(name) for name in calling.tensors)
    return [_shape_of(machine, tensor) for tensor in tensors if tensor is not None]


def _named_arguments(layer: Instance, given: Arguments) -> dict[str, Any]:
    """What `call` is given, by the names of its parameters."""
    named = _names_of_parameters(layer.cls.lookup("call"))
    return {**dict(zip(named, given.positional, strict=False)), **given.keywords}


def _shape_of(machine: Machine, value: Any) -> Any:
    """The shape of an argument of `call`, as `build` gets it; None for what is no tensor."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return None
    return program_shape(machine, shapes_in(value))


_SINGLE = ("positional_only", "positional", "keyword_only")


def _names_of_parameters(method: Any) -> list[str]:
    """What the parameters behind `self` are called."""
    return [parameter.name for parameter in method.node.parameters.items][1:]


def program_shape(machine: Machine, shapes: Any) -> Any:
    if isinstance(shapes, Named):
        return machine.new_dict({n: program_shape(machine, s) for n, s in zip(shapes.names, shapes, strict=True)})
    if isinstance(shapes, Several):
        return machine.new_list([program_shape(machine, shape) for shape in shapes])
    return given_sizes(keras_shape(shapes))


def _call_arguments(layer: Instance, inputs: Any, call: Arguments | None) -> Arguments:
    """What `call` is given: Keras adds `training` where the method asks for it without a default."""
    method = layer.cls.lookup("call")
    positional = [inputs, *(call.positional[1:] if call is not None else ())]
    given = call.keywords.items() if call is not None else ()
    keywords = {name: value for name, value in given if name != first_name(layer)}
    names = _names_of_parameters(method)
    if not any(p.kind == "keywords" for p in method.node.parameters.items):
        for name in {"training", "mask"}.difference(names):
            keywords.pop(name, None)
    if (
        "training" in names
        and "training" not in keywords
        and "training" not in method.defaults
        and names.index("training") >= len(positional)
    ):
        keywords["training"] = False
    site = call.site if call is not None else None
    return Arguments(positional, keywords, site)
