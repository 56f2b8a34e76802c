"""What Keras certainly refuses, whatever the layer: a layer in the place of a tensor and the other way round, a model
that lacks one of its inputs, a name of an activation or a layer that is not there, a call that does not fit.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.calls import USUAL, calling_of
from layerhints.libraries.keras.era import installed_major, runs_with_keras_3
from layerhints.libraries.keras.graph import DISCONNECTED, Graph, Node
from layerhints.libraries.keras.layer_classes import LayerClass
from layerhints.libraries.keras.session import GIVES_NAMES, session
from layerhints.libraries.keras.structures import leaves_of, plain_structure
from layerhints.rules import Argument, Input, Place, Problem
from layerhints.rules.misspelt import Correction, correction
from layerhints.values.arguments import Arguments
from layerhints.values.facts import Finding
from layerhints.values.fitting import check_fit
from layerhints.values.objects import Function, Instance, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site

ACTIVATIONS = frozenset({
    "celu", "elu", "exponential", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh",
    "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu",
    "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus",
    "swish", "tanh", "tanh_shrink", "threshold",
})  # fmt: skip
"""The names that `keras.activations.get` of Keras 3 knows. Others before it took what a program registers, too."""

_TAKING = ("activation", "recurrent_activation")


_REGULARIZERS = frozenset({
    "L1", "L1L2", "L2", "OrthogonalRegularizer", "l1", "l1l2", "l2", "orthogonal_regularizer",
})  # fmt: skip
_CONSTRAINTS = frozenset({
    "MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm", "max_norm", "min_max_norm", "non_neg", "unit_norm",
})  # fmt: skip
_INITIALIZERS = frozenset({
    "Constant", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "Identity", "IdentityInitializer",
    "Initializer", "LecunNormal", "LecunUniform", "Ones", "Orthogonal", "OrthogonalInitializer", "RandomNormal",
    "RandomUniform", "STFT", "STFTInitializer", "TruncatedNormal", "VarianceScaling", "Zeros", "constant",
    "glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "identity", "initializer", "lecun_normal",
    "lecun_uniform", "normal", "one", "ones", "orthogonal", "random_normal", "random_uniform", "stft",
    "truncated_normal", "uniform", "variance_scaling", "zero", "zeros",
})  # fmt: skip
"""The names that `get` of `keras.regularizers`, `keras.constraints` and `keras.initializers` knows."""


def identifier_problems(machine: Machine, keywords: dict[str, Any]) -> tuple[Problem, ...]:
    """The activations, initializers and their like among the arguments that stand for nothing: a name that Keras does
    not have, or a number (`Dense(64, 32)`). And a class in the place of the layer that is wrapped. Keras looks up
    activations among its own alone, all else among what the program has registered, too.
    """
    wrong = []
    for argument, value in keywords.items():
        if argument == "layer" and isinstance(value, LayerClass) and value.is_described:
            message = f"`{value.name}` is a class. A layer is made by calling it: `{value.name}(…)`"
            wrong.append(Problem("bad-layer", message, Argument(argument)))
        kind, known = _named(argument)
        if not known or (kind != "activation" and session(machine).settings.get(GIVES_NAMES)):
            continue
        if isinstance(value, str) and value not in known:
            near = correction(value, sorted(known), 0.7, folded=True)
            hint = f" {near.question_of_value}" if near else ""
            message = f"`{argument}` is '{value}'; Keras has no {kind} of that name.{hint}"
            wrong.append(Problem("bad-choice", message, Argument(argument), near))
        elif isinstance(value, Tensor) and isinstance(value.tag, Node) and kind == "activation":
            message = f"`{argument}` is a tensor. Make the layer first, then call it on the tensor"
            wrong.append(Problem("not-a-tensor", message, Argument(argument)))
        elif isinstance(value, (int, float)) and kind == "activation":
            message = f"`{argument}` is {value}; it takes the name of an activation, or a function"
            wrong.append(Problem("bad-choice", message, Argument(argument)))
    return tuple(wrong) if wrong and (installed_major(machine) or 0) >= 3 else ()


@cache
@lru_cache(maxsize=512)
def _named(argument: str) -> tuple[str, frozenset[str]]:
    """What an argument is the name of, and which names there are; none where others may be registered."""
    if argument in _TAKING:
        return "activation", ACTIVATIONS
    if argument.endswith("_regularizer"):
        return "regularizer", _REGULARIZERS
    if argument.endswith("_initializer"):
        return "initializer", _INITIALIZERS
    return ("constraint", _CONSTRAINTS) if argument.endswith("_constraint") else ("", frozenset())


def shape_problems(keywords: Mapping[str, Any]) -> tuple[Problem, ...]:
    """`input_shape=(784)`, where the comma is missing that makes a tuple."""
    given = keywords.get("input_shape")
    if type(given) is not int:
        return ()
    message = f"`input_shape` is {given}; it takes a tuple of integers: `({given},)`"
    return (Problem("bad-size", message, Place("input_shape")),)


def report_tensor_as_argument(machine: Machine, layer: Instance, call: Arguments) -> None:
    """`BatchNormalization(x)`: the layer is made with the tensor that it was to be applied to."""
    first = plain_structure(call.positional[0]) if call.positional else None
    several = isinstance(first, tuple) and first != ()
    each: tuple[Any, ...] = first if isinstance(first, tuple) and several else (first,)
    if all(isinstance(one, Tensor) and isinstance(one.tag, Node) for one in each) and not session(machine).inside:
        name, what = layer.cls.name, ("tensors as arguments", "[…]") if several else ("a tensor as an argument", "x")
        message = f"`{name}` is made with {what[0]}. Make the layer first, then call it: `{name}(…)({what[1]})`"
        report_at(machine, "not-a-tensor", message, call.places.get(0))
        machine.write(layer.hidden, "mistaken", True)


def report_layers_as_inputs(machine: Machine, layer: Instance, inputs: Any, call: Arguments) -> None:
    """`Dense(2)(Dense(4))`: a layer is applied to a layer."""
    for item in leaves_of(plain_structure(inputs)):
        message = _no_tensor(item)
        if inputs is None and not machine.leaves_out and not machine.trying:
            message = "it is None. What makes it may lack a `return`"
        place = next((call.places[place] for place in (0, "inputs") if place in call.places), None)
        if _report_not_built(machine, item, place):
            return
        if message is not None:
            report_at(machine, "not-a-tensor", f"`{layer.cls.name}` is called on what is no tensor: {message}", place)
            return


def report_without_call(machine: Machine, layer: Instance) -> None:
    """A layer or model that the program makes and applies, and whose class has no `call`, perhaps a `forward`. A method
    that applies `self` may count on a class that is derived from its own.
    """
    if isinstance(layer.cls, LayerClass):
        return
    own = isinstance(layer.cls.lookup("call"), Native) and "layers" not in layer.hidden and "inputs" not in layer.hidden
    bases = {cls.name for cls in layer.cls.order if isinstance(cls, LayerClass)}
    if not own or not bases <= {"Layer", "Model"} or layer.cls.has_unknown_base:
        return
    if layer.hidden.get("site") is None or "call" in layer.attributes:
        return
    if machine.trying or machine.leaves_out or (installed_major(machine) or 0) < 3:
        return
    hint = ". Keras runs `call`, not `forward`" if isinstance(layer.cls.lookup("forward"), Function) else ""
    report_at(machine, "abstract-layer", f"`{layer.cls.name}` has no `call`, which says what it does{hint}", None)


def report_call_of_own(machine: Machine, layer: Instance, call: Arguments) -> None:
    """A call that does not fit the `call` that the program writes. `training` and `mask` may always be given; Keras 2
    gave a `training` that is missing itself.
    """
    method = layer.cls.lookup("call")
    names = [parameter.name for parameter in method.node.parameters.items]
    keywords = {name: value for name, value in call.keywords.items() if name in names or name not in _ALWAYS_TAKEN}
    if "training" in names[1 + len(call.positional) :] and (installed_major(machine) or 0) < 3:
        keywords.setdefault("training", None)
    check_fit(machine, layer, method, Arguments(call.positional, keywords, call.site, call.places, call.more))


_ALWAYS_TAKEN = frozenset({"training", "mask"})


_OF_EVERY_LAYER = frozenset({
    "activity_regularizer", "autocast", "dtype", "input_dim", "input_shape", "name", "trainable",
    "_reuse", "_scope",  # those of TensorFlow 1
})  # fmt: skip


def report_unknown_keywords(machine: Machine, layer: Instance, call: Arguments) -> None:
    """`super().__init__(**kwargs)` with what no layer takes, in a class of the program's own."""
    name = next((name for name in call.keywords if name not in _OF_EVERY_LAYER), None)
    bases = {cls.name for cls in layer.cls.order if isinstance(cls, LayerClass)}
    own = not isinstance(layer.cls, LayerClass) and not layer.cls.has_unknown_base
    if name is None or not own or not bases <= {"Layer", "Model", "Sequential"}:  # what others take is not described
        return
    if machine.trying or (installed_major(machine) or 0) < 3:
        return
    message = f"`{layer.cls.name}` hands `{name}` on to `Layer.__init__`, which has no such argument"
    report_at(machine, "unexpected-argument", message, call.places.get(name))


def report_flag_by_position(machine: Machine, layer: Instance, call: Arguments) -> None:
    """`self.dropout(x, training)`: Keras 3 takes nothing but tensors by position."""
    place = next((place for place, value in enumerate(call.positional) if place and isinstance(value, bool)), None)
    if place is None or machine.trying or (installed_major(machine) or 0) < 3:
        return
    method = layer.cls.lookup("call")
    known = method.node.parameters.items[1:] if isinstance(method, Function) else ()
    names = [parameter.name for parameter in known] or calling_of(layer).parameters
    name = names[place] if place < len(names) else "training"
    message = f"Keras 3 takes only tensors by position: pass `{name}={call.positional[place]}` by its name"
    report_at(machine, "not-a-tensor", message, call.places.get(place))


def report_second_tensor(machine: Machine, layer: Instance, call: Arguments) -> None:
    """`Dense(4)(a, b)`: two tensors for a layer that takes one."""
    second, rule, name = call.positional[1], layer.hidden.get("rule"), layer.cls.name
    if rule is None or calling_of(layer) is not USUAL or name in TAKING_MORE or hasattr(rule, "inputs_needed"):
        return
    if not isinstance(second, Tensor) or machine.trying or (installed_major(machine) or 0) < 3:
        return
    message = f"`{name}` takes one tensor; a second one is given. `Concatenate()([a, b])` makes one of two"
    report_at(machine, "wrong-inputs", message, call.places.get(1))


TAKING_MORE = frozenset({
    "BatchNormalization", "Bidirectional", "CategoryEncoding", "CuDNNGRU", "CuDNNLSTM", "FlaxLayer", "GRU",
    "GlobalAveragePooling1D", "GlobalAvgPool1D", "JaxLayer", "LSTM", "Lambda", "Pipeline", "SimpleRNN", "Softmax",
    "TFSMLayer", "TimeDistributed", "TorchModuleWrapper", "Wrapper",
})  # fmt: skip
"""Layers of one tensor whose `call` takes a mask, states or weights beside it, which may be tensors."""


def report_call_of_tensor(machine: Machine, tensor: Tensor, call: Arguments) -> None:
    """`base.output(x)`: a tensor is called."""
    if isinstance(tensor.tag, Node) and not machine.trying:
        report_at(machine, "bad-layer", "this is a tensor, which cannot be called. A layer or a model can", call.site)


def refused_unpacking(machine: Machine, tensor: Tensor) -> str | None:
    """Why `a, b = Dense(4)(x)` fails: a symbolic tensor has no items. In a layer it may be one that has numbers."""
    if not _is_certainly_symbolic(machine, tensor):
        return None
    return "a symbolic tensor cannot be taken apart into several names; `ops.unstack` makes a list of it"


def _is_certainly_symbolic(machine: Machine, tensor: Tensor) -> bool:
    return isinstance(tensor.tag, Node) and not session(machine).inside and (installed_major(machine) or 0) >= 3


def report_truth_of_tensor(machine: Machine, tensor: Tensor) -> None:
    """`if x > 0:` while a functional model is built."""
    if _is_certainly_symbolic(machine, tensor) and not machine.trying:
        message = "a symbolic tensor has no numbers, so nothing can be decided by it; `ops.where` and `ops.cond` can"
        report_at(machine, "wrong-inputs", message, None)


def report_model_ends(machine: Machine, ends: dict[str, Any], places: dict[str, Site]) -> None:
    """The `inputs` and `outputs` of a model must be tensors."""
    for which, value in ends.items():
        for item in leaves_of(plain_structure(value)):
            if _report_not_built(machine, item, places.get(which)):
                return
            message = _no_tensor(item)
            if message is not None:
                report_at(machine, "not-a-tensor", f"the {which} of a model are tensors: {message}", places.get(which))
                return


def _no_tensor(value: Any) -> str | None:
    if isinstance(value, LayerClass) and value.is_described:
        return f"`{value.name}` is a class of layers"
    if not isinstance(value, Instance) or "keras" not in value.hidden or "mistaken" in value.hidden:
        return None
    name = value.hidden.get("name") or value.cls.name
    return f"`{name}` is a layer. Call it on a tensor, and pass on what comes out"


def report_without_shape(machine: Machine, call: Arguments) -> None:
    """`Input()`, or one that is only given a name."""
    if not machine.trying and (installed_major(machine) or 0) >= 3:
        report_at(machine, "missing-argument", "`Input` needs the argument `shape`", call.site)


_FORMER_SHAPES = {"input_shape": "shape", "batch_input_shape": "batch_shape"}


def report_former_shape(machine: Machine, call: Arguments) -> None:
    """`Input(input_shape=(28, 28, 1))`: only layers were ever told so, and a batch only in Keras 2."""
    name = next((name for name in _FORMER_SHAPES if name in call.keywords), None)
    if name is not None and not machine.trying and (installed_major(machine) or 0) >= 3:
        meant = Correction(name, _FORMER_SHAPES[name])
        message = f"`Input` has no argument `{name}`. {meant.question}"
        report_at(machine, "unexpected-argument", message, call.places.get(name), meant)


def report_missing_end(machine: Machine, call: Arguments) -> None:
    """`Model(inputs=x)`: a model of Keras's own class is made between two ends."""
    given = [name for name in ("inputs", "outputs") if call.keywords.get(name) is not None]
    if call.more is not None or machine.trying or machine.leaves_out or (installed_major(machine) or 0) < 3:
        return
    if len(call.positional) + len(given) == 1 and {"inputs", "outputs", *given} - call.keywords.keys():
        missing = "inputs" if given == ["outputs"] else "outputs"
        report_at(machine, "missing-argument", f"`Model` needs the argument `{missing}`", call.site)


def report_former_keywords(machine: Machine, call: Arguments) -> None:
    """`Model(input=…, output=…)`, as Keras 1 had it and Keras 2 still took it; beside both others Keras 3 does not look
    at them.
    """
    if len(call.positional) >= 2 or {"inputs", "outputs"} <= call.keywords.keys():
        return
    name = next((name for name in ("input", "output") if name in call.keywords), None)
    if name is not None and runs_with_keras_3(machine):
        meant = Correction(name, f"{name}s")
        message = f"`Model` has no argument `{name}`. {meant.question}"
        report_at(machine, "unexpected-argument", message, call.places.get(name), meant)


def report_disconnected(machine: Machine, graph: Graph, inputs: Any, place: Site | None) -> None:
    """`inputs` is what the model names, a plain structure."""
    if graph.gap is DISCONNECTED and all(isinstance(each, Tensor) for each in leaves_of(inputs)):
        names = [node.operation.hidden.get("name") for node in graph.strangers if isinstance(node.operation, Instance)]
        known = [f"`{name}`" for name in names if isinstance(name, str)]
        missing = ", ".join(known) if known and len(known) == len(names) else "an input"
        message = f"the outputs depend on {missing}, which is not among the inputs of the model"
        report_at(machine, "disconnected", message, place)


def report_no_such_layer(machine: Machine, layers: Sequence[Any], name: Any, index: Any) -> None:
    """`model.get_layer(…)` of a name or an index that none of the layers has."""
    names = [layer.hidden.get("name") for layer in layers]
    near = None
    if machine.trying or (installed_major(machine) or 0) < 3:
        return
    if type(index) is int:
        count = f"{len(layers)} layer{'' if len(layers) == 1 else 's'}"
        message = f"the model has {count}; none has the index {index}"
    elif index is None and isinstance(name, str) and all(isinstance(known, str) for known in names):
        near = correction(name, names)
        hint = f" {near.question_of_value}" if near else ""
        message = f"the model has no layer called '{name}'.{hint}"
    else:
        return
    report_at(machine, "no-such-layer", message, None, near)


def not_built(machine: Machine, model: Instance, which: str) -> Unknown:
    """`model.output` of a model that was not built. Of a stack that was not called this raises AttributeError, as
    `model.outputs` does if it has no input either; that is reported where it is used (its `origin`).
    """
    hidden, reason = model.hidden, f"the {which} of the model is not known before it is built"
    known = type(hidden.get("layers")) is tuple and (which in ("input", "output") or "start" not in hidden)
    if not known or "handed data" in hidden or machine.trying or machine.leaves_out or machine.repeats:
        return Unknown(reason)
    if isinstance(model.cls.lookup("call"), Function) or (installed_major(machine) or 0) < 3:
        return Unknown(reason)
    machine.write(hidden, "handed data", True)  # the first use raises, and is what is to be mended
    name = hidden.get("name") or model.cls.name
    instead = f"what it was built with is `{which}s`" if "start" in hidden else "begin it with `keras.Input(shape)`"
    message = f"`{name}` has no `{which}` before it is called on a tensor; {instead}"
    if which not in ("input", "output"):
        message = f"`{name}` has no `{which}` yet: begin it with `keras.Input(shape)`, or call it first"
    return Unknown(reason, Problem("not-built", message, Input()))


def _report_not_built(machine: Machine, value: Any, place: Site | None) -> bool:
    problem = value.origin if isinstance(value, Unknown) else None
    if not isinstance(problem, Problem) or problem.code != "not-built":
        return False
    if not machine.trying:
        report_at(machine, problem.code, problem.message, place)
    return True


def wrong_number_of_inputs(machine: Machine, model: Instance, inputs: Any) -> Unknown | None:
    """Why a functional model does not take so many inputs; None if it does, or if their number is not known."""
    given = plain_structure(inputs)
    items, wanted = leaves_of(given), leaves_of(model.hidden.get("inputs", ()))
    if isinstance(given, dict) or len(items) == len(wanted) or not all(isinstance(each, Tensor) for each in items):
        return None
    message = f"`{model.hidden.get('name') or model.cls.name}` takes {_tensors(len(wanted))}; here it gets {len(items)}"
    if installed_major(machine) is not None:
        report_at(machine, "wrong-inputs", message, None)
    return Unknown(message)


def _tensors(count: int) -> str:
    return "one tensor" if count == 1 else f"{count} tensors"


def report_at(
    machine: Machine, code: str, message: str, place: Site | None, correction: Correction | None = None
) -> None:
    site = machine.site if place is None else place
    if site is not None:
        machine.report(Finding(code, message, site, machine.stack, correction))
