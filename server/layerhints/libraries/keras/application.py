"""Applying layers to tensors."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras import mistaken
from layerhints.libraries.keras.activating import keep_activation
from layerhints.libraries.keras.calls import first_name, read_call, read_inherited, sites_of, tensors_of
from layerhints.libraries.keras.compatibility import as_built, built_otherwise
from layerhints.libraries.keras.era import installed_major
from layerhints.libraries.keras.graph import Node
from layerhints.libraries.keras.inference import learn_from_rule, learn_tensors
from layerhints.libraries.keras.layer import info_of, require_initialised
from layerhints.libraries.keras.layer_building import keep_weights, settle
from layerhints.libraries.keras.layer_classes import layer_class
from layerhints.libraries.keras.layers.base import applied_inside, applied_to_numbers
from layerhints.libraries.keras.masks import is_edge, mask_given, may_mask, output_masks
from layerhints.libraries.keras.nested import all_weights
from layerhints.libraries.keras.ops.types import kept_type
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.structures import (
    map_tensors,
    plain_structure,
    program_structure,
    shapes_in,
    tensors_for,
    tensors_in,
)
from layerhints.libraries.keras.tensors import KerasTensor, mask_of, tensor_of
from layerhints.libraries.keras.wrong_ranks import with_advice
from layerhints.rules import Applied, shapes_of
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.arguments import Arguments
from layerhints.values.blaming import report
from layerhints.values.facts import LayerApplied
from layerhints.values.objects import Function, Instance, List, first_reason
from layerhints.values.ranks import derived, with_more_axes
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layerhints.values.facts import LayerInfo
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Class
    from layerhints.values.sites import Site


_NOTHING = object()


def apply_layer(machine: Machine, layer: Instance, call: Arguments) -> Any:
    """`layer(inputs)`."""
    inputs = call.positional[0] if call.positional else call.get(0, first_name(layer), _NOTHING)
    if inputs is _NOTHING:
        inputs = Unknown("the layer is called without an input")
    custom = is_custom(layer)
    if custom:
        mistaken.report_call_of_own(machine, layer, call)
    elif not isinstance(inputs, Tensor):
        mistaken.report_layers_as_inputs(machine, layer, inputs, call)
    mistaken.report_without_call(machine, layer)
    if len(call.positional) > 1:
        mistaken.report_flag_by_position(machine, layer, call)
        mistaken.report_second_tensor(machine, layer, call)
    return _apply(machine, layer, inputs, call, None, custom)


def apply_to(
    machine: Machine, layer: Instance, inputs: Any, call: Arguments | None = None, sites: list[Site] | None = None
) -> Any:
    """Apply a layer to a tensor, a structure of tensors, or something unknown; gives the output tensors."""
    return _apply(machine, layer, inputs, call, sites, is_custom(layer))


def _apply(
    machine: Machine, layer: Instance, inputs: Any, call: Arguments | None, sites: list[Site] | None, custom: bool
) -> Any:
    require_initialised(machine, layer)
    learn_tensors(machine, inputs)
    assembled = "layers" in layer.hidden or "inputs" in layer.hidden
    if custom and not (assembled and _is_symbolic(machine, inputs)):
        from layerhints.libraries.keras.custom import apply_custom

        return apply_custom(machine, layer, inputs, call)
    if assembled:
        from layerhints.libraries.keras.models import apply_model

        return apply_model(machine, layer, inputs, call)
    if "function" in layer.hidden:
        from layerhints.libraries.keras.lambdas import apply_lambda

        return apply_lambda(machine, layer, inputs, call)
    return _apply_rule(machine, layer, inputs, call, sites)


def _is_symbolic(machine: Machine, inputs: Any) -> bool:
    """Is it a call on the tensors of a graph? What comes out of an assembled model then is what its layers say, even if
    it has a `call` of its own (`Functional.compute_output_spec`).
    """
    return not session(machine).inside and any(tensor.tag is not None for tensor in tensors_in(inputs))


def make_and_apply(name: str, origin: str, machine: Machine, arguments: Arguments) -> Any:
    """`concatenate(tensors, axis=…)`: makes the layer called `name` of the other arguments and applies it."""
    inputs = arguments.get(0, "inputs", Unknown(f"`{name.lower()}` is called without tensors"))
    sites = [arguments.places[place] for place in (0, "inputs") if place in arguments.places]
    rest = arguments.without_first() if arguments.positional else arguments
    keywords = {key: value for key, value in rest.keywords.items() if key != "inputs"}
    if any(isinstance(value, Tensor) for value in rest.positional):  # `add(a, b)`, which is reported as no list
        rest = Arguments([], rest.keywords, rest.site, rest.places, rest.more)
    call = Arguments(rest.positional, keywords, rest.site, rest.places, rest.more)
    return apply_to(machine, machine.instantiate(layer_class(machine, name, origin), call), inputs, None, sites)


def named(arguments: Arguments, parameters: Sequence[str]) -> Arguments:
    """The same call with all of its arguments by name."""
    keywords = {**dict(zip(parameters, arguments.positional, strict=False)), **arguments.keywords}
    places: dict[int | str, Site] = {
        parameters[at] if isinstance(at, int) and at < len(parameters) else at: site
        for at, site in arguments.places.items()
    }
    return Arguments([], keywords, arguments.site, places, arguments.more)


def apply_made(machine: Machine, cls: Class, call: Arguments, function: str) -> Any:
    """What a `function` does that makes a layer of the class of its arguments, which are all by name, and applies it to
    its `inputs`.
    """
    inputs = call.keywords.pop("inputs", Unknown(f"`{function}` is called without tensors"))
    sites = [call.places["inputs"]] if "inputs" in call.places else []
    return apply_to(machine, machine.instantiate(cls, call), inputs, None, sites)


def is_custom(layer: Instance) -> bool:
    """Does the program say itself what the layer does?"""
    return isinstance(layer.cls.lookup("call"), Function)


def _apply_rule(
    machine: Machine, layer: Instance, inputs: Any, call: Arguments | None, sites: list[Site] | None
) -> Any:
    keras = session(machine)
    builds = isinstance(layer.cls.lookup("build"), Function)
    if builds:
        _build(machine, layer, inputs, call)
    settle(machine, layer)
    bound, info, given = read_call(machine, layer, inputs, call)
    if bound is None:
        known = first_reason(layer.hidden.get("open"), layer.cls.open)
        reason = Unknown(f"what `{layer.cls.name}` does is not known") if known is None else known
        applied = Applied(reason, reason, ())
    else:
        if bound.reads_lists and isinstance(inputs, (tuple, List)) and not tensors_in(inputs):
            inputs = _as_tensor(machine, inputs)
            given = tensors_of(layer, inputs, call)
        if given is not inputs:
            learn_tensors(machine, given)
        shape = shapes_in(given)
        learn_from_rule(machine, bound, shape)
        applied = as_built(layer, bound, bound.apply(shape), shape)
        symbolic = any(tensor.tag is not None for tensor in tensors_in(inputs))
        if keras.inside and symbolic:
            applied = applied_inside(bound, shape, applied)
        if keras.inside or not symbolic or installed_major(machine) == 2:
            applied = applied_to_numbers(bound, shape, applied)
            keep_activation(machine, layer, applied.outputs)
        problem = built_otherwise(layer, applied, shape)
        if problem is not None:
            reason = Unknown(problem.message, problem)
            applied = Applied(reason, layer.hidden["weights"], (problem,))
    if builds and layer.hidden.get("builds") is not True:
        reason = Unknown(f"the `build` of `{layer.cls.name}` is the program's own")
        applied = Applied(applied.outputs, reason, ())
    if applied.problems:
        standing = sites_of(layer, call) if sites is None and call is not None else sites
        problems = applied.problems if bound is None else with_advice(applied.problems, bound, given)
        if machine.leaves_out:  # the None may stand for what callers give
            problems = tuple(problem for problem in problems if problem.code != "undefined-axis")
        report(machine, info_of(machine, layer), problems, {}, standing, info.site)
    return finish_rule(machine, layer, inputs, applied, call, read=(info, given))


def _as_tensor(machine: Machine, data: Any) -> Any:
    """Data that the program writes out."""
    from layerhints.libraries.numpy.arrays import as_array

    try:
        return as_array(machine, data)
    except Mismatch as mismatch:
        return Unknown(str(mismatch))


def _build(machine: Machine, layer: Instance, inputs: Any, call: Arguments | None) -> None:
    """Run the `build` that the program writes for a layer of Keras's, before its first application."""
    from layerhints.libraries.keras.custom import build

    build(machine, layer, shapes_in(tensors_of(layer, inputs, call)))


def call_rule(machine: Machine, arguments: Arguments) -> Any:
    """`super().call(x)` in a layer that derives from one of Keras's: what that one does, as a part of the layer."""
    layer = arguments.positional[0]
    settle(machine, layer)
    bound, given = read_inherited(machine, layer, arguments.without_first())
    if bound is None:
        return tensor_of(Unknown(f"what `call` of `{layer.cls.name}` does is not known"))
    applied = bound.apply(shapes_in(given))
    if isinstance(layer.cls.lookup("build"), Function) and layer.hidden.get("builds") is not True:
        applied = Applied(applied.outputs, Unknown(f"the `build` of `{layer.cls.name}` is the program's own"), ())
    if "weights" not in layer.hidden or isinstance(layer.hidden["weights"], Unknown):
        keep_weights(machine, layer, applied.weights)
    return program_structure(machine, tensors_for(tensor_of, applied.outputs))


def finish_rule(
    machine: Machine,
    layer: Instance,
    inputs: Any,
    applied: Applied,
    call: Arguments | None = None,
    dtype: Any = None,
    read: tuple[LayerInfo, Any] | None = None,
) -> Any:
    """What a rule said of an application: the weights are made by the first. `read` is what `read_call` gave of the
    layer and of its inputs, where that is known.
    """
    if "weights" not in layer.hidden or isinstance(layer.hidden["weights"], Unknown):
        keep_weights(machine, layer, applied.weights)
    weights, added = applied.weights, layer.hidden["added"]
    if layer.attributes and not isinstance(weights, Unknown):
        weights = all_weights(machine, layer)
    elif not isinstance(weights, Unknown) and (added != () or type(weights) is not tuple):  # else all have one object
        weights = added if isinstance(added, Unknown) else (*weights, *added)
    if read is None:
        read = read_call(machine, layer, inputs, call)[1:]
    shapes = shapes_of(shapes_in(read[1]))
    rule = layer.hidden.get("rule")
    more = getattr(rule, "more_axes", 0)
    if dtype is None and getattr(rule, "keeps_type", False):
        dtype = kept_type(tensors_in(read[1]))

    def output(shape: Any) -> KerasTensor:
        return KerasTensor(with_more_axes(shape, shapes[0], more) if more else derived(shape, *shapes), dtype)

    outputs = tensors_for(output, applied.outputs)
    return finish_application(machine, layer, inputs, outputs, weights, call, read, fresh=True)


def finish_application(
    machine: Machine,
    layer: Instance,
    inputs: Any,
    outputs: Any,
    weights: Any,
    call: Arguments | None,
    read: tuple[LayerInfo, Any] | None = None,
    fresh: bool = False,
    like: Any = None,
) -> Any:
    """Note the application down, and give its output tensors; `outputs` is a structure of tensors of their shapes. They
    are these where they are `fresh`, since nobody else has them then. Several are together as in `like`.
    """
    if isinstance(outputs, Unknown):
        outputs = tensor_of(outputs)
    info, given = read_call(machine, layer, inputs, call)[1:] if read is None else read
    keras = session(machine)
    site = keras.site()
    fact = LayerApplied(info, shapes_in(given), shapes_in(outputs), weights, tensors_in(given), site, machine.stack)
    machine.observe(fact)
    node = _node(layer, inputs, call)
    masks: Iterator[Any] = iter(())
    symbolic = not node.inputs
    masked = may_mask(layer) or "mask" in node.keywords
    for tensor in node.inputs:
        symbolic = symbolic or tensor.tag is not None
        masked = masked or mask_of(tensor) is not None
    if masked:
        masks = _masks(machine, layer, node, call, outputs)
    begins = layer.cls.name == "InputLayer"
    if not begins:
        keras.lose_count_of_tensors()
    indices, name = count(), layer.hidden.get("name")
    tag = node if symbolic else None

    def out(tensor: Any) -> Tensor:
        """Of numbers come numbers: only what is symbolic becomes a part of a model."""
        mask = next(masks, None)
        if mask_of(tensor) is not None and (keras.inside or tag is None):
            mask = _apart(mask_of(tensor))
        made = tensor if fresh else KerasTensor(tensor.shape, tensor.dtype, source=tensor.source)
        made.producer, made.index, made.tag, made.mask = fact, next(indices), tag, mask
        return made if name is None else machine.handed_out((layer.cls.name, name, made.index, mask), made, begins)

    node.outputs = map_tensors(out, outputs)
    applications = layer.hidden.get("applications", ())
    if isinstance(applications, tuple):
        machine.write(layer.hidden, "applications", (*applications, node))
    return program_structure(machine, node.outputs, like)


def _masks(
    machine: Machine, layer: Instance, node: Node, call: Arguments | None, outputs: Any
) -> Iterator[Any]:
    """The masks of what comes out. The one that goes in may be an input of the application, too."""
    given = mask_given(node.structure, call)
    if tensors_in(given) and is_edge(layer, call):
        node.take("mask", given)
    return iter(output_masks(machine, layer, node.structure, given, len(tensors_in(outputs))))


def _apart(mask: Any) -> Any:
    """A mask that comes out of the inside of a layer, where it is no part of the graph outside."""
    return tensor_of(mask.shape) if isinstance(mask, Tensor) else mask


def _node(layer: Instance, inputs: Any, call: Arguments | None) -> Node:
    first = plain_structure(inputs)
    if call is None or (len(call.positional) < 2 and not call.keywords):
        return Node(layer, (first,))
    named = first_name(layer)
    keywords = {name: plain_structure(value) for name, value in call.keywords.items() if name != named}
    return Node(layer, (first, *map(plain_structure, call.positional[1:])), keywords)
