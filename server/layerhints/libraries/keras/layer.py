"""Layer objects: making them, naming them, and what programs read of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.applied import of_applications
from layerhints.libraries.keras.attention_parts import attention_part
from layerhints.libraries.keras.attributes import OF_LAYERS, kept
from layerhints.libraries.keras.era import installed_major, precedes_keras_3
from layerhints.libraries.keras.layer_classes import LayerClass, rule_class_of
from layerhints.libraries.keras.layers.cells import Cell, Stepping
from layerhints.libraries.keras.reading import read
from layerhints.libraries.keras.recurrent_states import initial_state, keeps_states
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.tensors import tensor_of
from layerhints.rules import Argument, Problem
from layerhints.values.arguments import Arguments
from layerhints.values.blaming import report
from layerhints.values.facts import Finding, LayerInfo
from layerhints.values.instances import set_plainly
from layerhints.values.objects import ABSENT, Function, Instance, Native

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerhints.rules import Rule
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Class
    from layerhints.values.sites import Site


def is_layer(value: Any) -> bool:
    return isinstance(value, Instance) and "keras" in value.hidden


def layer_name(layer: Instance) -> Any:
    name = layer.hidden.get("name")
    return Unknown("the name of the layer is not known") if name is None else name


STEPS = 50
"""What a layer is charged of the bound on steps: binding and applying its rule costs as much as so many nodes."""


def new_layer(machine: Machine, cls: Class, call: Arguments) -> Instance:
    """`Layer.__new__`: remembers where the layer is made."""
    machine.bounded(STEPS)
    layer = Instance(cls)
    layer.hidden.update(
        {
            "keras": True, "site": machine.site, "stack": machine.stack, "trainable": True, "applications": (),
            "added": (), "call": call,
        }
    )  # fmt: skip
    if machine.recording:
        machine.made.append(layer)
    return layer


def initialise(machine: Machine, layer: Instance, call: Arguments) -> None:
    """`Layer.__init__`: binds the arguments to the rule's fields, and names the layer."""
    base = rule_class_of(layer.cls)
    if base is None:
        from layerhints.libraries.keras.mistaken import report_unknown_keywords

        report_unknown_keywords(machine, layer, call)
        initialise_own(machine, layer, call)
    else:
        _initialise_rule(machine, layer, base, call)


def initialise_own(machine: Machine, layer: Instance, call: Arguments) -> None:
    """A layer that the program defines: only the arguments of the base class are left."""
    keywords = {name: machine.plain(value) for name, value in call.keywords.items()}
    machine.write(layer.hidden, "input_shape", input_shape_of(machine, keywords))
    if keywords.get("trainable") is False:
        machine.write(layer.hidden, "trainable", False)
    name_layer(machine, layer, keywords.get("name"))
    describe(machine, layer, None, {}, ())


def _initialise_rule(machine: Machine, layer: Instance, base: LayerClass, call: Arguments) -> None:
    from layerhints.libraries.keras.configurations import revived
    from layerhints.libraries.keras.mistaken import identifier_problems, report_tensor_as_argument, shape_problems

    assert base.layer_name is not None
    call = revived(machine, call)
    if base.layer_name == "Wrapper" and isinstance(layer.cls.lookup("call"), Function):
        machine.write(layer.attributes, "layer", call.get(0, "layer", Unknown("the wrapper is made without a layer")))
        initialise_own(machine, layer, Arguments([], call.keywords, call.site, call.places, call.more))
        return
    found = read(machine, base, call)
    if found is None:
        machine.write(layer.hidden, "open", Unknown(f"what this `{base.spelling}` does is not known"))
        initialise_own(machine, layer, call)
        return
    keras, bound, today = session(machine), found.rule, found.places
    notes = found.notes
    if "data_format" in bound.fields and "data_format" not in found.fields:
        notes = (*notes, *keras.default_notes())
    machine.write(layer.hidden, "rule", bound)
    machine.write(layer.hidden, "given", found.given)
    for name in [name for name in layer.attributes if name in bound.fields]:  # set before, and set again by this
        machine.delete(layer.attributes, name)
    if found.branches is not None:
        machine.write(layer.hidden, "branches", machine.plain(call.get(0, "layers")))
    if found.name in _SHARING:
        inner = machine.plain(call.get(0, _SHARING[found.name]))
        if isinstance(inner, tuple) and found.name == "RNN":
            keras.unique_name("StackedRNNCells")  # which it puts them into
        inner = inner if isinstance(inner, tuple) else (inner,)
        machine.write(layer.hidden, "shares", inner if all(map(is_layer, inner)) else ())
    machine.write(layer.hidden, "input_shape", _announced(machine, base, bound, found.keywords))
    if found.keywords.get("trainable") is False:
        machine.write(layer.hidden, "trainable", False)
    name_layer(machine, layer, found.keywords.get("name"))
    for part in bound.parts_when_made():
        keras.unique_name(part)
    info = describe(machine, layer, bound, call.places_of(found.written), notes)
    machine.write(layer.hidden, "made", info)
    report_tensor_as_argument(machine, layer, call)
    wrong = (*identifier_problems(machine, found.given), *shape_problems(found.keywords))
    said = () if "mistaken" in layer.hidden else (*found.problems, *wrong)
    problems = [problem for problem in said if not _left_out(machine, layer, call, problem)]
    if problems:
        sites = {new: call.places[old] for new, old in today.items() if old in call.places}
        report(machine, info, problems, sites, None, info.site)


def _left_out(machine: Machine, layer: Instance, call: Arguments, problem: Problem) -> bool:
    """Is it about a None that stands for what callers give, or a 0 that counts what they have not given yet, or about
    what `**kwargs` lacks, in a course that is perhaps not taken with these arguments? Or about `filters=None`, which
    Keras reads first where it makes the kernel, in a class that makes one of its own? Or does the class say itself
    what is wrong with it, as those of Keras 2 may do?
    """
    if isinstance(layer.cls.lookup("_validate_init"), Function):
        return True
    if problem.code == "missing-argument" and machine.forks and call.spread:
        return True
    blame, given = problem.blame, layer.hidden["given"]
    if not isinstance(blame, Argument) or (value := given.get(blame.field, blame)) not in (None, 0):
        return False
    makes_own = blame.field == "filters" and value is None and isinstance(layer.cls.lookup("build"), Function)
    return machine.leaves_out or makes_own


_SHARING = {"RNN": "cell", "StackedRNNCells": "cells", "TimeDistributed": "layer"}
"""What uses a layer, or several, as they are, with their weights; they may be used elsewhere, too."""


_ANNOUNCING = frozenset({"batch_input_shape", "batch_shape", "input_dim", "input_shape"})


def input_shape_of(machine: Machine, keywords: dict[str, Any]) -> Any:
    """The shape with batch that `input_shape=` and its relatives announce; None when none is given."""
    if _ANNOUNCING.isdisjoint(keywords):
        return None
    keras = session(machine)
    batch = keywords.get("batch_size")
    for name in ("batch_input_shape", "batch_shape"):
        whole = keywords.get(name)
        if isinstance(whole, tuple) and whole:
            return keras.shape_with_batch(whole[1:], whole[0])
        if isinstance(whole, Unknown):
            return whole
    shape = keywords.get("input_shape")
    if shape is None and keywords.get("input_dim") is not None:
        dim = keywords["input_dim"]
        length = keywords.get("input_length")
        shape = (dim,) if "input_length" not in keywords else (length, dim)
    if shape is None:
        return None
    if isinstance(shape, int):
        return Unknown(f"`input_shape` is the number {shape}, not a tuple")
    return keras.shape_with_batch(shape, batch)


def _announced(machine: Machine, base: LayerClass, bound: Rule, keywords: Mapping[str, Any]) -> Any:
    """The same for a layer of Keras's, which may call something else `input_dim`: an `Embedding` its vocabulary. To
    those before the third this begins a stack even if nothing says how many words it is given.
    """
    fields = bound.fields
    said = {n: v for n, v in keywords.items() if n not in fields or fields[n].keyword_only}
    if not _ANNOUNCING.isdisjoint(said):
        return input_shape_of(machine, said)
    if base.layer_name != "Embedding" or not precedes_keras_3(session(machine), base):
        return None
    length = keywords.get("input_length")
    return session(machine).shape_with_batch(length if isinstance(length, tuple) else (length,))


def name_layer(machine: Machine, layer: Instance, given: Any, type_name: str | None = None) -> None:
    """The name that was given, or the next one of the class (or of `type_name`)."""
    if given is None:
        given = session(machine).unique_name(layer.cls.name if type_name is None else type_name)
    elif isinstance(given, str):
        machine.write(layer.hidden, "named", True)
    machine.write(layer.hidden, "name", given if isinstance(given, str) else None)


def set_name(machine: Machine, arguments: Arguments) -> None:
    """`layer.name = "…"`: a name like one that is given when the layer is made."""
    layer, name = arguments.positional
    known = name if isinstance(name, str) else None
    machine.write(layer.hidden, "name", known)
    if known is not None:
        machine.write(layer.hidden, "named", True)
    info = layer.hidden.get("info")
    if isinstance(info, LayerInfo):
        machine.write(layer.hidden, "info", replace(info, name=known))


def inner_name(machine: Machine, layer: Instance) -> Any:
    """`layer._name`, under which Keras 2 keeps the name: programs set it, as nobody can set `name` there."""
    if (installed_major(machine) or 0) < 3:
        return layer_name(layer)
    return layer.attributes.get("_name", Unknown("`_name` of a Keras layer is not understood"))


def set_inner_name(machine: Machine, arguments: Arguments) -> None:
    """`layer._name = "…"`. To Keras 3 that is an attribute like any other."""
    layer, name = arguments.positional
    if (installed_major(machine) or 0) < 3:
        set_name(machine, arguments)
    else:
        machine.write(layer.attributes, "_name", name)


def report_repeated_names(machine: Machine, operations: Sequence[Any]) -> None:
    """Keras makes no model in which two layers have one name. One of the two was given it by the program."""
    names = [each.hidden.get("name") if isinstance(each, Instance) else each.name for each in operations]
    if len(set(names)) == len(names):
        return
    holders: dict[str, Any] = {}
    for name, operation in zip(names, operations, strict=True):
        other = holders.setdefault(name, operation) if isinstance(name, str) else operation
        if other is operation:
            continue
        named = [each for each in (operation, other) if isinstance(each, Instance) and "named" in each.hidden]
        if named:
            problem = Problem("repeated-name", f"another layer of the model is called '{name}' too", Argument("name"))
            info = info_of(machine, named[0])
            report(machine, info, (problem,), {}, None, info.site)


def describe(
    machine: Machine, layer: Instance, bound: Rule | None, places: Mapping[str, Site], notes: tuple[str, ...]
) -> LayerInfo:
    """Note down what kind of layer this is."""
    hidden = layer.hidden
    name = hidden.get("name")
    info = LayerInfo(
        "keras",
        layer.cls.name,
        name if isinstance(name, str) else None,
        bound,
        hidden.get("site"),
        places,
        notes,
        hidden.get("stack", ()),
        layer.cls.site,
    )
    machine.write(hidden, "info", info)
    return info


def require_initialised(machine: Machine, layer: Instance) -> None:
    """Report the use of a layer whose own `__init__` ran without that of Keras, which makes what a layer is kept in.
    The run goes on: while a class is typed, its other lines count.
    """
    if "info" in layer.hidden or "handed on" in layer.hidden or layer.cls.has_unknown_base:
        return
    own = takewhile(lambda cls: not isinstance(cls, LayerClass), layer.cls.order)
    initialisers = [cls.namespace["__init__"] for cls in own if "__init__" in cls.namespace]
    if initialisers and all(isinstance(each, Function) for each in initialisers) and machine.site is not None:
        message = f"`{layer.cls.name}` has an `__init__` that never calls `super().__init__()`: Keras refuses to use it"
        machine.report(Finding("not-initialised", message, machine.site, machine.stack))
        describe(machine, layer, None, {}, ())


def hand_on(machine: Machine, arguments: Arguments) -> None:
    """`Layer.__forget__`: code that nobody sees got the layer, and may have run the `__init__` of Keras."""
    hidden = arguments.positional[0].hidden
    if "info" not in hidden:
        machine.write(hidden, "handed on", True)


def info_of(machine: Machine, layer: Instance) -> LayerInfo:
    found = layer.hidden.get("info")
    if isinstance(found, LayerInfo):
        return found
    return describe(machine, layer, None, {}, ())


def set_trainable(machine: Machine, arguments: Arguments) -> None:
    """`layer.trainable = value` reaches the layers inside, as Keras passes it on."""
    from layerhints.libraries.keras.nested import sublayers

    layer, value = arguments.positional[0], arguments.positional[1]
    known = machine.truth(value)
    flag = Unknown("whether the layer is trained is not known") if known is None else known
    seen: set[int] = set()
    pending = [layer]
    while pending:
        each = pending.pop()
        if id(each) not in seen:
            seen.add(id(each))
            machine.write(each.hidden, "trainable", flag)
            pending.extend(sublayers(machine, each))


def layer_attribute(machine: Machine, arguments: Arguments) -> Any:
    """Attributes that are computed: a field of the rule, the output of the last application."""
    layer, name = arguments.positional[0], arguments.positional[1]
    if isinstance(layer.hidden.get("rule"), Unknown):
        from layerhints.libraries.keras.layer_building import settle

        settle(machine, layer)
    bound = layer.hidden.get("rule")
    if (asked := of_applications(machine, layer, name)) is not ABSENT:
        return asked
    if name in ("state_size", "output_size") and isinstance(bound, Stepping):
        sizes: Any = bound.output_size() if name == "output_size" else bound.state_sizes()
        if not isinstance(sizes, tuple):
            return sizes
        return sizes[0] if len(sizes) == 1 and isinstance(bound, Cell) else _nested_list(machine, sizes)
    if name == "get_initial_state" and keeps_states(bound):
        return initial_state(layer, bound)
    weights = layer.hidden.get("weights", ())
    for weight in weights if isinstance(weights, tuple) else ():
        if not isinstance(weight, Unknown) and weight.full_name == name and weight.when is True:
            return tensor_of(weight.shape)
    if name == "built":
        return any(mark in layer.hidden for mark in ("weights", "built", "inputs"))
    if bound is not None and name in bound.fields:
        value = kept(layer, bound, name)
        return _held(machine, layer, bound, name) if _holds_layers(value) else value
    if bound is not None and (part := attention_part(layer, name)) is not ABSENT:
        return part
    if not name.startswith("_") and name not in OF_LAYERS and _is_described(layer):
        return ABSENT
    if name == "_build_from_signature" and type(bound).__name__ == "MultiHeadAttention":
        return _former_build(machine)
    return Unknown(f"`{name}` of a Keras layer is not understood")


def _former_build(machine: Machine) -> Any:
    """`MultiHeadAttention._build_from_signature` of Keras 2; layers for all releases ask whether it is there."""
    from layerhints.libraries.keras.layer_building import build

    major = installed_major(machine)
    if major is None:
        return Unknown("how an attention is built depends on the release of Keras")
    return ABSENT if major >= 3 else Native("_build_from_signature", build)


def _holds_layers(value: Any) -> bool:
    return any(hasattr(item, "apply") for item in value) if isinstance(value, tuple) else hasattr(value, "apply")


def _held(machine: Machine, layer: Instance, bound: Rule, name: str) -> Any:
    """The layers that were given as this argument, where they are used as they are."""
    shared = layer.hidden.get("shares", ())
    if not shared or _SHARING.get(type(bound).__name__) != name:
        return Unknown(f"`{name}` of the layer is not understood")
    if name == "cells":
        return machine.new_list(shared)
    return shared[0] if len(shared) == 1 else Unknown(f"`{name}` is a stack that the layer made")


def _is_described(layer: Instance) -> bool:
    """Does all that it is made of stand in the program, but for what every layer and model has?"""
    bases = {cls.name for cls in layer.cls.order if isinstance(cls, LayerClass)}
    return bases <= {"Layer", "Model", "Sequential"} and not layer.cls.has_unknown_base and "open" not in layer.hidden


def set_layer_attribute(machine: Machine, arguments: Arguments) -> None:
    """`Layer.__setattr__`, which a program's own may call: a property is set, all else is the layer's own."""
    layer, name, value = arguments.positional
    if isinstance(name, str):
        set_plainly(machine, layer, name, value)
    else:
        machine.forget(layer, Unknown("an attribute was set whose name is not known"))


def _nested_list(machine: Machine, items: Any) -> Any:
    return machine.new_list([_nested_list(machine, i) for i in items]) if isinstance(items, tuple) else items
