"""Layers inside layers: finding them, and what they cost together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from layerhints.algebra import Expression, Unknown
from layerhints.libraries.keras.era import may_run_with_keras_3
from layerhints.libraries.keras.graph import applications_of
from layerhints.libraries.keras.layer_building import BUILT_FOR_UNKNOWN, BUILT_IN_A_LOOP
from layerhints.libraries.keras.structures import has_unknown, tensors_in
from layerhints.libraries.keras.variables import Variable
from layerhints.rules import Applied, Several, Weight, factor
from layerhints.rules.quantity import both
from layerhints.rules.weights import Inside
from layerhints.values.holes import hole_of
from layerhints.values.objects import ABSENT, Dict, Function, Instance, List, Set, Value
from layerhints.values.origins import Either

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from layerhints.values.machine import Machine

_DEPTH = 60
NOTHING = Unknown("nothing is sent through it")
NOT_RUN = "not run"
"""The layers in a layer of Keras's that only its `call` builds, which Keras 3 does not run for symbolic tensors, since
that class says which shape comes out (in `hidden`).
"""

BUILT_FOR = "built for"
"""The tensors of the shapes that a model was built for, where that ran no `call` (in `hidden`)."""

_GIVEN = "given by call"
"""What the `call` gave that has just been run, before the application is noted, else None (in `hidden`)."""


def stacked(model: Instance) -> tuple[Instance, ...] | Unknown:
    """The layers of a stack. They are not known where it depends on the course which one stands in some place."""
    layers = model.hidden.get("layers", ())
    found = layers if isinstance(layers, Unknown) else next((one for one in layers if isinstance(one, Unknown)), layers)
    return cast("tuple[Instance, ...] | Unknown", found)


def sublayers(machine: Machine, layer: Instance) -> list[Instance]:
    """The layers directly inside: those of a model, or those that attributes hold, in the order of assignment. Keras 3
    does not look into the attributes of a stack.
    """
    from layerhints.libraries.keras.models import layers_of_model

    own = layers_of_model(machine, layer)
    if layer.attributes and "layers" in layer.hidden and may_run_with_keras_3(machine):
        return list(own or ())
    found: dict[int, Instance] = {id(inner): inner for inner in own or ()}
    for value in layer.attributes.values():
        _collect(value, found, 0)
    found.pop(id(layer), None)
    return list(found.values())


def _collect(value: Any, found: dict[int, Instance], depth: int) -> None:
    if isinstance(value, Instance) and "keras" in value.hidden:
        found.setdefault(id(value), value)
    elif depth < _DEPTH:
        for item in _items(value):
            _collect(item, found, depth + 1)


def _items(value: Any) -> Iterable[Any]:
    """What is in a container of those in which Keras looks for layers and variables, as far as it is known."""
    if isinstance(value, tuple):
        return value
    if not isinstance(value, Value):
        return ()
    content: Any = value.content if isinstance(value, (List, Dict, Set)) else value.as_tuple()
    if content is None or isinstance(content, Unknown):
        return ()
    return content.values() if isinstance(value, Dict) else content


def _variables(values: Iterable[Any], seen: set[int]) -> Iterator[Weight]:
    """The variables in these values that were not counted yet."""
    pending = [(value, 0) for value in reversed(tuple(values))]
    while pending:
        value, depth = pending.pop()
        if isinstance(value, Variable):
            if id(value) not in seen:
                seen.add(id(value))
                yield value.weight()
        elif depth < _DEPTH:
            pending.extend((item, depth + 1) for item in reversed(tuple(_items(value))))


def all_weights(machine: Machine, layer: Instance, seen: set[int] | None = None) -> tuple[Weight, ...] | Unknown:
    """Every weight in a layer and the layers inside, each layer once, with what `trainable` came to.

    A flag of the layer that is asked stands for all weights in it. Further inside, a flag decides only about a layer's
    own weights: when it was set it was passed on, and a layer inside may have been set otherwise since.
    """
    if seen is None:
        return _trained(_weights_inside(machine, layer, {id(layer)}), layer)
    if id(layer) in seen:
        return ()
    seen.add(id(layer))
    return _weights_inside(machine, layer, seen)


def weights_after_call(machine: Machine, layer: Instance, outputs: Any) -> tuple[Weight, ...] | Unknown:
    """The same of a layer whose `call` has just given `outputs`: what that did not use has no weights."""
    machine.write(layer.hidden, _GIVEN, (outputs,))
    weights = all_weights(machine, layer)
    machine.write(layer.hidden, _GIVEN, None)  # a deletion would end that runs are made ahead
    return weights


def _trained(weights: tuple[Weight, ...] | Unknown, layer: Instance) -> tuple[Weight, ...] | Unknown:
    trainable = layer.hidden.get("trainable", True)
    if isinstance(weights, Unknown) or trainable is True:
        return weights
    return _with_flag(weights, trainable)


def _with_flag(weights: Sequence[Weight], trainable: Any) -> tuple[Weight, ...]:
    if isinstance(weights, Inside):
        parts = [(name, _with_flag(part, trainable)) for name, part in weights.parts]
        return Inside(_with_flag(weights.own, trainable), parts)
    return tuple(replace(weight, trainable=both(weight.trainable, trainable)) for weight in weights)


def _weights_inside(machine: Machine, layer: Instance, seen: set[int]) -> tuple[Weight, ...] | Unknown:
    hidden = layer.hidden
    if machine.may_be_missing(hidden, "weights") and BUILT_IN_A_LOOP not in hidden:
        return Unknown(f"whether a `{layer.cls.name}` inside is built is not known")
    if not layer.attributes and _is_plain(hidden):
        return cast("tuple[Weight, ...]", hidden["weights"])
    shared = hidden.get("shares", ())
    if shared:
        elsewhere = _counted_elsewhere(machine, shared, seen)
        if elsewhere is not None:
            return elsewhere
    own, added = hidden.get("weights", ()), hidden["added"]
    perhaps = next((one for one in own if isinstance(one, Unknown)), None) if isinstance(own, tuple) else None
    for unknown in (own, perhaps, added, stacked(layer), hidden.get("gap")):
        if isinstance(unknown, Unknown):
            return unknown
    if isinstance(hidden.get("open"), Unknown) and "weights" not in hidden:
        return cast("Unknown", hidden["open"])
    if BUILT_FOR_UNKNOWN in hidden and "weights" not in hidden:
        return cast("Unknown", hidden[BUILT_FOR_UNKNOWN])
    if shared and isinstance(own, tuple):
        own = _with_flag(own, _flag_of(shared))
    direct = _trained((*own, *added, *_variables(layer.attributes.values(), seen)), layer)
    assert not isinstance(direct, Unknown)
    if hidden.get("rule") is not None:
        if "weights" not in hidden and isinstance(layer.cls.lookup("call"), Function) and not _builds_alone(layer):
            return Unknown(f"the `call` of `{layer.cls.name}` is the program's own, and what it builds is not known")
        if not layer.attributes:
            return direct
    elif not is_assembled(layer) and (missing := _missing(machine, layer)) is not None:
        return missing
    parts: list[tuple[str, tuple[Weight, ...]]] = []
    for inner in sublayers(machine, layer):
        if inner in hidden.get(NOT_RUN, ()) or inner.hidden.get("activates") is layer:
            continue
        weights = all_weights(machine, inner, seen)
        if isinstance(weights, Unknown):
            return weights
        if weights:
            name = inner.hidden.get("name")
            parts.append((name if isinstance(name, str) else inner.cls.name, weights))
    return Inside(direct, parts) if parts else direct


def note_run(machine: Machine, layer: Instance) -> None:
    """The `call` of a layer was run on numbers, after which all that it uses is built."""
    if layer.hidden.get(NOT_RUN):
        machine.write(layer.hidden, NOT_RUN, ())
    if layer.attributes and not is_assembled(layer):
        for inner in sublayers(machine, layer):
            note_run(machine, inner)


def is_built_by_program(layer: Instance) -> bool:
    """Did a `build` of the program's run in the place of that of Keras?"""
    own = isinstance(layer.cls.lookup("build"), Function) and layer.hidden.get("built") is True
    return own and "builds" not in layer.hidden


def _builds_alone(layer: Instance) -> bool:
    """Did it run so, and is nothing built by others?"""
    return is_built_by_program(layer) and not layer.hidden.get("shares")


def _is_plain(hidden: dict[str, Any]) -> bool:
    """Is it a layer of Keras's that was applied and has the weights of its rule alone, all trained? So is nearly every
    one.
    """
    return (
        type(hidden.get("weights")) is tuple
        and hidden["added"] == ()
        and hidden.get("trainable", True) is True
        and hidden.get("rule") is not None
        and not ("layers" in hidden or "shares" in hidden or "gap" in hidden)
        and Unknown not in map(type, hidden["weights"])  # as where it was built in one of several courses
    )


def _counted_elsewhere(
    machine: Machine, shared: tuple[Instance, ...], seen: set[int]
) -> tuple[Weight, ...] | Unknown | None:
    """The weights of layers that a wrapper uses as they are; None if they are noted as the wrapper's own, and it is the
    first to count them. A layer that nothing else applied has none by itself.
    """
    described = [inner.hidden.get("rule") is not None for inner in shared]
    if not any(described):
        found: list[Weight] = []
        for inner in shared:
            weights = all_weights(machine, inner, seen)
            if isinstance(weights, Unknown):
                return weights
            found.extend(weights)
        return tuple(found)
    counted = [id(inner) in seen and "weights" in inner.hidden for inner in shared]
    if all(counted):
        return ()
    if any(counted) or not all(described):
        return Unknown("which weights are shared with the layers inside is not known")
    seen.update(map(id, shared))
    return None


def _flag_of(shared: tuple[Instance, ...]) -> Any:
    """Whether the weights of layers are trained that a wrapper uses as they are."""
    flags = {
        both(layer.hidden.get("trainable", True), _flag_of(layer.hidden.get("shares", ()))) for layer in shared
    }  # fmt: skip
    if len(flags) > 1:
        return Unknown("some of the layers inside are trained and some are not")
    return flags.pop() if flags else True


def is_assembled(layer: Instance) -> bool:
    """Is it a functional model or a stack, whose layers are known without running a `call`?"""
    return "layers" in layer.hidden or "inputs" in layer.hidden


def _missing(machine: Machine, layer: Instance) -> Unknown | None:
    """Why the weights of a layer that the program defines are not all known."""
    uncertain = _uncertain(machine, layer)
    return _unseen(machine, layer) if uncertain is None else uncertain


def _uncertain(machine: Machine, layer: Instance) -> Unknown | None:
    """Why it is not known which layers the attributes hold, where a condition decides on them that is not known."""
    for name, value in layer.attributes.items():
        doubt = _doubtful(value, 0)
        if doubt is not None:
            return Unknown(f"which layers `{name}` of `{layer.cls.name}` holds is not known: {doubt.reason}")
        if machine.may_lack(layer, name) and _holds_weights(value):
            return Unknown(f"whether `{layer.cls.name}` has `{name}` is not known")
    return None


def _doubtful(value: Any, depth: int) -> Unknown | None:
    """What is unknown of a value and may be layers."""
    if isinstance(value, Unknown):
        origin = value.origin
        return value if isinstance(origin, Either) and any(map(_holds_weights, origin.values)) else None
    if depth >= _DEPTH:
        return None
    content = getattr(value, "content", None)
    if isinstance(content, Unknown):
        alike = isinstance(value, List) and _holds_weights(value.alike)
        return content if alike else _doubtful(content, depth + 1)
    return next((doubt for item in _items(value) if (doubt := _doubtful(item, depth + 1)) is not None), None)


def _holds_weights(value: Any) -> bool:
    """Are there layers or variables in it, but for layers that certainly have no weights?"""
    found: dict[int, Instance] = {}
    _collect(value, found, 0)
    return not all(map(_is_weightless, found.values())) or next(_variables((value,), set()), None) is not None


def is_harmless(value: Unknown) -> bool:
    """Is it one of a few values that certainly have no weights?"""
    origin = value.origin
    if not isinstance(origin, Either) or origin.anything or not origin.complete:
        return False
    return not any(map(_may_hold_weights, origin.values))


def _is_weightless(layer: Instance) -> bool:
    """Has it no weights, and makes none whatever goes in? So have `DropPath` and `Identity`."""
    bound, builds = layer.hidden.get("rule"), isinstance(layer.cls.lookup("build"), Function)
    if builds and layer.hidden.get("built") is not True:
        return False
    if isinstance(bound, Unknown) or layer.hidden["added"] != () or "open" in layer.hidden:
        return False
    if bound is None and not isinstance(layer.cls.lookup("call"), Function):
        return False
    makes = bound is not None and bound.apply(NOTHING).weights != ()
    return not makes and not any(map(_may_hold_weights, layer.attributes.values()))


def _may_hold_weights(value: Any) -> bool:
    return _doubtful(value, 0) is not None or _holds_weights(value)


def _unseen(machine: Machine, layer: Instance) -> Unknown | None:
    """Why not everything may have been sent through a layer that the program defines.

    Its own layers make their weights when its `call` sends something through them. Where that did not happen, or part
    of it was not understood, a layer without weights may only seem to have none.
    """
    applications = applications_of(layer)
    if isinstance(applications, Unknown):
        return applications
    given = layer.hidden.get(_GIVEN)
    outputs = tensors_in((*(node.outputs for node in applications), given or ()))
    if (applications or given) and not any(has_unknown(tensor.shape) for tensor in outputs):
        return None
    for name, value in layer.attributes.items():
        if isinstance(value, Unknown) and hole_of(value) is None and not is_harmless(value):
            # What nobody used is no layer that is used.
            return Unknown(f"what `{name}` of `{layer.cls.name}` is is not known: {value.reason}")
    for inner in sublayers(machine, layer):
        bound = inner.hidden.get("rule")
        if bound is not None and "weights" not in inner.hidden and bound.apply(NOTHING).weights != ():
            name = inner.hidden.get("name") or inner.cls.name
            if BUILT_FOR in layer.hidden:
                return Unknown(f"`build` of Keras 3 runs no `call`, so `{name}` has no weights before the first one")
            return Unknown(f"nothing is known to go through `{name}`, and its weights depend on that")
    return None


def applicable(machine: Machine, layer: Instance) -> Any:
    """What a wrapper (`TimeDistributed`, `Bidirectional`, `RNN`) is given: the rule of the layer, or a stand-in for one
    that has none of its own (a model) or that the program has changed.
    """
    own = [name for name in ("call", "build") if isinstance(layer.cls.lookup(name), Function)]
    bound = layer.hidden.get("rule")
    if bound is not None and not own:
        return bound
    has_state = "state_size" in layer.attributes or layer.cls.lookup("state_size") is not ABSENT
    return OwnCell(machine, layer) if has_state or "state_sizes" in dir(bound) else Applicable(machine, layer)


class Applicable:
    """A model or a layer of the program, in the form in which rules apply the layers that they wrap."""

    def __init__(self, machine: Machine, layer: Instance) -> None:
        self._machine = machine
        self._layer = layer

    @property
    def name(self) -> Any:
        return self._layer.hidden.get("name")

    def apply(self, inputs: Any) -> Applied:
        from layerhints.libraries.keras.application import apply_to
        from layerhints.libraries.keras.structures import shapes_in
        from layerhints.libraries.keras.tensors import tensor_of

        def tensors(shape: Any) -> Any:
            return tuple(tensors(item) for item in shape) if isinstance(shape, Several) else tensor_of(shape)

        with self._machine.silent():
            outputs = apply_to(self._machine, self._layer, tensors(inputs))
        return Applied(shapes_in(outputs), all_weights(self._machine, self._layer), ())


class OwnCell(Applicable):
    """A cell that the program defines, as `RNN` runs it: what its `state_size` and `output_size` say."""

    def state_sizes(self) -> Any:
        sizes = self._size("state_size")
        return sizes if isinstance(sizes, tuple) else (sizes,)

    def output_size(self) -> Any:
        layer = self._layer
        said = "output_size" in layer.attributes or layer.cls.lookup("output_size") is not ABSENT
        return self._size("output_size") if said else self.state_sizes()[0]

    def _size(self, name: str) -> Any:
        found = self._machine.plain(self._machine.attribute(self._layer, name))
        reason = Unknown(f"what `{name}` of `{self._layer.cls.name}` is is not known")
        if isinstance(found, tuple):
            return tuple(_size_or(item, reason) for item in found) if found else reason
        return _size_or(found, reason)

    def step_weights(self, x: Any) -> tuple[Weight, ...]:
        """The weights after the cell's `build` for steps of this shape."""
        from layerhints.libraries.keras.custom import build

        bound = self._layer.hidden.get("rule")
        if bound is not None and not isinstance(self._layer.cls.lookup("build"), Function):
            return tuple(bound.step_weights(x))
        with self._machine.silent():
            build(self._machine, self._layer, x)
        weights = all_weights(self._machine, self._layer)
        return (Weight("weights", (factor("weights", weights),)),) if isinstance(weights, Unknown) else weights


def _size_or(value: Any, reason: Unknown) -> Any:
    known = isinstance(value, (Expression, Unknown)) or (isinstance(value, int) and not isinstance(value, bool))
    return value if known else reason
